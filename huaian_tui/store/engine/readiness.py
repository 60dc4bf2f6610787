"""Whether a ledger is as the program wants it before the first screen: sealed, and wholly indexed.

Asked at every start, so it loads nothing of what would make it so.
"""

from __future__ import annotations

import sqlite3

from huaian_tui.store.engine.past_state import has_rules, is_past_filled


def has_plan(connection: sqlite3.Connection) -> bool:
    """Whether the plan has been written to this ledger."""
    return connection.execute("SELECT 1 FROM plan LIMIT 1").fetchone() is not None


def is_sealed(connection: sqlite3.Connection) -> bool:
    """Whether there is a seal; a ledger of an older program gets one at its next start."""
    return connection.execute("SELECT 1 FROM main.reference_digest LIMIT 1").fetchone() is not None


def is_complete(connection: sqlite3.Connection) -> bool:
    """Whether every record is indexed; a search of a ledger that is not looks at the records themselves."""
    row = connection.execute("SELECT up_to FROM main.search_state WHERE part = 'records'").fetchone()
    return row is not None and row[0] is None


def are_names_current(connection: sqlite3.Connection) -> bool:
    """Whether the names of the present plan are indexed."""
    row = connection.execute("SELECT source FROM main.search_state WHERE part = 'names'").fetchone()
    if row is None:
        return False
    # Where the seal was taken away, the index keeps what it was: it is all that tells.
    return row[0] == names_source(connection) or (bool(row[0]) and not is_sealed(connection))


def sealed_source(connection: sqlite3.Connection) -> bytes:
    """The seal of the plan's tables when their names were indexed; empty before."""
    row = connection.execute("SELECT source FROM main.search_state WHERE part = 'names'").fetchone()
    return row[0] if row is not None and isinstance(row[0], bytes) else b""


def names_source(connection: sqlite3.Connection) -> bytes:
    """The seal of the plan's tables: it changes when the program writes them anew."""
    rows = connection.execute("SELECT digest FROM main.reference_digest ORDER BY table_name")
    return b"".join(row[0] for row in rows)


def is_ready(connection: sqlite3.Connection) -> bool:
    """Whether a ledger with a plan needs nothing more."""
    return (
        is_sealed(connection)
        and has_rules(connection)
        and is_past_filled(connection)
        and is_complete(connection)
        and are_names_current(connection)
    )
