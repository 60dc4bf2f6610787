"""Whether a ledger is as the program wants it before the first screen: folded, and wholly indexed.

Asked at every start, so it loads nothing of what would make it so.
"""

from __future__ import annotations

import sqlite3

from huaian_tui.store.engine.past_state import has_rules, is_past_filled

SHIPPED_ORIGIN = bytes.fromhex("880358d2a2789bdb1835ceeaff371ca3")
"""The origin of the records of the shipped plan (``shipped_plan``)."""

NAME_RULES = b"2"
"""Changes when names are indexed otherwise: then all are, anew."""


def has_plan(connection: sqlite3.Connection) -> bool:
    """Whether the shipped plan has been written to this ledger, the last step of a first start."""
    return (
        connection.execute("SELECT 1 FROM main.origin WHERE id = ?", (SHIPPED_ORIGIN,)).fetchone() is not None
    )


def is_complete(connection: sqlite3.Connection) -> bool:
    """Whether every record is indexed; a search of a ledger that is not looks at the records themselves."""
    row = connection.execute("SELECT up_to FROM main.search_state WHERE part = 'records'").fetchone()
    return row is not None and row[0] is None


def are_names_current(connection: sqlite3.Connection) -> bool:
    """Whether all names are indexed by the rules of this program."""
    return are_names_by_rules(connection) and not are_names_waiting(connection)


def are_names_by_rules(connection: sqlite3.Connection) -> bool:
    """Whether the names are indexed by the rules of this program, those apart that still wait."""
    row = connection.execute("SELECT source FROM main.search_state WHERE part = 'names'").fetchone()
    return row is not None and row[0] == NAME_RULES


def are_names_waiting(connection: sqlite3.Connection) -> bool:
    """Whether an action changed so many tasks that they are indexed after it (``name_index``)."""
    return connection.execute("SELECT 1 FROM main.name_waiting LIMIT 1").fetchone() is not None


def is_ready(connection: sqlite3.Connection) -> bool:
    """Whether a ledger with a plan needs nothing more before it is used; names may wait (``name_index``)."""
    return (
        has_rules(connection)
        and is_past_filled(connection)
        and is_complete(connection)
        and are_names_by_rules(connection)
    )
