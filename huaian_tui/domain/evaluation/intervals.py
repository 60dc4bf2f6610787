"""Wilson intervals of rates, and the word by which a unit is compared with the whole.

A rate of few cases says little: its interval says how little. The formula (E. B. Wilson, 1927), with
p = k / n:

    (p + z²/2n ± z · √(p(1 − p)/n + z²/4n²)) / (1 + z²/n),   z = 1.96 (95 %)

Below ``LEAST`` cases nothing is said ("–"). A unit is 高于 or 低于 the whole only where its interval lies
wholly above or below the whole's rate. Whoever compares many units finds one in twenty apart by chance
alone, so that interval is wider the more units are compared: z is the one of 1 − 0.05/m instead of
1 − 0.05 (Bonferroni; m units of ``LEAST`` cases or more). What is printed beside the rate is always
the interval of z = 1.96. No order of units follows from any of it, and no function here makes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import isfinite, sqrt
from typing import NamedTuple

Z = 1.96
"""The deviate of a two-sided interval of 95 %, as it is printed."""

LEAST = 5
"""Below so many cases neither an interval nor a word is given."""

NO_FIGURE = "–"
"""What stands where too few cases were counted."""


class Interval(NamedTuple):
    """The bounds of a rate, 0 to 1."""

    low: float
    high: float

    def holds(self, rate: float) -> bool:
        """Whether the rate lies within, the bounds included."""
        return self.low <= rate <= self.high

    @property
    def words(self) -> str:
        """The bounds in whole per cent: 39%—82%."""
        return f"{100 * self.low:.0f}%—{100 * self.high:.0f}%"


class Against(StrEnum):
    """How a unit stands to the whole."""

    ABOVE = "above"
    ALIKE = "alike"
    BELOW = "below"
    TOO_FEW = "too_few"

    @property
    def word(self) -> str:
        """The word an officer reads."""
        return AGAINST_TITLES[self]


AGAINST_TITLES: dict[Against, str] = {
    Against.ABOVE: "高于",
    Against.ALIKE: "相当",
    Against.BELOW: "低于",
    Against.TOO_FEW: NO_FIGURE,
}


def wilson(count: float, of: float, z: float = Z) -> Interval:
    """The Wilson interval of ``count`` out of ``of`` cases; neither need be whole (an effective number).

    ``ValueError`` where there are no cases, or more counted than there are.
    """
    if not (isfinite(of) and of > 0 and 0 <= count <= of):
        raise ValueError(f"{count} of {of} cases")
    share = count / of
    middle = share + z * z / (2 * of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    whole = 1 + z * z / of
    # At 0 and at all of them one bound is exactly the rate; the root says so only nearly.
    low = 0.0 if count == 0 else max(0.0, (middle - half) / whole)
    high = 1.0 if count == of else min(1.0, (middle + half) / whole)
    return Interval(low, high)


def interval_of(count: int, of: int) -> Interval | None:
    """The interval that is printed beside a rate; None below ``LEAST`` cases."""
    return wilson(count, of) if of >= LEAST else None


def z_for(compared: int) -> float:
    """The deviate for comparing so many units with the whole; ``Z`` for one."""
    if compared <= 1:
        return Z
    # Imported here: every start loads the kinds of records, which know of intervals.
    from statistics import NormalDist

    return max(Z, NormalDist().inv_cdf(1 - 0.05 / (2 * compared)))


def compared_units(numbers: Sequence[int]) -> int:
    """How many of the units with these numbers of cases are compared: those that have enough."""
    return sum(number >= LEAST for number in numbers)


def against_whole(count: int, of: int, whole: float | None, compared: int) -> Against:
    """Whether a unit with ``count`` of ``of`` cases is 高于, 相当 or 低于 the whole's rate.

    ``compared``: how many units are compared (``compared_units``); ``whole``: the rate of the whole, None
    where it has none.
    """
    if of < LEAST or whole is None:
        return Against.TOO_FEW
    found = wilson(count, of, z_for(compared))
    if found.low > whole:
        return Against.ABOVE
    return Against.BELOW if found.high < whole else Against.ALIKE
