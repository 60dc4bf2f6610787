"""What is measured, and the aim of each; ``run.py`` makes a table of it."""

from __future__ import annotations

import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from generate import TODAY
from probe import Press, Program, Start, memory_mb

from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger

MET, MISSED, NO_AIM = "达到", "未达到", ""
SHOWN = "逾期节点"
"""Words of the first screen that are there once its figures are."""

FORM = "督查日期"
"""Words of the form of a note."""

F3, F7, F8, DOWN, SAVE = b"\x1bOR", b"\x1b[18~", b"\x1b[19~", b"\x1b[B", b"\x13"
FILTER_KEY = b"/"
TYPED = "数据资产登记"
KEYS = 50
TYPING_QUIET_SECONDS = 0.35


@dataclass(frozen=True, slots=True)
class Sizes:
    """The two ledgers that everything is measured on; they are only read, or copied."""

    small: Path
    large: Path
    small_tasks: int
    large_tasks: int

    def each(self) -> Iterator[tuple[str, Path]]:
        """(size in words, file)"""
        yield f"{self.small_tasks:,} 项", self.small
        yield f"{self.large_tasks:,} 项", self.large


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; ``verdict`` is empty where there is no aim."""

    what: str
    size: str
    result: str
    aim: str = ""
    verdict: str = NO_AIM


def judged(what: str, size: str, result: str, aim: str, met: bool) -> Figure:
    """A figure that has an aim."""
    return Figure(what, size, result, aim, MET if met else MISSED)


def percentile(values: Sequence[float], percent: int) -> float:
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def command(ledger: Path, *words: str) -> list[str]:
    """The program on a ledger, on the frozen day."""
    return [sys.executable, "-m", "huaian_tui", "--db", str(ledger), "--today", TODAY.isoformat(), *words]


@contextmanager
def running(ledger: Path) -> Iterator[Program]:
    """The terminal program with its first screen, in a configuration folder of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-home-") as home,
        Program(screens(ledger), own(home)) as program,
    ):
        program.start(SHOWN)
        yield program


def screens(ledger: Path) -> list[str]:
    """The command that opens the screens."""
    return command(ledger, "--officer", "张三")


def own(home: str) -> dict[str, str]:
    """Personal settings, drafts and logs stay out of those of the person who measures."""
    return {f"XDG_{name}_HOME": home for name in ("CONFIG", "STATE", "CACHE", "DATA")}


# ------------------------------------------------------------------ start


def measure_start(sizes: Sizes, rounds: int) -> list[Figure]:
    """Process start to the first screen and to a settled one, beside a bare Textual program."""
    hello = [sys.executable, str(Path(__file__).with_name("hello.py"))]
    cases = [("", hello, "推进"), *((size, screens(ledger), SHOWN) for size, ledger in sizes.each())]
    starts: dict[str, list[Start]] = {size: [] for size, _, _ in cases}
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
        for turn in range(rounds + 1):
            for size, words, wanted in cases if turn % 2 else reversed(cases):
                with Program(words, own(home)) as program:
                    start = program.start(wanted)
                if turn:  # the first time fills the caches
                    starts[size].append(start)
    return [figure for size in starts for figure in _start_figures(size, starts[size], starts[""])]


def _start_figures(size: str, starts: Sequence[Start], bare: Sequence[Start]) -> Iterator[Figure]:
    shown, settled = (
        f"{statistics.median(values):.0f} ms"
        for values in ([one.shown_ms for one in starts], [one.settled_ms for one in starts])
    )
    cpu = f"处理器 {statistics.median(one.cpu_ms for one in starts):.0f} ms"
    if not size:
        yield Figure("空白 Textual 程序启动", "一张表", f"{settled}，{cpu}")
        return
    ratio = statistics.median(
        one.settled_ms / other.settled_ms for one, other in zip(starts, bare, strict=True)
    )
    yield Figure("启动到首屏", size, shown)
    yield judged(
        "启动到画面稳定", size, f"{settled}，{ratio:.2f} 倍，{cpu}", "空白程序的 1.5 倍", ratio <= 1.5
    )


# ------------------------------------------------------------------ keys


def measure_keys(sizes: Sizes, rounds: int) -> list[Figure]:
    """The cursor key in the list of tasks, and the memory that the program has then."""
    figures = []
    for size, ledger in sizes.each():
        with running(ledger) as program:
            program.type(F3)
            times = _firsts([program.press(DOWN) for _ in range(KEYS)])
            memory = memory_mb(program.pid)
        p50, p99 = percentile(times, 50), percentile(times, 99)
        said = f"p50 {p50:.1f} ms，p99 {p99:.1f} ms"
        figures.append(judged("光标键到重画", size, said, "p50 5 ms，p99 40 ms", p50 <= 5 and p99 <= 40))
        figures.append(judged("内存", size, f"{memory:.0f} MB", "60 MB", memory <= 60))
    return figures


