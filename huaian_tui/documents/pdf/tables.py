"""A table as data for the PDF template: which rows stay whole, which words may be split.

A row that a page can hold is not broken over two pages; a taller one must be, or its text would
run off the sheet. A run of letters or marks wider than its column may break anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from huaian_tui.documents import standard_words
from huaian_tui.documents.model import Cell, PlacedCell, Table, heading_groups, placed_cells
from huaian_tui.domain.text.line_breaking import NEVER_AT_END, NEVER_AT_START, text_width

_POINTS_A_MILLIMETRE = 72 / 25.4
_UPRIGHT_WIDTH, _TURNED_WIDTH = 156 * _POINTS_A_MILLIMETRE, 225 * _POINTS_A_MILLIMETRE
_CELL_PADDING = 6.0
"""Points left and right of a cell's text together."""
_LINE_PITCH = 1.45
"""Distance of two lines in a table, in font sizes."""
_TALLEST_WHOLE_ROW = 250.0
"""Points: a higher row may break over pages (a turned page is 442 pt high)."""
_LONGEST_WHOLE_SPAN = 5
"""Rows tied by a row span stay on one page if they are no more than this."""
_TALLEST_LAST_ROWS = {False: 286.0, True: 199.0}
"""Points: higher last rows (upright, turned) are not tied to what follows the table; with the repeated
head and a 署名 below them they would not fit on one page."""
_SPLIT_ANYWAY = 28
"""The template lets runs of so many letters break anywhere in any case."""
_MARKS = re.compile(f"[{re.escape(''.join(sorted(NEVER_AT_START | NEVER_AT_END)))}]{{2,}}")
_GLUE = frozenset("\u00a0\u2007\u200d\u2011\u202f\u2060\ufeff")
"""Characters that no line may end at, whatever their neighbours are."""


def table_data(table: Table) -> dict[str, Any]:
    """The table as JSON values for the template."""
    head = placed_cells(table.head, len(table.columns))
    rows = placed_cells(table.rows, len(table.columns))
    breakable = _breakable(table, rows)
    kept = _kept(table, rows, breakable)
    last = len(table.head) + len(table.rows) - 1
    return {
        "kind": "table",
        "widths": [column.width for column in table.columns],
        "aligns": [column.align for column in table.columns],
        "head": [_cell(table, placed, head=True, breakable=False) for placed in head],
        "rows": [
            _cell(table, placed, head=False, breakable=may_break)
            for placed, may_break in zip(rows, breakable, strict=True)
        ],
        "height": len(table.head) + len(table.rows),
        "kept": kept,
        "tail_from": next((first for first, count in kept if first + count > last), last),
        "tied": _can_be_tied(table, rows, breakable),
        "landscape": table.landscape,
        "font_size": table.font_size,
        "caption": table.caption,
    }


def _kept(table: Table, rows: tuple[PlacedCell, ...], breakable: list[bool]) -> list[tuple[int, int]]:
    """(first row from the head on, rows) of a heading with the row below it, unless that may break."""
    tall = {placed.row for placed, may in zip(rows, breakable, strict=True) if may}
    groups = heading_groups(table)
    return [
        (len(table.head) + first, count)
        for first, count in groups
        if not tall & set(range(first, first + count))
    ]


def _breakable(table: Table, rows: tuple[PlacedCell, ...]) -> list[bool]:
    """For each cell whether it may go over a page: one such cell must not be held by its neighbours."""
    tall_rows = {
        row
        for placed in rows
        if _height(table, placed) > _TALLEST_WHOLE_ROW
        for row in range(placed.row, placed.row + placed.cell.rowspan)
    }
    return [
        placed.cell.rowspan > _LONGEST_WHOLE_SPAN
        or any(row in tall_rows for row in range(placed.row, placed.row + placed.cell.rowspan))
        for placed in rows
    ]


def _inner_width(table: Table, placed: PlacedCell) -> float:
    """Points that a line of the cell's text has."""
    whole = _TURNED_WIDTH if table.landscape else _UPRIGHT_WIDTH
    columns = table.columns[placed.column : placed.column + placed.cell.colspan]
    share = sum(column.width for column in columns) / sum(column.width for column in table.columns)
    return max(table.font_size, whole * share - _CELL_PADDING)


def _height(table: Table, placed: PlacedCell) -> float:
    """About how high the cell's text is, in points."""
    characters = _inner_width(table, placed) / table.font_size
    lines = sum(
        1 + text_width(line) / 2 / characters
        for line in standard_words.printable(placed.cell.text).split("\n")
    )
    return lines * _LINE_PITCH * table.font_size


def _can_be_tied(table: Table, rows: tuple[PlacedCell, ...], breakable: list[bool]) -> bool:
    """Whether the last row, with the rows spans tie to it, is low enough to be kept with what follows."""
    if not rows:
        return False
    first = last = len(table.rows) - 1
    while (start := min(p.row for p in rows if p.row + p.cell.rowspan > first)) < first:
        first = start
    if any(
        may_break and p.row + p.cell.rowspan > first for p, may_break in zip(rows, breakable, strict=True)
    ):
        return False
    heights = (
        max((_height(table, p) / p.cell.rowspan for p in rows if p.row == row), default=0.0)
        for row in range(first, last + 1)
    )
    return sum(heights) <= _TALLEST_LAST_ROWS[table.landscape]


def _cell(table: Table, placed: PlacedCell, *, head: bool, breakable: bool) -> dict[str, Any]:
    cell: Cell = placed.cell
    text = standard_words.printable(cell.text)
    room = _inner_width(table, placed) / table.font_size
    too_wide = [len(run) for run in _unbroken_runs(text) if _run_width(run) > room]
    marks = max((len(run) for run in _MARKS.findall(text)), default=0)
    return {
        "x": placed.column,
        "y": placed.row + (0 if head else len(table.head)),
        "lines": text.split("\n"),
        "colspan": cell.colspan,
        "rowspan": cell.rowspan,
        "align": "center" if head else cell.align,
        "breakable": breakable,
        "split": min([length for length in too_wide if length < _SPLIT_ANYWAY], default=0),
        "split_marks": 2 if marks + 1 > room else 0,
    }


def _unbroken_runs(text: str) -> Iterator[str]:
    """Runs of characters between which the typesetter ends no line: letters of any alphabet, glued ones."""

    def holds(index: int) -> bool:
        character = text[index]
        if character in _GLUE:
            return True
        if character.isspace():
            return False
        return unicodedata.east_asian_width(character) not in "WF" or text[index + 1 : index + 2] in _GLUE

    for together, places in groupby(range(len(text)), holds):
        if together:
            found = list(places)
            yield text[found[0] : found[-1] + 1]


def _run_width(run: str) -> float:
    """At most how wide the run is, in font sizes: Latin letters are about 0.55 wide, capitals more."""
    return sum(0.65 if character.isascii() and not character.isupper() else 1.0 for character in run)
