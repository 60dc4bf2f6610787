"""Unit × month matrix (单位逐月矩阵): a count of each unit at the end of each month, in the plan's own order.

The order says nothing of the units and no place is given: units are not ranked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.pictures.figures import FigureTable, day_labels, day_named

_MOST_TOLD = 8
"""Units that the sentence names with their figures."""


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """What was counted of one unit, a number a day."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UnitMatrix:
    """What (``counted``: 逾期节点) was counted of each unit at the end of each of ``days``."""

    title: str
    counted: str
    days: tuple[date, ...]
    units: tuple[UnitCounts, ...]

    @property
    def labels(self) -> list[str]:
        """What the days are called."""
        return day_labels(self.days)

    @property
    def figures(self) -> FigureTable:
        """Unit, one column a day."""
        return FigureTable(("单位", *self.labels), tuple((one.name, *one.counts) for one in self.units))

    @property
    def sentence(self) -> str:
        """How many units had how much on the last day, those with anything named."""
        if not self.days:
            return "没有可画的数。"
        last = [(one.name, one.counts[-1]) for one in self.units if one.counts[-1]]
        day = day_named(self.days[-1])
        if not last:
            return f"{day}，各单位都没有{self.counted}。"
        head = f"{day}，{len(self.units)}个单位中"
        named = "、".join(f"{name}{count}个" for name, count in last[:_MOST_TOLD])
        more = f"，其余{len(last) - _MOST_TOLD}个单位见图" if len(last) > _MOST_TOLD else ""
        shared = "（共同牵头的在各单位分别计数）"
        return f"{head}{len(last)}个单位有{self.counted}：{named}{more}{shared}。"
