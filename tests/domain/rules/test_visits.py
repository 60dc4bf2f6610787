"""Promised visits: what keeps one, on single notes and against the rule said note by note."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.rules.task_summary import TaskSummary, task_summary
from huaian_tui.domain.rules.visits import Visit, kept_from, next_follow_up, open_promises

PROMISED = date(2025, 3, 20)
PROMISE = Visit(b"1", "2025-03-01", PROMISED.isoformat())


def visit(day: date, *, keeps: int = 1, number: bytes = b"2") -> Visit:
    return Visit(number, day.isoformat(), None, keeps)


@pytest.mark.parametrize(("early", "kept"), [(4, False), (3, True), (1, True), (0, True), (-90, True)])
def test_a_visit_of_up_to_three_days_before_the_day_keeps_the_promise(early: int, kept: bool) -> None:
    made = visit(PROMISED - timedelta(days=early))
    assert next_follow_up([PROMISE, made]) == (None if kept else PROMISED.isoformat())


def test_a_visit_whose_officer_says_no_keeps_none() -> None:
    assert open_promises([PROMISE, visit(PROMISED, keeps=0)]) == [PROMISE]
    assert open_promises([PROMISE, visit(PROMISED, keeps=0), visit(PROMISED, number=b"3")]) == []


def test_no_note_keeps_its_own_promise_or_one_that_was_given_after_it() -> None:
    own = Visit(b"1", PROMISED.isoformat(), PROMISED.isoformat())
    assert open_promises([own]) == [own]
    assert open_promises([visit(PROMISED, number=b"0"), own]) == [own]


def test_a_visit_before_the_promise_was_given_keeps_nothing() -> None:
    given_late = Visit(b"1", (PROMISED - timedelta(days=1)).isoformat(), PROMISED.isoformat())
    assert open_promises([given_late, visit(PROMISED - timedelta(days=2))]) == [given_late]
    assert open_promises([given_late, visit(PROMISED - timedelta(days=1))]) == []


def test_the_first_day_on_which_a_visit_counts() -> None:
    assert kept_from("2025-03-01", None) is None
    assert kept_from("2025-03-01", "2025-03-02") == "2025-03-01"
    assert kept_from("2025-02-01", "2025-03-02") == "2025-02-27"
    assert kept_from("0001-01-01", "0001-01-02") == "0001-01-01"
    assert kept_from("2025-02-01", "no day") == "no day"


DAYS = st.dates(PROMISED - timedelta(days=8), PROMISED + timedelta(days=8))
NOTES = st.lists(st.tuples(DAYS, st.none() | st.integers(0, 9), st.booleans()), max_size=7)


@given(NOTES)
def test_a_promise_is_open_when_no_note_keeps_it(notes: list[tuple[date, int | None, bool]]) -> None:
    visits = [
        Visit(
            bytes([number]),
            day.isoformat(),
            None if after is None else (day + timedelta(days=after)).isoformat(),
            int(keeps),
        )
        for number, (day, after, keeps) in enumerate(notes)
    ]
    expected = [
        one
        for one in visits
        if one.follow_up is not None
        and not any(
            other.keeps
            and other.id > one.id
            and date.fromisoformat(other.day) >= date.fromisoformat(one.day)
            and date.fromisoformat(other.day) >= date.fromisoformat(one.follow_up) - timedelta(days=3)
            for other in visits
        )
    ]
    assert sorted(open_promises(visits)) == expected
    assert next_follow_up(visits) == min((one.follow_up for one in expected if one.follow_up), default=None)


def test_a_summary_counts_what_is_open_undated_and_done() -> None:
    milestones = [("open", "2025-05-01"), ("open", None), ("done", "2025-01-01"), ("cancelled", "2024-01-01")]
    assert task_summary(milestones, [PROMISE]) == TaskSummary(2, 1, 1, "2025-05-01", "2025-03-20")
    assert task_summary([], []) == TaskSummary(0, 0, 0, None, None)
