"""One official document, whatever it is printed as: PDF, Word, text.

A composer fills this model with finished wording; a renderer places it and adds no
word of its own. All text is data: nothing in it is ever read as markup.

The parts and their Chinese names follow GB/T 9704-2012 (党政机关公文格式).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from typing import Literal

from huaian_tui.documents.counted import Figure
from huaian_tui.domain.pictures.picture import PictureData

Layout = Literal["notice", "letter", "sheet", "form", "bulletin"]
"""``notice``: the common form with masthead and red rule; ``letter``: 信函格式 (chapter 10.1);
``sheet``: 单据 (督办通知单, 催办单, 交办单). These are no kinds of 公文 (条例 article 8), the standard is
only a model for them: masthead (may be empty) and title stand in red at the head of the type area, the
number right below them, then the rule and 主送; about eight lines are saved. ``form``: an inner sheet of the
office (查访单, 台账), filled in by hand and sent to nobody: a black title, below it the office at the left
and the number or the day at the right, no seal.
``bulletin``: a 专报: the masthead is its own name, below it the issue, then office and day above the rule."""

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the text with its number in it: 一、 / （一） / 1. / （1） for level 1 to 4."""

    level: int
    text: str
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise ValueError(f"a heading has level 1 to 4, not {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text.

    ``lead`` is a heading that runs into the paragraph (``（一）市财政局。`` followed by its
    text); it is set in the face of a heading of ``lead_level``. ``sources`` are the ids of the
    records that the figures come from, ``figures`` what each of them counts; neither is ever printed.
    ``indent`` is switched off for lines that stand flush left.
    """

    text: str
    sources: tuple[str, ...] = ()
    indent: bool = True
    lead: str = ""
    lead_level: int = 2
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; spans count columns and rows, 1 meaning none.

    ``align`` None takes the alignment of the column (head cells are always centred).
    """

    text: str
    colspan: int = 1
    rowspan: int = 1
    align: Align | None = None
    sources: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its share of the table's width (any unit, only the ratio counts) and alignment."""

    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Rows list the cells that begin in them, left to right; spanned places are left out.

    ``head`` rows are repeated on every page. ``landscape`` turns the page. ``font_size`` is in
    points (12 = 小四, 10.5 = 五号). ``caption`` stands centred above the table.
    """

    columns: tuple[TableColumn, ...]
    head: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    landscape: bool = False
    font_size: float = 12.0
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.columns or any(column.width <= 0 for column in self.columns):
            raise ValueError("a table needs columns of positive width")
        for part in (self.head, self.rows):
            placed_cells(part, len(self.columns))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of figures, with its name (``caption``: 图1 …) below it and then its sentence.

    ``text`` is the sentence that says the figures in words: the picture's alternative text, and all that is
    shown of it where nothing can be drawn. ``sources`` and ``figures`` as of a paragraph. ``landscape``
    asks for a page on its side.
    """

    data: PictureData
    caption: str = ""
    text: str = ""
    sources: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    landscape: bool = False


Block = Heading | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件: begins on a new page with 附件 (and its number, if there are several) and a title."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def landscape(self) -> bool:
        """Whether its pages lie on their side: they do when one of its tables or pictures asks for it."""
        return any(isinstance(block, Table | Picture) and block.landscape for block in self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialDocument:
    """A whole official document, ready to be printed.

    ``masthead`` 发文机关标志 · ``number`` 发文字号 (None as long as a draft has none) ·
    ``signer`` 签发人 (上行文 only) · ``recipients`` 主送 · ``signature`` 署名 · ``date`` 成文日期 ·
    ``annotation`` 附注 (without its brackets) · ``copies_to`` 抄送 · ``printing_office`` and
    ``printed_on`` 印发机关和印发日期 · ``sealed`` leaves the room that a seal needs.
    ``title`` may hold line breaks where the author wants them. ``contact`` is whom to call, printed in the
    brackets of the 附注. ``fingerprint``: 台账指纹 of the records that it was composed from, printed there
    too from the issue on, where the office wants it. ``recipients_below``: they are so many that the first
    page would show no text, and stand in the 版记 (7.3.2). ``even_end``: the 版记 stands on an upright even
    page. ``close_set``: what lies on its side wastes no line: none is left blank between its title and its
    table.
    ``draft`` prints 草稿 in the upper margin of every page. ``withdrawn`` prints 已撤回 there and
    ``former_numbers`` what it was numbered before (原文号): both became so after the document was frozen,
    and are never kept with it. ``turned``: all pages lie on their side. ``compact``: a 单据 that is to stay
    one page; its head is a line shorter, the cells of its tables are lower. ``words``: names of units and
    plans, which lines of titles and of the 署名 do not part; None in one of an older version.
    """

    masthead: str
    title: str
    body: tuple[Block, ...]
    layout: Layout = "notice"
    number: str | None = None
    signer: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    recipients: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signature: str = ""
    date: Date | None = None
    sealed: bool = True
    annotation: str = ""
    copies_to: tuple[str, ...] = ()
    printing_office: str = ""
    printed_on: Date | None = None
    draft: bool = False
    contact: str = ""
    recipients_below: bool = False
    even_end: bool = False
    close_set: bool = False
    withdrawn: bool = False
    former_numbers: tuple[str, ...] = ()
    turned: bool = False
    compact: bool = False
    words: tuple[str, ...] | None = None
    fingerprint: str = ""

    def blocks(self) -> Iterator[Block]:
        """Every block of the text and then of the attachments, in printed order."""
        yield from self.body
        for attachment in self.attachments:
            yield from attachment.blocks

    def sources(self) -> tuple[str, ...]:
        """Ids of all records that figures in this document come from, each once, in printed order."""
        seen: dict[str, None] = {}
        for block in self.blocks():
            if isinstance(block, Table):
                for row in (*block.head, *block.rows):
                    for cell in row:
                        seen.update(dict.fromkeys(cell.sources))
            else:
                seen.update(dict.fromkeys(block.sources))
        return tuple(seen)


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """Where a cell lies in the grid of its part of the table (rows and columns from 0)."""

    cell: Cell
    row: int
    column: int


@dataclass(slots=True)
class _Grid:
    """Which places of the grid are taken while cells are laid into it."""

    columns: int
    taken: set[tuple[int, int]] = field(default_factory=set)

    def lay(self, cell: Cell, row: int, start: int) -> int:
        """Put the cell at the first free place of the row from ``start`` on; its column is returned."""
        column = start
        while (row, column) in self.taken:
            column += 1
        places = {(row + y, column + x) for y in range(cell.rowspan) for x in range(cell.colspan)}
        if cell.colspan < 1 or cell.rowspan < 1 or column + cell.colspan > self.columns:
            raise ValueError(f"cell {cell.text[:20]!r} does not fit into row {row} of the table")
        if places & self.taken:
            raise ValueError(f"cell {cell.text[:20]!r} overlaps another one in row {row}")
        self.taken |= places
        return column


def placed_cells(rows: Iterable[tuple[Cell, ...]], columns: int) -> tuple[PlacedCell, ...]:
    """Lay rows of cells into a grid of ``columns`` columns, following their spans.

    Raises ValueError when a place is left empty, used twice, or a span leaves the table: a
    mistake of the composer, found before anything is printed.
    """
    grid, placed, count = _Grid(columns), [], 0
    for count, row in enumerate(rows, start=1):
        column = 0
        for cell in row:
            column = grid.lay(cell, count - 1, column)
            placed.append(PlacedCell(cell, count - 1, column))
            column += cell.colspan
    if len(grid.taken) != count * columns or any(row >= count for row, _ in grid.taken):
        raise ValueError("the cells of the table leave places empty or reach beyond its last row")
    return tuple(placed)


def heading_groups(table: Table) -> list[tuple[int, int]]:
    """(first row, number of rows) that stay together: lines over all columns, and the row below them."""
    found, start = list[tuple[int, int]](), None
    for place, row in enumerate(table.rows):
        if len(row) == 1 and row[0].rowspan == 1 and row[0].colspan == len(table.columns) > 1:
            start = place if start is None else start
        elif start is not None:
            found.append((start, place - start + 1))
            start = None
    return found


def text_cells(*texts: str) -> tuple[Cell, ...]:
    """A row of plain cells."""
    return tuple(Cell(text) for text in texts)


def headed_table(
    heads: Sequence[tuple[str, float]],
    rows: Iterable[tuple[Cell, ...]],
    *,
    centred: Collection[str] = (),
    landscape: bool = False,
    font_size: float = 12.0,
) -> Table:
    """A table under one line of heads, each with its column's share of the width; ``centred`` names some."""
    return Table(
        columns=tuple(TableColumn(width, "center" if head in centred else "left") for head, width in heads),
        head=(text_cells(*(head for head, _ in heads)),),
        rows=tuple(rows),
        landscape=landscape,
        font_size=font_size,
    )
