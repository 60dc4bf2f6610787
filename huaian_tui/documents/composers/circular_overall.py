"""总体情况 of a 通报: how the tasks stand, how those done were done, and what changed since the last one."""

from __future__ import annotations

from collections.abc import Iterator

from huaian_tui.documents.composers.circular_case import MOVED, CircularCase
from huaian_tui.documents.composers.counting import (
    by_pace,
    count_sources,
    done_words,
    light_shares,
    pace_shares,
    unscheduled_words,
)
from huaian_tui.documents.composers.figures import milestones_figure, numbers_figure, tasks_figure, told
from huaian_tui.documents.composers.measured import measured_paragraph
from huaian_tui.documents.composers.phrases import joined
from huaian_tui.documents.composers.progress import TaskFacts, progress_in, record_ids
from huaian_tui.documents.composers.since_last import SinceLast
from huaian_tui.documents.counted import Figure
from huaian_tui.documents.model import Block
from huaian_tui.domain.rules.lights import BEHIND_ON_PAPER, Light, Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.shares import rounding_words
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.endings import (
    CANCELLED,
    count_endings,
    count_task_endings,
    endings_words,
    task_ending,
)


def overall(case: CircularCase) -> list[Block]:
    """The section's paragraphs; every figure knows what it counts."""
    return [*_lights(case), *_milestones(case), *_measures(case), *_paces(case), *_changes(case)]


def _lights(case: CircularCase) -> Iterator[Block]:
    names, facts = case.names, case.facts
    several = "各" if len(names.of_plans) > 1 else ""
    whole = "共有" if names.matters_only else f"{several}方案共分解"
    if case.scope.subject:
        whole = "本次通报涉及"
    elif len(names.of_plans) < len(names.plans) and names.of_plans:
        whole = f"{several}方案的"
    found = light_shares(facts)
    shared = "；".join(f"{light.word}{count}项，占{share:.1f}%" for light, count, share in found)
    rounded = rounding_words([share for _, _, share in found])
    both = "共" if whole.endswith("的") else ""
    said = f"（{rounded}）" if rounded else ""
    parts = [
        f"{whole}{names.noun}{both}{len(facts)}项。其中，{shared}{said}",
        done_words(case.facts),
        # Units read it: of missed visits, which count too, they are told nothing.
        f"{Light.DUE_SOON.word}指{case.rules.due_soon_days}天内到期" if case.of_light(Light.DUE_SOON) else "",
        f"{Light.BEHIND.word}指{BEHIND_ON_PAPER}" if case.of_light(Light.BEHIND) else "",
        unscheduled_words(case.facts, case.names),
    ]
    text = f"{joined(parts, '。')}。"
    yield told(text, *_light_figures(case), *_ending_figures(case), also=count_sources(facts))


def _states(facts: TaskFacts) -> list[MilestoneState]:
    return [one.state for one in facts.milestones]


def _ending_figures(case: CircularCase) -> Iterator[Figure]:
    done = case.of_light(Light.DONE)
    for word, count in count_task_endings(_states(one) for one in done):
        if len(done) > 1:
            found = [one for one in done if task_ending(_states(one)) == word]
            yield tasks_figure(word, f"{count}项", found, case.names)


def _light_figures(case: CircularCase) -> Iterator[Figure]:
    """How many tasks there are, of each light, and its share."""
    names = case.names
    yield tasks_figure(names.noun, f"{len(case.facts)}项", case.facts, names)
    for light, count, share in light_shares(case.facts):
        found = case.of_light(light)
        yield tasks_figure(light.word, f"{count}项", found, names)
        yield tasks_figure(f"{light.word}占比", f"{share:.1f}%", found, names)


def _things(case: CircularCase) -> str:
    return "事项" if case.names.matters_only else "任务"


