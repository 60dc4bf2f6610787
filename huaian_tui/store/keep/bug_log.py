"""What is kept of a bug: the kind of the error and the places in the code, never contents.

The text of an exception can quote a note, so neither it nor any local variable is written.
"""

from __future__ import annotations

import traceback
from datetime import datetime
from pathlib import Path

from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.store.keep.locations import log_folder

LOG_NAME = "huaian-tui.log"
_INNERMOST = 6


def describe_bug(error: BaseException) -> str:
    """``ValueError at store/ledger.py:88 < cli/root.py:12``, the innermost place first."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno}" for frame in reversed(frames)]
    cause = error.__cause__ or error.__context__
    origin = "" if cause is None else f"; from {type(cause).__name__}"
    return f"{type(error).__name__} at {' < '.join(places[:_INNERMOST]) or '?'}{origin}"


def log_bug(error: BaseException, moment: datetime | None = None) -> str:
    """Append the bug to the log (0600) and return the Chinese line for the terminal; never raises."""
    return f"程序内部出错；{log_described(describe_bug(error), moment)}；请把这一行告诉维护人员。"


def log_described(described: str, moment: datetime | None = None) -> str:
    """Append a bug that is described already; what it is and where it is kept, in Chinese; never raises."""
    where = log_folder() / LOG_NAME
    when = (moment or datetime.now(SHANGHAI)).isoformat(timespec="seconds")
    line = " ".join(described.split())
    try:
        where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with where.open("a", encoding="utf-8") as log:
            where.chmod(0o600)
            log.write(f"{when} {line}\n")
        kept = f"已记入 {where}（不含台账内容）"
    except OSError:
        kept = "日志没有写成"
    return f"{line}；{kept}"
