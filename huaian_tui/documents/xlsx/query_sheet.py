"""The answer to a question in SQL as a workbook: numbers as numbers, every text as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from huaian_tui.documents.xlsx.sheets import Book, page_setup
from huaian_tui.domain.text.line_breaking import text_width

_WIDEST, _NARROWEST, _LOOKED_AT = 60, 8, 200
_EXACT = 10**15
"""A workbook keeps 15 digits of a number; a longer one is written as a text."""


def query_workbook(
    columns: Sequence[str], rows: Sequence[Sequence[str | int | float | None]], about: str, made_on: date
) -> bytes:
    """One sheet with the answer, and a second one with ``about``: what was asked, and of which day."""
    book = Book("查询", made_on)
    sheet = book.workbook.add_worksheet("查询")
    book.heads(sheet, 0, list(zip(columns, _widths(columns, rows), strict=True)))
    for at, cells in enumerate(rows, 1):
        for place, cell in enumerate(cells):
            if isinstance(cell, (int, float)) and abs(cell) < _EXACT:
                sheet.write_number(at, place, cell, book.format(border=1))
            else:
                book.text(sheet, at, place, "" if cell is None else str(cell))
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    page_setup(sheet, 0, len(columns), len(rows))
    told = book.workbook.add_worksheet("说明")
    told.set_column(0, 0, 100)
    for at, line in enumerate(about.split("\n")):
        book.text(told, at, 0, line, border=0)
    return book.finish()


def _widths(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[float]:
    looked_at = [columns, *rows[:_LOOKED_AT]]
    widest = (max(_width(row[place]) for row in looked_at) for place in range(len(columns)))
    return [float(min(max(width + 2, _NARROWEST), _WIDEST)) for width in widest]


def _width(cell: object) -> int:
    return 0 if cell is None else max(text_width(line) for line in str(cell).split("\n"))
