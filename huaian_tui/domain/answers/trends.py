"""How the whole stands beside former days: since a week ago, since the last 通报, what is left by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from huaian_tui.domain.pictures.burn_down import BurnDown


@dataclass(frozen=True, slots=True)
class CountsOn:
    """Milestones of open plans on a day, by what was known by its end.

    ``left``: open with a date; ``overdue``: those of them whose date is past; ``done``: completed.
    """

    day: date
    left: int
    overdue: int
    done: int


@dataclass(frozen=True, slots=True)
class PlanMoved:
    """One plan: as it stands, a week ago, and as the last 通报 on it told (None: there was none)."""

    now: CountsOn
    week: CountsOn
    circular: CountsOn | None


@dataclass(frozen=True, slots=True)
class Trends:
    """Now and then; ``circular`` is the state that the last issued 通报 told, with its ``number``.

    None where there is none, or where the past of the ledger is not filled yet. ``remaining``: at the ends of
    the last months and now. ``plans``: how each plan that has milestones moved, by its id.
    """

    now: CountsOn
    week: CountsOn | None = None
    circular: CountsOn | None = None
    number: str = ""
    remaining: BurnDown | None = None
    plans: Mapping[str, PlanMoved] = field(default_factory=dict)

    @property
    def moved(self) -> bool:
        """Whether anything is otherwise than on one of the former days."""
        former = (one for one in (self.week, self.circular) if one is not None)
        return any((one.overdue, one.done) != (self.now.overdue, self.now.done) for one in former)
