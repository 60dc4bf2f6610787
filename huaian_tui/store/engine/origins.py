"""Origins: one writing incarnation of a ledger file (docs/decisions/004)."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import datetime
from typing import NamedTuple

from huaian_tui.ledger.identity import ID_BYTES, SHANGHAI


class Head(NamedTuple):
    """How far an origin reaches here: its id, the number and hash of its last record, when it began (ISO)."""

    id: bytes
    seq: int
    hash: bytes
    created_at: str


class Reach(NamedTuple):
    """How far an origin reaches here, for who goes on from there; ``newest`` is its last record's id."""

    seq: int
    hash: bytes
    mine: bool
    newest: bytes


def new_incarnation(connection: sqlite3.Connection, moment: datetime) -> bytes:
    """Let this file write as a new origin from its next record on, and return that origin's id.

    For a file that was restored or copied, inside the caller's transaction: going on under
    the old origin would issue the same numbers twice, and what the other file wrote under
    them could never be merged. What the old origin wrote stays, like a colleague's records.
    """
    connection.execute("UPDATE origin SET mine = 0 WHERE mine = 1")
    origin = secrets.token_bytes(ID_BYTES)
    connection.execute(
        "INSERT INTO origin (id, mine, created_at, head_seq, head_hash) VALUES (?, 1, ?, 0, x'')",
        (origin, moment.astimezone(SHANGHAI).isoformat(timespec="seconds")),
    )
    return origin


def own_head(connection: sqlite3.Connection) -> Head | None:
    """Where this file's own origin stands; None before its first record."""
    row = connection.execute(
        "SELECT id, head_seq, head_hash, created_at FROM origin WHERE mine = 1"
    ).fetchone()
    return None if row is None else Head._make(row)


def list_heads(connection: sqlite3.Connection) -> list[Head]:
    """Every origin that has written, in order of their ids."""
    rows = connection.execute(
        "SELECT id, head_seq, head_hash, created_at FROM origin WHERE head_seq > 0 ORDER BY id"
    )
    return [Head._make(row) for row in rows]


def reach_of(connection: sqlite3.Connection, origin: bytes) -> Reach:
    """How far an origin reaches here: number 0 for one that is not known."""
    row = connection.execute(
        "SELECT o.head_seq, o.head_hash, o.mine, coalesce(last.id, x'') FROM origin AS o "
        "LEFT JOIN record AS last ON last.origin = o.id AND last.seq = o.head_seq WHERE o.id = ?",
        (origin,),
    ).fetchone()
    if row is None:
        return Reach(0, b"", False, b"")
    seq, digest, mine, newest = row
    return Reach(seq, digest, bool(mine), newest)


def hash_at(connection: sqlite3.Connection, origin: bytes, seq: int) -> bytes | None:
    """The hash of one record of an origin; None when it is not here."""
    row = connection.execute("SELECT hash FROM record WHERE origin = ? AND seq = ?", (origin, seq)).fetchone()
    return None if row is None else row[0]


def first_from(connection: sqlite3.Connection, origin: bytes, bound: bytes) -> int | None:
    """The number of an origin's first record whose id is not below ``bound``; None without one."""
    row = connection.execute(
        "SELECT min(seq) FROM record WHERE origin = ? AND id >= ?", (origin, bound)
    ).fetchone()
    return None if row[0] is None else int(row[0])


def move_head(connection: sqlite3.Connection, origin: bytes, seq: int, digest: bytes) -> None:
    """Note the number and hash of an origin's last record, just written."""
    connection.execute("UPDATE origin SET head_seq = ?, head_hash = ? WHERE id = ?", (seq, digest, origin))


def count_written(connection: sqlite3.Connection) -> int:
    """How many records there are by the heads of their origins: it grows with every one, merged ones too."""
    return int(connection.execute("SELECT coalesce(sum(head_seq), 0) FROM main.origin").fetchone()[0])
