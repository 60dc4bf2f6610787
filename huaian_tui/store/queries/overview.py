"""The morning screen: where the whole plan stands on a day."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from datetime import date

from huaian_tui.domain.answers.overview import Overview
from huaian_tui.domain.rules.lights import (
    MORE_THAN_DATE,
    TASK_DONE,
    TASK_RULE_BY_DATE,
    Light,
    days_after,
    due_span,
)
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.engine.past_state import shows_past
from huaian_tui.store.queries import milestones, notes, notices
from huaian_tui.store.queries import time_line as events
from huaian_tui.store.queries.forks import count_open_forks
from huaian_tui.store.queries.plan import read_plan
from huaian_tui.store.queries.plan_scope import ANY_GONE, ENDED
from huaian_tui.store.queries.plans import read_plans_in_use
from huaian_tui.store.queries.self_reports import pending_reports
from huaian_tui.store.queries.sql_parts import LIGHT_SQL, TASK_FACTS, day_parameters

MOST_WAITING = 100
"""Rows of each kind on the morning screen; the lists behind it show all."""


def count_lights(connection: sqlite3.Connection, today: date, plan: str | None = None) -> dict[Light, int]:
    """Tasks of all open plans, or of this one, by light; every light is there.

    Ranges of indexes are counted as the dates alone would have it; only the tasks for which more
    than the date matters are worked out one by one: a millisecond or two at 100,000 tasks. The
    same as ``LIGHT_SQL`` (a test compares them). As of a past day the versions are gone through once
    instead: each range would be.
    """
    if plan is not None or shows_past(connection) or connection.execute(ANY_GONE).fetchone():
        return _summed(counts_by_plan(connection, today, plan))
    total, undated, done = connection.execute(_ALL_UNDATED_DONE).fetchone()
    counts = dict.fromkeys(Light, 0)
    rules = read_light_rules(connection)
    for light in (Light.OVERDUE, Light.DUE_SOON):
        span = [day.isoformat() for day in due_span(light, today, rules)]
        counts[light] = connection.execute(_DUE_BETWEEN, span).fetchone()[0]
    counts[Light.DONE] = done
    # A task whose milestones are all done has no next date: it is among the undated ones.
    counts[Light.UNSCHEDULED] = undated - done
    counts[Light.ON_TRACK] = total - sum(counts.values())
    for by_date, light, count in connection.execute(_MOVED, day_parameters(connection, today)):
        counts[Light(by_date)] -= count
        counts[Light(light)] += count
    return counts


def _summed(by_plan: Mapping[str, Mapping[Light, int]]) -> dict[Light, int]:
    return {light: sum(one[light] for one in by_plan.values()) for light in Light}


def counts_by_plan(
    connection: sqlite3.Connection, today: date, plan: str | None = None
) -> dict[str, dict[Light, int]]:
    """For each open plan, in their order, its tasks by light; every light is there.

    ``plan``: of this one alone, closed or not. One pass through an index that has all that is needed.
    """
    scope, parameters = "id = :plan" if plan else "closed_on IS NULL", {"plan": plan}
    plans = connection.execute(f"SELECT id FROM plan WHERE {scope} ORDER BY made", parameters)  # noqa: S608
    found = {identity: dict.fromkeys(Light, 0) for (identity,) in plans.fetchall()}
    parameters |= day_parameters(connection, today)
    if shows_past(connection):
        for identity, light, count in connection.execute(_PAST_LIGHTS.format(scope=scope), parameters):
            found[identity][Light(light)] = count
        return found
    for identity, lights in connection.execute(_LIGHTS_BY_PLAN.format(scope=scope), parameters):
        for light, count in Counter((lights or "").split()).items():
            found[identity][Light(light)] = count
    return found


_LIGHTS_BY_PLAN = (
    f"SELECT p.id, (SELECT group_concat({LIGHT_SQL}, ' ') FROM task_state AS s "  # noqa: S608 - constant parts
    f"WHERE s.plan = p.id AND s.task_no NOT IN ({ENDED})) FROM plan AS p WHERE p.{{scope}}"
)
"""The lights of each plan's tasks in one text: grouped in SQL by plan and light, all tasks are sorted first,
which takes four times as long (37 against 140 ms for 100,000 tasks of 200 plans)."""

_PAST_LIGHTS = (
    f"SELECT p.id, {LIGHT_SQL}, count(*) FROM task_state AS s "  # noqa: S608 - constant parts
    "CROSS JOIN plan AS p ON p.id = s.plan "
    f"WHERE p.{{scope}} AND s.task_no NOT IN ({ENDED}) GROUP BY 1, 2"
)
"""As of a past day the versions of all tasks are gone through once, not once a plan."""

_ALL_UNDATED_DONE = (
    "SELECT (SELECT count(*) FROM task_state), "  # noqa: S608 - constant conditions
    "(SELECT count(*) FROM task_state WHERE next_due IS NULL), "
    f"(SELECT count(*) FROM task_state AS s WHERE {TASK_DONE.sql(TASK_FACTS)})"
)
_DUE_BETWEEN = "SELECT count(*) FROM task_state WHERE next_due BETWEEN ? AND ?"
_BY_DATE = TASK_RULE_BY_DATE.sql(TASK_FACTS, {light: light.value for light in Light})
_MOVED = (
    f"SELECT {_BY_DATE}, {LIGHT_SQL}, count(*) FROM task_state AS s "  # noqa: S608 - constant conditions
    f"WHERE {MORE_THAN_DATE.sql(TASK_FACTS)} GROUP BY 1, 2"
)
"""Tasks for which more than the date matters: their light by the date alone, and as it is."""


def read_overview(
    connection: sqlite3.Connection,
    today: date,
    recent: int = 20,
    most: int = MOST_WAITING,
) -> Overview:
    """What the morning screen shows: of each kind the first ``most`` rows, and how many there are."""
    week, rules = days_after(today, 7), read_light_rules(connection)
    (first, late), (now, soon) = (due_span(light, today, rules) for light in (Light.OVERDUE, Light.DUE_SOON))
    plans = tuple(read_plans_in_use(connection))
    by_plan = counts_by_plan(connection, today) if len(plans) > 1 else {}
    lights = _summed(by_plan) if by_plan else count_lights(connection, today)
    follow_ups, promises = notes.follow_ups_and_counts(connection, today, week, most)
    unanswered = notices.list_unanswered(connection, today)
    return Overview(
        plan=read_plan(connection),
        rules=rules,
        tasks=sum(lights.values()),
        lights=lights,
        overdue=tuple(milestones.first_due(connection, today, since=first, until=late, most=most)),
        overdue_count=milestones.count_due(connection, today, since=first, until=late),
        due_soon=tuple(milestones.first_due(connection, today, since=now, until=soon, most=most)),
        due_soon_count=milestones.count_due(connection, today, since=now, until=soon),
        conflicts=milestones.count_conflicts(connection),
        follow_ups=tuple(follow_ups),
        promises=promises,
        unanswered=tuple(unanswered[:most]),
        unanswered_units=sum(len(notice.missing) for notice in unanswered),
        reports=pending_reports(connection),
        recent=tuple(events.recent(connection, recent)),
        plans=plans,
        plan_lights=by_plan,
        forks=count_open_forks(connection),
    )
