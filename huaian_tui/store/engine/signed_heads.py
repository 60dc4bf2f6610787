"""Signed heads in the ledger: of each origin and key the newest, so that a colleague can pass an author's
signature on to a third one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from huaian_tui.ledger.signed_head import SignedHead


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
