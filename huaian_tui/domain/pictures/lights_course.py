"""Lights over time (状态灯逐月变化): how many things had which light at the end of each month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.pictures.figures import FigureTable, day_labels, day_named
from huaian_tui.domain.rules.lights import Light


@dataclass(frozen=True, slots=True)
class LightsThen:
    """The counts of the lights at the end of ``day``, in the order of the picture's ``lights``."""

    day: date
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LightsCourse:
    """Lights, worst first, of tasks or milestones; ``counted`` is what they are counted in (项)."""

    title: str
    lights: tuple[Light, ...]
    points: tuple[LightsThen, ...]
    counted: str = "项"

    @property
    def labels(self) -> list[str]:
        """What the days are called."""
        return day_labels([one.day for one in self.points])

    @property
    def figures(self) -> FigureTable:
        """Day, one column a light, all."""
        heads = ("月份", *(light.word for light in self.lights), "合计")
        named = zip(self.labels, self.points, strict=True)
        return FigureTable(heads, tuple((label, *one.counts, sum(one.counts)) for label, one in named))

    @property
    def sentence(self) -> str:
        """The counts of the last day, and those of the first where they were others."""
        if not self.points:
            return "没有可画的数。"
        first, last = self.points[0], self.points[-1]
        said = f"{day_named(last.day, first.day)}{self._told(last)}"
        return (
            f"{said}。" if first is last else f"{day_named(first.day, last.day)}{self._told(first)}；{said}。"
        )

    def _told(self, then: LightsThen) -> str:
        named = zip(self.lights, then.counts, strict=True)
        counts = [f"{light.word}{count}{self.counted}" for light, count in named if count]
        return f"共{sum(then.counts)}{self.counted}" + (f"（{'、'.join(counts)}）" if counts else "")
