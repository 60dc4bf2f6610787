"""Quantified targets (量化指标): each compares with its own operator.

Row 45 says 超过4000个, strictly more; row 25 says 4个以上, four or more; row 28
gives the range 1—2个. Other plans set a limit: 控制在10起以内; or say 增长6%左右, a target with a tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Operator = Literal[">", ">=", "=", "range", "<=", "<", "~"]
"""``~`` is 左右."""

ABOUT_SHARE = 0.05
"""左右: what is missing of the value by no more than this share reaches it."""

LIMITS = ("<=", "<")
"""Operators of targets of which less is better."""


@dataclass(frozen=True, slots=True)
class Target:
    """A target with its value in ``unit`` (家, 个, %); ``upper`` only for a range.

    ``inferred`` marks a number that the text implies but does not print;
    ``cumulative`` one that counts earlier periods too; ``text`` is what people read.
    ``baseline`` is what stood at its beginning, ``start`` that day where it is not the year's: both
    are of no plan that can be imported yet (nor are limits), but the rules know them.
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


def format_number(value: float) -> str:
    """A finite reading with every digit as typed and no useless fraction: 4000, 99.5, 12345.67."""
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")
