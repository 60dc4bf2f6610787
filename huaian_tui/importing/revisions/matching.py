"""Which task of the old text became which of the new one: by wording, place and number together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest

from huaian_tui.importing.revisions.items import PlanItem

_SURE = 0.62
_LIKELY = 0.45
_DOUBTFUL = 0.28
_CONTAINED = 0.6
_SURELY_CONTAINED = 0.75
_FILLS = 0.4
_ASKED = 0.22
_ASKED_BESIDE = 0.4
_SURELY_BESIDE = 0.2
_MOST_CANDIDATES = 12
_COMMON = 400
"""A pair of characters in more tasks than that tells nothing."""


SAME, MERGED, SPLIT = "same", "merged", "split"

Pair = tuple[int, int]
"""A place in the old text and one in the new text."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided of pairs: the ``same`` task, ``apart`` (removed and added), ``merged`` into
    one that goes on from another, ``split`` off from one that goes on without it."""

    same: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()
    merged: frozenset[Pair] = frozenset()
    split: frozenset[Pair] = frozenset()


@dataclass(slots=True)
class Match:
    """Old tasks (places) that became new ones.

    One to one, several to one (merged), one to several (split). ``base`` is the pair by which the task goes
    on; ``doubts`` are the pairs that a person should look at, each ``same``, ``merged`` or ``split``.
    """

    old: list[int]
    new: list[int]
    sure: bool = True
    base: Pair = (0, 0)
    doubts: list[tuple[str, Pair]] = field(default_factory=list)


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


def match_tasks(old: Sequence[PlanItem], new: Sequence[PlanItem], decided: Decided | None = None) -> Matching:
    """The matching of two texts of a plan; what was ``decided`` of a pair is so."""
    said = decided or Decided()
    pairs = _one_to_one(old, new, said)
    made = Matching([_matched((one, other), sure) for one, other, sure in pairs])
    taken_old, taken_new = {one for one, _, _ in pairs}, {other for _, other, _ in pairs}
    left_old = [one for one in range(len(old)) if one not in taken_old]
    left_new = [one for one in range(len(new)) if one not in taken_new]
    _merge(made, old, new, left_old, said)
    _split(made, old, new, left_new, said)
    made.removed, made.added = left_old, left_new
    for match in made.matches:
        match.old.sort()
        match.new.sort()
    made.matches.sort(key=lambda one: (min(one.new), min(one.old)))
    return made


def _matched(pair: Pair, sure: bool) -> Match:
    return Match([pair[0]], [pair[1]], sure, pair, [] if sure else [(SAME, pair)])


def _one_to_one(
    old: Sequence[PlanItem], new: Sequence[PlanItem], decided: Decided
) -> list[tuple[int, int, bool]]:
    """Pairs by falling likeness; number, chapter and units decide between equals and carry the doubtful."""
    pairs = [(at, other, True) for at, other in sorted(decided.same) if at < len(old) and other < len(new)]
    merged, parts = {at for at, _ in decided.merged}, {other for _, other in decided.split}
    scored = list[tuple[float, float, int, int]]()
    for at, other in _candidates(old, new):
        words = likeness(old[at], new[other])
        if words < _DOUBTFUL or (at, other) in decided.apart or at in merged or other in parts:
            continue
        scored.append((words + _beside(old[at], new[other]), words, at, other))
    scored.sort(key=lambda one: (-one[0], abs(one[2] - one[3])))
    taken_old, taken_new = {at for at, _, _ in pairs}, {other for _, other, _ in pairs}
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
    known = Counter(one.plain for one in old)
    for at, one in enumerate(old):
        same = texts[one.plain]
        if len(same) == known[one.plain] == 1 and _beside(one, new[same[0]]) >= _SURELY_BESIDE:
            yield at, same[0]  # nearly all tasks of a plan that is revised: nothing else is looked at
            continue
        counts = defaultdict[int, int](int)
        for gram in one.grams:
            if len(holders[gram]) <= _COMMON:
                for place in holders[gram]:
                    counts[place] += 1
        best = nsmallest(_MOST_CANDIDATES, counts, key=lambda place: (-counts[place], abs(place - at)))
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


def _merge(
    made: Matching, old: Sequence[PlanItem], new: Sequence[PlanItem], left: list[int], decided: Decided
) -> None:
    """Old tasks that are left and whose words went into a new one beside those of its own."""
    for at in list(left):
        best: tuple[float, Match] | None = None
        for match in made.matches:
            pair = (at, match.new[0])
            if pair in decided.merged:
                best = (1.0, match)
                break
            if len(match.new) != 1 or new[match.new[0]].plain == old[match.base[0]].plain:
                continue
            known = frozenset[str]().union(*(old[one].grams for one in match.old))
            fits, inside = _fills(new[match.new[0]], known, old[at])
            if fits and pair not in decided.apart and (best is None or inside > best[0]):
                best = (inside, match)
        if best is not None:
            best[1].old.append(at)
            _joined(best[1], MERGED, (at, best[1].new[0]), sure=best[0] >= _SURELY_CONTAINED)
            left.remove(at)


def _split(
    made: Matching, old: Sequence[PlanItem], new: Sequence[PlanItem], left: list[int], decided: Decided
) -> None:
    """New tasks that are left and whose words stood in an old one that went on without them."""
    for at in list(left):
        best: tuple[float, Match] | None = None
        for match in made.matches:
            pair = (match.old[0], at)
            if pair in decided.split:
                best = (1.0, match)
                break
            if len(match.old) != 1 or old[match.old[0]].plain == new[match.base[1]].plain:
                continue
            known = frozenset[str]().union(*(new[one].grams for one in match.new))
            fits, inside = _fills(old[match.old[0]], known, new[at])
            if fits and pair not in decided.apart and (best is None or inside > best[0]):
                best = (inside, match)
        if best is not None:
            best[1].new.append(at)
            _joined(best[1], SPLIT, (best[1].old[0], at), sure=best[0] >= _CONTAINED)
            left.remove(at)


def _joined(match: Match, how: str, pair: Pair, *, sure: bool) -> None:
    match.sure = sure
    if not sure:
        match.doubts.append((how, pair))


def near_misses(
    old: Sequence[PlanItem], new: Sequence[PlanItem], made: Matching, decided: Decided
) -> list[Pair]:
    """Removed and added tasks that are alike enough for asking whether they are one, the likest first."""
    before, after = [old[at] for at in made.removed], [new[at] for at in made.added]
    scored = list[tuple[float, Pair]]()
    for one, other in _candidates(before, after):
        pair = (made.removed[one], made.added[other])
        words = likeness(before[one], after[other])
        score = words + _beside(before[one], after[other])
        if words >= _ASKED and score >= _ASKED_BESIDE and pair not in decided.apart:
            scored.append((score, pair))
    found, olds, news = list[Pair](), set[int](), set[int]()
    for _, (at, place) in sorted(scored, key=lambda one: (-one[0], one[1])):
        if at not in olds and place not in news:
            found.append((at, place))
            olds.add(at)
            news.add(place)
    return found
