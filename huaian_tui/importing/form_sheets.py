"""Reads a workbook that a unit sends back: every cell as it is shown, and everything else that is in it.

A stream over each sheet, as for plans (``plan_files.excel_reader``): a million formatted empty rows are
passed by. python-calamine is not used: it gives an error and a formula without a result as empty cells, 100%
as 1, and says nothing of comments, pictures, merged and hidden cells.
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.importing.form_cells import CellKind, FormCell, FormSheet
from huaian_tui.importing.form_extras import MARGINS, comments_of, drawn_of, margin_of
from huaian_tui.importing.plan_files.office_parts import (
    elements,
    number_in,
    parts_of,
    streamed,
)
from huaian_tui.importing.plan_files.sheet_parts import (
    REFERENCE,
    VALUE_MARKS,
    KeptRows,
    M,
    R,
    column_in,
    column_number,
    parsed_part,
    part_called,
    relations,
    style_formats,
)
from huaian_tui.importing.shown_cells.codes import BUILT_IN
from huaian_tui.importing.shown_cells.shown import shown_number, shown_text

MOST_SHEETS = 20
MOST_ROWS = 25_000
"""Of a sheet: a form of an office with as many milestones as its ledger may hold tasks of one plan."""

MOST_COLUMNS = 64
MOST_CHARACTERS = 8_000_000
"""Of all cells together."""
MOST_MERGES = 2_000

_MARKS = (*VALUE_MARKS, b"<f")
"""Also formulas: one without a result is no empty cell."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ERRORS = frozenset(
    "#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #SPILL! #CALC! #FIELD! #BLOCKED! #CONNECT! #BUSY! "
    "#UNKNOWN! #GETTING_DATA #PYTHON! #EXTERNAL!".split()
)
_CALC_ERROR = re.compile(r"(?:Err|错误):\d{3}", re.I)
"""How LibreOffice words its own errors."""
_CELL_PICTURE = re.compile(r"=?(?:_xlfn\.)?(?:DISPIMG|IMAGE)\(", re.I)
_NO_RESULT = "公式没有算出的结果"


def too_much() -> InputRefused:
    """The refusal of a workbook beyond the bounds."""
    return InputRefused("不能读取", "工作表太多，或行、列、文字超出限度")


@dataclass(slots=True)
class _Book:
    """What all sheets share; ``left`` characters may still come."""

    strings: list[str]
    codes: list[str]
    since_1904: bool
    left: int = MOST_CHARACTERS


def read_form_sheets(data: bytes) -> list[FormSheet]:
    """The sheets of a workbook in their order; refused beyond the bounds."""
    with parts_of(data) as archive:
        names = set(archive.namelist())
        workbook = parsed_part(archive, part_called(names, "xl/workbook.xml") or "xl/workbook.xml")
        properties = workbook.find(f"{M}workbookPr")
        strings = _strings(archive, names)
        book = _Book(
            strings,
            [own or BUILT_IN.get(identity, "") for identity, own in style_formats(archive, names)],
            properties is not None and properties.get("date1904") in ("1", "true"),
        )
        return list(_sheets(archive, names, workbook, book))


def _strings(archive: zipfile.ZipFile, names: set[str]) -> list[str]:
    strings = part_called(names, "xl/sharedStrings.xml")
    if strings is None:
        return []
    return [plain_text(one) for one in parsed_part(archive, strings).iterfind(f"{M}si")]


def plain_text(element: Any) -> str:
    """The text of a string, whatever its parts look like; phonetic readings are no text."""
    pieces = [*element.iterfind(f"{M}t"), *element.iterfind(f"{M}r/{M}t")]
    return unescaped("".join(one.text or "" for one in pieces))


