"""A large ledger joins an empty shared folder, then a new laptop joins it and takes all: how long, how much
memory, and how long a command takes that saves a note meanwhile. In the end both ledgers reach as far.

    python tests/benchmarks/bench_joining.py LEDGER    # a copy is used; 1,000,000 records: some 20 min

Not a part of ``run.py``, for its length. Linux alone: the processes are looked at in /proc.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.2
SAVE_EVERY_SECONDS = 2.0

Environment = dict[str, str]


@dataclass
class Ran:
    """A command that ended: wall time and processor time of all its processes (s), their most memory (MB)."""

    wall: float
    cpu: float
    mb: float


class Failed(SystemExit):
    """What was to be measured did not come to its end."""


def tree(pid: int) -> Iterator[int]:
    """A process and those that it began."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in children.read_text().split():
                yield from tree(int(child))
        except OSError:
            continue


def resident_mb(pid: int) -> float:
    """What a process and those that it began hold in memory."""
    found = 0
    for one in tree(pid):
        try:
            lines = Path(f"/proc/{one}/status").read_text().splitlines()
        except OSError:
            continue
        found += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return found / 1024


def ran(words: Sequence[str], environment: Environment, save: Sequence[str] = ()) -> tuple[Ran, list[float]]:
    """Run a command to its end; how long each ``save`` took beside it (ms)."""
    began, most, saves, saved = time.monotonic(), 0.0, list[float](), time.monotonic()
    child = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | environment
    )
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        most = max(most, resident_mb(child.pid))
        if save and time.monotonic() >= saved + SAVE_EVERY_SECONDS:
            at = time.monotonic()
            subprocess.run(save, check=True, stdout=subprocess.DEVNULL, env=os.environ | environment)
            saved = time.monotonic()
            saves.append((saved - at) * 1000)
        time.sleep(LOOK_SECONDS)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise Failed(f"{' '.join(words)}: {child.returncode}")
    return Ran(time.monotonic() - began, usage.ru_utime + usage.ru_stime, most), saves


def heads(ledger: Path) -> dict[bytes, tuple[int, bytes]]:
    """How far each origin reaches in a ledger, with its last hash."""
    with closing(sqlite3.connect(f"{ledger.as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT id, head_seq, head_hash FROM origin WHERE head_seq > 0")
        return {origin: (seq, digest) for origin, seq, digest in rows}


def home_of(folder: Path) -> Environment:
    """A laptop of its own, as far as the program can tell."""
    return {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "STATE", "CACHE", "DATA")}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="for the copies")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        measure(chosen.ledger, Path(name))


def measure(ledger: Path, folder: Path) -> None:
    """Both joins of copies in ``folder``; a line for each figure."""
    share, old, new = folder / "share", folder / "old.db", folder / "new.db"
    share.mkdir()
    shutil.copyfile(ledger, old)
    author, newcomer = home_of(folder / "author"), home_of(folder / "newcomer")
    program = (sys.executable, "-m", "huaian_tui", "--db")
    ran((*program, str(old), "task", "1"), author)  # an older schema is brought up to date before
    ran((*program, str(new), "task", "1"), newcomer)
    written, _ = ran((*program, str(old), "--officer", "甲", "sync", str(share), "--no-seal"), author)
    told("送出", written)
    save = (*program, str(new), "--officer", "乙", "note", "add", "1", "--text", "进展正常")
    read, saves = ran(
        (*program, str(new), "--officer", "乙", "sync", str(share), "--no-seal"), newcomer, save
    )
    told("收齐", read)
    if saves:
        middle = statistics.median(saves)
        print(f"其间 note add：{len(saves)} 次，中位 {middle:.0f} ms，最长 {max(saves):.0f} ms")
    there, here = heads(old), heads(new)
    lacking = [origin.hex() for origin in there if here.get(origin) != there[origin]]
    if lacking:
        raise Failed(f"not as far as the other ledger: {', '.join(lacking)}")
    print(f"两边一致：{len(there)} 个来源，{sum(seq for seq, _ in there.values())} 条记录")


def told(what: str, found: Ran) -> None:
    """One line of a command."""
    print(
        f"{what}：{found.wall:.0f} s，处理器 {found.cpu:.0f} s，各进程的内存合计最多 {found.mb:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
