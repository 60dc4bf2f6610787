"""The summary of each task on past days: it follows from the versions of its milestones, notes and paces."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from huaian_tui.domain.rules.visits import Visit, next_follow_up
from huaian_tui.ledger.identity import day_of_id
from huaian_tui.ledger.kinds.kind import Row
from huaian_tui.ledger.replay import ALWAYS, NEVER, Version, joined
from huaian_tui.store.engine import pace_pasts, paces
from huaian_tui.store.engine.fold_things import batches, marks
from huaian_tui.store.engine.task_states import COLUMNS
from huaian_tui.store.engine.task_states import TABLE as PRESENT

TABLE = "task_state_version"
"""Every summary that ever stood, the present ones too, with the days from and until which it did."""

_LISTED = ", ".join(COLUMNS)
_WRITE = f"INSERT INTO {TABLE} ({_LISTED}, since, until) VALUES ({marks(COLUMNS)}, ?, ?)"  # noqa: S608
_STOOD = f"""
SELECT no, since, {NEVER}, plan FROM task WHERE no IN ({{tasks}})
UNION ALL SELECT no, since, until, plan FROM task_past WHERE no IN ({{tasks}})
"""  # noqa: S608 - constants
_MILESTONES = """
SELECT task_no, status, due, since, until FROM milestone_version WHERE task_no IN ({tasks}) ORDER BY task_no
"""
_PACES = f"""
SELECT task_no, behind_from, since, until FROM {pace_pasts.TABLE} WHERE task_no IN ({{tasks}})
"""  # noqa: S608 - constants
_PROMISING = """
SELECT task_no FROM note WHERE follow_up IS NOT NULL AND retracted = 0 AND task_no IN ({tasks})
UNION SELECT task_no FROM note_past WHERE follow_up IS NOT NULL AND retracted = 0 AND task_no IN ({tasks})
"""
_NOTES = f"""
SELECT task_no, id, day, follow_up, keeps_visit, since, {NEVER} FROM note
WHERE retracted = 0 AND task_no IN ({{tasks}})
UNION ALL
SELECT task_no, id, day, follow_up, keeps_visit, since, until FROM note_past
WHERE retracted = 0 AND task_no IN ({{tasks}})
"""  # noqa: S608 - constants


_FROM_THE_BEGINNING: Mapping[int, int] = {}


class _Stood(NamedTuple):
    """A milestone as it stood for some days."""

    status: str
    due: str | None
    since: int
    until: int


class _Behind(NamedTuple):
    """From which day a milestone is 未达序时, as one knew it for some days."""

    day: str
    since: int
    until: int


_Read = tuple[Visit, int, int]
"""A note that was not retracted as it read for some days: the note, since, until."""


def rebuild_task_pasts(connection: sqlite3.Connection) -> None:
    """Summarise the past of every task anew; the versions of milestones, readings and notes must be there."""
    numbers = connection.execute("SELECT no FROM task UNION SELECT no FROM task_past ORDER BY 1").fetchall()
    replay_task_pasts(connection, [number for (number,) in numbers])


def refresh_task_pasts(connection: sqlite3.Connection, first: Mapping[int, int]) -> None:
    """Bring the past of these tasks up to what was just folded; ``first`` names each with the first day
    (by the ids) of the records that were written about it."""
    wrong_clocks = connection.execute("SELECT 1 FROM main.known_day LIMIT 1").fetchone() is not None
    late = list[int]()
    for batch in batches(list(first)):
        new = set(batch).difference(_summarised(connection, batch))
        if not wrong_clocks:
            begun = _begin_with_present(connection, sorted(new), first)
            new -= begun
            batch = [number for number in batch if number not in begun]
        late += [one for one in batch if one in new or not _follow(connection, one, first[one], wrong_clocks)]
    replay_task_pasts(connection, late)


def _summarised(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[int]:
    """Those of these tasks whose past says anything; of the others there is no shorter way."""
    sql = f"SELECT DISTINCT task_no FROM {TABLE} WHERE task_no IN ({marks(numbers)})"  # noqa: S608
    return [number for (number,) in connection.execute(sql, numbers)]


def _begin_with_present(
    connection: sqlite3.Connection, numbers: Sequence[int], first: Mapping[int, int]
) -> set[int]:
    """The shortest way, for new tasks all of whose records are known from one day: they stand since then."""
    if not numbers:
        return set()
    among = f"task_no IN ({marks(numbers)})"
    days = connection.execute(
        f"SELECT task_no, min(id), max(id) FROM record WHERE {among} GROUP BY task_no",  # noqa: S608 - marks
        numbers,
    )
    of_a_day = {no for no, least, most in days if day_of_id(least) == day_of_id(most) == first[no]}
    paced = connection.execute(f"SELECT task_no FROM {paces.TABLE} WHERE {among}", numbers)  # noqa: S608
    of_a_day.difference_update(number for (number,) in paced)
    rows = connection.execute(f"SELECT {_LISTED} FROM {PRESENT} WHERE {among}", numbers).fetchall()  # noqa: S608
    begun = [row for row in rows if row[0] in of_a_day]
    connection.executemany(_WRITE, [(*row, first[row[0]], NEVER) for row in begun])
    return {row[0] for row in begun}


def _follow(connection: sqlite3.Connection, number: int, day: int, wrong_clocks: bool) -> bool:
    """The shorter way, where it can be gone; else the task is to be replayed."""
    newest = connection.execute("SELECT max(id) FROM record WHERE task_no = ?", (number,)).fetchone()[0]
    if day_of_id(newest) > day or (wrong_clocks and _has_wrong_clock(connection, number)):
        return False
    return _end_with_present(connection, number, day)


def _has_wrong_clock(connection: sqlite3.Connection, number: int) -> bool:
    """Whether a record about this task is known from another day than its id's."""
    found = connection.execute(
        "SELECT 1 FROM main.record AS r CROSS JOIN main.known_day AS k ON k.rid = r.rid "
        "WHERE r.task_no = ? LIMIT 1",
        (number,),
    )
    return found.fetchone() is not None


