"""What a signed head proves of records before it, where they come in packs of their own.

A signature covers an origin's whole chain up to one record, since each hash covers the one before. Whoever
passes on a long history, or an older part of it, has the author's signature of the newest record only; so
a pack that begins somewhere and leads to what is signed proves which record comes before it. One pack after
the other is looked at, the last first; none of them is held.
"""

from __future__ import annotations

from typing import NamedTuple

from huaian_tui.exchange.packs.pack_format import OriginRange, PackRefused
from huaian_tui.exchange.packs.pack_read import Pack
from huaian_tui.exchange.packs.record_read import read_record
from huaian_tui.exchange.trust.judgement import Trust
from huaian_tui.ledger.record import chain_hash


class Proved(NamedTuple):
    """A record's number and hash."""

    seq: int
    hash: bytes


class Proofs:
    """What was proved in one sync, by origin; kept in memory only, since it can be proved again."""

    def __init__(self) -> None:
        self._proved = dict[bytes, dict[int, bytes]]()

    def of(self, origin: bytes) -> dict[int, bytes]:
        """The hashes of an origin's records that are proved, by their numbers."""
        return self._proved.get(origin, {})

    def prove(self, trust: Trust, pack: Pack) -> bool:
        """Whether the only origin of a pack leads to what is signed or proved: then so is what comes before.

        Its lines are read up to there and nothing of them is taken.
        """
        (part,) = pack.header.origins
        known = dict(self.of(part.id))
        if part.signed is not None and trust.vouches(part):
            known[part.signed.seq] = part.signed.hash
        reached = [seq for seq in known if part.first <= seq <= part.last]
        if not reached or not _leads_to(pack, part, Proved(min(reached), known[min(reached)])):
            return False
        self._proved.setdefault(part.id, {})[part.first - 1] = part.before
        return True


def _leads_to(pack: Pack, part: OriginRange, head: Proved) -> bool:
    """Whether the records from what comes before the part to ``head`` are one chain."""
    previous = part.before
    try:
        for seq, line in enumerate(pack.lines(), part.first):
            record, _ = read_record(line, part.id, seq)
            previous = chain_hash(record, previous)
            if previous != record.hash:
                return False
            if seq == head.seq:
                return previous == head.hash
    except (PackRefused, ValueError):
        pass
    return False
