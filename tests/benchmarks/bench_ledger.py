"""What keeping records safe costs: ``python tests/benchmarks/bench_ledger.py [--records N] [--folder DIR]``.

Not a test: a table of measured times, for the machine and disk it runs on.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from huaian_tui.ledger.identity import SHANGHAI, next_id
from huaian_tui.ledger.record import Record, canonical_json, chain_hash
from huaian_tui.services.first_start import ensure_ledger
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine import fold
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.records import insert_records
from huaian_tui.store.keep.backup import make_backup, restore

TODAY = date(2026, 11, 22)
MODES = (
    ("TRUNCATE", "FULL"),
    ("TRUNCATE", "EXTRA"),
    ("TRUNCATE", "NORMAL"),
    ("TRUNCATE", "OFF"),
    ("DELETE", "FULL"),
    ("WAL", "FULL"),
    ("WAL", "NORMAL"),
)


def row(*cells: str) -> None:
    """One line of the table."""
    print(f"{cells[0]:<34}" + "".join(f"{cell:>16}" for cell in cells[1:]), flush=True)


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def bench_notes(folder: Path, count: int) -> None:
    """Saving one note after the other: the product's mode first, then the others for comparison."""
    row("note save", "p50 ms", "p99 ms", "notes/s")
    for journal, synchronous in MODES:
        path = folder / f"{journal}-{synchronous}.db"
        ensure_ledger(path)
        with Ledger(path, "张三", lambda: datetime.now(UTC)) as ledger:
            ledger.connection.execute(f"PRAGMA journal_mode={journal}")
            ledger.connection.execute(f"PRAGMA synchronous={synchronous}")
            times = []
            for number in range(count):
                draft = NoteDraft(number % 60 + 1, "到场核查，平台建设推进正常，资料齐全。" * 5, TODAY)
                times.append(timed(lambda draft=draft: add_note(ledger, draft, TODAY)) * 1000)
        times.sort()
        p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
        mark = " *" if (journal, synchronous) == MODES[0] else ""
        row(f"{journal} {synchronous}{mark}", f"{p50:.2f}", f"{p99:.2f}", f"{1000 * count / sum(times):.0f}")
        path.unlink()


def fill(path: Path, count: int) -> None:
    """A ledger with so many notes, in one transaction."""
    ensure_ledger(path)
    start = datetime(2025, 1, 1, 9, tzinfo=SHANGHAI)
    with Ledger(path, "张三", lambda: start) as ledger, ledger.action() as action:
        origin, seq, previous = action._head()
        newest: bytes | None = None
        for number in range(count):
            moment = start + timedelta(seconds=40 * number)
            newest = next_id(int(moment.timestamp() * 1000), newest, secrets.token_bytes(8))
            record = _note(newest, origin, seq + number + 1, moment, action._plan)
            record = replace(record, hash=chain_hash(record, previous))
            previous = record.hash
            insert_records(ledger.connection, [(None, record)])
        ledger.connection.execute(
            "UPDATE origin SET head_seq = ?, head_hash = ? WHERE id = ?", (seq + count, previous, origin)
        )
        fold.rebuild(ledger.connection)


def _note(identity: bytes, origin: bytes, seq: int, moment: datetime, plan: str) -> Record:
    body = {
        "text": f"第{seq}次到场核查，平台建设推进正常，数据归集进度较上月提升，现场查阅台账资料齐全。",
        "units": [("市财政局", "市数据局", "市教育局")[seq % 3]],
        "method": "听取汇报",
        "contact": "",
        "problem": "部分接口未联通",
        "requirement": "限期完成整改并书面反馈",
        "follow_up": None,
    }
    return Record(
        id=identity,
        origin=origin,
        seq=seq,
        recorded_at=moment.isoformat(timespec="milliseconds"),
        officer="张三",
        kind="note",
        plan=plan,
        task_no=seq % 60 + 1,
        milestone=None,
        occurred_on=moment.date().isoformat(),
        body=canonical_json(body),
        ref=None,
        hash=b"",
    )


def bench_large(folder: Path, count: int) -> None:
    """Check, backup and restore of a ledger with many records."""
    path = folder / "large.db"
    made = timed(lambda: fill(path, count))
    row(f"{count:,} records", "seconds", "MB", "")
    row("fill (one transaction, folds)", f"{made:.1f}", f"{path.stat().st_size / 1e6:.0f}", "")
    checked = check_ledger(path)
    if not checked.ok:
        raise SystemExit(f"the ledger is not whole: {checked.problems}")
    row("check", f"{timed(lambda: check_ledger(path)):.1f}", "", "")
    target = folder / "backup.db"
    row("backup (copied, synced, verified)", f"{timed(lambda: make_backup(path, target)):.1f}", "", "")
    seconds = timed(lambda: restore(path, target, datetime.now(UTC)))
    row("restore (verified)", f"{seconds:.1f}", f"{target.stat().st_size / 1e6:.0f}", "")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--notes", type=int, default=500)
    parser.add_argument("--folder", type=Path, help="on the disk to be measured")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=chosen.folder))
    try:
        bench_notes(folder, chosen.notes)
        print()
        bench_large(folder, chosen.records)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
