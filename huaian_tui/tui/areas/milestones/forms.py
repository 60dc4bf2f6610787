"""Forms that decide on a milestone: 办结, 延期, 设节点, 中止, 重新督办, and the value of its target.

Each ``open_*`` reads what the form shows in a thread, opens the form, and after
saving says what was done and lets the screens read anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.answers.milestones import ConflictSide, MilestoneRow
from huaian_tui.domain.answers.overview import PlanRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.decision_order import Dated
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import DONE, MISSED
from huaian_tui.domain.words.milestones import CANCELLED
from huaian_tui.ledger.record import RecordKind
from huaian_tui.services import decisions as changes
from huaian_tui.services.conflicts import anew_words
from huaian_tui.services.decision_order import days_decided, said_of_day
from huaian_tui.store.queries.conflicts import read_sides
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.plan import read_plan
from huaian_tui.store.queries.plans import horizon_of_task, plan_of_task
from huaian_tui.store.queries.tasks import read_task
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.milestones.conflict import open_conflict
from huaian_tui.tui.areas.milestones.text import milestone_head
from huaian_tui.tui.areas.milestones.value_field import ValueField
from huaian_tui.tui.areas.tasks.text import task_head
from huaian_tui.tui.forms.date_fields import DueDates, DueDatesField, DueDayField, day_field
from huaian_tui.tui.forms.fields import FormField, TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.frame.detail_lines import lines, toned
from huaian_tui.tui.frame.host import Host

LONGEST_TITLE = 80
"""Characters of a milestone's title; a recurring one gets its date appended."""

Submit = Callable[[dict[str, Any]], object]


class Before(NamedTuple):
    """What stood before a decision: those so far with their own days; in words what of a conflict it ends.

    ``horizon``: the last day of the plan.
    """

    days: Sequence[Dated]
    gone: Sequence[str]
    horizon: date | None


def open_complete(app: Host, milestone_id: str, *, anew: bool = False) -> None:
    """办结: day, basis, and the value reached where there is a target."""

    def form(row: MilestoneRow, before: Before) -> None:
        _refuse_unless_open(row)
        fields: list[FormField] = [
            day_field("办结日期", app.session.today, advise=lambda day: said_of_day(before.days, day))
        ]
        if row.state.target is not None:
            miss = f"可以办结，显示为「{MISSED}」，请在依据里写明原因"
            fields.append(ValueField("value", "完成数值", row.state.target, on_miss=miss))
        fields.append(_basis_field("办结依据", "如 验收意见、会议纪要、文号"))

        def save(values: dict[str, Any]) -> object:
            done = changes.Completion(values["day"], values["basis"], values.get("value"))
            return app.session.write(
                lambda ledger: changes.complete_milestone(ledger, row.id, done, app.session.today)
            )

        _show(app, row, "节点办结", fields, save, f"complete:{row.id}", "已登记办结", before.gone)

    _deciding(app, milestone_id, RecordKind.MILESTONE_COMPLETE, form, anew=anew)


def open_extend(app: Host, milestone_id: str, *, anew: bool = False) -> None:
    """延期, or a date for one whose date is assumed or missing: the new day and its basis."""

    def form(row: MilestoneRow, before: Before) -> None:
        _refuse_unless_open(row)
        due = DueDayField("due", "新时限", app.session.today, required=True)
        due.horizon = before.horizon
        fields = [
            due,
            _basis_field("调整依据", "如 领导批示、延期请示及批复文号"),
            day_field("延期日期", app.session.today),
        ]

        def save(values: dict[str, Any]) -> object:
            phrase = values["due"]
            return app.session.write(
                lambda ledger: changes.extend_milestone(
                    ledger,
                    row.id,
                    phrase.day,
                    values["basis"],
                    app.session.today,
                    assumed=phrase.assumed,
                    day=values["day"],
                )
            )

        _show(app, row, "延期（调整时限）", fields, save, f"extend:{row.id}", "已调整时限", before.gone)

    _deciding(app, milestone_id, RecordKind.MILESTONE_EXTEND, form, anew=anew)


def open_cancel(app: Host, milestone_id: str, *, anew: bool = False) -> None:
    """中止: the basis. The milestone no longer counts; 重新督办 takes it up again."""

    def form(row: MilestoneRow, before: Before) -> None:
        _refuse_unless_open(row)
        fields = [
            _basis_field("中止依据", "如 文件调整、任务并入第几项"),
            day_field("中止日期", app.session.today),
        ]

        def save(values: dict[str, Any]) -> object:
            return app.session.write(
                lambda ledger: changes.cancel_milestone(
                    ledger, row.id, values["basis"], app.session.today, day=values["day"]
                )
            )

        _show(app, row, "节点中止", fields, save, f"cancel:{row.id}", "已中止", before.gone)

    _deciding(app, milestone_id, RecordKind.MILESTONE_CANCEL, form, anew=anew)


def open_reopen(app: Host, milestone_id: str, *, anew: bool = False) -> None:
    """重新督办: the basis, for a milestone that was completed or cancelled."""

    def form(row: MilestoneRow, before: Before) -> None:
        if row.state.status is Status.OPEN and not row.state.conflict:
            raise HuaianError("不需要重新督办", f"「{row.state.title}」没有办结也没有中止，仍在督办")
        fields = [
            _basis_field("督办依据", "如 核查发现未落实"),
            day_field("督办日期", app.session.today),
        ]

        def save(values: dict[str, Any]) -> object:
            return app.session.write(
                lambda ledger: changes.reopen_milestone(
                    ledger, row.id, values["basis"], app.session.today, day=values["day"]
                )
            )

        _show(app, row, "重新督办", fields, save, f"reopen:{row.id}", "已重新列入督办", before.gone)

    _deciding(app, milestone_id, RecordKind.MILESTONE_REOPEN, form, anew=anew)


