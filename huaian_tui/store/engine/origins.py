"""Origins: one writing incarnation of a ledger file (docs/decisions/004)."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import datetime

from huaian_tui.ledger.identity import ID_BYTES, SHANGHAI


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
