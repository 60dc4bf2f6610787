"""The records of a pack in pieces on their way into the ledger, with what a second process prepares."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from huaian_tui.exchange.merging import second_reader
from huaian_tui.exchange.merging.pack_checked import CheckedPart
from huaian_tui.exchange.merging.second_reader import SecondReader
from huaian_tui.ledger.record import Record
from huaian_tui.store.engine.ready_rows import Ready

Awaited = Callable[[], Ready | None]
"""What follows from the records of a piece, once it is needed; None where that is to be found out here."""

_MOST_AHEAD = 40
"""Pieces that are prepared while those before them are written."""


def not_ready() -> None:
    """Nothing was prepared."""


def prepared_pieces(
    second: SecondReader | None, records: Iterator[tuple[CheckedPart, Record]]
) -> Iterator[tuple[CheckedPart, list[Record], Awaited]]:
    """The records in pieces of one part, in their order; those to come are prepared meanwhile."""
    if second is None:
        for part, piece in _pieces(None, records):
            yield part, piece, not_ready
        return
    waiting = deque[tuple[CheckedPart, list[Record], Awaited]]()
    size = 0
    for part, piece in _pieces(second, records):
        waiting.append((part, piece, _awaited(second, piece)))
        size += _size(piece)
        while len(waiting) > _MOST_AHEAD or size > second_reader.MOST_BYTES:
            size -= _size(waiting[0][1])
            yield waiting.popleft()
    yield from waiting


def _size(piece: list[Record]) -> int:
    return sum(len(one.body) for one in piece)


def _awaited(second: SecondReader, piece: list[Record]) -> Awaited:
    ticket = second.prepare(piece)
    if ticket is None:
        return not_ready

    def awaited() -> Ready | None:
        answer = second.answer(ticket)
        return None if answer is None else answer.ready

    return awaited


def _pieces(
    second: SecondReader | None, records: Iterator[tuple[CheckedPart, Record]]
) -> Iterator[tuple[CheckedPart, list[Record]]]:
    """Pieces as the second reader has kept them; else of a common size."""
    held, size, most = list[Record](), 0, 0
    of: CheckedPart | None = None
    for part, record in records:
        if of is not None and (part is not of or len(held) >= most or size >= second_reader.PIECE_BYTES):
            yield of, held
            held, size, of = [], 0, None
        if of is None:
            of = part
            kept = 0 if second is None else second.keeps(record.origin, record.seq)
            most = kept or second_reader.PIECE
        held.append(record)
        size += 0 if kept else len(record.body)
    if of is not None:
        yield of, held
