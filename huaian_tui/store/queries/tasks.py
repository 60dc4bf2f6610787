"""Tasks: which ones fit a filter, their rows for a list, and everything about one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from huaian_tui.domain.answers.milestones import ReadingRow
from huaian_tui.domain.answers.tasks import (
    DeliverableRow,
    DutyRow,
    RemarkRow,
    TaskDetail,
    TaskRow,
    UnitSlotRow,
)
from huaian_tui.domain.errors import NotFound
from huaian_tui.domain.rules.lights import LIGHT_TITLES, Light
from huaian_tui.domain.text.chinese_numbers import closed_numbers, read_task_number
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.ordering import Sort, by_text
from huaian_tui.store.queries import milestones
from huaian_tui.store.queries import time_line as events
from huaian_tui.store.queries.compact_numbers import Numbers
from huaian_tui.store.queries.sql_parts import (
    LIGHT_RANK_SQL,
    LIGHT_SQL,
    UNIT_TASKS_SQL,
    day_parameters,
    typed_words,
    unit_parameters,
)
from huaian_tui.store.search.task_text import said_in_task


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What tasks are wanted; None or empty means any.

    ``unit`` is a short name as resolved, ``role`` its part (lead or support; without
    a unit it says nothing). ``text`` is as typed: words are and-ed, each found in the
    texts, units, pinyin or initials, as the row number, or as the word of a light.
    """

    unit: str | None = None
    role: str | None = None
    light: Light | None = None
    text: str = ""


_FIRST_UNIT = (
    "(SELECT u.raw FROM task_unit AS u WHERE u.task_no = s.task_no AND u.role = '{}' "
    "ORDER BY u.position LIMIT 1)"
)
_LAST_NOTE = "(SELECT max(n.day) FROM note AS n WHERE n.task_no = s.task_no AND n.retracted = 0)"

_SQL_ORDERS = {
    "no": ("s.task_no",),
    "light": (LIGHT_RANK_SQL, "s.next_due"),
    "due": ("s.next_due",),
    "last_note": (_LAST_NOTE,),
}
"""What the orders that SQL does compare; without a value last, ties in the order of the plan."""

_TEXT_ORDERS = {
    "text": "t.text",
    "indicator": "t.level2",
    "lead": _FIRST_UNIT.format("lead"),
    "support": _FIRST_UNIT.format("support"),
}
"""What the orders by Chinese text compare (``domain.text.ordering``)."""

_LAST_NUMBER = (1 << 63) - 1
"""The largest number that SQLite can hold."""

TASK_ORDERS = frozenset(_SQL_ORDERS) | frozenset(_TEXT_ORDERS)
"""The keys of a ``Sort`` that ``find_tasks`` knows; any other is a bug of the caller."""


def find_tasks(
    connection: sqlite3.Connection,
    today: date,
    wanted: TaskFilter,
    order: Sort | None = None,
) -> list[int]:
    """Row numbers of the tasks that fit, in the order asked for, else in that of the plan."""
    return list(_found(connection, today, wanted, order))


def find_numbers(
    connection: sqlite3.Connection,
    today: date,
    wanted: TaskFilter,
    order: Sort | None = None,
) -> Numbers:
    """As ``find_tasks``, compactly: for a list that stays on the screen."""
    return Numbers(_found(connection, today, wanted, order))


def _found(
    connection: sqlite3.Connection, today: date, wanted: TaskFilter, order: Sort | None
) -> Iterator[int]:
    where, parameters = _conditions(connection, today, wanted)
    order = order or Sort("no")
    text = _TEXT_ORDERS.get(order.key, "''")
    by = "s.task_no" if order.key in _TEXT_ORDERS else _order_by(order)
    # The wide rows of the plan are read only where their text is compared: a fifth of the time without.
    source = "task_state AS s"
    if "t." in f"{where} {by} {text}":
        source = "task AS t JOIN task_state AS s ON s.task_no = t.no"
    sql = f"SELECT s.task_no, {text} FROM {source} WHERE {where} ORDER BY {by}"  # noqa: S608 - constant parts
    rows: Iterable[tuple[int, str]] = connection.execute(sql, parameters)
    if order.key in _TEXT_ORDERS:
        rows = by_text(rows, itemgetter(1), descending=order.descending)
    return (row[0] for row in rows)


