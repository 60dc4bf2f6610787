"""销号抽查: which completed items are looked at again, and what share of all held, with its interval.

Items are drawn by their risk: each weighs 1, and 1 more for each reason (``RISKS``). The draw is priority
sampling (Duffield, Lund, Thorup 2007): an item of weight w has the priority w / u, where u between 0 and 1
comes from SHA-256 of the seed and the item's id; those with the highest priorities are drawn. The same seed
and the same items give the same sample with every version of every program. With t the highest priority that
was not drawn, an item had the chance min(1, w / t) of being drawn.

The share that held is estimated with these chances (Hájek: each item counts 1 / chance), so that drawing
the doubtful ones more often does not blacken the rest. Its interval is Wilson's for the effective number of
items: the smaller of Kish's (Σ 1/chance)² / Σ 1/chance² and the number that a plain sample of the same
variance would have. Where every item was drawn and looked at, the share is known and has no interval.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from huaian_tui.domain.evaluation.intervals import LEAST, Interval, wilson

LAST_DAYS = 5
"""Completed within so many days before the period's end counts as a rush."""

USUAL_SIZE, MOST = 20, 500
"""Items of a sample, where none is named; and at most."""


class Risk(StrEnum):
    """Why a completed item is drawn more often."""

    SELF_REPORTED = "self_reported"
    NO_DOCUMENT = "no_document"
    LAST_DAYS = "last_days"
    MISSED = "missed"
    UNIT = "unit"

    @property
    def word(self) -> str:
        """The words an officer reads."""
        return RISKS[self]


RISKS: dict[Risk, str] = {
    Risk.SELF_REPORTED: "单位自报",
    Risk.NO_DOCUMENT: "依据无文件",
    Risk.LAST_DAYS: "期末突击办结",
    Risk.MISSED: "未达标办结",
    Risk.UNIT: "单位有过不实",
}
"""What each is called. 单位有过不实: an earlier re-check of an item of the same lead did not hold."""


class Outcome(StrEnum):
    """What a re-check found."""

    HELD = "held"
    NOT_HELD = "not_held"
    UNCHECKED = "unchecked"

    @property
    def word(self) -> str:
        """The words an officer reads."""
        return OUTCOMES[self]


OUTCOMES: dict[Outcome, str] = {
    Outcome.HELD: "属实",
    Outcome.NOT_HELD: "不属实",
    Outcome.UNCHECKED: "无法核实",
}

_DOCUMENT = re.compile(r"《|〔|[\[［]20\d\d|\d号|纪要|批示|文件|批复|证书|通知|报告|协议|合同|公告|函")
"""What in the words of a basis names a document that can be asked for; 销号 is no number."""


class Completed(NamedTuple):
    """A completed milestone as far as its risk goes; ``own_report``: it follows from a unit's own report."""

    id: str
    task_no: int
    completed_on: date
    basis: str
    met: bool | None
    own_report: bool
    leads: tuple[str, ...]


def names_document(basis: str) -> bool:
    """Whether the basis of a completion names a document."""
    return _DOCUMENT.search(basis) is not None


def risks_of(item: Completed, last_day: date, doubtful: frozenset[str]) -> tuple[Risk, ...]:
    """The reasons to look at an item again; ``doubtful``: units of which an item did not hold before."""
    found = {
        Risk.SELF_REPORTED: item.own_report,
        Risk.NO_DOCUMENT: not names_document(item.basis),
        Risk.LAST_DAYS: last_day - timedelta(days=LAST_DAYS) < item.completed_on <= last_day,
        Risk.MISSED: item.met is False,
        Risk.UNIT: not doubtful.isdisjoint(item.leads),
    }
    return tuple(risk for risk, holds in found.items() if holds)


def weight_of(risks: Sequence[Risk]) -> int:
    """How much an item weighs in the draw."""
    return 1 + len(risks)


class Drawn(NamedTuple):
    """A sample: the chance that each drawn item had, in the order of the draw."""

    chances: Mapping[str, float]
    population: int


def draw(weights: Mapping[str, int], size: int, seed: str) -> Drawn:
    """So many of the items, drawn by their weights; all of them where there are no more."""
    ordered = sorted(weights, key=lambda one: (-_priority(weights[one], seed, one), one))
    taken, left = ordered[:size], ordered[size:]
    if not left:
        return Drawn(dict.fromkeys(taken, 1.0), len(ordered))
    bound = _priority(weights[left[0]], seed, left[0])
    return Drawn({one: min(1.0, weights[one] / bound) for one in taken}, len(ordered))


def _priority(weight: int, seed: str, identity: str) -> float:
    digest = hashlib.sha256(f"{seed}\n{identity}".encode()).digest()
    # 52 bits and a half: never 0, never 1, exact as a float.
    return weight / ((int.from_bytes(digest[:8], "big") >> 12) + 0.5) * 2.0**52


class HeldShare(NamedTuple):
    """What the results say: counts, and of all items of the period the share that held with its interval.

    ``share`` and ``interval`` are None below ``intervals.LEAST`` checked items; ``effective``: the number of
    items that a plain sample of the same precision would have.
    """

    drawn: int
    held: int
    not_held: int
    unchecked: int
    share: float | None
    interval: Interval | None
    effective: float

    @property
    def checked(self) -> int:
        """Items of which it is known."""
        return self.held + self.not_held


def held_share(results: Sequence[tuple[float, Outcome | None]], population: int) -> HeldShare:
    """The share that held, of (chance, what was found) of each drawn item; None: not looked at yet.

    Items that could not be checked, or were not yet, count as nothing: they are told beside the share.
    """
    counts = {outcome: sum(found is outcome for _, found in results) for outcome in Outcome}
    known = [(1 / chance, found is Outcome.HELD) for chance, found in results if found in _KNOWN]
    held, not_held, unchecked = (counts[one] for one in Outcome)
    told = HeldShare(len(results), held, not_held, unchecked, None, None, 0.0)
    if not known or (len(known) < LEAST and len(known) < population):
        return told
    whole = sum(weight for weight, _ in known)
    share = sum(weight for weight, holds in known if holds) / whole
    if len(known) == population:
        return told._replace(share=share, interval=Interval(share, share), effective=float(population))
    number = _effective(known, share, whole)
    return told._replace(share=share, interval=wilson(min(share * number, number), number), effective=number)


_KNOWN = (Outcome.HELD, Outcome.NOT_HELD)


def _effective(known: Sequence[tuple[float, bool]], share: float, whole: float) -> float:
    """The number of items of a plain sample that is no more precise than this one."""
    kish = whole**2 / sum(weight**2 for weight, _ in known)
    variance = sum((weight * (holds - share)) ** 2 for weight, holds in known) / whole**2
    return min(kish, share * (1 - share) / variance) if variance > 0 else kish
