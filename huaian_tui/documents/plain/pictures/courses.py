"""Reading against target, and the slip chart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from huaian_tui.documents.plain.pictures.rows import (
    AIM,
    HEAD,
    PLAIN,
    QUIET,
    Row,
    at_right,
    fitted,
    scaled,
    widest,
    with_mark,
)
from huaian_tui.domain.pictures.reading_course import ReadingCourse
from huaian_tui.domain.pictures.slip_chart import SlipChart, SlipLine
from huaian_tui.domain.rules.targets import format_number

_LEAST_CELL = 3


def reading_rows(picture: ReadingCourse, width: int) -> Iterator[Row]:
    """A bar a reading, ``:`` what should be reached by then, ``|`` the target, reading and gap as numbers."""
    table = picture.figures.rows
    label = widest([*picture.labels, "日期"]) + 1
    values = [format_number(one.value) for one in picture.points]
    planned = [format_number(one.planned) for one in picture.points]
    gaps = [_signed(row[3]) for row in table]
    columns = [max(8, widest(texts) + 2) for texts in (values, planned, gaps)]
    room = max(2, width - label - sum(columns) - 1)
    most = max([picture.target, *(max(one.value, one.planned) for one in picture.points)])
    target = f"{format_number(picture.target)}{picture.unit}"
    yield (
        (fitted("日期", label), HEAD),
        (fitted(f": {picture.planned_name}，| 目标{target}", room + 1), HEAD),
        *(
            (at_right(text, column), HEAD)
            for text, column in zip(("读数", "应达", "差距"), columns, strict=True)
        ),
    )
    end = scaled(picture.target, most, room + 1) - 1
    told = zip(values, planned, gaps, strict=True)
    for name, one, said in zip(picture.labels, picture.points, told, strict=True):
        bar = with_mark(
            scaled(one.value, most, room), scaled(one.planned, most, room), room, ":", picture.limit
        )
        if end == room:
            bar.append(("|", AIM))
        else:
            bar.append((" ", PLAIN))
        numbers = [(at_right(text, column), PLAIN) for text, column in zip(said, columns, strict=True)]
        yield ((fitted(name, label), PLAIN), *bar, *numbers)


def _signed(value: object) -> str:
    number = float(str(value))
    return f"{'+' if number > 0 else ''}{format_number(number)}"


def slip_rows(picture: SlipChart, width: int, height: int = 20) -> Iterator[Row]:
    """Across the months in which a date was said, downwards those of the dates; ``\\``: completion.

    A letter stands where a date was said, dots as long as it held, ``*`` where two milestones meet.
    """
    for letter, line in zip(picture.letters, picture.lines, strict=True):
        dates = " > ".join(one.due.isoformat() for one in line.points)
        room = max(12, width - len(dates) - 2)
        row = fitted(f"{letter} {line.name}", room) + "  " + dates
        yield ((fitted(row, width), PLAIN),)
    if not picture.lines:
        return
    grid = _Grid(picture, width, height)
    yield ((" " * grid.label, HEAD), (fitted(grid.head(), width - grid.label), HEAD))
    for name, cells in grid.lines():
        yield ((fitted(name, grid.label), PLAIN), (fitted(cells, width - grid.label), PLAIN))
    note = "横向何时定，纵向定到何时；\\ 完成线，* 重合"
    yield ((fitted(note, width), QUIET),)


class _Grid:
    """Months as columns and rows; several months share one where not all find room."""

    label = 9

    def __init__(self, picture: SlipChart, width: int, height: int) -> None:
        said = [_month(one.said) for line in picture.lines for one in line.points]
        due = [_month(one.due) for line in picture.lines for one in line.points]
        self._first, last = _month(picture.first), max(*said, _month(picture.day))
        self._top, bottom = min(due), max(due)
        columns, rows = last - self._first + 1, bottom - self._top + 1
        room = width - self.label
        self._across = -(-columns * _LEAST_CELL // room)
        self._down = -(-rows // max(4, height))
        self._columns = -(-columns // self._across)
        self._cell = max(_LEAST_CELL, min(6, room // self._columns))
        self._rows = -(-rows // self._down)
        self._cells = [[" "] * (self._cell * self._columns) for _ in range(self._rows)]
        for month in range(max(self._first, self._top), min(last, bottom) + 1):
            self._put(month, month, "\\")
        for letter, one in zip(picture.letters, picture.lines, strict=True):
            self._draw(letter, one, picture.day)

    def _at(self, said: int, due: int) -> tuple[int, int]:
        row, column = (due - self._top) // self._down, (said - self._first) // self._across
        return row, column * self._cell + self._cell // 2

    def _put(self, said: int, due: int, mark: str) -> None:
        row, column = self._at(said, due)
        if 0 <= row < self._rows and 0 <= column < len(self._cells[row]):
            self._cells[row][column] = mark

    def _draw(self, letter: str, line: SlipLine, day: date) -> None:
        ends = [*(one.said for one in line.points[1:]), line.ended or day]
        for one, until in zip(line.points, ends, strict=True):
            row, start = self._at(max(_month(one.said), self._first), _month(one.due))
            _, end = self._at(min(_month(until), _month(day)), _month(one.due))
            for column in range(start, end + 1):
                if self._cells[row][column] == " ":
                    self._cells[row][column] = "."
        for one in line.points:
            row, column = self._at(max(_month(one.said), self._first), _month(one.due))
            held = self._cells[row][column]
            self._cells[row][column] = letter if held in f" .\\{letter}" else "*"

    def head(self) -> str:
        """The months across, numbered; the year of the first and of each January."""
        text = ""
        for place in range(self._columns):
            month = self._first + place * self._across
            text += f"{month % 12 + 1}".center(self._cell)[: self._cell].ljust(self._cell)
        return text

    def lines(self) -> Iterator[tuple[str, str]]:
        """The name of each row and its cells."""
        for place, cells in enumerate(self._cells):
            month = self._top + place * self._down
            yield f"{month // 12 % 100:02}年{month % 12 + 1}月", "".join(cells)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
