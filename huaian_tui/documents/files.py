"""Writing a file for the officer: whole or not at all, never over another one.

The data goes into a temporary file beside the target (mode 0600), is flushed to the disk,
and only then gets its name. A crash, a full disk or a pulled-out stick leaves the old files
as they were.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
import unicodedata
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.words.system_errors import system_reason
from huaian_tui.store.keep.private_files import name_new, sync_folder

MAX_NAME_CHARACTERS = 80
MAX_NAME_BYTES = 240
"""File systems allow 255 bytes a name; the rest is kept for 「(12)」 and the like."""

MAX_COPIES = 999

_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)", re.IGNORECASE)
_UNSEEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class FileNotWritten(HuaianError):
    """A file could not be written; nothing half-written is left behind."""


def write_whole(path: Path, data: bytes) -> Path:
    """Write ``data`` under ``path``, or under 名称(2), 名称(3) … when that name is taken.

    Returns the path that was really used. Raises FileNotWritten (with the reason and a way
    out) when the folder is closed or cannot be made, the disk is full, or no name is free. A folder
    that is not there yet is made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = _write_temporary(path.parent, data)
        try:
            target = _publish(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        try:
            sync_folder(path.parent)
        except OSError:
            target.unlink(missing_ok=True)  # an error always means: nothing was written
            raise
    except OSError as error:
        raise _explained(error, path) from error
    return target


def safe_file_name(text: str, fallback: str = "文件") -> str:
    """A file name that Windows, Linux and macOS all take, readable as the text was.

    No path separators, control or invisible characters, reserved Windows names, leading or
    trailing dots; at most 80 characters and 240 bytes, the extension kept when it is cut.
    """
    shown = "".join(ch for ch in text if unicodedata.category(ch) not in _UNSEEN_CATEGORIES)
    name = _FORBIDDEN.sub("_", re.sub(r"\s+", " ", shown)).strip(" .")
    if _WINDOWS_DEVICES.match(name):
        name = "_" + name
    name = _shortened(name)
    return name or fallback


def _shortened(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > 8:
        stem, dot, extension = name, "", ""
    tail = dot + extension
    stem = stem[: MAX_NAME_CHARACTERS - len(tail)]
    while len((stem + tail).encode()) > MAX_NAME_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + tail


def _write_temporary(folder: Path, data: bytes) -> Path:
    """A file of mode 0600 in the same folder that holds the data and has reached the disk."""
    descriptor, name = tempfile.mkstemp(prefix=".huaian-", suffix=".tmp", dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _publish(temporary: Path, path: Path) -> Path:
    """Give the finished file the first free name; an existing file is never touched."""
    for number in range(1, MAX_COPIES + 1):
        target = path if number == 1 else path.with_name(f"{path.stem}({number}){path.suffix}")
        try:
            name_new(temporary, target)
        except FileExistsError:
            continue
        return target
    raise FileNotWritten(
        "文件没有写成",
        f"“{path.name}”及其(2)至({MAX_COPIES})都已存在",
        "请换一个文件名，或清理该文件夹",
    )


def _explained(error: OSError, path: Path) -> FileNotWritten:
    """What went wrong, in words an officer can act upon."""
    folder = str(path.parent)
    reasons: dict[int, tuple[str, str]] = {
        errno.ENOENT: (f"文件夹不存在：{folder}", "请先建好该文件夹，或换一个位置"),
        errno.EEXIST: (f"这不是文件夹：{folder}", "请换一个位置"),
        errno.ENOTDIR: (f"这不是文件夹：{folder}", "请换一个位置"),
        errno.EACCES: (f"没有写入权限：{folder}", "请换一个可以写入的文件夹，或请管理员开放权限"),
        errno.EPERM: (f"没有写入权限：{folder}", "请换一个可以写入的文件夹，或请管理员开放权限"),
        errno.EROFS: (f"该磁盘是只读的：{folder}", "请换一个可以写入的磁盘"),
        errno.ENOSPC: (f"磁盘空间不足：{folder}", "请腾出空间后再试，或换一个磁盘；原有文件未受影响"),
        errno.EDQUOT: (f"磁盘配额已用完：{folder}", "请腾出空间后再试，或换一个磁盘；原有文件未受影响"),
        errno.EFBIG: (f"该磁盘不能存放这么大的文件：{folder}", "请换一个磁盘"),
        errno.ENAMETOOLONG: ("文件名太长", "请缩短文件名"),
    }
    unknown = (f"{folder}：{system_reason(error)}", "请换一个文件夹再试；原有文件未受影响")
    message, way_out = reasons.get(error.errno or 0, unknown)
    return FileNotWritten(f"文件没有写成：{path.name}", message, way_out)