def open_reading(app: Host, milestone_id: str) -> None:
    """登记数值: the value of the target on a day."""

    def form(row: MilestoneRow) -> None:
        target = row.state.target
        if target is None:
            raise HuaianError(
                "这个节点没有量化指标",
                f"「{row.state.title}」原文没有写数量",
                f"进展请用督查记录（{keys_said('note')}）写",
            )
        fields = [
            ValueField("value", "数值", target, required=True),
            day_field("截至日期", app.session.today),
        ]

        def save(values: dict[str, Any]) -> object:
            return app.session.write(
                lambda ledger: changes.add_reading(
                    ledger, row.id, values["value"], values["day"], app.session.today
                )
            )

        _show(app, row, "登记数值", fields, save, f"reading:{row.id}", "已登记数值")

    _with_milestone(app, milestone_id, form)


def open_set(app: Host, task_no: int) -> None:
    """设节点: title, date (or a period: one milestone each while the plan runs) and basis."""
    session = app.session

    def read(connection: sqlite3.Connection) -> tuple[TaskRow, PlanRow]:
        plan = read_plan(connection, plan_of_task(connection, task_no))
        return read_task(connection, session.today, task_no).task, plan

    def form(read: tuple[TaskRow, PlanRow]) -> None:
        task, plan = read
        fields = [
            TextField("title", "节点名称", required=True, max_length=LONGEST_TITLE),
            DueDatesField("due", "完成时限", session.today, plan.horizon),
            _basis_field("设定依据", "如 领导批示、交办单文号"),
            day_field("设定日期", session.today),
        ]

        def save(values: dict[str, Any]) -> object:
            dues: DueDates = values["due"]
            return session.write(
                lambda ledger: changes.set_milestones(
                    ledger,
                    task.no,
                    values["title"],
                    list(dues.days),
                    values["basis"],
                    changes.DecidedOn(session.today, values["day"]),
                    assumed=dues.assumed,
                    every=dues.every,
                )
            )

        dialog = FormDialog("设节点", fields, save, intro=task_head(task), form_id=f"milestone_set:{task.no}")
        open_dialog(app, dialog, lambda made: tell_recorded(app, f"{task.named.told}已设 {len(made)} 个节点"))

    _read(
        app,
        lambda: session.read(read),
        form,
    )


# ---------------------------------------------------------------------- shared


Form = Callable[[MilestoneRow, Before], None]


def _deciding(app: Host, milestone_id: str, kind: RecordKind, form: Form, *, anew: bool) -> None:
    """Open the form; of a milestone in conflict first its sides, unless it is to be decided anew."""
    session = app.session

    def read(connection: sqlite3.Connection) -> tuple[MilestoneRow, Before, list[ConflictSide]]:
        row = read_milestone(connection, session.today, milestone_id)
        sides = [] if anew else read_sides(connection, row.state)
        gone = anew_words(connection, row.id, kind) if row.state.conflict else []
        _, horizon = horizon_of_task(connection, row.state.task_no)
        return row, Before(days_decided(connection, row.id, session.today), gone, horizon), sides

    def show(found: tuple[MilestoneRow, Before, list[ConflictSide]]) -> None:
        row, before, sides = found
        if sides:
            open_conflict(app, row, sides, lambda verb: _OPENERS[verb](app, row.id, anew=True))
        else:
            form(row, before)

    _read(app, lambda: session.read(read), show)


def _with_milestone(app: Host, milestone_id: str, form: Callable[[MilestoneRow], None]) -> None:
    """Read the milestone in a thread and open its form; what cannot be done is said at once."""
    session = app.session
    _read(app, lambda: session.read(lambda c: read_milestone(c, session.today, milestone_id)), form)


def _read(app: Host, work: Callable[[], Any], form: Callable[[Any], None]) -> None:
    """Know who writes, read in a thread, then open the form."""
    with_officer(app, lambda: read_then(app, work, form))


def _show(
    app: Host,
    row: MilestoneRow,
    title: str,
    fields: Sequence[FormField],
    save: Submit,
    form_id: str,
    done: str,
    gone: Sequence[str] = (),
) -> None:
    """``gone``: what no longer counts then."""
    intro = lines([milestone_head(row), *(toned(one, "due_soon") for one in gone)])
    dialog = FormDialog(title, fields, save, intro=intro, form_id=form_id)
    open_dialog(app, dialog, lambda _: tell_recorded(app, f"{done}：{row.state.title}"))


def _refuse_unless_open(row: MilestoneRow) -> None:
    if row.state.status is not Status.OPEN:
        word = DONE if row.state.status is Status.DONE else CANCELLED
        raise HuaianError(
            f"这个节点已{word}",
            f"「{row.state.title}」",
            f"要再办，请先「重新督办」（{keys_said('reopen')}）",
        )


def _basis_field(label: str, examples: str) -> TextField:
    return reason_field(label, examples, key="basis")


_OPENERS: dict[str, Callable[..., None]] = {
    "complete": open_complete,
    "extend": open_extend,
    "cancel": open_cancel,
    "reopen": open_reopen,
}
"""The forms that decide, by the verbs of ``conflict.ANEW``."""
