"""What is asked by a figure of a paper, in the words of its passport (docs/数据包格式.md).

A question is a measure over tasks or milestones of plans on the day of the paper. It says of a figure what
must be counted for it, so that a verifier that shares no code with this program counts it anew. Where one
tells of things that the paper chose, or that no measure names, only these things are verified.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huaian_tui.documents.composers.picture_figures import CARRIED, LIGHTS, OVERDUE, PICTURED
from huaian_tui.documents.counted import Figure
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.words.endings import ENDINGS
from huaian_tui.domain.words.milestones import CANCELLED

_COUNT = re.compile(r"\d+(项|个|个节点)")
_LIGHTS = {light.word: light.value for light in Light} | {"已办结": "done"}
_MILESTONES = {
    "设有时限的节点": "dated",
    "本期办结节点": "completed",
    "年内办结节点": "completed",
    "逾期未办结节点": "overdue",
    "逾期节点": "overdue",
    "中止节点": "cancelled",
    CANCELLED: "cancelled",
    "时限经过调整": "moved",
}
"""Labels of figures that count milestones, and the measure that they are."""

_OPEN = {"尚未办结": "open", "没有办结": "open", "没有办结的节点": "open", "商请提供进展的节点": "open"}
"""Labels of figures that count some milestones of a state, as the paper chose them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What all questions of a paper share.

    ``tasks`` are its tasks by their numbers, empty: all of its plans. ``whole``: it counts all that there
    is. ``period``: the days of which it tells what was done, ``named``: its period as 督查评价 takes it.
    ``merged``: units became part of others, which nobody verifies. ``behind``: 未达序时 is a light.
    """

    plans: Sequence[str]
    tasks: Sequence[int]
    whole: bool
    nouns: frozenset[str]
    period: Period | None
    named: Period | None
    merged: bool
    behind: bool


def question_of(figure: Figure, asked: Asked) -> dict[str, Any]:
    """The question of a figure; without ``measure`` only what it counts is verified."""
    also = {"also": Light.BEHIND.word} if asked.behind else {}
    found = _evaluated(figure, asked) if figure.measure else _measure(figure, asked)
    if found is None or not asked.plans:
        return also
    question: dict[str, Any] = {"plans": list(asked.plans), "whole": asked.whole, **found, **also}
    if asked.tasks:
        question["tasks"] = list(asked.tasks)
    if figure.unit and asked.merged:
        question["whole"] = False
    elif figure.unit:
        question |= {"unit": figure.unit, "role": "lead"}
    return question


def _evaluated(figure: Figure, asked: Asked) -> Mapping[str, Any] | None:
    """The question of a measure of 督查评价, or of a line of a picture (counted without its things)."""
    if asked.named is None:
        return None
    period = [day.isoformat() for day in asked.named]
    question: dict[str, Any] = {"measure": figure.measure, "period": period}
    if figure.measure not in PICTURED or (figure.measure == CARRIED and figure.things):
        return question
    if not asked.whole or (figure.measure == LIGHTS and asked.behind):
        return None
    if figure.measure == OVERDUE and (asked.merged or not figure.unit):
        return None
    question |= {"picture": True, "days": [day.isoformat() for day in figure.days]}
    return question | ({"milestone": figure.things[0].key} if figure.things else {})


def _measure(figure: Figure, asked: Asked) -> Mapping[str, Any] | None:
    kinds = {thing.kind for thing in figure.things}
    if kinds == {"milestone"}:
        return _of_milestones(figure, asked)
    if kinds != {"task"}:
        return None
    role, _, word = figure.label.rpartition("：")
    label = word if role else figure.label
    share = label.endswith("占比") and not role
    light = _LIGHTS.get(label.removesuffix("占比"))
    if light is not None and (share or _COUNT.fullmatch(figure.value)):
        bent = asked.behind and light in ("due_soon", "on_track")  # some of these are 未达序时 instead
        if light == "behind" or (role and not figure.unit):
            return None
        return {"measure": "tasks", "light": light} | ({"share": True} if share else {}) | _part(bent)
    if label in ENDINGS and not role:
        return {"measure": "tasks", "light": "done", "ending": label}
    if figure.label in asked.nouns or (figure.label == "牵头" and figure.unit):
        return {"measure": "tasks"}
    return {"measure": "tasks", "light": "overdue"} if figure.label == "有逾期节点的任务" else None


def _of_milestones(figure: Figure, asked: Asked) -> Mapping[str, Any] | None:
    what = _MILESTONES.get(figure.label)
    if what is None or not _COUNT.fullmatch(figure.value):
        some = _OPEN.get(figure.label)
        return {"measure": some} | _part(True) if some else None
    if what != "completed":
        return {"measure": what}
    if asked.period is None:
        return None
    return {"measure": what, "period": [day.isoformat() for day in asked.period]}


def _part(chosen: bool) -> dict[str, Any]:
    return {"whole": False} if chosen else {}
