"""Reads workbooks of the old formats (.xls, .et as saved by Excel 97 or WPS) by calamine.

Hidden rows are not told there.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from math import isfinite
from typing import Any, NamedTuple

from huaian_tui.domain.errors import InputRefused
from huaian_tui.importing.plan_files.blocks import Cell, FileBlocks, Table, Told

_MOST_SHEETS, _MOST_ROWS, _MOST_COLUMNS = 50, 20_000, 200
_UNREADABLE = (
    "不能读取",
    "文件已损坏，或不是 Excel 97 的工作簿",
    "请用 Excel、WPS 打开后另存为 .xlsx 再导入",
)


def read_old_excel(data: bytes) -> FileBlocks:
    """The sheets as tables; formats of numbers, hidden rows and bold words cannot be seen in these files."""
    from python_calamine import CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(workbook.sheet_names)[:_MOST_SHEETS]
        sheets = [_values(workbook.get_sheet_by_name(name), name) for name in names]
    except InputRefused:
        raise
    except Exception as error:
        # calamine raises a dozen kinds for what is cut, encrypted or another program's.
        raise InputRefused(*_UNREADABLE) from error
    tables = [_table(one) for one in sheets]
    told = Told("全文", "旧版工作簿里看不出隐藏的行和单元格的显示格式，日期请逐条核对")
    return FileBlocks(tuple(one for one in tables if one.cells), (told,))


class _Values(NamedTuple):
    """What calamine gives of a sheet: the values of its rows, and its merges as corners from 0."""

    name: str
    rows: list[list[Any]]
    merges: list[tuple[tuple[int, int], tuple[int, int]]]


def _values(sheet: Any, name: str) -> _Values:
    if sheet.total_width > _MOST_COLUMNS * 10:
        raise InputRefused("不能读取", f"工作表“{name}”的列太多", "请只留任务表后另存")
    return _Values(name, sheet.to_python(skip_empty_area=False), list(sheet.merged_cell_ranges or ()))


def _table(sheet: _Values) -> Table:
    name = sheet.name
    cells, numbers = dict[tuple[int, int], Cell](), list[int]()
    for number, row in enumerate(sheet.rows, start=1):
        texts = [(column, _shown(value)) for column, value in enumerate(row[:_MOST_COLUMNS])]
        if not any(text for _, text in texts):
            continue
        if len(numbers) >= _MOST_ROWS:
            raise InputRefused("不能读取", f"工作表“{name}”有内容的行超过{_MOST_ROWS}行", "请拆成几个文件")
        for column, text in texts:
            if text:
                cells[(len(numbers), column)] = Cell(len(numbers), column, text)
        numbers.append(number)
    places = {number: place for place, number in enumerate(numbers)}
    for (top, left), (bottom, right) in sheet.merges:
        rows = [places[one + 1] for one in range(top, bottom + 1) if one + 1 in places]
        if rows and left < _MOST_COLUMNS:
            first = cells.get((rows[0], left))
            text = first.text if first else ""
            cells[(rows[0], left)] = Cell(rows[0], left, text, rows[-1] - rows[0] + 1, right - left + 1)
    width = max((one.column + one.columns for one in cells.values()), default=0)
    ordered = tuple(cells[place] for place in sorted(cells))
    return Table(
        name, ordered, min(width, _MOST_COLUMNS), len(numbers), tuple(numbers), bool(sheet.merges), sheet=True
    )


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if not isfinite(value):
            return ""
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else format(value, ".12g")
    return str(value).strip()
