"""Units: which one a query means, how one stands, and all of them for a list."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from huaian_tui.domain.answers.units import GroupConcern, UnitDetail, UnitMatch, UnitRow
from huaian_tui.domain.errors import AmbiguousUnit, InputRefused, UnknownUnit
from huaian_tui.domain.rules.conditions import either
from huaian_tui.domain.rules.lights import BEHIND, PRESSING, Light, lights_of
from huaian_tui.domain.text.hygiene import clean_line, search_key
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.sql_parts import (
    LIGHT_SQL,
    TASK_FACTS,
    UNIT_TASKS_SQL,
    day_parameters,
    unit_parameters,
)

_RANKS = ("name", "full_name", "alias", "former", "assumption", "pinyin", "initials")
"""How a key names a unit, most direct first; the first that fits decides."""

_MOST_CANDIDATES = 8

_MARKED = either(PRESSING, BEHIND)
"""Tasks that a list of units counts."""


def resolve_unit(connection: sqlite3.Connection, query: str) -> UnitMatch:
    """The one unit that a short or full name, alias, pinyin or initials mean.

    ``AmbiguousUnit`` names the candidates, ``UnknownUnit`` the nearest names.
    """
    if not _folded(query):
        raise InputRefused("没有写单位", "单位是空的", "写名称、别名、拼音或首字母", field="unit")
    matches = _exact(connection, _folded(query)) or find_units(connection, query)
    if not matches:
        raise UnknownUnit(query, nearest_units(connection, query))
    if len(matches) > 1:
        raise AmbiguousUnit(query, [match.name for match in matches[:_MOST_CANDIDATES]])
    return matches[0]


def find_units(connection: sqlite3.Connection, query: str) -> list[UnitMatch]:
    """Units that a query may mean, best first: exact, by beginning, by any part; all without a query."""
    key = _folded(query)
    if not key:
        names = connection.execute("SELECT name FROM unit ORDER BY rowid")
        return [UnitMatch(row[0], "") for row in names]
    found: dict[str, UnitMatch] = {match.name: match for match in _exact(connection, key)}
    for condition in ("substr(key, 1, length(:key)) = :key", "instr(key, :key) > 0"):
        rows = connection.execute(
            "SELECT k.unit, k.how, k.remark FROM unit_key AS k JOIN unit AS u ON u.name = k.unit "  # noqa: S608
            f"WHERE {condition} ORDER BY u.rowid",
            {"key": key},
        )
        for match in _best(rows):
            found.setdefault(match.name, match)
    return list(found.values())


def _exact(connection: sqlite3.Connection, key: str) -> list[UnitMatch]:
    rows = connection.execute(
        "SELECT k.unit, k.how, k.remark FROM unit_key AS k JOIN unit AS u ON u.name = k.unit "
        "WHERE k.key = ? ORDER BY u.rowid",
        (key,),
    ).fetchall()
    ranks = [_RANKS.index(row[1]) for row in rows]
    return _best(row for row, rank in zip(rows, ranks, strict=True) if rank == min(ranks))


def _best(rows: Iterable[tuple[str, str, str]]) -> list[UnitMatch]:
    """One match a unit, most direct kind of key first; a remark only when no plain key fits."""
    best: dict[str, tuple[int, str]] = {}
    for unit, how, remark in rows:
        rank = _RANKS.index(how)
        if unit not in best or rank < best[unit][0]:
            best[unit] = (rank, remark)
    ordered = sorted(best.items(), key=lambda item: item[1][0])
    return [UnitMatch(unit, remark) for unit, (_, remark) in ordered]


def _folded(query: str) -> str:
    return "".join(search_key(clean_line(query, limit=100, field="unit")).split())


def nearest_units(connection: sqlite3.Connection, query: str, most: int = 5) -> list[str]:
    """Short names of the units whose keys are most like the query."""
    from difflib import get_close_matches

    keys: dict[str, str] = dict(connection.execute("SELECT key, unit FROM unit_key WHERE how <> 'initials'"))
    close = get_close_matches(_folded(query), list(keys), n=3 * most, cutoff=0.5)
    return list(dict.fromkeys(keys[key] for key in close))[:most]


def check_unit(connection: sqlite3.Connection, name: str) -> None:
    """Refuse a short name that the ledger does not have, and say which are nearest."""
    if not connection.execute("SELECT 1 FROM unit WHERE name = ?", (name,)).fetchone():
        raise UnknownUnit(name, nearest_units(connection, name))


def read_unit(connection: sqlite3.Connection, today: date, name: str) -> UnitDetail:
    """How the unit with this short name stands."""
    row = connection.execute(
        "SELECT name, full_name, full_name_certain, kind, note FROM unit WHERE name = ?", (name,)
    ).fetchone()
    if row is None:
        raise UnknownUnit(name, nearest_units(connection, name))
    roles = _direct(connection, name)
    aliases = connection.execute(
        "SELECT key FROM unit_key WHERE unit = ? AND how IN ('alias', 'former') ORDER BY how, key",
        (name,),
    )
    members = connection.execute(
        "SELECT g.unit FROM group_member AS g JOIN unit AS u ON u.name = g.unit "
        "WHERE g.group_name = ? ORDER BY g.certain DESC, u.rowid",
        (name,),
    )
    _, full_name, certain, kind, note = row
    return UnitDetail(
        name=name,
        full_name=full_name,
        full_name_certain=bool(certain),
        kind=kind,
        note=note,
        aliases=tuple(one[0] for one in aliases),
        members=tuple(one[0] for one in members),
        lead=roles["lead"],
        support=roles["support"],
        via_group=_via_group(connection, name),
        counts=_counts(connection, today, name),
    )


def is_concerned(connection: sqlite3.Connection, unit: str, task_no: int) -> bool:
    """Whether a unit leads or supports a task, itself or as a certain member of a group."""
    row = connection.execute(
        f"SELECT :no IN ({UNIT_TASKS_SQL})",  # noqa: S608 - constant SQL
        unit_parameters(unit) | {"no": task_no},
    ).fetchone()
    return bool(row[0])


def names_of_kinds(connection: sqlite3.Connection, kinds: Sequence[str]) -> set[str]:
    """Short and full names of all units of these kinds."""
    marks = ", ".join("?" * len(kinds))
    rows = connection.execute(
        f"SELECT name, full_name FROM unit WHERE kind IN ({marks})",  # noqa: S608 - constant marks
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
        "SELECT g.unit, g.certain FROM group_member AS g JOIN unit AS u ON u.name = g.unit "
        "WHERE g.group_name = ? ORDER BY g.certain DESC, u.rowid",
        (group,),
    )
    return [(row[0], bool(row[1])) for row in rows]


def read_groups(connection: sqlite3.Connection, names: Iterable[str]) -> dict[str, list[tuple[str, bool]]]:
    """The groups (各县区人民政府) among these units, each with its ``group_members``."""
    is_group = "SELECT 1 FROM unit WHERE name = ? AND kind = 'group'"
    wanted = [name for name in dict.fromkeys(names) if connection.execute(is_group, (name,)).fetchone()]
    return {name: group_members(connection, name) for name in wanted}


def _direct(connection: sqlite3.Connection, name: str) -> dict[str, tuple[int, ...]]:
    rows = connection.execute(
        "SELECT role, task_no FROM task_unit WHERE unit = ? ORDER BY task_no", (name,)
    ).fetchall()
    return {role: tuple(no for one, no in rows if one == role) for role in ("lead", "support")}


def _via_group(connection: sqlite3.Connection, name: str) -> tuple[GroupConcern, ...]:
    """Rows that concern the unit through a group, less those in which it stands itself."""
    rows = connection.execute(
        """SELECT slot.task_no, slot.unit, slot.role, g.certain FROM group_member AS g
           JOIN task_unit AS slot ON slot.unit = g.group_name
           WHERE g.unit = :unit AND slot.task_no NOT IN (SELECT task_no FROM task_unit WHERE unit = :unit)
           ORDER BY slot.task_no, g.certain DESC""",
        {"unit": name},
    )
    return tuple(GroupConcern(no, group, role, bool(certain)) for no, group, role, certain in rows)


def _counts(connection: sqlite3.Connection, today: date, name: str) -> dict[str, int]:
    """Tasks by light over what the unit leads, supports, or carries through a certain group."""
    rows = connection.execute(
        f"SELECT {LIGHT_SQL}, count(*) FROM task_state AS s WHERE s.task_no IN ({UNIT_TASKS_SQL}) GROUP BY 1",  # noqa: S608
        day_parameters(connection, today) | unit_parameters(name),
    )
    found = dict(rows.fetchall())
    lights = lights_of(read_light_rules(connection))
    return {light.value: int(found.get(light.value, 0)) for light in lights}


def list_units(connection: sqlite3.Connection, today: date) -> list[UnitRow]:
    """All units in the order of the plan, with what they lead and support and what is late.

    Only the slots of tasks that are late, behind or soon due are gone through, not those of all.
    """
    rows = connection.execute(
        f"""WITH lit AS (SELECT s.task_no, {LIGHT_SQL} AS light FROM task_state AS s
                    WHERE {_MARKED.sql(TASK_FACTS)}),
            slots AS (SELECT slot.unit, lit.task_no, lit.light FROM lit
                      CROSS JOIN task_unit AS slot ON slot.task_no = lit.task_no),
            concerned AS (SELECT unit, task_no, light FROM slots UNION
                          SELECT g.unit, slots.task_no, slots.light FROM slots
                          JOIN group_member AS g ON g.group_name = slots.unit AND g.certain = 1),
            late AS (SELECT unit, sum(light = '{Light.OVERDUE}') AS overdue,
                     sum(light = '{Light.DUE_SOON}') AS due_soon,
                     sum(light = '{Light.BEHIND}') AS behind
                     FROM concerned GROUP BY unit),
            parts AS (SELECT unit, sum(role = 'lead') AS leads, sum(role = 'support') AS supports
                      FROM task_unit GROUP BY unit)
            SELECT u.name, u.full_name, u.full_name_certain, u.kind, coalesce(parts.leads, 0),
                   coalesce(parts.supports, 0), coalesce(late.overdue, 0), coalesce(late.due_soon, 0),
                   coalesce(late.behind, 0)
            FROM unit AS u LEFT JOIN parts ON parts.unit = u.name LEFT JOIN late ON late.unit = u.name
            ORDER BY u.rowid""",  # noqa: S608 - constant parts
        day_parameters(connection, today),
    )
    return [UnitRow(name, full_name, bool(certain), *more) for name, full_name, certain, *more in rows]
