"""What a 督查专报 is told from: its tasks by their lights, the worst problems, whom it may ask."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from huaian_tui.documents.composers.circular_case import plan_closed_by
from huaian_tui.documents.composers.facts import all_cancelled, tasks_of, without_nodes
from huaian_tui.documents.composers.notice_frame import plan_of
from huaian_tui.documents.composers.plan_names import PlanNames, read_plan_names
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Light, LightRules
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import list_overdue
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.settings import office_unit
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots, names_of
from huaian_tui.store.queries.tasks import read_tasks
from huaian_tui.store.queries.unit_history import names_on

MOST_PROBLEMS = 3
"""Problems that a leader is told at once."""

MOST_NAMED, MOST_ITEMS = 2, 6
"""Units that the title names, items that the proposal names."""

_NEWEST, _LOOKED_THROUGH = 20, 400
"""Notes of a task, and of all, that are looked through for open problems."""


class Room(NamedTuple):
    """Characters of a task's short title and of a noted problem, and how many lead units a sentence names.

    ``short``: the title calls the plan by its short name. ``problems``: so many are told.
    """

    title: int
    quoted: int
    leads: int
    short: bool = False
    problems: int = MOST_PROBLEMS


ROOMS = (
    Room(24, 60, 3),
    Room(20, 40, 2),
    Room(16, 26, 2),
    Room(12, 16, 1),
    Room(16, 26, 2, short=True),
    Room(12, 16, 1, short=True),
    Room(12, 16, 1, short=True, problems=2),
    Room(12, 16, 1, short=True, problems=1),
)
"""From the widest on; the first one with which all stays one page is taken."""

WITH_FULL_WORDS = 3
"""So many of them cut nothing that a leader would miss."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A task that is told: what is late of it, and the last problem that was noted and not solved."""

    task: TaskRow
    late: tuple[MilestoneRow, ...]
    note: NoteRow | None


@dataclass(frozen=True, slots=True)
class BriefingCase:
    """What the page is told from.

    ``undated`` are tasks that nobody gave a time limit; of ``stopped`` ones all milestones were cancelled.
    ``own`` is the office's own unit by name; ``closed`` the day on which the one plan was closed.
    """

    day: date
    names: PlanNames
    units: Sequence[UnitDetail]
    tasks: Sequence[TaskRow]
    late: Sequence[TaskRow]
    soon: Sequence[MilestoneRow]
    undated: Sequence[int]
    stopped: int
    problems: Sequence[Problem]
    slots: Mapping[int, Sequence[NamedSlot]]
    rules: LightRules
    own: str
    closed: date | None
    room: Room = ROOMS[0]

    @property
    def all_own(self) -> bool:
        """Whether the office itself leads all that is overdue."""
        return all(set(names_of(self.slots[one.no], "lead")) == {self.own} for one in self.late)

    @property
    def told(self) -> Sequence[Problem]:
        """The problems that there is room for, the worst first."""
        return self.problems[: self.room.problems]

    @property
    def done(self) -> list[TaskRow]:
        """Its tasks that are done."""
        return self.of_light(Light.DONE)

    def of_light(self, light: Light) -> list[TaskRow]:
        """Its tasks of a light."""
        return [one for one in self.tasks if one.light is light]

    def leads(self, number: int) -> str:
        """市数据局, 市数据局等3个单位."""
        names = ["我办" if one == self.own else one for one in names_of(self.slots[number], "lead")]
        if len(names) <= self.room.leads:
            return "、".join(names)
        return f"{names[0]}等{len(names)}个单位"

    def asked(self, numbers: Iterable[int]) -> str:
        """请市数据局、市财政局; the office asks itself for nothing: 我办."""
        leads = list(dict.fromkeys(name for no in numbers for name in names_of(self.slots[no], "lead")))
        others = [name for name in leads if name != self.own]
        if not others:
            return "由我办" if leads else "请牵头单位"
        named = "、".join(others)
        if len(others) > self.room.leads:
            named = f"{others[0]}等{len(others)}个牵头单位"
        return f"请{named}{'会同我办' if len(others) < len(leads) else ''}"


def read_case(
    connection: sqlite3.Connection, request: NoticeRequest, units: Sequence[UnitDetail]
) -> BriefingCase:
    """What the request's page tells of these units, or of all; refused when that is nothing."""
    day, plan = request.day, plan_of(connection, request)
    numbers = set(find_tasks(connection, day, TaskFilter(plan=plan)))
    if request.tasks:
        numbers &= set(request.tasks)
    if units:
        numbers &= {one for unit in units for one in tasks_of(connection, day, unit.id, plan=plan)}
    if not numbers:
        raise HuaianError("这个范围内没有任务", "没有可以写进专报的", "请放宽范围，或换一个方案（--plan）")
    names = read_plan_names(connection, numbers)
    tasks = read_tasks(connection, day, names.ordered(numbers))
    late: dict[int, list[MilestoneRow]] = defaultdict(list)
    for one in list_overdue(connection, day, plan=plan):
        if one.task_no in numbers:
            late[one.task_no].append(one)
    rules = read_light_rules(connection)
    due = list_overdue(connection, day, within=rules.due_soon_days, plan=plan)
    soon = [one for one in due if one.task_no in numbers and not one.overdue_days]
    problems = _worst(connection, names, tasks, late)
    undated = without_nodes(connection, day, [one.no for one in tasks])
    stopped = len(all_cancelled(connection, day, [one.no for one in tasks]))
    told_of = [*late, *undated, *(one.task.no for one in problems), *(one.task_no for one in soon)]
    own = office_unit(connection)
    return BriefingCase(
        day,
        names,
        units,
        tasks,
        [one for one in tasks if one.no in late],
        soon,
        undated,
        stopped,
        problems,
        named_slots(connection, told_of, request.today, paper=True),
        rules,
        names_on(connection, request.today, paper=True).get(own, (own, own))[0],
        plan_closed_by(connection, names, day),
    )


def _worst(
    connection: sqlite3.Connection,
    names: PlanNames,
    tasks: Sequence[TaskRow],
    late: Mapping[int, Sequence[MilestoneRow]],
) -> list[Problem]:
    """The longest overdue tasks; then those of the newest open problems."""
    by_number = {task.no: task for task in tasks}
    longest = sorted(late, key=lambda no: (-late[no][0].overdue_days, names.rank(no), names.places[no].place))
    chosen = [no for no in longest if no in by_number][:MOST_PROBLEMS]
    if len(chosen) < MOST_PROBLEMS:
        notes = read_notes(connection, find_notes(connection, most=_LOOKED_THROUGH))
        open_ones = [note.task_no for note in notes if note.open_problem and note.task_no in by_number]
        chosen = list(dict.fromkeys([*chosen, *open_ones]))[:MOST_PROBLEMS]
    return [Problem(by_number[no], tuple(late.get(no, ())), _open_problem(connection, no)) for no in chosen]


def _open_problem(connection: sqlite3.Connection, number: int) -> NoteRow | None:
    notes = read_notes(connection, find_notes(connection, task_no=number, most=_NEWEST))
    return next((note for note in notes if note.open_problem), None)
