"""Drawing one line of a list: cells fitted to their columns, text as data, exact widths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from huaian_tui.domain.columns import Column, Marked
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.tui.list.column_widths import Placed
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.safe_text import ELLIPSIS, cut, fit, one_line, one_line_text

MARK_WIDTH = 2
"""Cells left of the first column: ``>`` shows the cursor and ``*`` a mark also where colours do not show."""

ASCENDING, DESCENDING = "升", "降"
"""Which way a sorted column goes, behind its title: two cells wide on every terminal, unlike an arrow."""

MATCH = Style(bold=True, underline=True)
"""Marks a word that was searched for, also where there are no colours and under the cursor."""

_CONSOLE = Console(width=500, color_system=None, force_terminal=False, legacy_windows=False)
"""Turns rich texts into segments; never prints."""


def draw_head(
    placed: Sequence[Placed], gap: int, width: int, style: Style, sort: Sort | None = None
) -> Strip:
    """The line with the titles of the columns, the sorted one with its direction."""
    segments = [Segment(" " * MARK_WIDTH, style)]
    for position, spot in enumerate(placed):
        if position:
            segments.append(Segment(" " * gap, style))
        segments.append(Segment(_aligned(head_title(spot, sort), spot), style))
    return _exact(segments, width, style)


def head_title(spot: Placed, sort: Sort | None) -> str:
    """A column's title; sorted by it, with 升 or 降 behind.

    The title gives way to it only where the terminal has no room at all (see ``roomy``).
    """
    title = spot.column.title
    if sort is None or not _is_sorted(spot.column, sort):
        return title
    mark = DESCENDING if sort.descending else ASCENDING
    while title and cell_len(title) + cell_len(mark) > spot.width:
        title = title[:-1]
    return title + mark


def roomy(columns: Sequence[Column[Any]], sort: Sort | None) -> list[Column[Any]]:
    """The columns, the sorted one at least as wide as its title with 升 or 降 behind."""
    return [_with_room(column) if sort and _is_sorted(column, sort) else column for column in columns]


def _with_room(column: Column[Any]) -> Column[Any]:
    wanted = cell_len(column.title) + cell_len(ASCENDING)
    if column.width is None:
        return replace(column, min_width=max(column.min_width, wanted))
    return replace(column, width=max(column.width, wanted))


def _is_sorted(column: Column[Any], sort: Sort) -> bool:
    return bool(column.sort) and column.sort == sort.key


def draw_row(
    row: ListRow, placed: Sequence[Placed], gap: int, width: int, style: Style, tone: Style, margin: str
) -> Strip:
    """One row. ``tone`` is laid over ``style`` in the toned columns; ``margin`` stands in front."""
    segments = [Segment(margin, style)]
    for position, spot in enumerate(placed):
        if position:
            segments.append(Segment(" " * gap, style))
        cell_style = style + tone if spot.column.toned else style
        cell = row.cells[spot.index] if spot.index < len(row.cells) else ""
        if isinstance(cell, Marked):
            segments.extend(_marked_segments(cell, spot.width, cell_style))
        else:
            segments.append(Segment(_aligned(one_line(_shortened(str(cell), spot.width)), spot), cell_style))
    return _exact(segments, width, style)


def draw_line(text: str, width: int, style: Style, *, right: str = "") -> Strip:
    """A line of plain words; ``right`` stands at the right edge if both fit."""
    left = " " * MARK_WIDTH + text
    space = width - cell_len(left) - cell_len(right) - 1
    if right and space >= 1:
        return _exact([Segment(left + " " * space + right, style)], width, style)
    return _exact([Segment(fit(left if text else " " * MARK_WIDTH + right, width), style)], width, style)


def _shortened(text: str, width: int) -> str:
    """A long cell cut before it is cleaned: what cannot be seen is not worth the time."""
    limit = width * 4 + 17
    return text if len(text) <= limit else text[:limit]


def _aligned(text: str, spot: Placed) -> str:
    fitted = fit(text, spot.width)
    if not spot.column.right:
        return fitted
    words = fitted.rstrip(" ")
    return " " * (spot.width - cell_len(words)) + words


def _marked_segments(cell: Marked, width: int, style: Style) -> list[Segment]:
    """A text in exactly ``width`` cells, ``MATCH`` laid over the words that stand out."""
    marked = Text(_shortened(cell.text, width))
    for start, end in cell.spans:
        marked.stylize(MATCH, start, end)
    text = one_line_text(marked).copy()
    if cell_len(text.plain) > width:
        text = text[: cut(text.plain, width)[0]]
        text.append(ELLIPSIS[:width])
    text.end = ""
    text.no_wrap = True
    segments = [Segment(part.text, style + (part.style or Style.null())) for part in text.render(_CONSOLE)]
    padding = width - cell_len(text.plain)
    if padding > 0:
        segments.append(Segment(" " * padding, style))
    return segments


def _exact(segments: list[Segment], width: int, style: Style) -> Strip:
    return Strip(segments).adjust_cell_length(width, style)
