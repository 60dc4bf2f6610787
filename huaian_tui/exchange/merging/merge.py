"""Merging packs: the union of records, in one transaction, with the same result in any order.

Every record that is new here is verified before it stays: its place in its origin's chain,
its columns and body as if typed, what it refers to. One that is known costs little: the
chain's head stands for all before it. A preview does the same and takes it back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice

from huaian_tui.exchange.merging.ahead import ahead_refused
from huaian_tui.exchange.merging.forked_parts import ForkedParts
from huaian_tui.exchange.merging.merge_refusals import IdTaken, id_taken, not_private
from huaian_tui.exchange.merging.merge_result import MergePreview, MergeResult
from huaian_tui.exchange.merging.merge_summary import (
    MOST_LISTED,
    codes_of_arrived,
    conflicts_of_arrived,
    decisions_of_arrived,
    kinds_of_arrived,
    numbers_of_arrived,
    officers_of_arrived,
    reports_of_arrived,
    tasks_of_arrived,
)
from huaian_tui.exchange.merging.renumbering import Renumbered, renumber
from huaian_tui.exchange.merging.verify import GapRefused, Verifier
from huaian_tui.exchange.packs.pack_format import Header, PackRefused
from huaian_tui.exchange.packs.pack_read import Pack
from huaian_tui.exchange.packs.refusal import Refusal
from huaian_tui.exchange.trust.admission import Admission
from huaian_tui.exchange.trust.judgement import Trust
from huaian_tui.exchange.trust.laptops import other_laptops_of_arrived
from huaian_tui.exchange.trust.trust_words import NotTrusted
from huaian_tui.ledger.record import Record
from huaian_tui.store.engine import fold, known_days
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.engine.arrivals import (
    add_origins,
    advance_heads,
    begin_arrivals,
    count_arrived,
    end_arrivals,
    insert_verified,
    note_arrival,
    private_beyond_private,
    show_all_arrivals,
    sort_in_memory,
    tried,
)
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.engine.foreign_settings import WaitingSetting, hold_arrived, list_waiting
from huaian_tui.store.engine.origins import Head, begin_origin, hash_at, list_heads, machine_of, own_head
from huaian_tui.store.engine.ready_rows import ReadyBatch
from huaian_tui.store.engine.shipped_plan import HEAD as SHIPPED_HEAD
from huaian_tui.store.queries.matters import numbers_borne
from huaian_tui.store.queries.reference import SHIPPED_REFERENCE, read_reference
from huaian_tui.store.queries.waiting_records import (
    count_waiting_arrived,
    plans_withdrawn_of_arrived,
    units_waited_for,
    withdrawn_of_arrived,
)
from huaian_tui.store.search import text_index as search_index

Progress = Callable[[int, int], None]
"""Told (done, total) of records from time to time."""

BATCH = 500


class _TakenBack(Exception):
    """Ends the preview's transaction; carries what it found."""

    def __init__(self, result: MergeResult) -> None:
        self.result = result


def preview(
    ledger: Ledger, packs: Sequence[Pack], wall: datetime, progress: Progress | None = None
) -> MergePreview:
    """What merging these packs would do; nothing is changed. A refused pack is listed, not raised.

    A key that signed what another one had signed before is kept all the same: it must be decided on.
    """
    sort_in_memory(ledger.connection)
    try:
        with ledger.action() as action:
            admission = Admission(ledger.connection, packs)
            raise _TakenBack(_Merging(action, wall, progress, admission, kept=False).tried())
    except _TakenBack as taken_back:
        told = replace(taken_back.result, keys=admission.remarks, met=admission.met(merged=False))
        return replace(told, unkept=admission.looked_at(wall))


def merge(
    ledger: Ledger,
    packs: Sequence[Pack],
    wall: datetime,
    *,
    before: Callable[[], object] | None = None,
    progress: Progress | None = None,
    accept_ahead: bool = False,
) -> MergeResult:
    """Take the records of all packs, in whatever order they come: all of them or, refused, none.

    ``wall`` is the present moment, against which ids that lie too far ahead are seen. ``before``
    (a backup) is called when there is anything new, outside the transaction. ``PackRefused``
    names the pack or record; without ``accept_ahead`` it also refuses records from a clock that is ahead.
    What signatures do not prove is left out and told in ``refusals``, origin by origin.
    """
    sort_in_memory(ledger.connection)
    if before is not None and _anything_new(ledger.connection, packs):
        before()
    with ledger.action() as action:
        admission = Admission(ledger.connection, packs, strict=True)
        result = _Merging(action, wall, progress, admission).trusted(admission.packs)
        if result.ahead_until is not None and not accept_ahead:
            raise ahead_refused(result.ahead, result.ahead_until, wall)
    told = admission.told(result.refusals)
    result = replace(result, **told, keys=admission.remarks, met=admission.met(merged=True))
    return replace(result, unkept=admission.ended(wall))


