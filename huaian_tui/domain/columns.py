"""A column of a list: its title, what it says of a row, and how it may be laid out. Nothing is drawn here.

One class for the lists on the screens and for what commands print: a column is added by one line in a
table of columns, and both the cell and its place follow from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass
from typing import Generic, TypeVar

from huaian_tui.domain.rules.lights import Light

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lit:
    """A word with the light whose colour it may have; the word alone says everything."""

    text: str
    light: Light

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in which words stand out; ``spans`` are their first and past-the-last characters."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        return self.text


Cell = str | Lit | Marked
"""What stands in a column of one row; ``str(cell)`` is its text. All of it is data, never markup."""


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column of a list of ``T``: its title, and what it says of one of them.

    The rest says how it may be laid out, widths in cells of the terminal.
    """

    title: str
    cell: Callable[[T], Cell]
    _: KW_ONLY
    # ---- lists on the screens
    width: int | None = None
    """A fixed width; without it the column shares what is left, by ``weight``."""
    weight: int = 1
    """Its part of the width that is left."""
    min_width: int = 8
    """Without a fixed width never narrower than this."""
    priority: int = 1
    """1 is always shown; higher numbers leave first when it gets narrow."""
    right: bool = False
    """Numbers, aligned right."""
    toned: bool = False
    """Its text has the tone of its row."""
    grows: bool = False
    """A number that is wider than ``width`` widens the column instead of being cut; so does what is toned."""
    comfort: int = 0
    """Cells in which its text reads well: further columns leave it these before they are shown."""
    extra: bool = False
    """Not shown unless an officer chooses it."""
    sort: str = ""
    """The order by this column (``ordering.Sort``); empty: there is none.

    Short lists are sorted by what the column says. A list that is read by the page is sorted in SQL,
    so that its key needs an order of the same name in the store's query: the one thing of a column that
    does not stand in its line.
    """
    # ---- tables that commands print on a terminal; into a pipe every column goes whole
    most: int | None = None
    """The greatest width; what is longer breaks into lines."""
    rest: bool = False
    """It has the width that the others leave."""
    lines: int | None = None
    """The number of lines after which a cell is cut."""
    wide: bool = False
    """Shown only where there is room."""

    @property
    def least(self) -> int:
        """The fewest cells this column takes in a list on a screen."""
        return self.width if self.width is not None else self.min_width


def cells_of(row: T, columns: Iterable[Column[T]]) -> tuple[Cell, ...]:
    """What the columns say of a row, in their order."""
    return tuple(column.cell(row) for column in columns)
