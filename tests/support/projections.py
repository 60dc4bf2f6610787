"""Rows of projections as a reader of any day sees them, and everything that says what stood on past days."""

from __future__ import annotations

import sqlite3
from typing import Any

from huaian_tui.ledger.kinds.registry import tables
from huaian_tui.store.engine import fold


def shown(connection: sqlite3.Connection, *names: str) -> dict[str, list[Any]]:
    """Every row of these tables, in an order that does not depend on arrival; all projections without names.

    Of projections the declared columns: since when their rows stand is not shown as of a past day.
    """
    declared = {table.name: ", ".join(table.columns) for table in tables()}
    return {
        name: sorted(
            connection.execute(f"SELECT {declared.get(name, '*')} FROM {name}").fetchall(),  # noqa: S608
            key=repr,
        )
        for name in names or fold.projection_tables()
    }


def kept(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    """Every row of the projections and of their pasts, whole."""
    names = (*fold.projection_tables(), *fold.past_tables(connection))
    return {
        name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)  # noqa: S608
        for name in names
    }