def _anything_new(connection: sqlite3.Connection, packs: Sequence[Pack]) -> bool:
    """Whether a head in any pack is beyond ours, or another one."""
    heads = {one.id: one.seq for one in list_heads(connection, private=True)}
    return any(
        one.last > heads.get(one.id, 0) or hash_at(connection, one.id, one.last) != one.head
        for pack in packs
        for one in pack.header.origins
        if one.count
    )


class _Merging:
    """One merge inside one transaction."""

    def __init__(
        self,
        action: Action,
        wall: datetime,
        progress: Progress | None,
        admission: Admission,
        *,
        kept: bool = True,
    ) -> None:
        self._admission = admission
        self._action = action
        self._connection = connection = action.connection
        self._kept = kept
        self._wall = wall
        self._tell = progress or (lambda done, total: None)
        self._reference = read_reference(connection)
        self._new = 0
        self._culprit: Pack | None = None
        self._apart = set[bytes]()

    def done(self, packs: Sequence[Pack]) -> MergeResult:
        """Insert and fold all; the first refusal ends it."""
        verifier = Verifier(self._connection, self._reference, self._wall, self._apart)
        self._new, self._numbering = 0, begin_arrivals(self._connection)
        self._numbered = numbers_borne(self._connection)
        self._forked = ForkedParts(self._connection, verifier, self._wall, self._admission.trust.keep)
        total = sum(pack.header.records for pack in packs)
        waiting = list(packs)
        while waiting:
            held = list[tuple[Pack, GapRefused]]()
            for pack in waiting:
                self._culprit = pack
                try:
                    verifier.check_header(pack)
                except GapRefused as gap:
                    held.append((pack, gap))  # another pack may fill the gap
                    continue
                self._take(pack, verifier, total)
                self._forked.take(pack)
            if len(held) == len(waiting):
                self._culprit = held[0][0]
                raise held[0][1]
            waiting = [pack for pack, _ in held]
        return self._finished(packs, verifier)

    def trusted(self, packs: list[Pack]) -> MergeResult:
        """The same, without origins whose records turn out not to be those that were signed.

        ``packs`` are changed in their places.
        """
        while True:
            try:
                return tried(self._connection, partial(self.done, packs), (NotTrusted, IdTaken))
            except IdTaken as taken:
                if taken.origins <= self._apart:
                    raise LookupError("records that were set aside have no place to take") from None
                self._apart |= taken.origins
            except NotTrusted as refused:
                place = next(place for place, pack in enumerate(packs) if pack is self._culprit)
                packs[place] = self._admission.without(packs[place], refused)

    def tried(self) -> MergeResult:
        """The same, with refused packs left out and listed."""
        refusals = list[Refusal]()
        remaining = list(self._admission.packs)
        while True:
            try:
                result = tried(self._connection, partial(self.trusted, remaining), PackRefused)
            except PackRefused as refused:
                place = next(place for place, pack in enumerate(remaining) if pack is self._culprit)
                culprit = remaining.pop(place)
                refusals.append(Refusal(culprit.name, culprit.header.records, refused))
                continue
            self._admission.refusals += refusals
            return replace(result, **self._admission.told(result.refusals))

    def _take(self, pack: Pack, verifier: Verifier, total: int) -> None:
        """Insert what is new in one pack and move the heads of its origins."""
        parts = [one for one in pack.header.origins if one.count]
        add_origins(self._connection, [(one.id, one.created_at, one.private) for one in parts])
        records = verifier.new_records(pack)
        while batch := list(islice(records, BATCH)):
            self._insert(batch)
            self._new += len(batch)
            self._tell(self._new + verifier.known, total)
        forked = {one.id for one in verifier.forked}
        heads = [Head(one.id, one.last, one.head, one.created_at) for one in parts if one.id not in forked]
        advance_heads(self._connection, heads)
        for part in pack.header.origins:
            self._admission.trust.keep(part.id, part.signed)
        for private in (False, True):
            mine = own_head(self._connection, private=private)
            if mine is not None and mine.id in verifier.resumed:
                # The other copy of this file wrote on: from here on the two must not share numbers.
                machine = machine_of(self._connection)
                begin_origin(self._connection, self._wall, machine, private=private)

    def _insert(self, batch: list[Record]) -> None:
        try:
            insert_verified(self._connection, batch, self._numbering)
        except sqlite3.IntegrityError:
            raise id_taken(self._connection, batch) from None

    def _refuse_private(self, packs: Sequence[Pack]) -> None:
        """What comes under a private origin amends what is personal, or nothing that is here."""
        found = private_beyond_private(self._connection)
        if found is None:
            return
        origin, seq = found
        self._culprit = next(
            (one for one in packs if any(part.id == origin and part.count for part in one.header.origins)),
            self._culprit,
        )
        raise not_private(origin, seq)

    def _finished(self, packs: Sequence[Pack], verifier: Verifier) -> MergeResult:
        connection, forked = self._connection, self._forked
        forked.take_held()
        renumbered: tuple[Renumbered, ...] = ()
        if self._new:
            self._refuse_private(packs)
            derive_arrived(connection, self._wall, indexed=self._kept)
        if self._kept:
            forked.part_with_own()
        exchanged = forked.follow()
        if self._new or exchanged:
            renumbered = renumber(self._action, self._numbered, write=self._kept)
        result = replace(
            result_of_arrived(connection, self._admission.trust, result_of_packs(connection, packs)),
            new=count_arrived(connection) if exchanged else self._new,
            known=verifier.known + forked.known,
            set_aside=forked.set_aside,
            forks=forked.forks(),
            refusals=tuple(forked.refusals),
            missing=verifier.missing,
            resumed=bool(verifier.resumed),
            ahead=verifier.ahead.records,
            ahead_until=verifier.ahead.until,
            renumbered=renumbered[:MOST_LISTED],
        )
        end_arrivals(connection)
        return result


