"""Percentages: each truly rounded, as a reader recalculates it, and the sentence where they miss 100.0."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.rules.shares import ROUNDED, rounding_words, shares


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], []),
        ([0, 0], [0.0, 0.0]),
        ([1, 1, 1], [33.3, 33.3, 33.3]),
        ([2, 0, 0, 6, 52], [3.3, 0.0, 0.0, 10.0, 86.7]),
        ([2, 2, 2, 2, 52], [3.3, 3.3, 3.3, 3.3, 86.7]),
        ([7], [100.0]),
        ([39, 21], [65.0, 35.0]),
        ([1, 7], [12.5, 87.5]),
        ([1, 2047], [0.0, 100.0]),
        ([1, 15], [6.3, 93.8]),
    ],
)
def test_shares_are_rounded_and_none_is_bent(counts: list[int], expected: list[float]) -> None:
    assert shares(counts) == expected


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=8))
def test_each_share_is_the_nearest_tenth(counts: list[int]) -> None:
    found, total = shares(counts), sum(counts)
    if not total:
        assert found == [0.0] * len(counts) and rounding_words(found) == ""
        return
    for count, share in zip(counts, found, strict=True):
        assert abs(round(10 * share) * total - 1000 * count) * 2 <= total
    adds_up = sum(round(10 * share) for share in found) == 1000
    assert rounding_words(found) == ("" if adds_up else ROUNDED)
