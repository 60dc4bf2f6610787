"""The backup of the day made by a process of its own, which is gone when the program is."""

from __future__ import annotations

import json
import os
import subprocess  # runs this program's own interpreter with this program's own module
import sys
import threading
from contextlib import suppress
from datetime import date
from pathlib import Path

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.keep.backup import is_backed_up
from huaian_tui.store.keep.backup_child import REFUSED, STOPPED

_CHILD = "huaian_tui.store.keep.backup_child"
_LOOK_SECONDS = 0.2
_ENDING_SECONDS = 2.0
"""So long the end of the program waits for a backup under way to clear up; it then does so alone."""


def daily_backup_apart(path: Path, today: date, over: threading.Event) -> None:
    """Make the backup of the day in a child process (blocking) unless there is one; or ``StoreRefused``.

    ``over``: the program ends; the child is told, and clears away what it began.
    """
    if is_backed_up(path, today):
        return
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        [sys.executable, "-P", "-m", _CHILD, str(path.absolute()), today.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the terminal belongs to the screens
        env=_environment(),
        creationflags=_quiet_and_low(),
        start_new_session=True,  # a terminal that closes must not kill it before it has cleared away
    )
    with child:
        said = _said(child, over)
    if child.returncode == REFUSED:
        refused = json.loads(said)
        raise StoreRefused(refused["title"], refused["message"], refused["way_out"])
    if child.returncode not in (0, STOPPED) and not over.is_set():
        raise StoreRefused("备份没有做成", "备份程序中途退出", "用 huaian-tui backup 文件 再做一次")


def _said(child: subprocess.Popen[bytes], over: threading.Event) -> bytes:
    """What the child says until it ends, or is told to."""
    while not over.is_set():
        with suppress(subprocess.TimeoutExpired):
            # Not communicate(): that closes standard input, by which the child knows that we are there.
            child.wait(_LOOK_SECONDS)
            return b"" if child.stdout is None else child.stdout.read()
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(_ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
    return b""


def _environment() -> dict[str, str]:
    """The child finds this very program, wherever it was started from."""
    return os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}


def _quiet_and_low() -> int:
    """Windows: no console window, and below the priority of others; elsewhere the child is polite itself."""
    if sys.platform != "win32":
        return 0
    return subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
