"""Blocks on a terminal, drawn with rich: tables that fit the width, lights in their colours.

Text is given to rich as ``Text``, never as markup, and lines are broken here, since
rich breaks only at spaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from huaian_tui.cli.output.blocks import (
    Block,
    Drawing,
    Fields,
    Heading,
    Lines,
    Table,
    cell_text,
)
from huaian_tui.cli.output.pages import PAGE_ROWS
from huaian_tui.domain.columns import Cell, Column, Lit, cells_of
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.hygiene import cell_width, terminal_safe
from huaian_tui.domain.text.line_breaking import break_lines

T = TypeVar("T")

WIDE = 110
"""From so many columns on, columns marked ``wide`` are shown too."""

_GAP = 2
_LEAST_REST = 20
_LEAST = 10
_STYLES = {
    Light.OVERDUE: "bold red",
    Light.BEHIND: "bold yellow",
    Light.DUE_SOON: "yellow",
    Light.ON_TRACK: "green",
    Light.DONE: "blue",
    Light.UNSCHEDULED: "bright_black",
}


def draw(blocks: Iterable[Block], console: Console | None = None) -> None:
    """Draw the blocks one after the other."""
    console = console or Console(highlight=False, markup=False, emoji=False)
    first = True
    for block in blocks:
        if isinstance(block, Heading):
            _print(console, ("\n" if not first else "") + block.text, "bold")
        elif isinstance(block, Lines):
            for text in block.texts:
                _print(console, _wrapped(text, console.width, block.indent), "")
        elif isinstance(block, Fields):
            _draw_fields(console, block)
        elif isinstance(block, Drawing):
            from huaian_tui.cli.output.picture_drawing import draw_picture

            draw_picture(console, block)
            _print(console, _wrapped(block.picture.sentence, console.width), "")
        elif block.rows:
            _draw_table(console, block)
        first = False


def _print(console: Console, text: str, style: str) -> None:
    console.print(Text(terminal_safe(text), style=style), no_wrap=True, crop=False, overflow="ignore")


def _wrapped(text: str, width: int, indent: int = 0) -> str:
    """Paragraphs broken to the width less one cell for a hanging mark, further lines two cells further in."""
    lines = []
    for paragraph in terminal_safe(text).replace("\t", " ").split("\n"):
        lines += break_lines(paragraph, max(width - 1, 20), indent, indent + 2 if indent else 0)
    return "\n".join(lines)


def _draw_fields(console: Console, fields: Fields) -> None:
    pairs = [(label, value) for label, value in fields.pairs if cell_text(value)]
    label_width = max((cell_width(label) for label, _ in pairs), default=0) + _GAP
    for label, value in pairs:
        line = Text(label + " " * (label_width - cell_width(label)), style="bright_black")
        body = _wrapped(cell_text(value), console.width - label_width)
        line.append(body.replace("\n", "\n" + " " * label_width), style=_style(value) or "default")
        console.print(line, no_wrap=True, crop=False, overflow="ignore")


def _style(cell: Cell) -> str:
    return _STYLES[cell.light] if isinstance(cell, Lit) else ""


def _draw_table(console: Console, table: Table[T]) -> None:
    """Draw a long table by the page: the first rows come at once, and not all are held."""
    columns = [column for column in table.columns if console.width >= WIDE or not column.wide]
    rows, widths = iter(table.rows), [0] * len(columns)
    while page := [cells_of(row, columns) for row in islice(rows, PAGE_ROWS)]:
        titled = not any(widths)
        widths = _widths(columns, page, console.width, widths)
        drawn = _table(columns, page, widths, titled=titled)
        width = sum(widths) + _GAP * len(widths)
        console.print(drawn, width=width, no_wrap=True, crop=False, overflow="ignore")


def _table(
    columns: Sequence[Column[Any]], rows: Sequence[Sequence[Cell]], widths: Sequence[int], *, titled: bool
) -> RichTable:
    """The rows with every cell already broken to its column."""
    drawn = RichTable(
        box=None,
        padding=(0, _GAP - 1, 0, 0),
        pad_edge=False,
        header_style="bold underline",
        show_header=titled,
    )
    for column, cells in zip(columns, widths, strict=True):
        # One cell more: a closing mark may hang over the width at which the line was broken.
        drawn.add_column(Text(column.title), width=cells + 1, no_wrap=True, overflow="ignore")
    for row in rows:
        fitted = zip(row, columns, widths, strict=True)
        drawn.add_row(*(_cell(cell, column, cells) for cell, column, cells in fitted))
    return drawn


def _widths(
    columns: Sequence[Column[Any]], rows: Sequence[Sequence[Cell]], width: int, before: Sequence[int]
) -> list[int]:
    """Widths in cells: what the contents need up to ``most``, and what is left for the ``rest`` column.

    ``before``: those of the page above, below which no column falls but for want of room. Where too
    little is left, the widest breakable column gives way, never below ``_LEAST``.
    """
    widths = []
    for place, column in enumerate(columns):
        needed = max(cell_width(line) for row in rows for line in cell_text(row[place]).split("\n"))
        needed = max(needed, cell_width(column.title), before[place])
        widths.append(needed if column.most is None else min(needed, column.most))
    room = width - _GAP * len(columns)
    for place, column in enumerate(columns):
        if column.rest:
            left = room - (sum(widths) - widths[place])
            widths[place] = min(widths[place], max(left, _LEAST_REST))
    breakable = [place for place, column in enumerate(columns) if column.most is not None]
    while sum(widths) > room and breakable:
        widest = max(breakable, key=lambda place: widths[place])
        if widths[widest] <= _LEAST:
            break
        widths[widest] -= 1
    return widths


def _cell(cell: Cell, column: Column[Any], width: int) -> Text:
    lines = [
        line
        for paragraph in cell_text(cell).replace("\t", " ").split("\n")
        for line in break_lines(paragraph, width)
    ]
    if column.lines is not None and len(lines) > column.lines:
        last = lines[column.lines - 1]
        while cell_width(last) > width - 2:
            last = last[:-1]
        lines = [*lines[: column.lines - 1], last + ".."]
    return Text("\n".join(lines), style=_style(cell))
