"""Reading the cells of a workbook that came from outside: guarded, parsed in a child process."""

from __future__ import annotations

import json
from pathlib import Path

from huaian_tui.importing.form_cells import FormSheet, sheet_from
from huaian_tui.importing.workbook_guard import SUFFIX, WorkbookRefused, read_guarded
from huaian_tui.store.apart import ChildFailed, ChildFaulty, ChildRefused, ChildTooSlow, answer_of

SECONDS = 60
"""Wall time for one file; 1,000 lines take under half a second."""

MOST_ANSWER = 256 * 1024 * 1024
"""Bytes of the cells as JSON; the child's own bounds come first."""

_CHILD = "huaian_tui.importing.workbook_child"
_AGAIN = "请让填报单位重新发一份，或用 Excel、WPS 打开后另存为 .xlsx 再导入"


def read_workbook(path: Path) -> tuple[bytes, list[FormSheet]]:
    """The file's bytes and its sheets in their order.

    Whatever the parser makes of the file ends as cells or as one ``WorkbookRefused``.
    """
    data = read_guarded(path)
    title = f"不能读取 {path.name}"
    try:
        answer = answer_of(_CHILD, given=data, seconds=SECONDS, most=MOST_ANSWER)
    except ChildRefused as refused:
        raise WorkbookRefused(title, refused.message, _AGAIN) from None
    except ChildTooSlow:
        raise WorkbookRefused(title, f"{SECONDS} 秒内没有读完", _AGAIN) from None
    except ChildFaulty as fault:
        way_out = "不是文件的问题，请把这一行告诉维护人员；急用的，先手工登记"
        raise WorkbookRefused(f"读取 {path.name} 时程序内部出错", fault.told, way_out) from None
    except ChildFailed:
        raise WorkbookRefused(title, f"文件已损坏，或不是规范的 {SUFFIX} 文件", _AGAIN) from None
    return data, [sheet_from(one) for one in json.loads(answer)]
