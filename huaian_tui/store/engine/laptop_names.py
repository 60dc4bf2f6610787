"""Which names stand on which origins: an origin is one file on one machine, as a rule one officer's."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from huaian_tui.store.engine.fold import ARRIVED
from huaian_tui.store.engine.readiness import SHIPPED_ORIGIN


class NamedOrigin(NamedTuple):
    """An origin with the officer of its newest record, how many it has, and when it began (ISO)."""

    origin: bytes
    officer: str
    records: int
    created_at: str


def named_origins(connection: sqlite3.Connection) -> list[NamedOrigin]:
    """All that have written, the one with most records first."""
    rows = connection.execute(
        "SELECT o.id, r.officer, o.head_seq, o.created_at FROM main.origin AS o "
        "JOIN main.record AS r ON r.origin = o.id AND r.seq = o.head_seq "
        "WHERE o.id <> ? ORDER BY o.head_seq DESC, o.created_at, o.id",
        (SHIPPED_ORIGIN,),
    )
    return [NamedOrigin(*row) for row in rows]


def officers_of(connection: sqlite3.Connection, origin: bytes) -> tuple[str, ...]:
    """Who wrote under an origin, most records first."""
    rows = connection.execute(
        "SELECT officer FROM main.record WHERE origin = ? GROUP BY officer ORDER BY count(*) DESC, officer",
        (origin,),
    )
    return tuple(officer for (officer,) in rows)


def names_of_arrived(connection: sqlite3.Connection) -> list[tuple[str, bytes, int]]:
    """(officer, origin, records) of the records that arrived."""
    return connection.execute(
        f"SELECT officer, origin, count(*) FROM record WHERE {ARRIVED} "  # noqa: S608 - a constant condition
        "GROUP BY officer, origin ORDER BY officer, origin"
    ).fetchall()


def place_of_record(connection: sqlite3.Connection, record_id: bytes) -> tuple[bytes, int, str] | None:
    """Origin, number and officer of a record; None when it is not here."""
    row: tuple[bytes, int, str] | None = connection.execute(
        "SELECT origin, seq, officer FROM main.record WHERE id = ?", (record_id,)
    ).fetchone()
    return row
