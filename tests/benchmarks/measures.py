"""What is measured in one round; ``run.py`` repeats the rounds and makes a table of the medians.

A round measures one copy of the program (a folder that holds ``huaian_tui``) from outside, on ledgers that
are only read, or copied.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from in_store import EVALUATED, PAST, TODAY
from probe import Press, Program, memory_mb

SHOWN = "逾期节点"
"""Words of the first screen that are there once its figures are."""

FORM = "督查日期"
"""Words of the form of a note."""

F3, F7, F8, DOWN, SAVE = b"\x1bOR", b"\x1b[18~", b"\x1b[19~", b"\x1b[B", b"\x13"
FILTER_KEY = b"/"
TYPED = "数据资产登记"
KEYS = 50
SAVED = 60
SAVED_BUSY = 60
SEARCHED = 64
READ = 20
CLOSED_TASKS, CLOSED_RECORDS, CLOSED_PLANS = 20_000, 60_000, 4
COMMANDS = 5
WARM = 5
TYPING_QUIET_SECONDS = 0.35

Values = dict[tuple[str, str, str], float]
"""What one round has measured: (what, size, which value of it) → number."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The two ledgers that everything is measured on; ``copies`` of them are written to.

    ``closed``: one of which ``CLOSED_PLANS`` plans are closed.
    """

    small: Path
    large: Path
    small_tasks: int
    large_tasks: int
    large_records: int
    copies: Path
    closed: Path = Path()

    def each(self) -> Iterator[tuple[str, Path]]:
        """(size in words, file)"""
        yield f"{self.small_tasks:,} 项", self.small
        yield f"{self.large_tasks:,} 项", self.large

    def copied(self, ledger: Path) -> Path:
        """A copy to write to; the same for every round."""
        copy = self.copies / ledger.name
        if not copy.exists():
            shutil.copyfile(ledger, copy)
            _to_disk(copy)
        return copy


@dataclass(frozen=True, slots=True)
class Tree:
    """A copy of the program that is measured."""

    folder: Path

    def command(self, ledger: Path, *words: str) -> list[str]:
        """The program on a ledger, on the frozen day. ``-P``: not the copy in the present folder."""
        day = TODAY.isoformat()
        return [sys.executable, "-P", "-m", "huaian_tui", "--db", str(ledger), "--today", day, *words]

    def screens(self, ledger: Path) -> list[str]:
        """The command that opens the screens."""
        return self.command(ledger, "--officer", "张三")

    def environment(self, home: str) -> dict[str, str]:
        """This copy goes before all others; personal settings, drafts and logs stay those of the person."""
        own = {f"XDG_{name}_HOME": home for name in ("CONFIG", "STATE", "CACHE", "DATA")}
        return own | {"PYTHONPATH": str(self.folder)}

    @contextmanager
    def running(self, ledger: Path) -> Iterator[Program]:
        """The terminal program with its first screen, in a configuration folder of its own."""
        with (
            tempfile.TemporaryDirectory(prefix="bench-home-") as home,
            Program(self.screens(ledger), self.environment(home)) as program,
        ):
            program.start(SHOWN)
            yield program


def percentile(values: Sequence[float], percent: int) -> float:
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


# ------------------------------------------------------------------ start


def measure_start(tree: Tree, sizes: Sizes) -> Values:
    """Process start to a settled first screen, beside the smallest Textual program."""
    hello = [sys.executable, str(Path(__file__).with_name("hello.py"))]
    cases = [("", hello, "推进"), *((size, tree.screens(ledger), SHOWN) for size, ledger in sizes.each())]
    values: Values = {}
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
        for size, words, wanted in cases:
            with Program(words, tree.environment(home)) as program:
                start = program.start(wanted)
            values["start", size, "ms"] = start.settled_ms
            values["start", size, "cpu"] = start.cpu_ms
    for size, _ in sizes.each():
        values["start", size, "times"] = values["start", size, "ms"] / values["start", "", "ms"]
    return values


# ------------------------------------------------------------------ keys


def measure_keys(tree: Tree, sizes: Sizes) -> Values:
    """The cursor key in the list of tasks, and the memory that the program has then."""
    values: Values = {}
    for size, ledger in sizes.each():
        with tree.running(ledger) as program:
            program.type(F3)
            times = _firsts([program.press(DOWN) for _ in range(KEYS)])
            values["memory", size, "mb"] = memory_mb(program.pid)
        values["cursor", size, "p50"] = percentile(times, 50)
        values["cursor", size, "p99"] = percentile(times, 99)
    return values


def _firsts(presses: Sequence[Press | None]) -> list[float]:
    """Times to the first change; a key that changes nothing is a mistake of the measurement."""
    if None in presses:
        raise SystemExit("A key changed nothing on the screen: what is measured is not what is meant.")
    return [one.first_ms for one in presses if one is not None]


# ------------------------------------------------------------------ filter and search


def measure_typing(tree: Tree, sizes: Sizes) -> Values:
    """Each character typed into the filter of the tasks, and into the search of the records."""
    values: Values = {}
    for what, keys in (("filter", F3), ("search", F7)):
        with tree.running(sizes.large) as program:
            program.type(keys)
            program.type(FILTER_KEY)
            presses = [program.press(one.encode(), TYPING_QUIET_SECONDS) for one in TYPED]
        ended = [one.last_ms for one in presses if one is not None]
        values[what, "", "echo"] = percentile(_firsts(presses), 50)
        values[what, "", "p50"], values[what, "", "p99"] = percentile(ended, 50), percentile(ended, 99)
    return values


def measure_search(tree: Tree, sizes: Sizes) -> Values:
    """What a key press asks the store for, without the screen."""
    times = _in_store(tree, "search", sizes.large, SEARCHED)
    return {("query", "", "p50"): percentile(times, 50), ("query", "", "p99"): percentile(times, 99)}


def measure_closed(tree: Tree, sizes: Sizes) -> Values:
    """What a morning reads where some plans are closed: their tasks are left out of all lists."""
    return {("closed", "", "p50"): percentile(_in_store(tree, "closed", sizes.closed, READ), 50)}


def _in_store(tree: Tree, what: str, ledger: Path, count: int) -> list[float]:
    script = str(Path(__file__).with_name("in_store.py"))
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
        done = subprocess.run(
            [sys.executable, "-P", script, what, str(ledger), str(count)],
            check=True,
            stdout=subprocess.PIPE,
            env=_environment(tree, home),
        )
    return [float(one) for one in json.loads(done.stdout)]


def _environment(tree: Tree, home: str) -> dict[str, str]:
    """Compiled modules are kept, as those of a program that was installed are."""
    environment = {**os.environ, **tree.environment(home)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


# ------------------------------------------------------------------ past days


def measure_past(tree: Tree, sizes: Sizes) -> Values:
    """Questions about a past day: by a new process on a ledger dropped from the page cache, and warm."""
    values: Values = {}
    for what in PAST:
        _drop_from_cache(sizes.large)
        began = time.perf_counter()
        _in_store(tree, what, sizes.large, 1)
        values[what, "", "cold"] = (time.perf_counter() - began) * 1000
        values[what, "", "warm"] = statistics.median(_in_store(tree, what, sizes.large, 1 + WARM)[1:])
    return values


def _drop_from_cache(path: Path) -> None:
    """As far as the system lets go of it (``dd nocache``)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


