"""A connection to a ledger file: made, set up, its errors explained; one transaction a user action.

What was acknowledged survives a pulled plug (docs/decisions/021). Foreign keys are on and the schema
is not trusted.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from huaian_tui.domain.errors import LedgerDamaged, StoreRefused
from huaian_tui.store.keep.locations import StrPath, as_path

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID = 0x48544C47
"""Marks a file as a ledger of this program ("HTLG")."""

BUSY_MS = 5000
"""How long a save waits for another program."""

FIRST_START_MS = 60_000
"""How long a first start waits for one that another program makes of the same file: on a slow machine the
plan takes longer to be written than a save waits, and there is nothing yet that could be looked at."""

_LEAST_ROOM = 1 << 16


class LedgerConnection(sqlite3.Connection):
    """A connection that knows which file it is of, and how that file keeps its journal."""

    path: StrPath | None = None
    """The ledger file; None in memory."""

    keeps_wal = False
    """Whether what it writes goes through a write-ahead log (``journal.choose_journal``)."""

    file: tuple[int, int] | None = None
    """Which file it was opened on, if it may write."""

    is_closed = False
    """Whether ``close`` was called."""

    is_first_start = False
    """Whether it waits as a first start does (``wait_as_first_start``)."""

    at_close: Callable[[StrPath], AbstractContextManager[object]] | None = None
    """Entered with the file before the connection is closed, left once it is."""

    def close(self) -> None:
        """Close; a second call does nothing.

        The last one to close a file clears its log away by the name it had: where another file has that
        name by now, the log is that one's, and the connection is left to the end of the program.
        """
        if self.is_closed:
            return
        self.is_closed = True
        if self.file is not None and self.path is not None and identity_of(self.path) != self.file:
            if self.in_transaction:
                self.execute("ROLLBACK")
            _left_open.append(self)
            return
        if self.at_close is None or self.path is None:
            super().close()
            return
        with self.at_close(self.path):
            super().close()


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在位置是只读的",
    errno.ENOSPC: "磁盘空间已满",
    errno.ENOTDIR: "上级不是文件夹",
    errno.ENAMETOOLONG: "文件名太长",
}


_left_open = list[LedgerConnection]()


def identity_of(path: StrPath) -> tuple[int, int] | None:
    """Which file stands under a name; None when there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def file_of(connection: sqlite3.Connection) -> str:
    """The path of the file that a connection has open; empty for a ledger in memory.

    SQLite keeps it in bytes and calls them UTF-8, which they are not in a locale of GBK.
    """
    (name,) = connection.execute(
        "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'"
    ).fetchone()
    return os.fsdecode(name or b"")


