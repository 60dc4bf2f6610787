"""Targets with their own operators, and numbers as people wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.rules.targets import Operator, Target, format_number


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
