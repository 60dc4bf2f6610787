"""What the units of a task are called on a day, and who has the task then: one rule for lists, pages, papers.

A plan prints a name for life. What is shown is the name of the day: of a unit that was renamed its name
then, of one that was merged away while the task was open the name of its successor.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from huaian_tui.store.queries.sql_parts import NOT_OPEN_SINCE
from huaian_tui.store.queries.unit_history import Merge, names_on, read_merges


class NamedSlot(NamedTuple):
    """A unit in a row of a plan: its id on the day, after a merge the successor's, and what it is called."""

    role: str
    unit: str
    name: str


class PrintedSlot(NamedTuple):
    """A unit in a row of a plan: what the plan prints, and who it is now."""

    raw: str
    now: NamedSlot


_LONGER_FIRST = (1, 0)
"""The full name before the short one, which stands in it as a rule."""


class SlotNames:
    """The names of the units of tasks on a day; read once, asked for many tasks."""

    def __init__(self, connection: sqlite3.Connection, day: date, *, paper: bool = False) -> None:
        """``paper``: by the names that a paper of that day bears (``unit_history.names_on``)."""
        self._merges = read_merges(connection, day)
        self._borne = _borne(connection, day, self._merges, "main.unit_name" if paper else "unit_name")
        self._now: Mapping[str, tuple[str, str]] = {}
        if self._borne:
            self._now = names_on(connection, day, paper=paper)

    @property
    def changed(self) -> Collection[str]:
        """The ids of the units that are called otherwise than they were, or are part of another one."""
        return self._borne.keys()

    def of(self, role: str, raw: str, unit: str, closed: str, *, assumed: bool = False) -> NamedSlot:
        """A slot that prints ``raw`` and names ``unit``, of a task that is not open since ``closed`` (ISO).

        ``assumed``: what is printed is read as that unit on an assumption, and stands as printed.
        """
        if unit not in self._borne:
            return NamedSlot(role, unit, raw)
        holder = self._holder(unit, closed)
        now, names = self._now.get(holder, (holder, holder)), self._borne[unit]
        for printed, called in ((one[at], now[at]) for one in names for at in _LONGER_FIRST):
            if raw == printed:
                return NamedSlot(role, holder, called)
        if any(called in raw for called in now):
            return NamedSlot(role, holder, raw)
        for printed, called in ((one[at], now[at]) for one in names for at in _LONGER_FIRST):
            if printed in raw:  # 市科技局等单位
                return NamedSlot(role, holder, raw.replace(printed, called))
        return NamedSlot(role, holder, raw if assumed and holder == unit else now[0])

    def _holder(self, unit: str, closed: str) -> str:
        """Whose the task is: of the unit, or of what it became part of while the task was open."""
        seen, merges = {unit}, self._merges
        while unit in merges and closed >= merges[unit].day and merges[unit].into not in seen:
            unit = merges[unit].into
            seen.add(unit)
        return unit


def _borne(
    connection: sqlite3.Connection, day: date, merges: Mapping[str, Merge], names: str
) -> dict[str, list[tuple[str, str]]]:
    """(short, full name) that units bore, of those that have borne several by the day or were merged away."""
    found: dict[str, list[tuple[str, str]]] = {}
    rows = connection.execute(
        f"SELECT unit, name, full_name FROM {names} WHERE (unit IN (SELECT unit FROM {names} "  # noqa: S608
        "WHERE place > 0 AND since_day <= ?) OR unit IN (SELECT value FROM json_each(?))) "
        "ORDER BY unit, place",
        (day.isoformat(), json.dumps(list(merges))),
    )
    for unit, name, full_name in rows:
        found.setdefault(unit, []).append((name, full_name))
    return found


_SLOTS = (
    "SELECT slot.task_no, slot.role, slot.raw, slot.unit, slot.assumption, {closed} FROM task_unit AS slot "
    "WHERE slot.task_no IN (SELECT value FROM json_each(?)) ORDER BY slot.task_no, slot.role, slot.position"
)
_OPEN_ONES = _SLOTS.format(closed="'9999-12-30'")
_SLOTS = _SLOTS.format(closed=NOT_OPEN_SINCE)


def named_slots(
    connection: sqlite3.Connection, numbers: Collection[int], day: date, *, paper: bool = False
) -> dict[int, list[NamedSlot]]:
    """The units of these tasks by their names on a day, in the order of the plan, each once a role.

    What the plan prints stands as printed unless it was the unit's name and the unit has another one on the
    day. What was open when its unit became part of another one is the successor's, by its own name.
    ``paper``: as for ``SlotNames``.
    """
    printed = printed_slots(connection, numbers, SlotNames(connection, day, paper=paper))
    return {number: list(dict.fromkeys(one.now for one in slots)) for number, slots in printed.items()}


def printed_slots(
    connection: sqlite3.Connection, numbers: Collection[int], names: SlotNames
) -> dict[int, list[PrintedSlot]]:
    """The units of these tasks as printed and by these names, in the order of the plan."""
    found: dict[int, list[PrintedSlot]] = {number: [] for number in numbers}
    # Since when a task is not open is looked for only where somebody may have taken it over.
    rows = connection.execute(_SLOTS if names.changed else _OPEN_ONES, (json.dumps(sorted(set(numbers))),))
    for no, role, raw, unit, assumption, closed in rows:
        now = names.of(role, raw, unit, closed, assumed=bool(assumption))
        found[no].append(PrintedSlot(raw, now))
    return found


def role_names(slots: Sequence[NamedSlot], role: str) -> str:
    """The units of a role in one cell: 市财政局、市审计局."""
    return "、".join(names_of(slots, role))


def names_of(slots: Sequence[NamedSlot], role: str) -> tuple[str, ...]:
    """The units of a role by their names, each once."""
    return tuple(dict.fromkeys(one.name for one in slots if one.role == role))


def first_names(connection: sqlite3.Connection, day: date, role: str) -> dict[int, str]:
    """The first unit of a role by its name on the day, of those tasks where that is not as printed."""
    changed = SlotNames(connection, day).changed
    if not changed:
        return {}
    rows = connection.execute(
        "SELECT DISTINCT task_no FROM task_unit WHERE role = ? AND unit IN (SELECT value FROM json_each(?))",
        (role, json.dumps(list(changed))),
    )
    named = named_slots(connection, [number for (number,) in rows], day)
    return {number: names_of(slots, role)[0] for number, slots in named.items()}
