"""One sync: look, take what is new, give what others lack. Any number of laptops do it, in any order.

No step needs another laptop to be there or to behave; what one laptop cannot do now it does at its next sync.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from huaian_tui.domain.errors import HuaianError
from huaian_tui.exchange.folder.found import Listing, Segment, by_origin, of_origin
from huaian_tui.exchange.folder.heads_file import Heads, heads_bytes, read_heads, said_at
from huaian_tui.exchange.folder.held import Held
from huaian_tui.exchange.folder.key_files import KeyFiles, agreed, are_apart, see_to
from huaian_tui.exchange.folder.ledger_side import LedgerSide, Progress
from huaian_tui.exchange.folder.memory import Memory
from huaian_tui.exchange.folder.names import HEADS
from huaian_tui.exchange.folder.office_key import OfficeKeys
from huaian_tui.exchange.folder.reading import Reader
from huaian_tui.exchange.folder.recognising import recognise
from huaian_tui.exchange.folder.report import Member, Report
from huaian_tui.exchange.folder.segments import made
from huaian_tui.exchange.folder.shared import SharedFolder
from huaian_tui.exchange.folder.writing_plan import (
    MOST_BYTES,
    MOST_DELETED,
    Deletion,
    Span,
    Times,
    holes,
    is_due,
    to_answer,
    to_delete,
    to_relay,
    to_roll,
    wanted,
)
from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.exchange.packs.pack_read import pack_of

_ANEW_SECONDS = 86_400
"""A new origin is begun at most once in so long: else wrong names in the own folder would make ever more."""

_MOST_OTHERS = 2_000
MOST_STRANGERS = 20
"""Laptops that are listed of those whose word nobody's key stands for: anybody can make up any number."""


@dataclass(frozen=True, slots=True)
class Now:
    """The moment, in seconds of the own clock and as people read it (ISO)."""

    seconds: float
    text: str = ""


