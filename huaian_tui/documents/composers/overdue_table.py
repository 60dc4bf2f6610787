"""附件 of a 通报: 逾期清单, a line an item: the node, the days, who leads, by what basis, the last word."""

from __future__ import annotations

import sqlite3
from itertools import groupby

from huaian_tui.documents.composers.circular_case import CircularCase
from huaian_tui.documents.composers.column_widths import fitted_widths
from huaian_tui.documents.composers.figures import cell, milestones_figure, note_thing, things_figure
from huaian_tui.documents.composers.plan_names import plan_line, units_in_cell
from huaian_tui.documents.composers.progress import TaskFacts, record_ids
from huaian_tui.documents.model import Attachment, Cell, headed_table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.short_titles import first_words, short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import conventions_explained, title_words
from huaian_tui.store.queries.notes import iterate_notes, read_notes

_COLUMNS = ("序号", "任务", "逾期节点", "牵头单位", "时限", "逾期天数", "时限依据", "最近情况")
_CENTRED = ("序号", "时限", "逾期天数")
_WHOLE = ("序号", "时限", "逾期天数")
"""Columns whose cells stay on one line."""
_MANY = 7
"""Of more rows than a page has they are set smaller."""
_OF_TITLE, _OF_NODE, _OF_BASIS, _OF_LAST = 24, 20, 20, 24
_MOST_LEADS = 2
"""Characters that a cell quotes."""
NO_WORD = "没有办理记录"


def overdue_attachment(connection: sqlite3.Connection, case: CircularCase) -> Attachment | None:
    """The landscape table of what is overdue on the day; None where nothing is."""
    late = case.of_light(Light.OVERDUE)
    if not late:
        return None
    rows = list[tuple[Cell, ...]]()
    for plan, of_plan in groupby(late, key=lambda one: case.names.places[one.task.no].plan):
        rows += plan_line(case.names, plan, len(_COLUMNS))
        rows += [_row(connection, case, one) for one in of_plan]
    if explained := conventions_explained(one.state for task in late for one in _late_of(task)):
        rows.append((Cell("".join(explained), colspan=len(_COLUMNS), align="left"),))
    size = 10.5 if len(rows) <= _MANY else 9.0
    table = headed_table(
        tuple(zip(_COLUMNS, fitted_widths(_COLUMNS, rows, font_size=size, whole=_WHOLE), strict=True)),
        rows,
        centred=_CENTRED,
        landscape=True,
        font_size=size,
    )
    return Attachment(f"逾期{case.names.noun}清单（截至{chinese_day(case.scope.day)}）", (table,))


def _late_of(task: TaskFacts) -> list[MilestoneRow]:
    """Its overdue milestones, the longest overdue first."""
    late = [one for one in task.live if one.light is Light.OVERDUE]
    return sorted(late, key=lambda one: -one.overdue_days)


def _row(connection: sqlite3.Connection, case: CircularCase, task: TaskFacts) -> tuple[Cell, ...]:
    number, late = task.task.no, _late_of(task)
    first = late[0]
    more = f"等{len(late)}个" if len(late) > 1 else ""
    days = str(first.overdue_days)
    due = chinese_day(first.state.due) if first.state.due else ""
    decided = record_ids(one.state.decided_by for one in late if one.state.decided_by)
    return (
        Cell(case.names.label(number)),
        Cell(short_title(case.names.places[number].text, _OF_TITLE)),
        Cell(f"{first_words(title_words(first.state), _OF_NODE)}{more}", sources=decided),
        Cell(units_in_cell(case.slots[number], "lead", _MOST_LEADS)),
        Cell(due, sources=decided),
        cell(days, milestones_figure("逾期天数", days, late, case.names)),
        Cell(_basis(first), sources=decided),
        _last_word(connection, case, task),
    )


def _basis(milestone: MilestoneRow) -> str:
    """The phrase of the plan, or the officer's decision, that gives the date in force; the date before it."""
    state = milestone.state
    moved = f"，原时限{chinese_day(state.original_due)}" if state.original_due is not None else ""
    if state.phrase and not state.due_decided:
        return f"“{_quoted(state.phrase)}”"
    return f"{first_words(state.basis, _OF_BASIS)}{moved}"


def _quoted(phrase: str) -> str:
    """The beginning of a phrase of the plan: between its marks stand its own words and …… only."""
    said = first_words(phrase, _OF_BASIS)
    return said if said in phrase or "……" in said else f"{said.removesuffix('等')}……"


def _last_word(connection: sqlite3.Connection, case: CircularCase, task: TaskFacts) -> Cell:
    """The newest note or hand-in up to the day, whenever it was."""
    note = _last_note(connection, case, task)
    handed = task.handed_in[-1] if task.handed_in else None
    if handed is not None and (note is None or handed.day > note.day):
        text = f"{chinese_day(handed.day)}报送{first_words(handed.title, _OF_LAST)}"
        return Cell(text, sources=record_ids([handed.record_id]))
    if note is None:
        return Cell(NO_WORD)
    text = f"{chinese_day(note.day)}：{first_words(note.text, _OF_LAST)}"
    return cell(text, things_figure("最近情况", text, [note_thing(note, case.names)]))


def _last_note(connection: sqlite3.Connection, case: CircularCase, task: TaskFacts) -> NoteRow | None:
    if task.notes:
        return task.notes[-1]
    found = read_notes(connection, list(iterate_notes(connection, task_no=task.task.no, most=5)))
    return next((note for note in found if note.day <= case.scope.day), None)
