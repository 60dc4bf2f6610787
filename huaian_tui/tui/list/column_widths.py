"""Which columns of a list fit a width, and how wide each becomes. Pure arithmetic in cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huaian_tui.domain.columns import Column

SPARE = 5
"""Columns of this ``priority`` and higher numbers stand only where texts have room beside them."""

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


def place(columns: Sequence[Column[Any]], width: int, needs: Mapping[int, int] | None = None) -> list[Placed]:
    """The columns that fit into ``width`` cells, in order, with their widths.

    Columns of the highest ``priority`` number leave first (the rightmost of
    them first), until the least widths fit; the rest is shared by weight. One column always stays.
    Where not even those of ``priority`` 1 fit, the columns without a fixed width give up the most.

    ``needs`` are the widest cells read so far, by column: one that shows all its text leaves the others the
    room. Columns from ``SPARE`` on also leave a text that it still lacks (``Column.comfort``).
    """
    shown = list(range(len(columns)))
    gap = gap_of(width)
    while len(shown) > 1 and _least(columns, shown, gap) > width:
        leaving = _leaving(columns, shown)
        if columns[leaving].priority <= 1:
            break
        shown.remove(leaving)
    if not shown:
        return []
    if _least(columns, shown, gap) > width:
        return _squeezed(columns, shown, width, gap)
    while True:
        extra = _extra(columns, shown, width - _least(columns, shown, gap), needs)
        leaving = _leaving(columns, shown)
        if columns[leaving].priority < SPARE or not _lacks_room(columns, shown, extra, needs):
            break
        shown.remove(leaving)
    return [Placed(index, columns[index], columns[index].least + extra.get(index, 0)) for index in shown]


def _leaving(columns: Sequence[Column[Any]], shown: list[int]) -> int:
    """The column that leaves first."""
    return max(shown, key=lambda index: (columns[index].priority, index))


def _lacks_room(
    columns: Sequence[Column[Any]], shown: list[int], extra: dict[int, int], needs: Mapping[int, int] | None
) -> bool:
    """Whether a column has less than the room in which its text reads well, and has text for more."""

    def wanted(index: int) -> int:
        comfort = columns[index].comfort
        return comfort if needs is None else min(comfort, needs.get(index, 0))

    return any(columns[index].least + extra.get(index, 0) < wanted(index) for index in shown)


def _extra(
    columns: Sequence[Column[Any]], shown: list[int], spare: int, needs: Mapping[int, int] | None
) -> dict[int, int]:
    """The cells beyond the least of each column without a fixed width; who has all its text gives way."""
    flexible = [index for index in shown if columns[index].width is None]
    given = dict[int, int]()
    open_ones = list(flexible)
    while needs is not None and open_ones:
        room = spare - sum(given.values())
        shares = _shares(room, [columns[index].weight for index in open_ones])
        most = {index: max(0, needs.get(index, 0) - columns[index].least) for index in open_ones}
        full = [index for index, share in zip(open_ones, shares, strict=True) if share >= most[index]]
        if not full:
            break
        given |= {index: most[index] for index in full}
        open_ones = [index for index in open_ones if index not in full]
    room = spare - sum(given.values())
    if open_ones:
        shares = _shares(room, [columns[index].weight for index in open_ones])
        return given | dict(zip(open_ones, shares, strict=True))
    if flexible and room:  # all has been shown: the line is filled by the one that is to have the most
        widest = max(flexible, key=lambda index: columns[index].weight)
        given[widest] += room
    return given


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
