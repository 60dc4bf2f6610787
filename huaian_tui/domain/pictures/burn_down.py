"""Burn-down (剩余曲线): how many milestones are still open at the end of each month, beside the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.pictures.figures import FigureTable, day_labels, day_named


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left at the end of ``day``: by the plan, and in fact (None: that day is still to come)."""

    day: date
    planned: int
    actual: int | None


@dataclass(frozen=True, slots=True)
class BurnDown:
    """Milestones that are left, day after day; ``carried`` were due before and are open still."""

    title: str
    points: tuple[Remaining, ...]
    carried: int = 0

    @property
    def labels(self) -> list[str]:
        """What the days are called."""
        return day_labels([one.day for one in self.points])

    @property
    def figures(self) -> FigureTable:
        """Day, planned, actual."""
        rows = zip(self.labels, self.points, strict=True)
        return FigureTable(
            ("月份", "计划剩余", "实际剩余"), tuple((label, one.planned, one.actual) for label, one in rows)
        )

    @property
    def sentence(self) -> str:
        """From how many to how many, and how far that is from the plan on the last known day."""
        known = [one for one in self.points if one.actual is not None]
        if not known:
            return f"没有到期的节点{self._apart}。"
        first, last = known[0], known[-1]
        gap = (last.actual or 0) - last.planned
        said = "与计划一致" if not gap else f"比计划{'多' if gap > 0 else '少'}{abs(gap)}个"
        until = (
            f"{day_named(last.day, first.day)}剩余未办结节点{last.actual}个，计划剩余{last.planned}个，{said}"
        )
        begun = "" if first is last else f"{day_named(first.day, last.day)}剩余{first.actual}个，"
        return f"{begun}{until}{self._apart}。"

    @property
    def _apart(self) -> str:
        """What is not in the picture and is still owed."""
        return f"；另有期前到期、仍未办结的{self.carried}个，不在图中" if self.carried else ""