def keep_in_step(
    side: LedgerSide,
    folder: SharedFolder,
    keys: OfficeKeys,
    memory: Memory,
    now: Now,
    *,
    key_files: KeyFiles | None = None,
    device: int = 0,
    refill: bool = False,
    times: Times = Times(),  # noqa: B008 - frozen
    helps: bool = True,
    reads: bool = True,
    progress: Progress = lambda done, total: None,
    sending: Progress = lambda done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> Report:
    """Bring ledger and folder together. ``memory`` is changed; keep it for the next time, also when this
    raises.

    ``key_files`` are those whose bytes are kept here. ``device``: the disk or
    share on which the folder was (0: not known); an empty folder elsewhere is no
    empty folder but one that is not connected. ``progress`` is told of records that come, ``sending`` of
    those that go out. ``stop`` is asked between batches and files: what was taken stays, nothing more is
    written then. ``helps``: whether help is asked for and given (tests look at both). Without ``reads``
    nothing is taken, what others lack is given all the same.
    ``refill``: the folder is the right one, though it is empty and elsewhere (``FolderEmpty``).
    ``StoreRefused`` when the folder is not there or hangs, or is another office's.
    """
    sync = _Sync(side, folder, keys, key_files or {}, memory, now, times, helps, reads, device, refill)
    return sync.done(progress, sending, stop)


@dataclass(slots=True)
class _Sync:
    side: LedgerSide
    folder: SharedFolder
    keys: OfficeKeys
    key_files: KeyFiles
    memory: Memory
    now: Now
    times: Times
    helps: bool
    reads: bool
    device: int
    refill: bool

    def done(self, progress: Progress, sending: Progress, stop: Callable[[], bool]) -> Report:
        report = Report()
        known = {writer: mark for writer, (mark, _, _) in self.memory.others.items()}
        listing, fresh = self.folder.look(self.side.me, known)
        report.device = listing.device
        self._recognise(listing)
        there = set(listing.keys)
        report.keys_apart = are_apart(self.keys, self.key_files, there)
        self.keys = agreed(self.keys, self.key_files, there)
        self._hear(listing, fresh)
        self._count(listing, report)
        self._see_to_own_fork(listing, report)
        when = f"{self.side.circumstances} {' '.join(self.keys.recipients)}"
        reader = Reader(
            self.side, self.folder, self.keys, self.memory, report, when, progress, stop, set(), set(), set()
        )
        if self.reads:
            reader.read(listing)
        self._forget(listing)
        if not report.stopped:
            writer = _Writer(self, listing, report, reader, sending, stop)
            try:
                writer.write()
            except (HuaianError, _Stopped) as ended:
                report.stopped = isinstance(ended, _Stopped)
                report.write_refused = ended if isinstance(ended, HuaianError) else None
                report.written = report.rolled = report.relayed = report.answered = 0
        report.members, report.unproved = self._members()
        report.lacking = self._lacking(listing, reader)
        return report

    def _recognise(self, listing: Listing) -> None:
        """Refuse an empty place on another disk, and what is another office's."""
        written = self.memory.said is not None
        writers = {self.side.me, *self.side.former, *self.memory.others} if written else set[str]()
        keys = self.keys.recipients
        recognise(self.folder.folder, listing, self.device, writers, keys, refill=self.refill)

    def _hear(self, listing: Listing, fresh: dict[str, bytes]) -> None:
        """Note what other laptops say now."""
        for writer, data in fresh.items():
            try:
                said = read_heads(self.keys.opened(data))
            except PackRefused:
                continue
            if said is not None and writer != self.side.me and self._has_room(writer, said):
                # Seen for the first time, it may have lain there for months: then its own clock is better.
                seen = self.now.seconds if writer in self.memory.others else said_at(said, self.now.seconds)
                self.memory.others[writer] = (listing.heads[writer], said, seen)
        self.memory.others.pop(self.side.me, None)

    def _count(self, listing: Listing, report: Report) -> None:
        report.files = len(listing.segments) + len(listing.odd)
        report.foreign, report.examples = listing.foreign, listing.examples
        report.elsewhere, report.unreadable = len(listing.waiting), len(listing.unreadable)
        have = set(self.keys.recipients)
        report.keys = tuple(one for one in listing.keys if one not in have)

    def _see_to_own_fork(self, listing: Listing, report: Report) -> None:
        """Somebody else wrote as this laptop, a copied ledger file: write as a new origin from now on."""
        held = Held(self.side.me, self.side.heads(), self.side.hash_at)
        own = [one for one in listing.segments if one.writer == held.me == one.name.origin]
        wrong = [one for one in own if one.name.last > held.heads.get(held.me, 0) or held.is_other(one.name)]
        if not wrong:
            return
        report.forks.add(held.me)
        since = self.now.seconds - self.memory.anew
        lately = bool(self.memory.anew) and 0 <= since < _ANEW_SECONDS
        if lately or not any(self._is_genuine(one) for one in wrong):
            return
        self.side.begin_anew()
        self.memory.anew, report.anew = self.now.seconds, True

    def _is_genuine(self, one: Segment) -> bool:
        """Whether a segment that is not ours is whole and what its name says, not only a name."""
        (read,) = self.folder.read([(one.path, None)])
        try:
            pack = pack_of(one.name.text, self.keys.opened(read.data))
            for _ in pack.lines():
                pass
        except PackRefused:
            return False
        parts = [(part.id.hex()[:16], part.last, part.head.hex()[:16]) for part in pack.header.origins]
        return parts == [(one.name.origin, one.name.last, one.name.head)]

    def _forget(self, listing: Listing) -> None:
        """What was remembered of files that are no longer there."""
        there = {one.path for one in listing.segments} | {one.path for one in listing.odd}
        self.memory.tried = {path: one for path, one in self.memory.tried.items() if path in there}

    def others(self) -> dict[str, Heads]:
        return {writer: said for writer, (_, said, _) in self.memory.others.items()}

    def _has_room(self, writer: str, said: Heads) -> bool:
        """Whether what a laptop says is noted; made-up ones keep no laptop out that is known."""
        others = self.memory.others
        if writer in others or len(others) < _MOST_OTHERS:
            return True
        if not self._is_believed(said):
            return False
        made_up = next((one for one, (_, told, _) in others.items() if not self._is_believed(told)), None)
        return made_up is not None and others.pop(made_up) is not None

    def _is_believed(self, said: Heads) -> bool:
        """Whether a laptop of the office told this: it is sealed, or signed by a key that is known here."""
        if self.keys.secrets:
            return True
        return said.signed is not None and self.side.is_signed(said.digest, said.signed)

    def _members(self) -> tuple[tuple[Member, ...], int]:
        """The other laptops, whoever was seen last first; former origins of the same laptop are none.

        Of those that nobody knows only some are listed, and how many say that they have more than is here.
        """
        others, heads = self.others(), self.side.heads()
        former = {*self.side.former, *(one for said in others.values() for one in said.former)}
        found = [
            Member(
                writer,
                said.officer,
                said.at,
                seen,
                sum(max(0, seq - said.have.get(origin, 0)) for origin, seq in heads.items()),
                sum(max(0, seq - heads.get(origin, 0)) for origin, seq in said.have.items()),
                self._is_believed(said),
            )
            for writer, (_, said, seen) in self.memory.others.items()
            if writer not in former
        ]
        found.sort(key=lambda one: (not one.known, -one.seen_at, one.writer))
        strangers = [one for one in found if not one.known]
        listed = [one for one in found if one.known] + strangers[:MOST_STRANGERS]
        return tuple(listed), sum(one.ahead > 0 for one in strangers)

    def _lacking(self, listing: Listing, reader: Reader) -> int:
        """How many records names or other laptops tell of that are not here."""
        heads, most = self.side.heads(), dict[str, int]()
        for one in listing.segments:
            if one.path not in reader.bad or one.name.origin in reader.broken:
                most[one.name.origin] = max(most.get(one.name.origin, 0), one.name.last)
        for said in filter(self._is_believed, self.others().values()):
            for origin, seq in said.have.items():
                most[origin] = max(most.get(origin, 0), seq)
        return sum(max(0, seq - heads.get(origin, 0)) for origin, seq in most.items())


class _Stopped(Exception):
    """No more is to be written now: the next sync sees what is lacking in the folder."""


class _Writer:
    """The second half of a sync: what goes into the own folder, and out of it."""

    def __init__(
        self,
        sync: _Sync,
        listing: Listing,
        report: Report,
        reader: Reader,
        sending: Progress,
        stop: Callable[[], bool],
    ) -> None:
        self._sync, self._report, self._reader = sync, report, reader
        self._sending, self._stop = sending, stop
        self._sent = self._planned = 0
        side = sync.side
        self._held = Held(side.me, side.heads(), side.hash_at)
        self._still = dict[str, float]()
        self._all = by_origin(listing.segments)
        self._good = by_origin(one for one in listing.segments if one.path not in reader.bad)
        self._answered = list[str]()
        self._mine = [one for one in listing.segments if one.writer == side.me]
        self._there, self._keys_there = side.me in listing.heads, set(listing.keys)
        self._right = self._right_ones()
        self._pending, self._size = list[tuple[str, bytes]](), 0

    def write(self) -> None:
        """Everything, in batches; the word on how far this laptop is comes last, then deletions."""
        report, now = self._report, self._sync.now.seconds
        self._see_to_keys()
        report.written = self._publish(self._own_holes())
        report.rolled = self._publish(self._rolls())
        if self._sync.helps:
            self._help()
        heads = self._said()
        wrote = bool(report.written or report.rolled or report.relayed or report.answered)
        due = is_due(heads, self._sync.memory, self._there, wrote, now, self._sync.times)
        if due:
            self._add(HEADS, self._sync.keys.sealed(heads_bytes(heads)))
        deletions = self._deletions()
        if self._pending or deletions:
            gone = self._sync.folder.write(self._held.me, self._pending, deletions)
            report.deleted = len(gone)
        if due:
            self._sync.memory.said, report.said = (heads, now), True
        self._remember(now)

    def _see_to_keys(self) -> None:
        """The key comes first: whoever reads what is written next may have to join by it."""
        sync = self._sync
        seen = see_to(sync.folder, sync.keys, sync.key_files, self._keys_there)
        self._report.key_back, self._report.learnt = seen.put_back, seen.learnt

    def _remember(self, now: float) -> None:
        """What is waited for, and what was answered, once it is written."""
        memory = self._sync.memory
        memory.since = self._still
        for what in self._answered:
            memory.answered[what] = (memory.answered.get(what, (0, 0.0))[0] + 1, now)
        memory.answered = {what: one for what, one in memory.answered.items() if what in self._still}

    def _own_holes(self) -> list[Span]:
        me = self._held.me
        own = of_origin(self._mine, me)
        return holes(own, me, self._held.heads.get(me, 0), self._held.hash_at)

    def _right_ones(self) -> dict[str, list[Segment]]:
        """Own segments by origin that are of the chains that are here."""
        found = dict[str, list[Segment]]()
        for one in self._mine:
            name = one.name
            if name.last <= self._held.heads.get(name.origin, 0) and not self._held.is_other(name):
                found.setdefault(name.origin, []).append(one)
        return found

    def _rolls(self) -> list[Span]:
        spans = (to_roll(own) for own in self._right.values())
        return [one for one in spans if one is not None]

    def _deletions(self) -> list[Deletion]:
        now, grace = self._sync.now.seconds, self._sync.times.grace
        others = list(self._sync.others().values())
        found = (to_delete(own, others, now, grace) for own in self._right.values())
        return [one for some in found for one in some][:MOST_DELETED]

    def _help(self) -> None:
        """For others: what the folder does not reach, and what somebody asks for."""
        others, memory, now = self._sync.others(), self._sync.memory, self._sync.now.seconds
        relayed = to_relay(
            self._held, self._good, others, self._waited, self._sync.times, self._sync.side.former
        )
        self._report.relayed = self._publish(relayed)
        asked = to_answer(self._held, others, memory, now, self._still, self._sync.times)
        for what, span in asked:
            self._report.answered += self._publish([span], salt=secrets.token_hex(8))
            self._answered.append(what)

    def _waited(self, what: str) -> float:
        return self._sync.memory.waited(what, self._sync.now.seconds, self._still)

    def _said(self) -> Heads:
        """How far this laptop is, and what it asks for."""
        side = self._sync.side
        want = dict[str, int]()
        if self._sync.helps:
            want = wanted(
                self._held,
                self._all,
                self._sync.others(),
                self._reader.broken,
                self._reader.hopeless,
                self._waited,
                self._sync.times,
            )
        have = {origin: seq for origin, seq in self._held.heads.items() if seq}
        said = replace(Heads(have, want, side.officer), at=self._sync.now.text, former=side.former)
        return replace(said, signed=side.sign_heads(said.digest))

    def _publish(self, spans: Iterable[Span], salt: str = "") -> int:
        """Write the segments of spans; how many."""
        count, spans = 0, list(spans)
        self._planned += sum(one.last - one.first + 1 for one in spans)
        for span in spans:
            reach, heads = span.first - 1, self._held.digits_of(span.origin)
            for part, name, data in made(span, self._make, self._sync.keys.sealed, heads, salt):
                self._add(name, data)
                self._sent, reach = self._sent + part.last - reach, part.last
                self._sending(self._sent, self._planned)
                count += 1
        return count

    def _make(self, span: Span, salt: str) -> bytes:
        """The pack of a span of records, unless no more is to be written."""
        if self._stop():
            raise _Stopped
        self._sending(self._sent, self._planned)
        return self._sync.side.made(span, salt)

    def _add(self, name: str, data: bytes) -> None:
        self._pending.append((name, data))
        self._size += len(data)
        if self._size >= MOST_BYTES:
            self._sync.folder.write(self._held.me, self._pending)
            self._pending, self._size = [], 0
