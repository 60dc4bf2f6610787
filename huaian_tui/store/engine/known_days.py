"""From which day a record was known, where its id does not say it: some clock was wrong.

A record is known from the day of the clock that its id carries, on every laptop alike. A clock that was
years fast would hide it, and all ids that come after it, from every day until then. So a record whose id
lies more than a day after its arrival here is known from the earlier of two days: the one on which its
writer's clock recorded it, and the one on which it arrived. Only such records stand in ``known_day``, a table
of this file alone: it is empty where clocks are right, and a rebuild keeps it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from huaian_tui import RELEASED_ON
from huaian_tui.ledger.identity import SHANGHAI, day_number, day_of_id, first_id_after
from huaian_tui.ledger.record import Record
from huaian_tui.store.engine.fold import ARRIVED, refresh
from huaian_tui.store.engine.records import COLUMNS

TOLERANCE = timedelta(days=1)
"""Clocks that differ by so much change nothing of what is seen."""

AGAIN = timedelta(days=60)
"""Records that are here already are judged again when they lie so far ahead: a clock fast by less is caught
up with, and one that was set back by mistake must not move them."""

_LIFE = timedelta(days=3 * 366)
"""So long after this program was released its ids may well say the day; beyond, a clock was fast."""


def is_clock_behind(today: date, newest: int) -> bool:
    """Whether a clock that is behind the newest id (its ``day_number``) is itself wrong, set far back."""
    released = date.fromisoformat(RELEASED_ON)
    return today < released and newest <= day_number(released + _LIFE)


def note_known(
    connection: sqlite3.Connection, written: Iterable[tuple[int, Record]], moment: datetime
) -> None:
    """Note the days of records (each with its local number) just written, before they are folded."""
    today = moment.astimezone(SHANGHAI).date()
    _note(connection, [(rid, one.id, one.recorded_at) for rid, one in written], today)


def note_arrived(connection: sqlite3.Connection, moment: datetime) -> None:
    """The same for the records in ``temp.arrived``."""
    today = moment.astimezone(SHANGHAI).date()
    rows = connection.execute(
        f"SELECT rid, id, recorded_at FROM main.record WHERE {ARRIVED} AND id >= ?",  # noqa: S608
        (first_id_after(_later(today, TOLERANCE)),),
    )
    _note(connection, rows.fetchall(), today)


def note_older(connection: sqlite3.Connection, today: date) -> None:
    """The same for all that is here when a ledger of an older program is opened; the caller folds it anew."""
    rows = connection.execute(
        "SELECT rid, id, recorded_at FROM main.record "
        "WHERE id >= ? AND rid NOT IN (SELECT rid FROM main.known_day)",
        (first_id_after(_later(today, TOLERANCE)),),
    )
    _note(connection, rows.fetchall(), today)


def judge_again(connection: sqlite3.Connection, newest: bytes | None, moment: datetime) -> None:
    """Note the days of records that lie far ahead of a clock which was set right since, and fold them."""
    today = moment.astimezone(SHANGHAI).date()
    far = _later(today, AGAIN)
    if newest is None or day_of_id(newest) <= day_number(far) or is_clock_behind(today, day_of_id(newest)):
        return
    rows = connection.execute(
        f"SELECT rid, {COLUMNS} FROM main.record AS r WHERE id >= ? "  # noqa: S608 - constant columns
        "AND NOT EXISTS (SELECT 1 FROM main.known_day AS k WHERE k.rid = r.rid)",
        (first_id_after(far),),
    )
    found = [(row[0], Record(*row[1:])) for row in rows.fetchall()]
    if found:
        note_known(connection, found, moment)
        refresh(connection, [record for _, record in found])


def _note(connection: sqlite3.Connection, rows: Iterable[tuple[int, bytes, str]], today: date) -> None:
    latest = day_number(_later(today, TOLERANCE))
    noted = [
        (rid, min(_recorded(recorded_at, today), day_number(today)))
        for rid, identity, recorded_at in rows
        if day_of_id(identity) > latest and not is_clock_behind(today, day_of_id(identity))
    ]
    connection.executemany("INSERT INTO main.known_day (rid, day) VALUES (?, ?)", noted)


def _recorded(recorded_at: str, otherwise: date) -> int:
    try:
        return max(0, day_number(date.fromisoformat(recorded_at[:10])))
    except ValueError:
        return day_number(otherwise)


def _later(day: date, by: timedelta) -> date:
    return day + by if day <= date.max - by else date.max
