"""Opening the ledger file: creating, migrating, refusing what is not ours.

Journal TRUNCATE with synchronous FULL: what was acknowledged survives a pulled
plug (docs/decisions/003). Foreign keys are on and the schema is not trusted.
"""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.keep.locations import shipped_folder

APPLICATION_ID = 0x48544C47
"""Marks a file as a ledger of this program ("HTLG")."""

BUSY_MS = 5000
_WRITER_CACHE_KIB = 64_000
_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在位置是只读的",
    errno.ENOSPC: "磁盘空间已满",
    errno.ENOTDIR: "上级不是文件夹",
    errno.ENAMETOOLONG: "文件名太长",
}
_MIGRATION = re.compile(r"^(\d{3})_.+\.sql$")


def migrations() -> list[tuple[int, Path]]:
    """The numbered migrations ``schema/NNN_name.sql``, in order."""
    found = []
    for path in shipped_folder("schema").iterdir():
        if match := _MIGRATION.match(path.name):
            found.append((int(match.group(1)), path))
    return sorted(found)


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


def open_writer(path: Path) -> sqlite3.Connection:
    """A read-write connection to an existing file, migrated to this program's version."""
    connection = _connect(path, "rw")
    try:
        with explained(path):
            _settle(connection)
            connection.execute("PRAGMA journal_mode=TRUNCATE")
            connection.execute("PRAGMA synchronous=FULL")
            if sys.platform == "darwin":
                connection.execute("PRAGMA fullfsync=ON")
            # A large merge stays in memory instead of locking readers out until it ends.
            connection.execute(f"PRAGMA cache_size=-{_WRITER_CACHE_KIB}")
            _keep_before_migration(connection, path)
            migrate(connection)
            _complete_search(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _complete_search(connection: sqlite3.Connection) -> None:
    """What is searched by an index is in it, unless so many records are not that it would be waited for."""
    # Imported here: it builds on this module.
    from huaian_tui.store.search.name_index import complete_names
    from huaian_tui.store.search.text_index import complete_small

    complete_small(connection)
    complete_names(connection)


def open_reader(path: Path) -> sqlite3.Connection:
    """A read-only connection to an initialised ledger of this program's version.

    A journal left by a crash is rolled back, and an older file migrated, by a writer first.
    """
    connection = _connect(path, "ro")
    try:
        with explained(path):
            _settle(connection)
            if _needs_writer(connection):
                with closing(open_writer(path)):
                    pass
            if _refuse_foreign(connection) == 0:
                raise StoreRefused("台账里还没有方案", f"{path} 还没有初始化", "运行 huaian-tui init")
    except BaseException:
        connection.close()
        raise
    return connection


def open_as_it_is(path: Path) -> sqlite3.Connection:
    """A connection to a ledger of this or an older version, nothing migrated: for copying and checking it.

    Writing where the file allows it, so that a journal left by a crash is rolled back.
    """
    connection = _connect(path, "rw")
    try:
        with explained(path):
            _settle(connection)
            if _refuse_foreign(connection) == 0:
                raise StoreRefused("这不是可用的台账", f"{path} 里没有台账", "核对文件是否选对")
    except BaseException:
        connection.close()
        raise
    return connection


def _keep_before_migration(connection: sqlite3.Connection, path: Path) -> None:
    """A backup of an older ledger before it is changed; without one it is not migrated."""
    version = _refuse_foreign(connection)
    if not 0 < version < migrations()[-1][0]:
        return
    # Imported here: only an upgrade needs it, and it builds on this module.
    from huaian_tui.store.keep.backup import backup_before

    try:
        _try_to_write(connection, version)  # else it would be copied each time it is looked at
        backup_before(path, "升级")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise
        raise _not_upgraded(version, f"{path} 或所在的文件夹是只读的") from error
    except StoreRefused as refused:
        raise _not_upgraded(version, f"{refused.title}（{refused.message}）") from refused


def _try_to_write(connection: sqlite3.Connection, version: int) -> None:
    """Raise what a first change would raise; nothing is changed."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"PRAGMA user_version={version}")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _not_upgraded(version: int, why: str) -> StoreRefused:
    """Also said to whoever only wants to look: what is shown is read from the upgraded tables."""
    return StoreRefused(
        "台账没有打开",
        f"它由较早版本的程序写成（数据版本 {version}，本程序为 {migrations()[-1][0]}），要先备份、升级，"
        f"但{why}；台账没有改动",
        "把台账文件复制到可以写入的文件夹，用 --db 打开那一份；或请管理员开放权限、腾出空间",
    )


def _needs_writer(connection: sqlite3.Connection) -> bool:
    """Whether a reader cannot go on alone: a hot journal to roll back, or an older schema."""
    try:
        return 0 < _refuse_foreign(connection) < migrations()[-1][0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            return True
        raise


def file_uri(path: Path, mode: str) -> str:
    """The path as SQLite takes it with a mode (ro, rw, rwc), whatever characters or bytes are in it."""
    # Bytes of the file system, so that a name that is no UTF-8 works; "//" before an absolute
    # path, so that one that itself begins with two slashes is not taken for a host.
    start = "file://" if os.name == "posix" else "file:"
    return f"{start}{quote(os.fsencode(path.absolute()))}?mode={mode}"


def _connect(path: Path, mode: str) -> sqlite3.Connection:
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


def _settle(connection: sqlite3.Connection) -> None:
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


def _refuse_foreign(connection: sqlite3.Connection) -> int:
    """The file's schema version; refuses another program's file and a newer program's."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if (tables or version) and application != APPLICATION_ID:
        raise StoreRefused("不能打开台账", "这是别的程序的数据库", "用 --db 指定正确的文件")
    newest = migrations()[-1][0]
    if version > newest:
        raise StoreRefused(
            "不能打开台账",
            f"它由较新版本的程序写成（数据版本 {version}，本程序为 {newest}）",
            "请升级 huaian-tui；台账没有改动",
        )
    return version


def lacks_plan(path: Path) -> bool:
    """Whether a file of ours has its tables but no plan yet: a first start that was cut off half way.

    A file that cannot be read is not told here; opening it says what is wrong.
    """
    try:
        with closing(_connect(path, "ro")) as connection:
            return connection.execute("SELECT 1 FROM plan LIMIT 1").fetchone() is None
    except (sqlite3.Error, StoreRefused):
        return False


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest schema, each migration and its number in one transaction.

    Two programs that open a fresh file at once both arrive here: the second waits
    for the lock and finds the work done.
    """
    if _refuse_foreign(connection) == migrations()[-1][0]:
        return
    for number, script in migrations():
        with transaction(connection):
            if _refuse_foreign(connection) >= number:
                continue
            for statement in _statements(script.read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={number}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one (``executescript`` would commit in between)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


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
