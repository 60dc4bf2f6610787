"""Laptops in step through a folder, without programs: a light ledger, an engine that delivers late and badly.

Time is a number of seconds that only the test moves. Files are real, in a folder for each laptop.
"""

from __future__ import annotations

import hashlib
import heapq
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from huaian_tui.exchange.folder.folder_child import done
from huaian_tui.exchange.folder.in_step import Now, keep_in_step
from huaian_tui.exchange.folder.ledger_side import Progress, Refused
from huaian_tui.exchange.folder.memory import Memory, Why, memory_form, memory_of
from huaian_tui.exchange.folder.names import HEADS, ROOT, is_temporary
from huaian_tui.exchange.folder.office_key import OfficeKeys
from huaian_tui.exchange.folder.report import Report
from huaian_tui.exchange.folder.segments import segment_bytes
from huaian_tui.exchange.folder.shared import SharedFolder
from huaian_tui.exchange.folder.writing_plan import Span, Times
from huaian_tui.exchange.packs.pack_format import OriginRange, PackRefused
from huaian_tui.exchange.packs.pack_read import Pack
from huaian_tui.exchange.packs.record_read import read_record
from huaian_tui.ledger.record import Record, canonical_json, chain_hash

HOUR = 3600.0
DAY = 24 * HOUR
START = datetime(2026, 11, 2, tzinfo=UTC)


def asked_here(request: bytes, seconds: float) -> bytes:
    """The child's work in this process."""
    return done(request)


class LightLedger:
    """Records by origin in memory, each verified by its place in its chain and by nothing else."""

    def __init__(self, number: int, officer: str = "甲", generation: int = 0) -> None:
        self.number, self.officer = number, officer
        self.chains: dict[bytes, list[Record]] = {}
        self.own = self._new_origin(generation)
        self.mine = [self.own]
        self.circumstances = "same"

    def _new_origin(self, generation: int) -> bytes:
        return hashlib.sha256(f"{self.number} {generation}".encode()).digest()[:16]

    @property
    def me(self) -> str:
        return self.own.hex()[:16]

    @property
    def former(self) -> tuple[str, ...]:
        return tuple(one.hex()[:16] for one in self.mine if one != self.own)

    def sign_heads(self, digest: bytes) -> tuple[str, str] | None:
        """As good as signed: whoever is here is known."""
        return "0" * 64, digest.hex() * 2

    def is_signed(self, digest: bytes, signed: tuple[str, str]) -> bool:
        return signed == self.sign_heads(digest)

    def begin_anew(self) -> None:
        self.own = self._new_origin(len(self.mine))
        self.mine.append(self.own)

    def write(self, texts: Sequence[str]) -> None:
        """Append notes."""
        chain = self.chains.setdefault(self.own, [])
        for text in texts:
            chain.append(
                _record(self.own, len(chain) + 1, text, chain[-1].hash if chain else b"", self.officer)
            )

    def heads(self) -> dict[str, int]:
        return {origin.hex()[:16]: len(chain) for origin, chain in self.chains.items() if chain}

    def _chain(self, origin: str) -> list[Record]:
        return next((chain for one, chain in self.chains.items() if one.hex()[:16] == origin), [])

    def hash_at(self, origin: str, seq: int) -> str | None:
        chain = self._chain(origin)
        return chain[seq - 1].hash.hex()[:16] if 0 < seq <= len(chain) else None

    def made(self, span: Span, salt: str) -> bytes:
        chain = self._chain(span.origin)
        records = chain[span.first - 1 : span.last]
        before = chain[span.first - 2].hash if span.first > 1 else b""
        origin = OriginRange(
            records[0].origin, "2026-11-02T08:00:00+08:00", span.first, before, span.last, records[-1].hash
        )
        return segment_bytes(origin, records, 1, salt)

    def take(
        self, packs: Sequence[Pack], told: Progress = lambda done, total: None
    ) -> tuple[int, dict[str, Refused]]:
        before = sum(len(chain) for chain in self.chains.values())
        told = {pack.name: self._take(pack) for pack in packs}
        new = sum(len(chain) for chain in self.chains.values()) - before
        return new, {name: refused for name, refused in told.items() if refused is not None}

    @property
    def stopped(self) -> bool:
        """It takes all at once."""
        return False

    def prove(self, pack: Pack) -> bool:
        """It knows no keys."""
        return False

    def _take(self, pack: Pack) -> Refused | None:
        (part,) = pack.header.origins
        chain = self.chains.get(part.id, [])
        if part.first > len(chain) + 1:
            return Refused(None)
        fresh, previous = list[Record](), part.before
        try:
            for seq, line in enumerate(pack.lines(), part.first):
                record, _ = read_record(line, part.id, seq)
                if chain_hash(record, previous) != record.hash:
                    raise ValueError("chain")
                previous = record.hash
                if seq <= len(chain):
                    if chain[seq - 1].hash != record.hash:
                        return Refused(Why.FORK, "fork")
                elif not fresh and chain and record.hash != chain_hash(record, chain[-1].hash):
                    return Refused(Why.FORK, "fork")
                else:
                    fresh.append(record)
        except PackRefused as refused:
            return Refused(Why.DAMAGED, refused.message)
        except ValueError as error:
            return Refused(Why.REFUSED, str(error))
        self.chains.setdefault(part.id, []).extend(fresh)
        if fresh and part.id == self.own:
            self.begin_anew()
        return None


