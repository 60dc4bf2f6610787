"""A connection to a ledger file: made, set up, its errors explained; one transaction a user action.

Journal TRUNCATE with synchronous FULL: what was acknowledged survives a pulled
plug (docs/decisions/003). Foreign keys are on and the schema is not trusted.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from huaian_tui.domain.errors import StoreRefused

APPLICATION_ID = 0x48544C47
"""Marks a file as a ledger of this program ("HTLG")."""

BUSY_MS = 5000
_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在位置是只读的",
    errno.ENOSPC: "磁盘空间已满",
    errno.ENOTDIR: "上级不是文件夹",
    errno.ENAMETOOLONG: "文件名太长",
}


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
        reason = _REASONS.get(error.errno or 0, error.strerror or "系统没有说明原因")
        raise StoreRefused(
            "不能创建台账", f"{path}：{reason}", "检查文件夹权限和磁盘空间，或用 --db 指定别处"
        ) from error
    os.close(descriptor)
    return True


def file_uri(path: Path, mode: str) -> str:
    """The path as SQLite takes it with a mode (ro, rw, rwc), whatever characters or bytes are in it."""
    # Bytes of the file system, so that a name that is no UTF-8 works; "//" before an absolute
    # path, so that one that itself begins with two slashes is not taken for a host.
    start = "file://" if os.name == "posix" else "file:"
    return f"{start}{quote(os.fsencode(path.absolute()))}?mode={mode}"


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A bare connection (``mode`` ro or rw), not looked at yet: the functions that open a ledger do that."""
    try:
        return sqlite3.connect(
            file_uri(path, mode),
            uri=True,
            timeout=BUSY_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.OperationalError as error:
        raise _refusal(path, error) from error


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
def explained(path: Path) -> Iterator[None]:
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


def _refusal(path: Path, error: sqlite3.DatabaseError) -> StoreRefused:
    text = str(error)
    if "not a database" in text:
        return StoreRefused("不能打开台账", f"{path} 不是台账文件", "用 --db 指定正确的文件")
    if "malformed" in text:
        return StoreRefused("台账文件已损坏", str(path), "用最近的备份替换，原文件请留存")
    if "locked" in text or "busy" in text:
        # Imported here: only a ledger in use needs it.
        from huaian_tui.store.engine.writing_now import describe_holder

        holder = describe_holder(path) or "另一个程序正在读写它"
        return StoreRefused("台账正被占用", holder, "可以继续查看；稍后再试，或关闭那个程序")
    if "readonly" in text or "read-only" in text:
        return StoreRefused("不能写入台账", f"{path} 是只读的", "改到可写的位置，或检查文件权限")
    if "full" in text:
        return StoreRefused("没有保存", "磁盘空间已满", "清理空间后再保存一次")
    if "disk I/O" in text:
        return StoreRefused("台账读写失败", f"磁盘读写 {path} 时出错", "检查磁盘；先把台账文件复制到别处")
    if "unable to open" in text:
        return StoreRefused(
            "不能打开台账", f"{path} 不存在或没有权限", "先运行 huaian-tui init，或用 --db 指定文件"
        )
    return StoreRefused("台账读写失败", text, "运行 huaian-tui check 检查台账")


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
    """One user action, one transaction: BEGIN IMMEDIATE, so that what is read inside stays true."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
