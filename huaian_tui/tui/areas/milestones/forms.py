"""Forms that decide on milestones: 办结, 延期, 设节点, 中止, 重新督办, and the values of their targets.

Each ``open_*`` takes one or several, reads what the form shows in a thread, opens the form, and after
saving says what was done and lets the screens read anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MISSED
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.words.targets import value_words
from huaian_tui.ledger.record import RecordKind
from huaian_tui.services import decisions as changes
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.tasks import read_readings
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.milestones.deciding import (
    Before,
    Verb,
    Which,
    deciding,
    refuse_unless_open,
    show_form,
)
from huaian_tui.tui.areas.milestones.setting import open_set
from huaian_tui.tui.areas.milestones.target_form import open_target
from huaian_tui.tui.areas.milestones.value_field import VALUE_OF, ItemValueField, NewDueField, ValueField
from huaian_tui.tui.forms.date_fields import DueDayField, day_field
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.forms.open_form import read_then
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn

__all__ = [
    "open_cancel",
    "open_complete",
    "open_extend",
    "open_reading",
    "open_reopen",
    "open_set",
    "open_target",
]

MOST_VALUES = 100
"""Values of one form; of more milestones they are typed in parts, or by command."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form is filled with at first: the day, the basis, the values by milestone."""

    day: date | None = None
    basis: str = ""
    values: dict[str, float] = field(default_factory=dict)
    title: str = ""


def open_complete(
    app: Host, which: Which, acted: ActedOn | None = None, *, anew: bool = False, filled: Filled | None = None
) -> None:
    """办结: day, basis, and the values reached where there are targets."""
    known = filled or Filled()

    def form(before: Before) -> None:
        today = app.session.today
        day = day_field("办结日期", today, advise=before.said_of_day)
        if known.day is not None:
            day.set_raw(known.day.isoformat())
        miss = f"可以办结，显示为「{MISSED}」，请在依据里写明原因"
        values = _value_fields(before, known.values, on_miss=miss)
        basis = before.basis_field("办结依据", "如 验收意见、会议纪要、文号", known.basis)
        fields: list[FormField] = [day, *values, basis] if before.together is None else [day, basis, *values]

        def save(typed: dict[str, Any], ids: list[str]) -> object:
            done = {one: changes.Completion(typed["day"], typed["basis"], _typed(typed, one)) for one in ids}
            return app.session.write(
                lambda ledger: changes.complete_milestones(ledger, done, app.session.today)
            )

        show_form(app, before, COMPLETE, known.title or "节点办结", fields, save, "已登记办结")

    deciding(app, which, COMPLETE, form, acted, anew=None if anew else partial(_anew, app))


def open_extend(app: Host, which: Which, acted: ActedOn | None = None, *, anew: bool = False) -> None:
    """延期, or a date for one whose date is assumed or missing: the new day and its basis."""

    def form(before: Before) -> None:
        due = DueDayField("due", "新时限", app.session.today, required=True)
        due.horizon = before.horizon
        fields: list[FormField] = [
            due,
            before.basis_field("调整依据", "如 领导批示、延期请示及批复文号"),
            day_field("延期日期", app.session.today),
        ]

        def save(typed: dict[str, Any], ids: list[str]) -> object:
            phrase, basis, day = typed["due"], typed["basis"], typed["day"]
            return app.session.write(
                lambda ledger: changes.extend_milestones(
                    *(ledger, ids, phrase.day, basis, app.session.today), assumed=phrase.assumed, day=day
                )
            )

        show_form(app, before, EXTEND, "延期（调整时限）", fields, save, "已调整时限")

    deciding(app, which, EXTEND, form, acted, anew=None if anew else partial(_anew, app))


def open_cancel(app: Host, which: Which, acted: ActedOn | None = None, *, anew: bool = False) -> None:
    """中止: the basis. A milestone no longer counts; 重新督办 takes it up again."""

    def form(before: Before) -> None:
        fields: list[FormField] = [
            before.basis_field("中止依据", "如 文件调整、任务并入第几项"),
            day_field("中止日期", app.session.today),
        ]

        def save(typed: dict[str, Any], ids: list[str]) -> object:
            return app.session.write(
                lambda ledger: changes.cancel_milestones(
                    ledger, ids, typed["basis"], app.session.today, day=typed["day"]
                )
            )

        show_form(app, before, CANCEL, "节点中止", fields, save, "已中止")

    deciding(app, which, CANCEL, form, acted, anew=None if anew else partial(_anew, app))


def open_reopen(app: Host, which: Which, acted: ActedOn | None = None, *, anew: bool = False) -> None:
    """重新督办: by when now and the basis, for milestones that were completed or cancelled."""

    def form(before: Before) -> None:
        due = NewDueField(app.session.today, [row.state for row in before.rows])
        due.horizon = before.horizon
        fields: list[FormField] = [
            due,
            before.basis_field("督办依据", "如 核查发现未落实"),
            day_field("督办日期", app.session.today),
        ]

        def save(typed: dict[str, Any], ids: list[str]) -> object:
            phrase = typed["due"]
            new = None if phrase is None else changes.NewDue(phrase.day, phrase.assumed)
            return app.session.write(
                lambda ledger: changes.reopen_milestones(
                    ledger, ids, typed["basis"], app.session.today, day=typed["day"], due=new
                )
            )

        show_form(app, before, REOPEN, "重新督办", fields, save, "已重新列入督办")

    deciding(app, which, REOPEN, form, acted, anew=None if anew else partial(_anew, app))