def _record(origin: bytes, seq: int, text: str, previous: bytes, officer: str) -> Record:
    moment = START + timedelta(seconds=seq)
    ms = int(moment.timestamp() * 1000)
    identity = (
        ms.to_bytes(6, "big")
        + (0x7000 | seq & 0xFFF).to_bytes(2, "big")
        + b"\x80"
        + origin[:3]
        + seq.to_bytes(4)
    )
    shown = moment.isoformat(timespec="seconds").replace("+00:00", "+08:00")
    body = canonical_json({"text": text})
    record = Record(
        identity, origin, seq, shown, officer, "note", "huaian-data-2024", None, None, None, body, None, b""
    )
    columns = {name: getattr(record, name) for name in Record.__slots__}
    return Record(**columns | {"hash": chain_hash(record, previous)})


@dataclass
class Desk:
    """One laptop: its ledger, its replica of the folder, its memory (through JSON each time, as in the
    program)."""

    ledger: Any
    folder: Path
    keys: OfficeKeys = field(default_factory=OfficeKeys)
    times: Times = field(default_factory=Times)
    helps: bool = True
    kept: dict[str, Any] = field(default_factory=dict)
    ask: Any = asked_here

    @property
    def memory(self) -> Memory:
        return memory_of(self.kept)

    def sync(self, now: float = 0.0, **options: Any) -> Report:
        memory = memory_of(self.kept)
        shared = SharedFolder(self.folder, None, self.ask)
        before = {path: path.stat().st_mtime_ns for path in self._own_files()}
        try:
            return keep_in_step(
                self.ledger,
                shared,
                self.keys,
                memory,
                Now(now, f"{now:.0f}"),
                times=self.times,
                helps=self.helps,
                **options,
            )
        finally:
            self.kept = memory_form(memory)
            for path in self._own_files():
                if before.get(path) != path.stat().st_mtime_ns:  # a new file: born by the test's own clock
                    os.utime(path, (now, now))

    def _own_files(self) -> list[Path]:
        own = self.folder / ROOT / self.ledger.me
        return list(own.iterdir()) if own.is_dir() else []

    def files(self) -> dict[str, bytes]:
        root = self.folder / ROOT
        return {
            str(one.relative_to(root)): one.read_bytes() for one in sorted(root.rglob("*")) if one.is_file()
        }


@dataclass
class Faults:
    """How badly the engine delivers: parts of files under their final names, under temporary names, under
    other names for ever, with a flipped bit for ever (each the part of deliveries that it befalls)."""

    cut: float = 0.10
    temporary: float = 0.10
    renamed: float = 0.03
    damaged: float = 0.01


