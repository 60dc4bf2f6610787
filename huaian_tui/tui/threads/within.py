"""Questions to a disk that may never answer: a dead share keeps whoever asks, and nothing interrupts that.

Asked in a thread of their own that nobody waits for at the end of the program; what did not answer in time is
given up, and while several hang no further one is begun.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")

SECONDS = 10.0
"""For what an officer asked for; disks that sleep and shares that are far answer within it."""

SOON_SECONDS = 2.0
"""For what only makes something easier, such as the folder that was used last."""

MOST_HUNG = 4
"""Questions that hang at the same time; then each further one is given up at once."""

_hung = list[threading.Thread]()


class NoAnswer(Exception):
    """The disk did not answer in time."""


class _Asking(threading.Thread, Generic[T]):
    """One question."""

    def __init__(self, ask: Callable[[], T]) -> None:
        super().__init__(name="huaian-disk", daemon=True)
        self._ask = ask
        self.answer = list[T]()
        self.error: BaseException | None = None

    def run(self) -> None:
        """Ask; what is raised is raised to whoever waits."""
        try:
            self.answer.append(self._ask())
        except BaseException as error:
            self.error = error


def within(ask: Callable[[], T], seconds: float | None = None) -> T:
    """What ``ask`` gives or raises; ``NoAnswer`` when that takes longer than so many seconds (blocking)."""
    _hung[:] = [one for one in _hung if one.is_alive()]
    if len(_hung) >= MOST_HUNG:
        raise NoAnswer
    asking = _Asking(ask)
    asking.start()
    asking.join(SECONDS if seconds is None else seconds)
    if asking.is_alive():
        _hung.append(asking)
        raise NoAnswer
    if asking.error is not None:
        raise asking.error
    return asking.answer[0]


def is_folder_soon(path: Path) -> bool:
    """Whether a folder is there and answers; may be asked on the UI thread."""
    try:
        return within(path.is_dir, SOON_SECONDS)
    except (OSError, ValueError, NoAnswer):
        return False


def is_file_soon(path: Path) -> bool:
    """Whether a file is there and answers."""
    try:
        return within(path.is_file, SOON_SECONDS)
    except (OSError, ValueError, NoAnswer):
        return False
