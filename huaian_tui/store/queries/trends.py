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
from huaian_tui.store.queries.plan_scope import in_scope

WEEK = timedelta(days=7)
MONTHS = 5
"""Ends of months before today at which it is counted what was left."""

_SCOPE = in_scope("m.task_no", None)
_COUNTS = (
    "coalesce(sum(m.status = 'open' AND m.due IS NOT NULL), 0), "
    "coalesce(sum(m.status = 'open' AND m.due < :day), 0), coalesce(sum(m.status = 'done'), 0)"
)
_NOW = f"SELECT {_COUNTS} FROM milestone AS m WHERE {_SCOPE}"  # noqa: S608 - constants
_THEN = (
    f"SELECT {_COUNTS} FROM main.milestone_version AS m "  # noqa: S608 - constants
    f"WHERE m.since <= :number AND m.until > :number AND {_SCOPE}"
)
_PLANNED = f"SELECT count(*) FROM milestone AS m WHERE m.status <> 'cancelled' AND m.due > :day AND {_SCOPE}"  # noqa: S608


def read_trends(connection: sqlite3.Connection, today: date) -> Trends:
    """The counts of today, of a week ago and of the day that the last 通报 told, and the burn-down."""
    now = CountsOn(today, *connection.execute(_NOW, {"day": today.isoformat()}).fetchone())
    if not is_past_filled(connection):
        return Trends(now)
    circular = next(issued_circulars(connection, today), None)
    told = None if circular is None else circular.as_of or circular.drafted_on
    return Trends(
        now,
        _then(connection, today - WEEK),
        None if told is None or told >= today else _then(connection, told),
        "" if circular is None else circular.number,
        _remaining(connection, now),
    )


def _then(connection: sqlite3.Connection, day: date) -> CountsOn:
    """By what was known by the end of a former day."""
    asked = {"day": day.isoformat(), "number": day_number(day)}
    return CountsOn(day, *connection.execute(_THEN, asked).fetchone())


def _remaining(connection: sqlite3.Connection, now: CountsOn) -> BurnDown:
    """What was left at the ends of the last months and is left now, beside what the dates of now plan."""
    former = [_then(connection, day) for day in month_ends(now.day)]
    return BurnDown(
        "剩余未办结节点",
        tuple(Remaining(one.day, _planned(connection, one.day), one.left) for one in (*former, now)),
    )


def _planned(connection: sqlite3.Connection, day: date) -> int:
    (left,) = connection.execute(_PLANNED, {"day": day.isoformat()}).fetchone()
    return int(left)


def month_ends(today: date) -> Sequence[date]:
    """The last days of the months before that of today, oldest first."""
    found = list[date]()
    first = today.replace(day=1)
    for _ in range(MONTHS):
        found.insert(0, first - timedelta(days=1))
        first = found[0].replace(day=1)
    return found
