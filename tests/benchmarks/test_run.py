"""The table of the benchmarks, and the probe that measures programs; no time is asserted."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import papers
import pytest
from measures import Sizes, Values, percentile
from table import HEAD, HEAD_BESIDE, MET, MISSED, lines, measured_rows, table, table_beside

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

PROGRAM = """
import os, sys, termios, time, tty
tty.setraw(0)
os.write(1, "第一屏".encode())
while (key := os.read(0, 1)) != b"q":
    time.sleep(0.05 if key == b"s" else 0)
    os.write(1, b"" if key == b"x" else b"\\r\\x1b[2J" + key)
"""


SIZES = Sizes(Path("60.db"), Path("100000.db"), 60, 100_000, 1_000_000, Path())


def start(bare: float, small: float) -> Values:
    times = ("start", "60 项", "times")
    return {("start", "", "ms"): bare, ("start", "60 项", "ms"): small, times: small / bare}


def test_the_table_says_the_medians_and_what_misses_its_aim() -> None:
    rounds = [start(100, 140), start(100, 170), start(100, 160)]
    drawn = table(SIZES, rounds).splitlines()
    assert drawn[0] == f"| {' | '.join(HEAD)} |"
    assert drawn[2:] == [
        "| 最小的 Textual 程序启动到画面稳定 | 一个标签 | 100 ms |  |  |",
        f"| 启动到画面稳定 | 60 项 | 160 ms，1.60 倍 | 最小程序的 1.5 倍 | {MISSED} |",
    ]
    assert MET in table(SIZES, rounds[:1])


def test_beside_another_copy_the_paired_ratios_and_their_spread_are_said() -> None:
    rounds, others = [start(100, 120), start(50, 100)], [start(100, 150), start(100, 100)]
    drawn = table_beside(SIZES, rounds, others).splitlines()
    assert drawn[0] == f"| {' | '.join(HEAD_BESIDE)} |"
    assert drawn[2].endswith("| 75 ms | 100 ms | 0.75（0.50–1.00） |")
    assert drawn[3].split(" | ")[-1].startswith("0.90（0.80–1.00），")


def test_the_papers_have_the_lines_that_are_printed() -> None:
    whole = papers.rows_in(papers.WHOLE.read_text(encoding="utf-8"))
    assert [row[:2] for row in whole] == [(line.title, line.scale) for line in lines(SIZES)]
    short = papers.rows_in(papers.SHORT.read_text(encoding="utf-8"))
    assert short == papers.most_asked(whole) and short[0][0].startswith("最小的 Textual 程序")


def test_what_was_not_measured_stays_in_the_papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WHOLE", "SHORT"):
        copy = tmp_path / name
        copy.write_bytes(getattr(papers, name).read_bytes())
        monkeypatch.setattr(papers, name, copy)
    before = papers.rows_in(papers.WHOLE.read_text(encoding="utf-8"))
    papers.write(measured_rows(SIZES, [start(100, 140)]))
    after = papers.rows_in(papers.WHOLE.read_text(encoding="utf-8"))
    assert after[0] == ("最小的 Textual 程序启动到画面稳定", "一个标签", "100 ms", "", "")
    assert after[1][2] == "140 ms，1.40 倍" and after[2:] == before[2:]
    assert papers.rows_in(papers.SHORT.read_text(encoding="utf-8"))[:2] == after[:2]


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
