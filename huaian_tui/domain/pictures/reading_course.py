"""Reading against target (读数与目标): the readings, and what should have been reached by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.pictures.figures import FigureTable, day_named
from huaian_tui.domain.rules.targets import format_number


@dataclass(frozen=True, slots=True)
class ReadingThen:
    """A reading of ``day``, and what should be reached (of a limit: not exceeded) by then."""

    day: date
    value: float
    planned: float


@dataclass(frozen=True, slots=True)
class PlannedThen:
    """What should be reached by ``day``: a point of the straight line or of a trajectory (计划进度)."""

    day: date
    value: float


@dataclass(frozen=True, slots=True)
class ReadingCourse:
    """A target (``wanted`` as people read it: 200个以上), its way from ``first`` to ``last``, its readings.

    ``course`` are the corners of the planned way, its first and last point included; ``own``: an officer
    set it. ``limit``: less is better.
    """

    title: str
    unit: str
    target: float
    wanted: str
    first: date
    last: date
    course: tuple[PlannedThen, ...]
    points: tuple[ReadingThen, ...]
    limit: bool = False
    own: bool = False

    @property
    def labels(self) -> list[str]:
        """The days of the readings."""
        several = len({one.day.year for one in self.points}) > 1
        return [
            one.day.isoformat() if several else f"{one.day.month}月{one.day.day}日" for one in self.points
        ]

    @property
    def planned_name(self) -> str:
        """What the planned way is called: as an officer set it, or by the months gone."""
        return "计划进度" if self.own else "序时应达"

    @property
    def figures(self) -> FigureTable:
        """Day, reading, what should be reached, the distance between them."""
        rows = ((one.day, one.value, one.planned, _apart(one)) for one in self.points)
        return FigureTable(("日期", "读数", self.planned_name, "差距"), tuple(rows))

    @property
    def sentence(self) -> str:
        """The newest reading beside the target and what should be reached by then."""
        target = f"目标{self.wanted}（{day_named(self.last)}前）"
        if not self.points:
            return f"{target}，没有读数。"
        newest = self.points[-1]
        gap = _apart(newest)
        bad = gap > 0 if self.limit else gap < 0
        word = ("高出" if self.limit else "少") if bad else ("低于" if self.limit else "多")
        said = "两者相等" if not gap else f"{word}{format_number(abs(gap))}{self.unit}"
        read = f"{day_named(newest.day)}读数{format_number(newest.value)}{self.unit}"
        planned = f"{self.planned_name}{format_number(newest.planned)}{self.unit}"
        several = f"，共{len(self.points)}次读数" if len(self.points) > 1 else ""
        return f"{target}；{read}，{planned}，{said}{several}。"


def _apart(one: ReadingThen) -> float:
    """Reading less plan, as a reader subtracts the two printed numbers."""
    return round(one.value - one.planned, 10)
