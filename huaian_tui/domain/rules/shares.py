"""Shares in per cent, truly rounded to one decimal, and the sentence where they do not add up to 100.0."""

from __future__ import annotations

from collections.abc import Sequence

ROUNDED = "合计数因四舍五入略有差异"
"""What stands beside shares that do not add up to 100.0."""


def shares(counts: Sequence[int]) -> list[float]:
    """One-decimal percentages of ``counts``, each as a reader recalculates it; all 0.0 of nothing.

    A half is rounded up. None is bent to make them add up (1, 1, 1 gives 33.3 three times).
    """
    total = sum(counts)
    if total == 0:
        return [0.0 for _ in counts]
    return [(2000 * count + total) // (2 * total) / 10 for count in counts]


def rounding_words(found: Sequence[float]) -> str:
    """合计数因四舍五入略有差异 where these shares do not add up to 100.0; else nothing."""
    tenths = sum(round(10 * share) for share in found)
    return ROUNDED if tenths not in (0, 1000) else ""
