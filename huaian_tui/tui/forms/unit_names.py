"""Names of units as people type them, resolved without the disk: for forms that answer at each key."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.words.items import as_items
from huaian_tui.store.queries.unit_history import read_merges, refuse_gone
from huaian_tui.store.queries.unit_memory import UnitMemory
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
    """The units of a ledger with all their names, read once; asks the same query as the command line."""

    def __init__(self, connection: sqlite3.Connection, standing_on: date | None = None) -> None:
        """``standing_on``: for who gets something to do; units merged away by this day are refused."""
        self._gone = {} if standing_on is None else _gone_units(connection, standing_on)
        self._memory = UnitMemory(connection)
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
        with self._memory.asked() as memory:
            try:
                found = find_units(memory, typed)[:MOST_SUGGESTED]
            except HuaianError:  # too long for a name
                return []
        return [
            UnitChoice(self._short_name(one.name), as_items(one.read_as) or self._full_name(one.name))
            for one in found
        ]

    def _short_name(self, unit: str) -> str:
        return self._memory.names.get(unit, unit)

    def _full_name(self, unit: str) -> str:
        full = self._memory.full_names.get(unit, "")
        return "" if full == self._short_name(unit) else full

    def _ask(self, typed: str) -> str | HuaianError:
        with self._memory.asked() as memory:
            try:
                unit = resolve_unit(memory, typed).name
                return self._gone.get(unit, unit)
            except HuaianError as error:
                return error


def _gone_units(connection: sqlite3.Connection, day: date) -> dict[str, HuaianError]:
    """What is said of each unit that was merged away by a day."""
    said: dict[str, HuaianError] = {}
    for unit in read_merges(connection, day):
        try:
            refuse_gone(connection, unit, day)
        except HuaianError as error:
            said[unit] = error
    return said
