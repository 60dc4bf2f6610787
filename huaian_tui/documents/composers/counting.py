"""Counts and percentages of a 通报, each with the records that they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.progress import TaskFacts, pace_on
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.rules.pace import Pace
from huaian_tui.domain.rules.shares import shares

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


def by_pace(facts: Sequence[TaskFacts], day: date, pace: Pace) -> list[TaskFacts]:
    """The tasks that keep this pace on the day."""
    return [one for one in facts if pace_on(one, day).pace is pace]
