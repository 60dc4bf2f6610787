"""Readings against a target, slips, and shares of units with their intervals."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from huaian_tui.domain.answers.plans import TaskRef
from huaian_tui.domain.dates.calendar_units import month_end
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.evaluation.figures import Figures
from huaian_tui.domain.evaluation.history import Slip, Standing
from huaian_tui.domain.evaluation.intervals import Against, against_whole, compared_units, interval_of
from huaian_tui.domain.pictures.reading_course import PlannedThen, ReadingCourse, ReadingThen
from huaian_tui.domain.pictures.slip_chart import MOST_LINES, DateThen, SlipChart, SlipLine
from huaian_tui.domain.pictures.unit_intervals import UnitIntervals, UnitShare
from huaian_tui.domain.rules.pace import first_day, pace_figures, planned_on, steps
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.ledger.identity import day_of_id, day_of_number
from huaian_tui.store.queries.evaluation.behind_figures import Behind, slip_ledger
from huaian_tui.store.queries.evaluation.evaluate import evaluate
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.tasks import read_readings

_STARTS = (
    "SELECT m.id, p.start_day FROM milestone AS m JOIN task AS t ON t.no = m.task_no "
    "JOIN plan AS p ON p.id = t.plan WHERE m.id IN (SELECT value FROM json_each(?))"
)
_SET = (
    "SELECT r.milestone, r.occurred_on, r.id FROM record AS r WHERE r.kind = 'milestone_set' "
    "AND r.milestone IN (SELECT value FROM json_each(?))"
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
    first = first_day(target, due)
    return ReadingCourse(
        f"{_name(row.named, state.title)}：读数与目标",
        target.unit,
        target.value,
        target.text,
        first,
        due,
        _course(target, first, due),
        points,
        target.is_limit,
        bool(target.trajectory),
    )


def _course(target: Target, first: date, due: date) -> tuple[PlannedThen, ...]:
    """The planned way by its corners: of a trajectory each step, of a straight line the ends of months."""
    if target.trajectory:
        days, held = [first], [float(planned_on(target, due, first))]
        for since, reached in [*steps(target, due), (due, planned_on(target, due, due))]:
            days += [since, since]
            held += [held[-1], float(reached)]
        return tuple(PlannedThen(*one) for one in zip(days, held, strict=True))
    days, day = [first], month_end(first)
    while day < due and len(days) < _MOST_CORNERS:
        days.append(day)
        day = month_end(day + timedelta(days=1))
    return tuple(PlannedThen(one, round(float(planned_on(target, due, one)), 4)) for one in [*days, due])


def _name(ref: TaskRef | None, title: str) -> str:
    return f"{ref.told if ref is not None else ''}“{short_title(title, _LONGEST_NAME)}”"


def read_slip_chart(
    connection: sqlite3.Connection, asked: Asked, only: Collection[int] | None = None
) -> SlipChart:
    """Those of the slip ledger (延期账) whose date was moved, in its order; a first date is no move."""
    moved = moved_milestones(connection, asked, only)
    shown = moved[:MOST_LINES]
    begun = _begun(connection, [one.milestone or "" for one in shown])
    lines = tuple(_line(one, begun.get(one.milestone or "")) for one in shown)
    moves = [one.said for line in lines for one in line.points[1:]]
    title, first = f"{asked.period.title}时限改过的节点", min([asked.period.first, *moves])
    return SlipChart(title, first, asked.as_of, lines, len(moved) - len(shown))


def moved_milestones(
    connection: sqlite3.Connection, asked: Asked, only: Collection[int] | None = None
) -> list[Behind]:
    """Those of the slip ledger whose date was moved, in its order; ``only``: of these tasks."""
    moved = [one for one in slip_ledger(connection, asked) if one.standing and _moves(one.standing)]
    return [one for one in moved if only is None or (one.ref is not None and one.ref.no in only)]


def _moves(standing: Standing) -> list[Slip]:
    return [one for one in standing.slips if one.before is not None]


def _line(one: Behind, begun: date | None) -> SlipLine:
    """The dates in the order they were said: the first one when the milestone was set, or its plan began."""
    standing = one.standing or _NEVER
    moves = _moves(standing)
    before = moves[0].before or moves[0].after
    first = DateThen(min(begun or date(before.year, 1, 1), moves[0].day), before)
    points = (first, *(DateThen(slip.day, slip.after) for slip in moves))
    return SlipLine(_name(one.ref, one.title), points, standing.completed or standing.cancelled)


_NEVER = Standing(None, None)


def _begun(connection: sqlite3.Connection, milestones: list[str]) -> dict[str, date]:
    """Milestone → the day on which an officer set it; of one that a plan gives when that began."""
    values = json.dumps(milestones)
    begun = {one: date.fromisoformat(day) for one, day in connection.execute(_STARTS, (values,)) if day}
    for milestone, occurred, record in connection.execute(_SET, (values,)):
        begun[milestone] = date.fromisoformat(occurred) if occurred else day_of_number(day_of_id(record))
    return begun


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
