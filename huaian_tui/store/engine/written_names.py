"""Which names stand on which origins: an origin is one file on one machine, as a rule one officer's."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import NamedTuple

from huaian_tui.store.engine.readiness import SHIPPED_ORIGIN
from huaian_tui.store.queries.sql_parts import batches


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


class Written(NamedTuple):
    """Where a record stands and under which name."""

    record: bytes
    origin: bytes
    seq: int
    officer: str


def several_origins(connection: sqlite3.Connection) -> bool:
    """Whether more than one origin has written: with one alone no name comes from another laptop."""
    rows = connection.execute(
        "SELECT 1 FROM main.origin WHERE head_seq > 0 AND id <> ? LIMIT 2", (SHIPPED_ORIGIN,)
    ).fetchall()
    return len(rows) > 1


def written(connection: sqlite3.Connection, records: Collection[bytes]) -> list[Written]:
    """Of these records where they stand, in no order; without those of the shipped plan."""
    found = list[Written]()
    for batch in batches(list(records)):
        marks = ",".join("?" * len(batch))
        rows = connection.execute(
            f"SELECT id, origin, seq, officer FROM main.record WHERE id IN ({marks}) AND origin <> ?",  # noqa: S608
            (*batch, SHIPPED_ORIGIN),
        )
        found += [Written(*row) for row in rows]
    return found
