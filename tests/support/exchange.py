"""Laptops that exchange packs, and packs made by hand: rightly chained ones and wrong ones."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from huaian_tui.exchange.merging.merge import merge, preview
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.packs.pack_format import FORMAT, PackRefused
from huaian_tui.exchange.packs.pack_read import Pack, open_pack
from huaian_tui.exchange.packs.pack_write import export_pack
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.ledger.record import Record, canonical_json, chain_hash
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import allow_apart, fold_apart
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.migrations import newest_version
from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.engine.origins import begin_origins
from huaian_tui.store.engine.readiness import SHIPPED_ORIGIN
from huaian_tui.store.keep.machine import this_machine
from support.projections import kept, shown

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=SHANGHAI)
PLAN = "huaian-data-2024"
SHARED_COLUMNS = (
    "id, origin, seq, recorded_at, officer, kind, plan, task_no, milestone, occurred_on, body, ref, hash"
)


class Laptop:
    """An officer's ledger file with its own, possibly wrong, clock.

    It keeps its file open from one thing to the next, as the screens do: opening takes longer than most of
    what officers do. Whoever asks for ``path`` finds the file closed and may do anything with it.
    """

    def __init__(self, seeded: Path, folder: Path, officer: str, moment: datetime = NOON) -> None:
        self.folder = folder / officer
        self.folder.mkdir(mode=0o700)
        self._path = self.folder / "台账.db"
        shutil.copyfile(seeded, self._path)
        self.officer = officer
        self.moment = moment
        self._packs = 0
        self._writer: Ledger | None = None
        self._reader: sqlite3.Connection | None = None
        self._in_use = 0

    @property
    def path(self) -> Path:
        """The ledger file, which nothing of this laptop has open unless it is just being used."""
        self.let_go()
        return self._path

    @path.setter
    def path(self, path: Path) -> None:
        self.let_go()
        self._path = path

    def let_go(self) -> None:
        """Close what is kept open."""
        if self._in_use:
            return
        for one in (self._reader, self._writer):
            if one is not None:
                one.close()
        self._reader = self._writer = None

    def ledger(self) -> Ledger:
        """A writer of its own."""
        return Ledger(self.path, self.officer, lambda: self.moment)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A reader of the present day, on which nothing temporary may be made."""
        if self._reader is None:
            self._reader = open_reader(self._path)
        with self._using():
            yield self._reader

    @contextmanager
    def _using(self) -> Iterator[None]:
        self._in_use += 1
        try:
            yield
        finally:
            self._in_use -= 1

    def do(self, work: Callable[[Ledger], Any]) -> Any:
        """What this officer does with the ledger open for writing."""
        if self._writer is None or self._writer.officer != self.officer:
            self.let_go()
            self._writer = Ledger(self._path, self.officer, lambda: self.moment)
        self._writer.written.clear()
        with self._using():
            return work(self._writer)

    def export(self, **options: Any) -> Path:
        self._packs += 1
        target = self.folder / f"{self._packs}.jsonl.gz"
        with self.reading() as connection:
            export_pack(connection, target, officer=self.officer, moment=self.moment, **options)
        return target

    def take(self, *packs: Path | Pack, **options: Any) -> MergeResult:
        return self.do(lambda ledger: merge(ledger, opened(packs), self.moment, **options))

    def look(self, *packs: Path | Pack) -> MergeResult:
        return self.do(lambda ledger: preview(ledger, opened(packs), self.moment))

    def back_up(self) -> Path:
        return Path(shutil.copyfile(self.path, self.folder / "backup.db"))

    def restore(self, backup: Path, *, marked: bool = True) -> None:
        """Put a backup in place; ``marked`` as the program does it, else as by the file manager."""
        shutil.copyfile(backup, self.path)
        if marked:
            with closing(open_writer(self._path)) as connection, transaction(connection):
                begin_origins(connection, self.moment, this_machine(self._path, create=True))

    def records(self) -> list[tuple[Any, ...]]:
        with self.reading() as connection:
            return _records(connection)

    def heads(self) -> list[tuple[Any, ...]]:
        with self.reading() as connection:
            return _heads(connection)

    def projections(self, *, rebuilt: bool = False) -> dict[str, list[Any]]:
        if not rebuilt:
            with self.reading() as connection:
                return shown(connection)
        with closing(open_reader(self._path)) as connection:
            allow_apart(connection)
            fold_apart(connection)
            return shown(connection)

    def pasts(self) -> dict[str, list[Any]]:
        """All that says what stood when."""
        with self.reading() as connection:
            return kept(connection)

    def everything(self) -> tuple[Any, ...]:
        """What laptops that have exchanged all have in common; which settings hold, each decides."""
        with self.reading() as connection:
            projections = shown(connection)
            del projections["setting"]
            return _records(connection), _heads(connection), projections


