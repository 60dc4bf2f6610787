"""The version of a ledger's tables: which there are, which one a file has, bringing it to the newest."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.engine.connection import APPLICATION_ID, transaction
from huaian_tui.store.keep.locations import StrPath, as_path, shipped_place


@cache
def migrations() -> tuple[tuple[int, StrPath], ...]:
    """The numbered migrations ``schema/NNN_name.sql``, in order; looked for once, as every opening asks."""
    folder = shipped_place("schema")
    names = sorted(name for name in os.listdir(folder) if name[:3].isdigit() and name.endswith(".sql"))
    return tuple((int(name[:3]), os.path.join(folder, name)) for name in names)


def newest_version() -> int:
    """The version that this program writes."""
    return migrations()[-1][0]


def file_version(connection: sqlite3.Connection) -> int:
    """The file's schema version; refuses another program's file and a newer program's."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application != APPLICATION_ID and (version or _has_tables(connection)):
        raise StoreRefused("不能打开台账", "这是别的程序的数据库", "用 --db 指定正确的文件")
    newest = newest_version()
    if version > newest:
        raise StoreRefused(
            "不能打开台账",
            f"它由较新版本的程序写成（数据版本 {version}，本程序为 {newest}）",
            "请升级 huaian-tui；台账没有改动",
        )
    return version


def _has_tables(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest schema, each migration and its number in one transaction.

    Two programs that open a fresh file at once both arrive here: the second waits
    for the lock and finds the work done.
    """
    if file_version(connection) == newest_version():
        return
    for number, script in migrations():
        with transaction(connection):
            if file_version(connection) >= number:
                continue
            had_plan = number == _PLANS_AS_RECORDS and _has_former_plan(connection)
            _run(connection, script)
            if had_plan:
                # Imported here: once in a ledger's life.
                from huaian_tui.store.engine.shipped_plan import write_shipped

                write_shipped(connection)
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={number}")


_PLANS_AS_RECORDS = 14
"""The migration that makes projections of the plan's tables: what they follow from is written with it."""


def _has_former_plan(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM plan LIMIT 1").fetchone() is not None


@contextmanager
def shipped_in_memory(version: int) -> Iterator[sqlite3.Connection]:
    """An empty ledger of a version, in memory."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for number, script in migrations():
            if number <= version:
                _run(connection, script)
        yield connection


def _run(connection: sqlite3.Connection, script: StrPath) -> None:
    for statement in _statements(as_path(script).read_text(encoding="utf-8")):
        connection.execute(statement)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one (``executescript`` would commit in between)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
