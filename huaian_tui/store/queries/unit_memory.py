"""Units and all their names held in memory, to be asked without the disk while one types.

The names are a few hundred rows: they are put into a database in memory, so that there is one rule
for what a name means (``queries.units``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager


class UnitMemory:
    """The units of a ledger as they are when this is made; any thread may ask."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._units = connection.execute("SELECT id, made, name FROM unit ORDER BY made").fetchall()
        self._keys = connection.execute("SELECT key, unit, how, remark FROM unit_key").fetchall()
        self.full_names: Mapping[str, str] = dict(connection.execute("SELECT id, full_name FROM unit"))
        """Full name of each unit by its id."""
        self.names: Mapping[str, str] = {unit: name for unit, _, name in self._units}
        """Short name of each unit by its id."""

    @contextmanager
    def asked(self) -> Iterator[sqlite3.Connection]:
        """A connection that ``resolve_unit`` and ``find_units`` take, of its own for each use."""
        with closing(sqlite3.connect(":memory:")) as memory:
            memory.execute("CREATE TABLE unit (id TEXT PRIMARY KEY, made BLOB, name TEXT)")
            memory.execute("CREATE TABLE unit_key (key TEXT, unit TEXT, how TEXT, remark TEXT)")
            memory.executemany("INSERT INTO unit VALUES (?, ?, ?)", self._units)
            memory.executemany("INSERT INTO unit_key VALUES (?, ?, ?, ?)", self._keys)
            yield memory
