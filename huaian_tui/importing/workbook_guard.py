"""Looking at a workbook file before any parser sees it (``zip_guard``), in the words of an import."""

from __future__ import annotations

from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.importing.refused_files import refusal_words
from huaian_tui.store.zip_guard import Kind, Limits, Problem, ZipRefused, check_zip, read_bounded

LIMITS = Limits()
SUFFIX = ".xlsx"

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The beginning of a legacy .xls, and of a workbook with a password."""

_KIND = Kind("xl/workbook.xml", any_case=True, forbidden="vbaproject.bin", entities=True)
"""Entities are left to the parser, which runs in a child process with bounds of its own."""

_AGAIN = "请让填报单位重新发一份，或用 Excel、WPS 打开后另存为 .xlsx 再导入"
_DAMAGED = ("文件已损坏或不是 Excel 文件", _AGAIN)
_WORDS: dict[Problem, tuple[str, str]] = {
    Problem.TOO_LARGE: (
        f"文件超过 {LIMITS.file_bytes // 1024 // 1024} MB",
        "反馈表里请不要插入图片或附件",
    ),
    Problem.TOO_MANY_MEMBERS: (f"内含部件超过 {LIMITS.members} 个", _AGAIN),
    Problem.FORBIDDEN_MEMBER: ("文件里含有宏", "请另存为不含宏的 .xlsx 再导入"),
    Problem.NOT_OF_THIS_KIND: ("它不是 Excel 工作簿", _AGAIN),
    Problem.UNPACKS_TOO_LARGE: ("解开后大得不正常", _AGAIN),
}
"""Why and way out; anything else that is wrong with the archive is damage."""


class WorkbookRefused(HuaianError):
    """A file that is not read: too large, damaged, of another kind, with macros."""


def read_guarded(path: Path) -> bytes:
    """The bytes of a workbook that is safe to hand to the parser; ``WorkbookRefused`` otherwise."""
    title = f"不能读取 {path.name}"
    if path.suffix.lower() != SUFFIX:
        raise WorkbookRefused(title, f"只读 {SUFFIX} 文件", "请用 Excel、WPS 打开后另存为 .xlsx 再导入")
    try:
        data = read_bounded(path, LIMITS)
        if data.startswith(_OLD_OFFICE):
            raise WorkbookRefused(title, "它是旧版 .xls 文件或加了密码", "请去掉密码，另存为 .xlsx 再导入")
        check_zip(data, LIMITS, _KIND)
    except ZipRefused as refused:
        raise WorkbookRefused(*refusal_words(path, refused, _WORDS, _DAMAGED)) from refused
    return data