TEMPORARY = (".syncthing.{}.tmp", "~${}", "{}.part", ".{}.Xy12Qa")
RENAMED = (
    "{} (冲突副本).hap",
    "{}.sync-conflict-20261128-205234-ZTWCWS5.hap",
    "{} - 副本.hap",
    "{} (conflicted copy 2026-04-22 133143).hap",
)


class FakeEngine:
    """Carries each change of each own folder to each other laptop, at a time of its own, and not always well.

    ``known`` is what the engine has seen in each laptop's own folder, ``arrived`` the version that each
    holds.
    """

    def __init__(self, desks: Sequence[Desk], chance: random.Random, faults: Faults) -> None:
        self.desks, self.chance, self.faults = desks, chance, faults
        self.queue: list[tuple[float, int, int, str, int, bytes | None, bool]] = []
        self.versions: dict[str, int] = {}
        self.arrived: list[dict[str, int]] = [{} for _ in desks]
        self.known: list[dict[str, tuple[int, int]]] = [{} for _ in desks]
        self.count = 0

    def look(self, place: int, now: float) -> None:
        """See what changed in a laptop's own folder since the last look, and send it off."""
        root = self.desks[place].folder / ROOT
        own = root / self.desks[place].ledger.me
        there = dict[str, tuple[int, int]]()
        for entry in os.scandir(own) if own.is_dir() else ():
            if not is_temporary(entry.name):
                status = entry.stat()
                there[f"{own.name}/{entry.name}"] = (status.st_size, status.st_mtime_ns)
        before, self.known[place] = self.known[place], there
        for path, mark in there.items():
            if before.get(path) != mark:
                self._send(place, path, (root / path).read_bytes(), now)
        for path in before.keys() - there.keys():
            self._send(place, path, None, now)

    def _send(self, place: int, path: str, data: bytes | None, now: float) -> None:
        self.versions[path] = self.versions.get(path, 0) + 1
        for other in range(len(self.desks)):
            if other != place:
                self._later(
                    now + self.chance.expovariate(1 / (6 * HOUR)), other, path, self.versions[path], data
                )

    def _later(
        self, at: float, other: int, path: str, version: int, data: bytes | None, whole: bool = False
    ) -> None:
        self.count += 1
        heapq.heappush(self.queue, (at, self.count, other, path, version, data, whole))

    def deliver(self, until: float) -> None:
        """All that arrives by then, in the order of the times, which is not that of the sending."""
        while self.queue and self.queue[0][0] <= until:
            at, _, place, path, version, data, whole = heapq.heappop(self.queue)
            if version < self.arrived[place].get(path, 0):
                continue
            target = self.desks[place].folder / ROOT / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if data is None:
                target.unlink(missing_ok=True)
                self.arrived[place][path] = version
            elif whole or not self._spoiled(at, place, path, version, data, target):
                target.write_bytes(data)
                self.arrived[place][path] = version

    def _spoiled(self, at: float, place: int, path: str, version: int, data: bytes, target: Path) -> bool:
        """Whether a fault befell this delivery, and do it."""
        faults, x = self.faults, self.chance.random()
        later = at + self.chance.expovariate(1 / (3 * HOUR))
        if (x := x - faults.cut) < 0:
            target.write_bytes(data[: self.chance.randrange(len(data))])
            self._later(later, place, path, version, data, whole=True)
        elif (x := x - faults.temporary) < 0:
            name = self.chance.choice(TEMPORARY).format(target.name[:60])
            target.with_name(name).write_bytes(data[: len(data) // 2])
            self._later(later, place, path, version, data, whole=True)
        elif target.name == HEADS:
            return False
        elif (x := x - faults.renamed) < 0:
            target.with_name(self.chance.choice(RENAMED).format(target.stem)).write_bytes(data)
            self.arrived[place][path] = version
        elif x - faults.damaged < 0:
            bit = self.chance.randrange(160, len(data) * 8)
            spoiled = bytearray(data)
            spoiled[bit // 8] ^= 1 << bit % 8
            target.write_bytes(spoiled)
            self.arrived[place][path] = version
        else:
            return False
        return True
