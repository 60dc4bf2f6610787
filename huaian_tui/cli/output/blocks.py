"""What a command shows, as blocks that fit a terminal and a pipe alike; JSON goes its own way.

On a terminal the blocks are drawn with rich (tables, colours); into a pipe or file they are plain text:
tables separated by tabs, nothing cut, no colours.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from huaian_tui.cli.output.json_text import emit_json as emit_json
from huaian_tui.domain.columns import Cell as Cell
from huaian_tui.domain.columns import Lit as Lit
from huaian_tui.domain.text.hygiene import terminal_safe


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    On a terminal only: ``most`` is its greatest width in cells (then it breaks), ``rest`` gives
    it the width that is left, ``lines`` the number of lines after which it is cut, ``wide``
    shows it only where there is room. Into a pipe every column goes whole.
    """

    title: str
    most: int | None = None
    rest: bool = False
    lines: int | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their titles; nothing at all when there are no rows."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Pairs of a label and what stands for it; pairs without a value are left out."""

    pairs: Sequence[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Lines:
    """Paragraphs, each with its own beginning; ``indent`` in cells."""

    texts: Sequence[str]
    indent: int = 0


Block = Table | Heading | Fields | Lines


def emit_line(text: str) -> None:
    """Write the result of a change: one line."""
    sys.stdout.write(terminal_safe(" ".join(text.split("\n"))) + "\n")


def show(blocks: Iterable[Block]) -> None:
    """Write the blocks as the output can take them."""
    if sys.stdout.isatty():
        from huaian_tui.cli.output.rich_view import draw

        draw(blocks)
        return
    from huaian_tui.cli.output.plain import write

    write(blocks, sys.stdout)


def answer(as_json: bool, value: Callable[[], Any], blocks: Callable[[], Iterable[Block]]) -> None:
    """The one answer of a reading command, in the form that was asked for."""
    if as_json:
        emit_json(value())
    else:
        show(blocks())


def cell_text(cell: Cell) -> str:
    """The text of a cell, safe for a terminal."""
    return terminal_safe(str(cell))
