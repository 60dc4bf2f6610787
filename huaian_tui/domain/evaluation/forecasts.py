"""可能逾期: a forecast with its reasons, made from what became of milestones that stood alike, and its score.

A milestone that is open and not yet due has reasons (``Reason``) and a stage (how long it has to go). Cases
are the milestones whose date has passed, each as it was *known* so many days before that date
(``Stage.look``). From the cases of its stage follows a logistic regression over the reasons: log odds =
a + Σ bᵢ, each bᵢ shrunk towards 0, and none below 0, since a reason never speaks for punctuality. The
coefficients come from Newton steps; nothing is drawn at random, the same cases give the same forecast.

*Late* is what was not done by the date that stood when one looked; moved to a later one counts as late,
cancelled ones are left out. Where fewer than ``LEAST`` cases had the same reasons, nor so many reasons,
nothing is said: 不足以判断. A forecast is a word, never a light, and judges nobody.

Scores: Brier's (1950), the mean of (likelihood - what came)², against the one of always saying the share that
came late of the very forecasts scored, which no constant beats; and the calibration table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import exp, log
from typing import NamedTuple

from huaian_tui.domain.evaluation.intervals import LEAST, NO_FIGURE, interval_of
from huaian_tui.domain.words.verdicts import Verdict

SILENT_DAYS = 90
"""No record on the task for more than so many days is silence."""

AHEAD = 90
"""Days ahead of which forecasts are listed, recorded and printed, where nobody says how many."""

LIKELY = 0.5
"""From this likelihood on it is said: 可能逾期."""

_SHRINK = 2.0
"""How firmly a coefficient is held near 0 (the variance of what is believed of it before is its inverse)."""

_FIRM = 0.5
"""How firmly the constant is held near the base rate."""

_STEPS = 25
_ENOUGH = 1e-9


class Reason(StrEnum):
    """What speaks for being late."""

    BEHIND = "behind"
    SLIPPED = "slipped"
    SILENT = "silent"
    UNIT = "unit"

    @property
    def word(self) -> str:
        """The words an officer reads."""
        return REASONS[self]


REASONS: dict[Reason, str] = {
    Reason.BEHIND: "读数未达序时",
    Reason.SLIPPED: "已延期过",
    Reason.SILENT: f"超过{SILENT_DAYS}天没有记录",
    Reason.UNIT: "牵头单位以往未按期的多于总体",
}


class Stage(StrEnum):
    """How long a milestone has to go."""

    MONTH = "month"
    QUARTER = "quarter"
    LONG = "long"

    @property
    def word(self) -> str:
        """The words an officer reads."""
        return _STAGES[self][0]

    @property
    def look(self) -> int:
        """So many days before their dates cases are looked at."""
        return _STAGES[self][1]


_STAGES = {
    Stage.MONTH: ("一个月内到期", 15),
    Stage.QUARTER: ("三个月内到期", 60),
    Stage.LONG: ("三个月后到期", 120),
}


def stage_of(days_left: int) -> Stage:
    """The stage of a milestone that is due in so many days."""
    return Stage.MONTH if days_left <= 30 else Stage.QUARTER if days_left <= 90 else Stage.LONG


class Case(NamedTuple):
    """A milestone whose date has passed, as it was known before; ``late``: what became of it."""

    reasons: frozenset[Reason]
    late: bool


class Forecast(NamedTuple):
    """What is expected of a milestone.

    ``likelihood`` (0 to 1) is None where nothing can be said; ``base`` is the share of all cases of the stage
    that came late, ``alike`` and ``alike_late`` count those that stood alike, ``cases`` all of the stage.
    """

    verdict: Verdict
    likelihood: float | None
    base: float | None
    reasons: tuple[Reason, ...]
    cases: int
    alike: int
    alike_late: int


class Model(NamedTuple):
    """What follows from the cases of one stage: ``weights`` of the reasons that count, the constant first."""

    cases: int
    late: int
    counted: dict[frozenset[Reason], tuple[int, int]]
    constant: float
    weights: dict[Reason, float]

    def forecast(self, reasons: frozenset[Reason]) -> Forecast:
        """What is expected of a milestone with these reasons."""
        told = tuple(one for one in Reason if one in reasons)
        alike, late = self.alike(reasons)
        base = self.late / self.cases if self.cases else None
        if alike < LEAST:
            return Forecast(Verdict.UNKNOWN, None, base, told, self.cases, alike, late)
        likelihood = _share(self.constant + sum(self.weights.get(one, 0.0) for one in reasons))
        verdict = Verdict.LIKELY_LATE if likelihood >= LIKELY else Verdict.NO_SIGN
        return Forecast(verdict, likelihood, base, told, self.cases, alike, late)

    def alike(self, reasons: frozenset[Reason]) -> tuple[int, int]:
        """(cases, those that came late) with the same reasons; where these are too few, with so many."""
        same = self.counted.get(reasons, (0, 0))
        if same[0] >= LEAST:
            return same
        alike = [found for known, found in self.counted.items() if len(known) == len(reasons)]
        return sum(found for found, _ in alike), sum(late for _, late in alike)


def learn(cases: Iterable[Case]) -> Model:
    """What follows from these cases, all of one stage."""
    seen, late = Counter[frozenset[Reason]](), Counter[frozenset[Reason]]()
    for case in cases:
        seen[case.reasons] += 1
        late[case.reasons] += case.late
    counted = {reasons: (seen[reasons], late[reasons]) for reasons in sorted(seen, key=sorted)}
    # What all cases have in common, or none of them, tells nothing apart.
    used = [one for one in Reason if 0 < sum(one in reasons for reasons in seen) < len(seen)]
    constant, weights = _fitted(counted, used)
    while any(weight < 0 for weight in weights):
        used = [one for one, weight in zip(used, weights, strict=True) if weight >= 0]
        constant, weights = _fitted(counted, used)
    total = sum(seen.values())
    return Model(total, sum(late.values()), counted, constant, dict(zip(used, weights, strict=True)))


def _share(log_odds: float) -> float:
    return 1 / (1 + exp(-min(max(log_odds, -30.0), 30.0)))


def _fitted(
    counted: dict[frozenset[Reason], tuple[int, int]], used: Sequence[Reason]
) -> tuple[float, list[float]]:
    """The constant and the coefficients of the reasons, by Newton steps."""
    rows = [([1.0, *(float(one in reasons) for one in used)], *found) for reasons, found in counted.items()]
    seen, late = sum(found for _, found, _ in rows), sum(come for _, _, come in rows)
    # The constant is held near the base rate with one more case on either side: never without bounds.
    start = log((late + 1) / (seen - late + 1))
    found = [start, *([0.0] * len(used))]
    held = [_FIRM, *([_SHRINK] * len(used))]
    for _ in range(_STEPS):
        slope = [-held[0] * (found[0] - start)]
        slope += [-firm * now for firm, now in zip(held[1:], found[1:], strict=True)]
        curve = [[firm * (row == column) for column in range(len(held))] for row, firm in enumerate(held)]
        for signs, cases, come in rows:
            share = _share(sum(sign * weight for sign, weight in zip(signs, found, strict=True)))
            for row, sign in enumerate(signs):
                slope[row] += sign * (come - cases * share)
                for column, other in enumerate(signs):
                    curve[row][column] += sign * other * cases * share * (1 - share)
        step = _solved(curve, slope)
        found = [now + more for now, more in zip(found, step, strict=True)]
        if max(map(abs, step)) < _ENOUGH:
            break
    return found[0], found[1:]


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a small symmetric positive system, by elimination."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for place in range(size):
        for below in range(place + 1, size):
            factor = rows[below][place] / rows[place][place]
            rows[below] = [low - factor * top for low, top in zip(rows[below], rows[place], strict=True)]
    found = [0.0] * size
    for place in reversed(range(size)):
        known = sum(rows[place][other] * found[other] for other in range(place + 1, size))
        found[place] = (rows[place][size] - known) / rows[place][place]
    return found


# ---------------------------------------------------------------------- the score


class Came(NamedTuple):
    """A forecast that was recorded and what came: ``late`` by the date that it was about."""

    likelihood: float
    late: bool


class Bin(NamedTuple):
    """A line of the calibration table: forecasts between two likelihoods, and what came of them."""

    low: float
    high: float
    number: int
    expected: float | None
    late: int

    @property
    def came(self) -> str:
        """The share that came late with its interval; "–" for too few."""
        interval = interval_of(self.late, self.number)
        return NO_FIGURE if interval is None else f"{self.late}/{self.number}（{interval.words}）"


class Score(NamedTuple):
    """How recorded forecasts did; all None below ``LEAST`` of them.

    ``skill`` = 1 - brier / base_brier: 0.1 is ten per cent better than the base rate, below 0 is worse.
    ``left_out``: those whose likelihood is none (not from 0 to 1), as another program may have written.
    """

    number: int
    late: int
    brier: float | None
    base_brier: float | None
    skill: float | None
    bins: tuple[Bin, ...]
    left_out: int = 0


_EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def score(came: Sequence[Came]) -> Score:
    """The Brier score against the base rate, and the calibration table."""
    whole, came = len(came), [one for one in came if 0 <= one.likelihood <= 1]
    number, late, left_out = len(came), sum(one.late for one in came), whole - len(came)
    bins = tuple(
        _bin(came, low, high, last=high == _EDGES[-1]) for low, high in zip(_EDGES, _EDGES[1:], strict=False)
    )
    if number < LEAST:
        return Score(number, late, None, None, None, bins, left_out)
    brier = sum((one.likelihood - one.late) ** 2 for one in came) / number
    base = late / number * (1 - late / number)
    return Score(number, late, brier, base, 1 - brier / base if base else None, bins, left_out)


def _bin(came: Sequence[Came], low: float, high: float, *, last: bool) -> Bin:
    inside = [one for one in came if low <= one.likelihood < high or (last and one.likelihood == high)]
    expected = sum(one.likelihood for one in inside) / len(inside) if inside else None
    return Bin(low, high, len(inside), expected, sum(one.late for one in inside))


def above_the_whole(late: int, known: int, base: float) -> bool:
    """Whether a lead's record speaks against it: enough cases, and clearly more late than of all."""
    return known >= LEAST and (late + LEAST * base) / (known + LEAST) >= base + 0.1
