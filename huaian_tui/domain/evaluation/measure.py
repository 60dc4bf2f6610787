"""What a measure of 督查评价 is: key, name, formula and edge cases, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from huaian_tui.domain.evaluation.figures import Figures, Rate


class Group(StrEnum):
    """Under which heading a measure stands; the value is the heading."""

    TIMING = "到期与按期"
    QUALITY = "质量"
    ORIGINAL = "按原定时限"
    MOVED = "时限调整"
    OTHER = "不计入到期的"
    ATTENTION = "需要留意的"
    CONTACT = "往来"
    OFFICE = "机构自己的回访"


class Counts(StrEnum):
    """What a measure counts: its figure is the length of a list of these."""

    MILESTONES = "milestones"
    SLIPS = "slips"
    TASKS = "tasks"
    REPLIES = "replies"
    VISITS = "visits"
    DAYS = "days"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure. ``key`` is that of the JSON; one inside ``by_original`` is written with a point.

    ``name`` and ``head`` (short, for a column) are what an officer reads; ``formula`` and ``edges`` are
    sentences in Chinese, ``formula_en`` and ``edges_en`` the same in English.
    """

    key: str
    name: str
    head: str
    group: Group
    counts: Counts
    formula: str
    edges: str
    name_en: str
    formula_en: str
    edges_en: str

    def of(self, figures: Figures) -> int | Rate | None:
        """Its value in a row; None where rows of that kind have none."""
        value: object = figures
        for part in self.key.split("."):
            value = getattr(value, part)
        return value if isinstance(value, int | Rate) else None

    def shown(self, figures: Figures) -> str:
        """The value as an officer reads it; – where there is none."""
        value = self.of(figures)
        return "–" if value is None else value.shown if isinstance(value, Rate) else str(value)
