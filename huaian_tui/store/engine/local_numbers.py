"""Local numbers of records (``rid``): by their order the newest records are the newest written anywhere.

A number begins with the minute that the record's id carries: records that a merge brings from
another laptop stand among those of their own time, not after them. Within a minute they
follow in order of arrival; a minute with more than its share runs on into the next ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from huaian_tui.ledger.identity import id_milliseconds

_A_MINUTE = 1 << 10
"""Numbers of one minute: few enough that the index, which keeps differences, stays small."""


def newest_number(connection: sqlite3.Connection, record_id: bytes) -> int:
    """The number of a record that is newer than all others of this ledger."""
    row = connection.execute("SELECT max(coalesce(max(rid), 0), 0) + 1 FROM main.record").fetchone()
    return max(int(row[0]), _first(_minute(record_id)))


class Numbering:
    """Gives numbers to records of any age, inside one transaction that writes no others."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._next: dict[int, int] = {}
        self._full: dict[int, int] = {}

    def take(self, record_id: bytes) -> int:
        """The first free number of the record's minute, or of the first one after it that has room."""
        minute = self._with_room(_minute(record_id))
        number = self._next[minute]
        self._next[minute] = number + 1
        return number

    def take_all(self, record_ids: Iterable[bytes]) -> list[int]:
        """``take`` for one record after the other; many of one minute in a part of the time."""
        numbers, minute, number, end = list[int](), -1, 0, 0
        for record_id in record_ids:
            of = int.from_bytes(record_id[:6], "big") // 60_000
            if of == minute and number + 1 < end:
                number += 1
            else:
                if minute >= 0:
                    self._next[number // _A_MINUTE] = number + 1
                number = self.take(record_id)
                minute, end = of, _first(number // _A_MINUTE + 1)
            numbers.append(number)
        if minute >= 0:
            self._next[number // _A_MINUTE] = number + 1
        return numbers

    def _with_room(self, minute: int) -> int:
        passed = list[int]()
        while True:
            if minute in self._full:
                passed.append(minute)
                minute = self._full[minute]
                continue
            if minute not in self._next:
                self._next[minute] = self._free_in(minute)
            if self._next[minute] < _first(minute + 1):
                # Whoever comes to one of the full ones again goes straight on.
                self._full.update(dict.fromkeys(passed, minute))
                return minute
            self._full[minute] = minute + 1

    def _free_in(self, minute: int) -> int:
        first, after = _first(minute), _first(minute + 1)
        row = self._connection.execute(
            "SELECT max(rid) FROM main.record WHERE rid >= ? AND rid < ?", (first, after)
        ).fetchone()
        return first if row[0] is None else int(row[0]) + 1


def _minute(record_id: bytes) -> int:
    return id_milliseconds(record_id) // 60_000


def _first(minute: int) -> int:
    return minute * _A_MINUTE
