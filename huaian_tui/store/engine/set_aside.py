"""Records that are kept but do not count: branches of an origin whose chain was continued twice.

They were verified like any record, and stand as their lines in packs. Which branch counts says
``ledger.branches``; ``forks`` exchanges branches.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from huaian_tui.ledger.branches import Link
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.ledger.record import Record, chain_hash
from huaian_tui.ledger.record_lines import kept_record, record_line


class Aside(NamedTuple):
    """A record that does not count, the hash of the record that it continues, and when it came (ISO)."""

    record: Record
    before: bytes
    arrived_at: str


def moment_text(moment: datetime) -> str:
    """A moment as it is kept with what arrived."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")


def set_aside(connection: sqlite3.Connection, records: Iterable[Aside]) -> None:
    """Keep verified records beside the chain that counts; what is kept already stays as it is."""
    connection.executemany(
        "INSERT OR IGNORE INTO set_aside_record (origin, hash, seq, before, line, arrived_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                one.record.origin,
                one.record.hash,
                one.record.seq,
                one.before,
                _line(one.record),
                one.arrived_at,
            )
            for one in records
        ],
    )


def _line(record: Record) -> str:
    return record_line(record).decode("utf-8").rstrip("\n")


def has_any_aside(connection: sqlite3.Connection) -> bool:
    """Whether any chain ever forked here; cheap."""
    return connection.execute("SELECT 1 FROM main.set_aside_record LIMIT 1").fetchone() is not None


def origins_with_aside(connection: sqlite3.Connection) -> list[bytes]:
    """Origins of which branches are kept beside the chain that counts."""
    rows = connection.execute("SELECT DISTINCT origin FROM main.set_aside_record ORDER BY origin")
    return [origin for (origin,) in rows]


def is_aside(connection: sqlite3.Connection, origin: bytes, digest: bytes) -> bool:
    """Whether a record with this hash is kept beside the chain that counts."""
    row = connection.execute(
        "SELECT 1 FROM main.set_aside_record WHERE origin = ? AND hash = ?", (origin, digest)
    ).fetchone()
    return row is not None


def is_of_another_origin(connection: sqlite3.Connection, record: Record) -> bool:
    """Whether a record of another origin has the id of this one: only a forgery can."""
    row = connection.execute(
        "SELECT 1 FROM main.record WHERE id = ? AND origin <> ?", (record.id, record.origin)
    ).fetchone()
    return row is not None


def links_aside(connection: sqlite3.Connection, origin: bytes) -> list[Link]:
    """The records of an origin that do not count, as links of a tree, by number."""
    rows = connection.execute(
        "SELECT seq, hash, before, arrived_at FROM main.set_aside_record WHERE origin = ? ORDER BY seq, hash",
        (origin,),
    )
    return [Link._make(row) for row in rows]


def records_aside(connection: sqlite3.Connection, origin: bytes) -> Iterator[Aside]:
    """All that is kept of an origin beside the chain that counts, by number."""
    rows = connection.execute(
        "SELECT line, before, arrived_at FROM main.set_aside_record WHERE origin = ? ORDER BY seq, hash",
        (origin,),
    )
    for line, before, arrived_at in rows:
        yield Aside(kept_record(line, origin), before, arrived_at)


def record_aside(connection: sqlite3.Connection, origin: bytes, digest: bytes) -> Aside | None:
    """One of them by its hash; None when it is not kept here."""
    row = connection.execute(
        "SELECT line, before, arrived_at FROM main.set_aside_record WHERE origin = ? AND hash = ?",
        (origin, digest),
    ).fetchone()
    return None if row is None else Aside(kept_record(row[0], origin), *row[1:])


def no_longer_aside(connection: sqlite3.Connection, origin: bytes, digests: Iterable[bytes]) -> None:
    """Take records out: they count from now on."""
    connection.executemany(
        "DELETE FROM main.set_aside_record WHERE origin = ? AND hash = ?", [(origin, one) for one in digests]
    )


def aside_problems(connection: sqlite3.Connection) -> list[str]:
    """A line for ``check`` for each origin whose branches are not what they were when they were set aside."""
    known = "SELECT 1 FROM main.sqlite_master WHERE name = 'set_aside_record'"
    if connection.execute(known).fetchone() is None:  # a backup of an older program
        return []
    rows = connection.execute(
        "SELECT origin, hash, seq, before, line FROM main.set_aside_record ORDER BY origin, seq, hash"
    ).fetchall()
    kept = {(origin, digest) for origin, digest, *_ in rows}
    bad = dict[bytes, int]()
    for origin, digest, seq, before, line in rows:
        if not _is_right(connection, (origin, digest, seq, before, line), kept):
            bad.setdefault(origin, seq)
    return [
        f"来源 {origin.hex()[:8]} 分叉中不计的一支，第 {seq} 号记录与校验值不符：内容被改动过"
        for origin, seq in bad.items()
    ]


def _is_right(
    connection: sqlite3.Connection, row: tuple[bytes, bytes, int, bytes, str], kept: set[tuple[bytes, bytes]]
) -> bool:
    """Whether a record has its hash, its number and its place behind one that is here."""
    origin, digest, seq, before, line = row
    try:
        record = kept_record(line, origin)
        hashed = chain_hash(record, before)
    except (ValueError, TypeError, AttributeError):
        return False
    if (record.hash, record.seq, hashed) != (digest, seq, digest):
        return False
    if seq == 1:
        return before == b""
    counted = connection.execute(
        "SELECT hash FROM main.record WHERE origin = ? AND seq = ?", (origin, seq - 1)
    ).fetchone()
    return (origin, before) in kept or (counted is not None and counted[0] == before)
