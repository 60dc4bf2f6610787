"""Looking at a Word file before it is parsed: small files can unpack to gigabytes or hide entities.

Limits as measured for hostile files: 20 MB, 2,000 members, 100 MB unpacked, a hundredfold growth.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from huaian_tui.domain.errors import HuaianError

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_RATIO = 100
_SMALL = 1024 * 1024
"""Below this a high ratio harms nobody: nearly empty parts shrink a great deal."""
_MAIN_PART = "word/document.xml"
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


class UnusableFile(HuaianError):
    """A Word file that is missing, damaged, too large or not what it says."""


def read_word_file(path: Path) -> bytes:
    """The bytes of a DOCX whose size, members and growth are within bounds.

    Raises UnusableFile with the reason and a way out; nothing has been parsed by then.
    """
    data = _bounded(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(path, archive, len(data))
            _check_parts(path, archive)
    # zipfile raises NotImplementedError for a way of compression that it does not know.
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise UnusableFile(
            f"读不懂“{path.name}”",
            "它不是 .docx 文件，或已损坏",
            "请在 Word 或 WPS 中打开，另存为 .docx 后再用",
        ) from error
    return data


def _bounded(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        reason = "文件不存在" if isinstance(error, FileNotFoundError) else error.strerror or "读取出错"
        raise UnusableFile(f"打不开“{path.name}”", reason, "请检查文件的位置和权限") from error
    if len(data) > MAX_FILE_BYTES:
        raise UnusableFile(f"“{path.name}”太大", "超过20MB", "请删去其中的图片，或换一个文件")
    return data


def _check_sizes(path: Path, archive: zipfile.ZipFile, size: int) -> None:
    """By the sizes in the directory: reading never gives more than they say."""
    members = archive.infolist()
    unpacked = sum(one.file_size for one in members)
    too_many = len(members) > MAX_MEMBERS
    if too_many or unpacked > MAX_UNPACKED_BYTES or unpacked > max(_SMALL, MAX_RATIO * size):
        raise UnusableFile(
            f"“{path.name}”不能用",
            f"解开后有{len(members)}个部分、{unpacked // 1024}KB，不像一份公文",
            "请换一个文件，或把内容复制到新建的 .docx 中再用",
        )
    if any(one.flag_bits & 1 for one in members):
        raise UnusableFile(f"打不开“{path.name}”", "文件已加密", "请取消密码，另存为 .docx 后再用")


def _check_parts(path: Path, archive: zipfile.ZipFile) -> None:
    if _MAIN_PART not in archive.namelist():
        raise UnusableFile(
            f"读不懂“{path.name}”", "它不是 Word 文书", "请在 Word 或 WPS 中打开，另存为 .docx 后再用"
        )
    for one in archive.infolist():
        if one.filename.endswith((".xml", ".rels")):
            data = archive.read(one)
            if any(mark in data for mark in _DOCTYPES):
                raise UnusableFile(
                    f"“{path.name}”不能用", "其中含有文书不该有的声明（DOCTYPE）", "请换一个文件"
                )