# ------------------------------------------------------------------ evaluations


def measure_evaluations(tree: Tree, sizes: Sizes) -> Values:
    """Evaluations and what stood at the ends of months, warm, each in a process of its own."""
    return {
        (what, "", "ms"): statistics.median(_in_store(tree, what, sizes.large, WARM)) for what in EVALUATED
    }


# ------------------------------------------------------------------ command line


def measure_commands(tree: Tree, sizes: Sizes) -> Values:
    """``unit NAME --json`` beside a Python that does nothing, in turns."""
    values: Values = {}
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
        environment = _environment(tree, home)
        for size, ledger in sizes.each():
            words = tree.command(ledger, "unit", "市财政局", "--json")
            pairs = [
                (_wall_ms([sys.executable, "-c", "pass"], environment), _wall_ms(words, environment))
                for _ in range(COMMANDS)
            ]
            values["unit", size, "ms"] = statistics.median(own for _, own in pairs)
            values["unit", size, "times"] = statistics.median(own / bare for bare, own in pairs)
    return values


def _wall_ms(words: Sequence[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env=environment)
    return (time.perf_counter() - began) * 1000


# ------------------------------------------------------------------ notes


def measure_notes(tree: Tree, sizes: Sizes) -> Values:
    """A note saved through the store, and from Ctrl+S until its form has closed; on a copy."""
    values: Values = {}
    for size, ledger in sizes.each():
        copy = sizes.copied(ledger)
        times = _in_store(tree, "notes", copy, SAVED)
        values["save", size, "p50"] = percentile(times, 50)
        values["save", size, "p99"] = percentile(times, 99)
        with tree.running(copy) as program:
            program.type(F3)
            program.type(F8)
            program.type("到场核查，推进正常。".encode())
            values["form", size, "ms"] = program.until_gone(SAVE, FORM)
    return values


def measure_busy(tree: Tree, sizes: Sizes) -> Values:
    """A note saved each second through the store while a backup and a check run; on a copy."""
    times = _in_store(tree, "busy", sizes.copied(sizes.large), SAVED_BUSY)
    return {("busy", "", "p50"): percentile(times, 50), ("busy", "", "p99"): percentile(times, 99)}


def _to_disk(copied: Path) -> None:
    """Write the copy out: else the first note saved in it waits for gigabytes that are not its own."""
    descriptor = os.open(copied, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


PARTS: dict[str, Callable[[Tree, Sizes], Values]] = {
    "start": measure_start,
    "keys": measure_keys,
    "typing": measure_typing,
    "search": measure_search,
    "closed": measure_closed,
    "past": measure_past,
    "evaluations": measure_evaluations,
    "commands": measure_commands,
    "notes": measure_notes,
    "busy": measure_busy,
}
"""The measurements of a round by name."""