def unescaped(text: str) -> str:
    """``_x000D_`` is how a workbook writes a character that XML cannot."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _sheets(archive: zipfile.ZipFile, names: set[str], workbook: Any, book: _Book) -> Iterator[FormSheet]:
    paths = relations(archive, part_called(names, "xl/_rels/workbook.xml.rels") or "", "xl")
    listed = list(workbook.iterfind(f"{M}sheets/{M}sheet"))
    if len(listed) > MOST_SHEETS:
        raise too_much()
    for one in listed:
        path = paths.get(one.get(f"{R}id") or "", "")
        if path not in names:
            continue
        hidden = one.get("state") in ("hidden", "veryHidden")
        sheet = FormSheet(one.get("name") or "", hidden, {}, [], [], [], [], [])
        _Reader(sheet, book).read(streamed(archive, path))
        folder, _, file = path.rpartition("/")
        targets = list(relations(archive, f"{folder}/_rels/{file}.rels", folder).values())
        sheet.comments = comments_of(archive, names, targets)
        sheet.drawn += drawn_of(archive, names, targets)
        yield sheet


class _Reader:
    """Fills one sheet."""

    def __init__(self, sheet: FormSheet, book: _Book) -> None:
        self._sheet = sheet
        self._book = book
        self._row = 0

    def read(self, stream: Callable[[int], bytes]) -> None:
        """Row after row; each is let go when it is read."""
        tags = tuple(f"{M}{name}" for name in ("row", "mergeCell", "col", *MARGINS))
        for element in elements(KeptRows(stream, _MARKS), tags):
            kind = element.tag[len(M) :]
            if kind == "row":
                self._read_row(element)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif kind == "mergeCell":
                self._merge(element.get("ref") or "")
            elif kind in MARGINS:
                self._sheet.drawn += margin_of(kind, element.text or "")
            elif element.get("hidden") in ("1", "true"):
                last = min(number_in(element.get("max")), MOST_COLUMNS)
                self._sheet.hidden_columns += range(number_in(element.get("min"), 1) - 1, last)

    def _read_row(self, element: Any) -> None:
        self._row = number_in(element.get("r"), self._row + 1)
        cells = dict[int, FormCell]()
        column = -1
        for one in element.iterfind(f"{M}c"):
            place = column_in(one.get("r") or "")
            column = column + 1 if place is None else place
            cell = self._cell(one)
            if not cell.filled:
                continue
            if column >= MOST_COLUMNS or self._row > MOST_ROWS:
                raise too_much()
            self._book.left -= len(cell.text)
            cells[column] = cell
        if self._book.left < 0:
            raise too_much()
        if cells:
            self._sheet.rows[self._row] = cells
            if element.get("hidden") in ("1", "true"):
                self._sheet.hidden_rows.append(self._row)

    def _cell(self, element: Any) -> FormCell:
        kind = element.get("t") or "n"
        value, formula = element.find(f"{M}v"), element.find(f"{M}f")
        raw = "" if value is None else value.text or ""
        code = self._code(element)
        if formula is not None and _CELL_PICTURE.match(formula.text or ""):
            return FormCell(CellKind.FAULT, "[图片]", fault="单元格里放的是图片")
        if kind == "e":
            return _error(raw)
        if kind == "s":
            place = number_in(raw, -1)
            return _text(self._book.strings[place] if 0 <= place < len(self._book.strings) else "", code)
        if kind == "inlineStr":
            inside = element.find(f"{M}is")
            return _text("" if inside is None else plain_text(inside), code)
        if kind == "str":  # an empty text is what the formula gives
            return _text(unescaped(raw), code)
        if not raw.strip():
            if formula is not None:
                return FormCell(CellKind.FAULT, "", fault=_NO_RESULT)
            return FormCell()
        if kind == "b":
            return FormCell(CellKind.FLAG, "是" if raw.strip() in ("1", "true") else "否")
        return _day(raw, code) if kind == "d" else self._number(raw, code)

    def _code(self, element: Any) -> str:
        style = number_in(element.get("s"))
        return self._book.codes[style] if style < len(self._book.codes) else ""

    def _number(self, raw: str, code: str) -> FormCell:
        try:
            value = float(raw)
        except ValueError:
            return _text(raw, code)
        if not math.isfinite(value):
            return FormCell(CellKind.FAULT, raw.strip(), fault=f"{raw.strip()} 不是可用的数")
        shown = shown_number(value, code, since_1904=self._book.since_1904)
        if shown.fault:
            return FormCell(CellKind.FAULT, shown.text, fault=shown.fault)
        if shown.day is not None or shown.timed:
            kind = CellKind.TIME if shown.timed else CellKind.DAY
            return FormCell(kind, shown.text, value, 0.0, shown.day, shown.whole)
        return FormCell(CellKind.NUMBER, shown.text, value, shown.ratio)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last or first)
        if begin is None or end is None or len(self._sheet.merges) >= MOST_MERGES:
            return
        place = (int(begin[2]), column_number(begin[1]), int(end[2]), column_number(end[1]))
        self._sheet.merges.append(place)


def _text(text: str, code: str) -> FormCell:
    plain = text.strip()
    if plain.upper() in _ERRORS or _CALC_ERROR.fullmatch(
        plain
    ):  # an error of which only the words were pasted
        return _error(plain)
    if _CELL_PICTURE.match(plain):
        return FormCell(CellKind.FAULT, "[图片]", fault="单元格里放的是图片")
    shown = shown_text(text, code)
    if plain and not shown.strip():
        return FormCell(CellKind.FAULT, plain, fault="文字被格式隐藏了")
    return FormCell(CellKind.TEXT, shown) if shown else FormCell()


def _error(raw: str) -> FormCell:
    return FormCell(CellKind.FAULT, raw.strip() or "错误值", fault=f"单元格是错误值 {raw.strip()}")


def _day(raw: str, code: str) -> FormCell:
    """A day that is written out (``t="d"``), shown by its format."""
    try:
        moment = datetime.fromisoformat(raw.strip())
    except ValueError:
        return _text(raw, code)
    serial = (moment.replace(tzinfo=None) - datetime(1899, 12, 30)).total_seconds() / 86_400  # noqa: DTZ001
    shown = shown_number(serial, code or "yyyy-mm-dd")
    if shown.fault or shown.day is None:
        return FormCell(CellKind.DAY, moment.date().isoformat(), serial, 0.0, moment.date(), whole=True)
    return FormCell(CellKind.DAY, shown.text, serial, 0.0, shown.day, shown.whole)
