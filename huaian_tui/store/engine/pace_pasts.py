"""Since when milestones were 未达序时 as one knew it on past days: by versions of them and their readings."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from huaian_tui.ledger.identity import day_of_id
from huaian_tui.ledger.kinds.kind import Row
from huaian_tui.ledger.replay import NEVER, joined
from huaian_tui.store.engine import paces
from huaian_tui.store.engine.fold_things import batches, marks
from huaian_tui.store.engine.paces import MEASURED, TARGET, Measured

TABLE = "milestone_pace_version"
"""Every row that ever stood, the present ones too, with the days from and until which it did."""

_LISTED = ", ".join(paces.COLUMNS)
_WRITE = f"INSERT INTO {TABLE} ({_LISTED}, since, until) VALUES ({marks(paces.COLUMNS)}, ?, ?)"  # noqa: S608
_MILESTONES = f"""
SELECT id, task_no, since, until, due, {TARGET} FROM milestone_version
WHERE task_no IN ({{tasks}}) AND {MEASURED} ORDER BY id
"""  # noqa: S608 - constants
_READINGS = f"""
SELECT milestone, since, {NEVER}, day, said, id, claim, value FROM reading WHERE milestone IN ({{ids}})
UNION ALL SELECT milestone, since, until, day, said, id, claim, value FROM reading_past
WHERE milestone IN ({{ids}})
"""  # noqa: S608 - constants


class _Read(NamedTuple):
    """A reading as it stood for some days; ordered as they are told."""

    since: int
    until: int
    day: str
    said: bytes
    id: bytes
    claim: str | None
    value: float


def replay_pace_pasts(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Measure the milestones of these tasks (a batch) anew on all past days."""
    connection.execute(f"DELETE FROM {TABLE} WHERE task_no IN ({marks(numbers)})", numbers)  # noqa: S608
    connection.executemany(_WRITE, pace_rows(connection, numbers))


def end_with_present(connection: sqlite3.Connection, number: int, day: int) -> bool:
    """The shorter way where nothing about a task is known later than on this day.

    False where it cannot be gone: the task is to be replayed then.
    """
    now = set(
        connection.execute(f"SELECT {_LISTED} FROM {paces.TABLE} WHERE task_no = ?", (number,))  # noqa: S608
    )
    standing = f"SELECT {_LISTED}, since FROM {TABLE} WHERE task_no = ? AND until = {NEVER}"  # noqa: S608
    last = {row[:-1]: row[-1] for row in connection.execute(standing, (number,))}
    ended = [(one[0], since) for one, since in last.items() if one not in now]
    if any(since >= day for _, since in ended):
        return False
    connection.executemany(
        f"UPDATE {TABLE} SET until = ? WHERE milestone = ? AND since = ?",  # noqa: S608 - a constant name
        [(day, milestone, since) for milestone, since in ended],
    )
    begun = now - last.keys()
    if begun and _was_here_on(connection, begun, day):
        return False
    connection.executemany(_WRITE, [(*one, day, NEVER) for one in begun])
    return True


def _was_here_on(connection: sqlite3.Connection, begun: set[Row], day: int) -> bool:
    """Whether what stood before ended, or began, on this very day: it must be joined with what follows."""
    sql = f"SELECT 1 FROM {TABLE} WHERE milestone = ? AND (since >= ? OR (until >= ? AND behind_from = ?))"  # noqa: S608
    found = (connection.execute(sql, (one[0], day, day, one[2])).fetchone() for one in begun)
    return any(row is not None for row in found)


def pace_rows(connection: sqlite3.Connection, numbers: Sequence[int]) -> Iterator[Row]:
    """The rows of these tasks (a batch), from the versions of their milestones and readings."""
    sql = _MILESTONES.format(tasks=marks(numbers))
    milestones = {
        key: [row[1:] for row in rows]
        for key, rows in groupby(connection.execute(sql, numbers).fetchall(), itemgetter(0))
    }
    readings = dict[str, list[_Read]]()
    for ids in batches(list(milestones)):
        for milestone, since, until, *more in connection.execute(
            _READINGS.format(ids=marks(ids)), (*ids, *ids)
        ):
            one = _Read(since or day_of_id(more[2]), until, *more)
            readings.setdefault(milestone, []).append(one)
    for milestone, known in readings.items():
        stood = milestones[milestone]
        for since, until, rows in joined(_states(stood, known)):
            yield milestone, stood[0][0], *rows[0], since, until


def _states(milestones: Sequence[Row], readings: Sequence[_Read]) -> Iterator[tuple[int, tuple[Row, ...]]]:
    """(day, the day from which it is behind or nothing) of every day on which something became known."""
    days = {day for _, since, until, *_ in milestones for day in (since, until)}
    days |= {day for one in readings for day in (one.since, one.until)}
    days.discard(NEVER)
    for day in sorted(days):
        measured = [Measured(*more) for _, since, until, *more in milestones if since <= day < until]
        reading = _newest([one for one in readings if one.since <= day < one.until])
        behind = measured[0].behind_from(reading) if measured and reading is not None else None
        yield day, () if behind is None else ((behind,),)


def _newest(readings: Sequence[_Read]) -> float | None:
    """The value of the newest of them, as ``counted_once.newest_reading`` has it at present."""
    firsts = dict[Any, bytes]()
    for one in readings:
        if one.claim is not None:
            firsts[one.claim] = min(one.id, firsts.get(one.claim, one.id))
    counted = [one for one in readings if one.claim is None or firsts[one.claim] == one.id]
    return max(counted, key=lambda one: (one.day, one.said, one.id)).value if counted else None
