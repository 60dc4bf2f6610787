"""One writes to a ledger at a time: a lock on a file beside it, ``X.db.writing``, there only meanwhile.

It keeps writing and the emptying of the journal of all programs of this computer one after the other
(docs/decisions/021). Who holds it stands in the file (``writing_now``).
"""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

LOCK_FLAGS = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""How the file is opened: a link or a pipe under its name is not followed and not waited for."""

_PAUSES = (0.0005, 0.001, 0.002, 0.004, 0.008)
"""Seconds until the lock is tried again; the last one from then on."""

PAUSE_SECONDS = 1.5 * _PAUSES[-1]
"""So long whoever writes in several transactions leaves the lock between two of them: others look for it so
often that they have it then."""

_LOCKED_BYTE = 1 << 30
"""Windows locks bytes, which nobody may read meanwhile: one far behind what is written."""


def holder_file(database: Path) -> Path:
    """Where the file of one ledger is."""
    return database.with_name(f"{database.name}.writing")


@contextmanager
def writing_lock(database: Path, wait_ms: int) -> Iterator[None]:
    """Hold the lock on writing to a ledger; waited for at most ``wait_ms``.

    Taken by another: ``sqlite3.OperationalError`` as from SQLite itself. A file that cannot be
    made or locked: ``OSError``.
    """
    path = holder_file(database)
    descriptor = _taken(path, time.monotonic() + wait_ms / 1000)
    try:
        yield
    finally:
        _given_back(path, descriptor)


def let_others_in() -> None:
    """Between two transactions of a long work: a save that waits for the lock comes next, not after all."""
    time.sleep(PAUSE_SECONDS)


@contextmanager
def locked_if_possible(database: Path, wait_ms: int) -> Iterator[None]:
    """``writing_lock``, but without one where no lock can be had: some network shares know none."""
    with ExitStack() as stack:
        with suppress(OSError):
            stack.enter_context(writing_lock(database, wait_ms))
        yield


def _taken(path: Path, until: float) -> int:
    """The descriptor that holds the lock, of the file that has the name at that moment."""
    for number in range(1_000_000_000):
        descriptor = os.open(path, LOCK_FLAGS, 0o600)
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise OSError(f"{path.name} 不是普通文件")
            if _lock_or_clear(path, descriptor):
                if _same_file(path, found):
                    return descriptor
                os.close(descriptor)  # the one before took its file away
                continue
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        if time.monotonic() >= until:
            break
        time.sleep(_PAUSES[min(number, len(_PAUSES) - 1)])
    locked = sqlite3.OperationalError("database is locked")
    locked.sqlite_errorcode = sqlite3.SQLITE_BUSY
    raise locked


def _lock_or_clear(path: Path, descriptor: int) -> bool:
    """``locked_at_once``; where locks are not known nobody holds one, and the file does not stay behind."""
    try:
        return locked_at_once(descriptor)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise


def _same_file(path: Path, found: os.stat_result) -> bool:
    try:
        now = os.lstat(path)
    except OSError:
        return False
    return (now.st_dev, now.st_ino) == (found.st_dev, found.st_ino)


def _given_back(path: Path, descriptor: int) -> None:
    """The name goes while the lock is held, so that nobody holds one on a file without a name."""
    if os.name == "nt":
        os.close(descriptor)
        with suppress(OSError):  # another has it open already: it stays
            path.unlink(missing_ok=True)
        return
    try:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def locked_at_once(descriptor: int) -> bool:
        """Whether the lock could be had at once; it goes when the descriptor is closed."""
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def locked_at_once(descriptor: int) -> bool:
        """Whether the lock could be had at once; it goes when the descriptor is closed."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
