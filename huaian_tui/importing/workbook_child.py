"""The child process that parses one workbook: ``python -m`` this module, the file on stdin, JSON on stdout.

It has little memory and time, so that a file made to harm harms only this process.
"""

from __future__ import annotations

import io
import json
import math
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.store.apart_child import answered, bounded, given

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
MOST_SHEETS = 20
MOST_ROWS = 25_000
"""Of a sheet: a form of an office with as many milestones as its ledger may hold tasks of one plan."""

MOST_COLUMNS = 64
MOST_CHARACTERS = 8_000_000
"""Of all cells together."""


def _too_much() -> InputRefused:
    return InputRefused("不能读取", "工作表太多，或行、列、文字超出限度")


def _cell(value: Any) -> Any:
    """A cell as JSON: text, numbers and booleans as they are, a date or time as a pair of kind and text."""
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, (time, timedelta)):
        return ["time", str(value)]
    if isinstance(value, (str, bool, int)):
        return value
    number = float(value)
    return number if math.isfinite(number) else str(number)  # <v>1e999</v> is no number to reckon with


def _sheet(rows: list[list[Any]]) -> list[list[Any]]:
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows[:1]):
        raise _too_much()
    return [[_cell(value) for value in row] for row in rows]


def _sheets_of(workbook: Any) -> dict[str, list[list[Any]]]:
    """The values that calamine finds, sheet by sheet."""
    with workbook:
        if len(workbook.sheet_names) > MOST_SHEETS:
            raise _too_much()
        found = {}
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                raise _too_much()
            found[name] = sheet.to_python(skip_empty_area=False)
        return found


def parse(data: bytes) -> dict[str, list[list[Any]]]:
    """The cells of every sheet, by name, from row 1 and column A on; refused beyond the bounds."""
    from python_calamine import CalamineWorkbook

    try:
        values = _sheets_of(CalamineWorkbook.from_filelike(io.BytesIO(data)))
    except InputRefused:
        raise
    except Exception as error:
        # calamine raises a dozen kinds for what is cut, encrypted or another program's.
        raise InputRefused("不能读取", "文件已损坏，或不是规范的工作簿") from error
    sheets = {name: _sheet(rows) for name, rows in values.items()}
    characters = sum(
        len(value) for rows in sheets.values() for row in rows for value in row if isinstance(value, str)
    )
    if characters > MOST_CHARACTERS:
        raise _too_much()
    return sheets


def _parsed() -> bytes:
    # ASCII only: no locale can spoil it.
    return json.dumps(parse(given())).encode("ascii")


if __name__ == "__main__":
    bounded(MEMORY_BYTES, CPU_SECONDS)
    sys.exit(answered(_parsed))
