"""Names of units as people type them, resolved without the disk: for forms that answer at each key."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.queries.units import find_units, resolve_unit

MOST_REMEMBERED = 500
"""Answers kept while one types."""


MOST_SUGGESTED = 30
"""Units that one name may offer; more are not looked through, one types on."""


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit to choose: its short name, and what else is to be said of it."""

    name: str
    detail: str = ""


class UnitNames:
    """The units of a ledger with all their names, read once; asks the same query as the command line.

    The names are a few hundred rows: they are put into a database in memory, so that there is one rule
    for what a name means.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._units = connection.execute("SELECT rowid, name FROM unit ORDER BY rowid").fetchall()
        self._full_names: dict[str, str] = dict(connection.execute("SELECT name, full_name FROM unit"))
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

    def suggest(self, typed: str) -> list[UnitChoice]:
        """Units that the name may mean, best first, with their full names; any thread."""
        with self._memory() as memory:
            try:
                found = find_units(memory, typed)[:MOST_SUGGESTED]
            except HuaianError:  # too long for a name
                return []
        return [UnitChoice(one.name, one.read_as or self._full_name(one.name)) for one in found]

    def _full_name(self, name: str) -> str:
        full = self._full_names.get(name, "")
        return "" if full == name else full

    def _ask(self, typed: str) -> str | HuaianError:
        with self._memory() as memory:
            try:
                return resolve_unit(memory, typed).name
            except HuaianError as error:
                return error

    @contextmanager
    def _memory(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(":memory:")) as memory:
            memory.execute("CREATE TABLE unit (id INTEGER PRIMARY KEY, name TEXT)")
            memory.execute("CREATE TABLE unit_key (key TEXT, unit TEXT, how TEXT, remark TEXT)")
            _fill(memory, "unit", self._units, 2)
            _fill(memory, "unit_key", self._keys, 4)
            yield memory


def _fill(memory: sqlite3.Connection, table: str, rows: Sequence[Any], columns: int) -> None:
    marks = ",".join("?" * columns)
    memory.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - constant names
