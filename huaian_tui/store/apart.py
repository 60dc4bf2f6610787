"""Work in a child process: this program's own interpreter with one of its own modules, in one protocol.

``answer_of`` gives a child its input and waits, within bounds, for its answer: for parsers of foreign
files, which may take all memory or crash, and for libraries that keep Python's lock for seconds.
``work_beside`` lets a child work for as long as this program lives, below the priority of others.

What goes in and out goes through pipes, never through arguments or files; standard error goes
nowhere, since a parser's panic may quote what it read. The child's side is ``apart_child``.
"""

from __future__ import annotations

import json
import os
import subprocess  # runs this program's own interpreter with this program's own module
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.apart_child import FAULTY, PROGRESS, REFUSED, STOPPED

_LOOK_SECONDS = 0.2
DYING_SECONDS = 2.0
"""A child that was ended is gone sooner; one that waits for a dead share is not, and is let go of."""

ENDING_SECONDS = 2.0
"""So long the end of the program waits for a child to clear up; then the child is ended."""

_CHUNK = 1 << 16
_MOST_OF_A_LINE = 64
_MOST_OF_A_REFUSAL = 1 << 16
_MOST_OF_A_FAULT = 1000


class ChildRefused(HuaianError):
    """What the child refuses, in its own Chinese words."""


class ChildFailed(Exception):
    """The child ended without an answer: it crashed, or the system ended it."""


class ChildFaulty(ChildFailed):
    """A fault of this program ended the child; it is in the log now, ``told`` in one Chinese line."""

    def __init__(self, told: str) -> None:
        self.told = told
        super().__init__(told)


class ChildTooSlow(ChildFailed):
    """The child was ended because it took longer than it may."""


class ChildStopped(ChildFailed):
    """The child was ended because nobody wants its answer any more."""


class AnswerTooLong(ChildFailed):
    """The child was ended because it answered more than it may."""