def create_file(path: Path) -> bool:
    """Create folder (0700) and empty file (0600) if there is none; True if this call created it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        if path.is_dir() or not path.parent.is_dir():
            raise StoreRefused(
                "不能打开台账", f"{path} 不是文件", "用 --db 指定一个文件，例如 --db 台账.db"
            ) from None
        return False
    except OSError as error:
        from huaian_tui.domain.words.system_errors import system_reason  # only where something failed

        reason = _REASONS.get(error.errno or 0) or system_reason(error)
        raise StoreRefused(
            "不能创建台账", f"{path}：{reason}", "检查文件夹权限和磁盘空间，或用 --db 指定别处"
        ) from error
    os.close(descriptor)
    return True


def file_uri(path: StrPath, mode: str) -> str:
    """The path as SQLite takes it with a mode (ro, rw, rwc), whatever characters or bytes are in it."""
    # Each byte of the file system as %2F: so a name that is no UTF-8 works. "//" before an absolute
    # path, so that one that itself begins with two slashes is not taken for a host.
    whole = os.fsencode(path if os.path.isabs(path) else os.path.join(os.getcwd(), path))
    start, rest = ("file:///", whole[1:]) if os.name == "posix" else ("file:", whole)
    return f"{start}{'%' if rest else ''}{rest.hex('%')}?mode={mode}"


def connect(path: StrPath, mode: str, *, immutable: bool = False) -> LedgerConnection:
    """A bare connection (``mode`` ro or rw), not looked at yet: the functions that open a ledger do that.

    ``immutable``: nobody writes to the file, so that nothing is locked and no journal is looked at.
    """
    try:
        connection = sqlite3.connect(
            file_uri(path, mode) + ("&immutable=1" if immutable else ""),
            uri=True,
            timeout=BUSY_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
            factory=LedgerConnection,
        )
    except sqlite3.OperationalError as error:
        raise _refusal(path, error) from error
    connection.path = path
    connection.file = identity_of(path) if mode == "rw" else None
    return connection


def wait_as_first_start(connection: LedgerConnection) -> None:
    """From now on other programs are waited for as long as they may take to make a ledger."""
    connection.is_first_start = True
    connection.execute(f"PRAGMA busy_timeout={FIRST_START_MS}")


def wait_ms(connection: sqlite3.Connection) -> int:
    """How long a connection waits for another program that writes."""
    first = isinstance(connection, LedgerConnection) and connection.is_first_start
    return FIRST_START_MS if first else BUSY_MS


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without its details; 0 for what Python's module says by itself."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def settle(connection: sqlite3.Connection) -> None:
    """What every connection is set to before its first statement; no file is trusted (docs/decisions/003)."""
    for pragma in (
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "recursive_triggers=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def explained(path: StrPath) -> Iterator[None]:
    """Turn what SQLite says about the file into a line an officer can act on.

    For writing and for reading. A mistake of the program (a wrong statement, a
    closed connection, a broken constraint) passes as it is: that is a bug.
    """
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise
    except sqlite3.DatabaseError as error:
        raise _refusal(path, error) from error
    except UnicodeDecodeError as error:
        # Python reads SQLite's own message as UTF-8; only one that quotes a damaged file is not.
        raise _damaged(path) from error


def _damaged(path: StrPath) -> StoreRefused:
    return LedgerDamaged("台账文件已损坏", str(path), "用最近的备份替换，原文件请留存")


def _refusal(path: StrPath, error: sqlite3.DatabaseError) -> StoreRefused:
    text = str(error)
    if "not a database" in text:
        return StoreRefused("不能打开台账", f"{path} 不是台账文件", "用 --db 指定正确的文件")
    if "malformed" in text or "Could not decode" in text:
        return _damaged(path)
    if "locked" in text or "busy" in text:
        # Imported here: only a ledger in use needs it.
        from huaian_tui.store.engine.writing_now import describe_holder

        holder = describe_holder(as_path(path)) or "另一个程序正在读写它"
        return StoreRefused("台账正被占用", holder, "可以继续查看；稍后再试，或关闭那个程序")
    if "full" in text or ("readonly" in text and _is_full(as_path(path))):
        return StoreRefused("没有保存", "磁盘空间已满", "清理空间后再保存一次")
    if "readonly" in text or "read-only" in text:
        return StoreRefused("不能写入台账", f"{path} 是只读的", "改到可写的位置，或检查文件权限")
    if "disk I/O" in text:
        return StoreRefused("台账读写失败", f"磁盘读写 {path} 时出错", "检查磁盘；先把台账文件复制到别处")
    if "unable to open" in text and os.path.isfile(path) and os.access(path, os.R_OK):
        return StoreRefused(
            "不能打开台账", f"{path} 旁边建不了它要用的文件", "检查磁盘空间和文件夹权限，清理后再试"
        )
    if "unable to open" in text:
        return StoreRefused(
            "不能打开台账", f"{path} 不存在或没有权限", "先运行 huaian-tui init，或用 --db 指定文件"
        )
    return StoreRefused("台账读写失败", text, "运行 huaian-tui check 检查台账")


def _is_full(path: Path) -> bool:
    """Whether the disk has no room even for what SQLite keeps beside an open ledger."""
    # Imported here: only a disk that refuses is asked.
    import shutil

    try:
        return shutil.disk_usage(path.absolute().parent).free < _LEAST_ROOM
    except OSError:
        return False


@contextmanager
def one_state(connection: sqlite3.Connection) -> Iterator[None]:
    """What is read inside is of one state of the ledger, whatever others write; nothing may be written."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def commits_of_others(connection: sqlite3.Connection) -> int:
    """A number that changes when another connection commits."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One user action, one transaction: BEGIN IMMEDIATE, so that what is read inside stays true.

    Whoever writes to a file holds its lock, also while what was written is brought home (``journal``).
    """
    with _alone(connection):
        fresh = _begins_log(connection)
        connection.execute("BEGIN IMMEDIATE")
        try:
            before = connection.total_changes
            yield connection
            if fresh and connection.total_changes != before:
                renew_mark(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        bring_home(connection)


def bring_home(connection: sqlite3.Connection) -> None:
    """All that is committed goes into the ledger file itself, and its log becomes empty.

    As far as no reader looks at an older state; then what the log holds stays safe in it, and goes home
    after a later action or when that reader ends. The caller holds the lock on writing.
    """
    if not keeps_wal(connection):
        return
    with suppress(sqlite3.DatabaseError):  # the log has it, on a full disk too
        connection.execute("PRAGMA busy_timeout=0")  # never wait for a reader
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.execute(f"PRAGMA busy_timeout={wait_ms(connection)}")


def keeps_wal(connection: sqlite3.Connection) -> bool:
    """Whether what this connection writes goes through a write-ahead log."""
    return isinstance(connection, LedgerConnection) and connection.keeps_wal


def side_file(path: Path, suffix: str) -> Path:
    """What SQLite keeps beside a file: ``-wal``, ``-shm`` or ``-journal``."""
    return path.with_name(f"{path.name}{suffix}")


def size_beside(path: StrPath, suffix: str) -> int:
    """How many bytes of this kind stand beside a file; 0 without such a file."""
    try:
        return os.stat(f"{path}{suffix}").st_size  # asked at every opening: without making a path
    except OSError:
        return 0


def renew_mark(connection: sqlite3.Connection) -> None:
    """From now on no log that was begun before belongs to this file; inside a transaction."""
    connection.execute("UPDATE journal_mark SET before = now, now = randomblob(16)")


def _begins_log(connection: sqlite3.Connection) -> bool:
    """Whether the next transaction begins the log anew, which it then marks as its ledger's own.

    That is so in an empty log, and in one of which all has gone home: SQLite writes it again from its
    start. The caller holds the lock on writing.
    """
    if not isinstance(connection, LedgerConnection) or not connection.keeps_wal or connection.path is None:
        return False
    if not size_beside(connection.path, "-wal"):
        return True
    try:
        busy, length, home = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlite3.DatabaseError:  # nothing goes home on a full disk
        return False
    return not busy and length == home


@contextmanager
def _alone(connection: sqlite3.Connection) -> Iterator[None]:
    """Nobody else writes to the file meanwhile; where no lock can be had, SQLite alone sees to it."""
    place = connection.path if isinstance(connection, LedgerConnection) else None
    if place is None:
        yield
        return
    path = as_path(place)
    # Imported here: a reader needs none of it.
    from huaian_tui.store.engine.writing_lock import writing_lock

    with ExitStack() as stack:
        try:
            stack.enter_context(writing_lock(path, wait_ms(connection)))
        except OSError as error:
            if keeps_wal(connection):
                raise _not_locked(path, error) from error
        yield


def _not_locked(path: Path, error: OSError) -> StoreRefused:
    from huaian_tui.domain.words.system_errors import system_reason  # only where something failed

    reason = _REASONS.get(error.errno or 0) or system_reason(error)
    return StoreRefused(
        "没有保存",
        f"{path.name}.writing 写不了：{reason}",
        "检查台账所在的文件夹：移走同名的东西，腾出空间，或开放写入权限",
    )
