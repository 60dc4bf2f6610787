"""A chain written anew as a whole, with new hashes: what every check of the file by itself lets pass."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from huaian_tui.ledger.record import Record, chain_hash
from huaian_tui.store.engine.records import COLUMNS
from support.exchange import Laptop


def rewritten(laptop: Laptop, origin: bytes) -> None:
    """An administrator with SQLite: every record of an origin says something else, with new hashes."""
    rewritten_file(laptop.path, origin)


def rewritten_file(path: Path, origin: bytes) -> None:
    """The same in any file of a ledger."""
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM record WHERE origin = ? ORDER BY seq", (origin,)
        ).fetchall()
        before = b""
        for row in rows:
            values = list(row)
            values[10] = values[10].replace("乙的", "改的").replace("张三的", "改的").replace("丙的", "改的")
            before = chain_hash(Record(*values), before)
            connection.execute(
                "UPDATE record SET body = ?, hash = ? WHERE id = ?", (values[10], before, values[0])
            )
        connection.execute("UPDATE origin SET head_hash = ? WHERE id = ?", (before, origin))
        for _, sql in triggers:
            connection.execute(sql)
