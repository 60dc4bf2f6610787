"""The units that enter with a plan: their records, refused by name where there cannot be such a unit."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.rules.unit_names import is_plain_name
from huaian_tui.domain.text.hygiene import clean_line, search_key
from huaian_tui.importing.plan_files.draft import NewUnit
from huaian_tui.ledger.kinds.anew import WITHDRAWN, said_again
from huaian_tui.ledger.kinds.units import UNIT_SET, UNITS, unit_state
from huaian_tui.ledger.record import Entry
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.services.unit_records import following
from huaian_tui.services.units import MOST_NAME
from huaian_tui.store.engine.fold import read_keyed
from huaian_tui.store.queries.around import AroundUnit
from huaian_tui.store.queries.plan_imports import units_entered, units_gone, units_missing
from huaian_tui.store.queries.unit_history import bearers, unit_name_on

_WAY_OUT = "请在问题或 units 里指明它是哪个单位，或写 drop 不作单位"


def unit_entries(connection: sqlite3.Connection, preview: Preview) -> list[Entry]:
    """The records that enter the new units of a preview, in the order in which the file names them."""
    new, gone = preview.new_units, units_gone(connection)
    _refuse_borne(connection, [one.name for one in new])
    return [_entry(connection, _body(one), gone) for one in new]


def _entry(connection: sqlite3.Connection, body: dict[str, Any], gone: Collection[str]) -> Entry:
    """The record of a unit; of one that was withdrawn before it follows what was said of it."""
    if body["unit"] not in gone:
        return Entry(UNIT_SET.name, body)
    return following(UNIT_SET.name, read_keyed(connection, UNITS, body["unit"]), body, None)


def unit_withdrawals(connection: sqlite3.Connection, plan: str) -> list[Entry]:
    """The records that withdraw the units which entered with a plan, just withdrawn itself."""
    return withdrawals(connection, units_entered(connection, plan))


def withdrawals(connection: sqlite3.Connection, units: Mapping[str, Collection[bytes]]) -> list[Entry]:
    """The records that withdraw units (id → records by which each entered) that nothing names any more.

    One that was changed since or that something else names stays.
    """
    made = list[Entry]()
    for unit, entered in units.items():
        records = read_keyed(connection, UNITS, unit)
        if records and records[-1].id in entered and not AroundUnit(connection, records[-1]).written():
            body = {**said_again(records[-1].body), WITHDRAWN: True}
            made.append(following(UNIT_SET.name, records, body, None))
    return made


def units_again(connection: sqlite3.Connection, plan: str) -> list[Entry]:
    """The records that bring back the units which a plan, just taken up again, names."""
    gone = units_gone(connection)
    made = list[Entry]()
    for unit in units_missing(connection, plan):
        records = read_keyed(connection, UNITS, unit) if unit in gone else ()
        state = unit_state(records) if records else None
        if state is not None:
            made.append(following(UNIT_SET.name, records, dict(state.said), None))
    return made


def _body(one: NewUnit) -> dict[str, Any]:
    name = clean_line(one.name, limit=10_000, field="units").strip()
    if len(name) > MOST_NAME:
        why = f"“{name[:20]}…”有 {len(name)} 个字，最多 {MOST_NAME} 个"
        raise InputRefused("单位名称太长", why, _WAY_OUT, field="units")
    if name != one.name or not is_plain_name(name):
        raise InputRefused("单位名称含有不能用的字符", f"“{name}”", _WAY_OUT, field="units")
    return {
        "unit": name,
        "name": name,
        "full_name": name,
        "full_name_certain": False,
        "kind": unit_kind(one),
    } | ({"open": True} if one.group else {})


def unit_kind(one: NewUnit) -> str:
    """What kind of unit a name sounds like; it can be changed (``unit set --kind``)."""
    if one.group:
        return "group"
    name = one.name
    if name.endswith(("县", "区", "县政府", "区政府", "县人民政府", "区人民政府")) and "开发区" not in name:
        return "county"
    if name.endswith(("开发区", "高新区", "园区", "经开区", "开发区管委会", "园区管委会", "新区管委会")):
        return "zone"
    return "party" if "委" in name[:2] and name[1:2] == "委" else "municipal"


def _refuse_borne(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Refuse a new name that a known unit bears or bore."""
    folded = {search_key(name): name for name in names}
    for key, unit in bearers(connection, folded):
        now = unit_name_on(connection, unit, date.max)[0]
        known = f"它是{now}的名称或曾用名"
        raise InputRefused(f"已有单位叫{folded[key]}", known, f"请指明它就是{now}", field="units")
