"""Verifying a pack against this ledger: which of its records are new, and that each may stand here."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from huaian_tui.domain.text.hygiene import terminal_safe
from huaian_tui.exchange.merging.pieces import Piece, Seam, Verified
from huaian_tui.exchange.merging.record_check import Ahead, RecordCheck
from huaian_tui.exchange.merging.second_reader import SecondReader
from huaian_tui.exchange.merging.verified_together import verified_together
from huaian_tui.exchange.packs.pack_format import OriginRange, PackRefused, damaged
from huaian_tui.exchange.packs.pack_read import Pack
from huaian_tui.exchange.packs.record_read import read_record
from huaian_tui.exchange.trust.trust_words import not_as_signed
from huaian_tui.ledger.identity import id_milliseconds
from huaian_tui.ledger.record import Record
from huaian_tui.store.engine.origins import Reach, hash_at, reach_of
from huaian_tui.store.engine.readiness import SHIPPED_ORIGIN
from huaian_tui.store.engine.records import newest_id
from huaian_tui.store.engine.set_aside import is_aside
from huaian_tui.store.queries.reference import Reference

ASKED_AHEAD = timedelta(days=2)
"""Records whose ids lie further ahead of the wall clock are only taken when the officer says so: all that
is written here afterwards follows them."""

MOST_AHEAD = timedelta(days=100 * 366)
"""How far ahead an id may lie at all: no clock of a laptop is wrong by more."""

_A_DAY_MS = 24 * 3_600_000


class GapRefused(PackRefused):
    """Records between ours and the pack's are missing; another pack may have them."""


class PlanRefused(PackRefused):
    """A pack of another office's plan."""


class ForkRefused(PackRefused):
    """Records of an origin that are others here."""


@dataclass(slots=True)
class _Chain:
    """How far an origin reaches here."""

    seq: int
    hash: bytes
    mine: bool
    newest: bytes
    private: bool | None

    @property
    def seam(self) -> Seam:
        """What its next record follows."""
        return Seam(self.hash, self.newest)


