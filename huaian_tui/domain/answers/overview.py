"""The plan and the morning screen as the store answers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import EventRow, NoteRow
from huaian_tui.domain.answers.plans import PlanLine
from huaian_tui.domain.rules.lights import Light, LightRules, lights_of

if TYPE_CHECKING:  # the first screen makes no such row where no answer is waited for
    from huaian_tui.domain.answers.notices import NoticeRow


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan (方案). ``start`` and ``horizon`` have a basis each; None where the plan gives no such day.

    ``kind`` is plan, or matters (日常交办); ``supervisor`` the id of a unit, empty without one.
    """

    id: str
    code: str
    short: str
    title: str
    kind: str
    stage: str
    supervisor: str
    start: date | None
    start_basis: str
    horizon: date | None
    horizon_phrase: str
    horizon_basis: str

    @property
    def of_matters(self) -> bool:
        """Whether it is the plan of what leaders hand over (日常交办)."""
        return self.kind == "matters"


@dataclass(frozen=True, slots=True)
class Promises:
    """Open promises (回访): how many were missed, are for today, and come later within a week."""

    missed: int = 0
    today: int = 0
    later: int = 0


@dataclass(frozen=True, slots=True)
class PendingReports:
    """Reports of units that wait for a decision; ``units`` are the first ones, newest first."""

    count: int = 0
    units: tuple[str, ...] = ()
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The morning screen: tasks by light, what is overdue or due, what was promised, the last records.

    ``overdue``, ``due_soon``, ``follow_ups`` and ``unanswered`` hold the first rows; the counts say all.
    ``rules`` are those of the lights; ``conflicts`` counts milestones in conflict (冲突待核).
    ``plans`` are the open ones in use, ``plan_lights`` their tasks by light where there are several.
    ``forks`` counts chains that were continued twice (分叉) and wait to be settled.
    """

    plan: PlanRow
    rules: LightRules
    tasks: int
    lights: dict[Light, int]
    overdue: tuple[MilestoneRow, ...]
    overdue_count: int
    due_soon: tuple[MilestoneRow, ...]
    due_soon_count: int
    conflicts: int
    follow_ups: tuple[NoteRow, ...]
    promises: Promises
    unanswered: tuple[NoticeRow, ...]
    unanswered_units: int
    reports: PendingReports
    recent: tuple[EventRow, ...]
    plans: tuple[PlanLine, ...] = ()
    plan_lights: Mapping[str, Mapping[Light, int]] = field(default_factory=dict)
    forks: int = 0

    @property
    def shown_lights(self) -> dict[Light, int]:
        """Tasks by those lights that the office has."""
        return {light: self.lights[light] for light in lights_of(self.rules)}
