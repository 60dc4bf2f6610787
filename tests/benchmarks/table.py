"""The table of the benchmarks: its lines in their order, their words, their aims."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measures import CLOSED_PLANS, CLOSED_TASKS, Sizes, Values

MET, MISSED, NO_AIM = "达到", "未达到", ""
HEAD = ("测什么", "规模", "结果", "目标", "")
HEAD_BESIDE = ("测什么", "规模", "这一份", "另一份", "比值（最小–最大）")

Rounds = Sequence[Values]
"""What each round has measured."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One number of a line: its words (``{}`` is the number), and what it should be at most, if anything."""

    key: str
    words: str
    most: float | None = None
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: ``what`` and ``size`` name what was measured, ``title`` and ``scale`` say it."""

    what: str
    size: str
    title: str
    scale: str
    shown: tuple[Shown, ...]


def lines(sizes: Sizes) -> Iterator[Line]:
    """The lines in their order."""
    small, large = (size for size, _ in sizes.each())
    records = f"{sizes.large_records:,} 条"
    yield Line("start", "", "最小的 Textual 程序启动到画面稳定", "一个标签", (Shown("ms", "{:.0f} ms"),))
    for size, most in ((small, 1.5), (large, 1.8)):
        ratio = Shown("times", "{:.2f} 倍", most, f"最小程序的 {most} 倍")
        yield Line("start", size, "启动到画面稳定", size, (Shown("ms", "{:.0f} ms"), ratio))
    aims = (Shown("p50", "p50 {:.1f} ms", 5, "p50 5 ms"), Shown("p99", "p99 {:.1f} ms", 40, "p99 40 ms"))
    for size in (small, large):
        yield Line("cursor", size, "光标键到重画", size, aims)
    for size in (small, large):
        yield Line("memory", size, "内存（打开任务列表后）", size, (Shown("mb", "{:.0f} MB", 60, "60 MB"),))
    for size, most in ((small, 4), (large, 6)):
        ratio = Shown("times", "{:.1f} 倍", most, f"python -c pass 的 {most} 倍")
        yield Line("unit", size, "`unit 单位 --json`", size, (Shown("ms", "{:.0f} ms"), ratio))
    aims = (Shown("p50", "p50 {:.1f} ms", 16, "p50 16 ms"), Shown("p99", "p99 {:.0f} ms", 50, "p99 50 ms"))
    yield Line("query", "", "检索每键（查询本身）", records, aims)
    yield Line("search", "", "检索每键，打的字出现", records, (Shown("echo", "p50 {:.1f} ms"),))
    ended = (Shown("p50", "p50 {:.0f} ms"), Shown("p99", "p99 {:.0f} ms"))
    yield Line("search", "", "检索每键，到画面（连同详情）不再变", records, ended)
    yield Line("filter", "", "任务筛选每键，到画面不再变", large, ended)
    scale = f"{CLOSED_TASKS:,} 项，收官的方案 {CLOSED_PLANS} 个"
    yield Line("closed", "", "总览和任务列表第一页（查询本身）", scale, (Shown("p50", "p50 {:.0f} ms"),))
    for what, (title, cold) in _PAST.items():
        shown = Shown("cold", "冷 {:.0f} ms", cold, f"冷 {cold / 1000:.1f} s")
        aim = (300, "热 0.3 s") if what in _OF_ONE else ()
        warm = Shown("warm", "热 {:.0f} ms", *aim)
        yield Line(what, "", f"截至过去某日：{title}", f"{large}，{records}", (shown, warm))
    for what, (title, most) in _EVALUATED.items():
        aim = (most, f"{most / 1000:.0f} s")
        yield Line(what, "", title, f"{large}，{records}", (Shown("ms", "{:.0f} ms", *aim),))
    for size in (small, large):
        saved = (Shown("p50", "p50 {:.1f} ms"), Shown("p99", "p99 {:.0f} ms", 50, "p99 50 ms"))
        yield Line("save", size, "保存一条记录（存储层）", size, saved)
    saved = (Shown("p50", "p50 {:.1f} ms", 50, "p50 50 ms"), Shown("p99", "p99 {:.0f} ms", 500, "p99 500 ms"))
    yield Line("busy", "", "备份和检查同时进行时每秒保存一条记录（存储层）", records, saved)
    for size in (small, large):
        yield Line("form", size, "保存一条记录（按键到表单关闭）", size, (Shown("ms", "{:.0f} ms"),))


_PAST = {
    "past-unit": ("一个单位", 2000),
    "past-page": ("任务列表第一页", 2000),
    "past-overdue": ("逾期节点第一页", 2000),
    "past-counts": ("各状态灯的任务数", 2000),
    "past-search": ("检索", 2000),
    "past-task": ("一项任务", 2000),
    "past-overview": ("总览", 2500),
}
"""Questions about a past day: their words, and what they may take cold, with the start of Python (ms)."""

_EVALUATED = {
    "evaluate-unit": ("全年评价，按单位", 2000),
    "evaluate-indicator": ("全年评价，按指标", 2000),
    "evaluate-plan": ("全年评价，按方案", 2000),
    "evaluate-task": ("全年评价，按任务的第一行", 2000),
    "months-burndown": ("24 个月末的剩余节点", 5000),
    "months-lights": ("24 个月末的状态灯", 5000),
    "months-matrix": ("24 个月末各单位的逾期节点", 5000),
    "months-trends": ("总览上与前几天相比的变化", 5000),
}
"""Evaluations: their words, and what they may take warm (ms)."""

_OF_ONE = ("past-unit", "past-page", "past-overdue", "past-task")
"""Those about one unit, page or task, which have an aim also when they are warm."""


def _values(rounds: Rounds, line: Line, shown: Shown) -> list[float]:
    return [one[line.what, line.size, shown.key] for one in rounds]


def _result(rounds: Rounds, line: Line) -> str:
    return "，".join(one.words.format(statistics.median(_values(rounds, line, one))) for one in line.shown)


def _measured(rounds: Rounds, line: Line) -> bool:
    return all((line.what, line.size, one.key) in rounds[0] for one in line.shown)


def row(rounds: Rounds, line: Line) -> tuple[str, ...]:
    """The medians of the rounds beside their aims."""
    aims = [one for one in line.shown if one.most is not None]
    met = all(
        statistics.median(_values(rounds, line, one)) <= one.most for one in aims if one.most is not None
    )
    verdict = NO_AIM if not aims else MET if met else MISSED
    return line.title, line.scale, _result(rounds, line), "，".join(one.aim for one in aims), verdict


def row_beside(rounds: Rounds, others: Rounds, line: Line) -> tuple[str, ...]:
    """This copy, the other, and for each number the ratio of the paired rounds: median, least, most."""
    said = []
    for one in line.shown:
        pairs = zip(_values(rounds, line, one), _values(others, line, one), strict=True)
        ratios = [mine / other for mine, other in pairs]
        said.append(f"{statistics.median(ratios):.2f}（{min(ratios):.2f}–{max(ratios):.2f}）")
    return line.title, line.scale, _result(rounds, line), _result(others, line), "，".join(said)


def drawn(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table of Markdown; columns are not padded, since Chinese has no fixed width."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows))


def measured_rows(sizes: Sizes, rounds: Rounds) -> list[tuple[str, ...]]:
    """The lines that were measured."""
    return [row(rounds, line) for line in lines(sizes) if _measured(rounds, line)]


def table(sizes: Sizes, rounds: Rounds) -> str:
    """The same as a table."""
    return drawn(HEAD, measured_rows(sizes, rounds))


def table_beside(sizes: Sizes, rounds: Rounds, others: Rounds) -> str:
    """The same of two copies of the program."""
    rows = [row_beside(rounds, others, line) for line in lines(sizes) if _measured(rounds, line)]
    return drawn(HEAD_BESIDE, rows)
