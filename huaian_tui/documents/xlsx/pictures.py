"""Pictures as native charts of Excel: a sheet each, the figures in its cells, the chart drawn from them.

What a chart needs besides (corners of a step, lengths of an interval) stands in grey columns at the right.
Fills are greys, one hatch and white: other patterns come out as something else in some programs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from huaian_tui.documents.xlsx.cell_text import sheet_text
from huaian_tui.documents.xlsx.sheets import A4, Book, page_setup
from huaian_tui.domain.pictures.burn_down import BurnDown
from huaian_tui.domain.pictures.figures import Value
from huaian_tui.domain.pictures.lights_course import LightsCourse
from huaian_tui.domain.pictures.picture import PICTURE_TITLES, PictureData, name_of
from huaian_tui.domain.pictures.reading_course import ReadingCourse
from huaian_tui.domain.pictures.slip_chart import SlipChart
from huaian_tui.domain.pictures.unit_intervals import UnitIntervals
from huaian_tui.domain.pictures.unit_matrix import UnitMatrix
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.line_breaking import text_width

_HEAD_ROW = 3
_WIDTH, _HEIGHT = 720, 340
"""Pixels of a chart; its page is fitted to one sheet of A4."""
_COLUMN, _ROW = 64, 16
"""Pixels of a column and a row that nobody made larger; some programs make rows lower than Excel's 20."""
_DESCRIBED = 2000
"""Characters of an alternative text."""
_SHARES = 2
"""The column of the shares among the figures of intervals."""
_BLACK = {"color": "black", "width": 0.75}
_UNMARKED = {"marker": {"type": "none"}}
_DASHES = ("solid", "dash", "round_dot", "dash_dot")
_FILLS: dict[Light, dict[str, Any]] = {
    Light.OVERDUE: {"fill": {"color": "black"}},
    Light.BEHIND: {"fill": {"color": "#595959"}},
    Light.DUE_SOON: {"fill": {"color": "#A6A6A6"}},
    Light.ON_TRACK: {
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": "black", "bg_color": "white"}
    },
    Light.UNSCHEDULED: {"fill": {"color": "#D9D9D9"}},
    Light.DONE: {"fill": {"color": "white"}},
}


def picture_workbook(pictures: Sequence[PictureData], about: str, made_on: date) -> bytes:
    """A workbook with a sheet for each picture; ``about`` says of what and of which day they are."""
    book = Book(pictures[0].title if len(pictures) == 1 else "图表", made_on)
    for picture in pictures:
        add_picture(book, picture, about)
    return book.finish()


def add_picture(book: Book, picture: PictureData, about: str, sheet_name: str = "") -> None:
    """Add a sheet with the picture: its title, its sentence, its figures, and the chart below them."""
    _Sheet(book, picture, about, sheet_name or _free_name(book, PICTURE_TITLES[name_of(picture)])).fill()


def _free_name(book: Book, wanted: str) -> str:
    taken = {sheet.get_name() for sheet in book.workbook.worksheets()}
    return next(one for one in (wanted, *(f"{wanted}{place}" for place in range(2, 999))) if one not in taken)


