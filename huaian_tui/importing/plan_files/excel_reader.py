"""Reads the sheets of an ``.xlsx`` into tables: what the cells show, their merges, what is hidden.

A stream over the sheet: a million formatted empty rows are passed by without a cell being made. openpyxl and
calamine are not used here: the one needs gigabytes for such a sheet and its quick mode knows no merges, the
other tells neither hidden rows nor formats of numbers (2026年6月 over the day 2026-06-01) nor bold words.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.importing.plan_files.blocks import Cell, FileBlocks, Span, Table, Told
from huaian_tui.importing.plan_files.excel_formats import (
    format_code,
    is_date_code,
    names_day,
    serial_day,
    shown_day,
    shown_number,
)
from huaian_tui.importing.plan_files.office_parts import elements, number_in, parts_of, streamed
from huaian_tui.importing.plan_files.sheet_parts import (
    REFERENCE,
    KeptRows,
    M,
    R,
    column_in,
    column_number,
    parsed_part,
    part_called,
    relations,
    rich_text,
    strings_in,
    style_formats,
)

MOST_SHEETS = 50
MOST_ROWS = 20_000
"""Rows with something in them, of one sheet."""
MOST_COLUMNS = 200
_MOST_TOLD = 30
_CELL, _VALUE = f"{M}c", f"{M}v"


@dataclass(slots=True)
class _Book:
    """What all sheets share."""

    strings: list[tuple[str, tuple[Span, ...]]]
    codes: list[str]
    since_1904: bool
    told: list[Told] = field(default_factory=list)


def read_excel(data: bytes) -> FileBlocks:
    """The sheets that are shown, as tables in their order, and what is to be told."""
    with parts_of(data) as archive:
        names = set(archive.namelist())
        workbook = parsed_part(archive, part_called(names, "xl/workbook.xml") or "xl/workbook.xml")
        properties = workbook.find(f"{M}workbookPr")
        book = _Book(
            strings_in(archive, names),
            [format_code(identity, {identity: own}) for identity, own in style_formats(archive, names)],
            properties is not None and properties.get("date1904") in ("1", "true"),
        )
        tables = list(_tables(archive, names, workbook, book))
    return FileBlocks(tuple(tables), tuple(book.told[: 4 * _MOST_TOLD]))


def _tables(archive: zipfile.ZipFile, names: set[str], workbook: Any, book: _Book) -> Iterator[Table]:
    paths = relations(archive, part_called(names, "xl/_rels/workbook.xml.rels") or "", "xl")
    sheets = list(workbook.iterfind(f"{M}sheets/{M}sheet"))
    if len(sheets) > MOST_SHEETS:
        raise InputRefused("不能读取", f"工作表超过{MOST_SHEETS}张", "请只留任务表后另存")
    for sheet in sheets:
        name, path = sheet.get("name") or "", paths.get(sheet.get(f"{R}id") or "", "")
        if path not in names:
            continue
        if sheet.get("state") in ("hidden", "veryHidden"):
            book.told.append(Told(name, f"工作表“{name}”是隐藏的，没有读入"))
            continue
        table = _Sheet(name, book).read(streamed(archive, path))
        _tell_comments(archive, names, path, name, book)
        if table.cells:
            yield table


def _tell_comments(archive: zipfile.ZipFile, names: set[str], path: str, name: str, book: _Book) -> None:
    folder, _, file = path.rpartition("/")
    for target in relations(archive, f"{folder}/_rels/{file}.rels", folder).values():
        if "comments" in target.lower() and target in names:
            root = parsed_part(archive, target)
            for one in list(root.iter(f"{M}comment"))[:_MOST_TOLD]:
                text = "".join(piece.text or "" for piece in one.iter(f"{M}t")).strip()
                where = f"{name} {one.get('ref') or ''}".strip()
                book.told.append(Told(where, f"批注“{text[:60]}”没有读入方案"))


# ---------------------------------------------------------------------- one sheet


class _Sheet:
    """One sheet as it is read."""

    def __init__(self, name: str, book: _Book) -> None:
        self._name = name
        self._book = book
        self._cells = dict[tuple[int, int], Cell]()
        self._rows = list[int]()
        self._hidden = list[int]()
        self._filtered = False
        self._columns_hidden = 0
        self._merges = list[tuple[int, int, int, int]]()

    def read(self, stream: Callable[[int], bytes]) -> Table:
        """The table of a sheet, from what reads its next bytes.

        Rows without anything are left out, their numbers kept for ``where``.
        """
        tags = tuple(f"{M}{name}" for name in ("row", "mergeCell", "autoFilter", "col"))
        for element in elements(KeptRows(stream), tags):
            kind = element.tag[len(M) :]
            if kind == "row":
                self._row(element)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif kind == "mergeCell":
                self._merge(element.get("ref") or "")
            elif kind == "autoFilter":
                self._filtered = True
            elif element.get("hidden") in ("1", "true"):
                self._columns_hidden += 1
        return self._table()

    def _row(self, element: Any) -> None:
        number = number_in(element.get("r"), self._rows[-1] + 1 if self._rows else 1)
        made = list[tuple[int, Cell]]()
        column, row = -1, len(self._rows)
        for one in element.iterfind(_CELL):
            place = column_in(one.get("r") or "")
            column = column + 1 if place is None else place
            if column >= MOST_COLUMNS:
                continue
            cell = self._cell(one, row, column, number)
            if cell.text or cell.note:
                made.append((column, cell))
        if not made:
            return
        if row >= MOST_ROWS:
            raise InputRefused(
                "不能读取", f"工作表“{self._name}”有内容的行超过{MOST_ROWS}行", "请拆成几个文件"
            )
        for column, cell in made:
            self._cells[(row, column)] = cell
        if element.get("hidden") in ("1", "true"):
            self._hidden.append(row)
        self._rows.append(number)

    def _cell(self, element: Any, row: int, column: int, number: int) -> Cell:
        kind = element.get("t") or "n"
        value = element.find(_VALUE)
        raw = "" if value is None else value.text or ""
        if kind == "s":
            place = number_in(raw, -1)
            known = 0 <= place < len(self._book.strings)
            text, bold = self._book.strings[place] if known else ("", ())
            return Cell(row, column, text, 1, 1, bold)
        if kind == "inlineStr":
            inside = element.find(f"{M}is")
            text, bold = rich_text(inside) if inside is not None else ("", ())
            return Cell(row, column, text, 1, 1, bold)
        where = f"{self._name}第{number}行第{column + 1}列"
        if kind == "e":
            self._tell(where, f"单元格是错误值 {raw}，没有读入")
            return Cell(row, column, "", note=f"错误值 {raw}")
        if kind == "b":
            return Cell(row, column, "是" if raw == "1" else "否")
        if not raw:
            if element.find(f"{M}f") is not None:
                self._tell(where, "公式没有算出的值，没有读入；请用 Excel 打开保存一次")
            return Cell(row, column, "")
        if kind in ("str", "d"):
            return Cell(row, column, raw.replace("\r\n", "\n").strip())
        return self._number(element, row, column, raw)

    def _number(self, element: Any, row: int, column: int, raw: str) -> Cell:
        style = number_in(element.get("s"))
        code = self._book.codes[style] if style < len(self._book.codes) else ""
        try:
            value = float(raw)
        except ValueError:
            return Cell(row, column, raw.strip())
        if is_date_code(code) and (day := serial_day(value, self._book.since_1904)) is not None:
            text = shown_day(day, code) or day.isoformat()
            note = (
                "" if names_day(code) else f"单元格存的是{day.isoformat()}，只显示“{text}”，按显示的月份理解"
            )
            return Cell(row, column, text, note=note)
        return Cell(row, column, shown_number(raw, code))

    def _tell(self, where: str, message: str) -> None:
        if len(self._book.told) < 4 * _MOST_TOLD:
            self._book.told.append(Told(where, message))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last or first)
        if begin is not None and end is not None:
            self._merges.append((int(begin[2]), column_number(begin[1]), int(end[2]), column_number(end[1])))

    def _table(self) -> Table:
        places = {number: place for place, number in enumerate(self._rows)}
        cells = dict(self._cells)
        width = max((column for _, column in cells), default=-1) + 1
        covered = set[tuple[int, int]]()
        for top, left, bottom, right in self._merges:
            if top in places and (places[top], left) in covered:
                continue  # one that begins within another is no merge that Excel would keep
            rows = [
                places[number] for number in range(top, min(bottom, top + MOST_ROWS) + 1) if number in places
            ]
            if not rows or left >= MOST_COLUMNS or (rows[0], left) in covered:
                continue
            first = cells.get((rows[0], left)) or Cell(rows[0], left, "")
            right = min(right, max(width - 1, left))
            cells[(rows[0], left)] = Cell(
                rows[0], left, first.text, rows[-1] - rows[0] + 1, right - left + 1, first.bold, first.note
            )
            for row in rows:
                for column in range(left, right + 1):
                    covered.add((row, column))
                    if (row, column) != (rows[0], left):
                        cells.pop((row, column), None)
        self._tell_hidden()
        width = max((one.column + one.columns for one in cells.values()), default=0)
        return Table(
            self._name,
            tuple(cells[place] for place in sorted(cells)),
            width,
            len(self._rows),
            tuple(self._rows),
            merges=bool(self._merges),
            sheet=True,
            hidden=tuple(self._hidden),
        )

    def _tell_hidden(self) -> None:
        if self._hidden:
            numbers = "、".join(str(self._rows[row]) for row in self._hidden[:20])
            more = f"等{len(self._hidden)}行" if len(self._hidden) > 20 else ""
            why = "被筛选隐藏" if self._filtered else "是隐藏的"
            self._tell(self._name, f"第{numbers}行{more}{why}，照样读入，请核对要不要")
        if self._columns_hidden:
            self._tell(self._name, "有隐藏的列，照样读取，请核对")
