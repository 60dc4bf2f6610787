"""Signed heads in the ledger: of each origin and key the newest, so that a colleague can pass an author's
signature on to a third one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from huaian_tui.ledger.signed_head import SignedHead
from huaian_tui.store.engine.origins import hash_at
from huaian_tui.store.engine.set_aside import is_aside

SIGNED_SINCE = 20
"""Schema of which ledgers keep signed heads."""


class HeldHead(NamedTuple):
    """A signed head of an origin."""

    origin: bytes
    signed: SignedHead


def list_signed_heads(connection: sqlite3.Connection) -> list[HeldHead]:
    """All of them, by origin; the newest of an origin last."""
    rows = connection.execute(
        "SELECT origin, seq, hash, key, signature FROM main.signed_head ORDER BY origin, seq, key"
    )
    return [HeldHead(origin, SignedHead(*signed)) for origin, *signed in rows]


def keep_signed_heads(connection: sqlite3.Connection, heads: Iterable[HeldHead]) -> None:
    """Keep these where they are newer than what is kept of the same origin and key.

    In a transaction of the caller, who has verified them against the records that are here.
    """
    connection.executemany(
        "INSERT INTO main.signed_head (origin, key, seq, hash, signature) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (origin, key) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, "
        "signature = excluded.signature WHERE excluded.seq > signed_head.seq",
        [
            (one.origin, one.signed.key, one.signed.seq, one.signed.hash, one.signed.signature)
            for one in heads
        ],
    )


def keep_signed_aside(connection: sqlite3.Connection, heads: Iterable[HeldHead]) -> None:
    """Keep these, which lie on branches that do not count: they say for which branches a key stands."""
    connection.executemany(
        "INSERT OR IGNORE INTO main.signed_aside (origin, key, seq, hash, signature) VALUES (?, ?, ?, ?, ?)",
        [
            (one.origin, one.signed.key, one.signed.seq, one.signed.hash, one.signed.signature)
            for one in heads
        ],
    )


def signed_of(connection: sqlite3.Connection, origin: bytes) -> list[HeldHead]:
    """All signed heads of an origin, on whatever branch they lie."""
    rows = connection.execute(
        "SELECT seq, hash, key, signature FROM main.signed_head WHERE origin = ?1 "
        "UNION SELECT seq, hash, key, signature FROM main.signed_aside WHERE origin = ?1 ORDER BY 1, 2",
        (origin,),
    )
    return [HeldHead(origin, SignedHead(*signed)) for signed in rows]


def sort_signed(connection: sqlite3.Connection, origin: bytes) -> None:
    """Once other records of an origin count: each signed head where it belongs now."""
    heads = signed_of(connection, origin)
    for table in ("signed_head", "signed_aside"):
        connection.execute(f"DELETE FROM main.{table} WHERE origin = ?", (origin,))  # noqa: S608 - constant
    counted = [one for one in heads if hash_at(connection, origin, one.signed.seq) == one.signed.hash]
    keep_signed_heads(connection, counted)
    keep_signed_aside(connection, [one for one in heads if is_aside(connection, origin, one.signed.hash)])
