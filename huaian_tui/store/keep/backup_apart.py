"""The backup of the day made by a process of its own, which is gone when the program is."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.apart import ChildFailed, ChildRefused, work_beside
from huaian_tui.store.keep.backup import is_backed_up

_CHILD = "huaian_tui.store.keep.backup_child"


def daily_backup_apart(path: Path, today: date, over: threading.Event) -> None:
    """Make the backup of the day in a child process (blocking) unless there is one; or ``StoreRefused``.

    ``over``: the program ends; the child is told, and clears away what it began.
    """
    if is_backed_up(path, today):
        return
    try:
        work_beside(_CHILD, str(path.absolute()), today.isoformat(), over=over)
    except ChildRefused as refused:
        raise StoreRefused(refused.title, refused.message, refused.way_out) from None
    except ChildFailed:
        raise StoreRefused("备份没有做成", "备份程序中途退出", "用 huaian-tui backup 文件 再做一次") from None
