"""Which tasks fit a filter, in the order asked for: their row numbers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from huaian_tui.domain.matters import names_matter
from huaian_tui.domain.rules.lights import LIGHT_TITLES, Light
from huaian_tui.domain.text.chinese_numbers import closed_numbers, read_task_number
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.ordering import Sort, by_text
from huaian_tui.domain.words.milestones import asks_conflict
from huaian_tui.domain.words.paces import Pace
from huaian_tui.store.engine.past_state import shows_past
from huaian_tui.store.queries.compact_numbers import Numbers
from huaian_tui.store.queries.plan_scope import (
    BY_PLAN,
    CURRENT_PLAN,
    IN_PLAN_ORDER,
    has_several_plans,
    in_order,
    in_scope,
    in_scope_by_plan,
    plan_asked,
)
from huaian_tui.store.queries.slot_names import first_names
from huaian_tui.store.queries.sql_parts import (
    CONFLICT_SQL,
    LAST_NOTE,
    LIGHT_RANK_SQL,
    LIGHT_SQL,
    TASK_PACE_SQL,
    UNIT_TASKS_SQL,
    day_parameters,
    typed_words,
    unit_parameters,
)
from huaian_tui.store.queries.task_refs import find_matters, is_matters_code, task_named
from huaian_tui.store.search.task_text import said_in_task


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What tasks are wanted; None or empty means any.

    ``unit`` is a short name as resolved, ``role`` its part (lead or support; without
    a unit it says nothing). ``text`` is as typed: words are and-ed, each found in the
    texts, units, pinyin or initials, as the row number, or as a word of a light or of 冲突待核 (冲突, ct).
    ``conflict``: only tasks with a milestone on which officers decided apart. ``states`` false: a word
    is only looked for in what is said and in numbers. ``plan``: of this one alone (its id), of all open ones
    without; ended tasks are in none. ``since`` and ``until``: the days in which the next date lies, both
    included. ``pace``: only tasks whose measured targets all keep pace, or of which one does not.
    """

    unit: str | None = None
    role: str | None = None
    light: Light | None = None
    text: str = ""
    conflict: bool = False
    states: bool = True
    plan: str | None = None
    since: date | None = None
    until: date | None = None
    pace: Pace | None = None


_FIRST_UNIT = (
    "(SELECT u.raw FROM task_unit AS u WHERE u.task_no = s.task_no AND u.role = '{}' "
    "ORDER BY u.position LIMIT 1)"
)

_LAST_NOTE = LAST_NOTE.format("s.task_no")
_LAST_NOTES = "SELECT task_no, max(day) AS day FROM note WHERE retracted = 0 GROUP BY task_no"

_IN_CONFLICT = f"s.task_no IN (SELECT m.task_no FROM milestone AS m WHERE {CONFLICT_SQL})"  # noqa: S608

_SQL_ORDERS = {
    "no": ("s.task_no",),
    "light": (LIGHT_RANK_SQL, "s.next_due"),
    "due": ("s.next_due",),
    "last_note": (_LAST_NOTE,),
}
"""What the orders that SQL does compare; without a value last, ties in the order of the plan."""

_TEXT_ORDERS = {
    "text": "t.text",
    "indicator": "t.level2",
    "lead": _FIRST_UNIT.format("lead"),
    "support": _FIRST_UNIT.format("support"),
}
"""What the orders by Chinese text compare (``domain.text.ordering``)."""

_ROLES = ("lead", "support")

TASK_ORDERS = frozenset(_SQL_ORDERS) | frozenset(_TEXT_ORDERS)
"""The keys of a ``Sort`` that ``find_tasks`` knows; any other is a bug of the caller."""


def find_tasks(
    connection: sqlite3.Connection,
    today: date,
    wanted: TaskFilter,
    order: Sort | None = None,
) -> list[int]:
    """Row numbers of the tasks that fit, in the order asked for, else in that of the plan."""
    return list(iterate_tasks(connection, today, wanted, order))


