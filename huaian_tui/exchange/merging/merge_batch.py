"""One transaction of a merge in batches: verified records go in, with all that follows from them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from huaian_tui.exchange.merging.forked_parts import ForkedParts
from huaian_tui.exchange.merging.merge import derive_arrived
from huaian_tui.exchange.merging.merge_refusals import not_private
from huaian_tui.exchange.merging.pack_checked import CheckedPart
from huaian_tui.exchange.merging.prepared_pieces import Awaited
from huaian_tui.exchange.merging.verify import ForkRefused
from huaian_tui.exchange.packs.pack_format import OriginRange, PackRefused
from huaian_tui.exchange.packs.pack_read import Pack
from huaian_tui.exchange.trust.judgement import Trust
from huaian_tui.ledger.record import Record
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.arrivals import (
    add_origins,
    advance_heads,
    begin_arrivals,
    end_arrivals,
    insert_verified,
    private_beyond_private,
)
from huaian_tui.store.engine.local_numbers import Numbering
from huaian_tui.store.engine.origins import Head, begin_origin, hash_at, machine_of, reach_of
from huaian_tui.store.engine.ready_rows import Ready, ReadyBatch


@dataclass(slots=True)
class Run:
    """Records of one origin, one after the other: they follow number ``seq``, which has this ``hash``."""

    pack: Pack
    checked: CheckedPart
    seq: int
    hash: bytes
    records: list[Record] = field(default_factory=list)
    _awaited: list[tuple[int, int, Awaited]] = field(default_factory=list)
    _ready: list[tuple[int, int, Ready]] = field(default_factory=list)

    def take(self, records: Sequence[Record], ready: Awaited) -> None:
        """The next records, and what will be ready of what follows from them."""
        self._awaited.append((len(self.records), len(records), ready))
        self.records += records

    def settle(self) -> None:
        """Wait for what was prepared; before a transaction, never in it."""
        for place, count, awaited in self._awaited:
            ready = awaited()
            if ready is not None:
                self._ready.append((place, count, ready))
        self._awaited.clear()

    def add_ready(self, numbers: Sequence[int], batch: ReadyBatch) -> None:
        """Tell what is ready of these records, which have these numbers now: of all of the run or none."""
        if len(numbers) == len(self.records):
            for place, count, ready in self._ready:
                batch.add(numbers[place : place + count], ready)


class RunRefused(Exception):
    """Records of one origin cannot be written; those of others in the same transaction can.

    ``error``: why, or None for records whose ids are taken, which are to be set aside.
    """

    def __init__(self, run: Run, error: PackRefused | None) -> None:
        super().__init__(error)
        self.run, self.error = run, error


class Written(NamedTuple):
    """How many records were new; ``resumed``: some of an origin of this very file, which ends by it."""

    records: int
    resumed: bool


def write_batch(ledger: Ledger, trust: Trust, runs: Sequence[Run], wall: datetime) -> Written:
    """Write runs of different origins in one transaction, after which the ledger is whole.

    With the last record that was signed of an origin goes its signed head. ``RunRefused`` names a run that
    cannot be written; then nothing was.
    """
    with ledger.action() as action:
        connection = action.connection
        numbering = begin_arrivals(connection)
        ready = ReadyBatch()
        each = [_write_run(connection, run, numbering, wall, ready) for run in runs]
        written = Written(sum(one.records for one in each), any(one.resumed for one in each))
        for run in runs:
            trust.keep(run.checked.part.id, run.checked.part.signed)
        if written.records:
            found = private_beyond_private(connection)
            if found is not None:
                run = next(one for one in runs if one.checked.part.id == found[0])
                raise RunRefused(run, not_private(*found))
            derive_arrived(connection, wall, ready=ready)
        end_arrivals(connection)
        return written


def _write_run(
    connection: sqlite3.Connection, run: Run, numbering: Numbering, wall: datetime, ready: ReadyBatch
) -> Written:
    """Records and the head of one origin."""
    part = run.checked.part
    records, mine = _still_new(connection, run)
    if not records:
        return Written(0, resumed=False)
    add_origins(connection, [(part.id, part.created_at, part.private)])
    try:
        numbers = insert_verified(connection, records, numbering)
    except sqlite3.IntegrityError:
        raise RunRefused(run, None) from None
    run.add_ready(numbers, ready)
    last = records[-1]
    advance_heads(connection, [Head(part.id, last.seq, last.hash, part.created_at)])
    if mine:
        # The other copy of this file wrote on: from here on the two must not share numbers.
        begin_origin(connection, wall, machine_of(connection), private=part.private)
    return Written(len(records), mine)


def write_forked(ledger: Ledger, forked: ForkedParts, take: Callable[[], None]) -> None:
    """Set aside (``take``) parts whose records are not those that count, and let the right ones count."""
    with ledger.action() as action:
        take()
        forked.part_with_own()
        action.fold()
        forked.follow()


def _forked_meanwhile(part: OriginRange) -> PackRefused:
    return ForkRefused(
        f"来源 {part.name} 的记录没有收",
        "合并时另一个程序收下了这个来源的另一支记录（分叉）",
        "再合并一次：两支都会保留，再核定以哪一支为准",
    )


def _still_new(connection: sqlite3.Connection, run: Run) -> tuple[list[Record], bool]:
    """The records of a run that are not here, and whether their origin is this file's own.

    They were verified before the transaction began: meanwhile another program may have merged the same, or
    written on under the same origin.
    """
    reach = reach_of(connection, run.checked.part.id)
    if (reach.seq, reach.hash) == (run.seq, run.hash):
        return run.records, reach.mine
    known = min(reach.seq, run.records[-1].seq) - run.seq
    last = run.records[known - 1] if known > 0 else None
    if last is None or hash_at(connection, last.origin, last.seq) != last.hash:
        raise RunRefused(run, _forked_meanwhile(run.checked.part))
    return run.records[known:], reach.mine
