"""Milestones and readings as the store answers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.rules.milestone_state import MilestoneState


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone as of a day: its state, its light and the days past its date."""

    state: MilestoneState
    light: Light
    overdue_days: int

    @property
    def id(self) -> str:
        """The milestone's id, as people type it (2-1)."""
        return self.state.id

    @property
    def task_no(self) -> int:
        """The row it belongs to (序号)."""
        return self.state.task_no


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A value of a target on a day; ``met`` compares it with the target, None without one."""

    record_id: bytes
    milestone: str
    day: date
    value: float
    officer: str
    met: bool | None
