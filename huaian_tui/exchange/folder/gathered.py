"""What several merges of one sync brought, as if it had been one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from huaian_tui.domain.words.milestones import CONFLICT
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.merging.merge_summary import MOST_LISTED, TaskCount
from huaian_tui.exchange.trust.laptops import OtherLaptop

T = TypeVar("T")

_MOST_NAMED = 3
"""In one sentence."""


NOT_GATHERED = frozenset({"refused", "refusals", "missing", "met"})
"""Of packs: of the files of a folder the report of the sync says what was not taken, and what is lacking; of
keys never met before 信任 says it, one joins the folder with the office's passphrase."""


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
        tasks=_tasks(results)[:MOST_LISTED],
        task_count=max(one.task_count for one in results),
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
        ahead=sum(one.ahead for one in results),
        ahead_until=max((one.ahead_until for one in results if one.ahead_until), default=None),
        set_aside=sum(one.set_aside for one in results),
        forks=tuple({(x.origin, x.seq, x.before): x for one in results for x in one.forks}.values()),
        unkept=next((one.unkept for one in reversed(results) if one.unkept), ""),
        laptops=_laptops(results),
        keys=_once(one.keys for one in results),
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
    counts = Counter[tuple[str, str]]()
    for one in (laptop for result in results for laptop in result.laptops):
        counts[one.officer, one.laptop] += one.records
    return tuple(OtherLaptop(officer, records, laptop) for (officer, laptop), records in counts.items())


def to_see_to(result: MergeResult) -> Iterator[str]:
    """What a merge leaves for people to settle, a sentence each; nothing for records alone.

    Said where nobody looked before the merge: it was done beside the officer's work.
    """
    yield from result.keys
    if result.conflicts:
        yield f"{CONFLICT} {len(result.conflicts)} 项，请在节点里核定"
    if result.numbers:
        yield f"文号重复：{_named(one.number for one in result.numbers)}，请给后印发的那份改号"
    if result.renumbered:
        yield f"交办编号重复，已改编：{_named(one.words for one in result.renumbered)}"
    if result.codes:
        yield f"方案代号重复：{_named(one.code for one in result.codes)}，请改其中一个的代号"
    if result.reports:
        yield f"单位自报核实不一 {len(result.reports)} 条，请退回不对的一条重新核实"
    if any(one.open for one in result.forks):
        yield "有分叉待核定：在「总览」里选以哪一支为准"
    if result.settings:
        yield f"同事改的设置 {len(result.settings)} 项还没有采用，到「待定的设置」里决定"


def _named(names: Iterable[str]) -> str:
    found = list(names)
    return "、".join(found[:_MOST_NAMED]) + (f" 等 {len(found)} 个" if len(found) > _MOST_NAMED else "")


def _once(parts: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    found = list[T]()
    for one in (one for part in parts for one in part):
        if one not in found:
            found.append(one)
    return tuple(found)