def _order_by(order: Sort) -> str:
    way = "DESC" if order.descending else "ASC"
    compared = [f"{one} IS NULL, {one} {way}" for one in _SQL_ORDERS[order.key]]
    return ", ".join([*compared, "s.task_no"])


def _conditions(
    connection: sqlite3.Connection, today: date, wanted: TaskFilter
) -> tuple[str, dict[str, Any]]:
    """The WHERE of a filter and its parameters."""
    conditions, parameters = ["1"], day_parameters(today)
    if wanted.unit is not None:
        conditions.append(f"s.task_no IN ({UNIT_TASKS_SQL})")
        parameters |= unit_parameters(wanted.unit, wanted.role)
    if wanted.light is not None:
        conditions.append(f"({LIGHT_SQL}) = :light")
        parameters["light"] = wanted.light.value
    typed = " ".join(typed_words(closed_numbers(wanted.text)))
    for place, word in enumerate(dict.fromkeys(search_key(typed).split())):
        condition, more = _word(connection, word, f"word{place}")
        conditions.append(condition)
        parameters |= more
    return " AND ".join(conditions), parameters


def _word(connection: sqlite3.Connection, word: str, name: str) -> tuple[str, dict[str, Any]]:
    """The condition that one typed word asks for; a number that is a 序号 means that row alone."""
    said, parameters = said_in_task(connection, word, name)
    fits = [said]
    number = read_task_number(word)
    if number is not None:
        row = f":{name}_no"
        known = f"EXISTS (SELECT 1 FROM task WHERE no = {row})"  # noqa: S608 - the name of a parameter
        fits = [f"CASE WHEN {known} THEN s.task_no = {row} ELSE {fits[0]} END"]
        parameters[f"{name}_no"] = number
    for light, title in LIGHT_TITLES.items():
        if word == search_key(title):
            fits.append(f"({LIGHT_SQL}) = :{name}_light")
            parameters[f"{name}_light"] = light.value
    return f"({' OR '.join(fits)})", parameters


def last_notes(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, date]:
    """The day of the last note of each of these tasks that has one (retracted ones do not count)."""
    rows = connection.execute(
        "SELECT task_no, max(day) FROM note WHERE retracted = 0 "
        "AND task_no IN (SELECT value FROM json_each(?)) GROUP BY task_no",
        (json.dumps(list(numbers)),),
    )
    return {no: date.fromisoformat(day) for no, day in rows}


def read_tasks(connection: sqlite3.Connection, today: date, numbers: Sequence[int]) -> list[TaskRow]:
    """The rows of these tasks in the order asked for; unknown numbers are left out."""
    listed = json.dumps(list(numbers))
    sql = (
        f"SELECT t.no, t.level1, t.level2, t.text, {LIGHT_SQL}, s.next_due FROM task AS t "  # noqa: S608
        "JOIN task_state AS s ON s.task_no = t.no WHERE t.no IN (SELECT value FROM json_each(:listed))"
    )
    parameters = day_parameters(today) | {"listed": listed}
    found = {row[0]: row for row in connection.execute(sql, parameters)}
    slots = _raw_slots(connection, listed)
    return [_task_row(found[number], slots, today) for number in numbers if number in found]


def _raw_slots(connection: sqlite3.Connection, listed: str) -> dict[tuple[int, str], list[str]]:
    """Units as printed, by row and role; ``listed`` are row numbers as a JSON array."""
    rows = connection.execute(
        "SELECT task_no, role, raw FROM task_unit WHERE task_no IN (SELECT value FROM json_each(?)) "
        "ORDER BY task_no, role, position",
        (listed,),
    )
    slots: dict[tuple[int, str], list[str]] = {}
    for no, role, raw in rows:
        slots.setdefault((no, role), []).append(raw)
    return slots


