"""Which task of the old text became which of the new one: by wording, place and number together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from huaian_tui.importing.revisions.items import PlanItem

_SURE = 0.62
_LIKELY = 0.45
_DOUBTFUL = 0.28
_CONTAINED = 0.6
_SURELY_CONTAINED = 0.75
_FILLS = 0.4
_MOST_CANDIDATES = 12
_COMMON = 400
"""A pair of characters in more tasks than that tells nothing."""


@dataclass(slots=True)
class Match:
    """Old tasks (places) that became new ones.

    One to one, several to one (merged), one to several (split).
    """

    old: list[int]
    new: list[int]
    sure: bool = True


@dataclass(slots=True)
class Matching:
    """All of it; what is in no match was removed or added."""

    matches: list[Match] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)


def likeness(old: PlanItem, new: PlanItem) -> float:
    """How alike the words of two tasks are, 0 to 1."""
    if old.plain == new.plain and old.plain:
        return 1.0
    shared = len(old.grams & new.grams)
    return 2 * shared / (len(old.grams) + len(new.grams))


def match_tasks(old: Sequence[PlanItem], new: Sequence[PlanItem]) -> Matching:
    """The matching of two texts of a plan."""
    pairs = _one_to_one(old, new)
    made = Matching([Match([one], [other], sure) for one, other, sure in pairs])
    taken_old, taken_new = {one for one, _, _ in pairs}, {other for _, other, _ in pairs}
    left_old = [one for one in range(len(old)) if one not in taken_old]
    left_new = [one for one in range(len(new)) if one not in taken_new]
    _merge(made, old, new, left_old)
    _split(made, old, new, left_new)
    made.removed, made.added = left_old, left_new
    for match in made.matches:
        match.old.sort()
        match.new.sort()
    made.matches.sort(key=lambda one: (min(one.new), min(one.old)))
    return made


def _one_to_one(old: Sequence[PlanItem], new: Sequence[PlanItem]) -> list[tuple[int, int, bool]]:
    """Pairs by falling likeness; number, chapter and units decide between equals and carry the doubtful."""
    scored = list[tuple[float, float, int, int]]()
    for at, other in _candidates(old, new):
        words = likeness(old[at], new[other])
        if words < _DOUBTFUL:
            continue
        scored.append((words + _beside(old[at], new[other]), words, at, other))
    scored.sort(key=lambda one: (-one[0], abs(one[2] - one[3])))
    pairs, taken_old, taken_new = list[tuple[int, int, bool]](), set[int](), set[int]()
    for score, words, at, other in scored:
        if at in taken_old or other in taken_new:
            continue
        if words >= _LIKELY or score >= _SURE:
            pairs.append((at, other, words >= _LIKELY and score >= _SURE))
            taken_old.add(at)
            taken_new.add(other)
    return pairs


def _beside(old: PlanItem, new: PlanItem) -> float:
    """What number, chapter and units add to the likeness of the words."""
    score = 0.0
    if old.no is not None and old.no == new.no:
        score += 0.1
    if old.chapter == new.chapter:
        score += 0.08
    units, others = set(old.units), set(new.units)
    if units or others:
        score += 0.12 * len(units & others) / len(units | others)
    if set(old.lead) == set(new.lead):
        score += 0.05
    return score


def _candidates(old: Sequence[PlanItem], new: Sequence[PlanItem]) -> Iterator[tuple[int, int]]:
    """Pairs that share words, the same number or the same place: not all of n times m."""
    holders = defaultdict[str, list[int]](list)
    numbers = defaultdict[str, list[int]](list)
    texts = defaultdict[str, list[int]](list)
    for place, one in enumerate(new):
        for gram in one.grams:
            holders[gram].append(place)
        texts[one.plain].append(place)
        if one.no is not None:
            numbers[one.no].append(place)
    for at, one in enumerate(old):
        counts = defaultdict[int, int](int)
        for gram in one.grams:
            if len(holders[gram]) <= _COMMON:
                for place in holders[gram]:
                    counts[place] += 1
        best = sorted(counts, key=lambda place: (-counts[place], abs(place - at)))[:_MOST_CANDIDATES]
        for place in dict.fromkeys(
            [*texts[one.plain][:_MOST_CANDIDATES], *best, *numbers.get(one.no or "", ())[:4]]
        ):
            yield at, place


def _fills(whole: PlanItem, known: frozenset[str], more: PlanItem) -> tuple[bool, float]:
    """Whether ``more`` says what ``known`` leaves open of ``whole``, and how much of it stands there."""
    inside = len(more.grams & whole.grams) / len(more.grams)
    open_part = whole.grams - known
    gained = more.grams & open_part
    return inside >= _CONTAINED and len(gained) >= 2 and len(gained) >= _FILLS * len(open_part), inside


def _merge(made: Matching, old: Sequence[PlanItem], new: Sequence[PlanItem], left: list[int]) -> None:
    """Old tasks that are left and whose words went into a new one beside those of its own."""
    for at in list(left):
        best: tuple[float, Match] | None = None
        for match in made.matches:
            if len(match.new) != 1 or new[match.new[0]].plain == old[match.old[0]].plain:
                continue
            known = frozenset[str]().union(*(old[one].grams for one in match.old))
            fits, inside = _fills(new[match.new[0]], known, old[at])
            if fits and (best is None or inside > best[0]):
                best = (inside, match)
        if best is not None:
            best[1].old.append(at)
            best[1].sure = best[0] >= _SURELY_CONTAINED
            left.remove(at)


def _split(made: Matching, old: Sequence[PlanItem], new: Sequence[PlanItem], left: list[int]) -> None:
    """New tasks that are left and whose words stood in an old one that went on without them."""
    for at in list(left):
        best: tuple[float, Match] | None = None
        for match in made.matches:
            if len(match.old) != 1 or old[match.old[0]].plain == new[match.new[0]].plain:
                continue
            known = frozenset[str]().union(*(new[one].grams for one in match.new))
            fits, inside = _fills(old[match.old[0]], known, new[at])
            if fits and (best is None or inside > best[0]):
                best = (inside, match)
        if best is not None:
            best[1].new.append(at)
            best[1].sure = best[0] >= _CONTAINED
            left.remove(at)
