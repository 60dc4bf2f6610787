"""A bug in the terminal program: kept in the log as every other, told on the terminal in one line."""

from __future__ import annotations

import sys

from textual.worker import WorkerFailed

from huaian_tui.store.keep.bug_log import log_bug


def log_error(error: BaseException | None) -> str:
    """Write the error (that of a worker: what failed in it) to the log; the Chinese line is returned."""
    found = error if error is not None else sys.exc_info()[1]
    if isinstance(found, WorkerFailed):
        found = found.error
    return "程序内部出错，原因不明" if found is None else log_bug(found)
