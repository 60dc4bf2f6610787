"""Opening a ledger for writing or for reading: an older one is backed up, migrated and its search completed.

A reader of a ledger that is as it should be loads none of what that takes.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from typing import TYPE_CHECKING

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.engine.connection import (
    LedgerConnection,
    explained,
    one_state,
    primary_code,
    transaction,
    wait_as_first_start,
)
from huaian_tui.store.engine.journal import choose_journal, make_durable, open_file, open_to_read
from huaian_tui.store.engine.migrations import file_version, migrate, newest_version
from huaian_tui.store.engine.readiness import has_plan
from huaian_tui.store.engine.shipped_schema import mend_former, trusted_version
from huaian_tui.store.keep.locations import StrPath, as_path

if TYPE_CHECKING:
    from pathlib import Path

_WRITER_CACHE_KIB = 64_000
_CANNOT_WRITE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)


Upgrading = Callable[[], AbstractContextManager[Callable[[float], None]]]
"""Shows that a ledger is upgraded: entered when it begins, and told then which part is done, 0 to 1."""

_BACKED_UP = 0.6
"""The part of an upgrade that the backup before it takes, roughly."""


def open_writer(path: Path, upgrading: Upgrading | None = None) -> LedgerConnection:
    """A read-write connection to an existing file, migrated to this program's version.

    What takes long of a large ledger of an older program is shown by ``upgrading``.
    """
    with explained(path):
        connection = open_file(path, "rw")
        try:
            version = trusted_version(connection)
            make_durable(connection)
            # A large merge stays in memory instead of being written twice.
            connection.execute(f"PRAGMA cache_size=-{_WRITER_CACHE_KIB}")
            if version == newest_version() and _is_as_it_should_be(connection):
                choose_journal(connection, path)
            else:
                with (upgrading or _unseen)() as progress:
                    _bring_up(connection, path, version, progress)
        except BaseException:
            connection.close()
            raise
    return connection


def _unseen() -> AbstractContextManager[Callable[[float], None]]:
    return nullcontext(lambda done: None)


def _bring_up(
    connection: LedgerConnection, path: Path, version: int, progress: Callable[[float], None]
) -> None:
    """Migrate a ledger and complete what is not filled yet."""
    if not (version and _was_seeded(connection)):
        wait_as_first_start(connection)
    if version < newest_version():
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode=TRUNCATE")
        _keep_before_migration(connection, path, lambda done: progress(_BACKED_UP * done))
        mend_former(connection, version)
        migrate(connection)
        progress(_BACKED_UP)
    choose_journal(connection, path)
    _complete_projections(connection, lambda done: progress(_BACKED_UP + (1 - _BACKED_UP) * done))
    _adopt_origin(connection, path)
    _complete_search(connection)


def _is_as_it_should_be(connection: sqlite3.Connection) -> bool:
    """Whether nothing of a ledger is to be completed, seen in one look: every save opens it."""
    from huaian_tui.store.engine.origins import has_unmarked
    from huaian_tui.store.engine.readiness import is_ready

    with one_state(connection):
        return is_ready(connection) and not has_unmarked(connection)


def needs_no_writer(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether a writer would find nothing to be made, completed or indexed, nor another journal to choose.

    Asked of a reader at the start of the screens, which then open the ledger once less.
    """
    # Imported here: a command that only reads asks none of it.
    from huaian_tui.store.engine.disks import is_shared
    from huaian_tui.store.engine.readiness import are_names_waiting

    kept = connection.execute("PRAGMA journal_mode").fetchone()[0]
    return (
        kept == "wal"
        and not is_shared(path)
        and has_plan(connection)
        and _is_as_it_should_be(connection)
        and not are_names_waiting(connection)
    )


def _is_folded(connection: sqlite3.Connection) -> bool:
    from huaian_tui.store.engine.past_state import has_rules

    return has_rules(connection) or not has_plan(connection)


def _complete_projections(connection: sqlite3.Connection, progress: Callable[[float], None]) -> None:
    """The projections follow this program's rules and past days can be read, if that is not waited for."""
    from huaian_tui.store.engine.past_state import has_rules, is_past_filled

    if (has_rules(connection) and is_past_filled(connection)) or not has_plan(connection):
        return
    # Imported here: what folds knows every kind of record.
    from huaian_tui.store.engine.past import complete_present, complete_small_past

    complete_present(connection, progress)
    complete_small_past(connection)


