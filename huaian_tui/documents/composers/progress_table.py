"""附件: the table of all tasks with what is known of each (documents.md: 督查通报的附表)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from huaian_tui.documents.model import Attachment, Cell, Column, Table, text_cells
from huaian_tui.documents.wording import chinese_date
from huaian_tui.domain.identity import format_id
from huaian_tui.domain.lights import Light, Status
from huaian_tui.domain.rows import MilestoneRow, NoteRow, TaskRow
from huaian_tui.store.queries.milestones import list_milestones
from huaian_tui.store.queries.notes import find_notes, read_notes

_COLUMNS = (
    ("序号", 1.4),
    ("重点任务", 8.6),
    ("牵头单位", 3.4),
    ("责任单位", 4.2),
    ("节点和时限", 5.0),
    ("最近进展", 4.6),
    ("状态", 2.3),
)
_PROGRESS_LIMIT = 120
"""Characters of the newest note that fit a cell; the whole text stands in the ledger."""


def progress_attachment(connection: sqlite3.Connection, today: date, tasks: Sequence[TaskRow]) -> Attachment:
    """The landscape table over ``tasks``, one row each."""
    milestones: dict[int, list[MilestoneRow]] = {}
    for milestone in list_milestones(connection, today):
        milestones.setdefault(milestone.task_no, []).append(milestone)
    notes: dict[int, NoteRow] = {}
    for note in read_notes(connection, find_notes(connection)):
        notes.setdefault(note.task_no, note)
    rows = tuple(_row(task, milestones.get(task.no, []), notes.get(task.no)) for task in tasks)
    table = Table(
        columns=tuple(
            Column(width, "center" if name in ("序号", "状态") else "left") for name, width in _COLUMNS
        ),
        head=(text_cells(*(name for name, _ in _COLUMNS)),),
        rows=rows,
        landscape=True,
        font_size=10.5,
    )
    return Attachment("重点任务进展情况表", (table,))


def _row(task: TaskRow, milestones: Sequence[MilestoneRow], note: NoteRow | None) -> tuple[Cell, ...]:
    progress = Cell("无记录")
    if note is not None:
        text = " ".join(note.text.split())
        if len(text) > _PROGRESS_LIMIT:
            text = text[:_PROGRESS_LIMIT] + "……"
        progress = Cell(f"{chinese_date(note.day)}：{text}", sources=(format_id(note.record_id),))
    return (
        Cell(str(task.no)),
        Cell(task.text),
        Cell("、".join(task.lead)),
        Cell("、".join(task.support)),
        Cell("\n".join(milestone_line(one) for one in milestones) or "原文未写时限"),
        progress,
        Cell(task.light.word),
    )


def milestone_line(milestone: MilestoneRow) -> str:
    """A milestone with its date and state, in one line of a table cell."""
    state = milestone.state
    if state.status is Status.DONE:
        missed = "（未达标办结）" if state.met is False else ""
        return f"{state.title}：{state.completed_on}办结{missed}"
    if state.status is Status.CANCELLED:
        return f"{state.title}：中止"
    if state.due is None:
        return f"{state.title}：原文未写时限"
    late = f"，逾期{milestone.overdue_days}天" if milestone.light is Light.OVERDUE else ""
    assumed = "（按年底计）" if state.assumed else ""
    return f"{state.title}：{state.due}{assumed}{late}"
