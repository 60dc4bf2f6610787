"""How many rows of a list each further filter would leave: counted as the list itself is, by its own query.

What may be typed next is shown with its number while one filters. The rows are found once; lights, quarters
and plans are counted among them, and the units that have the most of them: each as its own filter would,
with what it does as a member of a group.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from huaian_tui.domain.dates.reporting_period import quarter_of
from huaian_tui.domain.notices import EVERY_STATE, NOTICE_TITLES, STATE_ASKED, WAITING
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.words.paces import PACE_ASKED
from huaian_tui.domain.words.verdicts import Verdict
from huaian_tui.store.queries import find_milestones, find_notices, find_tasks
from huaian_tui.store.queries.forecast_verdicts import listed_as
from huaian_tui.store.queries.sql_parts import HELD_SQL, unit_parameters
from huaian_tui.store.queries.unit_history import names_on
from huaian_tui.store.search.filters import (
    Facet,
    Filter,
    Vocabulary,
    added,
    dates_filter,
    light_filter,
    notice_filter,
    pace_filter,
    plan_filter,
    standing_filter,
    unit_filter,
    verdict_filter,
)
from huaian_tui.store.search.list_filters import milestone_filter, notice_list_filter, task_filter

MOST_UNITS, MOST_QUARTERS = 12, 6

Counted = tuple[Filter, int]


class FacetCounts(NamedTuple):
    """``values``: filters that could be set next, with the rows each would leave; ``offered``: the rows that
    the filters leave which the last word may mean.

    ``unnumbered``: further ones that could be set, whose rows are too many to be counted. ``unfinished``:
    what to go on with (``Asked.so_far``); what stands beside it is no answer yet.
    """

    values: tuple[Counted, ...] = ()
    offered: Mapping[Filter, int] = {}
    unnumbered: tuple[Filter, ...] = ()
    unfinished: object = None


class Asked(NamedTuple):
    """What a list is narrowed to: the words typed, and those without the last one, which ``offers`` filters.

    ``plans``: (id, short name) of the plans in use; none where there is but one. ``known``: the words of the
    ledger. ``so_far``: what was counted of it already.
    """

    text: str
    before_last: str
    filters: Sequence[Filter]
    offers: Sequence[Filter]
    plans: Sequence[tuple[str, str]]
    known: Vocabulary = Vocabulary()
    so_far: object = None


def count_tasks(connection: sqlite3.Connection, today: date, asked: Asked) -> FacetCounts:
    """For the list of tasks."""

    def rows(text: str, filters: Sequence[Filter]) -> int:
        return find_tasks.count_tasks(connection, today, task_filter(text, filters))

    if asked.offers:
        return FacetCounts((), _offered(asked, rows))
    listed = find_tasks.listed_sql(connection, today, task_filter(asked.text, asked.filters))
    return FacetCounts(tuple(_values(connection, today, asked, *listed)))


def count_milestones(
    connection: sqlite3.Connection, today: date, asked: Asked, *, finished: bool
) -> FacetCounts:
    """For the list of milestones."""

    def rows(text: str, filters: Sequence[Filter]) -> int:
        wanted = milestone_filter(text, filters, finished=finished)
        return find_milestones.count_milestones(connection, today, wanted)

    if asked.offers:
        return FacetCounts((), _offered(asked, rows))
    wanted = milestone_filter(asked.text, asked.filters, finished=finished)
    sql, parameters = find_milestones.listed_sql(connection, today, wanted)
    values = parameters | {"likely": listed_as(connection, today, Verdict.LIKELY_LATE)}
    return FacetCounts(tuple(_values(connection, today, asked, sql, values, _LIKELY)))


def count_notices(connection: sqlite3.Connection, today: date, asked: Asked) -> FacetCounts:
    """For the list of notices; without a state those that the daily list shows."""

    def rows(text: str, filters: Sequence[Filter]) -> int:
        return len(find_notices.find_notices(connection, notice_list_filter(text, filters)).keys)

    if asked.offers:
        return FacetCounts((), _offered(asked, rows))
    return FacetCounts(tuple(_notice_values(connection, today, asked)))


def _notice_values(connection: sqlite3.Connection, today: date, asked: Asked) -> Iterator[Counted]:
    wanted, known = notice_list_filter(asked.text, asked.filters), {one.facet for one in asked.filters}
    with_plans = bool(asked.plans) and Facet.PLAN not in known
    found, asks_state = find_notices.read_notice_facts(connection, wanted, plans=with_plans)
    daily = [one for one in found if asks_state or not one.put_away]
    if Facet.STANDING not in known:
        states = Counter(one.standing for one in found)
        states[WAITING] = sum(one.waiting for one in found)
        states[EVERY_STATE] = len(found) if len(found) > len(daily) else 0
        yield from ((standing_filter(one), states[one]) for one in STATE_ASKED if states[one])
    if Facet.NOTICE not in known:
        kinds = Counter(one.kind for one in daily).most_common()
        yield from ((notice_filter(kind), number) for kind, number in kinds if kind in NOTICE_TITLES)
    if Facet.DATES not in known:
        yield from quarters(Counter(quarter_key(one.day) for one in daily), today)
    if with_plans:
        plans = Counter(plan for one in daily for plan in set(one.plans))
        yield from ((plan_filter(*one), plans[one[0]]) for one in asked.plans if plans[one[0]])
    if Facet.UNIT not in known:
        members, counts = find_notices.certain_members(connection), Counter[str]()
        for one in daily:
            counts.update({*one.units, *(unit for to in one.units for unit in members.get(to, ()))})
        names = names_on(connection, today)
        units = [(unit_filter(unit, names[unit][0]), counts[unit]) for unit in counts if unit in names]
        yield from sorted(units, key=_most_first)[:MOST_UNITS]


def _offered(asked: Asked, rows: Callable[[str, Sequence[Filter]], int]) -> dict[Filter, int]:
    return {one: rows(asked.before_last, added(asked.filters, one)) for one in asked.offers}


_COUNTED = """
WITH listed AS MATERIALIZED ({listed})
SELECT 'light', light, count(*) FROM listed GROUP BY light
UNION ALL SELECT 'quarter', substr(due, 1, 4) || 'Q' || ((substr(due, 6, 2) + 2) / 3), count(*)
          FROM listed WHERE due IS NOT NULL GROUP BY 2
