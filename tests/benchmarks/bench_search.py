"""Searching as one types, character by character, in a large ledger; and what the index costs a merge.

Run it: ``python tests/benchmarks/bench_search.py --folder DIR [--tasks N] [--records N]`` (default
100,000 and 1,000,000). The ledger is the one of ``generate.py``, kept in the folder. Each line types
words of its kind from their first character on and searches records and names after each: the
figures are of one such key press, read as the screens read.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from bench_packs import START, fill, merged
from generate import RECORDS, TASKS, TODAY, cached_ledger

from huaian_tui.exchange.merging.merge import merge
from huaian_tui.exchange.packs.pack_write import export_pack
from huaian_tui.ledger.said import read_body, said
from huaian_tui.services.first_start import ensure_ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.search import text_index as search_index
from huaian_tui.store.search.find_names import names_at_once
from huaian_tui.store.search.find_records import search_records
from huaian_tui.store.search.rebuilding import rebuild_search
from huaian_tui.store.search.search_terms import SearchQuery
from huaian_tui.tui.threads.reader import LedgerReader

AIM_P50, AIM_P99 = 16.0, 50.0
"""Milliseconds of a key press at a million records."""

MERGED = 20_000

BUSY = "--busy" in sys.argv
"""On a machine that others use: processor time of the searching thread instead of time that passes."""


def samples(path: Path, count: int) -> list[str]:
    """Runs of Chinese characters out of records spread over the ledger."""
    dice = random.Random(3)
    with closing(open_reader(path)) as connection:
        low, high = connection.execute("SELECT min(rid), max(rid) FROM record WHERE rid >= 0").fetchone()
        found = list[str]()
        while len(found) < count:
            row = connection.execute(
                "SELECT kind, body FROM record WHERE rid >= ? ORDER BY rid LIMIT 1",
                (dice.randint(low, high),),
            ).fetchone()
            for run in re.findall("[一-鿿]{11,}", "\n".join(said(row[0], read_body(row[1]))))[:1]:
                start = dice.randrange(len(run) - 10)
                found.append(run[start : start + 10])
    return found


def typed(words: Sequence[str]) -> Iterator[str]:
    """What stands in the field after each key."""
    for word in words:
        yield from (word[:length] for length in range(1, len(word) + 1))


def press(reader: LedgerReader, text: str, clock: Callable[[], float]) -> tuple[float, int]:
    """Milliseconds until records and names of this text are there, and how many records."""
    query = SearchQuery(text)

    def search(connection: sqlite3.Connection) -> int:
        page = search_records(connection, query)
        names_at_once(connection, TODAY, query)  # the others follow when this has been shown
        return len(page.hits)

    began = clock()
    hits = reader.read(search)
    return (clock() - began) * 1000, hits


def line(title: str, reader: LedgerReader, texts: Sequence[str]) -> None:
    """One row of the table."""
    clock = time.thread_time if BUSY else time.perf_counter
    measured = [press(reader, text, clock) for text in texts]
    times = sorted(one for one, _ in measured)
    p50, p99 = statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.99))]
    verdict = "" if p50 <= AIM_P50 and p99 <= AIM_P99 else "  misses its aim"
    empty = sum(hits == 0 for _, hits in measured)
    print(f"{title:34}{len(times):8,}{p50:8.1f}{p99:8.1f}{times[-1]:8.1f}{empty:8,}{verdict}", flush=True)


def typing(path: Path) -> None:
    """The table of key presses."""
    runs = samples(path, 60)
    reader = LedgerReader(path, None)
    press(reader, "数据", time.perf_counter)  # the file's first pages come from the disk
    print(f"{'':34}{'keys':>8}{'p50 ms':>8}{'p99 ms':>8}{'worst':>8}{'empty':>8}")
    for length in (1, 2, 4, 8):
        line(f"{length} characters of Chinese", reader, [run[:length] for run in runs])
    line("typed to ten characters", reader, list(typed(runs[:12])))
    line("two words", reader, [f"{one[:2]} {other[2:5]}" for one, other in zip(runs, runs[1:], strict=False)])
    line("three words", reader, [f"{one[:1]} {one[4:6]} {one[7:]}" for one in runs])
    pinyin = ("caizhengju", "czj", "sjpt", "shujupingtai", "cq")
    line("pinyin and initials of names", reader, list(typed(pinyin)))
    line("nothing has it", reader, list(typed(["郸鬯𠮷", "没有这样的事", "zzzzqqq", "，，"])))
    line("digits and Latin letters", reader, list(typed(["2026-11-20", "13812345678", "platform", "4100.5"])))
    reader.close()


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def merging(folder: Path) -> None:
    """A month of a colleague's records merged, with and without the index."""
    seeded = folder / "seeded.db"
    ensure_ledger(seeded)
    theirs = Path(shutil.copy(seeded, folder / "theirs.db"))
    fill(theirs, MERGED)
    pack = folder / "pack.jsonl.gz"
    with closing(open_reader(theirs)) as connection:
        export_pack(connection, pack, officer="乙", moment=START)
    seconds, _ = merged(Path(shutil.copy(seeded, folder / "ours.db")), pack, merge)
    indexing, search_index.index_arrived = search_index.index_arrived, lambda connection: None
    try:
        bare, _ = merged(Path(shutil.copy(seeded, folder / "bare.db")), pack, merge)
    finally:
        search_index.index_arrived = indexing
    print(f"merge of {MERGED:,} records: {seconds:.1f} s, without the index {bare:.1f} s")
    rebuilt = timed(lambda: rebuild_search(folder / "ours.db"))
    print(f"index of {MERGED:,} records made anew: {rebuilt:.1f} s")


def main() -> None:
    """Both parts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, required=True, help="where the generated ledger is kept")
    parser.add_argument("--tasks", type=int, default=TASKS)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--busy", action="store_true", help="processor time: others use the machine too")
    chosen = parser.parse_args()
    path = cached_ledger(chosen.folder, chosen.tasks, chosen.records)
    ensure_ledger(path)  # one that an older program made is indexed now
    print(f"{chosen.tasks:,} tasks, {chosen.records:,} records, {path.stat().st_size / 1e6:.0f} MB")
    typing(path)
    with tempfile.TemporaryDirectory() as folder:
        merging(Path(folder))


if __name__ == "__main__":
    main()
