"""Lights: the rule on single states, and what is derived from it; its SQL: ``store/queries/test_lights``."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.rules.lights import (
    AMONG,
    LIGHTS,
    MILESTONE_RULE,
    Light,
    LightRules,
    Status,
    days_after,
    due_span,
    light_days,
    lights_of,
    milestone_light,
    overdue_days,
    task_light,
)

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
    far, late = TODAY + timedelta(days=200), TODAY - timedelta(days=1)
    assert milestone_light(Status.OPEN, far, TODAY, follow_up=late) is Light.DUE_SOON
    assert milestone_light(Status.OPEN, far, TODAY, follow_up=TODAY) is Light.ON_TRACK
    assert milestone_light(Status.OPEN, None, TODAY, follow_up=late) is Light.UNSCHEDULED
    assert milestone_light(Status.OPEN, late, TODAY, follow_up=late) is Light.OVERDUE


def test_overdue_days_count_only_open_milestones_past_their_date() -> None:
    assert overdue_days(Status.OPEN, TODAY - timedelta(days=3), TODAY) == 3
    assert overdue_days(Status.OPEN, TODAY, TODAY) == 0
    assert overdue_days(Status.DONE, TODAY - timedelta(days=3), TODAY) == 0
    assert overdue_days(Status.OPEN, None, TODAY) == 0


FAR, LATE = TODAY + timedelta(days=200), TODAY - timedelta(days=1)


def test_a_task_shows_its_worst_milestone_and_none_is_unscheduled() -> None:
    assert task_light([(Status.DONE, LATE), (Status.OPEN, FAR), (Status.OPEN, LATE)], TODAY) is Light.OVERDUE
    assert task_light([(Status.DONE, LATE), (Status.DONE, None)], TODAY) is Light.DONE
    assert task_light([(Status.DONE, LATE), (Status.OPEN, None)], TODAY) is Light.UNSCHEDULED
    assert task_light([(Status.CANCELLED, LATE)], TODAY) is Light.UNSCHEDULED
    assert task_light([], TODAY) is Light.UNSCHEDULED


def test_behind_is_a_light_between_overdue_and_due_soon_where_the_office_wants_it() -> None:
    wanted, soon = LightRules(behind_light=True), TODAY + timedelta(days=5)
    for rules, lit in ((wanted, Light.BEHIND), (LightRules(), Light.DUE_SOON)):
        assert milestone_light(Status.OPEN, soon, TODAY, behind=TODAY, rules=rules) is lit
        assert task_light([(Status.OPEN, soon)], TODAY, behind=TODAY, rules=rules) is lit
        assert task_light([(Status.OPEN, LATE)], TODAY, behind=LATE, rules=rules) is Light.OVERDUE
        assert task_light([(Status.DONE, LATE)], TODAY, behind=LATE, rules=rules) is Light.DONE
        assert milestone_light(Status.DONE, soon, TODAY, behind=LATE, rules=rules) is Light.DONE
        tomorrow = TODAY + timedelta(days=1)
        assert milestone_light(Status.OPEN, FAR, TODAY, behind=tomorrow, rules=rules) is Light.ON_TRACK
    assert task_light([(Status.OPEN, FAR)], TODAY, follow_up=LATE, behind=TODAY, rules=wanted) is Light.BEHIND
    assert Light.BEHIND in lights_of(wanted) and Light.BEHIND not in lights_of(LightRules())


def test_a_missed_follow_up_makes_a_task_without_dates_due_soon_and_a_done_one_stays_done() -> None:
    assert task_light([], TODAY, follow_up=LATE) is Light.DUE_SOON
    assert task_light([(Status.OPEN, None)], TODAY, follow_up=LATE) is Light.DUE_SOON
    assert task_light([(Status.OPEN, FAR)], TODAY, follow_up=LATE) is Light.DUE_SOON
    assert task_light([(Status.DONE, LATE)], TODAY, follow_up=LATE) is Light.DONE
    assert task_light([(Status.OPEN, LATE)], TODAY, follow_up=LATE) is Light.OVERDUE


def test_every_light_has_its_words_and_the_manual_explains_them_so() -> None:
    assert list(LIGHTS) == list(Light) == sorted(Light, key=lambda light: light.rank)
    assert len({light.word for light in Light}) == len(Light)
    manual = (Path(__file__).parents[3] / "docs" / "使用手册.md").read_text(encoding="utf-8")
    table = "".join(f"| {light.word} | {light.meaning} |\n" for light in Light)
    assert f"|---|---|\n{table}\n" in manual


@given(MILESTONES, st.none() | DAYS)
def test_a_task_has_the_worst_light_of_its_milestones_that_count(
    milestones: list[tuple[Status, date | None]], follow_up: date | None
) -> None:
    """As the rule is told in words; the program looks at the earliest date only."""
    lights = [
        milestone_light(status, due, TODAY, follow_up=follow_up)
        for status, due in milestones
        if status is not Status.CANCELLED
    ]
    expected = min(lights, key=list(Light).index, default=Light.UNSCHEDULED)
    if expected is Light.UNSCHEDULED and follow_up is not None and follow_up < TODAY:
        expected = Light.DUE_SOON
    assert task_light(milestones, TODAY, follow_up=follow_up) is expected


@given(st.sampled_from(Status), st.none() | DAYS, st.none() | DAYS, st.none() | DAYS)
def test_a_milestone_is_among_those_where_its_light_is_looked_for(
    status: Status, due: date | None, follow_up: date | None, behind: date | None
) -> None:
    facts = {"status": status, "due": due, "follow_up": follow_up, "behind_from": behind}
    facts |= light_days(TODAY, LightRules(behind_light=True))
    light = MILESTONE_RULE.decide(facts)
    assert light is None or AMONG[light].holds(facts)


@given(DAYS)
def test_what_is_due_in_a_lights_span_has_it_by_its_date(due: date) -> None:
    light = milestone_light(Status.OPEN, due, TODAY)
    for other in (Light.OVERDUE, Light.DUE_SOON):
        first, last = due_span(other, TODAY)
        assert (first <= due <= last) is (light is other)


@given(st.dates(), st.integers(-1, 10**9))
def test_so_many_days_after_never_leaves_the_calendar(today: date, days: int) -> None:
    if today > date.min:
        assert days_after(today, days).toordinal() == min(today.toordinal() + days, date.max.toordinal())
