"""Who answers at a unit (联系人): for papers and forms of a day, and one after the other with their days."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from huaian_tui.domain.answers.units import Contact
from huaian_tui.store.queries.unit_history import unit_name_on, unit_with_merged


def contacts_of(connection: sqlite3.Connection, unit: str, day: date) -> list[Contact]:
    """Who answers at a unit on a day, by post; also at what was merged into it by then."""
    units = unit_with_merged(connection, unit, day)
    return [one for one in _read(connection, units, day) if one.answers_on(day)]


def read_contacts(connection: sqlite3.Connection, unit: str, day: date) -> list[Contact]:
    """All who ever answered at a unit or at what was merged into it by a day, by unit, post and day.

    Of two records of one post and day the later one holds.
    """
    return _read(connection, unit_with_merged(connection, unit, day), day)


def _read(connection: sqlite3.Connection, units: Sequence[str], day: date) -> list[Contact]:
    found = list[Contact]()
    for one in units:
        rows = connection.execute(
            "SELECT post, from_day, id, person, phone, left_it FROM contact WHERE unit = ? "
            "ORDER BY post, from_day, id",
            (one,),
        ).fetchall()
        name = unit_name_on(connection, one, day)[0] if rows else one
        for _, of_post in groupby(rows, key=lambda row: row[0]):
            found += _one_after_the_other(one, name, list(of_post))
    return found


def _one_after_the_other(
    unit: str, name: str, rows: Sequence[tuple[str, str, bytes, str, str, int]]
) -> Iterator[Contact]:
    """The contacts of one post, each until the next one comes or it leaves."""
    for place, (post, since, record_id, person, phone, left) in enumerate(rows):
        ends = (row[1] for row in rows[place + 1 :] if not row[5] or row[3] == person)
        until = next(ends, None)
        if not left and until != since:
            end = None if until is None else date.fromisoformat(until)
            yield Contact(unit, name, post, person, phone, date.fromisoformat(since), end, record_id)


def first_contact(connection: sqlite3.Connection, unit: str, day: date) -> Contact | None:
    """Whom to call at a unit on a day: its own before those of what was merged into it, the newest first."""
    known = contacts_of(connection, unit, day)
    return max(known, key=lambda one: (one.unit == unit, one.since, one.record_id), default=None)
