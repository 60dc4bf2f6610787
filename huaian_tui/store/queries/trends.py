"""Former days of the morning screen, from the versions of milestones: no other day is opened for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta

from huaian_tui.domain.answers.trends import CountsOn, Trends
from huaian_tui.domain.pictures.burn_down import BurnDown, Remaining
from huaian_tui.ledger.identity import day_number
from huaian_tui.store.engine.past_state import is_past_filled
from huaian_tui.store.queries.notices import issued_circulars

WEEK = timedelta(days=7)
MONTHS = 5
"""Ends of months before today at which it is counted what was left."""

_SCOPE = (
    "m.task_no NOT IN (SELECT no FROM task WHERE ended_on IS NOT NULL "
    "OR plan IN (SELECT id FROM plan WHERE closed_on IS NOT NULL))"
)
"""As ``plan_scope.in_scope``, by one list of what is gone: these statements go through all milestones."""

_LEFT, _DONE = "m.status = 'open' AND m.due IS NOT NULL", "m.status = 'done'"


def read_trends(connection: sqlite3.Connection, today: date) -> Trends:
    """The counts of today, of a week ago and of the day that the last 通报 told, and the burn-down."""
    ends = month_ends(today)
    (left, late, done, *planned) = _summed(
        connection,
        "milestone",
        [_LEFT, f"m.status = 'open' AND m.due < '{today}'", _DONE]
        + [f"m.status <> 'cancelled' AND m.due > '{day}'" for day in (*ends, today)],
    )
    now = CountsOn(today, left, late, done)
    if not is_past_filled(connection):
        return Trends(now)
    circular = next(issued_circulars(connection, today), None)
    told = None if circular is None else circular.as_of or circular.drafted_on
    compared = [today - WEEK, *([told] if told is not None and told < today else [])]
    then, left_then = _then(connection, compared, ends)
    points = zip((*ends, today), planned, [*left_then, left], strict=True)
    return Trends(
        now,
        then[today - WEEK],
        None if told is None else then.get(told),
        "" if circular is None else circular.number,
        BurnDown("剩余未办结节点", tuple(Remaining(*one) for one in points)),
    )


def _then(
    connection: sqlite3.Connection, days: Sequence[date], ends: Sequence[date]
) -> tuple[dict[date, CountsOn], list[int]]:
    """The counts of these days, and what was left at these ends, by what was known by the end of each.

    The versions are gone through once.
    """
    conditions = list[str]()
    for day in days:
        late = f"m.status = 'open' AND m.due < '{day}'"
        conditions += [f"{_held(day)} AND {one}" for one in (_LEFT, late, _DONE)]
    conditions += [f"{_held(day)} AND {_LEFT}" for day in ends]
    found = _summed(connection, "main.milestone_version", conditions)
    counts = {day: CountsOn(day, *found[3 * place : 3 * place + 3]) for place, day in enumerate(days)}
    return counts, found[3 * len(days) :]


def _held(day: date) -> str:
    """A version stood at the end of a day."""
    number = day_number(day)
    return f"m.since <= {number} AND m.until > {number}"


def _summed(connection: sqlite3.Connection, table: str, conditions: Sequence[str]) -> list[int]:
    """How many milestones of what is under way meet each of these conditions: days and numbers of our own."""
    sums = ", ".join(f"coalesce(sum({one}), 0)" for one in conditions)
    row = connection.execute(f"SELECT {sums} FROM {table} AS m WHERE {_SCOPE}").fetchone()  # noqa: S608
    return [int(one) for one in row]


def month_ends(today: date) -> Sequence[date]:
    """The last days of the months before that of today, oldest first."""
    found = list[date]()
    first = today.replace(day=1)
    for _ in range(MONTHS):
        found.insert(0, first - timedelta(days=1))
        first = found[0].replace(day=1)
    return found