def _task_row(row: Sequence[Any], slots: dict[tuple[int, str], list[str]], today: date) -> TaskRow:
    light = Light(row[4])
    next_due = None if row[5] is None else date.fromisoformat(row[5])
    days = (today - next_due).days if light is Light.OVERDUE and next_due else 0
    return TaskRow(
        no=row[0],
        level1=row[1],
        level2=row[2],
        text=row[3],
        lead=tuple(slots.get((row[0], "lead"), ())),
        support=tuple(slots.get((row[0], "support"), ())),
        light=light,
        next_due=next_due,
        overdue_days=days,
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


def read_task(connection: sqlite3.Connection, today: date, number: int) -> TaskDetail:
    """Everything about one task; ``NotFound`` for an unknown number."""
    check_task(connection, number)
    place = connection.execute(
        "SELECT section, article, article_no FROM task WHERE no = ?", (number,)
    ).fetchone()
    supervisor = connection.execute("SELECT supervisor FROM plan").fetchone()[0]
    slots = _slots(connection, number)
    return TaskDetail(
        task=read_tasks(connection, today, [number])[0],
        section=place[0],
        article=place[1],
        article_no=place[2],
        slots=slots,
        milestones=tuple(milestones.of_task(connection, today, number)),
        deliverables=tuple(read_deliverables(connection, number)),
        duties=_duties(connection, number),
        remarks=_remarks(connection, number),
        readings=tuple(read_readings(connection, number)),
        events=tuple(events.of_task(connection, number)),
        self_supervised=any(slot.role == "lead" and slot.unit == supervisor for slot in slots),
    )


def _slots(connection: sqlite3.Connection, number: int) -> tuple[UnitSlotRow, ...]:
    rows = connection.execute(
        "SELECT role, raw, unit, open, assumption FROM task_unit WHERE task_no = ? ORDER BY role, position",
        (number,),
    )
    return tuple(UnitSlotRow(row[0], row[1], row[2], bool(row[3]), row[4]) for row in rows)


def read_leads(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, list[UnitSlotRow]]:
    """The units that lead each of these tasks, in the order asked for."""
    found: dict[int, list[UnitSlotRow]] = {number: [] for number in numbers}
    rows = connection.execute(
        "SELECT task_no, role, raw, unit, open, assumption FROM task_unit WHERE role = 'lead' "
        "AND task_no IN (SELECT value FROM json_each(?)) ORDER BY task_no, position",
        (json.dumps(list(numbers)),),
    )
    for no, role, raw, unit, open_set, assumption in rows:
        found[no].append(UnitSlotRow(role, raw, unit, bool(open_set), assumption))
    return found


def read_deliverables(connection: sqlite3.Connection, number: int | None = None) -> Iterable[DeliverableRow]:
    """Named deliverables of one task (or of all) with what was handed in last."""
    # A range, not "IS NULL OR": with that SQLite looks through all of them for each task.
    low, high = (0, _LAST_NUMBER) if number is None else (number, number)
    rows = connection.execute(
        """SELECT d.id, d.task_no, d.title, d.phrase, h.day, coalesce(h.text, ''), coalesce(h.officer, '')
           FROM deliverable AS d LEFT JOIN handed_in AS h ON h.id = (
               SELECT id FROM handed_in WHERE deliverable = d.id ORDER BY day DESC, id DESC LIMIT 1)
           WHERE d.task_no BETWEEN ? AND ? ORDER BY d.task_no, d.id""",
        (low, high),
    )
    for row in rows:
        day = None if row[4] is None else date.fromisoformat(row[4])
        yield DeliverableRow(row[0], row[1], row[2], row[3], day, row[5], row[6])


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


def read_readings(connection: sqlite3.Connection, number: int) -> Iterable[ReadingRow]:
    """Readings of a task's targets, oldest first."""
    states = {one.id: one for one in milestones.states_of_task(connection, number)}
    rows = connection.execute(
        "SELECT r.id, r.milestone, r.day, r.value, r.officer FROM reading AS r "
        "JOIN milestone AS m ON m.id = r.milestone WHERE m.task_no = ? ORDER BY r.day, r.id",
        (number,),
    )
    for row in rows:
        target = states[row[1]].target
        met = None if target is None else target.met_by(row[3])
        yield ReadingRow(row[0], row[1], date.fromisoformat(row[2]), row[3], row[4], met)


def _duties(connection: sqlite3.Connection, number: int) -> tuple[DutyRow, ...]:
    rows = connection.execute("SELECT phrase, kind FROM duty WHERE task_no = ? ORDER BY position", (number,))
    return tuple(DutyRow(*row) for row in rows)


def _remarks(connection: sqlite3.Connection, number: int) -> tuple[RemarkRow, ...]:
    rows = connection.execute(
        "SELECT place, text, treatment FROM remark JOIN remark_row ON remark = id "
        "WHERE task_no = ? ORDER BY id",
        (number,),
    )
    return tuple(RemarkRow((number,), *row) for row in rows)
