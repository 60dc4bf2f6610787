"""Units: which one a query means, how one stands, and all of them for a list."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from huaian_tui.domain.answers.units import (
    GroupConcern,
    UnitDetail,
    UnitMatch,
    UnitMerged,
    UnitSide,
    UnitTask,
)
from huaian_tui.domain.errors import AmbiguousUnit, InputRefused, UnknownUnit
from huaian_tui.domain.rules.conditions import either
from huaian_tui.domain.rules.lights import BEHIND, PRESSING, Light, lights_of
from huaian_tui.domain.text.sign_forms import BEGINS, PART
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.engine.past_state import shows_past
from huaian_tui.store.queries.plan_scope import CURRENT_PLAN, in_order, in_scope, printed_numbers
from huaian_tui.store.queries.sql_parts import (
    HELD_SQL,
    LIGHT_SQL,
    TASK_FACTS,
    UNIT_TASKS_SQL,
    day_parameters,
    unit_parameters,
)
from huaian_tui.store.queries.unit_history import (
    Held,
    full_name_confirmed,
    held_by,
    names_on,
    other_names,
    read_merges,
    read_namings,
    successor_of,
    unit_circles,
    unit_name_on,
)
from huaian_tui.store.queries.unit_keys import exact_matches, folded, keys_like, keys_that_are, matches_of

if TYPE_CHECKING:
    from huaian_tui.domain.answers.unit_lists import UnitRow

_MOST_CANDIDATES = 8

_CURRENT = f"{{0}} IN (SELECT no FROM task WHERE plan = {CURRENT_PLAN} AND ended_on IS NULL)"  # noqa: S608 - constant parts

_MARKED = either(PRESSING, BEHIND)
"""Tasks that a list of units counts."""


def resolve_unit(connection: sqlite3.Connection, query: str) -> UnitMatch:
    """The one unit that a short or full name, alias, pinyin or initials mean.

    ``AmbiguousUnit`` names the candidates, ``UnknownUnit`` the nearest names.
    """
    if not folded(query):
        raise InputRefused("没有写单位", "单位是空的", "写名称、别名、拼音或首字母", field="unit")
    matches = exact_matches(keys_that_are(connection, folded(query))) or find_units(connection, query)
    if not matches:
        raise UnknownUnit(query, nearest_units(connection, query))
    if len(matches) > 1:
        raise AmbiguousUnit(
            query, _names_now(connection, [match.name for match in matches[:_MOST_CANDIDATES]])
        )
    return _as_known(connection, matches[:1])[0]


def find_units(connection: sqlite3.Connection, query: str) -> list[UnitMatch]:
    """Units that a query may mean, best first: exact, by beginning, by any part; all without a query.

    Where no name has the whole, the units whose names have each of its words.
    """
    key = folded(query)
    if not key:
        names = connection.execute("SELECT id FROM unit ORDER BY made")
        return [UnitMatch(row[0], "") for row in names]
    rows = keys_like(connection, key)
    found = {match.name: match for match in exact_matches(rows)}
    for most in (BEGINS, PART):
        for match in matches_of(row[:3] for row in rows if row[3] <= most):
            found.setdefault(match.name, match)
    first, *words = query.split()
    if words and not found:
        each = [{one.name for one in find_units(connection, word)} for word in words]
        return [one for one in find_units(connection, first) if all(one.name in names for names in each)]
    return _as_known(connection, list(found.values()))


def nearest_units(connection: sqlite3.Connection, query: str, most: int = 5) -> list[str]:
    """Short names of the units whose keys are most like the query."""
    from difflib import get_close_matches

    keys: dict[str, str] = dict(connection.execute("SELECT key, unit FROM unit_key WHERE how <> 'initials'"))
    close = get_close_matches(folded(query), list(keys), n=3 * most, cutoff=0.5)
    return _names_now(connection, list(dict.fromkeys(keys[key] for key in close))[:most])


def _names_now(connection: sqlite3.Connection, units: Sequence[str]) -> list[str]:
    """What units are called last, in their order."""
    asked = (
        (unit, connection.execute("SELECT name FROM unit WHERE id = ?", (unit,)).fetchone()) for unit in units
    )
    return [unit if row is None else str(row[0]) for unit, row in asked]


def check_unit(connection: sqlite3.Connection, name: str) -> None:
    """Refuse a short name that the ledger does not have, and say which are nearest."""
    if not connection.execute("SELECT 1 FROM unit WHERE id = ?", (name,)).fetchone():
        raise UnknownUnit(name, nearest_units(connection, name))


def read_unit(connection: sqlite3.Connection, today: date, name: str) -> UnitDetail:
    """How the unit with this id stands, by its names on the day."""
    row = connection.execute(
        "SELECT full_name_certain, kind, note, heads FROM unit WHERE id = ?", (name,)
    ).fetchone()
    if row is None:
        raise UnknownUnit(name, nearest_units(connection, name))
    now, held = names_on(connection, today), held_by(connection, name, today)
    members = connection.execute(
        "SELECT g.unit FROM group_member AS g LEFT JOIN unit AS u ON u.id = g.unit "
        "WHERE g.group_name = ? ORDER BY g.certain DESC, u.made IS NULL, u.made, g.unit",
        (name,),
    )
    certain, kind, note, heads = row
    roles, called = _direct(connection, held, _CURRENT.format("slot.task_no")), now.get(name, (name, name))
    groups = _via_group(connection, held, roles, now, _CURRENT.format("slot.task_no"))
    shown, tasks = (*roles["lead"], *roles["support"]), _tasks(connection, today, held, now)
    return UnitDetail(
        name=called[0],
        full_name=called[1],
        full_name_certain=bool(certain),
        kind=kind,
        note=note,
        aliases=other_names(connection, name),
        members=tuple(now.get(one[0], one)[0] for one in members),
        lead=roles["lead"],
        support=roles["support"],
        via_group=groups,
        counts=_by_light(connection, Counter(one.light for one in tasks)),
        tasks=tuple(one for one in tasks if one.code is not None),
        printed=printed_numbers(connection, [*shown, *(one.task_no for one in groups)]),
        id=name,
        names=read_namings(connection, name),
        merged=_merged_into(connection, name, today),
        absorbed=_absorbed(held, now),
        sides=_sides(connection, heads),
        circle=name in unit_circles(connection),
        confirmed=full_name_confirmed(connection, name) if certain else None,
    )


def read_unit_within(connection: sqlite3.Connection, today: date, name: str, plan: str | None) -> UnitDetail:
    """As ``read_unit``, with tasks and counts of this plan, or of all open ones (None)."""
    detail, held = read_unit(connection, today, name), held_by(connection, name, today)
    now, scope = names_on(connection, today), in_scope("slot.task_no", plan)
    roles = _direct(connection, held, scope, plan)
    return detail._replace(
        lead=roles["lead"],
        support=roles["support"],
        via_group=_via_group(connection, held, roles, now, scope, plan),
        counts=unit_lights(connection, today, name, plan),
    )


def _tasks(
    connection: sqlite3.Connection,
    today: date,
    held: Sequence[Held],
    now: Mapping[str, tuple[str, str]],
) -> tuple[UnitTask, ...]:
    """The tasks of open plans that the unit leads, supports or carries through a certain group.

    Those of a plan that has not arrived yet are among them, without its code: they are counted, not listed.
    """
    named = [(*one[:3], one.group and now.get(one.group, (one.group,))[0]) for one in held if one.certain]
    rows = connection.execute(
        f"""WITH nearest AS (
                SELECT slot.task_no, coalesce(held.through, slot.role) AS role,
                       min(2 * (held.through IS NOT NULL) + (coalesce(held.through, slot.role) <> 'lead'))
                FROM {HELD_SQL} GROUP BY slot.task_no)
            SELECT t.no, t.plan, p.code, t.printed, t.text, n.role, {LIGHT_SQL}
            FROM nearest AS n JOIN task_state AS s ON s.task_no = n.task_no
            LEFT JOIN task AS t ON t.no = n.task_no LEFT JOIN plan AS p ON p.id = t.plan
            WHERE t.ended_on IS NULL AND p.closed_on IS NULL ORDER BY p.made, t.place, t.no""",  # noqa: S608
        day_parameters(connection, today) | {"held": json.dumps(named)},
    )
    return tuple(map(UnitTask._make, rows))


def read_former(connection: sqlite3.Connection, today: date, name: str) -> UnitDetail:
    """As ``read_unit``; a unit that was merged away as it stood on the day before, by what is known today."""
    detail = read_unit(connection, today, name)
    if detail.merged is None:
        return detail
    before = read_unit(connection, detail.merged.day - timedelta(days=1), name)
    return before._replace(merged=detail.merged)


def read_concerns(
    connection: sqlite3.Connection, today: date, detail: UnitDetail, plan: str | None = None
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[GroupConcern, ...]]:
    """The tasks of all open plans, or of one, that a unit leads, supports, and that reach it by a group."""
    day = today if detail.merged is None else detail.merged.day - timedelta(days=1)
    held, scope = held_by(connection, detail.id, day), in_scope("slot.task_no", plan)
    roles = _direct(connection, held, scope, plan)
    groups = _via_group(connection, held, roles, names_on(connection, day), scope, plan)
    return roles["lead"], roles["support"], groups


def _merged_into(connection: sqlite3.Connection, unit: str, day: date) -> UnitMerged | None:
    merge = successor_of(connection, unit, day)
    if merge is None:
        return None
    return UnitMerged(merge.into, unit_name_on(connection, merge.into, day)[0], date.fromisoformat(merge.day))


def _absorbed(held: Sequence[Held], now: Mapping[str, tuple[str, str]]) -> tuple[UnitMerged, ...]:
    """What became part of a unit, at any remove."""
    return tuple(
        UnitMerged(one.source, now.get(one.source, (one.source,))[0], date.fromisoformat(one.since))
        for one in held
        if one.group is None and one.since is not None
    )


def _as_known(connection: sqlite3.Connection, matches: list[UnitMatch]) -> list[UnitMatch]:
    if not any(one.read_as for one in matches) or not shows_past(connection):
        return matches
    from huaian_tui.store.queries.names_then import as_known  # the present is read without it

    return [as_known(connection, one) for one in matches]


def _sides(connection: sqlite3.Connection, heads: str) -> tuple[UnitSide, ...]:
    """What laptops said apart of a unit; nothing where they agree."""
    if "," not in heads:
        return ()
    # Imported here: a unit on which all agree is read without it.
    from huaian_tui.store.queries.unit_sides import read_sides

    return read_sides(connection, heads)


def is_concerned(connection: sqlite3.Connection, unit: str, task_no: int) -> bool:
    """Whether a unit leads or supports a task, itself or as a certain member of a group.

    Whatever the day: a form that went out before a merge comes back after it.
    """
    row = connection.execute(
        f"SELECT :no IN ({UNIT_TASKS_SQL})",  # noqa: S608 - constant SQL
        unit_parameters(connection, unit, None) | {"no": task_no},
    ).fetchone()
    return bool(row[0])


def _direct(
    connection: sqlite3.Connection, held: Sequence[Held], scope: str, plan: str | None = None
) -> dict[str, tuple[int, ...]]:
    """The tasks that name the unit or what became part of it, by role; ``scope``: a condition on ``slot``."""
    direct = json.dumps([one[:3] for one in held if one.group is None])
    rows = connection.execute(
        f"SELECT DISTINCT slot.role, slot.task_no FROM {HELD_SQL} AND {scope} "  # noqa: S608
        f"ORDER BY {in_order(connection, 'slot.task_no')}",
        {"held": direct, "plan": plan},
    ).fetchall()
    lead = tuple(no for one, no in rows if one == "lead")
    support = tuple(no for one, no in rows if one == "support")
    return {"lead": lead, "support": support}


def _via_group(
    connection: sqlite3.Connection,
    held: Sequence[Held],
    roles: Mapping[str, Sequence[int]],
    now: Mapping[str, tuple[str, str]],
    scope: str,
    plan: str | None = None,
) -> tuple[GroupConcern, ...]:
    """Rows that concern the unit through a group, less those in which it stands itself."""
    own = {number for numbers in roles.values() for number in numbers}
    found = list[GroupConcern]()
    for one in held:
        if one.group is None:
            continue
        rows = connection.execute(
            f"SELECT slot.task_no, slot.role FROM {HELD_SQL} AND {scope}",  # noqa: S608
            {"held": json.dumps([one[:3]]), "plan": plan},
        )
        group = now.get(one.group, (one.group,))[0]
        found += [GroupConcern(no, group, role, one.certain) for no, role in rows if no not in own]
    places = _places(connection, {one.task_no for one in found})
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (places[one.task_no], not one.certain)))


def _places(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, int]:
    """The place of each of these tasks in the order of lists."""
    rows = connection.execute(
        "SELECT no FROM task WHERE no IN (SELECT value FROM json_each(?)) "  # noqa: S608 - constant parts
        f"ORDER BY {in_order(connection, 'task.no')}",
        (json.dumps(list(numbers)),),
    )
    return {number: place for place, (number,) in enumerate(rows)}


def unit_lights(
    connection: sqlite3.Connection, today: date, name: str, plan: str | None = None
) -> dict[str, int]:
    """Tasks by light over what the unit leads, supports, or carries through a certain group."""
    rows = connection.execute(
        f"SELECT {LIGHT_SQL}, count(*) FROM task_state AS s WHERE s.task_no IN ({UNIT_TASKS_SQL}) "  # noqa: S608
        f"AND {in_scope('s.task_no', plan)} GROUP BY 1",
        day_parameters(connection, today) | unit_parameters(connection, name, today) | {"plan": plan},
    )
    return _by_light(connection, dict(rows.fetchall()))


def _by_light(connection: sqlite3.Connection, found: Mapping[str, int]) -> dict[str, int]:
    """Numbers by light, for each light that the office has."""
    return {light.value: found.get(light.value, 0) for light in lights_of(read_light_rules(connection))}


def list_units(connection: sqlite3.Connection, today: date, plan: str | None = None) -> list[UnitRow]:
    """All units in the order of the plan, with what they lead and support and what is late.

    Only the slots of tasks that are late, behind or soon due are gone through, not those of all.
    """
    now, merges = names_on(connection, today), read_merges(connection, today)
    moved = {unit: merged for unit in merges if (merged := _merged_into(connection, unit, today))}
    rows = connection.execute(
        f"""WITH moved AS MATERIALIZED (SELECT key, value FROM json_each(:moved)),
            lit AS (SELECT s.task_no, {LIGHT_SQL} AS light FROM task_state AS s
                    WHERE {_MARKED.sql(TASK_FACTS)} AND {in_scope("s.task_no", plan)}),
            named AS (SELECT slot.unit, lit.task_no, lit.light FROM lit
                      CROSS JOIN task_unit AS slot ON slot.task_no = lit.task_no),
            slots AS (SELECT {_holder("named.unit", moved)} AS unit, task_no, light FROM named),
            concerned AS (SELECT unit, task_no, light FROM slots UNION
                          SELECT {_holder("g.unit", moved)}, slots.task_no, slots.light FROM slots
                          JOIN group_member AS g ON g.group_name = slots.unit AND g.certain = 1),
            late AS (SELECT unit, sum(light = '{Light.OVERDUE}') AS overdue,
                     sum(light = '{Light.DUE_SOON}') AS due_soon,
                     sum(light = '{Light.BEHIND}') AS behind
                     FROM concerned GROUP BY unit),
            parts AS (SELECT unit, sum(role = 'lead') AS leads, sum(role = 'support') AS supports
                      FROM task_unit WHERE {in_scope("task_unit.task_no", plan)} GROUP BY unit)
            SELECT u.id, u.full_name_certain, u.kind, coalesce(parts.leads, 0),
                   coalesce(parts.supports, 0), coalesce(late.overdue, 0), coalesce(late.due_soon, 0),
                   coalesce(late.behind, 0), instr(u.heads, ',') > 0
            FROM unit AS u LEFT JOIN parts ON parts.unit = u.id LEFT JOIN late ON late.unit = u.id
            ORDER BY u.made""",  # noqa: S608 - constant parts
        day_parameters(connection, today)
        | {"plan": plan, "moved": json.dumps({one: to.id for one, to in moved.items()})},
    )
    # Imported here: one unit is told without it.
    from huaian_tui.domain.answers.unit_lists import UnitRow

    circles = unit_circles(connection)
    found = list[UnitRow]()
    for unit, certain, kind, lead, support, overdue, due_soon, behind, disputed in rows:
        name, full_name = now.get(unit, (unit, unit))
        counts = lead, support, overdue, due_soon, behind
        row = UnitRow(name, full_name, bool(certain), kind, *counts, unit, moved.get(unit))
        found.append(row._replace(disputed=bool(disputed) or unit in circles))
    changed = {*moved, *(one.id for one in moved.values()), *(merge.into for merge in merges.values())}
    return [_counted_anew(connection, today, one, plan) if one.id in changed else one for one in found]


def _holder(unit: str, moved: Mapping[str, UnitMerged]) -> str:
    """The column ``unit``, or what the unit has become part of."""
    return f"coalesce((SELECT value FROM moved WHERE key = {unit}), {unit})" if moved else unit  # noqa: S608


def _counted_anew(connection: sqlite3.Connection, today: date, row: UnitRow, plan: str | None) -> UnitRow:
    """A unit that was merged, or with which others were: its tasks of the day, each counted once."""
    held = held_by(connection, row.id, today)
    roles = _direct(connection, held, in_scope("slot.task_no", plan), plan)
    return row._replace(lead_count=len(roles["lead"]), support_count=len(roles["support"]))