def answer_of(
    module: str,
    *words: str,
    given: bytes,
    seconds: float,
    most: int,
    over: threading.Event | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """What a module makes of ``given``, in at most so many seconds of wall time and bytes of answer.

    ``progress`` is called, from another thread, with what is done and the whole, where the child tells it.
    ``ChildRefused`` in the child's words, ``ChildFailed`` when there is no answer; once ``over`` is set
    or ``stop`` says so the child is ended (``ChildStopped``). One that cannot be ended is let go of.
    """
    child = started(module, words)
    answer = _Answer(child, most, progress)
    feeder = threading.Thread(target=_feed, args=(child.stdin, given), daemon=True)
    feeder.start()
    try:
        _wait(child, seconds, over.is_set if over is not None else stop)
    finally:
        child.kill()  # Ctrl+C ends it too; one that has ended is not touched
        said = None
        if _has_ended(child):
            feeder.join()
            said = answer.taken()
            _closed(child)
    return _understood(child.returncode, said)


def _wait(child: subprocess.Popen[bytes], seconds: float, stop: Callable[[], bool] | None) -> None:
    """Until the child has ended; ``ChildTooSlow`` and ``ChildStopped`` when that is not waited for."""
    until = time.monotonic() + seconds
    while True:
        left = until - time.monotonic()
        try:
            child.wait(left if stop is None else min(left, _LOOK_SECONDS))
            return
        except subprocess.TimeoutExpired:
            if stop is not None and stop():
                raise ChildStopped from None
            if time.monotonic() >= until:
                raise ChildTooSlow from None


def _has_ended(child: subprocess.Popen[bytes]) -> bool:
    """Whether a child that was told to end did; one that waits for a dead share cannot, and is let go of.

    Its pipes stay open and whoever reads them stays, in threads that hold up nobody.
    """
    _forget_ended()
    try:
        child.wait(DYING_SECONDS)
    except subprocess.TimeoutExpired:
        _let_go.append(child)
        return False
    return True


def _forget_ended() -> None:
    """Those that were let go of and have ended since."""
    for one in [one for one in _let_go if one.poll() is not None]:
        _let_go.remove(one)
        with suppress(OSError):  # what was still to be written to it
            _closed(one)


def _closed(child: subprocess.Popen[bytes]) -> None:
    """What is left of a child that has ended: its pipes."""
    with child:
        pass


def work_beside(
    module: str,
    *words: str,
    over: threading.Event,
    progress: Callable[[int, int], None] = lambda done, whole: None,
) -> None:
    """Let a module work (blocking) to its end, or until ``over``: it is told then, and clears up.

    ``progress`` is called, from another thread, with what is done and the whole, where the child tells it.
    The child knows by its standard input that we are there, however we end. ``ChildRefused`` and
    ``ChildFailed`` as for ``answer_of``, unless the program ends.
    """
    child = started(module, words, beside=True)
    answer = _Answer(child, _MOST_OF_A_REFUSAL, progress)
    while child.poll() is None and not over.is_set():
        with suppress(subprocess.TimeoutExpired):
            child.wait(_LOOK_SECONDS)
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
    if not _has_ended(child):
        return
    said = answer.taken()
    _closed(child)
    if child.returncode != STOPPED and not over.is_set():
        _understood(child.returncode, said)


_let_go = list[subprocess.Popen[bytes]]()
"""Children that may outlive this program: kept, since one that is forgotten while it runs is warned of."""


def let_finish(module: str, *words: str) -> None:
    """Let a module work to its end, whether this program lives or not; nobody hears what becomes of it."""
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        [sys.executable, "-P", "-m", module, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=_flags(beside=True),
        start_new_session=True,
    )
    _let_go.append(child)


def _understood(code: int, said: bytes | None) -> bytes:
    """The answer, or what is raised instead of it."""
    if said is None:
        raise AnswerTooLong
    if code == REFUSED:
        with suppress(ValueError, TypeError):
            raise ChildRefused(*json.loads(said))
    if code == FAULTY:
        raise faulty(said)
    if code != 0:
        raise ChildFailed(code)
    return said


def faulty(said: bytes) -> ChildFaulty:
    """The fault that a child has said; it is in the log now."""
    from huaian_tui.store.keep.bug_log import log_described  # here: nearly no child is at fault

    return ChildFaulty(log_described(said[-_MOST_OF_A_FAULT:].decode("ascii", "replace")))


def started(module: str, words: tuple[str, ...], *, beside: bool = False) -> subprocess.Popen[bytes]:
    """A child of this program, started; ``beside``: politely, and not to be ended with the terminal."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        [sys.executable, "-P", "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=_flags(beside),
        start_new_session=beside,  # a terminal that closes must not end it before it has cleared away
    )


def _environment() -> dict[str, str]:
    """The child finds this very program, wherever it was started from, and leaves no compiled files."""
    package_parent = str(Path(__file__).resolve().parents[2])
    return os.environ | {"PYTHONPATH": package_parent, "PYTHONDONTWRITEBYTECODE": "1"}


def _flags(beside: bool) -> int:
    """Windows: no console window, and below the priority of others; elsewhere the child is polite itself."""
    if sys.platform != "win32":
        return 0
    return subprocess.CREATE_NO_WINDOW | (subprocess.BELOW_NORMAL_PRIORITY_CLASS if beside else 0)


def _feed(stdin: IO[bytes] | None, given: bytes) -> None:
    """Write the input and end it; a child that has ended meanwhile says so itself."""
    if stdin is not None:
        with suppress(OSError):
            stdin.write(given)
        with suppress(OSError):
            stdin.close()


class _Answer:
    """What a child says, read while it works, so that it never waits for us; more than ``most`` ends it."""

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        most: int,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._child = child
        self._progress = progress
        self._most = most
        self._parts = list[bytes]()
        self._size = 0
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        # Who waits for the child may be stopped (Ctrl+C): its pipe is closed then, and nobody asks further.
        with suppress(ValueError, OSError):
            self._read_all()

    def _read_all(self) -> None:
        stream = self._child.stdout
        if stream is not None and self._progress is not None:
            self._read_progress(stream)
        while stream is not None and self._size <= self._most and (part := stream.read(_CHUNK)):
            self._size += len(part)
            self._parts.append(part)
        if self._size > self._most:
            self._child.kill()

    def _read_progress(self, stream: IO[bytes]) -> None:
        """The lines before the answer that say how far the work has come."""
        while (first := stream.read(1)) == PROGRESS:
            line = stream.readline(_MOST_OF_A_LINE).decode("ascii", "replace")
            done, _, whole = line.strip().partition(" ")
            if self._progress is not None and done.isdecimal() and whole.isdecimal():
                with suppress(Exception):  # what watches must never end what is watched
                    self._progress(int(done), int(whole))
        self._size += len(first)
        self._parts.append(first)

    def taken(self) -> bytes | None:
        """All of it, once the child has ended; None when that was too much."""
        self._thread.join()
        return None if self._size > self._most else b"".join(self._parts)