class _Sheet:
    """One sheet while it is filled."""

    def __init__(self, book: Book, picture: PictureData, about: str, name: str) -> None:
        self._book, self._picture, self._about, self._name = book, picture, about, name
        self._sheet = book.workbook.add_worksheet(name)
        self._heads, self._rows = picture.figures
        self._first, self._last = _HEAD_ROW + 1, _HEAD_ROW + max(1, len(self._rows))
        self._lowest = self._last
        """The last row of anything above the chart."""
        self._beside = len(self._heads) + 1
        """The first of the columns that only the chart needs."""
        self._high = 2
        """Rows from the last one to the end of the chart."""

    def fill(self) -> None:
        """Everything of the sheet."""
        book, sheet, picture, wide = self._book, self._sheet, self._picture, max(2, len(self._heads))
        book.banner(sheet, 0, wide, picture.title, bold=True, font_size=14)
        book.banner(sheet, 1, wide, self._about)
        book.banner(sheet, 2, wide, picture.sentence)
        needed = text_width(picture.sentence) / max(40.0, sum(self._widths()))
        sheet.set_row(2, 16.0 * (1 + int(needed)))
        book.heads(sheet, _HEAD_ROW, list(zip(self._heads, self._widths(), strict=True)))
        for at, row in enumerate(self._rows, self._first):
            for column, value in enumerate(row):
                self._write(at, column, value)
        if self._rows:
            self._draw(picture)
        page_setup(sheet, _HEAD_ROW, wide, self._last, paper=A4)
        sheet.fit_to_pages(1, 1)
        sheet.print_area(0, 0, self._lowest + self._high, max(wide, self._columns_below_chart()))

    def _columns_below_chart(self) -> int:
        """The last column that the chart reaches, and one more: what lies beside is cut off in print."""
        if isinstance(self._picture, UnitMatrix):
            return self._beside
        wide, column = 0.0, -1
        while wide < _WIDTH:
            column += 1
            wide += self._widths()[column] * 7 + 5 if column < len(self._heads) else _COLUMN
        return column + 1

    def _draw(self, picture: PictureData) -> None:
        if isinstance(picture, BurnDown):
            self._burn_down()
        elif isinstance(picture, LightsCourse):
            self._lights(picture)
        elif isinstance(picture, UnitMatrix):
            self._matrix()
        elif isinstance(picture, ReadingCourse):
            self._reading(picture)
        elif isinstance(picture, SlipChart):
            self._slips(picture)
        else:
            self._intervals(picture)

    def _widths(self) -> list[float]:
        columns = zip(*(self._heads, *([_shown(one) for one in row] for row in self._rows)), strict=True)
        return [float(min(44, max(8, *(text_width(one) + 2 for one in column)))) for column in columns]

    def _write(self, row: int, column: int, value: Value, **look: Any) -> None:
        sheet, book = self._sheet, self._book
        if value is None:
            sheet.write_blank(row, column, None, book.format(border=1, **look))
        elif isinstance(value, date):
            moment = datetime.combine(value, time())  # noqa: DTZ001 - a day of a sheet has no zone
            sheet.write_datetime(row, column, moment, book.format(border=1, num_format="yyyy-mm-dd", **look))
        elif isinstance(value, str):
            book.text(sheet, row, column, value, **look)
        elif isinstance(self._picture, UnitIntervals) and isinstance(value, float):
            sheet.write_number(row, column, value, book.format(border=1, num_format="0%", **look))
        else:
            sheet.write_number(row, column, value, book.format(border=1, **look))

    def _besides(self, heads: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
        """Columns that only the chart needs, in grey, under their heads."""
        self._lowest = max(self._lowest, self._first + len(rows))
        for column, head in enumerate(heads, self._beside):
            self._sheet.set_column(column, column, 11)
            self._write(_HEAD_ROW, column, head, font_color="#808080")
            for at, row in enumerate(rows, self._first):
                self._write(at, column, row[column - self._beside], font_color="#808080")

    def _range(self, column: int, first: int | None = None, last: int | None = None) -> list[Any]:
        """A column of figures, as a chart refers to it."""
        first, last = self._first if first is None else first, self._last if last is None else last
        return [self._name, first, column, last, column]

    def _insert(self, chart: Any, *, legend: bool = True, height: int = _HEIGHT) -> None:
        chart.set_legend({"position": "bottom"} if legend else {"none": True})
        chart.set_size({"width": _WIDTH, "height": height})
        described = sheet_text(f"{self._picture.title}：{self._picture.sentence}", _DESCRIBED)
        self._high = 4 + height // _ROW
        self._sheet.insert_chart(self._lowest + 2, 0, chart, {"description": described})

    # ------------------------------------------------------------------ the six

    def _burn_down(self) -> None:
        chart = self._book.workbook.add_chart({"type": "line"})
        looks = (
            (1, "diamond", {"color": "black", "width": 1.25, "dash_type": "dash"}, "white", "below"),
            (2, "circle", {"color": "black", "width": 2.25}, "black", "above"),
        )
        for column, mark, line, fill, side in looks:
            chart.add_series(
                {
                    "name": [self._name, _HEAD_ROW, column],
                    "categories": self._range(0),
                    "values": self._range(column),
                    "line": line,
                    "marker": {"type": mark, "size": 6, "border": _BLACK, "fill": {"color": fill}},
                    "data_labels": {"value": True, "position": side},
                }
            )
        chart.show_blanks_as("gap")
        chart.set_y_axis({"min": 0})
        self._insert(chart)

    def _lights(self, picture: LightsCourse) -> None:
        chart = self._book.workbook.add_chart({"type": "column", "subtype": "stacked"})
        for column, light in enumerate(picture.lights, 1):
            chart.add_series(
                {
                    "name": [self._name, _HEAD_ROW, column],
                    "categories": self._range(0),
                    "values": self._range(column),
                    "border": _BLACK,
                    "gap": 40,
                    **_FILLS[light],
                }
            )
        self._insert(chart)

    def _matrix(self) -> None:
        last = len(self._heads) - 1
        scale = {"type": "2_color_scale", "min_type": "num", "min_value": 0}
        scale |= {"min_color": "#FFFFFF", "max_color": "#AAAAAA"}
        self._sheet.conditional_format(self._first, 1, self._last, last, scale)
        self._write(_HEAD_ROW, self._beside, "走势", font_color="#808080")
        self._sheet.set_column(self._beside, self._beside, 16)
        for row in range(self._first, self._last + 1):
            figures = f"'{self._name}'!{_cells(row, row, 1, last)}"
            look = {"type": "column", "max": "group", "series_color": "black"}
            self._sheet.add_sparkline(row, self._beside, {"range": figures, **look})

    def _reading(self, picture: ReadingCourse) -> None:
        first = min([picture.first, *(one.day for one in picture.points)])
        last = max([picture.last, *(one.day for one in picture.points)])
        course: list[list[Value]] = [[one.day, one.value, None, None] for one in picture.course]
        while len(course) < 2:
            course.append([None, None, None, None])
        course[0][2:], course[1][2:] = [first, picture.target], [last, picture.target]
        self._besides(("日期", picture.planned_name, "日期", "目标"), course)
        chart = self._book.workbook.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
        top, beside = self._first, self._beside
        read = {**self._marked("circle", "white"), "data_labels": {"value": True, "position": "above"}}
        way = {"line": {"color": "black", "width": 1, "dash_type": "round_dot"}, **_UNMARKED}
        aim = {"line": {"color": "black", "width": 1.25}, **_UNMARKED}
        chart.add_series(self._points("读数", 0, top, self._last) | read)
        ends = top + len(picture.course) - 1
        chart.add_series(self._points(picture.planned_name, beside, top, ends) | way)
        chart.add_series(self._points("目标", beside + 2, top, top + 1) | aim)
        ends_of = {"min": _serial(first), "max": _serial(last)}
        chart.set_x_axis({"num_format": "yyyy-mm", "date_axis": True, **ends_of})
        chart.set_y_axis({"min": 0})
        self._insert(chart)

    def _slips(self, picture: SlipChart) -> None:
        corners, spans = list[list[Value]](), list[tuple[str, int, int]]()
        for letter, line in zip(picture.letters, picture.lines, strict=True):
            begin = len(corners)
            ends = [*(one.said for one in line.points[1:]), min(line.ended or picture.day, picture.day)]
            for one, until in zip(line.points, ends, strict=True):
                corners += [[letter, one.said, one.due], [letter, max(until, one.said), one.due]]
            spans.append((f"{letter} {line.name}", begin, len(corners) - 1))
        days = [day for row in corners for day in row[1:] if isinstance(day, date)]
        first, last = min(one.due for line in picture.lines for one in line.points), max(days)
        corners += [["到期线", first, first], ["到期线", last, last]]
        self._besides(("代号", "日期", "时限"), corners)
        chart = self._book.workbook.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
        column, top = self._beside + 1, self._first
        for place, (name, begin, end) in enumerate(spans):
            look = self._marked(("circle", "square", "triangle", "diamond")[place % 4], "white")
            look["line"] = {"color": "black", "width": 1.5, "dash_type": _DASHES[place % 4]}
            chart.add_series(self._points(sheet_text(name, 60), column, top + begin, top + end) | look)
        edge = self._points("到期线", column, top + len(corners) - 2, top + len(corners) - 1)
        chart.add_series(edge | {"line": {"color": "#808080", "width": 0.75}, **_UNMARKED})
        across = {"min": _serial(picture.first), "max": _serial(picture.day) + 10, "name": "哪天定的"}
        down = {"min": _serial(first) - 10, "max": _serial(last) + 10, "name": "时限", "reverse": True}
        chart.set_x_axis({"num_format": "yyyy-mm", **across})
        chart.set_y_axis({"num_format": "yyyy-mm", **down})
        self._insert(chart, height=440)

    def _points(self, name: str, column: int, first: int, last: int) -> dict[str, Any]:
        """A series of points: the days in a column, their values in the next one."""
        across, upwards = self._range(column, first, last), self._range(column + 1, first, last)
        return {"name": name, "categories": across, "values": upwards}

    def _marked(self, kind: str, fill: str) -> dict[str, Any]:
        mark = {"type": kind, "size": 6, "border": _BLACK, "fill": {"color": fill}}
        return {"line": {"color": "black", "width": 2.25}, "marker": mark}

    def _intervals(self, picture: UnitIntervals) -> None:
        apart: list[list[Value]] = [
            [None, None]
            if one.share is None or one.low is None or one.high is None
            else [one.share - one.low, one.high - one.share]
            for one in picture.units
        ]
        self._besides(("向下", "向上"), apart)
        end = self._first + len(picture.units) - 1
        chart = self._book.workbook.add_chart({"type": "bar"})
        bars = {
            "type": "custom",
            "minus_values": f"='{self._name}'!{_cells(self._first, end, self._beside, self._beside)}",
            "plus_values": f"='{self._name}'!{_cells(self._first, end, self._beside + 1, self._beside + 1)}",
        }
        chart.add_series(
            {
                "name": picture.measured,
                "categories": self._range(0, last=end),
                "values": self._range(_SHARES, last=end),
                "fill": {"color": "#D9D9D9"},
                "border": _BLACK,
                "gap": 80,
                "y_error_bars": bars,
            }
        )
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%"})
        self._insert(chart, legend=False, height=max(_HEIGHT, 120 + 26 * len(picture.units)))


def _shown(value: Value) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)[:40]


def _serial(day: date) -> int:
    """The day as a workbook counts it."""
    return (day - date(1899, 12, 30)).days


def _cells(first: int, last: int, left: int, right: int) -> str:
    """Cells by rows and columns from 0, as a formula names them: $B$5:$M$5."""
    from xlsxwriter.utility import xl_range_abs  # type: ignore[import-untyped]

    return str(xl_range_abs(first, left, last, right))
