"""Former days of the morning screen, from the versions of milestones: no other day is opened for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from huaian_tui.domain.answers.trends import CountsOn, PlanMoved, Trends
from huaian_tui.domain.pictures.burn_down import BurnDown, Remaining
from huaian_tui.ledger.identity import day_number
from huaian_tui.store.engine.past_state import is_past_filled
from huaian_tui.store.queries.notices import days_told, issued_circulars
from huaian_tui.store.queries.plan_scope import plans_in_use

WEEK = timedelta(days=7)
MOST_PLANS = 60
"""Plans that are told apart; of more the whole is said alone: nobody looks through them each morning."""

MOST_DAYS_TOLD = 4
"""Days of 通报 on which plans are counted: each looks at all versions once more, older ones say little."""

MONTHS = 5
"""Ends of months before today at which it is counted what was left."""

_SCOPE = (
    "m.task_no NOT IN (SELECT no FROM task WHERE ended_on IS NOT NULL "
    "OR plan IN (SELECT id FROM plan WHERE closed_on IS NOT NULL))"
)
"""As ``plan_scope.in_scope``, by one list of what is gone: these statements go through all milestones."""

_LEFT, _DONE = "m.status = 'open' AND m.due IS NOT NULL", "m.status = 'done'"


def read_trends(connection: sqlite3.Connection, today: date) -> Trends:
    """The counts of today, of a week ago and of the day that the last 通报 told, and the burn-down."""
    ends, by_plan = month_ends(today), 1 < len(plans_in_use(connection)) <= MOST_PLANS
    present = _summed(
        connection,
        "milestone",
        [_LEFT, f"m.status = 'open' AND m.due < '{today}'", _DONE]
        + [f"m.status <> 'cancelled' AND m.due > '{day}'" for day in (*ends, today)],
        by_plan=by_plan,
    )
    (left, late, done, *planned) = _whole(present, 3 + len(ends) + 1)
    now = CountsOn(today, left, late, done)
    if not is_past_filled(connection):
        return Trends(now)
    circular = next(issued_circulars(connection, today), None)
    told = None if circular is None else circular.as_of or circular.drafted_on
    told_of = _told_of(connection, today) if by_plan else {}
    former = dict.fromkeys((*([] if told is None else [told]), *told_of.values()))
    compared = list(dict.fromkeys((today - WEEK, *(day for day in former if day < today))))
    then, left_then, then_by_plan = _then(connection, compared, ends, by_plan=by_plan)
    points = zip((*ends, today), planned, [*left_then, left], strict=True)
    return Trends(
        now,
        then[today - WEEK],
        None if told is None else then.get(told),
        "" if circular is None else circular.number,
        BurnDown("剩余未办结节点", tuple(Remaining(*one) for one in points)),
        {
            plan: _moved(today, told_of.get(plan), now, then_by_plan.get(plan))
            for plan, now in present.items()
            if by_plan
        },
    )


def _told_of(connection: sqlite3.Connection, today: date) -> dict[str, date]:
    """The day that the newest 通报 on each plan told; of few days, and not of a plan without one."""
    found = dict[str, date]()
    for day, plans in days_told(connection, today):
        if len({*found.values(), day}) > MOST_DAYS_TOLD:
            break
        for plan in plans:
            found.setdefault(plan, day)
    return found


def _moved(
    today: date, told: date | None, now: Sequence[int], then: dict[date, CountsOn] | None
) -> PlanMoved:
    """One plan now and then; where it had no milestone yet, nothing of it was counted then."""
    former = then or {}
    week = today - WEEK
    circular = None
    if told is not None and told < today:
        circular = former.get(told) or CountsOn(told, 0, 0, 0)
    return PlanMoved(CountsOn(today, *now[:3]), former.get(week) or CountsOn(week, 0, 0, 0), circular)


def _then(
    connection: sqlite3.Connection, days: Sequence[date], ends: Sequence[date], *, by_plan: bool
) -> tuple[dict[date, CountsOn], list[int], dict[str, dict[date, CountsOn]]]:
    """The counts of these days, and what was left at these ends, by what was known by the end of each.

    Last the counts of these days of each plan. The versions are gone through once.
    """
    conditions = list[str]()
    for day in days:
        late = f"m.status = 'open' AND m.due < '{day}'"
        conditions += [f"{_held(day)} AND {one}" for one in (_LEFT, late, _DONE)]
    conditions += [f"{_held(day)} AND {_LEFT}" for day in ends]
    sums = _summed(connection, "main.milestone_version", conditions, by_plan=by_plan)
    found = _whole(sums, len(conditions))
    each = {plan: _on_days(days, some) for plan, some in sums.items()}
    return _on_days(days, found), found[3 * len(days) :], each


def _on_days(days: Sequence[date], found: Sequence[int]) -> dict[date, CountsOn]:
    return {day: CountsOn(day, *found[3 * place : 3 * place + 3]) for place, day in enumerate(days)}


def _whole(by_plan: Mapping[str, Sequence[int]], number: int) -> list[int]:
    """The sums over all plans of so many counts."""
    return [sum(some[place] for some in by_plan.values()) for place in range(number)]


def _held(day: date) -> str:
    """A version stood at the end of a day."""
    number = day_number(day)
    return f"m.since <= {number} AND m.until > {number}"


def _summed(
    connection: sqlite3.Connection, table: str, conditions: Sequence[str], *, by_plan: bool
) -> dict[str, list[int]]:
    """How many milestones of what is under way meet each of these conditions: days and numbers of our own.

    By plan, or of all under no name: their plans are looked up only where they are told apart.
    """
    plan, plans = ("t.plan", "JOIN task AS t ON t.no = m.task_no ") if by_plan else ("''", "")
    sums = ", ".join(f"coalesce(sum({one}), 0)" for one in conditions)
    rows = connection.execute(
        f"SELECT {plan}, {sums} FROM {table} AS m {plans}WHERE {_SCOPE} GROUP BY 1"  # noqa: S608
    )
    return {name: [int(one) for one in counts] for name, *counts in rows}


def month_ends(today: date) -> Sequence[date]:
    """The last days of the months before that of today, oldest first."""
    found = list[date]()
    first = today.replace(day=1)
    for _ in range(MONTHS):
        found.insert(0, first - timedelta(days=1))
        first = found[0].replace(day=1)
    return found