class Verifier:
    """Verifies packs inside one transaction; ``known`` and ``missing`` add up, ``resumed`` grows.

    ``missing`` counts records that a sender has and neither the pack nor this ledger holds;
    ``resumed`` holds this file's own origins of which records came back; ``forked`` the parts whose records
    are not those that count here, which ``forked_parts`` reads; ``ahead`` counts records of clocks that are
    ahead of this one, and of all that this ledger holds. What is new of the origins ``apart`` is forked too:
    records of other origins bear ids of theirs. ``check`` is what each record must stand; ``second``, where
    there is one, verifies some of them beside us.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        reference: Reference,
        wall: datetime,
        apart: Collection[bytes] = (),
    ) -> None:
        self._connection = connection
        self._reference = reference
        self._apart = apart
        seen = newest_id(connection)
        asked_ms = max(
            _milliseconds(wall, ASKED_AHEAD), 0 if seen is None else id_milliseconds(seen) + _A_DAY_MS
        )
        self.check = RecordCheck(reference, _milliseconds(wall, MOST_AHEAD), asked_ms, f"{wall:%Y-%m-%d}")
        self.second: SecondReader | None = None
        self.ahead = Ahead()
        self.known = 0
        self.missing = 0
        self.resumed = set[bytes]()
        self.forked = list[OriginRange]()

    def check_header(self, pack: Pack) -> None:
        """Refuse by the header alone: another plan, a gap."""
        self.check_plan(pack)
        for part in pack.header.origins:
            self.check_part(part)

    def check_plan(self, pack: Pack) -> None:
        """Refuse a pack of another plan."""
        if pack.header.plan != self._reference.plan:
            raise PlanRefused(
                "不能合并另一个方案的数据包",
                f"本台账是“{self._reference.plan}”，数据包是“{terminal_safe(pack.header.plan)}”",
                "请核对选的文件；台账没有改动",
            )

    def check_part(self, part: OriginRange) -> None:
        """Refuse what a header says of one origin: a gap."""
        if part.id == SHIPPED_ORIGIN:
            raise PackRefused(
                "不能合并：数据包冒用随程序的方案",
                "随程序的方案每台电脑都有，不随数据包传送",
                "请核对数据包的来源；台账没有改动",
            )
        chain = self._chain(part.id)
        if part.count and part.first > chain.seq + 1 and not self._goes_on_aside(part):
            raise GapRefused(
                f"不能合并：来源 {part.name} 缺第 {chain.seq + 1} 至 {part.first - 1} 号记录",
                "数据包只含较新的记录，之前的本台账还没有",
                "请对方用更早的 --since 日期或不带 --since 重新导出；台账没有改动",
            )

    def new_records(self, pack: Pack) -> Iterator[Record]:
        """The records that this ledger lacks, verified, in the pack's order.

        The checksum of the whole is compared after the last: keep nothing if this raises.
        """
        lines = pack.lines()
        for part in pack.header.origins:
            yield from self.part_records(part, lines)
        for _ in lines:
            raise damaged("记录多于登记的条数")

    def part_records(
        self, part: OriginRange, lines: Iterator[bytes], *, keep: bool = False
    ) -> Iterator[Record]:
        """Those of one origin; its lines come next in ``lines``, and are taken from there one by one.

        ``keep``: what follows from those that the second reader verifies will be asked for.
        """
        chain = self._chain(part.id)
        forked, known = self._forks(part, chain), 0
        if not forked:
            self._account(part, chain)
        for seq in range(part.first, part.last + 1):
            line = _next(lines)
            if forked:
                continue
            if seq > chain.seq:
                following = itertools.chain((line,), itertools.islice(lines, part.last - seq))
                yield from self._next_records(following, part, chain, keep)
                break
            known += 1
            forked = seq == chain.seq and self._differs(line, part, seq)
        if forked:
            self.forked.append(part)
            self.resumed.discard(part.id)
            return
        self.known += known
        if part.count and part.last >= chain.seq and chain.hash != part.head:
            if part.cut:
                raise not_as_signed(part)
            raise damaged(f"来源 {part.name} 的末尾与登记的不符")

    def _forks(self, part: OriginRange, chain: _Chain) -> bool:
        """Whether a header shows that the records of a part are not those that count here.

        Where it reaches further than we do, its record with our last number tells.
        """
        if self._goes_on_aside(part) or (part.id in self._apart and part.last > chain.seq and part.count):
            return True
        if part.count and chain.seq and chain.private is not part.private:
            return True  # another chain, or none at all
        if part.last <= chain.seq and self._stored_hash(part.id, part.last) != part.head:
            return True
        comes_next = 1 < part.first <= chain.seq + 1 and part.count > 0
        return comes_next and part.before != self._stored_hash(part.id, part.first - 1)

    def _goes_on_aside(self, part: OriginRange) -> bool:
        """Whether a part goes on from a record that does not count here, or ends with one."""
        ends = is_aside(self._connection, part.id, part.head)
        return ends or (part.first > 1 and is_aside(self._connection, part.id, part.before))

    def _account(self, part: OriginRange, chain: _Chain) -> None:
        if not part.count:
            self.missing += max(part.last - chain.seq, 0)
        elif chain.mine and part.last > chain.seq:
            self.resumed.add(part.id)

    def _next_records(
        self, lines: Iterator[bytes], part: OriginRange, chain: _Chain, keep: bool
    ) -> Iterator[Record]:
        """The records that these lines hold, to the end of the part; the chain moves on to each."""
        if self.second is None:
            for line in lines:
                yield self._verified(line, part, chain)
        else:
            together = verified_together(
                self.second, self.check, lines, part, chain.seam, chain.seq + 1, keep=keep
            )
            for piece, found in together:
                yield from self._of_piece(piece, found, part, chain)
        if chain.seq < part.last:
            raise _too_few()

    def _of_piece(
        self, piece: Piece, found: Verified | None, part: OriginRange, chain: _Chain
    ) -> Iterator[Record]:
        """The records of a piece, which are verified here where they were not, or not at this place."""
        if found is None or piece.seam != chain.seam:
            for line in piece.lines:
                yield self._verified(line, part, chain)
            return
        self.ahead.add(found.ahead, found.ahead_ms)
        last = found.records[-1]
        chain.seq, chain.hash, chain.newest = last.seq, last.hash, last.id
        yield from found.records

    def _verified(self, line: bytes, part: OriginRange, chain: _Chain) -> Record:
        """The next record of an origin; the chain moves on to it."""
        seq = chain.seq + 1
        try:
            record, _ = self.check.read_next(line, part.id, seq, chain.seam, private=part.private)
        except UnicodeEncodeError:
            raise refused_record(part, seq, "含有不成字的编码") from None
        except ValueError as error:
            raise refused_record(part, seq, str(error)) from None
        moment = self.check.ahead_of(record.id)
        self.ahead.add(bool(moment), moment)
        chain.seq, chain.hash, chain.newest = seq, record.hash, record.id
        return record

    def check_aside(self, record: Record, body: dict[str, Any], newest: bytes, *, private: bool) -> None:
        """Refuse (``ValueError``) what may not even be kept beside the chain that counts.

        ``newest`` is the id of the record before it. It may come to count, so it is asked what any is asked.
        """
        self.check.check(record, body, newest, private=private)
        if self.check.ahead_of(record.id):
            raise ValueError("时间在将来，先核对两台电脑的时钟")

    def _differs(self, line: bytes, part: OriginRange, seq: int) -> bool:
        """Whether a record that is here too is another one in the pack: the origin has forked."""
        try:
            record, _ = read_record(line, part.id, seq)
        except ValueError as error:
            raise refused_record(part, seq, str(error)) from None
        return record.hash != self._stored_hash(part.id, seq)

    def reach(self, origin: bytes) -> Reach:
        """How far an origin reaches here."""
        return reach_of(self._connection, origin)

    def _chain(self, origin: bytes) -> _Chain:
        return _Chain(*reach_of(self._connection, origin))

    def _stored_hash(self, origin: bytes, seq: int) -> bytes | None:
        return hash_at(self._connection, origin, seq)


def _next(lines: Iterator[bytes]) -> bytes:
    """The next line, which there must be."""
    line = next(lines, None)
    if line is None:
        raise _too_few()
    return line


def _too_few() -> PackRefused:
    return damaged("记录少于登记的条数")


def _milliseconds(wall: datetime, later: timedelta) -> int:
    """A moment so much later than the wall clock, in milliseconds since 1970."""
    return int((wall.timestamp() + later.total_seconds()) * 1000)


def refused_record(part: OriginRange, seq: int, reason: str) -> PackRefused:
    """The refusal of one record of a part, with the reason in words."""
    return PackRefused(
        f"不能合并：来源 {part.name} 第 {seq} 号记录不能收",
        terminal_safe(reason),
        "请对方运行 huaian-tui check 后重新导出；台账没有改动",
    )
