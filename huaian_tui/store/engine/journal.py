"""The journal of a ledger file: a write-ahead log where its disk allows that; no save waits for a reader.

What is committed stands in the log until it is brought home, at once if nobody looks at an older
state. So the ledger file alone is whole at rest (docs/decisions/021). A log is only believed beside the
file that it was begun for.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.store.engine.connection import (
    BUSY_MS,
    LedgerConnection,
    bring_home,
    connect,
    primary_code,
    settle,
    side_file,
    size_beside,
    wait_ms,
)
from huaian_tui.store.keep.locations import StrPath, as_path

if TYPE_CHECKING:
    from pathlib import Path

SIDES = ("-wal", "-shm", "-journal")
"""What SQLite may keep beside a file."""

_CONVERSION_MS = 300
_CANNOT_KEEP_LOG = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


_NO_ROOM_FOR_LOG = (
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMMAP,
    sqlite3.SQLITE_FULL,
)


class Replaced(StoreRefused):
    """Another file stands where the ledger was, and programs still look at the one before."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "没有打开台账",
            f"{path} 刚被另一个文件替换，还有程序开着原来的那一份",
            "关闭其他开着台账的窗口后再试",
        )


# ------------------------------------------------------------------ opening a file


def open_file(path: StrPath, mode: str) -> LedgerConnection:
    """A connection that can be read (``mode`` ro or rw), set up, its journal looked at; inside ``explained``.

    Where nothing can be written beside the file (a medium that is read-only, a disk that is full) it is
    read as it stands, whatever the mode.
    """
    _refuse_odd(path)
    if size_beside(path, "-wal") and _can_write_beside(path):
        _set_aside_foreign(as_path(path))
    connection = connect(path, mode)
    try:
        settle(connection)
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        return connection
    except sqlite3.OperationalError as error:
        connection.close()
        closed = primary_code(error) in _CANNOT_KEEP_LOG and not _can_write_beside(path)
        if not closed and getattr(error, "sqlite_errorcode", 0) not in _NO_ROOM_FOR_LOG:
            raise
        return _open_alone(as_path(path), error)
    except sqlite3.DatabaseError:
        connection.close()
        _refuse_replaced(as_path(path))
        raise
    except BaseException:
        connection.close()
        raise


def open_to_read(path: StrPath) -> LedgerConnection:
    """A reader's connection; what a killed program left half done is rolled back by a writer first."""
    try:
        connection = open_file(path, "ro")
    except sqlite3.OperationalError as error:
        if primary_code(error) not in _CANNOT_KEEP_LOG:
            raise
        with closing(open_file(path, "rw")):
            pass
        connection = open_file(path, "ro")
    connection.at_close = tidied
    return connection


def _can_write_beside(path: StrPath) -> bool:
    return os.access(as_path(path).absolute().parent, os.W_OK)


def _open_alone(path: Path, error: sqlite3.OperationalError) -> LedgerConnection:
    """The file alone, which nobody can write to now; what is still in a log beside it would be missing."""
    if size_beside(path, "-wal") or size_beside(path, "-journal"):
        raise StoreRefused(
            "台账没有打开",
            f"{path} 旁边有还没有并入的内容（-wal 或 -journal），而这里写不了（只读，或磁盘已满）",
            "把台账和旁边同名的文件一起复制到可以写入的地方，用 --db 打开那一份；或腾出空间",
        ) from error
    connection = connect(path, "ro", immutable=True)
    try:
        settle(connection)
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_odd(path: StrPath) -> None:
    """A pipe or a device would be waited for, a folder cannot be a ledger or stand beside one."""
    for suffix in ("", *SIDES):
        if _is_odd(f"{path}{suffix}"):
            raise StoreRefused(
                "不能打开台账",
                f"{path}{suffix} 不是文件",
                "把它移到别处，再打开台账" if suffix else "用 --db 指定一个文件，例如 --db 台账.db",
            )


