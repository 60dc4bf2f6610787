"""The child process that keeps a ledger in step beside the terminal program: ``python -m`` this module.

Merging takes a processor for a while and a share may hang: here neither takes anything from the program that
an officer types in. Its arguments are the ledger, the officer, and ``beside`` (it ends with that program) or
``after`` (that program has ended, and its last records are still to go out; what comes waits for the next).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from huaian_tui.domain.words.in_step import Doing
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.store.apart_child import Stopped, answered, beside, tell_progress

BESIDE, AFTER = "beside", "after"

_TELL_SECONDS = 1.0


def main(path: str, officer: str, how: str) -> int:
    """Sync once, or say why it is refused; the exit code."""
    stop = _asks(beside()) if how == BESIDE else _on_our_own()

    def work() -> bytes:
        from huaian_tui.services.in_step import sync
        from huaian_tui.services.in_step_joining import Wishes
        from huaian_tui.store.engine.append import Ledger

        with Ledger(Path(path), officer, _now) as ledger:
            wishes = Wishes(stop=stop, progress=_Told() if how == BESIDE else None, reads=how == BESIDE)
            sync(ledger, None, wishes, _now, _now().date().isoformat())
        return b""

    return answered(work)


class _Told:
    """Tells the program, once a second at most, how many records of all that come are here."""

    def __init__(self) -> None:
        self._at = time.monotonic()

    def __call__(self, doing: Doing, done: int, total: int) -> None:
        """That is told of no other work: it does not last."""
        present = time.monotonic()
        if doing is Doing.RECEIVING and present >= self._at + _TELL_SECONDS:
            self._at = present
            tell_progress(done, total)


def _now() -> datetime:
    return datetime.now(SHANGHAI)


def _asks(go_on: Callable[[float], None]) -> Callable[[], bool]:
    """Whether the program that began this is gone."""

    def stop() -> bool:
        try:
            go_on(0.0)
        except Stopped:
            return True
        return False

    return stop


def _on_our_own() -> Callable[[], bool]:
    """Nobody waits: nothing stops it but the folder's own limits of time."""
    os.umask(0o077)
    return lambda: False


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
