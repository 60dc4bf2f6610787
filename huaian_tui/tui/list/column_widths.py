"""Which columns of a list fit a width, and how wide each becomes. Pure arithmetic in cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huaian_tui.domain.columns import Column

WIDE = 100
"""From this width on the columns stand two cells apart, below it one."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A column that is shown: its place in the row's cells and its width in cells."""

    index: int
    column: Column[Any]
    width: int


def gap_of(width: int) -> int:
    """Cells between two columns at this width of the list."""
    return 2 if width >= WIDE else 1


def place(columns: Sequence[Column[Any]], width: int) -> list[Placed]:
    """The columns that fit into ``width`` cells, in order, with their widths.

    Columns of the highest ``priority`` number leave first (the rightmost of
    them first), until the least widths fit; the rest is shared by weight. One column always stays.
    Where not even those of ``priority`` 1 fit, the columns without a fixed width give up the most.
    """
    shown = list(range(len(columns)))
    gap = gap_of(width)
    while len(shown) > 1 and _least(columns, shown, gap) > width:
        leaving = max(shown, key=lambda index: (columns[index].priority, index))
        if columns[leaving].priority <= 1:
            break
        shown.remove(leaving)
    flexible = [index for index in shown if columns[index].width is None]
    spare = width - _least(columns, shown, gap)
    if spare < 0:
        return _squeezed(columns, shown, width, gap)
    shares = _shares(spare, [columns[index].weight for index in flexible])
    extra = dict(zip(flexible, shares, strict=True))
    return [Placed(index, columns[index], columns[index].least + extra.get(index, 0)) for index in shown]


def _squeezed(columns: Sequence[Column[Any]], shown: list[int], width: int, gap: int) -> list[Placed]:
    """From the left as far as it goes: what has a fixed width keeps it, the others share what is left."""
    fixed = sum(columns[index].width or 0 for index in shown) + gap * (len(shown) - 1)
    flexible = [index for index in shown if columns[index].width is None]
    shares = _shares(max(0, width - fixed), [columns[index].weight for index in flexible])
    narrow = dict(zip(flexible, shares, strict=True))
    return [Placed(index, columns[index], narrow.get(index, columns[index].least)) for index in shown]


def _least(columns: Sequence[Column[Any]], shown: list[int], gap: int) -> int:
    return sum(columns[index].least for index in shown) + gap * (len(shown) - 1)


def _shares(cells: int, weights: list[int]) -> list[int]:
    """``cells`` split by weight into whole cells; what rounding leaves goes to the first columns."""
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    shares = [cells * weight // total for weight in weights]
    for position in range(cells - sum(shares)):
        shares[position % len(shares)] += 1
    return shares