def _milestones(case: CircularCase) -> Iterator[Block]:
    """How many milestones there are, what was completed in the period and how, what was cancelled."""
    live = [one for task in case.facts for one in task.live]
    stopped = [one for task in case.facts for one in task.milestones if one.state.status is Status.CANCELLED]
    if not live:
        if stopped:
            count = f"{len(stopped)}个"
            text = f"截至{chinese_day(case.scope.day)}，上述{_things(case)}的{count}节点已全部{CANCELLED}。"
            yield told(text, milestones_figure("中止节点", count, stopped, case.names))
        return
    dated = [one for one in live if one.state.due is not None]
    undated = f"，另有{len(live) - len(dated)}个原文未写时限" if len(live) > len(dated) else ""
    late = [one for one in live if one.light is Light.OVERDUE]
    done = [state for task in case.facts for state in progress_in(task, case.scope.current).completed]
    how = f"（{endings_words(count_endings(done))}）" if done else ""
    text = joined(
        (
            f"上述{_things(case)}共设有时限的节点{len(dated)}个{undated}。截至{chinese_day(case.scope.day)}",
            f"本期办结节点{len(done)}个{how}" if done else "本期没有节点办结",
            f"逾期未办结节点{len(late)}个" if late else "没有逾期未办结的节点",
            f"另有{CANCELLED}节点{len(stopped)}个" if stopped else "",
        )
    )
    names = case.names
    figures = [
        milestones_figure(label, f"{len(counted)}个", counted, names)
        for label, counted in (
            ("设有时限的节点", dated),
            ("本期办结节点", done),
            ("逾期未办结节点", late),
            ("中止节点", stopped),
        )
        if counted
    ]
    decided = record_ids(one.state.decided_by for one in (*live, *stopped) if one.state.decided_by)
    yield told(f"{text}。", *figures, also=decided)


def _measures(case: CircularCase) -> Iterator[Block]:
    """What 督查评价 says of the period, by the dates in force and by the first ones."""
    if case.measured is not None:
        annex = f"（见{case.annex_label(MOVED)}）" if MOVED in case.annexes else ""
        found = measured_paragraph(case.measured, case.facts, case.names, "本期", annex)
        if found is not None:
            yield found


def _paces(case: CircularCase) -> Iterator[Block]:
    """达序时 and 未达序时 over the tasks that have a reading."""
    paces = pace_shares(case.facts, case.scope.day)
    if not paces.measured:
        return
    parts = "；".join(f"{pace.word}{count}项，占{share:.1f}%" for pace, count, share in paces.shares)
    rounded = rounding_words([share for _, _, share in paces.shares])
    also = "（含逾期、办结的）" if case.rules.behind_light else ""
    said = f"（{rounded}）" if rounded else ""
    text = f"有量化指标读数、可以衡量序时的任务{paces.measured}项{also}。其中，{parts}{said}。"
    counts = [
        tasks_figure(pace.word, f"{count}项", by_pace(case.facts, case.scope.day, pace), case.names)
        for pace, count, _ in paces.shares
    ]
    yield told(text, *counts, also=paces.sources)


def _changes(case: CircularCase) -> Iterator[Block]:
    """与上次通报相比: the counts that differ, and the items that moved."""
    last = case.last
    if last is None:
        return
    counts = "，".join(
        f"{light.word}由{then}项{'增至' if now > then else '减至'}{now}项" for light, then, now in last.counts
    )
    moved = [(label, numbers) for label, numbers in _moves(last) if numbers]
    said = "，".join(f"{label}的有{case.names.items(numbers)}" for label, numbers in moved)
    differs = joined((counts, said), "；")
    number = f"{last.notice.number}，" if last.notice.number else ""
    text = f"与上次通报（{number}截至{chinese_day(last.day)}）相比，{differs or '各项状态没有变化'}。"
    yield told(
        text, *(numbers_figure(label, case.names.items(found), found, case.names) for label, found in moved)
    )


def _moves(last: SinceLast) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield "新办结", last.done or ()
    yield "新逾期", last.late or ()
    yield "不再逾期", last.no_longer_late or ()
    yield "新设节点", last.scheduled or ()
