"""Reading what the folder brings: files one batch after the other, until nothing moves any more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from huaian_tui.exchange.folder.found import Listing
from huaian_tui.exchange.folder.held import Held
from huaian_tui.exchange.folder.ledger_side import LedgerSide, Refused
from huaian_tui.exchange.folder.memory import MENDABLE, Memory, Tried, Why
from huaian_tui.exchange.folder.needed import Candidate, candidates, next_files
from huaian_tui.exchange.folder.office_key import KeyMissing, NotSealed, OfficeKeys
from huaian_tui.exchange.folder.report import NotTaken, Report
from huaian_tui.exchange.folder.shared import ReadFile, SharedFolder
from huaian_tui.exchange.pack_format import NewerRefused, PackRefused, damaged
from huaian_tui.exchange.pack_read import Pack, pack_of

Progress = Callable[[int, int], None]
"""Told (done, total) of records from time to time."""

_WORDS = {
    "large": "大得不正常",
    "empty": "是空文件：可能还没有传完",
}


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

    def read(self, listing: Listing) -> None:
        """Take all that is new and can be taken."""
        held = Held(self.side.me, self.side.heads(), self.side.hash_at)
        found = candidates(listing, held, self.memory.tried, self.when)
        for one in found:
            if one.is_as_before:
                self._as_before(one)
        waiting = {one.path: one for one in found if not one.is_as_before}
        total = _records_beyond(waiting.values(), held.heads)
        while waiting:
            if self.stop():
                self.report.stopped = True
                return
            batch = next_files(waiting.values(), self.side.heads())
            if not batch:
                return
            read = self.folder.read([(one.path, one.before) for one in batch])
            for one in batch[: len(read)]:
                del waiting[one.path]
            for later in self._taken(list(zip(batch, read, strict=False))):
                waiting[later.path] = later
            self.progress(min(self.report.new, total), total)

    def _taken(self, files: list[tuple[Candidate, ReadFile]]) -> list[Candidate]:
        """Take what was read; what must wait for something before it comes back, as its contents say."""
        packs = list[tuple[Candidate, ReadFile, Pack]]()
        for one, file in files:
            pack = self._opened(one, file)
            if pack is not None:
                packs.append((one, file, pack))
        later = list[Candidate]()
        new, refused = self.side.take([pack for _, _, pack in packs]) if packs else (0, {})
        self.report.new += new
        for one, file, pack in packs:
            again = self._account(one, file, pack, refused.get(pack.name))
            if again is not None:
                later.append(again)
        return later

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
            if one.sha and hashlib.sha256(file.data).hexdigest()[:16] != one.sha:
                raise damaged("与文件名上的校验值不符：没有传完，或在路上坏了")
            pack = pack_of(one.path, self.keys.opened(file.data))
            if len(pack.header.origins) != 1 or not pack.header.records:
                raise damaged("不是同步用的数据包")
            return pack
        except KeyMissing as missing:
            self._failed(one, file, Why.LOCKED, missing.one_line())
        except NotSealed as plain:
            self._failed(one, file, Why.PLAIN, plain.one_line())
        except NewerRefused as newer:
            self._failed(one, file, Why.NEWER, newer.message)
        except PackRefused as refused:
            self._failed(one, file, Why.DAMAGED, refused.message)
        return None

    def _as_before(self, one: Candidate) -> None:
        tried = self.memory.tried.get(one.path)
        if tried is not None:
            self._count(one, tried.why, tried.words)

    def _failed(
        self, one: Candidate, file: ReadFile, why: Why, words: str, said: tuple[str, int, int] = ("", 0, 0)
    ) -> None:
        if file.mark is not None:
            self.memory.tried[one.path] = Tried(file.mark, why, self.when, words, *said)
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
