"""Slip chart (延期图): which date a milestone had on which day; one that slips goes down with the days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.pictures.figures import FigureTable

MOST_LINES = 8
"""Milestones that one picture can tell apart without colour."""

_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class DateThen:
    """From ``said`` on the milestone was due on ``due``."""

    said: date
    due: date


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A milestone with its dates in the order they were said; ``ended``: on which day it was done."""

    name: str
    points: tuple[DateThen, ...]
    ended: date | None = None

    @property
    def days(self) -> int:
        """By how many days its date was moved altogether."""
        return (self.points[-1].due - self.points[0].due).days


@dataclass(frozen=True, slots=True)
class SlipChart:
    """Milestones whose dates were moved, from ``first`` on, as known on ``day``; ``left_out`` had no room."""

    title: str
    first: date
    day: date
    lines: tuple[SlipLine, ...]
    left_out: int = 0

    @property
    def letters(self) -> list[str]:
        """A, B, C: what the lines are called in the picture."""
        return [chr(ord("A") + place) for place in range(len(self.lines))]

    @property
    def figures(self) -> FigureTable:
        """One row a date: the milestone's letter and name, since when, until when, what it moved."""
        rows = list[tuple[str, str, date, date, int]]()
        for letter, line in zip(self.letters, self.lines, strict=True):
            before = line.points[0].due
            for one in line.points:
                rows.append((letter, line.name, one.said, one.due, (one.due - before).days))
                before = one.due
        return FigureTable(("代号", "节点", "定于", "时限", "延后天数"), tuple(rows))

    @property
    def sentence(self) -> str:
        """How many milestones were moved, and each from when to when."""
        if not self.lines:
            return "没有节点延期。"
        count = len(self.lines) + self.left_out
        told = [
            f"{letter}{line.name}由{line.points[0].due.isoformat()}改为{line.points[-1].due.isoformat()}"
            f"（{'+' if line.days > 0 else ''}{line.days}天）"
            for letter, line in zip(self.letters, self.lines, strict=True)
        ]
        more = f"；其余{count - _MOST_TOLD}个见延期账" if count > _MOST_TOLD else ""
        return f"时限改过的节点{count}个：{'；'.join(told[:_MOST_TOLD])}{more}。"
