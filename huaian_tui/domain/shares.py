"""Shares in per cent with one decimal that add up to exactly 100.0 (documents.md: 总体情况)."""

from __future__ import annotations

from collections.abc import Sequence


def shares(counts: Sequence[int]) -> list[float]:
    """One-decimal percentages of ``counts`` by largest remainder; all 0.0 when nothing is counted.

    Plain rounding of 1, 1, 1 gives 33.3 three times, 99.9 in all; here the first gets 33.4.
    """
    total = sum(counts)
    if total == 0:
        return [0.0 for _ in counts]
    tenths = [count * 1000 // total for count in counts]
    remainders = sorted(range(len(counts)), key=lambda place: -(counts[place] * 1000 % total))
    for place in remainders[: 1000 - sum(tenths)]:
        tenths[place] += 1
    return [value / 10 for value in tenths]
