"""What came by merges after a day although it was recorded by then: papers as of that day differ by it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from huaian_tui.ledger.identity import day_number, day_of_number


@dataclass(frozen=True, slots=True)
class LateArrival:
    """A day of merging: how many records came that were recorded by the day asked for, and of whom."""

    day: date
    records: int
    officers: tuple[str, ...]


def arrived_since(connection: sqlite3.Connection, day: date) -> list[LateArrival]:
    """Merges after ``day`` that brought what was recorded by its end; ``connection`` reads as of that day.

    What is personal is left out: no paper is made from it.
    """
    rows = connection.execute(
        "SELECT a.day, r.officer, count(*) FROM main.arrival AS a "
        "CROSS JOIN record AS r ON r.origin = a.origin AND r.seq BETWEEN a.first_seq AND a.last_seq "
        "WHERE a.day > ? AND a.origin NOT IN (SELECT id FROM main.origin WHERE private = 1) "
        "GROUP BY a.day, r.officer ORDER BY a.day, r.officer",
        (day_number(day),),
    ).fetchall()
    found = list[LateArrival]()
    for number in dict.fromkeys(row[0] for row in rows):
        own = [(officer, count) for one, officer, count in rows if one == number]
        officers = tuple(officer for officer, _ in own)
        found.append(LateArrival(day_of_number(number), sum(count for _, count in own), officers))
    return found


def count_wrong_clocks(connection: sqlite3.Connection) -> int:
    """Records of clocks that were wrong: they count from when they came, on each laptop from another day."""
    return int(connection.execute("SELECT count(*) FROM main.known_day").fetchone()[0])
