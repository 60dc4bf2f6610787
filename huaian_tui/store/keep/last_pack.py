"""When a pack was last written from a ledger: a small note beside it, for 运行信息 and ``doctor``.

Not a record: writing a pack changes nothing of what is supervised. What came by packs is in the ledger.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from huaian_tui.store.engine.connection import file_of
from huaian_tui.store.keep.private_files import read_small, replace_with

_MOST_BYTES = 100


def packed_file(database: Path) -> Path:
    """Where the note about one ledger file is."""
    return database.with_name(f"{database.name}.packed")


def remember_pack(connection: sqlite3.Connection, moment: datetime) -> None:
    """Note that a pack was written from this connection's file; that the disk refuses it spoils nothing."""
    if path := file_of(connection):
        with suppress(OSError):
            replace_with(packed_file(Path(path)), moment.isoformat(timespec="minutes").encode())


def last_pack(database: Path) -> datetime | None:
    """When the last pack was written; None without one, or when the note cannot be read."""
    data = read_small(packed_file(database), _MOST_BYTES)
    if data is None:
        return None
    try:
        return datetime.fromisoformat(data.decode("ascii").strip())
    except ValueError:
        return None
