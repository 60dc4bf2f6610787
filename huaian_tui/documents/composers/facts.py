"""Reading what a notice tells: tasks on a day with milestones, notes, readings; the tasks of a unit."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from huaian_tui.documents.composers.plan_names import read_plan_names
from huaian_tui.documents.composers.progress import TaskFacts, standing_of
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.words.endings import wants_milestones
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import of_tasks
from huaian_tui.store.queries.notes import find_notes, open_follow_ups, read_notes
from huaian_tui.store.queries.task_progress import handed_in_between, notes_between, readings_between
from huaian_tui.store.queries.tasks import check_task, read_tasks


def read_facts(
    connection: sqlite3.Connection, day: date, numbers: Sequence[int], since: date
) -> list[TaskFacts]:
    """These tasks as they stand on ``day``; notes and hand-ins from ``since`` on, all readings so far.

    Of a day that is past the connection shows what stood then (``store.engine.on_day``).
    """
    notes, promises = defaultdict[int, list[NoteRow]](list), defaultdict[int, list[NoteRow]](list)
    for note in notes_between(connection, since, day):
        notes[note.task_no].append(note)
    for note in open_follow_ups(connection, day - timedelta(days=1)):
        promises[note.task_no].append(note)
    rules = read_light_rules(connection)
    milestones: dict[int, list[MilestoneRow]] = defaultdict(list)
    for one in of_tasks(connection, day, numbers):
        milestones[one.task_no].append(one)
    readings, handed_in = defaultdict(list), defaultdict(list)
    for fact in readings_between(connection, date.min, day):
        readings[fact.task_no].append(fact)
    for fact in handed_in_between(connection, since, day):
        handed_in[fact.task_no].append(fact)
    return [
        TaskFacts(
            task,
            tuple(milestones[task.no]),
            tuple(notes[task.no]),
            tuple(readings[task.no]),
            tuple(handed_in[task.no]),
            tuple(promises[task.no]),
            without_visits=standing_of(milestones[task.no], day, None, rules).told,
        )
        for task in read_tasks(connection, day, numbers)
    ]


def tasks_of(
    connection: sqlite3.Connection,
    today: date,
    unit: str,
    role: str | None = None,
    plan: str | None = None,
) -> list[int]:
    """Rows that the unit leads or is responsible for, itself or as a certain member of a group.

    Of this plan, or of all open ones (None).
    """
    return find_tasks(connection, today, TaskFilter(unit=unit, role=role, plan=plan))


def without_nodes(connection: sqlite3.Connection, day: date, numbers: Sequence[int]) -> list[int]:
    """Those of these tasks of which nobody ever gave a time limit: milestones are asked of these alone.

    A task whose milestones were cancelled, or of which some are done, is not among them.
    """
    found = [task for task in read_tasks(connection, day, numbers) if task.light is Light.UNSCHEDULED]
    states: dict[int, list[MilestoneState]] = defaultdict(list)
    for one in of_tasks(connection, day, [task.no for task in found]):
        states[one.task_no].append(one.state)
    return [task.no for task in found if wants_milestones(task.light, states[task.no])]


def all_cancelled(connection: sqlite3.Connection, day: date, numbers: Sequence[int]) -> list[int]:
    """Those of these tasks that had milestones, all of which were cancelled."""
    states: dict[int, list[MilestoneState]] = defaultdict(list)
    for one in of_tasks(connection, day, numbers):
        states[one.task_no].append(one.state)
    return [no for no, found in states.items() if all(one.status is Status.CANCELLED for one in found)]


def roles_words(units: Sequence[UnitDetail], numbers: Collection[int]) -> str:
    """（牵头2项、配合2项）: in which roles one unit has these tasks; "" of several units, or of none."""
    if len(units) != 1:
        return ""
    led = sum(number in units[0].lead for number in numbers)
    rest = len(numbers) - led
    if led and rest:
        return f"（牵头{led}项、配合{rest}项）"
    return f"（均为{'牵头' if led else '配合'}）" if len(numbers) > 1 else f"（{'牵头' if led else '配合'}）"


def chosen_tasks(
    connection: sqlite3.Connection,
    today: date,
    unit: UnitDetail,
    chosen: Collection[int],
    plan: str | None = None,
) -> list[int]:
    """The chosen rows plan by plan, in the order of each; refused when one does not concern the unit."""
    for number in chosen:
        check_task(connection, number)
    names = read_plan_names(connection, chosen)
    own = set(tasks_of(connection, today, unit.id, plan=plan)) | {one.task_no for one in unit.via_group}
    ordered = names.ordered(chosen)
    strange = [number for number in ordered if number not in own]
    if strange:
        raise HuaianError(
            f"{names.items(strange)}与{unit.name}无关",
            f"{unit.name}不牵头也不负责",
            f"用 huaian-tui unit {unit.name} 查看它的任务",
        )
    return ordered


def notes_naming(connection: sqlite3.Connection, unit: str, numbers: Collection[int]) -> list[NoteRow]:
    """Notes on these tasks that name the unit, newest first."""
    notes = read_notes(connection, find_notes(connection, unit=unit))
    return [note for note in notes if note.task_no in numbers]
