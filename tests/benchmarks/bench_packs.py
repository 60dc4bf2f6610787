"""Merging a pack of many records, beside plain SQLite inserting the same rows.

Run it: ``python tests/benchmarks/bench_packs.py [records]`` (default 100,000). Both sides insert
into the same tables, with the same indexes, trigger and durability, in one transaction;
the merge also reads the pack, verifies every record and folds the projections. All
in one run, on one machine, so that the factor means something.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any

from huaian_tui.exchange.merging import merge_each as merge_each_module
from huaian_tui.exchange.merging.merge import merge, preview
from huaian_tui.exchange.packs.pack_read import open_pack
from huaian_tui.exchange.packs.pack_write import export_pack
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.ledger.record import Entry, Record, RecordKind
from huaian_tui.services.first_start import ensure_ledger
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.engine.records import read_records

START = datetime(2026, 11, 22, 9, 0, tzinfo=SHANGHAI)
UNITS = ("市财政局", "市数据局")
WORDS = "已 完成 数据 资源 目录 编制 正在 推进 授权 运营 试点 平台 对接 清单 更新 协调 部门 整改 会议".split()


def body(dice: random.Random) -> dict[str, Any]:
    """A note of about a hundred characters, as officers write them."""
    return {
        "text": "".join(dice.choices(WORDS, k=45)),
        "units": [UNITS[dice.randrange(len(UNITS))]],
        "method": "听取汇报",
        "contact": "",
        "problem": "".join(dice.choices(WORDS, k=8)),
        "requirement": "",
        "follow_up": None if dice.random() < 0.7 else "2026-12-15",
    }


def fill(path: Path, records: int) -> None:
    """A colleague's ledger: notes mostly, a few decisions, through the ledger's own door."""
    dice = random.Random(7)
    clock = START
    with Ledger(path, "乙", lambda: clock) as ledger:
        for first in range(0, records, 20_000):
            clock += timedelta(hours=1)
            with ledger.action() as action:
                for number in range(first, min(first + 20_000, records)):
                    append(action, dice, number)


def append(action: Action, dice: random.Random, number: int) -> None:
    if number % 500 == 0:
        entry = Entry(RecordKind.MILESTONE_EXTEND, {"due": "2026-12-31", "basis": "会议纪要"}, 2, "2-1")
    else:
        entry = Entry(RecordKind.NOTE, body(dice), dice.randrange(1, 61), None, "2026-11-20")
    action.append(entry)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def insert_plainly(source: Path, target: Path) -> float:
    """The same rows by ``executemany``: what SQLite itself takes for them."""
    with closing(open_reader(source)) as connection:
        rows = [
            tuple(getattr(one, name) for name in Record.__slots__)
            for one in sorted(read_records(connection), key=attrgetter("origin", "seq"))
        ]
        origins = connection.execute("SELECT id, created_at, head_seq, head_hash FROM origin").fetchall()
    with closing(open_writer(target)) as connection:
        columns = ", ".join(Record.__slots__)

        def work() -> None:
            with transaction(connection):
                connection.executemany(
                    "INSERT OR IGNORE INTO origin (id, mine, created_at, head_seq, head_hash) "
                    "VALUES (?, 0, ?, ?, ?)",
                    origins,
                )
                connection.executemany(
                    f"INSERT INTO record ({columns}) VALUES ({','.join('?' * 13)})",
                    rows,
                )

        return timed(work)


def merged(ledger_path: Path, pack: Path, work: Callable[..., Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    with Ledger(ledger_path, "张三", lambda: START) as ledger:
        result = work(ledger, [open_pack(pack)], START)
    return time.perf_counter() - start, result


class Batches:
    """A merge in batches beside somebody who saves: its transactions and his waits, in seconds."""

    def __init__(self) -> None:
        self.longest = self.waited = 0.0
        self.batches = self.saves = 0

    def run(self, ledger_path: Path, pack: Path, *, saving: bool) -> float:
        """The whole; ``saving``: a note is saved by another writer every half second meanwhile."""
        done, saver = threading.Event(), None
        if saving:
            saver = threading.Thread(target=self._save, args=(ledger_path, done))
            saver.start()
        real = merge_each_module.write_batch

        def told(*given: Any) -> Any:
            start = time.perf_counter()
            written = real(*given)
            self.longest = max(self.longest, time.perf_counter() - start)
            self.batches += 1
            return written

        merge_each_module.write_batch = told  # type: ignore[assignment]
        try:
            with Ledger(ledger_path, "张三", lambda: START) as ledger:
                return timed(lambda: merge_each_module.merge_each(ledger, [open_pack(pack)], START))
        finally:
            merge_each_module.write_batch = real
            done.set()
            if saver is not None:
                saver.join()

    def _save(self, ledger_path: Path, done: threading.Event) -> None:
        with Ledger(ledger_path, "李四", lambda: START) as ledger:
            draft = NoteDraft(1, "其间", START.date())
            while not done.wait(0.5):
                self.waited = max(self.waited, timed(lambda: add_note(ledger, draft, START.date())))
                self.saves += 1


def memory(seeded: Path, folder: Path, pack: Path) -> float:
    """MB at most of a process of its own that does nothing but this merge (Linux)."""
    target = Path(shutil.copy(seeded, folder / "memory.db"))
    program = (
        "import sys; from pathlib import Path; from bench_packs import merge, merged; "
        "merged(Path(sys.argv[1]), Path(sys.argv[2]), merge); "
        # Not getrusage: after a fork it counts the parent's memory too.
        "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(target), str(pack)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        check=True,
    )
    return int(ended.stdout) / 1024


def main(records: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeded = folder / "seeded.db"
        ensure_ledger(seeded)
        theirs, plain, ours = (
            Path(shutil.copy(seeded, folder / f"{one}.db")) for one in ("theirs", "plain", "ours")
        )
        fill(theirs, records)
        pack = folder / "pack.jsonl.gz"
        with closing(open_reader(theirs)) as connection:
            exported = timed(lambda: export_pack(connection, pack, officer="乙", moment=START))
        raw = insert_plainly(theirs, plain)
        seen, _ = merged(Path(shutil.copy(seeded, folder / "seen.db")), pack, preview)
        taken, result = merged(ours, pack, merge)
        again, repeated = merged(ours, pack, merge)
        alone, beside = Batches(), Batches()
        batched = alone.run(Path(shutil.copy(seeded, folder / "batched.db")), pack, saving=False)
        beside.run(Path(shutil.copy(seeded, folder / "beside.db")), pack, saving=True)
        assert (result.new, repeated.known) == (records, records), (result, repeated)
        assert check_ledger(ours).ok
        print(
            f"{records:,} records, pack {pack.stat().st_size / 1e6:.1f} MB, SQLite {sqlite3.sqlite_version}"
        )
        print(f"{'':34}{'s':>7}{'records/s':>12}{'factor':>8}")
        for title, seconds in (
            ("plain SQLite, same rows and tables", raw),
            ("merge: read, verify, insert, fold", taken),
            ("merge in batches", batched),
            ("preview (the same, taken back)", seen),
            ("merge again, all known", again),
            ("export", exported),
        ):
            print(f"{title:34}{seconds:7.2f}{records / seconds:12,.0f}{seconds / raw:8.1f}")
        print(f"merge in batches: {alone.batches}, the longest {alone.longest * 1000:.0f} ms")
        print(f"beside it {beside.saves} saves, the longest took {beside.waited * 1000:.0f} ms")
        print(f"memory of a program that merges it: {memory(seeded, folder, pack):.0f} MB at most")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
