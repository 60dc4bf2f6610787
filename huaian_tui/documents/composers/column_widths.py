"""Widths of a table's columns by what its cells hold: room goes to where lines would break most.

A row is as high as its highest cell, so that a column gets more as long as it is the highest one of many
rows. All is counted from the texts, so that the same ledger gives the same table on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import ceil
from types import MappingProxyType
from typing import NamedTuple

from huaian_tui.documents.model import Cell, placed_cells
from huaian_tui.domain.text.line_breaking import text_width

TURNED_WIDTH = 225 * 72 / 25.4
"""Points of the type area of a turned page."""

SIDES = 6.0
"""Points left and right of a cell's text together."""

SPARE = 0.4
"""Characters of a line that marks and whole numbers may leave empty."""

_LEAST, _WHOLE_HEAD = 2.0, 4
"""Characters that every column has room for; a head of so many stands on one line."""

_TALL = 5.0
"""Lines from which on a row counts more the higher it is: a very high one may be torn by a page's end."""

_SLACK = 0.5
"""Characters more that a column has whose cells stay on one line."""

_STEPS = 80
"""The room that is left is given away in so many parts."""

_RUN = re.compile(r"[!-~]+")
"""Letters and digits, between which no line ends."""

_Row = list[tuple[int, tuple[float, ...]]]
"""(column, how many characters wide each line of its cell is) of the cells that begin in a row."""


def fitted_widths(
    heads: Sequence[str],
    rows: Sequence[tuple[Cell, ...]],
    *,
    font_size: float,
    width: float = TURNED_WIDTH,
    whole: Collection[str] = (),
    fixed: Mapping[str, float] = MappingProxyType({}),
) -> tuple[float, ...]:
    """The widths in points of the columns under ``heads``, together ``width``.

    ``whole`` names heads whose cells stay on one line, ``fixed`` says the points of others. Cells over
    several columns are not looked at.
    """
    texts: list[list[str]] = [[] for _ in heads]
    of_rows: list[_Row] = [[] for _ in rows]
    for one in placed_cells(rows, len(heads)):
        if one.cell.colspan == 1:
            texts[one.column].append(one.cell.text)
            of_rows[one.row].append((one.column, _measured(one.cell)))
    widths = [
        fixed.get(head) or _least(head, of_column, head in whole) * font_size + SIDES + 0.5
        for head, of_column in zip(heads, texts, strict=True)
    ]
    growing = [place for place, head in enumerate(heads) if head not in fixed]
    left = width - sum(widths)
    if left <= 0:
        return tuple(round(width * one / sum(widths), 1) for one in widths)
    left = _spread(of_rows, widths, font_size, growing, left)
    share = 1 + left / sum(widths[place] for place in growing)
    return tuple(round(one * share if place in growing else one, 1) for place, one in enumerate(widths))


def _spread(
    rows: Sequence[_Row], widths: list[float], font_size: float, growing: Sequence[int], left: float
) -> float:
    """Give the points that are left to the columns that need them most; those that nobody needs remain."""
    part = left / _STEPS
    heights = _Heights(rows, widths, font_size, part)
    for _ in range(_STEPS):
        gains = heights.gains()
        neediest = max(growing, key=lambda column: gains[column])
        if gains[neediest] <= 0:
            break
        heights.widen(neediest)
        left -= part
    return left


class _Heights:
    """How high the cells of each row are while columns get wider by one part, which changes ``widths``.

    A row says which column it would be lower by, and by how much, until a column is widened that matters to
    it: the one of its highest cell or of the next.
    """

    def __init__(self, rows: Sequence[_Row], widths: list[float], font_size: float, part: float) -> None:
        self._widths, self._size, self._part = widths, font_size, part
        self._rows = [dict(row) for row in rows if row]
        rooms = [self._room(column) for column in range(len(widths))]
        self._heights = [
            {column: _height(lines, rooms[column]) for column, lines in row.items()} for row in self._rows
        ]
        self._gains: list[_Gain | None] = [None] * len(self._rows)
        self._broken = [self._breaking(column, range(len(self._rows))) for column in range(len(widths))]

    def _room(self, column: int, more: float = 0.0) -> float:
        return max(1.0, (self._widths[column] + more - SIDES) / self._size - SPARE)

    def _breaking(self, column: int, places: Iterable[int]) -> list[int]:
        """The rows in whose cell of a column a line is broken: only these get lower with more room."""
        return [
            place
            for place in places
            if column in self._rows[place] and self._heights[place][column] > len(self._rows[place][column])
        ]

    def widen(self, column: int) -> None:
        """Make a column one part wider."""
        self._widths[column] += self._part
        room = self._room(column)
        for place in self._broken[column]:
            heights, gain = self._heights[place], self._gains[place]
            if gain is not None and (column == gain.column or heights[column] >= gain.second):
                self._gains[place] = None
            heights[column] = _height(self._rows[place][column], room)
        self._broken[column] = self._breaking(column, self._broken[column])

    def gains(self) -> list[float]:
        """By how many lines the rows would be lower if a column got one part more, for each column."""
        gains = [0.0] * len(self._widths)
        rooms = [self._room(column, self._part) for column in range(len(self._widths))]
        for place, gain in enumerate(self._gains):
            if gain is None:
                gain = self._gains[place] = self._gain(place, rooms)
            gains[gain.column] += gain.lines
        return gains

    def _gain(self, place: int, rooms: Sequence[float]) -> _Gain:
        """By how many lines a row would be lower if the column of its highest cell got a part more."""
        at, highest, second = 0, 0.0, 0.0
        for column, height in self._heights[place].items():
            if height > highest:
                at, highest, second = column, height, highest
            elif height > second:
                second = height
        if highest <= 1.0:
            return _Gain(at, second, 0.0)
        lower = highest - max(second, _height(self._rows[place][at], rooms[at]))
        return _Gain(at, second, lower * max(1.0, highest / _TALL))


class _Gain(NamedTuple):
    """The column of a row's highest cell, how high the next one is, what a part more would bring in lines."""

    column: int
    second: float
    lines: float


def lines_in(lines: Sequence[float], width: float, font_size: float) -> int:
    """How many printed lines a cell takes whose column is so wide (points)."""
    room = max(1.0, (width - SIDES) / font_size - SPARE)
    return sum(max(1, ceil(one / room)) for one in lines)


def line_widths(text: str) -> tuple[float, ...]:
    """How many characters wide each line of a text is."""
    return tuple(text_width(line) / 2 for line in text.split("\n"))


def _measured(cell: Cell) -> tuple[float, ...]:
    """The lines of a cell; one that spans rows counts in its first one with its share."""
    lines = line_widths(cell.text)
    return lines if cell.rowspan == 1 else (sum(lines) / cell.rowspan,)


def _least(head: str, texts: Sequence[str], whole: bool) -> float:
    """Characters that a column needs: half of its head, what is never broken in it, or all of a line."""
    of_head = max(line_widths(head))
    least = max(_LEAST, of_head if of_head <= _WHOLE_HEAD else ceil(of_head / 2))
    if whole:
        return max([least, *(max(line_widths(text)) + _SLACK for text in texts)])
    runs = (len(run) / 2 for text in texts for run in _RUN.findall(text))
    return max([least, *runs])


def _height(lines: Sequence[float], room: float) -> float:
    """How many lines the texts take, as if a line were filled to its end."""
    if len(lines) == 1:
        return max(1.0, lines[0] / room)
    return sum(max(1.0, one / room) for one in lines)
