"""Matters (交办事项): where they come from, their numbers, and which are open."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from huaian_tui.domain.answers.tasks import Handed
from huaian_tui.domain.matters import MOST_NUMBER, matter_no
from huaian_tui.domain.rules.lights import Light
from huaian_tui.store.queries.sql_parts import LIGHT_SQL, UNIT_TASKS_SQL, day_parameters, unit_parameters

_HANDED = (
    "SELECT task_no, source, source_day, document, handed_by, urgent, year, number FROM matter "
    "WHERE task_no IN (SELECT value FROM json_each(?))"
)


def read_handed(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, Handed]:
    """Where those of these tasks that are matters come from, with the numbers that they bore before."""
    listed = json.dumps(sorted(set(numbers)))
    matters = connection.execute(_HANDED, (listed,)).fetchall()
    if not matters:
        return {}
    bore = dict[int, list[tuple[int, int]]]()
    rows = connection.execute(
        "SELECT task_no, year, number FROM matter_number "
        "WHERE task_no IN (SELECT value FROM json_each(?)) ORDER BY 1, 2, 3",
        (listed,),
    )
    for task, *number in rows:
        bore.setdefault(task, []).append((number[0], number[1]))
    found = dict[int, Handed]()
    for task, kind, day, document, by, urgent, year, number in matters:
        former = tuple(matter_no(*one) for one in bore.get(task, ()) if one != (year, number))
        found[task] = Handed(kind, date.fromisoformat(day), document, by, bool(urgent), year, number, former)
    return found


def next_numbers(connection: sqlite3.Connection, year: int, count: int) -> list[int]:
    """The next free numbers of a year: after all that are borne, or were."""
    rows = connection.execute("SELECT DISTINCT number FROM matter_number WHERE year = ?", (year,))
    borne = {number for (number,) in rows}
    last = max((number for number in borne if number <= MOST_NUMBER), default=0)
    if last + count > MOST_NUMBER:
        last = 0  # a made-up number stands at the end: the gaps are left
    return list(islice((number for number in itertools.count(last + 1) if number not in borne), count))


_LISTED = """
SELECT m.task_no FROM matter AS m JOIN task AS t ON t.no = m.task_no
JOIN task_state AS s ON s.task_no = m.task_no
WHERE (:ended OR t.ended_on IS NULL) AND (:source IS NULL OR m.source = :source)
"""


def list_matters(
    connection: sqlite3.Connection,
    today: date,
    *,
    source: str | None = None,
    unit: str | None = None,
    ended: bool = False,
) -> list[int]:
    """The matters by number, the open ones first, then those done, last those that ended (if asked for)."""
    sql = _LISTED
    parameters: dict[str, Any] = day_parameters(connection, today) | {"source": source, "ended": ended}
    if unit is not None:
        sql += f" AND m.task_no IN ({UNIT_TASKS_SQL})"
        parameters |= unit_parameters(connection, unit, today)
    sql += (
        f" ORDER BY t.ended_on IS NOT NULL, ({LIGHT_SQL}) = '{Light.DONE.value}', m.year, m.number, m.task_no"
    )
    return [number for (number,) in connection.execute(sql, parameters)]


class Numbered(NamedTuple):
    """A matter with its number and its first record: of two with one number the older keeps it."""

    task_no: int
    made: bytes
    year: int
    number: int


def numbered_twice(connection: sqlite3.Connection) -> list[Numbered]:
    """The matters that bear a number which an older one bears, the oldest first."""
    rows = connection.execute(
        "SELECT one.task_no, one.made, one.year, one.number FROM matter AS one WHERE EXISTS ("
        "SELECT 1 FROM matter AS other WHERE other.year = one.year AND other.number = one.number "
        "AND (other.made, other.task_no) < (one.made, one.task_no)) ORDER BY one.made, one.task_no"
    )
    return [Numbered(*row) for row in rows]


def numbers_borne(connection: sqlite3.Connection) -> dict[int, tuple[int, int]]:
    """Matter → (year, number) of all."""
    rows = connection.execute("SELECT task_no, year, number FROM matter")
    return {task: (year, number) for task, year, number in rows}


def task_texts(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, str]:
    """Task → what it is about."""
    rows = connection.execute(
        "SELECT no, text FROM task WHERE no IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),)
    )
    return dict(rows.fetchall())
