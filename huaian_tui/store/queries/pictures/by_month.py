"""Burn-down, lights over time, unit × month matrix: what stood at the ends of months.

``only``: of these tasks; ``course``: how they stood, where that is read already.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import chain

from huaian_tui.domain.pictures.burn_down import BurnDown, Remaining
from huaian_tui.domain.pictures.lights_course import LightsCourse, LightsThen
from huaian_tui.domain.pictures.unit_matrix import UnitCounts, UnitMatrix
from huaian_tui.domain.rules.lights import TASK_RULE_TOLD, Light, light_days, lights_of
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.evaluation.owners import Owners
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.pictures.course import Course, Paces, Place, Thing, days_of
from huaian_tui.store.queries.unit_history import names_on


def read_burn_down(
    connection: sqlite3.Connection,
    asked: Asked,
    only: Collection[int] | None = None,
    course: Course | None = None,
) -> BurnDown:
    """Milestones due in the period, cancelled ones left out: how many are left month after month.

    The plan is that each is done on its original date; in fact each is left until its completion. It begins
    with the day before the period, on which nothing of it is due yet.
    """
    course, period = course or Course(connection, asked, only), asked.period
    days = [period.first - timedelta(days=1), *days_of(period, asked.as_of, coming=True)]
    known = sorted({asked.end, *(day for day in days if day <= asked.as_of)})
    end, firsts, carried = known.index(asked.end), Counter[date](), 0
    done = [0] * len(known)
    for thing in course.things(known):
        at_end = next((one.standing for one in thing.spans if one.first <= end < one.until), None)
        if at_end is None or at_end.cancelled is not None or at_end.due is None:
            continue
        carried += len(thing.tasks) * (at_end.is_open and at_end.due < period.first)
        if not period.first <= at_end.due <= period.last:
            continue
        firsts[at_end.original or at_end.due] += len(thing.tasks)
        for one in thing.spans:
            if one.standing.completed is not None:
                for place in range(one.first, one.until):
                    done[place] += len(thing.tasks)
    points, cohort = list[Remaining](), firsts.total()
    for day in days if cohort else ():
        planned = sum(times for first, times in firsts.items() if first > day)
        actual = cohort - done[known.index(day)] if day <= asked.as_of else None
        points.append(Remaining(day, planned, actual))
    return BurnDown(f"{period.title}到期节点的剩余数", tuple(points), carried)


def read_lights_course(
    connection: sqlite3.Connection,
    asked: Asked,
    only: Collection[int] | None = None,
    course: Course | None = None,
) -> LightsCourse:
    """The lights of the tasks at the ends of the months, as papers tell them: without the office's visits."""
    course, rules = course or Course(connection, asked, only), read_light_rules(connection)
    paces = Paces(connection) if rules.behind_light else None
    lights, days = lights_of(rules), days_of(asked.period, asked.as_of)
    decided = [light_days(day, rules) for day in days]
    bounds = sorted({day for of_day in decided for day in of_day.values() if day is not None})
    there = course.tasks_there(days)
    of_task = dict[int, list[_Course]]()
    for thing in course.things(days, () if paces is None else paces.measured, there):
        told = _told(thing, days, paces, bounds)
        for task in thing.tasks:
            of_task.setdefault(task, []).append(told)
    stretches = Counter[tuple[Place, tuple[_Course, ...]]](
        (place, tuple(of_task.get(task, ()))) for task, place in there.items()
    )
    facts = Counter[tuple[_Facts, int, int]]()
    for (place, courses), times in stretches.items():
        for one in _together(place, courses):
            facts[one] += times
    counts, decide = [Counter[Light]() for _ in days], cache(lambda known, at: _light(known, decided[at]))
    for (known, first, until), times in facts.items():
        for at in range(first, until):
            counts[at][decide(known, at)] += times
    points = [LightsThen(day, tuple(of[one] for one in lights)) for day, of in zip(days, counts, strict=True)]
    return LightsCourse(f"{asked.period.title}各月末任务状态", lights, tuple(points))


_Facts = tuple[int, int, date | None, date | None]
"""Of a task: whether one is open, one is done, the first date of the open ones, since when one is behind."""

