"""What proves the figures of a paper: its own record, hashes of records, how far origins reached then."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from huaian_tui.ledger.identity import day_of_number
from huaian_tui.store.engine.readiness import SHIPPED_ORIGIN
from huaian_tui.store.queries.sql_parts import batches

Heads = list[tuple[str, int, str]]
"""(origin, number, hash), hexadecimal."""


def paper_record(connection: sqlite3.Connection, notice: bytes) -> bytes:
    """The record that holds a paper as it is now: its issue, of a draft the last version."""
    (current,) = connection.execute("SELECT current FROM notice WHERE id = ?", (notice,)).fetchone()
    return bytes(current)


def hashes_of(connection: sqlite3.Connection, ids: Sequence[bytes]) -> dict[str, str]:
    """The hash of each of these records that is here, by its id; both hexadecimal."""
    found: dict[str, str] = {}
    for batch in batches(list(ids)):
        marks = ",".join("?" * len(batch))
        rows = connection.execute(f"SELECT id, hash FROM record WHERE id IN ({marks})", batch)  # noqa: S608
        found |= {record.hex(): digest.hex() for record, digest in rows}
    return found


def heads_up_to(connection: sqlite3.Connection, newest: bytes) -> Heads:
    """How far each origin reached by the order of ids: for papers of programs that did not keep it.

    What arrived late among these was not known then: so nothing better can be said.
    """
    rows = connection.execute(
        "SELECT r.origin, max(r.seq) FROM record AS r JOIN origin AS o ON o.id = r.origin "
        "WHERE r.id <= ? AND r.origin <> ? AND NOT o.private GROUP BY r.origin ORDER BY r.origin",
        (newest, SHIPPED_ORIGIN),
    )
    return [(origin.hex(), seq, _hash_at(connection, origin, seq)) for origin, seq in rows.fetchall()]


def _hash_at(connection: sqlite3.Connection, origin: bytes, seq: int) -> str:
    row = connection.execute("SELECT hash FROM record WHERE origin = ? AND seq = ?", (origin, seq)).fetchone()
    return str(row[0].hex())


def heads_kept(lines: Iterable[str]) -> Heads:
    """The heads that a draft kept (``origins.head_lines``); what is no such line is left out."""
    parts = (line.split(" ") for line in lines)
    return [(one[0], int(one[1]), one[2]) for one in parts if len(one) == 3 and one[1].isdecimal()]  # noqa: PLR2004


def exceptional_days(connection: sqlite3.Connection) -> dict[str, str]:
    """The days from which records were known whose ids do not say it (``engine.known_days``), by id."""
    rows = connection.execute(
        "SELECT r.id, k.day FROM main.known_day AS k JOIN main.record AS r ON r.rid = k.rid "
        "JOIN main.origin AS o ON o.id = r.origin WHERE NOT o.private"
    )
    return {record.hex(): day_of_number(day).isoformat() for record, day in rows}