UNION ALL SELECT 'plan', plan, count(*) FROM listed GROUP BY plan
UNION ALL SELECT 'tasks', json_group_object(task_no, number), 0
          FROM (SELECT task_no, count(*) AS number FROM listed GROUP BY task_no)
UNION ALL SELECT 'pace', pace, count(*) FROM listed GROUP BY pace
"""

_LIKELY = """UNION ALL SELECT 'forecast', 'likely_late', count(*) FROM listed
 WHERE id IN (SELECT value FROM json_each(:likely))
"""
"""Of milestones also those that are likely to come late."""

_TASKS = """
WITH listed AS MATERIALIZED (SELECT CAST(key AS INTEGER) AS task_no, value AS number FROM json_each(:listed))
"""

_BY_SLOT = f"""{_TASKS}
SELECT slot.unit, sum(listed.number) AS rows
FROM task_unit AS slot CROSS JOIN listed ON listed.task_no = slot.task_no
WHERE slot.unit IS NOT NULL GROUP BY slot.unit ORDER BY rows DESC
"""  # noqa: S608 - constant parts
"""Which units have the most: through the index of the units, without a sort of all their slots."""

_BY_HELD = f"""{_TASKS}
SELECT unit, sum(number) FROM (SELECT DISTINCT held_by.unit AS unit, listed.task_no, listed.number AS number
    FROM (SELECT held.through AS unit, slot.task_no AS task_no FROM {HELD_SQL}) AS held_by
    JOIN listed ON listed.task_no = held_by.task_no)
GROUP BY unit
"""  # noqa: S608 - constant parts


def _values(
    connection: sqlite3.Connection,
    today: date,
    asked: Asked,
    listed: str,
    parameters: dict[str, Any],
    more: str = "",
) -> Iterator[Counted]:
    """What could be set next, by facet; one that is set already is not asked about again."""
    found: dict[str, dict[str, int]] = {}
    tasks = "{}"
    for part, value, number in connection.execute(_COUNTED.format(listed=listed) + more, parameters):
        if part == "tasks":
            tasks = value
        elif value is not None:
            found.setdefault(part, {})[value] = number
    known = {one.facet for one in asked.filters}
    lights, plans = found.get("light", {}), found.get("plan", {})
    if Facet.LIGHT not in known:
        yield from ((light_filter(one), lights[one.value]) for one in Light if one.value in lights)
    paces, likely = found.get("pace", {}), found.get("forecast", {}).get(Verdict.LIKELY_LATE, 0)
    if Facet.PACE not in known:
        yield from ((pace_filter(one), paces[one.value]) for one in PACE_ASKED if one.value in paces)
    if Facet.FORECAST not in known and likely:
        yield verdict_filter(Verdict.LIKELY_LATE), likely
    if Facet.DATES not in known:
        yield from quarters(found.get("quarter", {}), today)
    if Facet.PLAN not in known:
        yield from ((plan_filter(*one), plans[one[0]]) for one in asked.plans if one[0] in plans)
    if Facet.UNIT not in known:
        yield from _units(connection, today, tasks)


def quarters(counts: Mapping[str, int], today: date) -> Iterator[Counted]:
    """This quarter and the next ones, then those before, latest first: the nearest are asked for most.

    ``counts`` by ``quarter_key``.
    """
    days = sorted(date(int(one[:4]), 3 * int(one[5:]) - 2, 1) for one in counts)
    now = quarter_of(today).first
    near = [*(one for one in days if one >= now), *(one for one in reversed(days) if one < now)]
    for first in near[:MOST_QUARTERS]:
        yield _quarter(first), counts[quarter_key(first.isoformat())]


def quarter_key(day: str) -> str:
    """The quarter of an ISO day: 2026Q3."""
    return f"{day[:4]}Q{(int(day[5:7]) + 2) // 3}"


def last_quarters(today: date) -> list[Filter]:
    """This quarter and those before, as filters."""
    first, found = quarter_of(today).first, list[Filter]()
    for _ in range(MOST_QUARTERS):
        found.append(_quarter(first))
        first = quarter_of(first - timedelta(days=1)).first
    return found


def _quarter(first: date) -> Filter:
    quarter = quarter_of(first)
    return Filter(Facet.DATES, dates_filter(quarter).value, quarter.title)


def _units(connection: sqlite3.Connection, today: date, tasks: str) -> Iterable[Counted]:
    """The units with the most of these rows, each with those that it has in whatever way."""
    names = names_on(connection, today)
    named = [unit for unit, _ in connection.execute(_BY_SLOT, {"listed": tasks}) if unit in names]
    held = [
        [*one, unit]
        for unit in named[:MOST_UNITS]
        for one in json.loads(unit_parameters(connection, unit, today)["held"])
    ]
    rows = connection.execute(_BY_HELD, {"listed": tasks, "held": json.dumps(held)})
    return sorted(((unit_filter(unit, names[unit][0]), number) for unit, number in rows), key=_most_first)


def _most_first(counted: Counted) -> tuple[int, str]:
    return -counted[1], counted[0].words
