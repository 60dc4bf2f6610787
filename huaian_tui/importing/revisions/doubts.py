"""Doubtful matches of two texts as questions: asked, never decided silently.

The id of a question names the places of its pair, so that answers hold whenever the same file is compared
with the same text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.importing.plan_files.draft import Answer, Question
from huaian_tui.importing.revisions.items import PlanItem
from huaian_tui.importing.revisions.matching import (
    MERGED,
    SAME,
    SPLIT,
    Decided,
    Matching,
    Pair,
    near_misses,
)

KIND = "match"
"""The kind of such questions among those of a draft."""

APART = "apart"
_ID = re.compile(r"match-(?P<how>same|merged|split)-(?P<old>[1-9]\d{0,5})-(?P<new>[1-9]\d{0,5})", re.ASCII)
_MOST_QUOTED = 80

_ANSWERS: dict[str, tuple[Answer, Answer]] = {
    SAME: (Answer(SAME, "是同一项，内容改了"), Answer(APART, "不是：原项删去，这是新增的")),
    MERGED: (Answer(MERGED, "原项并入这一项"), Answer(APART, "没有并入：原项删去")),
    SPLIT: (Answer(SPLIT, "由原项拆分出来"), Answer(APART, "不是拆分：是新增的")),
}


def question_id(how: str, pair: Pair) -> str:
    """The id of the question about a pair; ``how`` is ``same``, ``merged`` or ``split``."""
    return f"match-{how}-{pair[0] + 1}-{pair[1] + 1}"


def is_about_match(identity: str) -> bool:
    """Whether an id has the form of such a question."""
    return _ID.fullmatch(identity) is not None


def is_decision(identity: str, key: str, old: int, new: int) -> bool:
    """Whether an answer fits such a question between texts of so many tasks."""
    asked = _ID.fullmatch(identity)
    return (
        asked is not None
        and key in (asked["how"], APART)
        and int(asked["old"]) <= old
        and int(asked["new"]) <= new
    )


def decided_by(answers: Mapping[str, str]) -> Decided:
    """What answers (question → key) decide of pairs; those to other questions are left alone."""
    found: dict[str, set[Pair]] = {SAME: set(), MERGED: set(), SPLIT: set(), APART: set()}
    for identity, key in answers.items():
        asked = _ID.fullmatch(identity)
        if asked is not None and key in (asked["how"], APART):
            found[key].add((int(asked["old"]) - 1, int(asked["new"]) - 1))
    kept = {how: frozenset(pairs) for how, pairs in found.items()}
    return Decided(kept[SAME], kept[APART], kept[MERGED], kept[SPLIT])


def asked_pairs(
    old: Sequence[PlanItem], new: Sequence[PlanItem], matching: Matching, decided: Decided
) -> list[tuple[str, Pair]]:
    """The pairs that a person should look at, in the order of the new text: how they match, and which."""
    found = [doubt for match in matching.matches for doubt in match.doubts]
    found += [(SAME, pair) for pair in near_misses(old, new, matching, decided)]
    return sorted(found, key=lambda one: (one[1][1], one[1][0]))


def questions_about(
    old: Sequence[PlanItem], new: Sequence[PlanItem], pairs: Sequence[tuple[str, Pair]]
) -> list[Question]:
    """One question a pair, with its two answers."""
    return [_question(how, pair, old[pair[0]], new[pair[1]]) for how, pair in pairs]


def _question(how: str, pair: Pair, old: PlanItem, new: PlanItem) -> Question:
    before, after = f"原文{_told(old)}", f"新文{_told(new)}"
    message = {
        SAME: f"{after}与{before}是不是同一项？",
        MERGED: f"{before}是不是并入了{after}？",
        SPLIT: f"{after}是不是由{before}拆分出来的？",
    }[how]
    return Question(question_id(how, pair), KIND, new.where, message, pair[1], _ANSWERS[how])


def _told(one: PlanItem) -> str:
    place = f"第{one.no}项" if one.no else one.where
    return f"{place}“{ellipsis(' '.join(one.text.split()), _MOST_QUOTED)}”"
