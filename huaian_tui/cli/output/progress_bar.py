"""A bar on the terminal for work that takes longer than a moment; nothing into a pipe or a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress

SHOWN_AFTER = 0.5
"""Seconds: what is done sooner needs no bar."""

SAID_AFTER = 2.0
"""Seconds: what is done sooner needs no line, where a line stands for the bar."""


class Tell(Protocol):
    """Takes the part done (0 to 1), and what is being done where that changes."""

    def __call__(self, done: float, words: str = "", /) -> None:
        """Show it."""


@contextmanager
def bar(title: str, *, line: Callable[[str], None] | None = None) -> Iterator[Tell]:
    """Gives a function that takes the part done (0 to 1). The bar stands on stderr and goes at the end.

    ``line`` says the title once where there is no terminal, of what lasts.
    """
    started = time.monotonic()
    shown: list[Progress] = []
    waiting = [] if line is None else [line]

    def tell(done: float, words: str = "", /) -> None:
        if not shown:
            lasted = time.monotonic() - started
            if not sys.stderr.isatty():
                if waiting and lasted >= SAID_AFTER:
                    waiting.pop()(f"{title}，请稍候……")
                return
            if lasted < SHOWN_AFTER:
                return
            shown.append(_start(title))
        task = shown[0].task_ids[0]
        shown[0].update(task, completed=done, description=words or title)

    try:
        yield tell
    finally:
        for progress in shown:
            progress.stop()


def _start(title: str) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    progress.add_task(title, total=1.0)
    progress.start()
    return progress
