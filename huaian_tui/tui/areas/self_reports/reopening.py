"""退回核实: a report that was confirmed or rejected by mistake waits again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.self_reports import ReportRow
from huaian_tui.services.self_reports import reopen_report
from huaian_tui.store.queries.self_reports import list_reports
from huaian_tui.tui.forms.fields import reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow

MOST_DECIDED = 500
"""Of the newest reports that were decided on."""

COLUMNS: tuple[Column[ReportRow], ...] = (
    Column("收到", lambda row: row.day.isoformat(), width=10),
    Column("单位", lambda row: row.unit_name, min_width=10),
    Column("节点", lambda row: row.milestone, width=11),
    Column("核实", lambda row: row.state.word, width=6),
    Column("进展", lambda row: row.progress[:200], weight=3, min_width=16),
)


def pick_decided(app: Host, done: Callable[[str], object]) -> None:
    """Ask which report, then why; ``done`` gets what is said afterwards."""

    def ask(rows: Sequence[ReportRow]) -> None:
        decided = [row for row in rows if row.state is not ReportState.PENDING][:MOST_DECIDED]
        if not decided:
            raise HuaianError("没有可退回的自报", "还没有核实过，或都已退回", "先核实，再退回")
        by_key = {row.record_id.hex(): row for row in decided}
        lines = [ListRow(key, cells_of(row, COLUMNS)) for key, row in by_key.items()]
        dialog = PickDialog("退回核实哪一条", "核实过的自报，新的在前：", COLUMNS, lines, "条")
        open_dialog(app, dialog, lambda key: _ask_reason(app, by_key[key], done) if key else None)

    read_then(app, lambda: app.session.read(lambda c: list_reports(c, state=None)), ask, group="pick")


def _ask_reason(app: Host, report: ReportRow, done: Callable[[str], object]) -> None:
    session = app.session

    def save(values: dict[str, Any]) -> object:
        return session.write(
            lambda ledger: reopen_report(ledger, report.record_id, values["reason"], session.today)
        )

    intro = (
        f"{report.unit_name}的自报（{report.milestone}）{report.state.word}：它重新待核实，"
        "由它得出的进展、读数、办结一并撤回；原来的记录仍可查看。"
    )
    reason = reason_field("退回理由", "如 核错了单位、误驳回")
    form = FormDialog("退回核实", [reason], save, intro=intro, button="退回", busy="正在退回")
    open_dialog(app, form, lambda _: done(f"{report.unit_name}的自报（{report.milestone}）重新待核实"))
