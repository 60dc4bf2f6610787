"""What the durability tests share: a program that forks workers to be killed, and reading back."""

from __future__ import annotations

import hashlib
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from huaian_tui.store.engine.connection import side_file
from huaian_tui.store.engine.file_check import CheckResult
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.journal import open_to_read
from support.children import Child

ZYGOTE = """
import os, sys
from datetime import UTC, date, datetime
from pathlib import Path
from huaian_tui.domain.text import pinyin
from huaian_tui.services import first_start
from huaian_tui.store.keep import backup
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger

def clock():
    return datetime.now(UTC)

def say(line):
    os.write(1, (line + "\\n").encode())

def notes(path, name, spill):
    with Ledger(path, "张三", clock) as ledger:
        if spill == "spill":
            ledger.connection.execute("PRAGMA cache_size=1")
            ledger.connection.execute("PRAGMA cache_spill=1")
        for number in range(1_000_000):
            text = f"{name}/{number}"
            padding = "写" * (number % 7 * 900)
            add_note(ledger, NoteDraft(number % 60 + 1, text, date(2026, 1, 1), problem=padding),
                     date(2026, 11, 22))
            say(text)

def backups(path, name, _):
    for number in range(1_000_000):
        say("start")
        backup.make_backup(path, path.with_name(f"{name}-{number}.db"))
        say(f"{name}-{number}.db")

def restores(path, name, source):
    for number in range(1_000_000):
        say("start")
        backup.restore(path, path.with_name(source), clock())

def first(path, name, _):
    fresh = path.with_name(f"{name}.db")
    say("start")
    first_start.ensure_ledger(fresh)
    say(fresh.name)
    while True:
        signal.pause()

import signal
path = Path(sys.argv[1])
for line in sys.stdin:
    work, name, extra = line.split()
    child = os.fork()
    if child == 0:
        try:
            globals()[work](path, name, extra)
        except BaseException as error:
            say(f"failed {type(error).__name__} {error}")
        os._exit(0)
    say(f"pid {child}")
    os.waitpid(child, 0)
    say("ended")
"""


class Killed:
    """Workers on one ledger, each killed (SIGKILL) at a random moment of its work."""

    def __init__(self, path: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self._zygote = Child(
            [sys.executable, "-c", ZYGOTE, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONUTF8": "1"},
        )
        self._rest = b""

    def __enter__(self) -> Killed:
        return self

    def __exit__(self, *failed: Any) -> None:
        self._zygote.__exit__(*failed)  # its input is closed, and so it ends

    def run(self, work: str, name: str, extra: str = "-", *, seconds: float) -> list[str]:
        """Start a worker, kill it within ``seconds`` after its first line; the lines it has said."""
        self._zygote.bound.renew()
        self._zygote.stdin.write(f"{work} {name} {extra}\n".encode())
        self._zygote.stdin.flush()
        lines: list[str] = []
        while len(lines) < 2:  # its process id and a first word, in either order
            lines += self._lines(1.0)
        time.sleep(self.random.uniform(0, seconds))
        os.kill(next(int(line[4:]) for line in lines if line.startswith("pid ")), signal.SIGKILL)
        while "ended" not in lines:
            lines += self._lines(1.0)
        said = [line for line in lines if line not in ("ended", "start") and not line.startswith("pid ")]
        assert not [line for line in said if line.startswith("failed")], said
        return said

    def _lines(self, seconds: float) -> list[str]:
        """Whole lines that have come by now."""
        descriptor = self._zygote.stdout.fileno()
        ready, _, _ = select.select([descriptor], [], [], seconds)
        if ready:
            data = os.read(descriptor, 1 << 20)
            assert data, "the program that forks the workers has ended"
            self._rest += data
        *whole, self._rest = self._rest.split(b"\n")
        return [line.decode() for line in whole]


class Checks:
    """``check_ledger``, asked once of the same bytes: of a file and of the log beside it."""

    def __init__(self) -> None:
        self._said = dict[bytes, CheckResult]()

    def of(self, path: Path) -> CheckResult:
        """What it says of this ledger."""
        digest = hashlib.sha256()
        for one in (path, *(side_file(path, side) for side in ("-wal", "-journal"))):
            content = one.read_bytes() if one.exists() else b""
            digest.update(b"%d:" % len(content) + content)
        if (state := digest.digest()) not in self._said:
            self._said[state] = check_ledger(path)
        return self._said[state]


def note_texts(path: Path) -> Counter[str]:
    """How often each text of a note stands in the ledger."""
    with closing(open_to_read(path)) as connection:
        rows = connection.execute("SELECT json_extract(body, '$.text') FROM record WHERE kind = 'note'")
        return Counter(row[0] for row in rows)


def number_from_environment(name: str, default: int) -> int:
    """A count that a longer run raises: ``HUAIAN_KILLS=400 pytest tests/durability``."""
    return int(os.environ.get(name, default))