def _firsts(presses: Sequence[Press | None]) -> list[float]:
    """Times to the first change; a key that changes nothing is a mistake of the measurement."""
    if None in presses:
        raise SystemExit("A key changed nothing on the screen: what is measured is not what is meant.")
    return [one.first_ms for one in presses if one is not None]


# ------------------------------------------------------------------ filter and search


def measure_typing(sizes: Sizes, rounds: int) -> list[Figure]:
    """Each character typed into the filter of the tasks, and into the search of the records."""
    figures = []
    for what, keys, aim in (("任务筛选每键", F3, 0), ("记录检索每键", F7, 1)):
        for size, ledger in sizes.each():
            presses = []
            for _ in range(max(1, rounds // 2)):
                with running(ledger) as program:
                    program.type(keys)
                    program.type(FILTER_KEY)
                    presses += [program.press(one.encode(), TYPING_QUIET_SECONDS) for one in TYPED]
            ended = [one.last_ms for one in presses if one is not None]
            p50, p99 = percentile(ended, 50), percentile(ended, 99)
            echo = percentile(_firsts(presses), 50)
            said = f"键入字 p50 {echo:.1f} ms，结果 p50 {p50:.0f} ms，p99 {p99:.0f} ms"
            if aim:
                figures.append(judged(what, size, said, "结果 p50 16 ms，p99 50 ms", p50 <= 16 and p99 <= 50))
            else:
                figures.append(Figure(what, size, said))
    return figures


# ------------------------------------------------------------------ command line


def _wall_ms(words: Sequence[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env=environment)
    return (time.perf_counter() - began) * 1000


def measure_commands(sizes: Sizes, rounds: int) -> list[Figure]:
    """``unit NAME --json`` beside a Python that does nothing, in turns."""
    nothing = [sys.executable, "-c", "pass"]
    cases = {size: command(ledger, "unit", "市财政局", "--json") for size, ledger in sizes.each()}
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {"": [], **{size: [] for size in cases}}
    for turn in range(3 * rounds + 1):
        for size, words in (("", nothing), *cases.items()):
            took = _wall_ms(words, environment)
            if turn:
                times[size].append(took)
    bare = times.pop("")
    figures = [Figure("python -c pass", "", f"{statistics.median(bare):.1f} ms")]
    for (size, own_times), most in zip(times.items(), (4, 6), strict=True):
        ratio = statistics.median(one / other for one, other in zip(own_times, bare, strict=True))
        said = f"{statistics.median(own_times):.1f} ms，{ratio:.1f} 倍"
        figures.append(judged("unit 单位 --json", size, said, f"python -c pass 的 {most} 倍", ratio <= most))
    return figures


# ------------------------------------------------------------------ notes


def measure_notes(sizes: Sizes, rounds: int) -> list[Figure]:
    """A note saved through the store, and from Ctrl+S until its form has closed; on a copy."""
    figures = []
    for size, ledger in sizes.each():
        with tempfile.TemporaryDirectory(prefix="bench-", dir=ledger.parent) as folder:
            copied = Path(folder) / "ledger.db"
            shutil.copyfile(ledger, copied)
            _to_disk(copied)
            times = _store_times(copied, 30 * rounds)
            p50, p99 = percentile(times, 50), percentile(times, 99)
            said = f"p50 {p50:.1f} ms，p99 {p99:.1f} ms"
            figures.append(judged("保存一条记录（存储层）", size, said, "50 ms", p99 <= 50))
            forms = _form_times(copied, rounds)
            took = statistics.median(forms)
            figures.append(
                Figure(
                    "保存一条记录（按键到表单关闭）", size, f"中位 {took:.0f} ms，最长 {max(forms):.0f} ms"
                )
            )
    return figures


def _to_disk(copied: Path) -> None:
    """Write the copy out: else the first note saved in it waits for gigabytes that are not its own."""
    descriptor = os.open(copied, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _store_times(ledger: Path, count: int) -> list[float]:
    times = []
    for number in range(count):
        draft = NoteDraft(number % 60 + 1, "到场核查，平台建设推进正常，现场台账资料齐全。", TODAY)
        began = time.perf_counter()
        with Ledger(ledger, "张三", lambda: datetime.now(UTC)) as writer:  # as the screens do for each action
            add_note(writer, draft, TODAY)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _form_times(ledger: Path, count: int) -> list[float]:
    times = []
    with running(ledger) as program:
        program.type(F3)
        for _ in range(count):
            program.type(F8)
            program.type("到场核查，推进正常。".encode())
            times.append(program.until_gone(SAVE, FORM))
    return times
