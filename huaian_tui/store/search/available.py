"""Whether the SQLite of this Python can search: some systems build it without its full-text index."""

from __future__ import annotations

import sqlite3
from contextlib import closing


def has_full_text() -> bool:
    """Whether FTS5 is built in, on which the search rests."""
    with closing(sqlite3.connect(":memory:")) as connection:
        return any("FTS5" in row[0] for row in connection.execute("PRAGMA compile_options"))
