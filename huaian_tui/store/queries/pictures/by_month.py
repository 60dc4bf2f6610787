"""Burn-down, lights over time, unit × month matrix: what stood at the ends of months.

``only``: of these tasks; ``course``: how they stood, where that is read already.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from huaian_tui.domain.pictures.burn_down import BurnDown, Remaining
from huaian_tui.domain.pictures.lights_course import LightsCourse, LightsThen
from huaian_tui.domain.pictures.unit_matrix import UnitCounts, UnitMatrix
from huaian_tui.domain.rules.lights import TASK_RULE_TOLD, Light, light_days, lights_of
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.evaluation.owners import Owners
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.pictures.course import Course, Paces, days_of
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
    cohort, carried = dict[str, date | None](), 0
    for one in course.on(asked.end):
        due = one.standing.due
        if one.standing.cancelled is not None or due is None:
            continue
        if period.first <= due <= period.last:
            cohort[one.id] = one.standing.original or due
        carried += one.standing.is_open and due < period.first
    days = [period.first - timedelta(days=1), *days_of(period, asked.as_of, coming=True)]
    points = list[Remaining]()
    for day in days if cohort else ():
        planned = sum(first is not None and first > day for first in cohort.values())
        actual = None
        if day <= asked.as_of:
            done = (one for one in course.on(day) if one.id in cohort and one.standing.completed is not None)
            actual = len(cohort) - sum(1 for _ in done)
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
    lights = lights_of(rules)
    points = list[LightsThen]()
    for day in days_of(asked.period, asked.as_of):
        days, facts = light_days(day, rules), dict.fromkeys(course.tasks_on(day), _NO_MILESTONES)
        for one in course.on(day):
            counted, done, due, behind = facts[one.task_no]
            if one.standing.is_open:
                first = _earlier(due, one.standing.due)
                if paces is not None:
                    behind = _earlier(behind, paces.behind_from(one.id, one.standing.due, day))
                facts[one.task_no] = (counted + 1, done, first, behind)
            elif one.standing.completed is not None:
                facts[one.task_no] = (counted, done + 1, due, behind)
        counts = Counter[Light]()
        for (counted, done, due, behind), times in Counter(facts.values()).items():
            known = {"open_count": counted, "done_count": done, "due": due, "behind_from": behind}
            counts[TASK_RULE_TOLD.decide(known | {"follow_up": None} | days)] += times
        points.append(LightsThen(day, tuple(counts[light] for light in lights)))
    return LightsCourse(f"{asked.period.title}各月末任务状态", lights, tuple(points))


_Facts = tuple[int, int, date | None, date | None]
_NO_MILESTONES: _Facts = (0, 0, None, None)


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
    counts = dict[str, Counter[int]]()
    for place, day in enumerate(days):
        for one in course.on(day):
            due = one.standing.due
            if one.standing.is_open and due is not None and due < day:
                for unit, _ in owners.of(one.task_no, due):
                    counts.setdefault(unit, Counter())[place] += 1
    names = names_on(connection, asked.as_of)
    made = [unit for (unit,) in connection.execute("SELECT id FROM unit ORDER BY made")]
    units = tuple(
        UnitCounts(names.get(unit, (unit, unit))[0], tuple(counts[unit][place] for place in range(len(days))))
        for unit in made
        if unit in counts
    )
    return UnitMatrix(f"{asked.period.title}各单位月末逾期节点", "逾期节点", days, units)
