"""Whether this ledger is exchanged with others, and when something last came by a pack."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from huaian_tui.ledger.identity import day_of_number
from huaian_tui.store.queries.forks import count_open_forks


@dataclass(frozen=True, slots=True)
class Exchanged:
    """From how many other files records came, the day of the last merge that brought some, how many
    forks wait to be settled, and what is to be said of lost or damaged files with keys (empty: nothing)."""

    others: int
    last_arrival: date | None
    forks: int = 0
    keys: str = ""


def read_exchanged(connection: sqlite3.Connection) -> Exchanged:
    """What came by packs so far; of a ledger before schema 11, which did not note it: nothing."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'arrival'").fetchone():
        return Exchanged(0, None)
    others, newest = connection.execute("SELECT count(DISTINCT origin), max(day) FROM arrival").fetchone()
    return Exchanged(int(others), None if newest is None else day_of_number(newest), _forks(connection))


def _forks(connection: sqlite3.Connection) -> int:
    """Of a ledger before schema 20, which kept no branches: none."""
    kept = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'set_aside_record'").fetchone()
    return count_open_forks(connection) if kept else 0
