"""Names of units as people type them, resolved without the disk: for forms that answer at each key."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.queries.units import resolve_unit

MOST_REMEMBERED = 500
"""Answers kept while one types."""


class UnitNames:
    """The units of a ledger with all their names, read once; asks the same query as the command line.

    The names are a few hundred rows: they are put into a database in memory, so that there is one rule
    for what a name means.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._units = connection.execute("SELECT rowid, name FROM unit ORDER BY rowid").fetchall()
        self._keys = connection.execute("SELECT key, unit, how, remark FROM unit_key").fetchall()
        self._answers: dict[str, str | HuaianError] = {}

    def resolve(self, typed: str) -> Sequence[str]:
        """The one unit that is meant; raises ``AmbiguousUnit`` or ``UnknownUnit``."""
        if typed not in self._answers:
            if len(self._answers) > MOST_REMEMBERED:
                self._answers.clear()
            self._answers[typed] = self._ask(typed)
        answer = self._answers[typed]
        if isinstance(answer, HuaianError):
            raise answer
        return [answer]

    def _ask(self, typed: str) -> str | HuaianError:
        with closing(sqlite3.connect(":memory:")) as memory:
            memory.execute("CREATE TABLE unit (id INTEGER PRIMARY KEY, name TEXT)")
            memory.execute("CREATE TABLE unit_key (key TEXT, unit TEXT, how TEXT, remark TEXT)")
            _fill(memory, "unit", self._units, 2)
            _fill(memory, "unit_key", self._keys, 4)
            try:
                return resolve_unit(memory, typed).name
            except HuaianError as error:
                return error


def _fill(memory: sqlite3.Connection, table: str, rows: Sequence[Any], columns: int) -> None:
    marks = ",".join("?" * columns)
    memory.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - constant names
