"""Lights: the rule in Python, and that lists use the same rule in SQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.rules.lights import (
    LIGHT_TITLES,
    Light,
    Status,
    days_after,
    milestone_light,
    overdue_days,
    task_light,
)
from huaian_tui.store.queries.sql_parts import LIGHT_SQL, day_parameters

TODAY = date(2025, 6, 15)
DAYS = st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=60))
MILESTONES = st.lists(st.tuples(st.sampled_from(Status), st.none() | DAYS), max_size=5)


@pytest.mark.parametrize(
    ("status", "due", "light"),
    [
        (Status.OPEN, date(2025, 6, 14), Light.OVERDUE),
        (Status.OPEN, date(2025, 6, 15), Light.DUE_SOON),
        (Status.OPEN, date(2025, 7, 15), Light.DUE_SOON),
        (Status.OPEN, date(2025, 7, 16), Light.ON_TRACK),
        (Status.OPEN, None, Light.UNSCHEDULED),
        (Status.DONE, date(2025, 6, 1), Light.DONE),
        (Status.DONE, None, Light.DONE),
        (Status.CANCELLED, date(2025, 6, 1), Light.UNSCHEDULED),
    ],
)
def test_a_milestone_has_the_light_of_its_date(status: Status, due: date | None, light: Light) -> None:
    assert milestone_light(status, due, TODAY) is light


def test_a_missed_follow_up_makes_an_open_dated_milestone_due_soon() -> None:
    far = TODAY + timedelta(days=200)
    assert milestone_light(Status.OPEN, far, TODAY, follow_up_missed=True) is Light.DUE_SOON
    assert milestone_light(Status.OPEN, None, TODAY, follow_up_missed=True) is Light.UNSCHEDULED
    late = TODAY - timedelta(days=1)
    assert milestone_light(Status.OPEN, late, TODAY, follow_up_missed=True) is Light.OVERDUE


def test_overdue_days_count_only_open_milestones_past_their_date() -> None:
    assert overdue_days(Status.OPEN, TODAY - timedelta(days=3), TODAY) == 3
    assert overdue_days(Status.OPEN, TODAY, TODAY) == 0
    assert overdue_days(Status.DONE, TODAY - timedelta(days=3), TODAY) == 0
    assert overdue_days(Status.OPEN, None, TODAY) == 0


def test_a_task_shows_its_worst_milestone_and_none_is_unscheduled() -> None:
    assert task_light([Light.DONE, Light.ON_TRACK, Light.OVERDUE]) is Light.OVERDUE
    assert task_light([Light.DONE, Light.DONE]) is Light.DONE
    assert task_light([Light.DONE, Light.UNSCHEDULED]) is Light.UNSCHEDULED
    assert task_light([]) is Light.UNSCHEDULED


def test_a_missed_follow_up_makes_a_task_without_dates_due_soon_and_a_done_one_stays_done() -> None:
    assert task_light([], follow_up_missed=True) is Light.DUE_SOON
    assert task_light([Light.UNSCHEDULED], follow_up_missed=True) is Light.DUE_SOON
    assert task_light([Light.DONE], follow_up_missed=True) is Light.DONE
    assert task_light([Light.OVERDUE], follow_up_missed=True) is Light.OVERDUE


def test_every_light_has_its_word() -> None:
    assert {light: light.word for light in Light} == LIGHT_TITLES
    assert len(set(LIGHT_TITLES.values())) == len(Light)


@given(MILESTONES, st.none() | DAYS, st.integers(0, 60))
def test_the_rule_in_sql_is_the_rule_in_python(
    milestones: list[tuple[Status, date | None]], follow_up: date | None, within: int
) -> None:
    missed = follow_up is not None and follow_up < TODAY
    counting = [one for one in milestones if one[0] is not Status.CANCELLED]
    expected = task_light(
        (
            milestone_light(status, due, TODAY, follow_up_missed=missed, within=within)
            for status, due in counting
        ),
        follow_up_missed=missed,
    )
    open_dues = [due for status, due in milestones if status is Status.OPEN]
    state = {
        "open_count": len(open_dues),
        "done_count": sum(status is Status.DONE for status, _ in milestones),
        "next_due": min((due.isoformat() for due in open_dues if due), default=None),
        "next_follow_up": follow_up.isoformat() if follow_up else None,
    }
    columns = ", ".join(f":{name} AS {name}" for name in state)
    with closing(sqlite3.connect(":memory:")) as connection:
        row = connection.execute(
            f"SELECT {LIGHT_SQL} FROM (SELECT {columns}) AS s",  # noqa: S608 - constant
            state | day_parameters(TODAY, within),
        ).fetchone()
    assert Light(row[0]) is expected


@given(st.dates(), st.integers(-1, 10**9))
def test_so_many_days_after_never_leaves_the_calendar(today: date, days: int) -> None:
    if today > date.min:
        assert days_after(today, days).toordinal() == min(today.toordinal() + days, date.max.toordinal())
