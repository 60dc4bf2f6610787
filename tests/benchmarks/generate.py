"""Make a large ledger: ``python tests/benchmarks/generate.py --folder DIR [--tasks N] [--records N]``.

The real plan with further ones (500 tasks each) up to so many tasks, and records of every kind by three
laptops over two years. Written by bulk SQL, since the program's own functions save one record at a time; the
result passes ``check`` like any ledger: hash chains, projections, indexes. The same
sizes and seed give the same content; the file is kept in the folder and made only once.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from made_plan import MadePlan, Part, PlanMaker
from made_records import FIRST_DAY, RecordMaker, Told, settings
from made_words import OFFICERS, Words

from huaian_tui.ledger.identity import SHANGHAI, next_id
from huaian_tui.ledger.record import Columns, canonical_json, chain_hash_of
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.services.first_start import ensure_ledger
from huaian_tui.store.engine import fold
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_writer
from huaian_tui.store.search import name_index as search_names
from huaian_tui.store.search import text_index as search_index

TODAY = date(2026, 11, 22)
"""The frozen day around which the dates stand."""

BEGUN = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 8, tzinfo=SHANGHAI) - timedelta(days=1)
"""When the plans are entered."""

SHIPPED_TASKS = 60
TASKS, RECORDS = 100_000, 1_000_000

_INSERT = (
    "INSERT INTO record (rid, id, origin, seq, recorded_at, officer, kind, plan, task_no, milestone, "
    "occurred_on, body, ref, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_SHARES = (0.6, 0.25, 0.15)
"""How much of the records each laptop wrote; the first is this one."""


class _Laptop:
    """One origin while it is written: its number, the hash of its last record, its officers."""

    def __init__(self, identity: bytes, officers: Sequence[str]) -> None:
        self.identity = identity
        self.officers = officers
        self.seq = 0
        self.hash = b""

    def row(self, told: Told, identity: bytes, moment: datetime, officer: str, plan: str) -> Columns:
        """The record as a row, chained to the one before."""
        self.seq += 1
        row: Columns = (
            identity,
            self.identity,
            self.seq,
            moment.isoformat(timespec="milliseconds"),
            officer,
            told.kind.value,
            plan,
            told.task_no,
            told.milestone,
            told.occurred_on,
            canonical_json(told.body),
            told.ref,
            b"",
        )
        self.hash = chain_hash_of(row, self.hash)
        return (*row[:-1], self.hash)


def make_ledger(
    path: Path, tasks: int = TASKS, records: int = RECORDS, seed: int = 1, closed: int = 0
) -> None:
    """Write a new ledger with so many tasks (60 at least) and records to ``path``.

    ``closed``: so many of its plans are closed (收官) at the end, by further records.
    """
    if tasks < SHIPPED_TASKS or records < 0:
        raise SystemExit(
            f"At least {SHIPPED_TASKS} tasks (the plan as published), and no negative number of records."
        )
    ensure_ledger(path)
    source = random.Random(seed)
    connection = open_writer(path)
    try:
        connection.execute("PRAGMA synchronous=OFF")  # a lost benchmark file is made again
        connection.execute("PRAGMA cache_size=-400000")
        texts = [row[0] for row in connection.execute("SELECT text FROM task ORDER BY no")]
        words = Words(source, texts)
        with transaction(connection):
            _write_records(connection, source, words, (tasks, records, closed))
            fold.rebuild(connection)
            search_names.rebuild_names(connection)
        search_index.rebuild(connection)
    finally:
        connection.close()


def _write_records(
    connection: sqlite3.Connection, source: random.Random, words: Words, sizes: tuple[int, int, int]
) -> None:
    """First what is supervised, by the first laptop and before its first day; then the work of two years.

    ``sizes``: tasks, records, plans that are closed in the evening of the last day.
    """
    tasks, count, closed = sizes
    plans = PlanMaker(connection, source, words, TODAY)
    third = len(OFFICERS) // len(_SHARES)
    laptops = [
        _Laptop(source.randbytes(16), OFFICERS[third * place : third * (place + 1)])
        for place in range(len(_SHARES))
    ]
    connection.executemany(
        "INSERT INTO origin (id, mine, created_at, head_seq, head_hash) VALUES (?, ?, ?, 0, x'')",
        [(one.identity, int(place == 0), BEGUN.isoformat()) for place, one in enumerate(laptops)],
    )
    numbers = itertools.count(1)
    connection.executemany(_INSERT, _numbered(numbers, _parts(plans.parts(tasks), source, laptops[0])))
    maker = RecordMaker(source, words, plans.made, TODAY, max(1, count))
    connection.executemany(_INSERT, _numbered(numbers, _rows(maker, plans.made, source, laptops, count)))
    made = connection.execute("SELECT plan, id FROM record WHERE kind = 'plan_set' AND rid > 0 ORDER BY rid")
    closing = [
        (plan, told)
        for plan, plan_set in made.fetchall()[:closed]
        for told in maker.closing(plan, plan_set, TODAY.isoformat())
    ]
    connection.executemany(_INSERT, _numbered(numbers, _closings(closing, source, laptops[0])))
    connection.executemany(
        "UPDATE origin SET head_seq = ?, head_hash = ? WHERE id = ?",
        [(one.seq, one.hash, one.identity) for one in laptops],
    )


def _numbered(numbers: Iterator[int], rows: Iterator[Columns]) -> Iterator[tuple[Any, ...]]:
    return ((number, *row) for number, row in zip(numbers, rows, strict=False))


def _parts(parts: Iterator[Part], source: random.Random, laptop: _Laptop) -> Iterator[Columns]:
    newest: bytes | None = None
    for part in parts:
        newest = next_id(int(BEGUN.timestamp() * 1000), newest, source.randbytes(8))
        told = Told(part.kind, part.body, part.task_no)
        yield laptop.row(told, newest, BEGUN, laptop.officers[0], part.plan)


def _rows(
    maker: RecordMaker,
    made: MadePlan,
    source: random.Random,
    laptops: list[_Laptop],
    count: int,
) -> Iterator[Columns]:
    first = list(settings())
    newest: bytes | None = None
    for number in range(count):
        moment = maker.moment(number)
        newest = next_id(int(moment.timestamp() * 1000), newest, source.randbytes(8))
        if number < len(first):
            laptop, told = laptops[0], first[number]
        else:
            laptop = source.choices(laptops, _SHARES)[0]
            told = maker.make(number, newest, moment.date().isoformat())
        plan = told.plan or (SHIPPED_PLAN if told.task_no is None else made.plans[told.task_no])
        yield laptop.row(told, newest, moment, source.choice(laptop.officers), plan)


def _closings(
    closing: Sequence[tuple[str, Told]], source: random.Random, laptop: _Laptop
) -> Iterator[Columns]:
    """The records that close plans, each with its plan."""
    evening = datetime(TODAY.year, TODAY.month, TODAY.day, 18, tzinfo=SHANGHAI)
    newest: bytes | None = None
    for plan, told in closing:
        newest = next_id(int(evening.timestamp() * 1000), newest, source.randbytes(8))
        yield laptop.row(told, newest, evening, laptop.officers[0], plan)


def cached_ledger(
    folder: Path, tasks: int = TASKS, records: int = RECORDS, seed: int = 1, closed: int = 0
) -> Path:
    """The ledger of these sizes in ``folder``, made when it is not there yet. Write to copies only."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"ledger-{tasks}-{records}-{seed}-plans{f'-{closed}-closed' if closed else ''}.db"
    if not path.exists():
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        make_ledger(unfinished, tasks, records, seed, closed)
        unfinished.replace(path)
    ensure_ledger(path)  # one of an older schema is upgraded, and its past filled
    return path


def main() -> None:
    """Make a ledger, say how long it took, check it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--folder", type=Path, required=True, help="where the file is kept; never in the repository"
    )
    parser.add_argument("--tasks", type=int, default=TASKS)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--closed", type=int, default=0, help="so many of the plans are closed")
    parser.add_argument("--no-check", action="store_true", help="do not check it afterwards")
    chosen = parser.parse_args()
    began = time.perf_counter()
    path = cached_ledger(chosen.folder, chosen.tasks, chosen.records, chosen.seed, chosen.closed)
    seconds, size = time.perf_counter() - began, path.stat().st_size / 1e6
    print(f"{path}: {chosen.tasks:,} tasks, {chosen.records:,} records, {size:.0f} MB, {seconds:.1f} s")
    if not chosen.no_check:
        began = time.perf_counter()
        result = check_ledger(path)
        print(f"check: {time.perf_counter() - began:.1f} s, {'; '.join(result.problems) or 'whole'}")
        if not result.ok:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
