"""Targets with their own operators, and numbers as people wrote them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.rules.targets import Operator, Target, format_number, of_period


def target(operator: Operator, value: float, upper: float | None = None) -> Target:
    return Target(operator, value, upper, "个", cumulative=False, inferred=False, text="")


@pytest.mark.parametrize(
    ("wanted", "met", "missed"),
    [
        (target(">", 4000), [4000.5, 4001], [4000, 3999]),
        (target(">=", 4), [4, 5], [3.99]),
        (target("=", 100), [100], [99.99, 100.01]),
        (target("range", 1, 2), [1, 1.5, 2], [0.99, 2.01]),
    ],
)
def test_each_operator_compares_its_own_way(wanted: Target, met: list[float], missed: list[float]) -> None:
    assert [one for one in met if not wanted.met_by(one)] == []
    assert [one for one in missed if wanted.met_by(one)] == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (4000.0, "4000"),
        (99.5, "99.5"),
        (12345.67, "12345.67"),
        (99999.99, "99999.99"),
        (0.00001, "0.00001"),
        (-0.0, "0"),
        (-3.5, "-3.5"),
        (1e15, "1000000000000000"),
    ],
)
def test_numbers_are_shown_with_every_digit_that_was_typed(value: float, shown: str) -> None:
    assert format_number(value) == shown


@given(st.floats(-1e15, 1e15, allow_nan=False))
def test_a_shown_number_reads_back_as_the_same_number(value: float) -> None:
    assert float(format_number(value)) == value
    assert "e" not in format_number(value)


def test_one_occurrence_of_a_recurring_duty_is_measured_from_the_beginning_of_its_period() -> None:
    ten = target(">=", 10)
    due = date(2026, 6, 30)
    starts = {"month": (2026, 6), "quarter": (2026, 4), "half_year": (2026, 1), "year": (2025, 7)}
    for every, (year, month) in starts.items():
        assert of_period(ten, due, every).start == date(year, month, 1), every
    assert of_period(ten, date(2026, 12, 31), "year").start == date(2026, 1, 1)
    assert of_period(ten, due, "") is ten
    counted = replace(ten, cumulative=True)
    begun = replace(ten, start=date(2026, 3, 1))
    assert of_period(counted, due, "quarter") is counted
    assert of_period(begun, due, "quarter") is begun
