"""Counts and percentages of a 通报, each with the records that they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.phrases import joined
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.progress import TaskFacts, pace_on
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.pace import Pace
from huaian_tui.domain.rules.shares import shares
from huaian_tui.domain.words.endings import (
    CANCELLED,
    count_task_endings,
    endings_words,
    task_ending,
    undated_by_plan,
)

LIGHT_ORDER = (Light.DONE, Light.ON_TRACK, Light.DUE_SOON, Light.BEHIND, Light.OVERDUE, Light.UNSCHEDULED)
"""The order in which a 通报 counts."""


@dataclass(frozen=True, slots=True)
class PaceShares:
    """How many tasks have a measured target, and how these keep pace; nothing when none is measured."""

    measured: int
    shares: tuple[tuple[Pace, int, float], ...]
    sources: tuple[str, ...]


def by_light(facts: Sequence[TaskFacts], light: Light) -> list[TaskFacts]:
    """The tasks of this light."""
    return [one for one in facts if one.task.light is light]


def count_sources(facts: Sequence[TaskFacts]) -> tuple[str, ...]:
    """The records that the lights of these tasks rest on, each once."""
    return tuple(dict.fromkeys(source for one in facts for source in one.sources()))


def light_shares(facts: Sequence[TaskFacts]) -> list[tuple[Light, int, float]]:
    """(light, tasks, per cent with one decimal) of every light there is; the shares add up to 100.0."""
    counts = [len(by_light(facts, light)) for light in LIGHT_ORDER]
    found = zip(LIGHT_ORDER, counts, shares(counts), strict=True)
    return [one for one in found if one[1]]


def pace_shares(facts: Sequence[TaskFacts], day: date) -> PaceShares:
    """达序时 and 未达序时 over the tasks that can be measured on the day."""
    findings = [found for one in facts if (found := pace_on(one, day)).pace is not Pace.NOT_APPLICABLE]
    paces = (Pace.ON_PACE, Pace.BEHIND)
    counts = [sum(found.pace is pace for found in findings) for pace in paces]
    parts = [one for one in zip(paces, counts, shares(counts), strict=True) if one[1]]
    sources = dict.fromkeys(source for found in findings for source in found.sources)
    return PaceShares(len(findings), tuple(parts), tuple(sources))


_ALL_OF = {
    Light.DONE: "均已办结",
    Light.ON_TRACK: "均正常推进",
    Light.DUE_SOON: "均为临期",
    Light.BEHIND: "均未达序时",
    Light.OVERDUE: "均已逾期",
    Light.UNSCHEDULED: "均未设节点",
}
"""What is said where all of several tasks have one light."""


def light_words(counts: Iterable[tuple[Light, int]], due_soon_days: int = 0, stopped: int = 0) -> str:
    """其中办结1项，临期2项（30天内到期），逾期5项; 均已逾期 where all are; one alone as it is.

    ``due_soon_days`` 0: what 临期 means is told elsewhere. ``stopped``: of how many all milestones were
    cancelled.
    """
    found = [(light, count) for light, count in counts if count]
    soon = f"（{due_soon_days}天内到期）" if due_soon_days else ""
    if stopped and found == [(Light.UNSCHEDULED, stopped)]:
        return f"节点{'均' if stopped > 1 else ''}已{CANCELLED}"
    if len(found) == 1:
        (light, count), *_ = found
        said = _ALL_OF[light] if count > 1 else _ALL_OF[light].removeprefix("均")
        return said + (soon if light is Light.DUE_SOON else "")
    told = (f"{light.word}{count}项{soon if light is Light.DUE_SOON else ''}" for light, count in found)
    return f"其中{'，'.join(told)}"


def unscheduled_words(facts: Sequence[TaskFacts], names: PlanNames) -> str:
    """Of which tasks it is true that the plan gives no time limit, and what the others are; "" for none."""
    found = by_light(facts, Light.UNSCHEDULED)
    if not found:
        return ""
    stopped = [one for one in found if task_ending(_states(one)) == CANCELLED]
    undated = [one for one in found if one not in stopped and undated_by_plan(_states(one))]
    rest = [one for one in found if one not in stopped and one not in undated]
    what = "事项，没有写明时限" if names.matters_only else "任务，方案原文没有写明时限"
    if len(undated) == len(found):
        return f"未设节点的{what}，不计入逾期"
    if len(stopped) == len(found):
        return f"未设节点的{len(found)}项，节点均已{CANCELLED}"
    parts = joined(
        (
            f"{len(undated)}项{what.partition('，')[2]}，不计入逾期" if undated else "",
            f"{_items(stopped, names)}的节点已{CANCELLED}" if stopped else "",
            f"{_items(rest, names)}设有时限的节点已经办结或者{CANCELLED}，其余节点没有时限" if rest else "",
        ),
        "；",
    )
    return f"未设节点的{len(found)}项中，{parts}"


def _states(facts: TaskFacts) -> list[MilestoneState]:
    return [one.state for one in facts.milestones]


def _items(tasks: Sequence[TaskFacts], names: PlanNames) -> str:
    return names.items([one.task.no for one in tasks])


def done_words(facts: Sequence[TaskFacts]) -> str:
    """办结的3项中，按期办结1项、超时办结2项: how the tasks that are done were done; "" where none is."""
    done = [_states(task) for task in by_light(facts, Light.DONE)]
    if len(done) == 1:
        return f"办结的1项为{task_ending(done[0])}"
    counted = endings_words(count_task_endings(done), "项")
    return f"办结的{len(done)}项中，{counted}" if done else ""


def by_pace(facts: Sequence[TaskFacts], day: date, pace: Pace) -> list[TaskFacts]:
    """The tasks that keep this pace on the day."""
    return [one for one in facts if pace_on(one, day).pace is pace]
