"""A child process that answers one question after another while we go on, in the order in which they come.

It is our own interpreter with one of our own modules (``apart``), for work that another core can do. Its
side is ``apart_child.answer_each``. It knows by its standard input that we are there, however we end.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import suppress
from queue import SimpleQueue
from typing import IO

from huaian_tui.store import apart
from huaian_tui.store.apart import ChildFailed, ChildTooSlow
from huaian_tui.store.apart_child import LENGTH_BYTES


class Talk:
    """A child that works, from the making of this to ``close``.

    Questions wait here until it takes them: whoever asks sees to it that they do not become too many.
    """

    def __init__(self, module: str, *words: str) -> None:
        self._child = apart.started(module, words)
        self._questions = SimpleQueue[bytes | None]()
        self._answers = deque[bytes]()
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

        ``ChildFailed`` when the child has ended without it: then no other comes either.
        """
        until = time.monotonic() + seconds
        with self._there:
            while not self._answers:
                if self._over:
                    raise ChildFailed(self._child.poll())
                left = until - time.monotonic()
                if left <= 0:
                    raise ChildTooSlow
                self._there.wait(left)
            return self._answers.popleft()

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

    def _feed(self, stream: IO[bytes] | None) -> None:
        with suppress(OSError, ValueError):  # a child that has ended is seen by its answers
            while stream is not None and (question := self._questions.get()) is not None:
                stream.write(len(question).to_bytes(LENGTH_BYTES, "big"))
                stream.write(question)
                stream.flush()

    def _read(self, stream: IO[bytes] | None) -> None:
        with suppress(OSError, ValueError):
            while stream is not None and (head := stream.read(LENGTH_BYTES)):
                length = int.from_bytes(head, "big")
                answer = stream.read(length)
                if len(head) < LENGTH_BYTES or len(answer) < length:
                    break
                with self._there:
                    self._answers.append(answer)
                    self._there.notify_all()
        with self._there:
            self._over = True
            self._there.notify_all()
