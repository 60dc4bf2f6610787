"""A child process that answers one question after another while we go on, in the order in which they come.

It is our own interpreter with one of our own modules (``apart``), for work that another core can do. Its
side is ``apart_child.answer_each``. It knows by its standard input that we are there, however we end.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import IO

from huaian_tui.store import apart
from huaian_tui.store.apart import ChildFailed, ChildTooSlow
from huaian_tui.store.apart_child import FAULT_MARK, LENGTH_BYTES

_MOST_AT_ONCE = 1 << 20


class Talk:
    """A child that works, from the making of this to ``close``.

    Questions wait here until it takes them: whoever asks sees to it that they do not become too many.
    """

    def __init__(self, module: str, *words: str) -> None:
        self._child = apart.started(module, words)
        _widened(self._child.stdin, self._child.stdout)
        self._questions = SimpleQueue[bytes | None]()
        self._answers = deque[tuple[bytes, bool]]()
        self._there = threading.Condition()
        self._over = False
        self._threads = [
            threading.Thread(target=work, args=(stream,), daemon=True)
            for work, stream in ((self._feed, self._child.stdin), (self._read, self._child.stdout))
        ]
        for one in self._threads:
            one.start()

    @property
    def pid(self) -> int:
        """The number of the child's process."""
        return self._child.pid

    def ask(self, question: bytes) -> None:
        """Hand over a question; it is written by another thread."""
        self._questions.put(question)

    def has_answered(self) -> bool:
        """Whether ``answer`` would not wait."""
        return bool(self._answers) or self._over

    def answer(self, seconds: float) -> bytes:
        """The answer to the oldest question that has none yet; waits for it, at most so long.

        ``ChildFailed`` when the child has ended without it (``ChildFaulty``: by a fault of this program).
        Then no other comes either.
        """
        until = time.monotonic() + seconds
        with self._there:
            while not self._answers:
                if self._over:
                    raise ChildFailed
                left = until - time.monotonic()
                if left <= 0:
                    raise ChildTooSlow
                self._there.wait(left)
            said, is_fault = self._answers.popleft()
        if is_fault:
            raise apart.faulty(said)
        return said

    def close(self) -> None:
        """End the child, whatever it does."""
        self._child.kill()
        self._questions.put(None)
        for one in self._threads:
            one.join()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._child.wait()

    # A thread that has waited for the other process waits again for Python's lock, 5 ms where the program is
    # at work: so as much as there is goes through at a time.

    def _feed(self, stream: IO[bytes] | None) -> None:
        with suppress(OSError, ValueError):  # a child that has ended is seen by its answers
            while stream is not None and (question := self._questions.get()) is not None:
                parts = [len(question).to_bytes(LENGTH_BYTES, "big"), question]
                with suppress(Empty):
                    while (question := self._questions.get_nowait()) is not None:
                        parts += (len(question).to_bytes(LENGTH_BYTES, "big"), question)
                    return  # it is closed
                stream.write(b"".join(parts))
                stream.flush()

    def _read(self, stream: IO[bytes] | None) -> None:
        held = b""
        with suppress(OSError, ValueError):
            while stream is not None and (part := os.read(stream.fileno(), _MOST_AT_ONCE)):
                held = self._take(held + part)
        with self._there:
            self._over = True
            self._there.notify_all()

    def _take(self, held: bytes) -> bytes:
        """Keep the answers that are whole; what remains is the beginning of one."""
        place, found = 0, list[tuple[bytes, bool]]()
        while len(held) >= place + LENGTH_BYTES:
            begin = place + LENGTH_BYTES
            length = int.from_bytes(held[place:begin], "big")
            end = begin + (length & ~FAULT_MARK)
            if len(held) < end:
                break
            found.append((held[begin:end], bool(length & FAULT_MARK)))
            place = end
        if found:
            with self._there:
                self._answers.extend(found)
                self._there.notify_all()
        return held[place:]


def _widened(*streams: IO[bytes] | None) -> None:
    """Let pipes hold more than the usual 64 kB, where the system can: nobody waits for others to read."""
    try:
        from fcntl import F_SETPIPE_SZ, fcntl  # Linux
    except ImportError:
        return
    for stream in streams:
        if stream is not None:
            with suppress(OSError):  # there is a bound for all pipes of one user
                fcntl(stream.fileno(), F_SETPIPE_SZ, _MOST_AT_ONCE)
