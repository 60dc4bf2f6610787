"""Each number of a picture is that of the evaluation, of the lists or of a paper, on every day it shows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.cli import Program

from huaian_tui.domain.dates.calendar_units import month_end
from huaian_tui.domain.dates.reporting_period import Period, month_of, year_of
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.rules.lights import Light
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.engine.on_day import standing_on
from huaian_tui.store.queries.evaluation.behind_figures import slip_ledger
from huaian_tui.store.queries.evaluation.evaluate import evaluate
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.overview import count_lights
from huaian_tui.store.queries.pictures.by_month import read_burn_down, read_lights_course, read_unit_matrix
from huaian_tui.store.queries.pictures.course import days_of
from huaian_tui.store.queries.pictures.measured import (
    read_reading_course,
    read_slip_chart,
    read_unit_intervals,
)

YEAR, TODAY = year_of(date(2026, 1, 1)), date(2026, 11, 22)
_TASKS = {2: (3, 9), 3: (4, 10), 4: (5, 11), 5: (7, 13), 12: (8, 12)}
"""Month of the date → the tasks that get a milestone."""


@pytest.fixture(scope="module")
def told(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year: milestones set, moved once and twice, done early and late, cancelled, reopened, taken back."""
    path = tmp_path_factory.mktemp("pictures") / "台账.db"
    path.write_bytes(seeded_file.read_bytes())
    on = {month: month_end(date(2026, month, 1)) for month in range(1, 13)}
    ids = dict[int, str]()

    def run(day: date, *words: str, basis: bool = True) -> None:
        Program(path, day.isoformat(), "甲").text(*words, *(("--basis", "会议纪要") if basis else ()))

    for month, tasks in _TASKS.items():
        words = ("milestone", "set", *map(str, tasks), "--due", on[month].isoformat(), "--basis", "会议纪要")
        made = Program(path, "2026-01-06", "甲").json(*words)
        ids |= {one["task_no"]: one["id"] for one in (made if isinstance(made, list) else [made])}
    run(on[2] - timedelta(5), "milestone", "extend", ids[3], "--due", on[4].isoformat())
    run(on[4] + timedelta(3), "milestone", "extend", ids[3], "--due", on[6].isoformat())
    run(on[3] - timedelta(2), "milestone", "complete", ids[4])
    run(on[4] + timedelta(9), "milestone", "complete", ids[5])
    run(on[6], "milestone", "reopen", ids[4])
    run(on[8], "milestone", "complete", ids[4])
    run(on[7], "milestone", "cancel", ids[8])
    run(on[9], "milestone", "complete", ids[9])
    run(on[9], "milestone", "extend", "45-2", "--due", on[12].isoformat())
    run(on[10], "milestone", "retract", ids[9], "--reason", "办错了节点", basis=False)
    run(on[10], "reading", "add", "45-2", "--value", "3500", "--date", "2026-09-28", basis=False)
    return path


@contextmanager
def asking(
    path: Path, day: date = TODAY, period: Period = YEAR
) -> Iterator[tuple[sqlite3.Connection, Asked]]:
    with reading(path) as connection:
        yield connection, Asked(period, day)


def test_the_matrix_is_the_evaluation_of_each_of_its_days(told: Path) -> None:
    with asking(told) as (connection, asked):
        matrix = read_unit_matrix(connection, asked)
        assert matrix.days == days_of(YEAR, TODAY)
        for place, day in enumerate(matrix.days):
            of_day = Asked(month_of(day), day, role="lead")
            late = {
                row.name: row.figures.overdue + row.figures.carried_overdue
                for row in evaluate(connection, of_day).rows
            }
            shown = {one.name: one.counts[place] for one in matrix.units}
            assert shown == {name: late.get(name, 0) for name in shown}, day
            assert sum(late.values()) == sum(shown.values())


