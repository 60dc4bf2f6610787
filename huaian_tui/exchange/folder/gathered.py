"""What several merges of one sync brought, as if it had been one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from huaian_tui.exchange.laptops import OtherLaptop
from huaian_tui.exchange.merge import MergeResult
from huaian_tui.exchange.merge_summary import MOST_LISTED, TaskCount

T = TypeVar("T")


def gathered(results: Sequence[MergeResult]) -> MergeResult | None:
    """All of it; None without any. Of what stands open, such as conflicts, the last word on each counts."""
    if not results:
        return None
    last = results[-1]
    return MergeResult(
        new=sum(one.new for one in results),
        known=sum(one.known for one in results),
        officers=_counted(one.officers for one in results),
        kinds=_counted(one.kinds for one in results),
        tasks=_tasks(results),
        settings=_once(one.settings for one in results),
        numbers=tuple({x.number: x for one in results for x in one.numbers}.values()),
        conflicts=tuple({x.milestone: x for one in results for x in one.conflicts}.values()),
        decisions=tuple(x for one in results for x in one.decisions)[:MOST_LISTED],
        reports=tuple({x.report.record_id: x for one in results for x in one.reports}.values()),
        resumed=any(one.resumed for one in results),
        other_reference=any(one.other_reference for one in results),
        waiting=last.waiting,
        renumbered=tuple(x for one in results for x in one.renumbered)[:MOST_LISTED],
        units=last.units,
        codes=tuple({x.code: x for one in results for x in one.codes}.values()),
        withdrawn=_once(one.withdrawn for one in results),
        gone_plans=_once(one.gone_plans for one in results),
        set_aside=sum(one.set_aside for one in results),
        forks=tuple({(x.origin, x.before): x for one in results for x in one.forks}.values()),
        unkept=last.unkept,
        laptops=_laptops(results),
    )


def _counted(parts: Iterable[tuple[tuple[str, int], ...]]) -> tuple[tuple[str, int], ...]:
    counts = Counter[str]()
    for part in parts:
        counts.update(dict(part))
    return tuple(counts.most_common())


def _tasks(results: Iterable[MergeResult]) -> tuple[TaskCount, ...]:
    found = dict[int, TaskCount]()
    for one in (task for result in results for task in result.tasks):
        before = found.get(one.no)
        records = one.records + (before.records if before else 0)
        found[one.no] = TaskCount(one.no, one.title, records, one.ref)
    return tuple(found.values())


def _laptops(results: Iterable[MergeResult]) -> tuple[OtherLaptop, ...]:
    """Names from another laptop than usual, each with all its records."""
    found = dict[tuple[str, str], int]()
    for one in (laptop for result in results for laptop in result.laptops):
        found[one.officer, one.laptop] = found.get((one.officer, one.laptop), 0) + one.records
    return tuple(OtherLaptop(officer, records, laptop) for (officer, laptop), records in found.items())


def _once(parts: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    found = list[T]()
    for one in (one for part in parts for one in part):
        if one not in found:
            found.append(one)
    return tuple(found)
