"""What a second process does of a merge, a piece of some records at a time: all that needs no database.

Two kinds of work: to verify the lines of a piece, and to prepare what follows from records that were
verified. Questions and answers are bytes in ``marshal``'s form, which is as fast as copying: both ends are
this program, and what lines hold is verified before it is sent back.
"""

from __future__ import annotations

import marshal
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from huaian_tui.exchange.merging.pieces import Piece, Seam, Verified
from huaian_tui.ledger.kinds.kind import Table
from huaian_tui.ledger.kinds.registry import tables
from huaian_tui.ledger.record import Body, Record
from huaian_tui.ledger.said import read_body, record_grams
from huaian_tui.store.engine.fold_rows import TableRows
from huaian_tui.store.engine.ready_rows import Ready, RowsOfNew
from huaian_tui.store.engine.records import values_of
from huaian_tui.store.queries.reference import Reference

if TYPE_CHECKING:
    from huaian_tui.exchange.merging.record_check import RecordCheck


def prepared(records: Sequence[Record], bodies: Sequence[Body], new: RowsOfNew) -> Ready:
    """What follows from each record by itself."""
    found = [
        record_grams(record.kind, body, record.officer, record.occurred_on or record.recorded_at)
        for record, body in zip(records, bodies, strict=True)
    ]
    new.add(zip(records, bodies, strict=True))
    counted = Counter(chain.from_iterable(found))
    return Ready([" ".join(one) for one in found], dict(counted), *new.taken())


# ---------------------------------------------------------------------- as bytes


def beginning(check: RecordCheck, with_past: Collection[Table]) -> bytes:
    """The first question, which makes ready for the others."""
    reference = check.reference
    measures = (reference.plan, sorted(reference.tasks), check.latest_ms, check.asked_ms, check.today)
    return marshal.dumps((measures, sorted({one.name for one in with_past})))


def piece_asked(piece: Piece, *, keep: bool) -> bytes:
    """The question that lets a piece be verified; ``keep``: what follows from it is asked for later."""
    return marshal.dumps((_VERIFY, tuple(piece._replace(seam=tuple(piece.seam))), keep))  # type: ignore[arg-type]


def kept_asked(origin: bytes, first: int) -> bytes:
    """The question that lets a piece be prepared which was verified and kept."""
    return marshal.dumps((_PREPARE_KEPT, (origin, first), None))


def records_asked(records: Sequence[Record]) -> bytes:
    """The question that lets verified records be prepared."""
    return marshal.dumps((_PREPARE, [values_of(one) for one in records], None))


def forget_asked() -> bytes:
    """The question that lets what was kept be forgotten."""
    return marshal.dumps((_FORGET, None, None))


_VERIFY, _PREPARE_KEPT, _PREPARE, _FORGET = range(4)


class Worker:
    """The second process's side: answers the questions."""

    def __init__(self) -> None:
        self._answer: Callable[[bytes], bytes] = self._begin
        self._kept = dict[tuple[bytes, int], tuple[list[Record], list[Body]]]()
        self._check: RecordCheck | None = None

    def answer(self, question: bytes) -> bytes:
        """The answer to one question; empty where the piece is not to be taken as it stands."""
        return self._answer(question)

    def _begin(self, question: bytes) -> bytes:
        self._measures, names = marshal.loads(question)  # noqa: S302 - our own program's
        self._new = RowsOfNew(frozenset(one for one in tables() if one.name in names))
        self._answer = self._work
        return b""

    def _work(self, question: bytes) -> bytes:
        work, asked, keep = marshal.loads(question)  # noqa: S302
        if work == _VERIFY:
            return self._verified(*asked, keep=keep)
        if work == _FORGET:
            self._kept.clear()
            return marshal.dumps((None, None))
        if work == _PREPARE:
            records = [Record(*row) for row in asked]
            return self._prepared(records, [read_body(one.body) for one in records])
        kept = self._kept.pop(asked, None)
        return b"" if kept is None else self._prepared(*kept)

    def _verified(
        self,
        origin: bytes,
        private: bool,
        first: int,
        seam: tuple[bytes, bytes],
        lines: list[bytes],
        *,
        keep: bool,
    ) -> bytes:
        # Here: its libraries take longer to load than some pieces to prepare.
        from huaian_tui.exchange.merging.record_check import RecordCheck, verified

        if self._check is None:
            plan, tasks, *more = self._measures
            self._check = RecordCheck(Reference(plan, frozenset(tasks)), *more)
        try:
            found, bodies = verified(Piece(origin, private, first, Seam(*seam), lines), self._check)
        except ValueError:
            return b""  # whoever asked finds out why, and says it
        if keep:
            self._kept[origin, first] = found.records, bodies
        told = [values_of(one) for one in found.records], found.ahead, found.ahead_ms
        return marshal.dumps((told, None))

    def _prepared(self, records: list[Record], bodies: list[Body]) -> bytes:
        ready = prepared(records, bodies, self._new)
        return marshal.dumps((None, (*ready[:3], [tuple(one) for one in ready.rows])))


def answer_read(answer: bytes) -> tuple[Verified | None, Ready | None] | None:
    """What ``Worker`` has answered; None where it has not done it."""
    if not answer:
        return None
    told, plain = marshal.loads(answer)  # noqa: S302
    found = None if told is None else Verified([Record(*row) for row in told[0]], told[1], told[2])
    if plain is None:
        return found, None
    grams, counted, made, rows = plain
    return found, Ready(grams, counted, made, [TableRows(*one) for one in rows])
