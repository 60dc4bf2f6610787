"""Reading what the folder brings: files one batch after the other, until nothing moves any more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from huaian_tui.exchange.folder.found import Listing
from huaian_tui.exchange.folder.held import Held
from huaian_tui.exchange.folder.ledger_side import LedgerSide, Progress, Refused
from huaian_tui.exchange.folder.memory import MENDABLE, Memory, Tried, Why
from huaian_tui.exchange.folder.needed import Candidate, Circumstances, candidates, next_files
from huaian_tui.exchange.folder.office_key import KeyMissing, NotSealed, OfficeKeys
from huaian_tui.exchange.folder.proving import led_to_signed
from huaian_tui.exchange.folder.report import NotTaken, Report
from huaian_tui.exchange.folder.shared import ReadFile, SharedFolder
from huaian_tui.exchange.packs.pack_format import NewerRefused, PackRefused, damaged
from huaian_tui.exchange.packs.pack_read import Pack, pack_of

_WORDS = {
    "large": "大得不正常",
    "empty": "是空文件：可能还没有传完",
}


@dataclass(frozen=True, slots=True)
class _Unproved:
    """A file that is not taken unless another proves it: as it lay there, in words, what its header said."""

    one: Candidate
    file: ReadFile
    words: str
    said: tuple[str, int, int]


@dataclass(slots=True)
class Reader:
    """Reads for one sync; ``broken`` and ``hopeless`` gather origins of files that were not taken."""

    side: LedgerSide
    folder: SharedFolder
    keys: OfficeKeys
    memory: Memory
    report: Report
    when: str
    progress: Progress
    stop: Callable[[], bool]
    broken: set[str]
    hopeless: set[str]
    bad: set[str]
    _unproved: list[_Unproved] = field(default_factory=list)
    _done: int = 0
    _given_up: set[str] = field(default_factory=set)
    _leading: set[str] = field(default_factory=set)

    def read(self, listing: Listing) -> None:
        """Take all that is new and can be taken."""
        held = Held(self.side.me, self.side.heads(), self.side.hash_at)
        found = candidates(listing, held, self.memory.tried, self.when)
        now = Circumstances(listing, self.when)
        for one in found:
            if one.is_as_before:
                self._as_before(one)
        waiting = {one.path: one for one in found if not one.is_as_before}
        total = _records_beyond(waiting.values(), held.heads)
        while waiting and not self._is_stopped():
            batch = next_files(waiting.values(), self.side.heads())
            if not batch:
                break
            read = self.folder.read([(one.path, one.before) for one in batch])
            for one in batch[: len(read)]:
                del waiting[one.path]
            for later in self._taken(list(zip(batch, read, strict=False)), total):
                waiting[later.path] = later
            waiting |= {later.path: later for later in self._proved(found, now)}
            self._tell(self.report.new, total)

    def _tell(self, done: int, total: int) -> None:
        """How far it is, never less than before: what was read and refused is done too."""
        self._done = max(self._done, min(done, total))
        self.progress(self._done, total)

    def _is_stopped(self) -> bool:
        self.report.stopped = self.report.stopped or self.stop()
        return self.report.stopped

    def _proved(self, found: list[Candidate], now: Circumstances) -> list[Candidate]:
        """Of what was not taken since nothing proved it: what others prove, with them, to be read again."""
        again = list[Candidate]()
        for unproved in self._unproved:
            one = unproved.one
            way = led_to_signed(one, found, self._proves) if one.path not in self._given_up else []
            self._given_up.add(one.path)
            if way:
                again += [replace(one, before=None), *way]
            elif not self.report.stopped:
                when = now.of(Why.UNPROVED, unproved.said[0])
                self._failed(one, unproved.file, Why.UNPROVED, unproved.words, unproved.said, when)
        self._unproved.clear()
        return again

    def _proves(self, one: Candidate) -> bool:
        """Read a file for what it proves; it is taken, or not, another time."""
        if one.path in self._leading:
            return True
        if self._is_stopped():
            return False
        (file,) = self.folder.read([(one.path, None)])
        try:
            leads = file.said == "read" and self.side.prove(self._pack_in(one, file))
        except PackRefused:
            return False
        if leads:
            self._leading.add(one.path)
        return leads

    def _taken(self, files: list[tuple[Candidate, ReadFile]], total: int) -> list[Candidate]:
        """Take what was read; what must wait for something before it comes back, as its contents say."""
        packs = list[tuple[Candidate, ReadFile, Pack]]()
        for one, file in files:
            pack = self._opened(one, file)
            if pack is not None:
                packs.append((one, file, pack))
        later = list[Candidate]()
        before = self.report.new

        def told(done: int, _: int) -> None:
            self._tell(before + max(0, done - known), total)

        known = self._known([pack for _, _, pack in packs])
        new, refused = self.side.take([pack for _, _, pack in packs], told) if packs else (0, {})
        self.report.new += new
        self.report.stopped = self.side.stopped
        for one, file, pack in packs:
            if self.report.stopped and pack.name not in refused:
                continue  # perhaps only a part of it is in: the next sync looks again
            again = self._account(one, file, pack, refused.get(pack.name))
            if again is not None:
                later.append(again)
        return later

    def _known(self, packs: Iterable[Pack]) -> int:
        """How many of the records in packs are here: a file of which a part was taken is read again."""
        heads, known = self.side.heads(), 0
        for part in (pack.header.origins[0] for pack in packs):
            reach = min(part.last, heads.get(part.id.hex()[:16], 0))
            known += max(0, reach - part.first + 1)
        return known

    def _account(
        self, one: Candidate, file: ReadFile, pack: Pack, refused: Refused | None
    ) -> Candidate | None:
        """Note what became of a pack; given back when it must wait for another, as its contents say."""
        part = pack.header.origins[0]
        said = (part.id.hex()[:16], part.first, part.last)
        if refused is not None and refused.why is None:
            if file.mark is not None:
                self.memory.tried[one.path] = Tried(file.mark, Why.TAKEN, "", "", *said)
            true = replace(one, origin=said[0], first=said[1], last=said[2])
            return None if true == one else true
        if refused is not None and refused.why is Why.UNPROVED:
            self._unproved.append(_Unproved(one, file, refused.words, said))
            return None
        if refused is not None and refused.why is not None:
            self._failed(one, file, refused.why, refused.words, said)
            return None
        self.report.taken += 1
        unmoved = not one.sha or one.branch or one.last > self.side.heads().get(one.origin, 0)
        if file.mark is not None and unmoved:
            self.memory.tried[one.path] = Tried(file.mark, Why.TAKEN, self.when, "", *said)
        else:
            self.memory.tried.pop(one.path, None)
        return None

    def _opened(self, one: Candidate, file: ReadFile) -> Pack | None:
        """The pack in a file; None where there is none to take, which is noted."""
        if file.said == "before":
            self._as_before(one)
        elif file.said in _WORDS:
            self._failed(one, file, Why.DAMAGED, _WORDS[file.said])
        elif file.said == "waiting":
            self.report.elsewhere += 1
        elif file.said == "refused":
            self.report.unreadable += 1
        if file.said != "read":
            return None
        try:
            return self._pack_in(one, file)
        except KeyMissing as missing:
            self._failed(one, file, Why.LOCKED, missing.one_line())
        except NotSealed as plain:
            self._failed(one, file, Why.PLAIN, plain.one_line())
        except NewerRefused as newer:
            self._failed(one, file, Why.NEWER, newer.message)
        except PackRefused as refused:
            self._failed(one, file, Why.DAMAGED, refused.message)
        return None

    def _pack_in(self, one: Candidate, file: ReadFile) -> Pack:
        """``PackRefused`` when it is none of the records of one origin."""
        if one.sha and hashlib.sha256(file.data).hexdigest()[:16] != one.sha:
            raise damaged("与文件名上的校验值不符：没有传完，或在路上坏了")
        pack = pack_of(one.path, self.keys.opened(file.data))
        if len(pack.header.origins) != 1 or not pack.header.records:
            raise damaged("不是同步用的数据包")
        return pack

    def _as_before(self, one: Candidate) -> None:
        tried = self.memory.tried.get(one.path)
        if tried is not None:
            self._count(one, tried.why, tried.words)

    def _failed(
        self,
        one: Candidate,
        file: ReadFile,
        why: Why,
        words: str,
        said: tuple[str, int, int] = ("", 0, 0),
        when: str = "",
    ) -> None:
        if file.mark is not None:
            self.memory.tried[one.path] = Tried(file.mark, why, when or self.when, words, *said)
        self._count(one, why, words)

    def _count(self, one: Candidate, why: Why, words: str) -> None:
        self.bad.add(one.path)
        if one.origin:
            (self.broken if why in MENDABLE else self.hopeless).add(one.origin)
        if why is not Why.TAKEN:
            self.report.not_taken.append(NotTaken(one.path, why, words))
        if why is Why.FORK and one.origin:
            self.report.forks.add(one.origin)


def _records_beyond(files: Iterable[Candidate], heads: Mapping[str, int]) -> int:
    """How many records the names promise."""
    last = dict[str, int]()
    for one in files:
        last[one.origin] = max(last.get(one.origin, 0), one.last)
    return sum(max(0, seq - heads.get(origin, 0)) for origin, seq in last.items())
