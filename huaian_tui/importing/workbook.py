"""Reading the cells of a workbook that came from outside: guarded, parsed in a child process."""

from __future__ import annotations

import json
import os
import subprocess  # runs this program's own interpreter with this program's own module
import sys
from datetime import date, datetime
from pathlib import Path

from huaian_tui.importing.workbook_guard import SUFFIX, WorkbookRefused, read_guarded

SECONDS = 60
"""Wall time for one file; 1,000 lines take under half a second."""

_CHILD = "huaian_tui.importing.workbook_child"
_TOO_MUCH = 3
_AGAIN = "请让填报单位重新发一份，或用 Excel、WPS 打开后另存为 .xlsx 再导入"

CellValue = str | float | int | bool | date | None
"""What a cell may hold: text, a number, a boolean, a day; None when it is empty or an error."""

Sheets = dict[str, list[list[CellValue]]]


def read_workbook(path: Path) -> tuple[bytes, Sheets]:
    """The file's bytes and the cells of its sheets, from row 1 and column A on.

    Whatever the parser makes of the file ends as cells or as one ``WorkbookRefused``.
    """
    data = read_guarded(path)
    try:
        ended = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell; the file goes by stdin
            [sys.executable, "-P", "-m", _CHILD],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a parser's panic may quote the contents
            timeout=SECONDS,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise WorkbookRefused(f"不能读取 {path.name}", f"{SECONDS} 秒内没有读完", _AGAIN) from None
    if ended.returncode == _TOO_MUCH:
        raise WorkbookRefused(f"不能读取 {path.name}", "工作表太多，或行、列、文字超出限度", _AGAIN)
    if ended.returncode != 0:
        raise WorkbookRefused(f"不能读取 {path.name}", f"文件已损坏，或不是规范的 {SUFFIX} 文件", _AGAIN)
    sheets = json.loads(ended.stdout)
    return data, {name: [[_value(cell) for cell in row] for row in rows] for name, rows in sheets.items()}


def _environment() -> dict[str, str]:
    """The child finds this very program, wherever it was started from."""
    package_parent = str(Path(__file__).resolve().parents[2])
    return os.environ | {"PYTHONPATH": package_parent, "PYTHONDONTWRITEBYTECODE": "1"}


def _value(cell: object) -> CellValue:
    if isinstance(cell, list):
        kind, text = cell
        if kind == "date":
            return date.fromisoformat(text)
        return datetime.fromisoformat(text) if kind == "datetime" else str(text)
    if cell == "":
        return None
    return cell if isinstance(cell, (str, int, float, bool)) else None