def _adopt_origin(connection: sqlite3.Connection, path: Path) -> None:
    """The own origin of a ledger of before there were marks is that of the machine that upgrades it."""
    from huaian_tui.store.engine.origins import adopt_unmarked, has_unmarked

    if not has_unmarked(connection):
        return
    from huaian_tui.store.keep.machine import this_machine

    with transaction(connection):
        adopt_unmarked(connection, this_machine(path, create=True))


def _complete_search(connection: sqlite3.Connection) -> None:
    """What is searched by an index is in it, unless so many records are not that it would be waited for."""
    # Imported here: a reader needs none of it, and a ledger that is as it should be only the first.
    from huaian_tui.store.engine.readiness import are_names_by_rules, is_complete

    if is_complete(connection) and are_names_by_rules(connection):
        return
    from huaian_tui.store.search.name_index import complete_names
    from huaian_tui.store.search.text_index import complete_small

    complete_small(connection)
    complete_names(connection)


def open_reader(path: StrPath, upgrading: Upgrading | None = None) -> LedgerConnection:
    """A read-only connection to an initialised ledger of this program's version.

    A journal left by a crash is rolled back, and an older file migrated, by a writer first, which is
    shown by ``upgrading``.
    """
    with explained(path):
        connection = open_to_read(path)
        try:
            version = trusted_version(connection)
            if 0 < version < newest_version():
                connection.close()
                with closing(open_writer(as_path(path), upgrading)):
                    pass
                connection = open_to_read(path)
                version = trusted_version(connection)
            if version and not _is_folded(connection):  # an upgrade was cut off, or the rules are newer
                connection.close()
                _finish_upgrade(as_path(path), upgrading)
                connection = open_to_read(path)
            if version == 0:
                raise StoreRefused("台账里还没有方案", f"{path} 还没有初始化", "运行 huaian-tui init")
        except BaseException:
            connection.close()
            raise
    return connection


def _finish_upgrade(path: Path, upgrading: Upgrading | None) -> None:
    """Fold by this program's rules what is not; where nothing can be written it is read as it stands.

    A ledger that is in use or a disk that is full is told: its rows may be half upgraded.
    """
    try:
        with closing(open_writer(path, upgrading)):
            pass
    except StoreRefused as refused:
        cause = refused.__cause__
        if isinstance(cause, sqlite3.Error):
            cannot_write = primary_code(cause) in _CANNOT_WRITE
        else:
            cannot_write = isinstance(cause, OSError) and cause.errno in _NO_RIGHT
        if not cannot_write:
            raise


def _keep_before_migration(
    connection: sqlite3.Connection, path: Path, progress: Callable[[float], None]
) -> None:
    """A backup of an older ledger before it is changed; without one it is not migrated."""
    version = file_version(connection)
    if not 0 < version < newest_version() or not _was_seeded(connection):
        return  # without a plan it is half of a first start, of this program or of one beside it
    # Imported here: only an upgrade needs it.
    from huaian_tui.store.keep.backup import backup_before

    try:
        _try_to_write(connection, version)  # else it would be copied each time it is looked at
        backup_before(path, "升级", progress=progress)
    except sqlite3.OperationalError as error:
        if primary_code(error) not in _CANNOT_WRITE:
            raise
        raise _not_upgraded(version, f"{path} 或所在的文件夹是只读的") from error
    except StoreRefused as refused:
        if file_version(connection) >= newest_version():
            return  # another program has kept and upgraded it meanwhile
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
        f"它由较早版本的程序写成（数据版本 {version}，本程序为 {newest_version()}），要先备份、升级，"
        f"但{why}；台账没有改动",
        "把台账文件复制到可以写入的文件夹，用 --db 打开那一份；或请管理员开放权限、腾出空间",
    )


def _was_seeded(connection: sqlite3.Connection) -> bool:
    """Whether a plan was written, by this program or by one of before plans were records."""
    return connection.execute("SELECT 1 FROM plan LIMIT 1").fetchone() is not None or has_plan(connection)


def lacks_plan(path: Path) -> bool:
    """Whether a file of ours has its tables but no plan yet: a first start that was cut off half way.

    A file that cannot be read is not told here; opening it says what is wrong.
    """
    # Imported here: asked of a file that could not be opened for reading.
    from huaian_tui.store.engine.as_it_is import open_as_it_is

    try:
        with closing(open_as_it_is(path)) as connection:
            return not _was_seeded(connection)
    except (sqlite3.Error, StoreRefused):
        return False
