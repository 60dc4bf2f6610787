"""Reading ahead: what the first screen will ask for is read while the program is still being loaded.

In a process of its own where the system can fork: a thread would come to a stand, since
every row that it fetches has to wait for the interpreter, which is busy with loading.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from huaian_tui.domain.errors import HuaianError

LONGEST_SECONDS = 10.0
"""A disk that takes longer than this is asked again."""

Read = Callable[[], tuple[int, object]]
"""Reads: the number of records seen, and what the first screen wants."""


class ReadAhead:
    """Begins to read at once. What is refused is left to the screen, which meets the same refusal."""

    def __init__(self, read: Read) -> None:
        self._result: object = None
        self.count: int | None = None
        """How many records there were; None until it is known."""
        # A fork copies only its own thread: with others about, their locks would stay locked.
        alone = hasattr(os, "fork") and threading.active_count() == 1
        source = _forked(read) if alone else read
        self._reader = threading.Thread(target=self._wait, args=(source,), name="huaian-ahead", daemon=True)
        self._reader.start()

    def _wait(self, source: Read) -> None:
        with suppress(HuaianError, EOFError, OSError, pickle.UnpicklingError):
            count, result = source()
            self._result, self.count = result, count

    def take(self, *, wait: bool = False) -> object:
        """What was read, once; None while it is not there yet, unless one waits (never on the UI thread)."""
        if wait:
            self._reader.join(LONGEST_SECONDS)
        result, self._result = self._result, None
        return result


def _forked(read: Read) -> Read:
    """Begin to read in a child; the function returned waits for its answer."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)  # so that writing ends when the parent is gone
        _answer(read, theirs)
    os.close(theirs)

    def wait() -> tuple[int, object]:
        try:
            with os.fdopen(ours, "rb") as pipe:
                return cast("tuple[int, object]", pickle.loads(pipe.read()))  # noqa: S301 - our own child's
        finally:
            os.waitpid(child, 0)

    return wait


def _answer(read: Read, descriptor: int) -> None:
    """In the child: read, write the answer, and end without any of the parent's tidying up."""
    status = 1
    try:
        with os.fdopen(descriptor, "wb") as pipe:
            pipe.write(pickle.dumps(read()))
        status = 0
    finally:
        os._exit(status)
