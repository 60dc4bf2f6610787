"""Every name that a unit bears or bore, for matching the units of a plan that is read."""

from __future__ import annotations

import sqlite3


def known_unit_names(connection: sqlite3.Connection) -> tuple[dict[str, str], dict[str, str]]:
    """(name → id of the unit, id → its short name of today).

    Merged units by the one that they are part of now.

    A name that several units bear means the one that bears it as its own.
    """
    shown, merged = dict[str, str](), dict[str, str]()
    names = dict[str, str]()
    for unit, name, full_name, into in connection.execute(
        "SELECT id, name, full_name, merged_into FROM unit ORDER BY made"
    ):
        shown[unit] = name
        if into is not None:
            merged[unit] = into
        for one in (name, full_name):
            names.setdefault(one, unit)
    for name, unit in connection.execute(
        "SELECT name, unit FROM unit_name UNION SELECT full_name, unit FROM unit_name "
        "UNION SELECT name, unit FROM unit_called"
    ):
        names.setdefault(name, unit)
    return {name: _holder(unit, merged) for name, unit in names.items()}, shown


def _holder(unit: str, merged: dict[str, str]) -> str:
    """The unit that holds what was another's, however often they were merged."""
    seen = set[str]()
    while unit in merged and unit not in seen:
        seen.add(unit)
        unit = merged[unit]
    return unit
