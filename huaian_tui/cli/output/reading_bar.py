"""A bar on the terminal while a file is read: nothing for what is quick, nothing where no person looks."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_AFTER_SECONDS = 1.0
_WIDTH = 24


@contextmanager
def reading_bar() -> Iterator[Callable[[int, int], None] | None]:
    """Takes rows done and all rows while the block runs; None where standard error is no terminal.

    The bar appears when the reading takes longer than a second, and is wiped away at its end.
    """
    if not sys.stderr.isatty():
        yield None
        return
    began, shown = time.monotonic(), threading.Event()

    def draw(done: int, whole: int) -> None:
        if time.monotonic() - began < _AFTER_SECONDS or not whole:
            return
        shown.set()
        sys.stderr.write(f"\r{bar(done, whole)}\x1b[K")
        sys.stderr.flush()

    try:
        yield draw
    finally:
        if shown.is_set():
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def bar(done: int, whole: int) -> str:
    """``正在读取 ████.. 1200/5000行``."""
    filled = _WIDTH * min(done, whole) // max(1, whole)
    return f"正在读取 {'█' * filled}{'.' * (_WIDTH - filled)} {done}/{whole}行（Ctrl+C 停止）"
