"""Reading the ledger as of a past day: the same queries over temporary projections.

SQLite looks for a table in ``temp`` before ``main``: a view ``record`` that ends
at that day and projections folded from it make every query answer as of then.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from huaian_tui.ledger.identity import first_id_after
from huaian_tui.store.engine.connection import explained
from huaian_tui.store.engine.opening import open_reader


@contextmanager
def reading(path: Path, day: date | None = None) -> Iterator[sqlite3.Connection]:
    """``open_reader_as_of``, closed at the end; what SQLite refuses inside becomes a ``StoreRefused``."""
    with explained(path), closing(open_reader_as_of(path, day)) as connection:
        yield connection


def open_reader_as_of(path: Path, day: date | None) -> sqlite3.Connection:
    """A read-only connection; with a day it holds only what was recorded by the end of it (Shanghai)."""
    connection = open_reader(path)
    if day is None:
        return connection
    try:
        with explained(path):
            allow_apart(connection)
            _end_records_at(connection, day)
            fold_apart(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _end_records_at(connection: sqlite3.Connection, day: date) -> None:
    bound = first_id_after(day).hex()
    connection.execute(f"CREATE TEMP VIEW record AS SELECT * FROM main.record WHERE id < x'{bound}'")  # noqa: S608 - hexadecimal of our own


def allow_apart(connection: sqlite3.Connection) -> None:
    """Make a reader ready for ``fold_apart``: before any transaction and anything temporary on it."""
    connection.execute("PRAGMA temp_store=MEMORY")  # no contents on the disk; empties temp
    connection.execute("PRAGMA foreign_keys=OFF")  # temporary tables cannot refer to those of the file


def fold_apart(connection: sqlite3.Connection) -> None:
    """Fold the records that ``connection`` sees into temporary projections, which shadow the file's own."""
    # Imported here: what folds knows every kind of record, and the present day is read without it.
    from huaian_tui.store.engine import fold

    for table in fold.projection_tables():
        for sql in connection.execute(
            "SELECT sql FROM main.sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (table,)
        ).fetchall():
            connection.execute(_temporary(sql[0]))
    connection.execute("SAVEPOINT fold_apart")
    fold.rebuild(connection)
    connection.execute("RELEASE fold_apart")


def _temporary(sql: str) -> str:
    """The same table or index in ``temp``."""
    sql = re.sub(r"^CREATE TABLE ", "CREATE TEMP TABLE ", sql)
    return re.sub(r"^CREATE INDEX (\w+) ON ", r"CREATE INDEX temp.\1 ON ", sql)
