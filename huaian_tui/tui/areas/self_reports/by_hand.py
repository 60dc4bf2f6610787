"""登记回复: what a unit said on paper, by mail or by word of mouth becomes a report to be confirmed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.self_reports import BY_HAND
from huaian_tui.domain.words.milestones import due_words
from huaian_tui.services.report_taking import LineOutcome
from huaian_tui.services.reports_by_hand import ReplyTyped, take_reply
from huaian_tui.store.queries.milestones import list_milestones, read_milestone
from huaian_tui.tui.areas.milestones.text import milestone_head
from huaian_tui.tui.areas.milestones.value_field import ValueField
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.date_fields import DateField, day_field
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.forms.open_form import open_dialog, read_then, with_officer
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.forms.unit_names import UnitNames
from huaian_tui.tui.forms.units_field import UnitsField
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow

COLUMNS: tuple[Column[MilestoneRow], ...] = (
    Column("节点", lambda row: row.id, width=11),
    Column("时限", lambda row: due_words(row.state), width=12),
    Column("任务", lambda row: row.named.told, width=14, priority=3),
    Column("内容", lambda row: row.state.title, weight=3, min_width=20),
)


def open_by_hand(app: Host, done: Callable[[str], object]) -> None:
    """Ask for the unit, for the item, then for what it said; ``done`` gets what is said afterwards."""

    def ask_unit(names: UnitNames) -> None:
        unit = UnitsField("unit", "单位", names.resolve, suggest=names.suggest, required=True)
        intro = "单位没有填反馈表，用纸面、邮件或口头回复的，登记在这里；登记后待核实。"
        form = FormDialog(
            "登记回复：哪个单位", [unit], _one_unit, intro=intro, button="下一步", busy="正在读"
        )
        open_dialog(app, form, lambda found: _pick_milestone(app, found, done))

    with_officer(app, lambda: read_then(app, lambda: app.session.read(UnitNames), ask_unit, group="by-hand"))


def open_kept_reply(app: Host, milestone: str, unit: str, done: Callable[[str], object]) -> None:
    """The last form for a unit and a milestone, by their ids: a draft of it is taken up."""

    def read() -> MilestoneRow:
        return app.session.read(lambda c: read_milestone(c, app.session.today, milestone))

    def show(row: MilestoneRow) -> None:
        _ask_reply(app, unit, row, done)

    with_officer(app, lambda: read_then(app, read, show, group="by-hand"))


def _one_unit(values: dict[str, Any]) -> str:
    units: Sequence[str] = values["unit"]
    if len(units) != 1:
        raise HuaianError("只能选一个单位", f"写了 {len(units)} 个", "一个单位的回复登记一次")
    return units[0]


def _pick_milestone(app: Host, unit: str, done: Callable[[str], object]) -> None:
    def read(connection: sqlite3.Connection) -> list[MilestoneRow]:
        rows = list_milestones(connection, app.session.today, unit=unit)
        return sorted(rows, key=lambda row: row.state.status is not Status.OPEN)

    def show(rows: list[MilestoneRow]) -> None:
        if not rows:
            raise HuaianError("这个单位没有节点", "它的任务都没有设节点", "先设节点，或写一条督查记录")
        by_id = {row.id: row for row in rows}
        listed = [ListRow(row.id, cells_of(row, COLUMNS)) for row in rows]
        dialog = PickDialog("登记回复：哪个节点", "没有办结的在前：", COLUMNS, listed, "个")
        open_dialog(app, dialog, lambda key: _ask_reply(app, unit, by_id[key], done) if key else None)

    read_then(app, lambda: app.session.read(read), show, group="by-hand")


def _ask_reply(app: Host, unit: str, row: MilestoneRow, done: Callable[[str], object]) -> None:
    session = app.session
    fields: list[FormField] = [
        LongTextField("progress", "进展", required=True, lines=5, placeholder="可整段粘贴邮件正文"),
        TextField("contact", "填报人", required=True, placeholder="谁报的，有疑问时要能找到", max_length=150),
        ChoiceField("source", "来源", [(one, one) for one in BY_HAND], value="邮件"),
        day_field("来件日期", session.today),
        DateField("finished_on", "完成日期", session.today, placeholder="报称完成的写；不写为未完成"),
    ]
    if row.state.target is not None:
        fields.append(ValueField("value", "完成值", row.state.target))
    fields += [
        LongTextField("problem", "存在问题", lines=2, placeholder="没有可不填"),
        LongTextField("next_step", "下一步", lines=2, placeholder="没有可不填"),
    ]

    def save(values: dict[str, Any]) -> LineOutcome:
        reply = ReplyTyped(
            unit=unit,
            milestone=row.id,
            source=values["source"],
            day=values["day"],
            progress=values["progress"],
            contact=values["contact"],
            finished_on=values["finished_on"],
            value=values.get("value"),
            problem=values["problem"],
            next_step=values["next_step"],
        )
        return session.write(lambda ledger: take_reply(ledger, reply, session.today))

    form_id = f"by_hand:{row.id}:{unit}"
    form = FormDialog("登记回复", fields, save, intro=milestone_head(row), form_id=form_id, busy="正在登记")
    open_dialog(app, form, lambda made: done(f"回复（{row.id}）{made.words}"))
