"""Looking at a workbook file before any parser sees it.

A 127 KiB workbook can unpack to 0.9 GB. Sizes are measured while unpacking with a
bound, not taken from what the file says of itself.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from huaian_tui.domain.errors import HuaianError

MOST_BYTES = 20 * 1024 * 1024
MOST_MEMBERS = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 100
SUFFIX = ".xlsx"

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The beginning of a legacy .xls, and of a workbook with a password."""

_CHUNK = 1 << 16
_AGAIN = "请让填报单位重新发一份，或用 Excel、WPS 打开后另存为 .xlsx 再导入"


class WorkbookRefused(HuaianError):
    """A file that is not read: too large, damaged, of another kind, with macros."""


def read_guarded(path: Path) -> bytes:
    """The bytes of a workbook that is safe to hand to the parser; ``WorkbookRefused`` otherwise."""
    if path.suffix.lower() != SUFFIX:
        raise WorkbookRefused(
            f"不能读取 {path.name}", f"只读 {SUFFIX} 文件", "请用 Excel、WPS 打开后另存为 .xlsx 再导入"
        )
    data = _read_bounded(path)
    if data.startswith(_OLD_OFFICE):
        raise WorkbookRefused(
            f"不能读取 {path.name}", "它是旧版 .xls 文件或加了密码", "请去掉密码，另存为 .xlsx 再导入"
        )
    try:
        _check_members(path, data)
    except WorkbookRefused:
        raise
    except Exception:
        # zipfile and the unpackers raise a dozen kinds for what is cut, altered, encrypted or no zip at all.
        raise WorkbookRefused(f"不能读取 {path.name}", "文件已损坏或不是 Excel 文件", _AGAIN) from None
    return data


def _read_bounded(path: Path) -> bytes:
    """The file's bytes, never more than may be read."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise WorkbookRefused(f"没有这个文件：{path}", "路径可能写错", "请检查文件名和文件夹") from None
    except OSError as error:
        reason = error.strerror or "系统没有说明原因"
        raise WorkbookRefused(f"不能读取 {path.name}", reason, "请检查它是不是文件、有没有权限") from error
    if len(data) > MOST_BYTES:
        raise WorkbookRefused(
            f"不能读取 {path.name}",
            f"文件超过 {MOST_BYTES // 1024 // 1024} MB",
            "反馈表里请不要插入图片或附件",
        )
    return data


def _check_members(path: Path, data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise WorkbookRefused(f"不能读取 {path.name}", f"内含部件超过 {MOST_MEMBERS} 个", _AGAIN)
        names = {member.filename.lower() for member in members}
        if any(name.endswith("vbaproject.bin") for name in names):
            raise WorkbookRefused(f"不能读取 {path.name}", "文件里含有宏", "请另存为不含宏的 .xlsx 再导入")
        if "xl/workbook.xml" not in names:
            raise WorkbookRefused(f"不能读取 {path.name}", "它不是 Excel 工作簿", _AGAIN)
        most = min(MOST_UNPACKED, MOST_RATIO * max(len(data), 1))
        unpacked = 0
        for member in members:
            unpacked += _unpacked_size(archive, member, most - unpacked)
            if unpacked > most:
                raise WorkbookRefused(f"不能读取 {path.name}", "解开后大得不正常", _AGAIN)


def _unpacked_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> int:
    """How many bytes the member really gives, counted up to one more than ``room``."""
    member.file_size = 1 << 62  # its own word is not taken: zipfile would stop there
    size = 0
    with archive.open(member) as stream:
        while size <= room and (chunk := stream.read(_CHUNK)):
            size += len(chunk)
    return size
