"""Ties between tasks (一事多源): a matter and the tasks of plans that ask for the same thing.

A tie is written at one of two tasks and read at both; what is tied to the same is tied with each other.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

_TIED = (
    "SELECT task_no, tied FROM task_tie WHERE task_no IN (SELECT value FROM json_each(?1)) "
    "UNION SELECT tied, task_no FROM task_tie WHERE tied IN (SELECT value FROM json_each(?1)) ORDER BY 1, 2"
)


def read_ties(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, list[int]]:
    """The tasks that are directly tied to each of these, as far as their texts are here; none left out."""
    wanted = list(dict.fromkeys(numbers))
    found: dict[int, list[int]] = {number: [] for number in wanted}
    pairs = connection.execute(_TIED, (json.dumps(wanted),)).fetchall()
    if not pairs:
        return found
    here = _places(connection, (other for _, other in pairs))
    for number, other in sorted(pairs, key=lambda pair: here.get(pair[1], 0)):
        if other in here:
            found[number].append(other)
    return found


def _places(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, int]:
    """The place of each of these tasks among them, in the order of the plans; of those that are here."""
    rows = connection.execute(
        "SELECT t.no FROM task AS t JOIN plan AS p ON p.id = t.plan "
        "WHERE t.no IN (SELECT value FROM json_each(?)) ORDER BY p.made, t.place, t.no",
        (json.dumps(sorted(set(numbers))),),
    )
    return {number: place for place, (number,) in enumerate(rows)}


def ties_written_at(connection: sqlite3.Connection, number: int) -> list[int]:
    """The tasks with which records of this one tie it; others may be tied to it by records of theirs."""
    rows = connection.execute("SELECT tied FROM task_tie WHERE task_no = ? ORDER BY tied", (number,))
    return [tied for (tied,) in rows]


def tied_groups(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Each of these tasks with all that are tied to it at any remove, itself first, then as plans are."""
    wanted = list(dict.fromkeys(numbers))
    known = dict[int, list[int]]()
    waiting = wanted
    while waiting:
        more = read_ties(connection, waiting)
        known |= more
        waiting = list({other for listed in more.values() for other in listed} - known.keys())
    places = _places(connection, known) if len(known) > 1 else {}
    return {number: _reached(known, number, places) for number in wanted}


def _reached(known: dict[int, list[int]], number: int, places: dict[int, int]) -> tuple[int, ...]:
    found = [number]
    for one in found:
        found += [other for other in known.get(one, ()) if other not in found]
    return number, *sorted(found[1:], key=lambda other: places.get(other, 0))
