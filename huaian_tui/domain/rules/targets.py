"""Quantified targets (量化指标): each compares with its own operator.

Row 45 says 超过4000个, strictly more; row 25 says 4个以上, four or more; row 28
gives the range 1—2个. Other plans set a limit: 控制在10起以内; or say 增长6%左右, a target with a tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

Operator = Literal[">", ">=", "=", "range", "<=", "<", "~"]
"""``~`` is 左右."""

ABOUT_SHARE = 0.05
"""左右: what is missing of the value by no more than this share reaches it."""

LIMITS = ("<=", "<")
"""Operators of targets of which less is better."""


class PlannedValue(NamedTuple):
    """What is to be reached (of a limit: not exceeded) from a day on."""

    day: date
    value: float


@dataclass(frozen=True, slots=True)
class Target:
    """A target with its value in ``unit`` (家, 个, %); ``upper`` only for a range.

    ``inferred`` marks a number that the text implies but does not print;
    ``cumulative`` one that counts earlier periods too; ``text`` is what people read.
    ``baseline`` is what stood at its beginning, ``start`` that day where it is not the year's.
    ``trajectory``: planned values by day, oldest first (计划进度); without them a straight line is planned.
    ``whole``: of how many parts a target in per cent is the share (48 of 60).
    """

    operator: Operator
    value: float
    upper: float | None
    unit: str
    cumulative: bool
    inferred: bool
    text: str
    baseline: float | None = None
    start: date | None = None
    trajectory: tuple[PlannedValue, ...] = ()
    whole: float | None = None

    @property
    def is_limit(self) -> bool:
        """Whether less is better."""
        return self.operator in LIMITS

    def met_by(self, reading: float) -> bool:
        """Whether a reading reaches the target."""
        if self.operator == ">":
            return reading > self.value
        if self.operator == "=":
            return reading == self.value
        if self.operator == "<":
            return reading < self.value
        if self.operator == "<=":
            return reading <= self.value
        if self.operator == "~":
            return reading >= self.value - abs(self.value) * ABOUT_SHARE
        if self.operator == "range" and self.upper is not None:
            return self.value <= reading <= self.upper
        return reading >= self.value


_MONTHS_OF = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def of_period(target: Target, due: date, every: str) -> Target:
    """The target of one occurrence of a recurring duty: it is measured from the beginning of its period.

    What counts from the beginning (累计), or has a start of its own, stays as it is.
    """
    months = _MONTHS_OF.get(every)
    if months is None or target.cumulative or target.start is not None:
        return target
    years, month = divmod(12 * due.year + due.month - months, 12)
    return replace(target, start=date(years, month + 1, 1))


def share_of_parts(parts: float, whole: float) -> float:
    """So many of the whole in per cent, as targets and readings of shares (48/60) are compared."""
    return round(100 * parts / whole, 6)


def format_number(value: float) -> str:
    """A finite reading with every digit as typed and no useless fraction: 4000, 99.5, 12345.67."""
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")
