"""Quantified targets (量化指标): each compares with its own operator.

Row 45 says 超过4000个, strictly more; row 25 says 4个以上, four or more; row 28
gives the range 1—2个.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Operator = Literal[">", ">=", "=", "range"]


@dataclass(frozen=True, slots=True)
class Target:
    """A target with its value in ``unit`` (家, 个, %); ``upper`` only for a range.

    ``inferred`` marks a number that the text implies but does not print;
    ``cumulative`` one that counts earlier periods too; ``text`` is what people read.
    """

    operator: Operator
    value: float
    upper: float | None
    unit: str
    cumulative: bool
    inferred: bool
    text: str

    def met_by(self, reading: float) -> bool:
        """Whether a reading reaches the target."""
        if self.operator == ">":
            return reading > self.value
        if self.operator == "=":
            return reading == self.value
        if self.operator == "range" and self.upper is not None:
            return self.value <= reading <= self.upper
        return reading >= self.value


def format_number(value: float) -> str:
    """A finite reading with every digit as typed and no useless fraction: 4000, 99.5, 12345.67."""
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")
