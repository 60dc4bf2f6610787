"""催办单 for one unit: its overdue milestones and those about to come due, and nothing else.

Only what is due is asked for (减负规定: the same material is not asked for twice).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from huaian_tui.documents.composers.composed import Composed, full_name, issuing_office
from huaian_tui.documents.model import Block, Cell, Column, OfficialDocument, Paragraph, Table, text_cells
from huaian_tui.documents.wording import chinese_date
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.lights import DUE_SOON_DAYS, Light
from huaian_tui.domain.rows import MilestoneRow
from huaian_tui.domain.workdays import add_working_days
from huaian_tui.store.queries.milestones import list_overdue
from huaian_tui.store.queries.overview import read_plan
from huaian_tui.store.queries.units import read_unit

REPLY_WORKING_DAYS = 5
"""反馈时限 in working days from the day of the notice."""

_HEADS = (("序号", 1.6), ("节点", 10.0), ("时限", 3.4), ("状态", 3.2))


def compose_reminder(connection: sqlite3.Connection, today: date, unit: str) -> Composed:
    """The 催办单 for the unit with this short name; refused when it has nothing due."""
    detail = read_unit(connection, today, unit)
    due = list_overdue(connection, today, within=DUE_SOON_DAYS, unit=unit)
    if not due:
        raise HuaianError(
            f"{unit}没有需要催办的节点",
            f"截至 {today.isoformat()} 没有逾期，{DUE_SOON_DAYS} 天内也没有到期",
            f"用 huaian-tui unit {unit} 查看全部任务",
        )
    office = issuing_office(connection)
    name, certain = full_name(connection, unit)
    document = OfficialDocument(
        masthead=office.name,
        title=f"关于《{read_plan(connection).title}》\n有关事项的催办单",
        recipients=(name,),
        body=tuple(_body(today, due)),
        signature=office.name,
        date=today,
        draft=True,
    )
    warnings = list(office.warnings)
    if not certain:
        warnings.append(f"主送单位全称“{name}”待核")
    if detail.kind in ("county", "zone") or unit == "各县区人民政府":
        warnings.append(
            "主送涉及下级政府：领导小组办公室不能直接行文，可由市政府办公室印发（经市政府同意），或改用函"
        )
    asks = tuple(one.id for one in due)
    return Composed("reminder", (unit,), document, tuple(warnings), asks, _reply_by(today)[0])


def _body(today: date, due: Sequence[MilestoneRow]) -> list[Block]:
    late = sum(one.light is Light.OVERDUE for one in due)
    soon = len(due) - late
    counted = "，".join(
        part
        for part in (f"逾期{late}个" if late else "", f"{DUE_SOON_DAYS}天内到期{soon}个" if soon else "")
        if part
    )
    reply_by, weekends_only = _reply_by(today)
    guess = "（按周末推算，遇法定节假日顺延）" if weekends_only else ""
    return [
        Paragraph(f"截至{chinese_date(today)}，你单位牵头或负责的下列节点需要办理：{counted}。"),
        _table(due),
        Paragraph(
            f"请于{chinese_date(reply_by)}前{guess}反馈：已完成的，报完成日期和依据；未完成的，说明原因和预计完成时间；"
            "时限或分工与实际不符的，请一并指出。已报送过的材料不必重复报送。"
        ),
        *_assumption(due),
    ]


def _reply_by(today: date) -> tuple[date, bool]:
    """反馈时限, and whether only weekends could be counted."""
    return add_working_days(today, REPLY_WORKING_DAYS)


def _assumption(due: Sequence[MilestoneRow]) -> list[Block]:
    if not any(one.state.assumed for one in due):
        return []
    return [Paragraph("方案只写年份的，时限按当年12月31日计。")]


def _table(due: Sequence[MilestoneRow]) -> Table:
    return Table(
        columns=tuple(Column(width, "left" if head == "节点" else "center") for head, width in _HEADS),
        head=(text_cells(*(head for head, _ in _HEADS)),),
        rows=tuple(_row(one) for one in due),
    )


def _row(milestone: MilestoneRow) -> tuple[Cell, ...]:
    state = milestone.state
    said = f"原文：“{state.phrase}”" if state.phrase else f"依据：{state.basis}"
    aim = f"；目标：{state.target.text}" if state.target else ""
    late = milestone.light is Light.OVERDUE
    return text_cells(
        str(milestone.task_no),
        f"{state.title}。{said}{aim}",
        "" if state.due is None else state.due.isoformat(),
        f"逾期{milestone.overdue_days}天" if late else "临期",
    )
