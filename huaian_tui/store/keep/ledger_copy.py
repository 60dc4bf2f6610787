"""Copying a ledger while others write to it: whole, of one moment, and so that they hardly notice."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.engine.as_it_is import open_as_it_is
from huaian_tui.store.engine.connection import connect, explained, file_uri, renew_mark
from huaian_tui.store.engine.file_check import Progress

NOT_MADE = "备份没有做成"
"""The title of what is refused while a backup is made."""

_STEPS_BETWEEN_LOOKS = 100_000
"""Steps of SQLite's machine (some milliseconds) until it is asked again whether to go on."""

_AT_ONCE = 8 << 20
"""So many bytes are written before they are flushed: many file systems let the flush of a save wait for all
that any program has written before, and that was the whole copy."""


def copy_ledger(path: Path, part: Path, progress: Progress | None) -> None:
    """Copy to an empty file; ``progress`` is told which part is done, 0 to 1, and ends it by raising."""
    given_up = list[BaseException]()
    # Kept open to the end: closing it would take SQLite's locks on the copy away.
    descriptor = os.open(part, os.O_RDWR)
    whole, flushed = max(path.stat().st_size, 1), 0

    def asked() -> bool:
        nonlocal flushed
        try:
            size = os.fstat(descriptor).st_size
            if size - flushed >= _AT_ONCE:
                os.fsync(descriptor)
                flushed = size
            if progress is not None:
                progress(min(size / whole, 1.0))
        except BaseException as error:
            given_up.append(error)
        return bool(given_up)

    try:
        with closing(open_as_it_is(path)) as connection, explained(path):
            connection.set_progress_handler(asked, _STEPS_BETWEEN_LOOKS)
            _vacuum_into(connection, part, given_up)
    finally:
        os.close(descriptor)
    _renew_mark_of_copy(part)


def _vacuum_into(connection: sqlite3.Connection, part: Path, given_up: list[BaseException]) -> None:
    try:
        connection.execute("VACUUM INTO ?", (file_uri(part, "rw"),))
    except sqlite3.OperationalError as error:
        if given_up:
            raise given_up[0] from None
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise StoreRefused(
                NOT_MADE, f"{part.parent}：磁盘空间不足或写入出错", "腾出空间后再试，或换一个磁盘"
            ) from error
        raise


def _renew_mark_of_copy(part: Path) -> None:
    """No log of the ledger belongs to its copy: pages stand in another order."""
    with explained(part), closing(connect(part, "rw")) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal_mark'").fetchone():
            renew_mark(connection)
