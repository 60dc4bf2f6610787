"""Programs that tests start: none is waited for without a bound, and none is left behind.

A test that waits for a program that never ends holds up the whole run, and the time limit of a test does not
help: what it raises arrives in ``Popen.__exit__``, which waits for the program again. So does whatever
fails inside ``with Popen(...)`` while the program stands still. Here the process and all of its group are
ended as soon as something fails, and at the latest when their time is over, whatever waits for them: a read
of a pipe, ``wait``, ``communicate``. Then the test fails and says so.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

BOUND = 300.0
"""Seconds: many times what any program of a test takes on a very busy machine."""


class Bound:
    """Ends a process and its group when its seconds are over; ``renew`` begins them again."""

    def __init__(self, pid: int, what: object, seconds: float = BOUND) -> None:
        self.over = False
        """Whether it was ended because its time was over."""
        self._pid, self._what, self._seconds = pid, what, seconds
        self._until = monotonic() + seconds
        self._has_ended = threading.Event()
        threading.Thread(target=self._watch, daemon=True, name="bound of a child").start()

    def renew(self) -> None:
        """It has got on: from now on it has all its seconds again."""
        self._until = monotonic() + self._seconds

    def end(self) -> None:
        """End it and what it has started, if it is still there."""
        if self._has_ended.is_set():
            return
        try:
            if sys.platform == "win32":
                os.kill(self._pid, signal.SIGTERM)
            elif os.getpgid(self._pid) == self._pid:
                os.killpg(self._pid, signal.SIGKILL)
            else:
                os.kill(self._pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def has_ended(self) -> None:
        """Its end was seen; from now on its number may be another's."""
        self._has_ended.set()

    def assert_in_time(self) -> None:
        """Fails if it had to be ended."""
        assert not self.over, (
            f"{self._what} was not done within {self._seconds:g} seconds; "
            "it and what it had started were ended"
        )

    def _watch(self) -> None:
        while (left := self._until - monotonic()) > 0:
            if self._has_ended.wait(left):
                return
        self.over = True
        self.end()


class Child(subprocess.Popen[Any]):
    """A program in a session and a group of its own, for at most so many seconds."""

    def __init__(self, words: Sequence[object], *, seconds: float = BOUND, **given: Any) -> None:
        given.setdefault("start_new_session", sys.platform != "win32")
        super().__init__(words, **given)
        self.bound = Bound(self.pid, words, seconds)

    def wait(self, timeout: float | None = None) -> int:
        """As of any program; fails if its time was over."""
        code = super().wait(timeout)
        self.bound.has_ended()
        self.bound.assert_in_time()
        return code

    def poll(self) -> int | None:
        """As of any program."""
        code = super().poll()
        if code is not None:
            self.bound.has_ended()
        return code

    def communicate(self, *arguments: Any, **named: Any) -> tuple[Any, Any]:
        """As of any program; fails if its time was over."""
        said = super().communicate(*arguments, **named)
        self.bound.assert_in_time()
        return said

    def __exit__(self, kind: object, *arguments: Any) -> None:
        """Waits for its end; if something has failed, ends it first."""
        if kind is not None:
            self.bound.end()
        super().__exit__(kind, *arguments)


def run(
    words: Sequence[object],
    *,
    input: Any = None,
    capture_output: bool = False,
    check: bool = False,
    seconds: float = BOUND,
    **given: Any,
) -> subprocess.CompletedProcess[Any]:
    """In the place of ``subprocess.run``."""
    if capture_output:
        given |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    if input is not None:
        given["stdin"] = subprocess.PIPE
    with Child(words, seconds=seconds, **given) as child:
        said, told = child.communicate(input)
    ended = subprocess.CompletedProcess(words, child.returncode, said, told)
    if check and ended.returncode:
        print(told or "")
        ended.check_returncode()
    return ended


class Forked:
    """Work in a fork of the test, a group of its own, for at most so many seconds. POSIX only.

    Leaving waits until it is done, and fails if it has failed; if something else has, it is ended first.
    """

    def __init__(self, work: Callable[[], object], seconds: float = BOUND) -> None:
        self.pid = os.fork()
        if self.pid == 0:
            _work_and_end(work)
        self.bound = Bound(self.pid, work, seconds)

    def __enter__(self) -> Forked:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self.bound.end()
        _, status = os.waitpid(self.pid, 0)
        self.bound.has_ended()
        self.bound.assert_in_time()
        assert kind is not None or os.waitstatus_to_exitcode(status) == 0, (
            "what was done in a fork has failed"
        )


def _work_and_end(work: Callable[[], object]) -> None:
    """In the fork: what comes after it in the test is not gone through a second time."""
    try:
        os.setpgid(0, 0)
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)
