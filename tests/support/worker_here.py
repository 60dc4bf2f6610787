"""The second process of a merge in this one: the same questions and answers, without a start."""

from __future__ import annotations

from collections import deque

import pytest

from huaian_tui.exchange.merging import second_reader
from huaian_tui.exchange.merging.piecework import Worker


class WorkerHere:
    """In the place of ``apart_talk.Talk``; an answer is worked out when it is asked for."""

    def __init__(self, module: str) -> None:
        self.pid = 0
        self.refused = self.answered = self.most_waiting = 0
        self._worker = Worker()
        self._questions = deque[bytes]()

    def ask(self, question: bytes) -> None:
        self._questions.append(question)
        self.most_waiting = max(self.most_waiting, sum(map(len, self._questions)))

    def has_answered(self) -> bool:
        return len(self._questions) > 2

    def answer(self, seconds: float) -> bytes:
        said = self._worker.answer(self._questions.popleft())
        self.answered += 1
        self.refused += not said
        return said

    def close(self) -> None:
        self._questions.clear()


def work_here(monkeypatch: pytest.MonkeyPatch, piece: int = 3) -> list[WorkerHere]:
    """Let merges of any size have a second reader, in this process; those that are made are listed."""
    made = list[WorkerHere]()

    def talk(module: str) -> WorkerHere:
        made.append(WorkerHere(module))
        return made[-1]

    monkeypatch.setattr(second_reader, "Talk", talk)
    always(monkeypatch, piece)
    return made


def always(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    """Let merges of any size have a second reader, for pieces of so many records."""
    monkeypatch.setattr(second_reader, "WORTH_IT", 1)
    monkeypatch.setattr(second_reader, "PIECE", piece)
    monkeypatch.setattr(second_reader, "another_core", lambda: True)