def _end_with_present(connection: sqlite3.Connection, number: int, day: int) -> bool:
    """The shorter way where nothing is known later than on this day: what stands then stands at present.

    False where it does not lead there: then all is replayed.
    """
    now = connection.execute(f"SELECT {_LISTED} FROM {PRESENT} WHERE task_no = ?", (number,)).fetchone()  # noqa: S608
    last = connection.execute(
        f"SELECT {_LISTED}, since FROM {TABLE} WHERE task_no = ? AND until = {NEVER}",  # noqa: S608 - constants
        (number,),
    ).fetchone()
    if now is None:  # it was withdrawn
        return False
    if last is None or last[-1] >= day or not pace_pasts.end_with_present(connection, number, day):
        return False
    if last[:-1] != now:
        connection.execute(
            f"UPDATE {TABLE} SET until = ? WHERE task_no = ? AND since = ?",  # noqa: S608
            (day, number, last[-1]),
        )
        connection.execute(_WRITE, (*now, day, NEVER))
    return True


def replay_task_pasts(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Summarise the past of these tasks anew from the versions of their milestones, readings and notes."""
    for batch in batches(sorted(numbers)):
        pace_pasts.replay_pace_pasts(connection, batch)
        connection.execute(f"DELETE FROM {TABLE} WHERE task_no IN ({marks(batch)})", batch)  # noqa: S608
        connection.executemany(_WRITE, task_rows(connection, batch))


def follow_task_pasts(connection: sqlite3.Connection, first: Mapping[int, int]) -> None:
    """Summarise the past of these tasks anew from a day on: before it nothing about them has changed.

    ``first`` names each task with the first day on which anything that changed is known, by right clocks.
    What was folded before is left as it stands.
    """
    for batch in batches(sorted(first)):
        pace_pasts.replay_pace_pasts(connection, batch)
        days = [(first[number], number) for number in batch]
        connection.executemany(f"DELETE FROM {TABLE} WHERE since >= ? AND task_no = ?", days)  # noqa: S608
        connection.executemany(
            f"UPDATE {TABLE} SET until = ?1 WHERE task_no = ?2 AND until > ?1",  # noqa: S608 - a constant name
            days,
        )
        present = _present_from(connection, first, batch)
        for number, row in present.items():
            _go_on(connection, number, first[number], [Version(first[number], NEVER, (row,))])
        more = [number for number in batch if number not in present]
        for number, plan, versions in _task_versions(connection, more, first) if more else ():
            rows = [(one.since, one.until, ((number, *one.rows[0], plan),)) for one in versions]
            _go_on(connection, number, first[number], [Version(*one) for one in rows])


def _present_from(
    connection: sqlite3.Connection, first: Mapping[int, int], numbers: Sequence[int]
) -> dict[int, Row]:
    """What stands at present of those tasks of which nothing is known later than on their first day."""
    newest = "SELECT max(id) FROM record WHERE task_no = ?"
    ended = [
        number
        for number in numbers
        if day_of_id(connection.execute(newest, (number,)).fetchone()[0]) == first[number]
    ]
    among = f"task_no IN ({marks(ended)})"
    rows = connection.execute(f"SELECT {_LISTED} FROM {PRESENT} WHERE {among}", ended)  # noqa: S608 - marks
    return {row[0]: row for row in rows.fetchall()}


def _go_on(connection: sqlite3.Connection, number: int, day: int, versions: Sequence[Version]) -> None:
    """Write versions of a task from a day on; the first one joins what stood before, if it says the same."""
    if versions and versions[0].since == day:
        before = connection.execute(
            f"SELECT {_LISTED} FROM {TABLE} WHERE task_no = ? AND until = ?",  # noqa: S608 - constant names
            (number, day),
        ).fetchone()
        if before == versions[0].rows[0]:
            connection.execute(
                f"UPDATE {TABLE} SET until = ? WHERE task_no = ? AND until = ?",  # noqa: S608 - a constant name
                (versions[0].until, number, day),
            )
            versions = versions[1:]
    connection.executemany(_WRITE, [(*one.rows[0], one.since, one.until) for one in versions])


def task_rows(connection: sqlite3.Connection, numbers: Sequence[int]) -> Iterator[Row]:
    """The rows of these tasks, at most a batch of them."""
    for number, plan, versions in _task_versions(connection, numbers):
        for since, until, rows in versions:
            yield (number, *rows[0], plan, since, until)


def _task_versions(
    connection: sqlite3.Connection, numbers: Sequence[int], first: Mapping[int, int] = _FROM_THE_BEGINNING
) -> Iterator[tuple[int, str, list[Version]]]:
    """(number, its plan, versions of the columns between) of each of these tasks; at most a batch of them.

    Those of tasks in ``first`` from their day on alone. A task on which no note ever promised a visit is
    summarised without its notes: it may have thousands.
    """
    milestones = _by_task(connection, _MILESTONES, numbers, 1)
    behind = _by_task(connection, _PACES, numbers, 1)
    promising = connection.execute(_PROMISING.format(tasks=marks(numbers)), (*numbers, *numbers))
    notes = _by_task(connection, _NOTES, [number for (number,) in promising], 2)
    for number, days in _by_task(connection, _STOOD, numbers, 2).items():
        begun = first.get(number, ALWAYS)
        stood = [_Stood(*row) for row in milestones.get(number, ())]
        read = [
            (Visit(note, *more), since or day_of_id(note), until)
            for note, *more, since, until in notes.get(number, ())
        ]
        states = _states(stood, read, [_Behind(*row) for row in behind.get(number, ())], begun)
        spans = [one[:2] for one in days if one[1] > begun]
        yield number, days[0][2], joined(_within(spans, list(states)))


def _within(
    days: Sequence[tuple[int, int]], states: Sequence[tuple[int, tuple[Row, ...]]]
) -> Iterator[tuple[int, tuple[Row, ...]]]:
    """What stood from each day on, as far as the task itself stood: not before its plan was known, nor while
    that was taken back."""
    spans = list[list[int]]()
    for since, until in sorted((since or ALWAYS, until) for since, until in days):
        if spans and since <= spans[-1][1]:
            spans[-1][1] = max(until, spans[-1][1])
        else:
            spans.append([since, until])
    for since, until in spans:
        yield from ((day, rows) for day, rows in _from(since, iter(states)) if day < until)
        if until != NEVER:
            yield until, ()


def _from(begun: int, states: Iterator[tuple[int, tuple[Row, ...]]]) -> Iterator[tuple[int, tuple[Row, ...]]]:
    """What stood from a day on, of what stood from each day on."""
    before: tuple[Row, ...] | None = None
    for day, rows in states:
        if day > begun and before is not None:
            yield begun, before
            before = None
        if day > begun:
            yield day, rows
        else:
            before = rows
    if before is not None:
        yield begun, before


def _by_task(
    connection: sqlite3.Connection, statement: str, numbers: Sequence[int], times: int
) -> dict[int, list[tuple[Any, ...]]]:
    """Rows by their first column, which is left out; the tasks stand ``times`` in the statement."""
    rows = connection.execute(statement.format(tasks=marks(numbers)), (*numbers,) * times).fetchall()
    rows.sort(key=itemgetter(0))
    return {number: [row[1:] for row in group] for number, group in groupby(rows, itemgetter(0))}


def _states(
    milestones: Sequence[_Stood], notes: Sequence[_Read], behind: Sequence[_Behind], begun: int
) -> Iterator[tuple[int, tuple[Row, ...]]]:
    """(day, the columns after the number) of ``begun`` and each later day on which something became known."""
    days = {begun}
    days |= {day for one in milestones for day in (one.since, one.until)}
    days |= {day for _, since, until in notes for day in (since, until)}
    days |= {day for one in behind for day in (one.since, one.until)}
    for day in sorted(day for day in days if begun <= day < NEVER):
        stood = [one for one in milestones if one.since <= day < one.until]
        visits = [visit for visit, since, until in notes if since <= day < until]
        first = min((one.day for one in behind if one.since <= day < one.until), default=None)
        yield day, ((*_summary(stood, visits), first),)


def _summary(milestones: Sequence[_Stood], visits: Sequence[Visit]) -> Row:
    """The columns between number and pace, as ``task_states`` gives them at present."""
    dues = [one.due for one in milestones if one.status == "open"]
    dated = [due for due in dues if due is not None]
    done = sum(one.status == "done" for one in milestones)
    return len(dues), len(dues) - len(dated), done, min(dated, default=None), next_follow_up(visits)
