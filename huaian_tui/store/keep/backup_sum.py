"""The small file with a backup's SHA-256 beside it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.keep.swapping import NOT_RESTORED

_SUM = re.compile(r"\\?([0-9a-f]{64})(?![0-9a-f])")
_MOST_SUM_BYTES = 4 << 20


def sum_file(backup: Path) -> Path:
    """The file with a backup's SHA-256, as ``sha256sum`` writes and reads it."""
    return backup.with_name(f"{backup.name}.sha256")


def text_beside(backup: Path) -> str | None:
    """The text of the sum file beside a backup; None without one."""
    if not backup.is_file():
        raise StoreRefused(NOT_RESTORED, f"{backup} 不存在或不是文件", "核对备份文件的路径")
    beside = sum_file(backup)
    if not os.path.lexists(beside):
        return None
    with beside.open("rb") as file:
        return file.read(_MOST_SUM_BYTES).decode("utf-8", "replace")


def sum_in(text: str) -> str | None:
    """The SHA-256 that stands first in such a file; None where it is no sum file."""
    found = _SUM.match(text)
    return None if found is None else found[1]


def summed(text: str | None, backup: Path) -> str:
    """The SHA-256 that a sum file says; empty without one, refused for a file that is none."""
    if text is None:
        return ""
    if (found := sum_in(text)) is None:
        raise StoreRefused(NOT_RESTORED, f"{sum_file(backup)} 不是校验值文件", "删去它，或换一个备份")
    return found