def find_numbers(
    connection: sqlite3.Connection,
    today: date,
    wanted: TaskFilter,
    order: Sort | None = None,
) -> Numbers:
    """As ``find_tasks``, compactly: for a list that stays on the screen."""
    return Numbers(iterate_tasks(connection, today, wanted, order))


def iterate_tasks(
    connection: sqlite3.Connection, today: date, wanted: TaskFilter, order: Sort | None = None
) -> Iterator[int]:
    """As ``find_tasks``, as they come: nothing may be written meanwhile."""
    text, named = plan_asked(connection, wanted.text)
    wanted = wanted if named is None else replace(wanted, text=text, plan=named)
    order = order or Sort("no")
    by_plan = _goes_through_plans(wanted) and has_several_plans(connection)
    where, parameters = _conditions(connection, today, wanted, by_plan=by_plan)
    text = _TEXT_ORDERS.get(order.key, "''")
    by = _order_by(connection, order, by_plan=by_plan)
    # The wide rows of the plan are read only where their text is compared: a fifth of the time without.
    source = "task_state AS s"
    if by_plan:  # every task has a state: it is looked up only where something is asked of it
        asked = "s." in f"{where} {by} {text}"
        source = f"{BY_PLAN} CROSS JOIN task_state AS s ON s.task_no = t.no" if asked else BY_PLAN
    elif "t." in f"{where} {by} {text}":
        source = "task AS t JOIN task_state AS s ON s.task_no = t.no"
    if order.key == "last_note" and shows_past(connection):
        # Later notes stand before those of that day in each task: all notes once instead.
        source += f" LEFT JOIN ({_LAST_NOTES}) AS noted ON noted.task_no = s.task_no"
        by = by.replace(_LAST_NOTE, "noted.day")
    number = "t.no" if by_plan else "s.task_no"
    sql = f"SELECT {number}, {text} FROM {source} WHERE {where} ORDER BY {by}"  # noqa: S608 - constant parts
    rows: Iterable[tuple[int, str]] = connection.execute(sql, parameters)
    if order.key in _TEXT_ORDERS:
        # By what the column shows: units by their names of the day.
        now = first_names(connection, today, order.key) if order.key in _ROLES else {}
        rows = by_text(rows, lambda row: now.get(row[0], row[1]), descending=order.descending)
    return (row[0] for row in rows)


def listed_sql(connection: sqlite3.Connection, today: date, wanted: TaskFilter) -> tuple[str, dict[str, Any]]:
    """A SELECT of the tasks that fit, in no order: number, light, next date, plan, pace; its parameters."""
    where, parameters = _counted(connection, today, wanted)
    sql = (
        f"SELECT s.task_no AS task_no, {LIGHT_SQL} AS light, s.next_due AS due, s.plan AS plan, "  # noqa: S608
        f"{TASK_PACE_SQL} AS pace"
    )
    return f"{sql} FROM task_state AS s WHERE {where}", parameters


def count_tasks(connection: sqlite3.Connection, today: date, wanted: TaskFilter) -> int:
    """How many tasks fit."""
    where, parameters = _counted(connection, today, wanted)
    sql = f"SELECT count(*) FROM task_state AS s WHERE {where}"  # noqa: S608 - constant parts
    (number,) = connection.execute(sql, parameters).fetchone()
    return int(number)


def _counted(connection: sqlite3.Connection, today: date, wanted: TaskFilter) -> tuple[str, dict[str, Any]]:
    """The WHERE of ``task_state`` as ``s``, with the plan that the words name."""
    text, named = plan_asked(connection, wanted.text)
    wanted = wanted if named is None else replace(wanted, text=text, plan=named)
    return _conditions(connection, today, wanted, by_plan=False)


def _goes_through_plans(wanted: TaskFilter) -> bool:
    """Whether nearly all tasks are asked for: plan by plan they come in their order."""
    return wanted.unit is None and not wanted.conflict and not wanted.text.strip()


