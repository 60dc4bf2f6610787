"""What a paper calls things: the place of a task in its plan, and what its units are called on a day."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.answers.plans import bare_ref
from huaian_tui.ledger.task_keys import is_shipped
from huaian_tui.store.queries.sql_parts import NOT_OPEN_SINCE
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.unit_history import Merge, names_on, read_merges


class TaskPlace(NamedTuple):
    """A task as papers name it: the plan's id, its place there, the number that the plan prints, its text."""

    plan: str
    place: int
    printed: str
    text: str


class NamedSlot(NamedTuple):
    """A unit in a row of a plan: its id on the day, after a merge the successor's, and what it is called."""

    role: str
    unit: str
    name: str


def task_places(connection: sqlite3.Connection, numbers: Collection[int]) -> dict[int, TaskPlace]:
    """Where these tasks stand, by their numbers for life."""
    rows = connection.execute(
        "SELECT no, plan, place, printed, text FROM task WHERE no IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(set(numbers))),),
    )
    return {no: TaskPlace(*row) for no, *row in rows}


def named_slots(
    connection: sqlite3.Connection, numbers: Collection[int], day: date
) -> dict[int, list[NamedSlot]]:
    """The units of these tasks by their names on a day, in the order of the plan, each once a role.

    What the plan prints stands as printed unless it was the unit's name and the unit has another one on the
    day. What was open when its unit became part of another one is the successor's, by its own name.
    """
    now, merges, borne = names_on(connection, day), read_merges(connection, day), _borne(connection)
    found: dict[int, list[NamedSlot]] = {number: [] for number in numbers}
    rows = connection.execute(
        f"SELECT slot.task_no, slot.role, slot.raw, slot.unit, {NOT_OPEN_SINCE} FROM task_unit AS slot "  # noqa: S608
        "WHERE slot.task_no IN (SELECT value FROM json_each(?)) "
        "ORDER BY slot.task_no, slot.role, slot.position",
        (json.dumps(sorted(set(numbers))),),
    )
    for no, role, raw, unit, closed in rows:
        holder = _holder(merges, unit, closed)
        kept = holder == unit and raw not in borne.get(unit, ())
        one = NamedSlot(role, holder, raw if kept else now.get(holder, (holder, holder))[0])
        if one not in found[no]:
            found[no].append(one)
    return found


def _holder(merges: dict[str, Merge], unit: str, closed: str) -> str:
    """Whose the task is: of the unit, or of what it became part of while the task was open."""
    seen = {unit}
    while unit in merges and closed >= merges[unit].day and merges[unit].into not in seen:
        unit = merges[unit].into
        seen.add(unit)
    return unit


def _borne(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """The short names of those units that bore several."""
    found: dict[str, set[str]] = {}
    rows = connection.execute(
        "SELECT unit, name FROM unit_name WHERE unit IN (SELECT unit FROM unit_name WHERE place > 0)"
    )
    for unit, name in rows:
        found.setdefault(unit, set()).add(name)
    return found


def units_in_order(connection: sqlite3.Connection, units: Collection[str]) -> list[str]:
    """These units in the order in which the ledger has them; last those that have not arrived."""
    rows = connection.execute(
        "SELECT asked.value FROM json_each(?) AS asked LEFT JOIN unit AS u ON u.id = asked.value "
        "ORDER BY u.made IS NULL, u.made, asked.value",
        (json.dumps(sorted(units)),),
    )
    return [unit for (unit,) in rows]


def role_names(slots: Sequence[NamedSlot], role: str) -> str:
    """The units of a role in one cell: 市财政局、市审计局."""
    return "、".join(dict.fromkeys(one.name for one in slots if one.role == role))


def asks_named(connection: sqlite3.Connection, asks: Sequence[str]) -> list[str]:
    """What a notice asked for, as people name it: the ids of milestones as they type them (2-1).

    Ids of plans that were entered here begin with eleven characters that say nothing: SJ第3项 is said.
    """
    rows = connection.execute(
        "SELECT id, task_no FROM milestone WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(asks),)
    )
    tasks = {identity: no for identity, no in rows if not is_shipped(no)}
    tasks |= {one: int(one) for one in asks if one.isdecimal() and not is_shipped(int(one))}
    refs = read_refs(connection, tasks.values())
    told = {one: (refs.get(no) or bare_ref(no)).told for one, no in tasks.items()}
    return list(dict.fromkeys(told.get(one, one) for one in asks))
