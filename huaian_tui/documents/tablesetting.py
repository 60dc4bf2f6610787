"""A table as data for the PDF template: which rows stay whole, which words may be split.

A row that a page can hold is not broken over two pages; a taller one must be, or its text would
run off the sheet. A Latin word wider than its column may break anywhere.
"""

from __future__ import annotations

import re
from typing import Any

from huaian_tui.documents import wording
from huaian_tui.documents.breaking import text_width
from huaian_tui.documents.model import Cell, PlacedCell, Table, placed_cells

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
_SPLIT_ANYWAY = 40
"""The template lets words longer than this break anywhere in any case."""
_LATIN_WORD = re.compile("[!-~]+")


def table_data(table: Table) -> dict[str, Any]:
    """The table as JSON values for the template."""
    head = placed_cells(table.head, len(table.columns))
    rows = placed_cells(table.rows, len(table.columns))
    return {
        "kind": "table",
        "widths": [column.width for column in table.columns],
        "aligns": [column.align for column in table.columns],
        "head": [_cell(table, placed, head=True, breakable=False) for placed in head],
        "rows": [
            _cell(table, placed, head=False, breakable=breakable)
            for placed, breakable in zip(rows, _breakable(table, rows), strict=True)
        ],
        "landscape": table.landscape,
        "font_size": table.font_size,
        "caption": table.caption,
    }


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
        1 + text_width(line) / 2 / characters for line in wording.printable(placed.cell.text).split("\n")
    )
    return lines * _LINE_PITCH * table.font_size


def _cell(table: Table, placed: PlacedCell, *, head: bool, breakable: bool) -> dict[str, Any]:
    cell: Cell = placed.cell
    text = wording.printable(cell.text)
    # Letters are about 0.55 of the size wide; capitals more, hence the margin.
    room = int(_inner_width(table, placed) / (0.65 * table.font_size))
    longest = max((len(word) for word in _LATIN_WORD.findall(text)), default=0)
    return {
        "lines": text.split("\n"),
        "colspan": cell.colspan,
        "rowspan": cell.rowspan,
        "align": "center" if head else cell.align,
        "breakable": breakable,
        "split": max(1, room) if room < min(longest, _SPLIT_ANYWAY) else 0,
    }
