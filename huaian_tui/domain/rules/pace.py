"""序时: whether a target keeps pace with the share of the year gone by (January to November: 11/12)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from huaian_tui.domain.dates.calendar_units import month_end
from huaian_tui.domain.rules.targets import Target


class Pace(StrEnum):
    """达序时, 未达序时, or 不适用: nothing to measure, which is never counted against a unit."""

    ON_PACE = "on_pace"
    BEHIND = "behind"
    NOT_APPLICABLE = "not_applicable"

    @property
    def word(self) -> str:
        """The word an officer reads."""
        return PACE_TITLES[self]


PACE_TITLES: dict[Pace, str] = {
    Pace.ON_PACE: "达序时",
    Pace.BEHIND: "未达序时",
    Pace.NOT_APPLICABLE: "不适用",
}


def share_gone_by(due: date, day: date) -> float:
    """The share of the due date's year that is gone at the end of ``day``, in months: 0 to 1.

    By the end of November of the year it is 11/12 when the date is 31 December; a
    month that is not over counts by its days. Before that year 0, from the due date on 1.
    """
    if day >= due:
        return 1.0
    if day.year < due.year:
        return 0.0
    return _months(day) / _months(due)


def _months(day: date) -> float:
    """Months of its year that are over at the end of the day."""
    return day.month - 1 + day.day / month_end(day).day


def pace_of(target: Target | None, reading: float | None, due: date | None, day: date) -> Pace:
    """Whether the newest ``reading`` up to ``day`` keeps pace with a target that is due on ``due``.

    Only a target with a date and a reading is measured, and not before its year has
    begun; from the due date on the target's own operator decides. A range is measured
    by its lower end.
    """
    if target is None or reading is None or due is None or day.year < due.year:
        return Pace.NOT_APPLICABLE
    share = share_gone_by(due, day)
    kept = target.met_by(reading) if share >= 1 else reading >= target.value * share
    return Pace.ON_PACE if kept else Pace.BEHIND
