"""The other core's part in a large merge: a second process that verifies pieces and prepares what follows.

It never decides anything. What it does not answer (it is busy, it has ended, a piece is not right) is done
here instead, so that the result is the same with it and without it.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Collection, Sequence
from typing import NamedTuple

from huaian_tui.exchange.merging.pieces import Piece, Verified
from huaian_tui.exchange.merging.piecework import (
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

PIECE = 200
"""Records of one piece."""

PIECE_BYTES = 1 << 18
"""A piece of long records is shorter."""

MOST_BYTES = 1 << 24
"""So much may wait for the other process, whatever a pack holds."""

_AT_ONCE_VERIFIED = 12
"""Pieces to be verified that wait for the other process: it must never wait, and be done when we are."""

_FIRST = 13
"""Pieces that are prepared before all of a part is verified, so that the first transactions need not wait."""

LAST = 25
"""So many pieces are verified here meanwhile, and by the other process no more."""

_AT_ONCE_PREPARED = 50
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

    __slots__ = ("answer", "done", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self.answer: Answer | None = None
        self.done = False


class _Kept(NamedTuple):
    """A verified piece of so many records: whether the other process has them, what it was asked already."""

    records: int
    there: bool
    early: Ticket | None = None


class SecondReader:
    """A second process, from the making of this to ``close``; without one where there is no other core."""

    def __init__(self, check: RecordCheck, with_past: Collection[Table], module: str = _MODULE) -> None:
        self._tickets = deque[Ticket]()
        self._kept = dict[tuple[bytes, int], _Kept]()
        self._first = list[tuple[Sequence[Record], bool]]()
        self._there = False
        self._bytes = 0
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
        if self._is_busy(_AT_ONCE_VERIFIED):
            return None
        self._there |= keep
        return self._hand_over(piece_asked(piece, keep=keep))

    def keep(self, records: Sequence[Record], *, there: bool) -> None:
        """A piece whose records count will be asked for; ``there``: they are kept in the other process."""
        self._kept[records[0].origin, records[0].seq] = _Kept(len(records), there)
        if len(self._kept) <= _FIRST:
            self._first.append((records, there))

    def prepare_first(self) -> None:
        """Nearly all is verified: from now on those are prepared that are the first to be written."""
        for records, there in self._first:
            ticket = self._asked(records, there=there)
            self._kept[records[0].origin, records[0].seq] = _Kept(len(records), there, ticket)
        self._first.clear()

    def keeps(self, origin: bytes, first: int) -> int:
        """How many records are in the piece that begins with this one; 0 for none."""
        kept = self._kept.get((origin, first))
        return 0 if kept is None else kept.records

    def prepare(self, records: Sequence[Record]) -> Ticket | None:
        """Let it prepare records, a piece that was kept or others; None where it has enough to do."""
        kept = self._kept.pop((records[0].origin, records[0].seq), None)
        if kept is not None and kept.early is not None:
            return kept.early
        if self._is_busy(_AT_ONCE_PREPARED):
            return None
        return self._asked(records, there=kept is not None and kept.there)

    def _asked(self, records: Sequence[Record], *, there: bool) -> Ticket:
        question = kept_asked(records[0].origin, records[0].seq) if there else records_asked(records)
        return self._hand_over(question)

    def answer(self, ticket: Ticket) -> Answer | None:
        """What became of a piece, once that is known; None where it must be done here."""
        while not ticket.done and self._talk is not None:
            self._take_one(self._talk)
        return ticket.answer

    def forget(self) -> None:
        """Nothing that was kept is needed any more: it is written, or was refused."""
        self._kept.clear()
        self._first.clear()
        if self._there:
            self._there = False
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
        return self._talk is None or len(self._tickets) >= most or self._bytes > MOST_BYTES

    def _hand_over(self, question: bytes) -> Ticket:
        ticket = Ticket(len(question))
        if self._talk is not None:
            self._bytes += ticket.size
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
        self._bytes -= ticket.size
        found = answer_read(said)
        ticket.answer = None if found is None else Answer(*found)
        ticket.done = True


def another_core() -> bool:
    """Whether this program may use more than one core."""
    try:
        return len(os.sched_getaffinity(0)) > 1
    except AttributeError:  # macOS, Windows
        return (os.cpu_count() or 1) > 1
