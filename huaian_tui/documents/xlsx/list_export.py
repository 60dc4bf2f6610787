"""What a list on the screen shows, as a file: every column in full, as a workbook, as CSV or as Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huaian_tui.documents.files import write_whole
from huaian_tui.documents.standard_words import printable
from huaian_tui.domain.text.line_breaking import text_width
from huaian_tui.domain.words.days import chinese_day

FORMATS = {"xlsx": "Excel 表格", "csv": "CSV", "md": "Markdown"}
"""File name endings and what they are called."""

FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
"""A cell of a CSV file that begins so would be computed by a spreadsheet."""

_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|&#~"})
_WIDEST, _NARROWEST = 60, 6
_LONGEST_NUMBER = 15
"""Digits that a workbook keeps of a number."""


@dataclass(frozen=True, slots=True)
class ListTable:
    """A list to write: ``title`` and ``about`` (filter, order, how many) above, ``heads``, then the rows.

    ``numeric`` are the places of columns whose cells are numbers where they look like some.
    """

    title: str
    about: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    made_on: date
    numeric: frozenset[int] = frozenset()


def export_list(table: ListTable, folder: Path, name: str, suffix: str) -> Path:
    """Write the list as ``name`` in ``folder`` (名称(2) when that is taken); returns the path used.

    ``suffix`` is one of :data:`FORMATS`; any other is a bug of the caller.
    """
    return write_whole(folder / f"{name}.{suffix}", list_file(table, suffix))


def list_file(table: ListTable, suffix: str) -> bytes:
    """The list as the bytes of a file; ``suffix`` is one of :data:`FORMATS`."""
    return {"xlsx": _workbook, "csv": _comma_separated, "md": _markdown}[suffix](table)


def _workbook(table: ListTable) -> bytes:
    from huaian_tui.documents.xlsx.sheets import Book, page_setup

    book = Book(table.title, table.made_on)
    sheet = book.workbook.add_worksheet("列表")
    wide = len(table.heads)
    if wide > 1:  # one cell cannot be merged
        book.banner(sheet, 0, wide, table.title, bold=True, font_size=16, align="center")
        book.banner(sheet, 1, wide, table.about)
    else:
        book.text(sheet, 0, 0, table.title, bold=True)
        book.text(sheet, 1, 0, table.about)
    book.heads(sheet, 2, list(zip(table.heads, _widths(table), strict=True)))
    for at, cells in enumerate(table.rows, 3):
        for column, cell in enumerate(cells):
            if column in table.numeric and cell.isdecimal() and len(cell) <= _LONGEST_NUMBER:
                sheet.write_number(at, column, int(cell), book.format(border=1))
            else:
                book.text(sheet, at, column, cell)
    last = 2 + len(table.rows)
    sheet.freeze_panes(3, 0)
    if table.rows:
        sheet.autofilter(2, 0, last, wide - 1)
    page_setup(sheet, 2, wide, last)
    return book.finish()


def _widths(table: ListTable) -> list[float]:
    """The columns' widths in characters: as wide as the widest of the first rows, within reason."""
    looked_at = [table.heads, *table.rows[:500]]
    widest = (max(text_width(row[place]) for row in looked_at) for place in range(len(table.heads)))
    return [float(min(max(width + 2, _NARROWEST), _WIDEST)) for width in widest]


def _comma_separated(table: ListTable) -> bytes:
    """UTF-8 with a byte order mark, without which Excel reads Chinese as another encoding."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_guarded(table.heads))
    writer.writerows(_guarded(row) for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _guarded(cells: Iterable[str]) -> list[str]:
    """Cells that no spreadsheet computes: what begins like a formula gets an apostrophe in front."""
    clean = (printable(cell) for cell in cells)
    return [f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell for cell in clean]


def _markdown(table: ListTable) -> bytes:
    lines = [
        f"# {_escaped(table.title)}",
        "",
        _escaped(table.about),
        "",
        _line(table.heads),
        "|"
        + "|".join("---:" if place in table.numeric else "---" for place in range(len(table.heads)))
        + "|",
        *(_line(row) for row in table.rows),
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return "<br>".join(printable(text).translate(_MARKDOWN).split("\n"))


def about_list(count: int, measure: str, filtered: str, order: str, made_on: date) -> str:
    """The line that says what the list is: 截至2026年11月22日，共 4 项，筛选：czj，按时限升序."""
    parts = [f"截至{chinese_day(made_on)}", f"共 {count} {measure}"]
    if filtered:
        parts.append(f"筛选：{filtered}")
    if order:
        parts.append(order)
    return "，".join(parts)
