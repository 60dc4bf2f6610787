"""What kind of file a plan comes in, looked at from outside.

What cannot be read is refused with the way out.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.importing.refused_files import refusal_words
from huaian_tui.store.zip_guard import Kind, Limits, Problem, ZipRefused, check_zip, read_bounded

_MB = 1024 * 1024
FILE_LIMITS = Limits(file_bytes=40 * _MB)
WORD_LIMITS = Limits(file_bytes=40 * _MB, members=4_000, unpacked_bytes=150 * _MB, free_bytes=32 * _MB)
EXCEL_LIMITS = Limits(
    file_bytes=40 * _MB, members=4_000, unpacked_bytes=500 * _MB, ratio=250, free_bytes=64 * _MB
)
"""A sheet of a million formatted empty rows unpacks to 200 MB, fiftyfold; it is streamed."""


READABLE_NAMES = (".docx", ".docm", ".xlsx", ".xlsm", ".xls", ".et", ".txt", ".md")
"""How the names of files end that are looked for; what a file is, its bytes say."""


class FileKind(StrEnum):
    """How the bytes are to be read."""

    WORD = "word"
    EXCEL = "excel"
    OLD_EXCEL = "old_excel"
    TEXT = "text"


class PlanFileRefused(HuaianError):
    """A file that is not read.

    Of another kind, with a password, damaged, too large, or with nothing in it.
    """


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_PICTURE_NAMES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic")
_AS_WORD = "请用 Word、WPS 打开后另存为 .docx 再导入"
_AS_EXCEL = "请用 Excel、WPS 打开后另存为 .xlsx 再导入"
_WORD = Kind("word/document.xml")
_EXCEL = Kind("xl/workbook.xml", any_case=True)
_PROBLEMS: dict[Problem, tuple[str, str]] = {
    Problem.TOO_LARGE: (
        f"文件超过 {FILE_LIMITS.file_bytes // _MB} MB",
        "请删去图片和附件，只留任务部分另存后再导入",
    ),
    Problem.TOO_MANY_MEMBERS: ("内含部件太多，不正常", "请复制任务部分到新文件再导入"),
    Problem.UNPACKS_TOO_LARGE: ("解开后大得不正常，可能是恶意文件", "请复制任务部分到新文件再导入"),
    Problem.ENTITIES: ("里面有不应有的实体声明，可能是恶意文件", "请复制任务部分到新文件再导入"),
    Problem.ENCRYPTED: ("文件有密码", "请先去掉密码另存，再导入"),
    Problem.NOT_OF_THIS_KIND: (
        "它不是 Word 文档或 Excel 工作簿",
        "请另存为 .docx、.xlsx 或 .txt 再导入",
    ),
}
_DAMAGED = ("文件不完整或已损坏", "请重新取得文件，或用 Word、Excel、WPS 打开后另存再导入")


def read_guarded_plan(path: Path) -> tuple[bytes, FileKind]:
    """The bytes of a file that may be handed to a reader, and to which one; else ``PlanFileRefused``."""
    try:
        data = read_bounded(path, FILE_LIMITS)
        return data, kind_of(data, path.suffix.lower(), path.name)
    except ZipRefused as refused:
        raise PlanFileRefused(*refusal_words(path, refused, _PROBLEMS, _DAMAGED)) from refused


def kind_of(data: bytes, suffix: str, name: str) -> FileKind:
    """How these bytes are to be read; ``PlanFileRefused`` or ``ZipRefused`` when they are not."""
    title = f"不能读取 {name}"
    if not data:
        raise PlanFileRefused(title, "文件是空的，不完整", "请重新取得文件再导入")
    if data.startswith(_OLE):
        return _old(data, suffix, title)
    if data.startswith(b"PK"):
        return _zipped(data, suffix)
    if data.startswith(b"%PDF"):
        raise PlanFileRefused(title, "它是 PDF，不能直接读取", "请用 WPS 转为 .docx，或复制文字粘贴导入")
    if data.startswith(_PICTURES) and b"\0" in data[:2048] or suffix in _PICTURE_NAMES:
        raise PlanFileRefused(title, "它是图片，不能读取文字", "请取得 Word、Excel 原件，或录入文字后导入")
    if data.lstrip()[:5].lower() in (b"{\\rtf", b"<html", b"<!doc") or data.startswith(b"MIME-Version"):
        raise PlanFileRefused(title, "它其实是网页或 RTF 文件", _AS_WORD)
    if suffix in (".docx", ".xlsx", ".doc", ".wps", ".xls", ".et", ".docm", ".xlsm"):
        raise PlanFileRefused(title, *_DAMAGED)
    return FileKind.TEXT


def _old(data: bytes, suffix: str, title: str) -> FileKind:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise PlanFileRefused(title, "文件有密码", "请先去掉密码另存，再导入")
    if suffix in (".xls", ".et") or _holds(data, "Workbook"):
        return FileKind.OLD_EXCEL
    raise PlanFileRefused(title, "它是旧版 .doc 或 .wps 文件", _AS_WORD)


def _holds(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in data and "WordDocument".encode("utf-16-le") not in data


def _zipped(data: bytes, suffix: str) -> FileKind:
    """Word or Excel by what is inside, whatever the name says."""
    word = b"word/document.xml" in data
    excel = b"xl/workbook.xml" in data.lower()
    if word or suffix in (".docx", ".doc", ".wps") and not excel:
        check_zip(data, WORD_LIMITS, _WORD)
        return FileKind.WORD
    check_zip(data, EXCEL_LIMITS, _EXCEL)
    return FileKind.EXCEL