def open_reading(app: Host, which: Which, acted: ActedOn | None = None) -> None:
    """登记数值: the values of targets on a day; where one reaches its target, 办结 is offered."""

    def form(before: Before) -> None:
        values = _value_fields(before, {}, required=before.together is None)
        day = day_field("截至日期", app.session.today)
        fields: list[FormField] = [*values, day] if before.together is None else [day, *values]

        def save(typed: dict[str, Any], ids: list[str]) -> object:
            found = {one: value for one in ids if (value := _typed(typed, one)) is not None}
            if not found:
                raise InputRefused("没有填写数值", "一个也没有填", "至少填一个", field=values[0].key)
            app.session.write(
                lambda ledger: changes.add_readings(ledger, found, typed["day"], app.session.today)
            )
            return found

        show_form(
            *(app, before, READING, "登记数值", fields, save, "已登记数值"),
            begin=values[0],
            then=lambda found: offer_completion(app, found),
        )

    deciding(app, which, READING, form, acted)


def _anew(app: Host, verb: str, milestone: str) -> None:
    """Decide on one in conflict, whatever its sides say."""
    {"complete": open_complete, "extend": open_extend, "cancel": open_cancel, "reopen": open_reopen}[verb](
        app, milestone, anew=True
    )


# ---------------------------------------------------------------------- values


def _value_fields(
    before: Before, values: dict[str, float], *, required: bool = False, on_miss: str = ""
) -> list[ValueField]:
    """A field for the value of each milestone that has a target."""
    fields = list[ValueField]()
    targets = [(row, target) for row in before.rows if (target := row.state.target) is not None]
    if len(targets) > MOST_VALUES:
        raise HuaianError(
            "一次登记的数值太多",
            f"共 {len(targets)} 个，一张表单最多 {MOST_VALUES} 个",
            "分几次标记，分几次登记",
        )
    for row, target in targets:
        known = values.get(row.id)
        shown = "" if known is None else format_number(known)
        if before.together is None:
            label = "数值" if required else "完成数值"
            fields.append(ValueField("value", label, target, value=shown, required=required, on_miss=on_miss))
        else:
            fields.append(ItemValueField(row, target, value=shown, on_miss=on_miss))
    return fields


def _typed(values: dict[str, Any], milestone: str) -> float | None:
    found: float | None = values.get(VALUE_OF + milestone, values.get("value"))
    return found


def offer_completion(app: Host, values: dict[str, float]) -> None:
    """Open 办结, filled in, for those whose newest reading reaches its target and that are still open."""
    session = app.session

    def read(connection: sqlite3.Connection) -> list[tuple[MilestoneRow, date]]:
        rows = [read_milestone(connection, session.today, one) for one in values]
        days = [(row, _reached(connection, row, values[row.id], session.today)) for row in rows]
        return [(row, day) for row, day in days if day is not None]

    def offer(reached: Sequence[tuple[MilestoneRow, date]]) -> None:
        if not reached:
            return
        row, day = reached[0]
        own = {one.id: values[one.id] for one, _ in reached}
        basis, target = "读数达到指标", row.state.target
        if len(reached) == 1 and target is not None:
            basis = f"{day.isoformat()} 读数{value_words(target, own[row.id])}，达到指标"
        filled = Filled(day, basis, own, "已达到指标，登记办结")
        open_complete(app, row.id if len(reached) == 1 else list(own), filled=filled)

    read_then(app, lambda: session.read(read), offer)


def _reached(connection: sqlite3.Connection, row: MilestoneRow, value: float, today: date) -> date | None:
    """The day on which an open milestone reached its target by this value, its newest; None: it did not."""
    target, is_open = row.state.target, row.state.status is Status.OPEN and not row.state.conflict
    if not is_open or target is None or not target.met_by(value):
        return None
    if target.is_limit and (row.state.due is None or today < row.state.due):
        return None  # what is not to be exceeded is reached on its date
    readings = [one for one in read_readings(connection, row.task_no) if one.milestone == row.id]
    newest = max(readings, key=lambda one: (one.day, one.record_id), default=None)
    return newest.day if newest is not None and newest.value == value else None


def _refuse_open(row: MilestoneRow) -> None:
    if row.state.status is Status.OPEN and not row.state.conflict:
        raise HuaianError("不需要重新督办", f"「{row.state.title}」没有办结也没有中止，仍在督办")


def _refuse_without_target(row: MilestoneRow) -> None:
    if row.state.target is None:
        raise HuaianError(
            "这个节点没有量化指标",
            f"「{row.state.title}」原文没有写数量",
            f"进展请用督查记录（{keys_said('note')}）写",
        )


COMPLETE = Verb("complete", "办结", RecordKind.MILESTONE_COMPLETE, refuse_unless_open)
EXTEND = Verb("extend", "延期", RecordKind.MILESTONE_EXTEND, refuse_unless_open)
CANCEL = Verb("cancel", "中止", RecordKind.MILESTONE_CANCEL, refuse_unless_open)
REOPEN = Verb("reopen", "重新督办", RecordKind.MILESTONE_REOPEN, _refuse_open)
READING = Verb("reading", "登记数值", None, _refuse_without_target)
"""The decisions by what their drafts and openers are called: ``open_complete``, ``complete:2-1``."""
