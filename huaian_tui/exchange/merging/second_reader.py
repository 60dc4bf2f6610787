"""The other core's part in a large merge: a second process that verifies pieces and prepares what follows.

It never decides anything. What it does not answer (it is busy, it has ended, a piece is not right) is done
here instead, so that the result is the same with it and without it.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Collection, Sequence
from typing import NamedTuple

from huaian_tui.exchange.merging.piecework import (
    Piece,
    Verified,
    answer_read,
    beginning,
    forget_asked,
    kept_asked,
    piece_asked,
    records_asked,
)
from huaian_tui.exchange.merging.record_check import RecordCheck
from huaian_tui.ledger.kinds.kind import Table
from huaian_tui.ledger.record import Record
from huaian_tui.store.apart import ChildFailed
from huaian_tui.store.apart_talk import Talk
from huaian_tui.store.engine.ready_rows import Ready

WORTH_IT = 2_000
"""New records from which on a second process is worth its start (0.15 s of the other core)."""

PIECE = 100
"""Records of one piece."""

PIECE_BYTES = 1 << 18
"""A piece of long records is shorter."""

_AT_ONCE_VERIFIED = 3
"""Pieces to be verified that wait for the other process: both are done at about the same time."""

_AT_ONCE_PREPARED = 40
"""Pieces to be prepared that wait for it, or for the transaction that takes them: ten megabytes or so."""

_MODULE = "huaian_tui.exchange.merging.piecework_child"
_SECONDS = 60.0
"""So long one piece may take on the slowest laptop."""


class Answer(NamedTuple):
    """What the second process says of a piece; each is None where it was not asked for."""

    verified: Verified | None
    ready: Ready | None


class Ticket:
    """A piece that was handed over."""

    __slots__ = ("answer", "done")

    def __init__(self) -> None:
        self.answer: Answer | None = None
        self.done = False


class SecondReader:
    """A second process, from the making of this to ``close``; without one where there is no other core."""

    def __init__(self, check: RecordCheck, with_past: Collection[Table], module: str = _MODULE) -> None:
        self._tickets = deque[Ticket]()
        self._kept = dict[tuple[bytes, int], int]()
        self._talk: Talk | None = None
        try:
            self._talk = Talk(module)
        except OSError:  # no memory, no more processes
            return
        self._hand_over(beginning(check, with_past))

    @property
    def pid(self) -> int | None:
        """The number of its process; None where it has ended."""
        return None if self._talk is None else self._talk.pid

    def verify(self, piece: Piece, *, keep: bool) -> Ticket | None:
        """Let it verify a piece, and ``keep`` it for ``prepare``; None where it has enough to do."""
        return None if self._is_busy(_AT_ONCE_VERIFIED) else self._hand_over(piece_asked(piece, keep=keep))

    def prepare(self, records: Sequence[Record]) -> Ticket | None:
        """Let it prepare records; None where it has enough to do."""
        if self._is_busy(_AT_ONCE_PREPARED):
            return None
        place = records[0].origin, records[0].seq
        if self._kept.pop(place, 0) == len(records):
            return self._hand_over(kept_asked(*place))
        return self._hand_over(records_asked(records))

    def answer(self, ticket: Ticket) -> Answer | None:
        """What became of a piece, once that is known; None where it must be done here."""
        while not ticket.done and self._talk is not None:
            self._take_one(self._talk)
        return ticket.answer

    def keeps(self, origin: bytes, first: int) -> int:
        """How many records it has kept that begin with this one; 0 for none."""
        return self._kept.get((origin, first), 0)

    def kept(self, origin: bytes, first: int, records: int) -> None:
        """It has verified and kept a piece, all of which counts."""
        self._kept[origin, first] = records

    def forget(self) -> None:
        """Nothing that was kept is needed any more: it is written, or was refused."""
        if self._kept:
            self._kept.clear()
            self._hand_over(forget_asked())

    def close(self) -> None:
        """End the process."""
        talk, self._talk = self._talk, None
        for one in self._tickets:
            one.done = True
        self._tickets.clear()
        if talk is not None:
            talk.close()

    def _is_busy(self, most: int) -> bool:
        while self._talk is not None and self._tickets and self._talk.has_answered():
            self._take_one(self._talk)
        return self._talk is None or len(self._tickets) >= most

    def _hand_over(self, question: bytes) -> Ticket:
        ticket = Ticket()
        if self._talk is not None:
            self._tickets.append(ticket)
            self._talk.ask(question)
        return ticket

    def _take_one(self, talk: Talk) -> None:
        """The answer to the oldest piece; one that does not come ends the process."""
        try:
            said = talk.answer(_SECONDS)
        except ChildFailed:
            self.close()
            return
        ticket = self._tickets.popleft()
        found = answer_read(said)
        ticket.answer = None if found is None else Answer(*found)
        ticket.done = True


def another_core() -> bool:
    """Whether this program may use more than one core."""
    try:
        return len(os.sched_getaffinity(0)) > 1
    except AttributeError:  # macOS, Windows
        return (os.cpu_count() or 1) > 1
