"""Groups of units and their members; names by kinds of units, and those that are not confirmed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from huaian_tui.store.queries.unit_history import changed_names


def names_of_kinds(connection: sqlite3.Connection, kinds: Sequence[str]) -> set[str]:
    """Short and full names that units of these kinds bear or bore."""
    marks = ", ".join("?" * len(kinds))
    rows = connection.execute(
        "SELECT n.name, n.full_name FROM unit AS u JOIN unit_name AS n ON n.unit = u.id "  # noqa: S608
        f"WHERE u.kind IN ({marks})",
        kinds,
    )
    return {name for row in rows for name in row}


def unconfirmed_names(connection: sqlite3.Connection) -> set[str]:
    """Full names that nobody has confirmed yet."""
    return {name for (name,) in connection.execute("SELECT full_name FROM unit WHERE full_name_certain = 0")}


def groups_with_members(connection: sqlite3.Connection) -> set[str]:
    """Groups of which some members are certain."""
    rows = connection.execute("SELECT DISTINCT group_name FROM group_member WHERE certain = 1")
    return {name for (name,) in rows}


def group_members(connection: sqlite3.Connection, group: str) -> list[tuple[str, bool]]:
    """(unit, certain) of a group, certain members first; empty for a unit that is no group."""
    rows = connection.execute(
        "SELECT g.unit, g.certain FROM group_member AS g LEFT JOIN unit AS u ON u.id = g.unit "
        "WHERE g.group_name = ? ORDER BY g.certain DESC, u.made IS NULL, u.made, g.unit",
        (group,),
    )
    return [(row[0], bool(row[1])) for row in rows]


_GROUPS = (
    "SELECT of.id, g.unit, g.certain FROM unit AS of LEFT JOIN group_member AS g ON g.group_name = of.id "
    "LEFT JOIN unit AS u ON u.id = g.unit WHERE of.kind = 'group' "
    "AND of.id IN (SELECT value FROM json_each(?)) "
    "ORDER BY of.id, g.certain DESC, u.made IS NULL, u.made, g.unit"
)


def read_groups(
    connection: sqlite3.Connection, today: date, names: Iterable[str]
) -> dict[str, list[tuple[str, bool]]]:
    """The groups (各县区人民政府) among these units with their ``group_members``, by names of the day."""
    asked = list(dict.fromkeys(names))
    found = dict[str, list[tuple[str, bool]]]()
    for group, unit, certain in connection.execute(_GROUPS, (json.dumps(asked),)):
        members = found.setdefault(group, [])
        if unit is not None:
            members.append((unit, bool(certain)))
    now = changed_names(connection, today) if found else {}
    return {
        now.get(group, group): [(now.get(one, one), certain) for one, certain in found[group]]
        for group in asked
        if group in found
    }
