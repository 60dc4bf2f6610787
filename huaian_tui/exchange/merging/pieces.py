"""Pieces of what is verified: lines of one origin, one after the other, and what became of them."""

from __future__ import annotations

from typing import NamedTuple

from huaian_tui.ledger.record import Record


class Seam(NamedTuple):
    """What the next record of an origin follows: hash and id of the one before, empty at the beginning."""

    hash: bytes
    newest: bytes


class Piece(NamedTuple):
    """Lines of one origin, one after the other; ``seam`` is what the first of them says it follows."""

    origin: bytes
    private: bool
    first: int
    seam: Seam
    lines: list[bytes]

    @property
    def size(self) -> int:
        """Bytes of its lines."""
        return sum(map(len, self.lines))


class Verified(NamedTuple):
    """The records of a piece, and how many of them come from a clock ahead of this one, until when."""

    records: list[Record]
    ahead: int
    ahead_ms: int
