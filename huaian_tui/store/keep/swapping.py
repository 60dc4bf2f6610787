"""Putting a restored file in the place of the ledger, which is kept aside with its journal."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.store.engine.connection import (
    BUSY_MS,
    bring_home,
    connect,
    explained,
    primary_code,
    settle,
    side_file,
    size_beside,
)
from huaian_tui.store.engine.journal import make_durable
from huaian_tui.store.engine.writing_lock import locked_if_possible
from huaian_tui.store.keep.private_files import copy_into, name_new, part_in, sync_folder

NOT_RESTORED = "没有恢复"


def put_in_place(part: Path, path: Path, moment: datetime) -> Path | None:
    """Swap the files under SQLite's lock, so that no action of another program falls between them."""
    if not path.exists():
        name_new(part, path)
        sync_folder(path.parent)
        return None
    with _held(path):
        aside = _keep_aside(path, moment)
        # A journal that could not be rolled back belongs to the file that is kept aside; beside the
        # restored one it would be taken for its own.
        side_file(path, "-journal").unlink(missing_ok=True)
        if os.name != "nt":
            os.replace(part, path)
            _forget_log(path)
    if os.name == "nt":
        os.replace(part, path)  # not while this program has the file open
        _forget_log(path)
    sync_folder(path.parent)
    return aside


def _forget_log(path: Path) -> None:
    """The log that stands beside belongs to the file that is kept aside.

    After the swap: beside the former file, which programs may have open, it may not be missing; whoever
    opens the new one before sees that it is of another (``journal``).
    """
    for suffix in ("-wal", "-shm"):
        side_file(path, suffix).unlink(missing_ok=True)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Nobody writes to a file meanwhile, its log is at home; one too damaged for that is used by nobody."""
    with explained(path), locked_if_possible(path, BUSY_MS), closing(connect(path, "rw")) as connection:
        try:
            settle(connection)
            make_durable(connection)
            connection.keeps_wal = connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
            bring_home(connection)
            connection.execute("BEGIN EXCLUSIVE")
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if isinstance(error, sqlite3.Error) and primary_code(error) == sqlite3.SQLITE_BUSY:
                raise
        yield


def _keep_aside(path: Path, moment: datetime) -> Path:
    """A second name for the present file (and its journal): ``台账-恢复前-2026-11-22-090000.db``."""
    stamp = f"{path.stem}-恢复前-{moment.astimezone(SHANGHAI):%Y-%m-%d-%H%M%S}"
    for number in range(1, 1000):
        aside = path.with_name(f"{stamp}{'' if number == 1 else f'-{number}'}{path.suffix}")
        if os.path.lexists(aside):
            continue
        for suffix in ("-journal", "-wal"):
            if size_beside(path, suffix):
                _copy_new(side_file(path, suffix), side_file(aside, suffix))
        _copy_new(path, aside)
        sync_folder(path.parent)
        return aside
    raise StoreRefused(NOT_RESTORED, "同名的旧文件太多", f"清理 {path.parent} 后再试")


def _copy_new(source: Path, target: Path) -> None:
    """The same contents under a new name, 0600; a second name where the file system has them."""
    with suppress(OSError):
        os.link(source, target)
        return
    with part_in(target.parent) as part:
        copy_into(source, part)
        name_new(part, target)
