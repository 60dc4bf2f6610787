"""Reading the ledger as of a past day: the same queries over what stood then.

SQLite looks for a table in ``temp`` before ``main``: views of the names ``record``, ``milestone``, ``note`` …
that show what was known by the end of that day make every query answer as of then. They read the
versions that are written with each record (``fold``); of a ledger of an older program whose past is not yet
filled, and of tables without versions, the records known by then are folded into temporary tables.

What the planner of SQLite (3.40) must not be led to: a range on ``id`` or a day in such a view attracts
every statement that reads through it, so it stands with a plus in the views over projections; a view of
two tables is read in the order of an index only if all that a statement is ordered by is also selected.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from huaian_tui.ledger.identity import day_number, first_id_after
from huaian_tui.store.engine.connection import explained
from huaian_tui.store.engine.opening import Upgrading, open_reader
from huaian_tui.store.engine.past_state import is_past_filled

_SHIPPED_ON = date(1970, 1, 1)
"""The day from which the shipped plan is known: no earlier one is told from it."""


@contextmanager
def reading(
    path: Path,
    day: date | None = None,
    unfilled: Callable[[Path], object] | None = None,
    upgrading: Upgrading | None = None,
) -> Iterator[sqlite3.Connection]:
    """``open_reader_as_of``, closed at the end; what SQLite refuses inside becomes a ``StoreRefused``."""
    with explained(path), closing(open_reader_as_of(path, day, unfilled, upgrading)) as connection:
        yield connection


def open_reader_as_of(
    path: Path,
    day: date | None,
    unfilled: Callable[[Path], object] | None = None,
    upgrading: Upgrading | None = None,
) -> sqlite3.Connection:
    """A read-only connection; with a day it holds only what was known by the end of it (Shanghai).

    ``unfilled`` is called first when the past of the ledger is not filled yet: it may fill it. ``upgrading``
    as for ``open_reader``.
    """
    connection = open_reader(path, upgrading)
    return connection if day is None else shown_as_of(connection, path, day, unfilled)


def shown_as_of(
    connection: sqlite3.Connection,
    path: Path,
    day: date,
    unfilled: Callable[[Path], object] | None = None,
) -> sqlite3.Connection:
    """A reader of the ledger at ``path``, or one in its place, holds what was known by the end of a day."""
    day = max(day, _SHIPPED_ON)
    if unfilled is not None and not is_past_filled(connection):
        connection.close()
        unfilled(path)
        connection = open_reader(path)
    try:
        with explained(path):
            allow_apart(connection)
            _end_records_at(connection, day)
            folded = _show_versions(connection, day) if is_past_filled(connection) else None
            if folded is None or folded:
                fold_apart(connection, folded)
    except BaseException:
        connection.close()
        raise
    return connection


def _end_records_at(connection: sqlite3.Connection, day: date) -> None:
    """The view of the records; those of wrong clocks by the day from which they were known."""
    first = first_id_after(day)
    connection.execute("CREATE TEMP TABLE shown_day (day INTEGER, first_after BLOB, last_number INTEGER)")
    connection.execute("INSERT INTO shown_day (day, first_after) VALUES (?, ?)", (day_number(day), first))
    bound = first.hex()
    known = f"r.id < x'{bound}'"
    if connection.execute("SELECT 1 FROM main.known_day LIMIT 1").fetchone() is not None:
        # Not a view of two parts: where it is joined, SQLite would copy all records first.
        earlier = f"SELECT 1 FROM main.known_day AS k WHERE k.rid = r.rid AND k.day <= {day_number(day)}"  # noqa: S608
        known += f" OR EXISTS ({earlier})"
    connection.execute(f"CREATE TEMP VIEW record AS SELECT r.* FROM main.record AS r WHERE {known}")  # noqa: S608


def _show_versions(connection: sqlite3.Connection, day: date) -> list[str]:
    """Let the projections show their rows of that day; the names of those that have none to show."""
    # Imported here: what names them knows every kind of record.
    from huaian_tui.ledger.kinds.registry import tables
    from huaian_tui.store.engine import pace_pasts, paces, task_pasts, task_states
    from huaian_tui.store.engine.fold_rows import past_name, tables_with_past
    from huaian_tui.store.engine.plan_pasts import rarely_changed

    number, bound = day_number(day), first_id_after(day).hex()
    stood = f"since <= {number} AND until > {number}"
    with_past, rare = tables_with_past(connection), rarely_changed(connection, number)
    # A table whose rows are of two kinds of things is shown once, by its own identity.
    for table in {one.name: one for one in sorted(with_past, key=lambda one: bool(one.others))}.values():
        if table in rare and not rare[table].changed:
            continue  # the table itself says what stood then, and every statement can go by its indexes
        columns = ", ".join(table.columns)
        shown = f"SELECT {columns} FROM main.{past_name(table)} WHERE {stood}"  # noqa: S608 - constant names
        if not table.versioned:
            own_day = f"(since > 0 OR +{table.key} < x'{bound}')"
            present = f"SELECT {columns} FROM main.{table.name} WHERE +since <= {number}"  # noqa: S608 - constants
            no_past = table in rare and not rare[table].replaced
            shown = present if no_past else f"{present} AND {own_day} UNION ALL {shown}"
        connection.execute(f"CREATE TEMP VIEW {table.name} AS {shown}")
    for summary, versions in ((paces, pace_pasts), (task_states, task_pasts)):
        shown = f"SELECT {', '.join(summary.COLUMNS)} FROM main.{versions.TABLE} WHERE {stood}"  # noqa: S608
        connection.execute(f"CREATE TEMP VIEW {summary.TABLE} AS {shown}")
    return [table.name for table in tables() if table not in with_past]


def allow_apart(connection: sqlite3.Connection) -> None:
    """Make a reader ready for ``fold_apart``: before any transaction and anything temporary on it."""
    connection.execute("PRAGMA temp_store=MEMORY")  # no contents on the disk; empties temp
    connection.execute("PRAGMA foreign_keys=OFF")  # temporary tables cannot refer to those of the file


def fold_apart(connection: sqlite3.Connection, names: Sequence[str] | None = None) -> None:
    """Fold the records that ``connection`` sees into temporary projections, which shadow the file's own.

    ``names``: of these tables alone, which none of the others needs; all without.
    """
    # Imported here: what folds knows every kind of record, and the present day is read without it.
    from huaian_tui.store.engine import fold

    connection.execute("SAVEPOINT fold_apart")
    for table in fold.projection_tables() if names is None else names:
        for sql in connection.execute(
            "SELECT sql FROM main.sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (table,)
        ).fetchall():
            connection.execute(_temporary(sql[0]))
    fold.fold_here(connection, None if names is None else frozenset(names))
    connection.execute("RELEASE fold_apart")


def _temporary(sql: str) -> str:
    """The same table or index in ``temp``."""
    sql = re.sub(r"^CREATE TABLE ", "CREATE TEMP TABLE ", sql)
    return re.sub(r"^CREATE (UNIQUE )?INDEX (\w+) ON ", r"CREATE \1INDEX temp.\2 ON ", sql)
