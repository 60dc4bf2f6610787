"""Rows of projections as a reader of any day sees them, and everything that says what stood on past days."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

from huaian_tui.ledger.kinds.registry import tables
from huaian_tui.store.engine import as_of, fold
from huaian_tui.store.engine.opening import open_reader


def shown(connection: sqlite3.Connection, *names: str) -> dict[str, list[Any]]:
    """Every row of these tables, in an order that does not depend on arrival; all projections without names.

    Of projections the declared columns: since when their rows stand is not shown as of a past day.
    """
    declared = {table.name: ", ".join(table.columns) for table in tables()}
    return {
        name: _rows(connection, declared.get(name, "*"), name) for name in names or fold.projection_tables()
    }


class Refolded:
    """The other opinion on a past day: what was known by its end, folded anew.

    Days by whose ends the same records were known are folded once. To be closed.
    """

    def __init__(self, path: Path, *names: str) -> None:
        self.path = path
        self._connection = open_reader(path)
        as_of.allow_apart(self._connection)
        self._names = names
        self._found = dict[tuple[Any, ...], dict[str, list[Any]]]()

    def on(self, day: date) -> dict[str, list[Any]]:
        """The rows of these tables (``shown``) as of a day."""
        connection = self._connection
        connection.execute("SAVEPOINT refolded")
        try:
            as_of._end_records_at(connection, day)
            known = tuple(connection.execute("SELECT rid, hash FROM record ORDER BY rid"))
            if known not in self._found:
                as_of.fold_apart(connection)
                self._found[known] = shown(connection, *self._names)
        finally:  # nothing of the day stays
            connection.execute("ROLLBACK TO refolded")
            connection.execute("RELEASE refolded")
        return self._found[known]

    def close(self) -> None:
        """Close its connection."""
        self._connection.close()


def kept(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    """Every row of the projections and of their pasts, whole."""
    names = (*fold.projection_tables(), *fold.past_tables(connection))
    return {name: _rows(connection, "*", name) for name in names}


def _rows(connection: sqlite3.Connection, columns: str, name: str) -> list[Any]:
    """All rows of a table, in the order of all their columns: it depends on nothing but the rows."""
    rows = f"SELECT {columns} FROM {name}"  # noqa: S608 - names of ours
    width = len(connection.execute(f"{rows} LIMIT 0").description)
    places = ", ".join(map(str, range(1, width + 1)))
    return connection.execute(f"{rows} ORDER BY {places}").fetchall()