_Course = tuple[tuple[int, int, _Facts], ...]
"""The same of one milestone: from which place among the days on, until which, what it adds."""

_NO_MILESTONES: _Facts = (0, 0, None, None)


def _told(thing: Thing, days: Sequence[date], paces: Paces | None, bounds: Sequence[date]) -> _Course:
    """What milestones add to the facts of their tasks; since when they are behind is asked day by day.

    ``bounds``: the days that the rules compare with; dates that lie among them alike are taken as the same.
    """
    found = list[tuple[int, int, _Facts]]()
    for first, until, standing in thing.spans:
        if standing.completed is not None:
            found.append((first, until, (0, 1, None, None)))
        elif standing.is_open and (paces is None or not thing.id):
            found.append((first, until, (1, 0, _alike(standing.due, bounds), None)))
        elif standing.is_open and paces is not None:
            for at in range(first, until):
                behind = paces.behind_from(thing.id, standing.due, days[at])
                found.append((at, at + 1, (1, 0, _alike(standing.due, bounds), _alike(behind, bounds))))
    return tuple(found)


def _alike(day: date | None, bounds: Sequence[date]) -> date | None:
    """The first day that lies among these as this one does."""
    place = 0 if day is None else bisect_left(bounds, day)
    if day is None or (place < len(bounds) and bounds[place] == day):
        return day
    return bounds[place - 1] + timedelta(days=1) if place else date.min


def _together(place: Place, courses: Sequence[_Course]) -> Iterator[tuple[_Facts, int, int]]:
    """The facts of a task with these milestones, and from which place on among the days until which."""
    spans = [span for course in courses for span in course]
    starts = sorted({place[0], *(at for first, until, _ in spans for at in (first, until) if at < place[1])})
    for first, until in zip(starts, [*starts[1:], place[1]], strict=True):
        open_, done, due, behind = _NO_MILESTONES
        for begun, ended, facts in spans:
            if begun <= first < ended:
                open_, done = max(open_, facts[0]), max(done, facts[1])
                due, behind = _earlier(due, facts[2]), _earlier(behind, facts[3])
        yield (open_, done, due, behind), first, until


def _light(facts: _Facts, days: Mapping[str, date | None]) -> Light:
    """The light that papers tell of a task; the rule asks only whether there is anything open or done."""
    names = ("open_count", "done_count", "due", "behind_from")
    return TASK_RULE_TOLD.decide({**dict(zip(names, facts, strict=True)), "follow_up": None, **days})


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def read_unit_matrix(
    connection: sqlite3.Connection,
    asked: Asked,
    only: Collection[int] | None = None,
    course: Course | None = None,
) -> UnitMatrix:
    """What was overdue at the ends of the months, by the units that lead; those without any are left out.

    Several leads: one count for each. Units stand in the order in which they were entered.
    """
    asked = replace(asked, by="unit", role=asked.role or "lead")
    course, owners = course or Course(connection, asked, only), Owners(connection, asked)
    days = days_of(asked.period, asked.as_of)
    late = dict[tuple[date, int, int], list[int]]()
    for thing in course.things(days):
        for first, until, standing in thing.spans:
            due = standing.due
            if standing.is_open and due is not None and due < days[until - 1]:
                late.setdefault((due, max(first, bisect_right(days, due)), until), []).extend(thing.tasks)
    counts = dict[str, Counter[int]]()
    for (due, first, until), tasks in late.items():
        for (unit, _), times in Counter(chain.from_iterable(owners.of_each(tasks, due))).items():
            of_unit = counts.setdefault(unit, Counter())
            for at in range(first, until):
                of_unit[at] += times
    names = names_on(connection, asked.as_of)
    made = [unit for (unit,) in connection.execute("SELECT id FROM unit ORDER BY made")]
    units = tuple(
        UnitCounts(names.get(unit, (unit, unit))[0], tuple(counts[unit][place] for place in range(len(days))))
        for unit in made
        if unit in counts
    )
    return UnitMatrix(f"{asked.period.title}各单位月末逾期节点", "逾期节点", days, units)
