"""Words of the preview that nothing else needs: times and targets as they are proposed."""

from __future__ import annotations

from huaian_tui.domain.reading.goals import Proposal
from huaian_tui.domain.reading.quantities import Quantity
from huaian_tui.domain.reading.set_targets import target_text

_EVERY = {
    "day": "每日",
    "week": "每周",
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
    "two_years": "每两年",
    "open": "定期",
}


def due_words(made: Proposal) -> str:
    """The time of a milestone: a day, every how long, or none."""
    if made.recurrence:
        return _EVERY.get(made.recurrence, made.recurrence)
    return "未写明" if made.due is None else made.due.isoformat()


def target_words(quantity: Quantity | None) -> str:
    """A target as people read it; empty for none."""
    return "" if quantity is None else target_text(quantity)
