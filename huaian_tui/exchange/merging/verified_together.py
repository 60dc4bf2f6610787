"""Verifying the new lines of one origin by two processes at once.

Each record follows the one before it by that one's hash, which its line says. So a piece can be verified by
itself, on what the line before it says; whether that is so is seen when the pieces are taken in their order.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from huaian_tui.exchange.merging import second_reader
from huaian_tui.exchange.merging.pieces import Piece, Seam, Verified
from huaian_tui.exchange.merging.record_check import RecordCheck, verified
from huaian_tui.exchange.merging.second_reader import SecondReader, Ticket
from huaian_tui.exchange.packs.pack_format import OriginRange

_MOST_HELD = 100
"""Pieces that wait for one before them: the other process takes its time to begin."""

_MOST_BYTES = 1 << 25
"""So much may they hold, whatever a pack holds."""

_END_OF_BODY = b',"hash":"'
_SEAM = re.compile(rb',"hash":"([0-9a-f]{64})","id":"([0-9a-f]{32})"')


class _Waiting(NamedTuple):
    """A piece, and what is known of it by now."""

    piece: Piece
    ticket: Ticket | None
    found: Verified | None


def verified_together(
    second: SecondReader,
    check: RecordCheck,
    lines: Iterator[bytes],
    part: OriginRange,
    seam: Seam,
    first: int,
    *,
    keep: bool,
) -> Iterator[tuple[Piece, Verified | None]]:
    """The lines in pieces, in their order, with what they hold.

    ``keep``: what follows from them will be asked for.
    None: the piece is to be verified where its place in the chain is known, which says what is wrong with it.
    """
    waiting, size = deque[_Waiting](), 0
    last = part.last - second_reader.LAST * second_reader.PIECE
    for piece in _pieces(lines, part, seam, first):
        if keep and piece.first > last:
            second.prepare_first()
        ticket = second.verify(piece, keep=keep)
        waiting.append(_Waiting(piece, ticket, _tried(piece, check) if ticket is None else None))
        size += piece.size
        while waiting and (len(waiting) > _MOST_HELD or size > _MOST_BYTES or _is_known(waiting[0])):
            size -= waiting[0].piece.size
            yield _taken(second, waiting.popleft(), keep)
    while waiting:
        yield _taken(second, waiting.popleft(), keep)
    second.prepare_first()


def _is_known(one: _Waiting) -> bool:
    return one.ticket is None or one.ticket.done


def _taken(second: SecondReader, one: _Waiting, keep: bool) -> tuple[Piece, Verified | None]:
    found, there = one.found, False
    if one.ticket is not None:
        answer = second.answer(one.ticket)
        found = None if answer is None else answer.verified
        there = keep and found is not None
    if keep and found is not None:
        second.keep(found.records, there=there)
    return one.piece, found


def _tried(piece: Piece, check: RecordCheck) -> Verified | None:
    try:
        return verified(piece, check)[0]
    except ValueError:
        return None


def _pieces(lines: Iterator[bytes], part: OriginRange, seam: Seam, first: int) -> Iterator[Piece]:
    """Pieces of lines, each with what the line before it says of itself."""
    held, size = list[bytes](), 0
    for line in lines:
        held.append(line)
        size += len(line)
        if len(held) >= second_reader.PIECE or size >= second_reader.PIECE_BYTES:
            yield Piece(part.id, part.private, first, seam, held)
            seam, first = _seam_of(line), first + len(held)
            held, size = [], 0
    if held:
        yield Piece(part.id, part.private, first, seam, held)


def _seam_of(line: bytes) -> Seam:
    """Its hash and id as the line says; empty, and so not what is found, where it is written otherwise."""
    found = _SEAM.match(line, max(line.rfind(_END_OF_BODY), 0))
    return Seam(b"", b"") if found is None else Seam(*map(bytes.fromhex, _texts(found)))


def _texts(found: re.Match[bytes]) -> tuple[str, str]:
    return found[1].decode("ascii"), found[2].decode("ascii")
