"""Shares in per cent to one decimal, the sentence where they do not make 100.0, and lengths of bars."""

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


def lengths(counts: Sequence[int], width: int) -> list[int]:
    """Cells of each count in a bar of ``width`` cells: in proportion, but what occurs is seen.

    Largest remainder over what is left after one cell for each that occurs; they add up to ``width``.
    """
    occurs = [place for place, count in enumerate(counts) if count]
    total, spare = sum(counts), width - len(occurs)
    cells = [1 if count else 0 for count in counts]
    if not total or spare < 0:
        return [1 if place in occurs[: max(0, width)] else 0 for place in range(len(counts))]
    for place in occurs:
        cells[place] += counts[place] * spare // total
    rest = sorted(occurs, key=lambda place: -(counts[place] * spare % total))
    for place in rest[: width - sum(cells)]:
        cells[place] += 1
    return cells