def _records(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    return connection.execute(f"SELECT {SHARED_COLUMNS} FROM record WHERE rid >= 0 ORDER BY id").fetchall()


def _heads(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT id, created_at, head_seq, head_hash FROM origin WHERE head_seq > 0 AND id <> ? ORDER BY id",
        (SHIPPED_ORIGIN,),
    ).fetchall()


def opened(packs: Sequence[Path | Pack]) -> list[Pack]:
    return [open_pack(one) if isinstance(one, Path) else one for one in packs]


# ------------------------------------------------------------------ packs made by hand


def record_id(moment: datetime = NOON, number: int = 0) -> bytes:
    """A UUIDv7 of this moment."""
    ms = int(moment.timestamp() * 1000)
    return ms.to_bytes(6, "big") + (0x7000 | number & 0xFFF).to_bytes(2, "big") + b"\x80" + number.to_bytes(7)


NOTE = {
    "text": "进展",
    "units": ["市财政局"],
    "method": "",
    "contact": "",
    "problem": "",
    "requirement": "",
    "follow_up": None,
}
ORIGIN = bytes(range(16))


def record(seq: Any = 1, body: Any = None, **columns: Any) -> dict[str, Any]:
    """The values of a note's line; anything may be put in their place."""
    number = seq if type(seq) is int and 0 < seq < 1000 else 1
    return {
        "body": NOTE if body is None else body,
        "id": record_id(NOON + timedelta(seconds=number), number).hex(),
        "kind": "note",
        "milestone": None,
        "occurred_on": "2026-11-20",
        "officer": "外人",
        "plan": PLAN,
        "recorded_at": "2026-11-22T12:00:00.000+08:00",
        "ref": None,
        "seq": seq,
        "task_no": 1,
    } | columns


def chained_after(last: dict[str, Any], origin: bytes, columns: dict[str, Any]) -> bytes:
    """A line that rightly follows another one of its origin, with these columns."""
    identity = (int(last["id"], 16) + (1 << 80)).to_bytes(16, "big").hex()  # a millisecond later
    value = last | {"id": identity, "seq": last["seq"] + 1} | columns
    del value["hash"]
    return chained([value], origin, bytes.fromhex(last["hash"]))[0][0]


def chained(
    records: Sequence[dict[str, Any]], origin: bytes = ORIGIN, previous: bytes = b""
) -> tuple[list[bytes], bytes]:
    """Lines with right hashes wherever a hash can be had, and the last hash."""
    lines = list[bytes]()
    for value in records:
        try:
            previous = chain_hash(
                Record(
                    bytes.fromhex(value["id"]),
                    origin,
                    value["seq"],
                    value["recorded_at"],
                    value["officer"],
                    value["kind"],
                    value["plan"],
                    value["task_no"],
                    value["milestone"],
                    value["occurred_on"],
                    canonical_json(value["body"]),
                    None if value["ref"] is None else bytes.fromhex(value["ref"]),
                    b"",
                ),
                previous,
            )
        except (ValueError, TypeError, AttributeError, RecursionError):
            previous = hashlib.sha256(previous).digest()
        lines.append(json.dumps({"hash": previous.hex()} | value).encode())
    return lines, previous


def write_pack(path: Path, lines: Sequence[bytes], head: bytes, **changes: Any) -> Path:
    """A pack of one origin with these lines; ``changes`` replace parts of the header, callables get it."""
    content = b"".join(line + b"\n" for line in lines)
    header: dict[str, Any] = {
        "format": FORMAT,
        "version": 1,
        "schema": newest_version(),
        "plan": PLAN,
        "reference": "0" * 64,
        "created_at": "2026-11-22T12:00:00+08:00",
        "officer": "外人",
        "records": len(lines),
        "sha256": hashlib.sha256(content).hexdigest(),
        "origins": [
            {
                "id": ORIGIN.hex(),
                "created_at": "2026-11-22T12:00:00+08:00",
                "first": 1,
                "before": "",
                "last": len(lines),
                "head": head.hex(),
            }
        ],
    }
    for key, change in changes.items():
        header[key] = change(header[key]) if callable(change) else change
    return write_raw(path, json.dumps(header).encode() + b"\n", content)


def write_raw(path: Path, *members: bytes) -> Path:
    path.write_bytes(b"".join(gzip.compress(member, mtime=0) for member in members))
    return path


def forged(path: Path, *records: dict[str, Any], **changes: Any) -> Path:
    """A pack of these records, chained and summed as it should be."""
    lines, head = chained(records)
    return write_pack(path, lines, head, **changes)


def refused(laptop: Laptop, pack: Path) -> PackRefused:
    """Both ways in refuse it and leave the file as it is; the words are fit to be shown."""
    before = laptop.path.read_bytes()
    with pytest.raises(PackRefused) as caught:
        laptop.take(pack)
    assert laptop.path.read_bytes() == before
    try:
        seen = laptop.look(pack)
    except PackRefused as at_once:
        assert at_once.one_line() == caught.value.one_line()
    else:
        assert [one.error.one_line() for one in seen.refusals] == [caught.value.one_line()]
        assert (seen.new, seen.refused > 0) == (0, True)
    assert laptop.path.read_bytes() == before
    line = caught.value.one_line()
    assert caught.value.title and caught.value.way_out
    assert line.isprintable() and len(line) < 400, line
    return caught.value