def _order_by(connection: sqlite3.Connection, order: Sort, *, by_plan: bool) -> str:
    way = "DESC" if order.descending else "ASC"

    def placed(way: str = "ASC") -> str:
        if by_plan:
            return ", ".join(f"{one} {way}" for one in IN_PLAN_ORDER)
        return in_order(connection, "s.task_no", way)

    if order.key in _TEXT_ORDERS:
        return placed()
    if order.key == "no":  # as its index has it: asked whether it is NULL, a view of a past day is sorted
        return placed(way)
    compared = [f"{one} IS NULL, {one} {way}" for one in _SQL_ORDERS[order.key]]
    return ", ".join([*compared, placed()])


def _conditions(
    connection: sqlite3.Connection, today: date, wanted: TaskFilter, *, by_plan: bool
) -> tuple[str, dict[str, Any]]:
    """The WHERE of a filter and its parameters."""
    conditions = [in_scope_by_plan(wanted.plan) if by_plan else in_scope("s.task_no", wanted.plan)]
    parameters = day_parameters(connection, today) | {"plan": wanted.plan}
    if wanted.unit is not None:
        conditions.append(f"s.task_no IN ({UNIT_TASKS_SQL})")
        parameters |= unit_parameters(connection, wanted.unit, today, wanted.role)
    if wanted.light is not None:
        conditions.append(f"({LIGHT_SQL}) = :light")
        parameters["light"] = wanted.light.value
    if wanted.conflict:
        conditions.append(_IN_CONFLICT)
    if wanted.pace is not None:
        conditions.append(f"({TASK_PACE_SQL}) = '{wanted.pace.value}'")
    if wanted.since is not None and wanted.until is not None:
        conditions.append("s.next_due BETWEEN :since AND :until")
        parameters |= {"since": wanted.since.isoformat(), "until": wanted.until.isoformat()}
    typed = " ".join(typed_words(closed_numbers(wanted.text)))
    for place, word in enumerate(dict.fromkeys(search_key(typed).split())):
        condition, more = _word(connection, word, f"word{place}", states=wanted.states)
        conditions.append(condition)
        parameters |= more
    return " AND ".join(conditions), parameters


def _word(
    connection: sqlite3.Connection, word: str, name: str, *, states: bool
) -> tuple[str, dict[str, Any]]:
    """The condition that one typed word asks for; a number that is a 序号 means that row alone."""
    said, parameters = said_in_task(connection, word, name)
    fits = [said]
    number = read_task_number(word)
    if number is not None:
        rows = f"SELECT no FROM task WHERE plan = coalesce(:plan, {CURRENT_PLAN}) AND printed = :{name}_no"  # noqa: S608
        fits = [f"CASE WHEN EXISTS ({rows}) THEN s.task_no IN ({rows}) ELSE {fits[0]} END"]
        parameters[f"{name}_no"] = str(number)
    code, _, printed = word.rpartition("/")
    if names_matter(printed) or is_matters_code(connection, code):
        known = find_matters(connection, printed)
        fits.append(f"s.task_no IN ({', '.join(map(str, known))})")
    elif "/" in word and (coded := task_named(connection, word)) is not None:
        fits.append(f"s.task_no = :{name}_coded")
        parameters[f"{name}_coded"] = coded
    for light, title in LIGHT_TITLES.items() if states else ():
        if word == search_key(title):
            fits.append(f"({LIGHT_SQL}) = :{name}_light")
            parameters[f"{name}_light"] = light.value
    if states and word == search_key(Pace.ON_PACE.word):
        fits.append(f"({TASK_PACE_SQL}) = 'on_pace'")
    if states and word == search_key(Pace.BEHIND.word):
        fits.append(f"(:behind IS NULL AND ({TASK_PACE_SQL}) = 'behind')")
    if states and asks_conflict(word):
        fits.append(_IN_CONFLICT)
    return f"({' OR '.join(fits)})", parameters
