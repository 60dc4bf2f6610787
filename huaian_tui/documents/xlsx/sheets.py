"""What all workbooks share: text that stays text, row heights, cell formats, page set-up.

No cell becomes a formula: text is written as strings only, and what begins like a
formula also carries Excel's quote prefix, so that editing the cell keeps it text.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from huaian_tui.documents.xlsx.cell_text import sheet_text
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.line_breaking import text_width

MOST_POINTS = 409
"""The greatest height of a row that Excel takes."""

_FORMULA_STARTS = tuple("=+-@＝＋－＠")
"""Also full-width: Chinese editions of Excel take them for the same."""

_LINE_POINTS = 14.0
_PADDING_POINTS = 4.0
A3, A4 = 8, 9
"""Sizes of paper, by Excel's numbers."""
_FACE = "宋体"

LIGHT_FILLS: dict[Light, str] = {
    Light.OVERDUE: "#F4B6B6",
    Light.BEHIND: "#F8CBAD",
    Light.DUE_SOON: "#FFE699",
    Light.ON_TRACK: "#C6E0B4",
    Light.DONE: "#BDD7EE",
    Light.UNSCHEDULED: "#D9D9D9",
}
"""Fills behind the word of a light; pale, so that the word reads in black and white too."""

_MOST_DIGITS = 10
"""Longer numbers are texts: a cell keeps 15 digits."""


def lines_needed(text: str, width: float) -> int:
    """Lines that the text takes in a column of ``width`` characters (10 point, wrapped)."""
    room = max(int(width) - 1, 2)
    return sum(max(-(-text_width(line) // room), 1) for line in text.split("\n"))


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """The height in points that shows all (text, column width) of a row, as far as Excel allows."""
    lines = max((lines_needed(text, width) for text, width in cells), default=1)
    return min(lines * _LINE_POINTS + _PADDING_POINTS, MOST_POINTS)


class Book:
    """A workbook being made in memory: no temporary file ever holds its contents.

    XlsxWriter's ``constant_memory`` is not used: it cannot merge cells, and keeps rows in
    temporary files. The same contents give the same bytes.
    """

    def __init__(self, title: str, made_on: date) -> None:
        self._buffer = io.BytesIO()
        self.workbook = Workbook(
            self._buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self.workbook.set_properties(
            {"title": sheet_text(title, 250), "created": datetime.combine(made_on, time(), UTC)}
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        """A cell format; the same properties give the same one."""
        wanted = {"font_name": _FACE, "font_size": 10, "valign": "vcenter", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(wanted)
        return self._formats[key]

    def text(self, sheet: Any, row: int, column: int, text: str, **properties: Any) -> None:
        """Write a text cell (wrapped, framed), whatever it looks like."""
        sheet.write_string(row, column, *self.text_cell(text, **properties))

    def number(self, sheet: Any, row: int, column: int, printed: str, **properties: Any) -> None:
        """Write a number as its plan prints it: to be sorted where it is an integer, else a text."""
        if printed.isascii() and printed.isdecimal() and len(printed) < _MOST_DIGITS:
            sheet.write_number(row, column, int(printed), self.format(border=1, **properties))
        else:
            self.text(sheet, row, column, printed, **properties)

    def text_cell(self, text: str, **properties: Any) -> tuple[str, Any]:
        """A text as it may stand in a cell, with its format."""
        clean = sheet_text(text)
        look = {"text_wrap": True, "border": 1, **properties}
        if clean.lstrip().startswith(_FORMULA_STARTS):
            look["quote_prefix"] = True
        return clean, self.format(**look)

    def heads(self, sheet: Any, row: int, titles: Sequence[tuple[str, float]]) -> None:
        """The row of column heads, with the columns' widths in characters."""
        for column, (title, width) in enumerate(titles):
            sheet.set_column(column, column, width)
            self.text(sheet, row, column, title, bold=True, align="center", bg_color="#E7EDF5")
        sheet.set_row(row, row_height(titles) + _PADDING_POINTS)

    def banner(self, sheet: Any, row: int, columns: int, text: str, **properties: Any) -> None:
        """One text over all columns of a row, without frame."""
        clean, look = self.text_cell(text, border=0, **properties)
        sheet.merge_range(row, 0, row, columns - 1, "", look)
        sheet.write_string(row, 0, clean, look)

    def finish(self) -> bytes:
        """Close the workbook and return the file's bytes."""
        self.workbook.close()
        return self._buffer.getvalue()


def page_setup(sheet: Any, head_row: int, columns: int, last_row: int, *, paper: int = A3) -> None:
    """Landscape, one page wide, the head repeated, 第 n 页，共 m 页 at the foot."""
    side = 0.5 if paper == A3 else 0.35
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.set_margins(left=side, right=side, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head_row)
    sheet.print_area(0, 0, max(last_row, head_row), columns - 1)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页，共 &N 页")
