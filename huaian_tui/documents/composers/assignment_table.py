"""The table of a 交办单: the tasks with what is known of them; empty cells are the unit's to fill."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from huaian_tui.documents.composers.close_setting import Setting
from huaian_tui.documents.composers.figures import cell, milestones_figure
from huaian_tui.documents.composers.phrases import joined, numbered, one_line
from huaian_tui.documents.composers.plan_names import PlanNames, plan_heading, plan_line, with_room
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.composers.request import LEAD, SUPPORT, NoticeRequest
from huaian_tui.documents.composers.roles import lead_with_others, other_leads, role_of
from huaian_tui.documents.composers.ties import Sources, read_sources
from huaian_tui.documents.model import Cell, Table, headed_table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.text.clauses import clause
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.domain.words.milestones import due_on_paper, state_on_paper, title_words
from huaian_tui.store.queries.milestones import of_tasks
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots, names_of, role_names
from huaian_tui.store.queries.tasks import read_deliverables, read_tasks

_HEADS = ("序号", "重点任务", "原文写到的成果", "共同牵头", "责任单位", "节点和时限", "责任人和电话")
_WIDTHS = (1.3, 4.8, 3.4, 2.8, 3.6, 4.1, 2.6)
_SUPPORT_HEADS = ("序号", "重点任务", "牵头单位", "承担的工作和完成时间", "责任人和电话")
_SUPPORT_WIDTHS = (1.3, 5.8, 4.6, 7.8, 3.1)
_IN_ANNEX = 28
"""Characters of a task's short title in the annex: two lines, so that forty tasks are three pages. The unit
knows the plan; what it is to fill in has the room."""
_MANY = 20
"""Tasks from which on the annex is set small."""
_INLINE_HEADS = ("序号", "重点任务", "责任单位", "节点和时限", "责任人和电话")
_INLINE_WIDTHS = (1.4, 6.7, 3.0, 3.4, 2.2)
_MOST_SUPPORTING, _FEW_SUPPORTING = 4, 2
"""So many supporting units are named in the sheet itself, as usual and where room is short; of more the
first and how many there are."""


_CALLED = 60
"""With room for no more characters a task stands by its short title."""


@dataclass(frozen=True, slots=True)
class AssignedTasks:
    """The tasks with their milestones that are not cancelled, what they are to produce, and their units."""

    names: PlanNames
    sources: Sources
    tasks: Sequence[TaskRow]
    known: Mapping[int, Sequence[MilestoneRow]]
    deliverables: Mapping[int, Sequence[str]]
    slots: Mapping[int, list[NamedSlot]]
    unit: str
    supports: bool


def read_assigned(
    connection: sqlite3.Connection, request: NoticeRequest, unit: UnitDetail, numbers: Sequence[int]
) -> AssignedTasks:
    """What is known of these tasks on the day of the data."""
    names, sources = read_sources(connection, numbers)
    known: dict[int, list[MilestoneRow]] = defaultdict(list)
    for one in of_tasks(connection, request.day, numbers):
        if one.state.status is not Status.CANCELLED:
            known[one.task_no].append(one)
    return AssignedTasks(
        names,
        sources,
        read_tasks(connection, request.day, numbers),
        known,
        {number: [one.title for one in read_deliverables(connection, number)] for number in numbers},
        named_slots(connection, numbers, request.today, paper=True),
        unit.id,
        role_of(request) == SUPPORT,
    )


def assignment_table(assigned: AssignedTasks, setting: Setting, *, annexed: bool) -> Table:
    """One task a row: upright with its text in the sheet itself, as its 附件 turned with its short title."""
    names, row = assigned.names, _annex_row if annexed else _row
    heads, shares = list(_HEADS if annexed else _INLINE_HEADS), _WIDTHS if annexed else _INLINE_WIDTHS
    if annexed and assigned.supports:
        heads, shares = list(_SUPPORT_HEADS), _SUPPORT_WIDTHS
    elif assigned.supports:
        heads[2:4] = _SUPPORT_HEADS[2:4]
    heads[1] = f"{names.noun}（简称）" if annexed else names.noun
    rows = list[tuple[Cell, ...]]()
    for plan, of_plan in groupby(assigned.tasks, key=lambda one: names.places[one.no].plan):
        rows += (plan_line if annexed else plan_heading)(names, plan, len(heads))
        rows += [row(assigned, one, setting) for one in of_plan]
    widths = with_room(names, assigned.slots, shares, 1.0)
    return headed_table(
        tuple(zip(heads, widths, strict=True)),
        rows,
        centred=("序号",),
        landscape=annexed,
        font_size=(9 if len(rows) > _MANY else 10.5) if annexed else setting.font_size,
    )


def _row(assigned: AssignedTasks, task: TaskRow, setting: Setting) -> tuple[Cell, ...]:
    number = task.no
    with_others = "" if assigned.supports else lead_with_others(assigned.slots, number, assigned.unit)
    named = _text(task.text, setting.task) + (f"（{with_others}）" if with_others else "")
    text = joined((named, assigned.sources.words(number, assigned.names)), "；" if setting.brief else "\n")
    units = _units(assigned, number, _FEW_SUPPORTING if setting.brief else _MOST_SUPPORTING)
    return (
        Cell(assigned.names.label(number)),
        Cell(text),
        Cell(units),
        _known_cell(assigned, task, setting),
        Cell(""),
    )


def _annex_row(assigned: AssignedTasks, task: TaskRow, setting: Setting) -> tuple[Cell, ...]:
    number, slots = task.no, assigned.slots[task.no]
    text = joined((short_title(task.text, _IN_ANNEX), assigned.sources.words(number, assigned.names)), "；")
    begins = (Cell(assigned.names.label(number)), Cell(text))
    ends = (_known_cell(assigned, task, replace(setting, brief=True)), Cell(""))
    if assigned.supports:
        return (*begins, Cell(role_names(slots, LEAD)), *ends)
    return (
        *begins,
        Cell("、".join(assigned.deliverables[number])),
        Cell("、".join(other_leads(slots, assigned.unit))),
        Cell(_units(assigned, number, _FEW_SUPPORTING)),
        *ends,
    )


def _known_cell(assigned: AssignedTasks, task: TaskRow, setting: Setting) -> Cell:
    """The milestones that there are already; a supporting unit writes its own part there."""
    known = [] if assigned.supports else list(assigned.known.get(task.no, ()))
    if not known:
        return Cell("")
    text = _known(known, task, setting)
    decided = record_ids(one.state.decided_by for one in known if one.state.decided_by)
    return cell(text, milestones_figure("已有节点", text, known, assigned.names), also=decided)


def _text(text: str, most: int) -> str:
    """The task's text; where room is short its beginning, or only what it is called."""
    line = one_line(text)
    if len(line) <= most:
        return line
    return short_title(text, most) if most <= _CALLED else one_line(text, most)


def _known(known: Sequence[MilestoneRow], task: TaskRow, setting: Setting) -> str:
    """The milestones that there are already; where room is short how many, and their dates.

    One that is called as its task is has its date alone.
    """
    if not setting.brief or len(known) < 2:
        titles = [clause(title_words(one.state)) for one in known]
        titles = ["" if title == one_line(task.text) else title for title in titles]
        told = [joined((title, _due(one)), "：") for title, one in zip(titles, known, strict=True)]
        return "\n".join(numbered(told))
    return f"已有节点{len(known)}个：{'、'.join(dict.fromkeys(map(_due, known)))}"


def _units(assigned: AssignedTasks, number: int, most: int) -> str:
    """Who supports (to a supporting unit: who leads); of more than ``most`` the first ones."""
    slots = assigned.slots[number]
    if assigned.supports:
        return role_names(slots, LEAD)
    names = names_of(slots, SUPPORT)
    if len(names) <= most:
        return "、".join(names)
    return f"{'、'.join(names[: most - 1])}等{len(names)}个单位"


def _due(milestone: MilestoneRow) -> str:
    done = milestone.state.status is Status.DONE
    return state_on_paper(milestone) if done else due_on_paper(milestone.state)
