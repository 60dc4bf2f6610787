"""The table of the benchmarks, and the probe that measures programs; no time is asserted."""

from __future__ import annotations

import os
import sys

import pytest
from measures import MET, MISSED, Figure, judged, percentile
from run import HEAD, table

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

PROGRAM = """
import os, sys, termios, time, tty
tty.setraw(0)
os.write(1, "第一屏".encode())
while (key := os.read(0, 1)) != b"q":
    time.sleep(0.05 if key == b"s" else 0)
    os.write(1, b"" if key == b"x" else b"\\r\\x1b[2J" + key)
"""


def test_the_table_says_what_was_measured_and_what_misses_its_aim() -> None:
    figures = [Figure("内存", "60 项", "44 MB"), judged("启动", "60 项", "1.7 倍", "1.5 倍", met=False)]
    lines = table(figures).splitlines()
    assert lines[0] == f"| {' | '.join(HEAD)} |"
    assert lines[2:] == ["| 内存 | 60 项 | 44 MB |  |  |", f"| 启动 | 60 项 | 1.7 倍 | 1.5 倍 | {MISSED} |"]
    assert judged("启动", "", "", "", met=True).verdict == MET


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile([3.0, 1.0, 2.0, 100.0], 50) == 2.0
    assert percentile([3.0, 1.0, 2.0, 100.0], 99) == 100.0


def test_the_probe_sees_the_screen_and_what_a_key_changes() -> None:
    from probe import Program

    with Program([sys.executable, "-c", PROGRAM], os.environ) as program:
        start = program.start("第一屏")
        press, nothing = program.press(b"a"), program.press(b"x", longest=0.3)
        shown = program.text().strip()
        program.type(b"n")
        gone = program.until_gone(b"s", "n")
    assert 0 < start.shown_ms <= start.settled_ms
    assert press is not None and press.first_ms <= press.last_ms
    assert nothing is None
    assert shown == "a"
    assert gone >= 50
