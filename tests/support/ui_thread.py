"""Notes whatever the UI thread does with a ledger: opening, statements, closing, files beside it.

SQLite reads and writes its files itself, so that connections are watched besides files: every one that is
opened meanwhile has a trace, which runs in the thread that executes.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from huaian_tui.store.engine.connection import LedgerConnection

_FILE_EVENTS = frozenset(
    "open os.listdir os.scandir os.remove os.rename os.mkdir os.rmdir os.truncate os.chmod os.utime".split()
)
_watching: list[UiThreadGuard] = []
_hooked = False


class UiThreadGuard:
    """What the thread that made it did with files in ``folder``, each with where that was asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = os.fspath(folder.resolve())
        self._thread = threading.get_ident()
        self._paused = False
        self.touched: list[str] = []

    @property
    def is_here(self) -> bool:
        """Whether what is done now counts."""
        return threading.get_ident() == self._thread and not self._paused

    def note(self, what: str) -> None:
        """Something was done: it counts in the UI thread."""
        if not self.is_here:
            return
        self._paused = True  # looking up the lines of the stack opens files
        frames = [one for one in traceback.extract_stack()[:-2] if "huaian_tui" in one.filename]
        asked = " < ".join(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames[::-1][:8])
        self.touched.append(f"{what}: {asked}")
        self._paused = False

    def note_path(self, what: str, path: object) -> None:
        """A file or folder was touched: it counts beside the ledger."""
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self._folder):
            self.note(f"{what} {Path(path).name}")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """The test itself looks at the ledger."""
        self._paused = True
        try:
            yield
        finally:
            self._paused = False


class _WatchedConnection(LedgerConnection):
    """Tells of every statement, and of its end: the last one to close may write the journal back."""

    def __init__(self, database: Any, *more: Any, **named: Any) -> None:
        super().__init__(database, *more, **named)
        self._of_file = str(database) != ":memory:"
        if self._of_file:
            self.set_trace_callback(_note_statement)

    def close(self) -> None:
        if self._of_file:
            _note("close")
        super().close()


def _note_statement(sql: str) -> None:
    if any(
        guard.is_here for guard in _watching
    ):  # threads execute thousands: put together only where it counts
        _note(f"statement {' '.join(sql.split())[:60]}")


def _note(what: str) -> None:
    for guard in _watching:
        guard.note(what)


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if _watching and event in _FILE_EVENTS and args:
        for guard in _watching:
            guard.note_path(event, args[0])


@contextmanager
def ui_thread_guard(folder: Path) -> Iterator[UiThreadGuard]:
    """Watch the present thread, which runs the application under test."""
    global _hooked
    if not _hooked:
        sys.addaudithook(_hook)  # cannot be taken away again: it does nothing while nobody watches
        _hooked = True
    guard = UiThreadGuard(folder)
    connect, stat = sqlite3.connect, os.stat

    def watched_connect(database: Any, *more: Any, **named: Any) -> sqlite3.Connection:
        if str(database) != ":memory:":
            guard.note("connect")
        return connect(database, *more, **{**named, "factory": _WatchedConnection})

    def watched_stat(path: Any, *more: Any, **named: Any) -> os.stat_result:
        guard.note_path("stat", path)
        return stat(path, *more, **named)

    _watching.append(guard)
    sqlite3.connect, os.stat = watched_connect, watched_stat  # type: ignore[assignment]
    try:
        yield guard
    finally:
        sqlite3.connect, os.stat = connect, stat
        _watching.remove(guard)
