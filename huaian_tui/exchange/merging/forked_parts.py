"""Parts of packs whose records are not those that count here: verified, and set aside as a branch.

A chain that was continued twice (a file copied by hand, a forgery) has forked. Nobody can say by the
records alone which branch is right, so both are kept: ``ledger.branches`` says which one counts, an officer
may settle it. Only the part of such an origin is read again here, the rest of a pack is merged as ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from huaian_tui.domain.answers.forks import ForkRow
from huaian_tui.exchange.merging.merge_refusals import of_a_part
from huaian_tui.exchange.merging.verify import GapRefused, Verifier, refused_record
from huaian_tui.exchange.packs.pack_format import OriginRange, PackRefused, damaged
from huaian_tui.exchange.packs.pack_read import Pack
from huaian_tui.exchange.packs.record_read import read_record
from huaian_tui.exchange.packs.refusal import Refusal
from huaian_tui.ledger.record import Record, chain_hash
from huaian_tui.ledger.signed_head import SignedHead
from huaian_tui.store.engine.arrivals import add_origins, exchange_arrived, tried
from huaian_tui.store.engine.forks import follow_forks, settled_by_arrived
from huaian_tui.store.engine.origins import begin_origin, hash_at, machine_of, own_head, reach_of
from huaian_tui.store.engine.set_aside import Aside, has_any_aside, is_aside, moment_text, set_aside
from huaian_tui.store.queries.forks import list_forks

BATCH = 500

KeepSigned = Callable[[bytes, SignedHead | None], object]
"""Told of an origin and its signed head, once the records are here."""


@dataclass(slots=True)
class SetAside:
    """What a forked part brought: records that were new, and such as were here (counted or aside)."""

    part: OriginRange
    known: int = 0
    new: list[bytes] = field(default_factory=list)
    """The hashes of those that were new."""


def take_forked(
    connection: sqlite3.Connection, verifier: Verifier, pack: Pack, part: OriginRange, wall: datetime
) -> SetAside:
    """Keep what a part holds beside the chain that counts, inside the caller's transaction.

    ``PackRefused`` (nothing of the part may be kept then): a record that cannot stand anywhere, or one whose
    place is not known.
    """
    found, arrived = SetAside(part), moment_text(wall)
    if not part.count:
        return found
    add_origins(connection, [(part.id, part.created_at, part.private)])
    records = _branch(connection, verifier, _lines_of(pack, part), part, found)
    while batch := [Aside(record, before, arrived) for record, before in islice(records, BATCH)]:
        set_aside(connection, batch)
        found.new += [one.record.hash for one in batch]
    return found


def _lines_of(pack: Pack, part: OriginRange) -> Iterator[bytes]:
    """The lines of a part, read once more."""
    before = 0
    for one in pack.header.origins:
        if one is part:
            break
        before += one.count
    return islice(pack.lines(), before, before + part.count)


def _branch(
    connection: sqlite3.Connection,
    verifier: Verifier,
    lines: Iterator[bytes],
    part: OriginRange,
    found: SetAside,
) -> Iterator[tuple[Record, bytes]]:
    """The records that are nowhere here, each with the hash of the one that it continues."""
    previous, newest = part.before, b""
    reach = reach_of(connection, part.id)
    otherwise = reach.seq > 0 and reach.private is not part.private  # said of it than here
    counts = (hash_at(connection, part.id, part.first - 1) or b"") == previous
    if not counts and not is_aside(connection, part.id, previous):
        raise _unknown_place(part)
    for seq, line in enumerate(lines, start=part.first):
        try:
            record, body = read_record(line, part.id, seq)
            if chain_hash(record, previous) != record.hash:
                raise ValueError("与校验值不符：内容被改动过，或前面的记录不同")
            counts = counts and hash_at(connection, part.id, seq) == record.hash
            if counts or is_aside(connection, part.id, record.hash):
                found.known += 1
            else:
                if otherwise and previous and not is_aside(connection, part.id, previous):
                    raise ValueError("来源的登记前后不符：一处说是联系人的，一处说不是")
                otherwise = False  # what follows goes on from this one
                verifier.check_aside(record, body, newest, private=part.private)
                yield record, previous
        except UnicodeEncodeError:
            raise refused_record(part, seq, "含有不成字的编码") from None
        except ValueError as error:
            raise refused_record(part, seq, str(error)) from None
        previous, newest = record.hash, record.id
    if previous != part.head:
        raise damaged(f"来源 {part.name} 的末尾与登记的不符")


def _unknown_place(part: OriginRange) -> PackRefused:
    return GapRefused(
        f"来源 {part.name} 的记录没有收：第 {part.first} 号之前就与本台账不同",
        "这个来源有分叉，数据包里没有分叉处的记录，不知道它接在哪里",
        "请对方用更早的 --since 日期或不带 --since 重新导出",
    )


class ForkedParts:
    """The forked parts of the packs of one merge: set aside, and what became of the forks.

    ``set_aside`` counts new records that do not count, ``came`` such as do after all.
    """

    def __init__(
        self, connection: sqlite3.Connection, verifier: Verifier, wall: datetime, keep: KeepSigned
    ) -> None:
        self._connection = connection
        self._verifier = verifier
        self._wall = wall
        self._keep = keep
        self._held = list[tuple[Pack, OriginRange]]()
        self.refusals = list[Refusal]()
        self.set_aside = self.known = self.came = 0
        self.origins = set[bytes]()
        self._new = list[tuple[bytes, bytes]]()

    def take(self, pack: Pack) -> None:
        """What the verifier found in this pack, inside the caller's transaction."""
        parts, self._verifier.forked = self._verifier.forked, []
        for part in parts:
            self._try(pack, part)

    def take_parts(self, parts: Iterable[tuple[Pack, OriginRange]]) -> None:
        """Parts whose records bear ids of others, inside the caller's transaction."""
        for pack, part in parts:
            self._try(pack, part)

    def take_held(self) -> None:
        """Once all packs were looked at: parts whose place another pack has brought; others are refused."""
        moved = True
        while self._held and moved:
            held, self._held = self._held, []
            for pack, part in held:
                self._try(pack, part)
            moved = len(self._held) < len(held)
        for pack, part in self._held:
            self.refusals.append(Refusal(pack.name, part.count, _unknown_place(part), part.id))
        self._held = []

    def may_move(self) -> bool:
        """Whether anything waits, or any chain ever forked here: else there is nothing to be done."""
        return bool(self._held) or has_any_aside(self._connection)

    def _try(self, pack: Pack, part: OriginRange) -> None:
        try:
            found = tried(
                self._connection,
                lambda: take_forked(self._connection, self._verifier, pack, part, self._wall),
                PackRefused,
            )
        except GapRefused:
            self._held.append((pack, part))
        except PackRefused as refused:
            self.refusals.append(Refusal(pack.name, part.count, of_a_part(refused), part.id))
        else:
            self.set_aside += len(found.new)
            self._new += [(part.id, one) for one in found.new]
            self.known += found.known
            self._keep(part.id, part.signed)
            if found.new:
                self.origins.add(part.id)

    def part_with_own(self) -> None:
        """Where this file's own origin has forked, it writes as a new one: two must not share numbers."""
        for private in (False, True):
            mine = own_head(self._connection, private=private)
            if mine is not None and mine.id in self.origins:
                machine = machine_of(self._connection)
                begin_origin(self._connection, self._wall, machine, private=private)

    def follow(self) -> bool:
        """Let the right branches count, once all that arrived is folded; whether any was exchanged."""
        exchanged = follow_forks(self._connection, self._wall)
        for one in exchanged:
            self.origins.add(one.origin)
            exchange_arrived(self._connection, one.went, one.came)
        if exchanged:
            self.set_aside = sum(is_aside(self._connection, origin, one) for origin, one in self._new)
            self.came = len(self._new) - self.set_aside
        return bool(exchanged)

    def forks(self) -> tuple[ForkRow, ...]:
        """The forks of which something is new, as people see them; while it is known what arrived."""
        origins = self.origins | settled_by_arrived(self._connection)
        return tuple(list_forks(self._connection, origins)) if origins else ()
