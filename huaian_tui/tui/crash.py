"""What the log gets of a bug: the kind of the error and the places in the code. Never contents.

The text of an exception can quote a note; so neither its message nor any local
variable is written, only type names and ``file:line``.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

from textual.worker import WorkerFailed

LOG = logging.getLogger("huaian_tui.tui")
INNERMOST = 6
"""Frames that are told, the innermost first."""


def describe_error(error: BaseException) -> str:
    """``ValueError at tui/app.py:88 < store/records.py:12``, the innermost place first."""
    if isinstance(error, WorkerFailed):
        error = error.error
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{_short(frame.filename)}:{frame.lineno}" for frame in reversed(frames)][:INNERMOST]
    described = f"{type(error).__name__} at {' < '.join(places) or '?'}"
    cause = error.__cause__ or error.__context__
    return f"{described}; from {type(cause).__name__}" if cause is not None else described


def log_error(error: BaseException | None) -> str:
    """Write the error to the log; the description is returned for the line on the terminal."""
    found = error if error is not None else sys.exc_info()[1]
    described = describe_error(found) if found is not None else "unknown"
    LOG.error("%s", described)
    return described


def _short(filename: str) -> str:
    parts = Path(filename).parts
    return "/".join(parts[-2:])