def derive_arrived(
    connection: sqlite3.Connection, wall: datetime, *, indexed: bool = True, ready: ReadyBatch | None = None
) -> None:
    """All that follows from the records that arrived: known days, what is held back, rows, index.

    ``ready`` is what was computed of it beforehand.
    """
    known_days.note_arrived(connection, wall)
    note_arrival(connection, wall)
    hold_arrived(connection)
    fold.refresh_arrived(connection, ready)
    if indexed:
        search_index.index_arrived(connection, ready)


def result_of_packs(connection: sqlite3.Connection, packs: Iterable[Pack]) -> MergeResult:
    """What is told of packs, whichever of their records are new."""
    packs = list(packs)
    return MergeResult(
        settings=tuple(one for one in list_waiting(connection) if _is_in(one, packs)),
        other_reference=any(_of_another_plan(pack.header) for pack in packs),
    )


def result_of_all(connection: sqlite3.Connection) -> MergeResult:
    """What all records say and cause that arrived by several merges (``begin_all_arrivals``)."""
    with one_state(connection):
        show_all_arrivals(connection)
        return result_of_arrived(connection, Trust(connection), MergeResult())


def result_of_arrived(connection: sqlite3.Connection, trust: Trust, result: MergeResult) -> MergeResult:
    """``result`` with what the records that arrived say and cause; all is folded."""
    kinds, (tasks, task_count) = kinds_of_arrived(connection), tasks_of_arrived(connection)
    return replace(
        result,
        officers=officers_of_arrived(connection),
        kinds=kinds[:MOST_LISTED],
        numbers=numbers_of_arrived(connection),
        tasks=tasks,
        task_count=task_count,
        conflicts=conflicts_of_arrived(connection),
        decisions=decisions_of_arrived(connection),
        reports=reports_of_arrived(connection),
        waiting=count_waiting_arrived(connection),
        codes=codes_of_arrived(connection),
        units=units_waited_for(connection, {kind for kind, _ in kinds}),
        withdrawn=withdrawn_of_arrived(connection),
        gone_plans=plans_withdrawn_of_arrived(connection),
        laptops=other_laptops_of_arrived(connection, trust),
    )


def _of_another_plan(header: Header) -> bool:
    """Whether a sender's shipped plan says something else.

    Old programs tell by a digest that leaves out who leads what; newer ones also by the head of its records.
    """
    other = header.shipped is not None and header.shipped.head != SHIPPED_HEAD
    return other or header.reference != SHIPPED_REFERENCE


def _is_in(setting: WaitingSetting, packs: Sequence[Pack]) -> bool:
    """Whether one of the packs holds this record."""
    return any(
        part.id == setting.origin and part.first <= setting.seq <= part.last
        for pack in packs
        for part in pack.header.origins
    )
