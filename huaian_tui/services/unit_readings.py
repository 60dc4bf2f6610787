"""Names of a plan that were read as a unit on an assumption: confirmed, or read as another unit.

The shipped plan writes 市工信厅, read as 市工信局. Who makes the name an alias of a unit says what it means:
the reading is certain then, and the tasks that print it name that unit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.ledger.kinds.units import UNIT_SET
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.unit_records import following, read_state
from huaian_tui.store.engine.append import Action
from huaian_tui.store.queries.plans import plan_of_task, task_said
from huaian_tui.store.queries.unit_names_read import open_tasks_that_print, units_read_as

_ROLES = ("lead", "support")
_ASSUMED = "（假定，可改）"


def taken_readings(connection: sqlite3.Connection, names: Sequence[str]) -> dict[str, str]:
    """Which of these names are read as a unit on an assumption, and as which (id)."""
    read = {search_key(name): unit for name, unit in units_read_as(connection)}
    return {name: read[search_key(name)] for name in names if search_key(name) in read}


def settle_readings(action: Action, names: Sequence[str], unit: str, basis: str) -> None:
    """These names mean this unit from now on: no other is read so, and the tasks that print them name it."""
    why = {"basis": basis.strip()} if basis.strip() else {}
    for name, reader in taken_readings(action.connection, names).items():
        if reader != unit:
            records, state = read_state(action.connection, reader)
            action.append(following(UNIT_SET.name, records, _without(dict(state.said), name) | why, None))
        for number in open_tasks_that_print(action.connection, name):
            _name_anew(action, number, name, unit, why)


def without_assumption(note: str) -> str:
    """A remark of the plan on a reading, once the reading is certain."""
    return note.replace(_ASSUMED, "（已核实）")


def _without(said: dict[str, Any], name: str) -> dict[str, Any]:
    """A unit as it stands, no longer read under a name."""
    called = [one for one in said.get("called", ()) if search_key(one["name"]) != search_key(name)]
    kept = [part for part in str(said.get("note", "")).split("。") if part and name not in part]
    note = {"note": "".join(f"{part}。" for part in kept)} if "note" in said else {}
    others = {key: value for key, value in said.items() if key != "called"}
    return others | note | ({"called": called} if called else {})


def _name_anew(action: Action, number: int, name: str, unit: str, why: dict[str, str]) -> None:
    """Write a task anew: where it prints the name it names the unit, for certain."""
    said = task_said(action.connection, number)
    body: dict[str, Any] = {key: value for key, value in said.body.items() if key != "settles"}
    for role in _ROLES:
        if role in body:
            body[role] = [_slot(one, name, unit) for one in body[role]]
    ref, settles = said.following()
    plan = plan_of_task(action.connection, number)
    action.append(Entry(RecordKind.TASK_SET, body | why | settles, task_no=number, ref=ref, plan=plan))


def _slot(slot: dict[str, Any], name: str, unit: str) -> dict[str, Any]:
    if search_key(slot["raw"]) != search_key(name):
        return slot
    certain = {key: value for key, value in slot.items() if key != "assumption"}
    return certain | {"unit": unit}
