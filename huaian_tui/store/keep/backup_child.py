"""The child process that makes the backup of the day: ``python -m`` this module, ledger and day as arguments.

Copying, checking and hashing a large ledger takes a processor for a minute: here it takes nothing
from the program that an officer types in. Its standard input is a pipe that ends when that
program does, however it ends; then this process clears away what it began, and ends too.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from datetime import date
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.keep.backup import daily_backup

REFUSED = 3
"""Exit code: no backup was made, and standard output says why as JSON (title, message, way_out)."""

STOPPED = 4
"""Exit code: the program has ended meanwhile."""

_POLITE = 15
"""How far below others the processor is asked for (POSIX); on Windows the parent says so."""

_STANDARD_INPUT = 0

_LONGEST_SECONDS = 20.0
"""Clearing away takes no longer than that, or the process ends without it."""


class Stopped(Exception):
    """Nobody waits for the backup any more."""


def _watch(over: threading.Event) -> None:
    """Wait for the end of standard input, which is the end of the program; then give up soon."""
    # Not sys.stdin: its lock, held by a thread that waits, would make the end of this process a crash.
    while os.read(_STANDARD_INPUT, 1):
        pass
    over.set()
    threading.Event().wait(_LONGEST_SECONDS)
    os._exit(STOPPED)


def main(path: str, day: str) -> int:
    """Make the backup; what is refused goes to standard output."""
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    os.umask(0o077)
    over = threading.Event()
    threading.Thread(target=_watch, args=(over,), name="huaian-end", daemon=True).start()

    def go_on(_: float) -> None:
        if over.is_set():
            raise Stopped

    try:
        daily_backup(Path(path), date.fromisoformat(day), go_on)
    except Stopped:
        return STOPPED
    except HuaianError as error:
        if over.is_set():
            return STOPPED
        said = {"title": error.title, "message": error.message, "way_out": error.way_out}
        sys.stdout.write(json.dumps(said))  # ASCII only: no locale can spoil it
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
