"""Percentages of a 通报: each as a reader recalculates it, and 100.0 in all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.rules.shares import shares


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], []),
        ([0, 0], [0.0, 0.0]),
        ([1, 1, 1], [33.4, 33.3, 33.3]),
        ([2, 0, 0, 6, 52], [3.3, 0.0, 0.0, 10.0, 86.7]),
        ([2, 2, 2, 2, 52], [3.3, 3.3, 3.3, 3.3, 86.8]),
        ([7], [100.0]),
    ],
)
def test_shares_are_rounded_and_the_rest_goes_to_the_largest(
    counts: list[int], expected: list[float]
) -> None:
    assert shares(counts) == expected


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=8))
def test_shares_add_up_and_only_the_largest_is_bent(counts: list[int]) -> None:
    found = shares(counts)
    total = sum(counts)
    if not total:
        assert found == [0.0] * len(counts)
        return
    assert sum(round(10 * share) for share in found) == 1000
    largest = max(counts)
    for count, share in zip(counts, found, strict=True):
        if count != largest:
            assert abs(share - 100 * count / total) <= 0.05 + 1e-9
        assert share >= 0
