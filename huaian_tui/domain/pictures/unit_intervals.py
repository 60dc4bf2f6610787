"""Dots with intervals (按期率与区间): a share of each unit with the range that tells it from others.

Units stand in the plan's own order; below five due milestones there is no share, only the counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from huaian_tui.domain.pictures.figures import FigureTable, percent

_MOST_TOLD = 8


@dataclass(frozen=True, slots=True)
class UnitShare:
    """``part`` of ``whole`` of a unit, and its interval (each 0 to 1); None where there are too few.

    ``against``: 高于, 相当 or 低于 the share of all, where so many units compared allow that to be said.
    """

    name: str
    part: int
    whole: int
    low: float | None
    high: float | None
    against: str = ""

    @property
    def share(self) -> float | None:
        """The share itself; None where it has no interval."""
        return self.part / self.whole if self.low is not None and self.whole else None


@dataclass(frozen=True, slots=True)
class UnitIntervals:
    """The share ``measured`` (按期率) of units, beside that of them all."""

    title: str
    measured: str
    units: tuple[UnitShare, ...]
    part: int
    whole: int

    @property
    def overall(self) -> float | None:
        """The share of all together; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def figures(self) -> FigureTable:
        """Unit, counts never reduced, share, ends of the interval."""
        rows = [
            (one.name, f"{one.part}/{one.whole}", one.share, one.low, one.high, one.against)
            for one in self.units
        ]
        heads = ("单位", "按期/应办", self.measured, "区间下限", "区间上限", "与全部相比")
        whole = ("全部", f"{self.part}/{self.whole}", self.overall, None, None, "")
        return FigureTable(heads, (*rows, whole))

    @property
    def sentence(self) -> str:
        """The share of all, and of each unit that has one the share with its interval."""
        if self.overall is None:
            return "没有到期的节点，没有可画的数。"
        measured = [
            f"{one.name}{one.part}/{one.whole}（{percent(one.share)}，{percent(one.low)}至{percent(one.high)}）"
            f"{one.against}"
            for one in self.units
            if one.share is not None and one.low is not None and one.high is not None
        ]
        few = len(self.units) - len(measured)
        said = f"全部{self.part}/{self.whole}，{self.measured}{percent(self.overall)}"
        if measured:
            more = f"，其余{len(measured) - _MOST_TOLD}个单位见图" if len(measured) > _MOST_TOLD else ""
            said += f"；{'、'.join(measured[:_MOST_TOLD])}{more}，括号内为95%置信区间"
        return said + (f"；{few}个单位到期不足5个，不计比率。" if few else "。")
