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

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
MOST_SHEETS = 20
MOST_ROWS = 5_000
MOST_COLUMNS = 64
MOST_CHARACTERS = 8_000_000
"""Of all cells together."""


def _limit() -> None:
    """Bound memory and time, where the system can (not on Windows; there the parent's clock ends it)."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue  # a stricter limit is set already, or macOS refuses RLIMIT_AS


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
        raise OverflowError
    return [[_cell(value) for value in row] for row in rows]


def parse(data: bytes) -> dict[str, list[list[Any]]]:
    """The cells of every sheet, by name, from row 1 and column A on; ``OverflowError`` beyond the bounds."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        if len(workbook.sheet_names) > MOST_SHEETS:
            raise OverflowError
        sheets = {}
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                raise OverflowError
            sheets[name] = _sheet(sheet.to_python(skip_empty_area=False))
    characters = sum(
        len(value) for rows in sheets.values() for row in rows for value in row if isinstance(value, str)
    )
    if characters > MOST_CHARACTERS:
        raise OverflowError
    return sheets


def main() -> int:
    """Parse stdin; 0 with the cells on stdout, 3 when there is too much, anything else: not readable."""
    _limit()
    try:
        sheets = parse(sys.stdin.buffer.read())
    except OverflowError:
        return 3
    sys.stdout.write(json.dumps(sheets))  # ASCII only: no locale can spoil it
    return 0


if __name__ == "__main__":
    sys.exit(main())
