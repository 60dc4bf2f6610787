"""The end of what cannot be interrupted: the program itself ends when it takes too long."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from huaian_tui.cli.invocation import say
from huaian_tui.domain.errors import HuaianError

GRACE_SECONDS = 3.0
"""So long what watches the time itself has to end in order."""


@contextmanager
def ended_after(seconds: float, error: HuaianError) -> Iterator[None]:
    """End the program with this refusal when what is done inside takes longer than that and the grace.

    Only for what writes nothing: SQLite looks at the time between its steps, and one call of instr() or LIKE
    on long texts is one step, which nothing stops, Ctrl+C neither.
    """
    timer = threading.Timer(seconds + GRACE_SECONDS, _end, (error,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(error: HuaianError) -> None:
    say(error.one_line())
    sys.stderr.flush()
    os._exit(1)
