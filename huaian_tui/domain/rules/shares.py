"""Shares in per cent with one decimal that add up to exactly 100.0, as 总体情况 of a 通报 prints them."""

from __future__ import annotations

from collections.abc import Sequence


def shares(counts: Sequence[int]) -> list[float]:
    """One-decimal percentages of ``counts``; all 0.0 when nothing is counted.

    Each is rounded as a reader would recalculate it; what is then missing from 100.0
    goes to the largest one, where it shows least (1, 1, 1 gives 33.4, 33.3, 33.3).
    """
    total = sum(counts)
    if total == 0:
        return [0.0 for _ in counts]
    tenths = [(2000 * count + total) // (2 * total) for count in counts]
    largest = max(range(len(counts)), key=lambda place: counts[place])
    tenths[largest] += 1000 - sum(tenths)
    return [value / 10 for value in tenths]
