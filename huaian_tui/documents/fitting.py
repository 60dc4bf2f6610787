"""Whether a 单据 stays one page: how high each of its parts is printed, counted without setting it.

A composer chooses by it how closely a sheet is set, so that the same ledger gives the same paper on every
machine, whatever fonts it has. Heights are in points of the printed page (22 lines of 28.99 points); the
tests hold them against the PDF.
"""

from __future__ import annotations

from math import ceil

from huaian_tui.documents import standard_words
from huaian_tui.documents.model import (
    Block,
    Cell,
    OfficialDocument,
    Paragraph,
    Picture,
    PlacedCell,
    Table,
    placed_cells,
)
from huaian_tui.documents.picture_layout import laid_out
from huaian_tui.documents.titles import signature_lines, title_lines
from huaian_tui.domain.text.line_breaking import break_lines, text_width

_PAGE = 225 * 72 / 25.4
LINE = _PAGE / 22
"""Points of one of 22 lines."""
_LEAD = LINE - 16
_HALF_A_LINE = 56
"""Half characters of 16 points on 156 mm."""
_WIDTH = 156 * 72 / 25.4
_CELL_SIDES = 6.0
CELL_PADDING, COMPACT_PADDING = 9.0, 5.0
"""Points above and below the text of a cell together, in a table as usual and in one set closely."""
_TITLE, _FORM_TITLE = 22.0, 30.0
_SMALL = 14.0
_NAME, _SENTENCE, _PART = 12.0, 10.5, 6.0
"""Sizes of a picture's name and sentence, and what lies between its parts."""
_SPARE = 4.0
"""Points kept free, because a line may be broken a little earlier in print."""


def fits_one_page(document: OfficialDocument) -> bool:
    """Whether a 单据 without attachments is printed on one page."""
    return not document.attachments and sheet_height(document) + _SPARE <= _PAGE + _LEAD


def sheet_height(document: OfficialDocument) -> float:
    """Points that a 单据 takes from the upper edge of its type area, its last line's lead included."""
    lines = head_lines(document)
    if document.recipients:
        lines += len(break_lines(_flat(standard_words.recipients_line(document)), _HALF_A_LINE))
    height = lines * LINE + sum(_block(block, document.compact) for block in document.body)
    return height + _closing(document) + _colophon(document)


def head_lines(document: OfficialDocument) -> int:
    """Lines of the grid that issuer, title, number and rule of a 单据 take."""
    marks = [one for one in standard_words.printable(document.masthead).split("\n") if one]
    titles = title_lines(standard_words.printable(document.title), names=document.words)
    large = len(titles) == 1 and text_width(titles[0]) * _FORM_TITLE / 2 <= _WIDTH
    size = _FORM_TITLE if large else _TITLE
    height = len(marks) * _TITLE + len(titles) * size + 0.4 * LINE * (len(marks) + len(titles) - 1)
    above, below = (0.25, 0.5) if document.compact else (0.5, 1.0)
    height += above * LINE + 16 + 2 * 72 / 25.4
    return ceil((height + below * LINE) / LINE - 0.1)


def _flat(text: str) -> str:
    return standard_words.printable(text).replace("\n", " ")


def _block(block: Block, compact: bool) -> float:
    if isinstance(block, Table):
        return table_height(block, compact=compact) + _LEAD
    if isinstance(block, Picture):
        return picture_height(block) + _LEAD
    lead = block.lead if isinstance(block, Paragraph) else ""
    text = _flat(lead) + standard_words.printable(block.text)
    indent = 0 if isinstance(block, Paragraph) and not block.indent else 4
    return LINE * sum(len(break_lines(part, _HALF_A_LINE, indent)) for part in text.split("\n"))


def table_height(table: Table, *, compact: bool = False) -> float:
    """Points from the upper to the lower rule of an upright table on one page."""
    padding = COMPACT_PADDING if compact else CELL_PADDING
    height = 0.0
    for part in (table.head, table.rows):
        placed = placed_cells(part, len(table.columns))
        for row in range(len(part)):
            lines = max((_lines(table, one) for one in placed if one.row == row), default=1)
            height += table.font_size * (1.45 * lines - 0.45) + padding
    return height


def picture_height(picture: Picture) -> float:
    """Points of an upright picture with its name and its sentence, as the template sets them."""
    sentence = standard_words.printable(picture.text)
    lines = len(break_lines(sentence, int(_WIDTH / (_SENTENCE / 2)))) if sentence else 0
    drawn = laid_out(picture.data).height * 72 / 25.4
    named = _NAME + _PART if picture.caption else 0.0
    return drawn + named + _PART + _SENTENCE * (1.45 * lines - 0.45)


def _lines(table: Table, placed: PlacedCell) -> int:
    """Printed lines of a cell; one that spans rows counts as if its first row held it all."""
    cell: Cell = placed.cell
    share = sum(one.width for one in table.columns[placed.column : placed.column + cell.colspan])
    inner = _WIDTH * share / sum(one.width for one in table.columns) - _CELL_SIDES
    half = max(2, int(inner / (table.font_size / 2) + 0.01))
    parts = standard_words.printable(cell.text).split("\n")
    return sum(max(1, len(break_lines(part, half, squeeze=False))) for part in parts)


def _closing(document: OfficialDocument) -> float:
    """署名 and 成文日期 below a blank line, 附注."""
    lines = 0
    if document.signature or document.date:
        name = signature_lines(_flat(document.signature), document.words or ()) if document.signature else ()
        lines += 1 + len(name) + (1 if document.date else 0)
    if annotation := _flat(standard_words.annotation_line(document)):
        lines += len(break_lines(annotation, _HALF_A_LINE, 4))
    return lines * LINE


def _colophon(document: OfficialDocument) -> float:
    """版记 with the line that is kept free above it."""
    rows = 0.0
    named = standard_words.colophon_names(document)
    half = int((_WIDTH - 2 * _SMALL) / (_SMALL / 2))
    count = sum(len(break_lines(_flat(label + text), half, 0, text_width(label))) for label, text in named)
    rows += count * (_SMALL + 9) + 1 if count else 0.0
    if document.printing_office or document.printed_on:
        rows += _SMALL + 10
    return rows + 3 + LINE if rows else 0.0
