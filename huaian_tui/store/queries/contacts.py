"""Who answers at a unit (联系人): for papers and forms of a day, and one after the other with their days."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from huaian_tui.store.queries.unit_history import unit_with_merged


class Contact(NamedTuple):
    """A person at a post of a unit, from ``since`` to the day before ``until`` (None: still).

    ``unit`` is the id of the unit, ``record_id`` the record that says so, to be corrected or taken back.
    """

    unit: str
    post: str
    person: str
    phone: str
    since: date
    until: date | None
    record_id: bytes

    def answers_on(self, day: date) -> bool:
        """Whether it is this person who answers on a day."""
        return self.since <= day and (self.until is None or day < self.until)


def contacts_of(connection: sqlite3.Connection, unit: str, day: date) -> list[Contact]:
    """Who answers at a unit on a day, by post; also at what was merged into it by then."""
    return [one for one in _read(connection, unit_with_merged(connection, unit, day)) if one.answers_on(day)]


def read_contacts(connection: sqlite3.Connection, unit: str) -> list[Contact]:
    """All who ever answered at a unit or at what was merged into it, by unit and post, the first one first.

    Of two records of one post and day the later one holds.
    """
    return _read(connection, unit_with_merged(connection, unit))


def _read(connection: sqlite3.Connection, units: Sequence[str]) -> list[Contact]:
    found = list[Contact]()
    for one in units:
        rows = connection.execute(
            "SELECT post, from_day, id, person, phone, left_it FROM contact WHERE unit = ? "
            "ORDER BY post, from_day, id",
            (one,),
        ).fetchall()
        for _, of_post in groupby(rows, key=lambda row: row[0]):
            found += _one_after_the_other(one, list(of_post))
    return found


def _one_after_the_other(unit: str, rows: Sequence[tuple[str, str, bytes, str, str, int]]) -> list[Contact]:
    """The contacts of one post, each until the next one comes or it leaves."""
    found = list[Contact]()
    for place, (post, since, record_id, person, phone, left) in enumerate(rows):
        if left:
            continue
        later = rows[place + 1 :]
        ends = (row[1] for row in later if not row[5] or row[3] == person)
        until = next(ends, None)
        if until != since:
            end = None if until is None else date.fromisoformat(until)
            found.append(Contact(unit, post, person, phone, date.fromisoformat(since), end, record_id))
    return found
