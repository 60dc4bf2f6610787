"""Wilson intervals against values worked by hand, and the word beside the whole."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.evaluation import intervals
from huaian_tui.domain.evaluation.intervals import (
    LEAST,
    Against,
    Interval,
    Z,
    against_whole,
    compared_units,
    interval_of,
    wilson,
    z_for,
)

CASES = st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # 10/16: middle 0.625 + 0.12005, half 1.96 · √0.0184, whole 1.2401.
        (10, 16, 0.386406, 0.815190),
        # 8/10: middle 0.8 + 0.19208, half 1.96 · √0.025604, whole 1.38416.
        (8, 10, 0.490157, 0.943319),
        # 0 and all of 5: 1 / (1 + 5/3.8416) from the edge.
        (0, 5, 0.0, 0.434491),
        (5, 5, 0.565509, 1.0),
        (50, 100, 0.403830, 0.596170),
    ],
)
def test_the_interval_is_the_one_worked_by_hand(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == pytest.approx((low, high), abs=2e-6)
    assert interval_of(count, of) == wilson(count, of)


def test_below_five_cases_nothing_is_said() -> None:
    for of in range(LEAST):
        assert interval_of(of, of) is None
        assert against_whole(0, of, 1.0, 3) is Against.TOO_FEW
    assert Against.TOO_FEW.word == "–"
    assert against_whole(0, 50, None, 3) is Against.TOO_FEW
    assert compared_units([4, 5, 0, 17]) == 2


@given(CASES)
def test_the_interval_holds_its_rate_and_is_the_mirror_of_its_complement(case: tuple[int, int]) -> None:
    count, of = case
    found, mirrored = wilson(count, of), wilson(of - count, of)
    assert 0 <= found.low <= count / of <= found.high <= 1
    assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx(found, abs=1e-12)
    # Its bounds are the rates from which the share found lies exactly z standard errors away.
    for bound in found:
        if 0 < bound < 1:
            assert abs(count / of - bound) == pytest.approx(Z * sqrt(bound * (1 - bound) / of), abs=1e-9)


@given(CASES, st.integers(1, 60))
def test_more_units_make_the_word_more_careful(case: tuple[int, int], compared: int) -> None:
    count, of = case
    assert Z <= z_for(compared) <= z_for(compared + 1)
    narrow, wide = wilson(count, of, z_for(compared)), wilson(count, of, z_for(compared + 1))
    assert wide.low <= narrow.low and narrow.high <= wide.high
    for whole in (0.0, 0.3, count / of, 1.0):
        word = against_whole(count, of, whole, compared)
        if of < LEAST:
            assert word is Against.TOO_FEW
        else:
            assert (word is Against.ALIKE) == narrow.holds(whole)
            assert (word is Against.ABOVE) == (narrow.low > whole)
    # The same rate as the whole's is never apart from it.
    assert of < LEAST or against_whole(count, of, count / of, compared) is Against.ALIKE


def test_what_is_above_alone_is_alike_among_thirty() -> None:
    # 20 of 20: low is 0.839 for one unit, 0.669 for one of thirty (z = 3.144).
    assert against_whole(20, 20, 0.8, 1) is Against.ABOVE
    assert against_whole(20, 20, 0.8, 30) is Against.ALIKE
    assert against_whole(0, 20, 0.3, 1) is Against.BELOW
    assert z_for(30) == pytest.approx(3.14398, abs=1e-5)


@pytest.mark.parametrize(("count", "of"), [(1, 0), (3, 2), (-1, 2), (0, float("inf"))])
def test_impossible_counts_are_refused(count: float, of: float) -> None:
    with pytest.raises(ValueError):
        wilson(count, of)


def test_no_function_makes_an_order_of_units() -> None:
    names = [name.lower() for name in dir(intervals)]
    assert not [name for name in names if "rank" in name or "sort" in name or "league" in name]
    assert Interval(0.386406, 0.815190).words == "39%—82%"
