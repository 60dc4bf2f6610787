"""Merging packs each for itself, in batches: what can be taken is, and what cannot stops nothing else.

Where ``merge`` takes all of some packs or nothing, this takes of each pack, and of each origin in it, what
may stand here. It does so in transactions of at most ``MOST_A_BATCH`` records, after each of which the
ledger is whole; between them others may save. Stopped or killed, what is in stays, and the next call
goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from huaian_tui.exchange.merging import second_reader
from huaian_tui.exchange.merging.ahead import ahead_refused
from huaian_tui.exchange.merging.forked_parts import ForkedParts
from huaian_tui.exchange.merging.merge import Progress, result_of_arrived, result_of_packs
from huaian_tui.exchange.merging.merge_batch import Run, RunRefused, write_batch, write_forked
from huaian_tui.exchange.merging.merge_refusals import id_taken, of_a_part
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.merging.merge_summary import MOST_LISTED
from huaian_tui.exchange.merging.pack_checked import CheckedPack, CheckedPart, check_pack, new_records
from huaian_tui.exchange.merging.prepared_pieces import Awaited, not_ready, prepared_pieces
from huaian_tui.exchange.merging.renumbering import Renumbered, renumber
from huaian_tui.exchange.merging.second_reader import SecondReader
from huaian_tui.exchange.merging.verify import Verifier
from huaian_tui.exchange.packs.pack_format import OriginRange, PackRefused
from huaian_tui.exchange.packs.pack_read import Pack
from huaian_tui.exchange.packs.refusal import Refusal
from huaian_tui.exchange.trust.admission import Admission
from huaian_tui.exchange.trust.proofs import Proofs
from huaian_tui.ledger.record import Record
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.arrivals import (
    begin_all_arrivals,
    end_all_arrivals,
    show_all_arrivals,
    sort_in_memory,
)
from huaian_tui.store.engine.connection import one_state, transaction
from huaian_tui.store.engine.fold_rows import tables_with_past
from huaian_tui.store.engine.origins import hash_at, reach_of
from huaian_tui.store.engine.set_aside import is_aside
from huaian_tui.store.engine.writing_lock import PAUSE_SECONDS
from huaian_tui.store.queries.matters import numbered_twice, numbers_borne
from huaian_tui.store.queries.reference import read_reference

MOST_A_BATCH = 3_000
"""Records of one transaction, during which nobody else can save."""

_FIRST_BATCH, _LEAST_BATCH = 500, 25
_AIM_SECONDS = 0.15
"""So long may a transaction take; a save must not be felt to wait (0.25 s), and disks are slow at times."""


@dataclass(frozen=True, slots=True)
class MergeEachResult:
    """What was taken, and what was not.

    ``merged`` tells of the records that arrived, with ``refusals`` of packs and parts of packs; of the
    packs' records some are ``new``, some ``refused``, the others were ``known``. ``stopped``: the caller
    asked to stop, so packs remain.
    """

    merged: MergeResult
    stopped: bool = False


def merge_each(
    ledger: Ledger,
    packs: Iterable[Pack],
    wall: datetime,
    *,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
    before: Callable[[], object] | None = None,
    accept_ahead: bool = False,
    proofs: Proofs | None = None,
) -> MergeEachResult:
    """Take from all packs, in whatever order they come, the records that may stand here.

    ``wall`` is the present moment, against which ids that lie too far ahead are seen: without
    ``accept_ahead`` the part of an origin with such records is refused. ``progress`` is told (done, total)
    of the packs' records, half of it while they are verified; ``stop`` is asked between batches and while
    verifying; ``before`` (a backup) is called once, before the first record is written. ``proofs`` are
    of packs that come later. A refusal is listed, never raised; ``StoreRefused`` when the ledger itself
    cannot be written: what came before is in.
    """
    admission = Admission(ledger.connection, packs, proofs=proofs)
    each = _Each(ledger, admission, wall, accept_ahead=accept_ahead)
    result = each.run(progress or (lambda done, total: None), stop or (lambda: False), before or _nothing)
    merged = replace(result.merged, unkept=admission.ended(wall), keys=admission.remarks)
    return replace(result, merged=merged)


def _nothing() -> None:
    """No backup is asked for, or it was made."""


class _Stopped(Exception):
    """The caller asked to stop."""


class _Each:
    """One call of ``merge_each``."""

    def __init__(self, ledger: Ledger, admission: Admission, wall: datetime, *, accept_ahead: bool) -> None:
        self._ledger = ledger
        self._connection = ledger.connection
        self._trust = admission.trust
        self._packs = packs = admission.packs
        self._wall = wall
        self._accept_ahead = accept_ahead
        self._total = sum(pack.header.records for pack in packs)
        self._new = self._done = self._read = self._held = 0
        self._pending = dict[bytes, Run]()
        self._waiting = 0
        self._size = _FIRST_BATCH
        self._free_since = 0.0
        self._resumed = False
        self._ahead = list[CheckedPart]()
        self._refusals = list[Refusal](admission.refusals)
        self._refused = set[tuple[int, bytes]]()

    def run(
        self, progress: Progress, stop: Callable[[], bool], before: Callable[[], object]
    ) -> MergeEachResult:
        """Everything, with its result."""
        self._progress, self._stop, self._before = progress, stop, before
        sort_in_memory(self._connection)
        self._alone = begin_all_arrivals(self._connection)
        second: SecondReader | None = None
        try:
            numbered = numbers_borne(self._connection)
            self._verifier = Verifier(self._connection, read_reference(self._connection), self._wall)
            self._forked = ForkedParts(self._connection, self._verifier, self._wall, self._trust.keep)
            self._verifier.second = second = self._second_reader()
            stopped, renumbered = False, tuple[Renumbered, ...]()
            try:
                self._take_all()
                self._keep_signatures()
                renumbered = self._renumber(numbered)
            except _Stopped:
                stopped = True
            return MergeEachResult(self._result(renumbered, self._done if stopped else self._total), stopped)
        finally:
            if second is not None:
                second.close()
            if self._alone:
                end_all_arrivals(self._connection)

    def _second_reader(self) -> SecondReader | None:
        """A second process, where so much comes that it is worth while."""
        parts = [part for pack in self._packs for part in pack.header.origins if part.count]
        new = sum(max(0, one.last - max(self._verifier.reach(one.id).seq, one.first - 1)) for one in parts)
        if new < second_reader.WORTH_IT or not second_reader.another_core():
            return None
        return SecondReader(self._verifier.check, tables_with_past(self._connection))

    # ------------------------------------------------------------------ packs

    def _take_all(self) -> None:
        """Each pack; those with a gap again and again while anything moves."""
        waiting = list(self._packs)
        while waiting:
            written, held = self._new, list[tuple[Pack, CheckedPack]]()
            for pack in waiting:
                checked = self._take(pack)
                self._done, self._read, self._held = self._done + pack.header.records, 0, 0
                if checked is not None and checked.gaps:
                    held.append((pack, checked))
            self._flush()
            if self._new == written:
                for pack, checked in held:
                    for part, gap in checked.gaps:
                        self._refuse(pack, part, gap)
                break
            waiting = [pack for pack, _ in held]
        if self._forked.may_move():
            self._set_aside(self._forked.take_held)

    def _take(self, pack: Pack) -> CheckedPack | None:
        """Verify one pack, then write what is new in it; None: all of it was refused, or is here."""
        if any(part.id in self._pending for part in pack.header.origins):
            self._flush()
        if all(self._is_settled(part) for part in pack.header.origins):
            return None
        passed_over = {origin for place, origin in self._refused if place == id(pack)}
        try:
            checked = check_pack(self._verifier, pack, passed_over, self._was_read)
        except PackRefused as refused:
            self._refuse(pack, None, refused)
            return None
        for part, error in checked.refused:
            self._refuse(pack, part, error)
        self._leave_what_is_ahead(pack, checked)
        second = self._verifier.second
        for one, records, ready in prepared_pieces(second, new_records(pack, checked)):
            self._put(pack, one, records, ready)
        if second is not None:
            second.forget()
        if self._verifier.forked:
            self._flush()
            self._set_aside(partial(self._forked.take, pack))
        return checked

    def _set_aside(self, take: Callable[[], None]) -> None:
        """What ``take`` sets aside, and what follows from settlements."""
        self._before()
        self._before = _nothing
        self._let_others_in()
        told = len(self._forked.refusals)
        write_forked(self._ledger, self._forked, take)
        self._refusals += self._forked.refusals[told:]

    def _is_settled(self, part: OriginRange) -> bool:
        """Whether nothing of a part can be new here or different from what is here."""
        reach = reach_of(self._connection, part.id)
        if is_aside(self._connection, part.id, part.head):
            return True
        if part.last > reach.seq:
            return not part.count
        return hash_at(self._connection, part.id, part.last) == part.head

    def _leave_what_is_ahead(self, pack: Pack, checked: CheckedPack) -> None:
        """Refuse the parts that hold records from a clock that is ahead, unless they were accepted."""
        ahead = [one for one in checked.parts if one.ahead.until is not None]
        self._ahead += ahead
        for one in () if self._accept_ahead else ahead:
            if one.ahead.until is not None:
                self._refuse(pack, one.part, ahead_refused(one.ahead.records, one.ahead.until, self._wall))
            checked.parts.remove(one)

    def _refuse(self, pack: Pack, part: OriginRange | None, error: PackRefused) -> None:
        origin = b"" if part is None else part.id
        self._refused.add((id(pack), origin))
        if part is None:
            records = pack.header.records
        else:
            here = reach_of(self._connection, part.id).seq
            records = max(part.last - max(here, part.first - 1), min(part.count, 1))
        self._refusals.append(Refusal(pack.name, records, of_a_part(error), origin))

    # ------------------------------------------------------------------ batches

    def _put(self, pack: Pack, one: CheckedPart, records: list[Record], ready: Awaited) -> None:
        """Hold records of a part for the next batches; a full one is written."""
        while records and (id(pack), one.part.id) not in self._refused:
            room = self._size - self._waiting
            if len(records) > room and self._waiting:
                self._flush()
                continue
            if len(records) > room:  # what is ready is so of all of them
                ready = not_ready
            self._hold(pack, one, records[:room], ready)
            records = records[room:]
            if self._waiting >= self._size:
                self._flush()

    def _hold(self, pack: Pack, one: CheckedPart, records: list[Record], ready: Awaited) -> None:
        run = self._pending.get(one.part.id)
        if run is None:
            seq, digest = (records[0].seq - 1, self._last_hash(one, records[0]))
            run = self._pending[one.part.id] = Run(pack, one, seq, digest)
        run.take(records, ready)
        self._waiting += len(records)
        self._held += len(records)

    def _last_hash(self, one: CheckedPart, record: Record) -> bytes:
        """The hash before a record that begins a run: it was written by the batch before, or was here."""
        if record.seq - 1 == one.reach.seq:
            return one.reach.hash
        return hash_at(self._connection, record.origin, record.seq - 1) or b""

    def _flush(self) -> None:
        """Write what is held, in one transaction; what of it is refused is left out."""
        runs, self._pending, self._waiting = list(self._pending.values()), {}, 0
        apart = self._write(runs)
        if apart:
            self._refused.update((id(run.pack), run.checked.part.id) for run in apart)
            parts = [(run.pack, run.checked.part) for run in apart]
            self._set_aside(partial(self._forked.take_parts, parts))

    def _write(self, runs: list[Run]) -> list[Run]:
        """Write all runs that can be, and give those whose ids are taken."""
        apart = list[Run]()
        while runs:
            if self._stop():
                raise _Stopped
            self._before()
            self._before = _nothing
            for run in runs:
                run.settle()
            self._let_others_in()
            began = time.monotonic()
            try:
                written = write_batch(self._ledger, self._trust, runs, self._wall)
            except RunRefused as refused:
                taken = set[bytes]()
                if refused.error is None:  # all such at once: a pack may hold hundreds
                    taken |= id_taken(self._connection, [one for run in runs for one in run.records]).origins
                    apart += [run for run in runs if run is refused.run or run.checked.part.id in taken]
                else:
                    self._refuse(refused.run.pack, refused.run.checked.part, refused.error)
                runs = [run for run in runs if run is not refused.run and run.checked.part.id not in taken]
                continue
            self._free_since = time.monotonic()
            self._size = _next_size(self._size, written.records, self._free_since - began)
            self._new += written.records
            self._resumed |= written.resumed
            self._tell()
            break
        return apart

    def _let_others_in(self) -> None:
        """Whoever waits for the lock on writing has it before the next batch."""
        wait = self._free_since + PAUSE_SECONDS - time.monotonic()
        if wait > 0:
            time.sleep(wait)

    # ------------------------------------------------------------------ what is told

    def _was_read(self, lines: int) -> None:
        self._read += lines
        self._tell()
        if self._stop():
            raise _Stopped

    def _tell(self) -> None:
        done = self._done + (self._read + self._held) // 2
        self._progress(min(done, self._total), self._total)

    def _keep_signatures(self) -> None:
        """Those of records that were here before."""
        found = [
            (part.id, part.signed)
            for pack in self._packs
            for part in pack.header.origins
            if part.signed is not None and self._trust.is_news(part.id, part.signed)
        ]
        if not found:
            return
        self._let_others_in()
        with transaction(self._connection):
            for origin, signed in found:
                self._trust.keep(origin, signed)

    def _renumber(self, before: dict[int, tuple[int, int]]) -> tuple[Renumbered, ...]:
        """Once all are in: matters that bear a number twice, also those that an earlier call left so."""
        if not self._new and not numbered_twice(self._connection):
            return ()
        self._let_others_in()
        with self._ledger.action() as action:
            return renumber(action, before, write=True)

    def _result(self, renumbered: tuple[Renumbered, ...], looked_at: int) -> MergeResult:
        with one_state(self._connection):
            show_all_arrivals(self._connection)
            result = result_of_packs(self._connection, self._packs)
            if self._alone:  # else whoever merges several times has it told once, of all
                result = result_of_arrived(self._connection, self._trust, result)
            missing, forks = self._missing(), self._forked.forks()
        refused = sum(max(one.records, 1) for one in self._refusals)
        return replace(
            result,
            new=self._new + self._forked.came,
            known=max(0, looked_at - self._new - self._forked.came - refused - self._forked.set_aside),
            set_aside=self._forked.set_aside,
            forks=forks,
            refused=refused,
            refusals=tuple(self._refusals),
            missing=missing,
            resumed=self._resumed,
            ahead=sum(one.ahead.records for one in self._ahead),
            ahead_until=max((one.ahead.until for one in self._ahead if one.ahead.until), default=None),
            renumbered=renumbered[:MOST_LISTED],
        )

    def _missing(self) -> int:
        """Records of which packs say that there are such, and that neither they nor this ledger hold."""
        told, held = dict[bytes, int](), dict[bytes, int]()
        for pack in self._packs:
            for part in pack.header.origins:
                told[part.id] = max(part.last, told.get(part.id, 0))
                held[part.id] = max(part.last if part.count else 0, held.get(part.id, 0))
        here = {origin: reach_of(self._connection, origin).seq for origin in told}
        return sum(max(0, last - max(here[origin], held[origin])) for origin, last in told.items())


def _next_size(size: int, records: int, seconds: float) -> int:
    """How many records the next transaction takes, after one of so many took so long.

    Never more than twice as many as before (``size``): what they need is prepared meanwhile.
    """
    fitting = int(records * _AIM_SECONDS / max(seconds, 0.001))
    return min(MOST_A_BATCH, 2 * size, max(_LEAST_BATCH, fitting, records // 4))
