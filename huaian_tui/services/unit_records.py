"""The records of a unit: how it stands by them, and the record that follows them all."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.parts import SETTLES, heads_of_part
from huaian_tui.ledger.kinds.units import UNITS, UnitState, unit_state
from huaian_tui.ledger.record import Entry
from huaian_tui.store.engine.fold import read_keyed
from huaian_tui.store.queries.units import check_unit


def read_state(connection: sqlite3.Connection, unit: str) -> tuple[Sequence[FoldRecord], UnitState]:
    """The records of the unit with this id, and how it stands by them; refused when there is none."""
    check_unit(connection, unit)
    records = read_keyed(connection, UNITS, unit)
    state = unit_state(records)
    if state is None:
        raise HuaianError("没有保存", f"台账里没有{unit}的信息", "运行 huaian-tui check 检查台账")
    return records, state


def name_of(state: UnitState) -> str:
    """What the unit is called last."""
    return str(state.said["name"])


def following(kind: str, records: Sequence[FoldRecord], body: dict[str, Any], day: str | None) -> Entry:
    """The record after all that is known of the unit; it settles what laptops said apart."""
    *others, last = heads_of_part(records)
    settles = {SETTLES: [one.hex() for one in others]} if others else {}
    return Entry(kind, body | settles, occurred_on=day, ref=last)
