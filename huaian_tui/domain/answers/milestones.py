"""Milestones and readings as the store answers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from huaian_tui.domain.answers.plans import TaskRef, bare_ref
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.words.other_laptops import other_laptop_mark
from huaian_tui.domain.words.paces import Pace

if TYPE_CHECKING:
    from huaian_tui.domain.rules.pace import PaceFigures


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone as of a day: its state, its light and the days past its date.

    A cancelled one shows as ``UNSCHEDULED`` and is counted under no light. Where one milestone is
    read by itself: ``decided_on`` is the own day of the last decision on it, ``recorded_on`` the day
    of its recording; None where nothing was decided (and in lists). ``behind_from``: since when its
    newest reading is 未达序时 by the rule; ``pace`` its figures where that is its light. ``paced``: whether
    it keeps pace on the day, None where nothing is measured; ``measured`` the figures of that, not in lists.
    """

    state: MilestoneState
    light: Light
    overdue_days: int
    decided_on: date | None = None
    recorded_on: date | None = None
    behind_from: date | None = None
    pace: PaceFigures | None = None
    ref: TaskRef | None = None
    paced: Pace | None = None
    measured: PaceFigures | None = None

    @property
    def counts(self) -> bool:
        """Whether it is still supervised or done: a cancelled one has no light that counts."""
        return self.state.status is not Status.CANCELLED

    @property
    def id(self) -> str:
        """The milestone's id, as people type it (2-1)."""
        return self.state.id

    @property
    def task_no(self) -> int:
        """The number for life of the task it belongs to."""
        return self.state.task_no

    @property
    def named(self) -> TaskRef:
        """How people name its task."""
        return self.ref or bare_ref(self.task_no)


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """One of the decisions on a milestone that do not know of each other, and what would hold if it is kept.

    ``what`` is the decision in words (办结于 …；依据：…), ``day`` its own day, ``state`` the milestone as
    this side has it, ``mine``: written on this laptop.
    """

    record_id: bytes
    title: str
    what: str
    officer: str
    recorded_at: str
    day: date | None
    state: MilestoneState
    mine: bool
    laptop: str = ""
    """The laptop behind the name where another one bears it as a rule."""

    @property
    def who(self) -> str:
        """The officer, with the laptop where that is not the usual one of the name."""
        return f"{self.officer or '未署名'}{other_laptop_mark(self.laptop)}"


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A value of a target on a day; ``met`` compares it with the target, None without one."""

    record_id: bytes
    milestone: str
    day: date
    value: float
    officer: str
    met: bool | None