def _is_odd(path: str) -> bool:
    """Whether something stands under a name that is no ordinary file (nothing there is not odd)."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def _refuse_replaced(path: Path) -> None:
    """While a program looks at the former file, SQLite would take its measures for those of this one."""
    if os.path.lexists(side_file(path, "-shm")) and _mark(path) is not None:
        raise Replaced(path)


# ------------------------------------------------------------------ choosing


def choose_journal(connection: LedgerConnection, path: Path) -> None:
    """Set how the file keeps its journal: a log on a disk of this computer, else an ordinary journal.

    For a writer, on a ledger of this program's version. What is in use elsewhere keeps the journal it
    has for now.
    """
    kept = connection.execute("PRAGMA journal_mode").fetchone()[0]
    # Imported here: only a writer asks.
    from huaian_tui.store.engine.disks import is_shared

    if is_shared(path):
        if kept == "wal":
            _convert(connection, path, "TRUNCATE")
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        return
    if kept != "wal" and os.access(path, os.W_OK) and _can_write_beside(path):
        try:
            _convert(connection, path, "WAL")
        except sqlite3.OperationalError as error:
            if primary_code(error) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                _leave_log(path)
        kept = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if kept == "wal":
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.keeps_wal = True
    else:
        connection.execute("PRAGMA journal_mode=TRUNCATE")


def _convert(connection: LedgerConnection, path: Path, journal: str) -> None:
    """Change how the file keeps its journal; ``sqlite3.OperationalError`` while others have it open."""
    # Imported here: once in the life of a file.
    from huaian_tui.store.engine.writing_lock import writing_lock

    connection.execute(f"PRAGMA busy_timeout={min(_CONVERSION_MS, BUSY_MS)}")
    try:
        with writing_lock(path, wait_ms(connection)):
            connection.execute(f"PRAGMA journal_mode={journal}").fetchone()
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except OSError as error:
        raise sqlite3.OperationalError("database is locked") from error
    finally:
        connection.execute(f"PRAGMA busy_timeout={wait_ms(connection)}")


def _leave_log(path: Path) -> None:
    """Back to an ordinary journal, on a disk that turned out not to lend programs memory to share."""
    with suppress(sqlite3.Error), closing(connect(path, "rw")) as connection:
        settle(connection)
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")  # needs no such memory
        connection.execute("PRAGMA journal_mode=TRUNCATE").fetchone()


def make_durable(connection: sqlite3.Connection) -> None:
    """What is acknowledged survives a pulled plug."""
    connection.execute("PRAGMA synchronous=FULL")
    if sys.platform == "darwin":
        connection.execute("PRAGMA fullfsync=ON")


# ------------------------------------------------------------------ bringing home


@contextmanager
def tidied(path: StrPath) -> Iterator[None]:
    """Around the closing of a reader: what it kept in the log goes home, and an empty log is cleared away.

    SQLite clears the log away when the last connection to a file is closed that may write. So one is
    opened beside a reader that leaves nothing in the log, which costs next to nothing.
    """
    if not os.path.lexists(f"{path}-wal"):
        yield
        return
    if size_beside(path, "-wal"):
        yield
        tidy(as_path(path))
        return
    with ExitStack() as stack:
        with suppress(sqlite3.Error, StoreRefused):
            last = stack.enter_context(closing(connect(path, "rw")))
            last.execute("PRAGMA busy_timeout=0")
            last.execute("PRAGMA user_version").fetchone()
        yield


def tidy(path: Path) -> None:
    """Bring home what a reader has kept in the log, and clear the log away if nobody has the file open."""
    if not os.path.lexists(side_file(path, "-wal")):
        return
    # Imported here: at the end of a reader.
    from huaian_tui.store.engine.writing_lock import writing_lock

    with suppress(OSError, sqlite3.Error, StoreRefused), writing_lock(path, 0):
        with closing(connect(path, "rw")) as connection:
            settle(connection)
            connection.execute("PRAGMA busy_timeout=0")
            connection.execute("PRAGMA wal_autocheckpoint=0")
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            connection.keeps_wal = connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
            make_durable(connection)
            bring_home(connection)


def tidy_if_full(path: Path) -> None:
    """``tidy`` only where a log holds something: for a reader after which another comes at once."""
    if size_beside(path, "-wal"):
        tidy(path)


# ------------------------------------------------------------------ a log of another file


def _set_aside_foreign(path: Path) -> None:
    """A log that was not begun for this very file gets another name: SQLite would write it into the file."""
    if _is_own(path):
        return
    # Imported here: once in a ledger's life, if ever.
    from huaian_tui.store.engine.writing_lock import locked_if_possible

    with locked_if_possible(path, BUSY_MS):
        if _is_own(path):  # while nobody writes
            return
        stamp = f"{datetime.now(SHANGHAI):%Y-%m-%d-%H%M%S}"
        os.replace(side_file(path, "-wal"), path.with_name(f"{path.name}-不属于它的日志-{stamp}"))
        side_file(path, "-shm").unlink(missing_ok=True)


def _is_own(path: Path) -> bool:
    """Whether the log continues what the file itself says; true where the file cannot be read."""
    alone = _mark(path)
    if alone is None:
        return True
    # Imported here: only a file with a log needs it.
    from huaian_tui.store.engine.log_file import continues

    goes_on = continues(side_file(path, "-wal"), alone)
    # No log of a program that knew marks is without one.
    return _mark(path, immutable=False) == alone if goes_on is None else goes_on


def _mark(path: Path, *, immutable: bool = True) -> bytes | None:
    """The mark of the file, without its log or with it.

    Empty in a ledger of an older program, which had no log; None where it cannot be read for damage.
    """
    with closing(connect(path, "ro", immutable=immutable)) as connection:
        try:
            settle(connection)
            table = "SELECT 1 FROM sqlite_master WHERE name = 'journal_mark' AND type = 'table'"
            if connection.execute(table).fetchone() is None:
                return b""
            found = connection.execute("SELECT now FROM journal_mark").fetchone()
            return found[0] if found is not None and isinstance(found[0], bytes) else None
        except UnicodeDecodeError:
            return None
        except sqlite3.DatabaseError as error:
            if primary_code(error) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise
            return None
