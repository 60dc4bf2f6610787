"""Tasks: their rows for a list, and everything about one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from huaian_tui.domain.answers.milestones import ReadingRow
from huaian_tui.domain.answers.plans import TaskRef
from huaian_tui.domain.answers.tasks import (
    DeliverableRow,
    DutyRow,
    RemarkRow,
    TaskDetail,
    TaskRow,
    UnitSlotRow,
)
from huaian_tui.domain.errors import NotFound
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.words.paces import Pace
from huaian_tui.store.engine.counted_once import FIRST_READING
from huaian_tui.store.queries import milestones
from huaian_tui.store.queries import time_line as events
from huaian_tui.store.queries.confirmations import settle_remarks
from huaian_tui.store.queries.matters import read_handed
from huaian_tui.store.queries.plans import task_versions
from huaian_tui.store.queries.revisions import revisions_of_task
from huaian_tui.store.queries.slot_names import PrintedSlot, SlotNames, names_of, printed_slots
from huaian_tui.store.queries.sql_parts import (
    LAST_NOTE,
    LIGHT_SQL,
    NOT_OPEN_SINCE,
    READING_ORDER,
    TASK_PACE_SQL,
    day_parameters,
)
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.ties import tied_groups
from huaian_tui.store.queries.unit_history import changed_names

_LAST_NUMBER = (1 << 63) - 1
"""The largest number that SQLite can hold."""


def last_notes(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, date]:
    """The day of the last note of each of these tasks that has one (retracted ones do not count)."""
    rows = connection.execute(
        f"SELECT s.value, {LAST_NOTE.format('s.value')} FROM json_each(?) AS s",  # noqa: S608 - constant SQL
        (json.dumps(list(numbers)),),
    )
    return {no: date.fromisoformat(day) for no, day in rows if day is not None}


def next_visits(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, date]:
    """The day of the next promised visit of each of these tasks that has one that is still open."""
    rows = connection.execute(
        "SELECT s.task_no, s.next_follow_up FROM task_state AS s "
        "WHERE s.task_no IN (SELECT value FROM json_each(?)) AND s.next_follow_up IS NOT NULL",
        (json.dumps(list(numbers)),),
    )
    return {no: date.fromisoformat(day) for no, day in rows}


def task_paces(connection: sqlite3.Connection, today: date, numbers: Sequence[int]) -> dict[int, Pace]:
    """Whether the measured targets of each of these tasks keep pace; none for tasks without any."""
    rows = connection.execute(
        f"SELECT s.task_no, {TASK_PACE_SQL} FROM task_state AS s "  # noqa: S608 - our own names
        "WHERE s.task_no IN (SELECT value FROM json_each(:numbers))",
        {"numbers": json.dumps(list(numbers)), "today": today.isoformat()},
    )
    return {no: Pace(pace) for no, pace in rows if pace is not None}


def read_tasks(
    connection: sqlite3.Connection,
    today: date,
    numbers: Sequence[int],
    names: SlotNames | None = None,
    lights: Mapping[str, Any] | None = None,
) -> list[TaskRow]:
    """The rows of these tasks in the order asked for; unknown numbers are left out.

    ``names`` of today and the parameters of ``lights``, where they are read already.
    """
    listed = json.dumps(list(numbers))
    sql = (
        f"SELECT t.no, t.level1, t.level2, t.text, {LIGHT_SQL}, s.next_due FROM task AS t "  # noqa: S608
        "JOIN task_state AS s ON s.task_no = t.no WHERE t.no IN (SELECT value FROM json_each(:listed))"
    )
    parameters = {**(lights or day_parameters(connection, today)), "listed": listed}
    found = {row[0]: row for row in connection.execute(sql, parameters)}
    refs = read_refs(connection, found)
    slots = printed_slots(connection, found, names or SlotNames(connection, today))
    return [
        replace(_task_row(found[number], slots[number], today), ref=refs.get(number))
        for number in numbers
        if number in found
    ]


def _task_row(row: Sequence[Any], slots: Sequence[PrintedSlot], today: date) -> TaskRow:
    no, level1, level2, text, lit, due = row
    light = Light(lit)
    next_due = None if due is None else date.fromisoformat(due)
    days = (today - next_due).days if light is Light.OVERDUE and next_due else 0
    return TaskRow(
        no=no,
        level1=level1,
        level2=level2,
        text=text,
        lead=tuple(one.raw for one in slots if one.now.role == "lead"),
        support=tuple(one.raw for one in slots if one.now.role == "support"),
        light=light,
        next_due=next_due,
        overdue_days=days,
        lead_now=names_of([one.now for one in slots], "lead"),
        support_now=names_of([one.now for one in slots], "support"),
    )


def check_task(connection: sqlite3.Connection, number: int) -> None:
    """Refuse a row number that the plan does not have, and say which it has."""
    if (
        not 0 <= number <= _LAST_NUMBER
        or not connection.execute("SELECT 1 FROM task WHERE no = ?", (number,)).fetchone()
    ):
        low, high = connection.execute("SELECT min(no), max(no) FROM task").fetchone()
        raise NotFound(
            f"没有序号为 {number} 的任务",
            f"本方案的序号为 {low} 到 {high}",
            "用 huaian-tui tasks 查看全部任务",
        )


_PLACE = (
    "SELECT t.section, t.article, t.article_no, t.ended_on, t.ended_why, t.heads, p.supervisor, p.kind "
    "FROM task AS t LEFT JOIN plan AS p ON p.id = t.plan WHERE t.no = ?"
)


def read_task(connection: sqlite3.Connection, today: date, number: int) -> TaskDetail:
    """Everything about one task; ``NotFound`` for an unknown number."""
    place: Sequence[Any] = ()
    if 0 <= number <= _LAST_NUMBER:
        place = connection.execute(_PLACE, (number,)).fetchone() or ()
    if not place:
        check_task(connection, number)
    names = SlotNames(connection, today)
    slots = _slots(connection, today, number, names)
    tied = tied_groups(connection, [number])[number][1:]
    lights = day_parameters(connection, today)
    task = read_tasks(connection, today, [number], names, lights)[0]
    due = tuple(milestones.of_task(connection, today, number, lights))
    return TaskDetail(
        task=task,
        section=place[0],
        article=place[1],
        article_no=place[2],
        slots=slots,
        milestones=due,
        deliverables=tuple(read_deliverables(connection, number, task.ref)),
        duties=_duties(connection, number),
        remarks=_remarks(connection, number),
        readings=tuple(read_readings(connection, number, [one.state for one in due])),
        events=tuple(events.of_task(connection, number)),
        ended_on=None if place[3] is None else date.fromisoformat(place[3]),
        ended_why=place[4],
        versions=tuple(task_versions(connection, place[5])),
        self_supervised=any(slot.role == "lead" and slot.unit == place[6] for slot in slots),
        handed=read_handed(connection, [number]).get(number) if place[7] == "matters" else None,
        ties=tuple(read_tasks(connection, today, tied, names)) if tied else (),
        revisions=tuple(revisions_of_task(connection, number)),
    )


def _slots(
    connection: sqlite3.Connection, today: date, number: int, names: SlotNames
) -> tuple[UnitSlotRow, ...]:
    rows = connection.execute(
        f"SELECT role, raw, unit, open, assumption, {NOT_OPEN_SINCE} FROM task_unit AS slot "  # noqa: S608
        "WHERE task_no = ? ORDER BY role, position",
        (number,),
    )
    called = changed_names(connection, today)
    found = list[UnitSlotRow]()
    for role, raw, unit, open_set, assumption, closed in rows:
        _, holder, now = names.of(role, raw, unit, closed, assumed=bool(assumption))
        found.append(
            UnitSlotRow(role, raw, unit, bool(open_set), assumption, called.get(unit, ""), holder, now)
        )
    return tuple(found)


def read_deliverables(
    connection: sqlite3.Connection, number: int | None = None, ref: TaskRef | None = None
) -> Iterable[DeliverableRow]:
    """Named deliverables of one task (or of all) with what was handed in last.

    ``ref`` of the task, where it is read already.
    """
    # A range, not "IS NULL OR": with that SQLite looks through all of them for each task.
    low, high = (0, _LAST_NUMBER) if number is None else (number, number)
    # Not joined: as of a past day what was handed in stands in two tables, copied for each deliverable.
    rows = connection.execute(
        "SELECT h.deliverable, h.day, h.text, h.officer, h.id FROM deliverable AS d "
        "JOIN handed_in AS h ON h.deliverable = d.id WHERE d.task_no BETWEEN ? AND ? ORDER BY h.day, h.id",
        (low, high),
    )
    last = {deliverable: (date.fromisoformat(day), *more) for deliverable, day, *more, _ in rows}
    rows = connection.execute(
        "SELECT id, task_no, title, phrase FROM deliverable WHERE task_no BETWEEN ? AND ? "
        "ORDER BY task_no, id",
        (low, high),
    )
    known = rows.fetchall()
    if ref is None or number is None:
        refs = read_refs(connection, {row[1] for row in known})
    else:
        refs = {number: ref}
    for identity, task_no, title, phrase in known:
        day, text, officer = last.get(identity, (None, "", ""))
        yield DeliverableRow(identity, task_no, title, phrase, day, text, officer, refs.get(task_no))


def read_deliverable(connection: sqlite3.Connection, identity: str) -> DeliverableRow | None:
    """One named deliverable by its id (1-a); None when the plan has none with it."""
    task = connection.execute("SELECT task_no FROM deliverable WHERE id = ?", (identity,)).fetchone()
    rows = () if task is None else read_deliverables(connection, task[0])
    return next((row for row in rows if row.id == identity), None)


def deliverable_of(connection: sqlite3.Connection, handed_in: bytes) -> DeliverableRow:
    """The deliverable that a record of this ledger hands in."""
    row = connection.execute(
        "SELECT d.task_no, d.id FROM handed_in AS h JOIN deliverable AS d ON d.id = h.deliverable "
        "WHERE h.id = ?",
        (handed_in,),
    ).fetchone()
    task_no, identity = row
    return next(one for one in read_deliverables(connection, task_no) if one.id == identity)


def read_readings(
    connection: sqlite3.Connection, number: int, of: Sequence[MilestoneState] | None = None
) -> Iterable[ReadingRow]:
    """Readings of a task's targets, oldest first; ``of`` its milestones, where they are read already."""
    known = milestones.states_of_task(connection, number) if of is None else of
    states = {one.id: one for one in known}
    rows = connection.execute(
        "SELECT r.id, r.milestone, r.day, r.value, r.officer, r.said FROM reading AS r "  # noqa: S608 - constant
        f"JOIN milestone AS m ON m.id = r.milestone WHERE m.task_no = ? AND {FIRST_READING} "
        f"ORDER BY {READING_ORDER}",
        (number,),
    )
    for record, milestone, day, value, officer, _ in rows:
        target = states[milestone].target
        met = None if target is None else target.met_by(value)
        yield ReadingRow(record, milestone, date.fromisoformat(day), value, officer, met)


def _duties(connection: sqlite3.Connection, number: int) -> tuple[DutyRow, ...]:
    rows = connection.execute("SELECT phrase, kind FROM duty WHERE task_no = ? ORDER BY position", (number,))
    return tuple(DutyRow(*row) for row in rows)


def _remarks(connection: sqlite3.Connection, number: int) -> tuple[RemarkRow, ...]:
    rows = connection.execute(
        "SELECT place, text, treatment FROM remark AS r JOIN remark_row AS w ON w.plan = r.plan "
        "AND w.remark = r.id WHERE w.task_no = ? ORDER BY r.id",
        (number,),
    )
    return tuple(settle_remarks(connection, [RemarkRow((number,), *row) for row in rows]))
