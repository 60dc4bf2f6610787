"""Which parts of one text stand for which of another: paragraphs, rows of tables, sentences."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

ALIKE = 0.4
"""Texts with so much in common (0 to 1) are two versions of one."""

_MOST_PAIRS = 40_000
"""Beyond so many pairs to look at, texts stand for each other by their order alone."""


class Pair(NamedTuple):
    """The place of a part in the older and in the newer text; None: it is in the other one alone."""

    old: int | None
    new: int | None


def aligned(
    old: Sequence[str], new: Sequence[str], *, moved: bool = True, in_place: bool = False
) -> list[Pair]:
    """Every part of both once, in the order of the newer text; what was left out stands where it stood.

    Parts that are equal stand for each other, then those that are alike in the same order, then
    (``moved``) equal ones that were moved. ``in_place``: what stands in the place of others is their
    new wording, however it reads.
    """
    pairs = list[Pair]()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pairs += [Pair(i + step, k + step) for step in range(j - i)]
        elif tag == "delete":
            pairs += [Pair(place, None) for place in range(i, j)]
        elif tag == "insert":
            pairs += [Pair(None, place) for place in range(k, m)]
        else:
            pairs += _alike(old, new, range(i, j), range(k, m))
    pairs = _moved(old, new, pairs) if moved else pairs
    return _in_place(old, new, pairs) if in_place else pairs


def _alike(old: Sequence[str], new: Sequence[str], of: range, to: range) -> list[Pair]:
    """The pairs in order that have most in common altogether (dynamic programming)."""
    if len(of) * len(to) > _MOST_PAIRS:
        both = min(len(of), len(to))
        pairs = [Pair(of[place], to[place]) for place in range(both)]
        pairs += [Pair(place, None) for place in of[both:]]
        return pairs + [Pair(None, place) for place in to[both:]]
    olds, news = [_grams(old[place]) for place in of], [_grams(new[place]) for place in to]
    scores = [[_likeness(a, b) for b in news] for a in olds]
    best = [[0.0] * (len(to) + 1) for _ in range(len(of) + 1)]
    for i in range(len(of) - 1, -1, -1):
        for k in range(len(to) - 1, -1, -1):
            together = scores[i][k] + best[i + 1][k + 1] if scores[i][k] >= ALIKE else 0.0
            best[i][k] = max(best[i + 1][k], best[i][k + 1], together)
    pairs, i, k = list[Pair](), 0, 0
    while i < len(of) or k < len(to):
        if i < len(of) and k < len(to) and scores[i][k] >= ALIKE:
            if best[i][k] == scores[i][k] + best[i + 1][k + 1]:
                pairs.append(Pair(of[i], to[k]))
                i, k = i + 1, k + 1
                continue
        if i < len(of) and (k == len(to) or best[i][k] == best[i + 1][k]):
            pairs.append(Pair(of[i], None))
            i += 1
        else:
            pairs.append(Pair(None, to[k]))
            k += 1
    return pairs


def _grams(text: str) -> frozenset[str]:
    """Runs of two characters; of a shorter text itself."""
    return frozenset(text[place : place + 2] for place in range(len(text) - 1)) or frozenset((text,))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two texts have in common (Dice): 1 for all."""
    return 2 * len(one & other) / (len(one) + len(other))


def _moved(old: Sequence[str], new: Sequence[str], pairs: list[Pair]) -> list[Pair]:
    """With equal parts that stand elsewhere now as one pair, at the new place."""
    left: dict[str, list[int]] = {}
    for pair in pairs:
        if pair.new is None and pair.old is not None:
            left.setdefault(old[pair.old], []).append(pair.old)
    found = dict[int, int]()
    for pair in pairs:
        if pair.old is None and pair.new is not None and left.get(new[pair.new]):
            found[pair.new] = left[new[pair.new]].pop(0)
    gone = set(found.values())
    return [
        Pair(found[pair.new], pair.new) if pair.new in found else pair
        for pair in pairs
        if not (pair.new is None and pair.old in gone)
    ]


def _in_place(old: Sequence[str], new: Sequence[str], pairs: list[Pair]) -> list[Pair]:
    """With runs that took the place of as many others paired in their order; a table never with a text."""
    found = list[Pair]()
    for alone, run in groupby(pairs, key=lambda one: None in one):
        parts = list(run)
        gone = [one.old for one in parts if one.old is not None]
        come = [one.new for one in parts if one.new is not None]
        alike = all(("\t" in old[i]) == ("\t" in new[k]) for i, k in zip(gone, come, strict=False))
        if alone and gone and len(gone) == len(come) and alike:
            found += [Pair(i, k) for i, k in zip(gone, come, strict=True)]
        else:
            found += parts
    return found
