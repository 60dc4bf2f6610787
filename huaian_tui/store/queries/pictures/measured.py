"""Readings against a target, slips, and shares of units with their intervals."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import date, timedelta

from huaian_tui.domain.dates.calendar_units import month_end
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.evaluation.figures import Figures
from huaian_tui.domain.evaluation.history import MilestoneHistory, Standing, standing_of
from huaian_tui.domain.evaluation.intervals import Against, against_whole, compared_units, interval_of
from huaian_tui.domain.pictures.reading_course import PlannedThen, ReadingCourse, ReadingThen
from huaian_tui.domain.pictures.slip_chart import MOST_LINES, DateThen, SlipChart, SlipLine
from huaian_tui.domain.pictures.unit_intervals import UnitIntervals, UnitShare
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.pace import pace_figures, planned_on
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.store.queries.evaluation.evaluate import evaluate
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.pictures.course import Course
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.tasks import read_readings

_STARTS = (
    "SELECT t.no, p.start_day FROM task AS t JOIN plan AS p ON p.id = t.plan "
    "WHERE t.no IN (SELECT value FROM json_each(?))"
)
_LONGEST_NAME = 24
"""Characters of a milestone's name in a picture."""
_MOST_CORNERS = 60
"""Months of a planned way that are drawn."""


def read_reading_course(connection: sqlite3.Connection, asked: Asked, milestone: str) -> ReadingCourse:
    """The readings of a milestone's target up to the as-of day, and the way that leads to the target."""
    row = read_milestone(connection, asked.as_of, milestone)
    state, target = row.state, row.state.target
    if target is None or state.due is None:
        lacks = "没有量化指标" if target is None else "没有时限"
        raise InputRefused(
            f"节点 {state.id} 画不出读数与目标",
            f"这个节点{lacks}",
            "换一个有量化指标和时限的节点（milestone show 编号 可以看）",
            field="milestone",
        )
    due = state.due
    points = tuple(
        ReadingThen(one.day, one.value, pace_figures(target, (one.day, one.value), due, one.day).planned)
        for one in read_readings(connection, state.task_no)
        if one.milestone == state.id and one.day <= asked.as_of
    )
    first = target.start or date(due.year, 1, 1)
    return ReadingCourse(
        f"{_name(connection, state)}：读数与目标",
        target.unit,
        target.value,
        target.text,
        first,
        due,
        _course(target, first, due),
        points,
        target.is_limit,
    )


def _course(target: Target, first: date, due: date) -> tuple[PlannedThen, ...]:
    """The planned way by its corners: its beginning, the ends of its months, the date."""
    days, day = [first], month_end(first)
    while day < due and len(days) < _MOST_CORNERS:
        days.append(day)
        day = month_end(day + timedelta(days=1))
    return tuple(PlannedThen(one, round(float(planned_on(target, due, one)), 4)) for one in [*days, due])


def _name(connection: sqlite3.Connection, state: MilestoneState | MilestoneHistory) -> str:
    ref = read_refs(connection, [state.task_no]).get(state.task_no)
    task = f"{ref.told}" if ref is not None else ""
    return f"{task}“{short_title(state.title, _LONGEST_NAME)}”"


def read_slip_chart(connection: sqlite3.Connection, asked: Asked) -> SlipChart:
    """Milestones whose date was moved in the period: those whose replaced date, or the decision, lies in it.

    In the order of the dates they had first. A cancelled one is told as far as it went.
    """
    course = Course(connection, asked)
    moved = list[tuple[date, MilestoneHistory, Standing]]()
    there = {one.id for one in course.on(asked.end)}
    for history in course.histories.values():
        standing = standing_of(history, asked.end, asked.as_of) if history.id in there else None
        if standing is not None and standing.original and _moved_within(standing, asked):
            moved.append((standing.original, history, standing))
    moved.sort(key=lambda one: (one[0], one[1].id))
    numbers = json.dumps([history.task_no for _, history, _ in moved[:MOST_LINES]])
    starts = dict(connection.execute(_STARTS, (numbers,)).fetchall())
    lines = [
        SlipLine(
            _name(connection, history),
            _dates(standing, course.set_on(history.id), starts.get(history.task_no)),
            standing.completed or standing.cancelled,
        )
        for _, history, standing in moved[:MOST_LINES]
    ]
    left_out = max(0, len(moved) - MOST_LINES)
    moves = [one.said for line in lines for one in line.points[1:]]
    title, first = f"{asked.period.title}时限改过的节点", min([asked.period.first, *moves])
    return SlipChart(title, first, asked.as_of, tuple(lines), left_out)


def _moved_within(standing: Standing, asked: Asked) -> bool:
    first, last = asked.period
    return any(
        one.before is not None and (first <= one.before <= last or first <= one.day <= last)
        for one in standing.slips
    )


def _dates(standing: Standing, made: date | None, start: str | None) -> tuple[DateThen, ...]:
    """The dates in the order they were said: the first one when the milestone was set, or its plan began."""
    moves = [one for one in standing.slips if one.before is not None]
    before = moves[0].before or moves[0].after
    made = made or (date.fromisoformat(start) if start else date(before.year, 1, 1))
    first = DateThen(min(made, moves[0].day), before)
    return (first, *(DateThen(one.day, one.after) for one in moves))


def read_unit_intervals(connection: sqlite3.Connection, asked: Asked) -> UnitIntervals:
    """The share in time of each unit that leads, with its interval, beside that of the plans as a whole."""
    asked = replace(asked, role=asked.role or "lead")
    plans = evaluate(connection, replace(asked, by="plan", role=None)).rows
    whole_part = sum(row.figures.on_time_rate.part for row in plans)
    whole = sum(row.figures.on_time_rate.whole for row in plans)
    rows = [row for row in evaluate(connection, replace(asked, by="unit")).rows if _measured(row.figures)]
    compared = compared_units([row.figures.on_time_rate.whole for row in rows])
    units = list[UnitShare]()
    for row in rows:
        part, of = row.figures.on_time_rate
        interval = interval_of(part, of)
        against = against_whole(part, of, whole_part / whole if whole else None, compared)
        said = "" if against is Against.TOO_FEW else against.word
        low, high = interval or (None, None)
        units.append(UnitShare(row.name, part, of, low, high, said))
    return UnitIntervals(f"{asked.period.title}各单位按期率与区间", "按期率", tuple(units), whole_part, whole)


def _measured(figures: Figures) -> bool:
    return figures.on_time_rate.whole > 0
