"""What one milestone counts as in the figures of a period as of a day: the one classification.

``classify`` gives its *marks*, the keys of the figures in which it counts once, and the amounts (days,
times) that it adds. Figures are sums of these; a list behind a figure has those with its mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.history import Slip, Standing

MARKS = (
    "due",
    "on_time",
    "late",
    "overdue",
    "due_today",
    "on_time_and_met",
    "missed_target",
    "no_value",
    "original_due",
    "original_on_time",
    "original_late",
    "original_overdue",
    "original_due_today",
    "moved_out",
    "cancelled",
    "cancelled_after_due",
    "reopened",
    "undated_open",
    "undated_done",
    "carried_overdue",
    "done_early",
    "not_yet_due",
    "self_report_unverified",
    "assumed_due",
    "behind_pace",
    "reached_not_closed",
    "conflict",
)
"""The figures in which a milestone counts once or not at all. ``original_…`` are those of ``by_original``."""

BIT = {mark: 1 << place for place, mark in enumerate(MARKS)}
"""The bit of each mark in ``Classified.marks``."""


class Facts(NamedTuple):
    """What is known of a milestone besides its decisions, as of the day."""

    reported: bool = False
    """An unverified report of its unit says that it is finished."""
    behind: bool = False
    """未达序时 by its newest reading."""
    reached: bool = False
    """Its newest reading reaches the target."""


NO_FACTS = Facts()


class Classified(NamedTuple):
    """The marks of a milestone as bits (``BIT``) and what it adds to sums of days and times."""

    marks: int
    overdue_days: int = 0
    original_overdue_days: int = 0
    extended: int = 0
    extended_days: int = 0
    extended_after_due: int = 0

    def has(self, mark: str) -> bool:
        """Whether it counts in a figure."""
        return bool(self.marks & BIT[mark])


NOTHING = Classified(0)


def classify(standing: Standing, period: Period, as_of: date, facts: Facts = NO_FACTS) -> Classified:
    """What a milestone counts as."""
    if standing.cancelled is not None:
        return _cancelled(standing, standing.cancelled, period)
    marks = _undated(standing) if standing.due is None else _dated(standing, standing.due, period, as_of)
    open_due = marks & (BIT["overdue"] | BIT["due_today"])
    if open_due and facts.reported:
        marks |= BIT["self_report_unverified"]
    if marks & BIT["due"] and standing.assumed:
        marks |= BIT["assumed_due"]
    if standing.is_open:
        marks |= (facts.behind and BIT["behind_pace"]) | (facts.reached and BIT["reached_not_closed"])
    if standing.conflict:
        marks |= BIT["conflict"]
    late = (as_of - standing.due).days if marks & BIT["overdue"] and standing.due else 0
    original = _original(standing, period, as_of)
    since = standing.original if original & BIT["original_overdue"] else None
    marks |= original
    if not standing.slips:
        return Classified(marks, late, 0 if since is None else (as_of - since).days)
    return _with_slips(standing, period, marks, late, 0 if since is None else (as_of - since).days)


def _cancelled(standing: Standing, day: date, period: Period) -> Classified:
    """A cancelled milestone is out of every count, and is listed with the period of its date."""
    if standing.due is None or not period.first <= standing.due <= period.last:
        return NOTHING
    after = BIT["cancelled_after_due"] if day > standing.due else 0
    return Classified(BIT["cancelled"] | after)


def _undated(standing: Standing) -> int:
    return BIT["undated_open"] if standing.is_open else BIT["undated_done"]


def _dated(standing: Standing, due: date, period: Period, as_of: date) -> int:
    within = period.first <= due <= period.last
    marks = BIT["reopened"] if within and standing.reopened else 0
    if due > as_of:
        return marks | (BIT["not_yet_due"] if standing.is_open else BIT["done_early"])
    if due < period.first and standing.is_open and due < as_of:
        return BIT["carried_overdue"]
    if not within:
        return marks
    return marks | BIT["due"] | _timed(standing, due, as_of)


def _timed(standing: Standing, due: date, as_of: date) -> int:
    """Of one that is due: in time, late, overdue or due today, and how it was done."""
    if standing.completed is None:
        return BIT["due_today"] if due == as_of else BIT["overdue"]
    short = standing.met is False or standing.no_value
    quality = BIT["missed_target"] if standing.met is False else BIT["no_value"] if standing.no_value else 0
    if standing.completed > due:
        return BIT["late"] | quality
    return BIT["on_time"] | quality | (0 if short else BIT["on_time_and_met"])


def _original(standing: Standing, period: Period, as_of: date) -> int:
    """The same by the first date that was quoted or decided."""
    first = standing.original
    if first is None or not period.first <= first <= period.last or first > as_of:
        return 0
    if standing.completed is not None:
        timed = "original_late" if standing.completed > first else "original_on_time"
    else:
        timed = "original_due_today" if first == as_of else "original_overdue"
    return BIT["original_due"] | BIT[timed]


def extensions_of(standing: Standing, period: Period) -> Iterator[Slip]:
    """The extensions that belong to a period: that of the date which they replace."""
    for one in standing.slips:
        if one.is_extension and one.before is not None and period.first <= one.before <= period.last:
            yield one


def _with_slips(standing: Standing, period: Period, marks: int, late: int, original_late: int) -> Classified:
    """With the extensions of the period."""
    times = days = after_due = 0
    out = False
    for one in extensions_of(standing, period):
        times, days, after_due = times + 1, days + one.days, after_due + one.after_due
        out = out or one.after > period.last
    if out and standing.due is not None and not period.first <= standing.due <= period.last:
        marks |= BIT["moved_out"]
    return Classified(marks, late, original_late, times, days, after_due)