def test_lights_are_those_of_the_lists_on_each_day(told: Path) -> None:
    with asking(told) as (connection, asked):
        course = read_lights_course(connection, asked)
        for point in course.points:
            with standing_on(connection, point.day):
                counted = count_lights(connection, point.day)
            shown = dict(zip(course.lights, point.counts, strict=True))
            assert shown == {light: counted[light] for light in course.lights}, point.day
        assert course.points[-1].counts[course.lights.index(Light.DONE)] > 0


def test_the_burn_down_ends_at_what_the_evaluation_says(told: Path) -> None:
    with asking(told) as (connection, asked):
        burn_down = read_burn_down(connection, asked)
        figures = evaluate(connection, replace(asked, by="plan")).rows[0].figures
    last = next(one for one in reversed(burn_down.points) if one.actual is not None)
    assert last.day == TODAY
    assert last.actual == figures.overdue + figures.due_today + figures.not_yet_due
    assert burn_down.carried == figures.carried_overdue
    # Of the ten that were set one was cancelled; the one of the plan was due in the year before at first.
    first = burn_down.points[0]
    assert (first.day, first.planned, first.actual) == (date(2025, 12, 31), 9, 10)
    assert burn_down.points[-1].planned == 0 and burn_down.points[-1].actual is None
    by_month = {one.day.month: one.actual for one in burn_down.points[1:] if one.day <= TODAY}
    # Done in March, the next in May; reopened in June, done again in August; the retracted one never counts.
    assert [by_month[month] for month in (2, 3, 5, 6, 7, 8, 9)] == [10, 9, 8, 9, 9, 8, 8]


def test_slips_are_those_of_the_slip_ledger(told: Path) -> None:
    with asking(told) as (connection, asked):
        chart, listed = read_slip_chart(connection, asked), slip_ledger(connection, asked)
    assert [[one.due for one in line.points] for line in chart.lines] == [
        [slips[0].before, *(one.after for one in slips)] for slips in (one.standing.slips for one in listed)
    ]
    moved = next(line for line in chart.lines if "第3项" in line.name)
    assert moved.days == (date(2026, 6, 30) - date(2026, 2, 28)).days
    assert moved.points[0].said == date(2026, 1, 6)


def test_shares_are_the_rates_of_the_evaluation(told: Path) -> None:
    with asking(told) as (connection, asked):
        shown = read_unit_intervals(connection, asked)
        rows = evaluate(connection, replace(asked, role="lead")).rows
        whole = evaluate(connection, replace(asked, by="plan")).rows[0].figures.on_time_rate
    rates = [(row.name, *row.figures.on_time_rate) for row in rows if row.figures.on_time_rate.whole]
    assert [(one.name, one.part, one.whole) for one in shown.units] == rates
    assert (shown.part, shown.whole) == whole
    assert all((one.low is None) == (one.whole < 5) for one in shown.units)


def test_readings_up_to_the_day_and_what_cannot_be_drawn(told: Path) -> None:
    with asking(told) as (connection, asked):
        course = read_reading_course(connection, asked, "45-2")
        assert [(one.day, one.value, one.planned) for one in course.points] == [
            (date(2026, 9, 28), 3500, round(5000 * 8 / 12, 2))
        ]
        assert course.course[0].value == 0 and course.course[-1].value == 5000
        assert not read_reading_course(connection, replace(asked, as_of=date(2026, 9, 27)), "45-2").points
        with pytest.raises(InputRefused, match="没有量化指标"):
            read_reading_course(connection, asked, "2-1")


def test_an_empty_period_has_words(told: Path) -> None:
    with asking(told, period=year_of(date(2031, 1, 1))) as (connection, asked):
        assert read_burn_down(connection, asked).sentence.startswith("没有到期的节点")
        assert read_unit_matrix(connection, asked).sentence == "没有可画的数。"
        assert read_slip_chart(connection, asked).sentence == "没有节点延期。"
        assert read_unit_intervals(connection, asked).sentence == "没有到期的节点，没有可画的数。"
