"""A pack verified part by part before any of it is written: what may be taken, what is refused, what waits.

A part is what a pack holds of one origin. One that is refused does not stop the others; a file that was cut
or altered on its way is refused as a whole, and that shows only after its last line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from huaian_tui.exchange.merging.record_check import Ahead
from huaian_tui.exchange.merging.verify import GapRefused, Verifier
from huaian_tui.exchange.packs.pack_format import OriginRange, PackRefused, damaged
from huaian_tui.exchange.packs.pack_read import Pack
from huaian_tui.exchange.packs.record_read import read_record
from huaian_tui.ledger.record import Record, chain_hash
from huaian_tui.store.engine.origins import Reach

KEPT = 20_000
"""So many verified records of one pack are held in memory (some 40 MB); the lines of more are read again."""

TOLD = 250
"""Lines after which somebody is told how far it is."""


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """A part all of whose new records may stand here: they follow ``reach``.

    ``records`` holds them, or is None where they are too many: then the pack's lines are read again.
    """

    part: OriginRange
    reach: Reach
    ahead: Ahead
    records: list[Record] | None


@dataclass(slots=True)
class CheckedPack:
    """What became of the parts of one pack; ``gaps`` wait for records that another pack may bring."""

    parts: list[CheckedPart] = field(default_factory=list)
    refused: list[tuple[OriginRange, PackRefused]] = field(default_factory=list)
    gaps: list[tuple[OriginRange, GapRefused]] = field(default_factory=list)


class _Lines:
    """A pack's lines, counted; ``broken``: the file itself is not what its header says."""

    def __init__(self, pack: Pack, tick: Callable[[int], None]) -> None:
        self._tick = tick
        self.taken = 0
        self.broken = False
        self.left = self._counted(pack)
        """Those that were not taken yet."""

    def _counted(self, pack: Pack) -> Iterator[bytes]:
        try:
            for line in pack.lines():
                self.taken += 1
                if not self.taken % TOLD:
                    self._tick(TOLD)
                yield line
        except PackRefused:
            self.broken = True
            raise


def check_pack(
    verifier: Verifier, pack: Pack, passed_over: Collection[bytes], tick: Callable[[int], None]
) -> CheckedPack:
    """Verify a pack to its end, without the origins that are to be passed over; nothing is written.

    ``tick`` is told of lines that were read. ``PackRefused``: nothing of the pack can be taken.
    """
    verifier.check_plan(pack)
    found, lines, room = CheckedPack(), _Lines(pack, tick), KEPT
    for part in pack.header.origins:
        end = lines.taken + part.count
        if part.id not in passed_over:
            try:
                checked = _check_part(verifier, part, lines, room)
            except GapRefused as gap:
                found.gaps.append((part, gap))
            except PackRefused as refused:
                if lines.broken:
                    raise
                found.refused.append((part, refused))
            else:
                room -= len(checked.records or ())
                found.parts.append(checked)
        while lines.taken < end and next(lines.left, None) is not None:
            pass
    for _ in lines.left:
        raise damaged("记录多于登记的条数")
    return found


def _check_part(verifier: Verifier, part: OriginRange, lines: _Lines, room: int) -> CheckedPart:
    verifier.check_part(part)
    verifier.ahead = Ahead()
    reach = verifier.reach(part.id)
    fits = part.last - max(reach.seq, part.first - 1) <= room
    records = verifier.part_records(part, lines.left, keep=fits)
    kept: list[Record] | None = None
    if fits:
        kept = list(records)
    else:
        for _ in records:
            pass
    return CheckedPart(part, reach, verifier.ahead, kept)


def new_records(pack: Pack, checked: CheckedPack) -> Iterator[tuple[CheckedPart, Record]]:
    """The records that may be taken, each with its part: of one origin one after the other, as verified."""
    taken = {one.part.id: one for one in checked.parts}
    again = any(one.records is None for one in checked.parts)
    lines = pack.lines() if again else iter(())
    for part in pack.header.origins:
        one = taken.get(part.id)
        kept = None if one is None else one.records
        if one is not None and kept is None:
            yield from ((one, record) for record in _read_again(one, lines))
            continue
        if one is not None and kept is not None:
            yield from ((one, record) for record in kept)
        for _ in range(part.count if again else 0):
            next(lines)


def _read_again(checked: CheckedPart, lines: Iterator[bytes]) -> Iterator[Record]:
    """The new records of a part whose lines were verified; the chain says that they are the same."""
    part, previous = checked.part, checked.reach.hash
    for seq in range(part.first, part.last + 1):
        line = next(lines)
        if seq <= checked.reach.seq:
            continue
        record, _ = read_record(line, part.id, seq)
        if chain_hash(record, previous) != record.hash:
            raise damaged(f"来源 {part.name} 第 {seq} 号记录读了两次，两次不同")
        previous = record.hash
        yield record
