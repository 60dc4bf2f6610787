"""The neutral model of a file.

Paragraphs and tables with their places, before anything is understood of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Span = tuple[int, int]
"""Begin and end of a run of characters."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or line: its text with the number that Word shows before it, and where it stands.

    ``bold`` is the length of the bold beginning; ``heading`` the level of a heading style (0: none);
    ``boxed``: it stands in a text box.
    """

    text: str
    where: str
    bold: int = 0
    heading: int = 0
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at its place in the grid (from 0), over ``rows`` and ``columns`` of it.

    ``text`` as the program shows it, lines parted by LF; ``bold``: what is written bold where other text is
    not; ``note`` a Chinese sentence about the value (an error, a date shown as a month).
    """

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    bold: tuple[Span, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of Word, a sheet of Excel, a table typed as text.

    ``name`` is what a person calls it (表1, a sheet's name); ``rows`` are the file's own row numbers for
    ``where``; ``merges``: cells say their spans (Word, Excel), else an empty cell may stand for a merged one.
    """

    name: str
    cells: tuple[Cell, ...]
    width: int
    height: int
    rows: tuple[int, ...] = ()
    merges: bool = True
    sheet: bool = False
    hidden: tuple[int, ...] = ()

    def where(self, row: int) -> str:
        """Where a row of the grid stands in the file."""
        number = self.rows[row] if row < len(self.rows) else row + 1
        return f"{self.name}第{number}行"


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Told:
    """Something about the file that a person should know: where, and one Chinese sentence."""

    where: str
    message: str


@dataclass(frozen=True, slots=True)
class FileBlocks:
    """A file as it was read: its blocks in order, and what is to be told of it."""

    blocks: tuple[Block, ...]
    told: tuple[Told, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with every place filled: the cell that covers it, None for a hole."""

    table: Table
    places: Mapping[tuple[int, int], Cell]

    def at(self, row: int, column: int) -> Cell | None:
        """The cell over a place."""
        return self.places.get((row, column))

    def text(self, row: int, column: int) -> str:
        """The text over a place; ``""`` for a hole."""
        cell = self.places.get((row, column))
        return "" if cell is None else cell.text

    def starts(self, row: int, column: int) -> bool:
        """Whether the cell over a place begins there, and does not reach into it from above or the left."""
        cell = self.places.get((row, column))
        return cell is None or (cell.row, cell.column) == (row, column)

    def row(self, row: int) -> Iterator[str]:
        """The texts over a row, those of one cell once."""
        seen = None
        for column in range(self.table.width):
            cell = self.at(row, column)
            if cell is not None and cell is not seen:
                seen = cell
                yield cell.text


def grid_of(table: Table) -> Grid:
    """The grid of a table; where cells overlap the first one stays."""
    places = dict[tuple[int, int], Cell]()
    for cell in table.cells:
        for row in range(cell.row, min(cell.row + cell.rows, table.height)):
            for column in range(cell.column, min(cell.column + cell.columns, table.width)):
                places.setdefault((row, column), cell)
    return Grid(table, places)
