"""序时: whether a target keeps pace with the share of its months gone by (January to November: 11/12).

A straight line leads from what stood at the beginning (nothing, unless the target says so) to the target. A
month counts from its last day on: what was reported for October stands until the end of November. Where
the office planned values by day (计划进度), they rule instead: each from its day on until the next.

``pace_of`` is the one rule: lights, lists, papers and the evaluation all ask it, or ``behind_from``,
which says since when it answers 未达序时.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from fractions import Fraction
from math import floor, isfinite
from typing import NamedTuple

from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.words.paces import PACE_TITLES, Pace

__all__ = [
    "PACE_TITLES",
    "Pace",
    "PaceFigures",
    "behind_from",
    "first_day",
    "pace_figures",
    "pace_of",
    "planned_on",
    "share_gone_by",
    "steps",
]


def share_gone_by(due: date, day: date, start: date | None = None) -> Fraction:
    """The share of a target's months that is gone at the end of ``day``: 0 to 1.

    Its months are those from ``start`` (1 January of the due date's year) to the due date, the ones
    in which these lie included. One is gone on its last day; from the due date on all are, before
    ``start`` none.
    """
    if day >= due:
        return Fraction(1)
    first = start or date(due.year, 1, 1)
    if day < first:
        return Fraction(0)
    gone = _months(first, day) - (0 if day == _month_end(first, _months(first, day)) else 1)
    return Fraction(gone, _months(first, due))


def _months(first: date, last: date) -> int:
    """The months between two days, those in which they lie included."""
    return 12 * (last.year - first.year) + last.month - first.month + 1


def _month_end(first: date, number: int) -> date:
    """The last day of the month with this number, from that of ``first`` (1) on."""
    years, month = divmod(first.month + number - 2, 12)
    return date(first.year + years, month + 1, monthrange(first.year + years, month + 1)[1])


def first_day(target: Target, due: date) -> date:
    """From which day on a target is measured: its start, else the beginning of the due date's year.

    Planned values of an earlier year begin with the month of the first.
    """
    year = date(due.year, 1, 1)
    if target.start is not None or not target.trajectory:
        return target.start or year
    return min(year, target.trajectory[0].day.replace(day=1))


def steps(target: Target, due: date) -> list[tuple[date, Fraction]]:
    """The planned values before the due date, as exact numbers; empty without any.

    What is planned never leads back, and not beyond the target: what is behind stays so until read anew.
    """
    base, value = _line(target)
    found, reached = list[tuple[date, Fraction]](), None if target.is_limit else base
    for one in sorted(target.trajectory):
        if one.day < due:
            planned = _exact(one.value)
            if target.is_limit:
                reached = max(value, planned if reached is None else min(reached, planned))
            else:
                reached = min(value, max(reached or base, planned))
            found.append((one.day, reached))
    return found


def planned_on(target: Target, due: date, day: date) -> Fraction:
    """What should be reached (of a limit: not exceeded) by the end of ``day``.

    By the planned values where there are some, else on the straight line. A limit without a baseline holds in
    full on every day: no share of it is owed.
    """
    base, value = _line(target)
    if target.trajectory:
        if day >= due:
            return value
        planned = steps(target, due)
        before = base if target.baseline is not None or not target.is_limit or not planned else planned[0][1]
        return next((reached for since, reached in reversed(planned) if since <= day), before)
    return base + share_gone_by(due, day, target.start) * (value - base)


def _line(target: Target) -> tuple[Fraction, Fraction]:
    """Where the straight line begins and ends; it never leads away from the target."""
    value = _exact(target.value)
    if target.is_limit:
        return value if target.baseline is None else max(_exact(target.baseline), value), value
    return min(_exact(target.baseline or 0), value), value


def _exact(number: float) -> Fraction:
    """A number as typed: 0.1 is a tenth."""
    return Fraction(repr(number))


def pace_of(target: Target | None, reading: float | None, due: date | None, day: date) -> Pace:
    """Whether the newest ``reading`` up to ``day`` keeps pace with a target that is due on ``due``.

    Only a target with a date and a reading is measured, and not before its ``first_day``; while no month
    is gone (no planned value's day has come) nothing is behind. What is exactly on the line keeps pace; from
    the due date on the target's own operator decides. A range is measured by its lower end.
    """
    if target is None or reading is None or not isfinite(reading) or due is None:
        return Pace.NOT_APPLICABLE
    if day < first_day(target, due):
        return Pace.NOT_APPLICABLE
    if day >= due:
        kept = target.met_by(reading)
    elif not _owes(target, due, day):
        kept = True
    else:
        line, read = planned_on(target, due, day), _exact(reading)
        kept = read <= line if target.is_limit else read >= line
    return Pace.ON_PACE if kept else Pace.BEHIND


def _owes(target: Target, due: date, day: date) -> bool:
    """Whether anything is planned by the end of ``day``: a month is gone, or a planned value is due."""
    if target.trajectory:
        return any(since <= day for since, _ in steps(target, due))
    return share_gone_by(due, day, target.start) > 0


class PaceFigures(NamedTuple):
    """What a reading is measured by: its day, its value, what should be reached, and what is missing to that.

    ``gap`` is 0 where nothing is missing and the target is missed all the same (above a range, "more than").
    """

    day: date
    reading: float
    planned: float
    gap: float


def pace_figures(target: Target, read: tuple[date, float], due: date, day: date) -> PaceFigures:
    """The figures of a reading (day, value) on ``day``, those that are no whole numbers to two places."""
    planned, value = planned_on(target, due, day), _exact(read[1])
    gap = value - planned if target.is_limit else planned - value
    return PaceFigures(read[0], read[1], _told(planned), _told(max(gap, Fraction(0))))


def _told(number: Fraction) -> float:
    """To two places; what would vanish so with all that says something."""
    return round(float(number), 2) or float(f"{float(number):.2g}")


def behind_from(target: Target | None, reading: float | None, due: date | None) -> date | None:
    """The first day on which ``pace_of`` says 未达序时 if no newer reading comes; None: on no day.

    From that day on it says so on every day, as the line never turns back.
    """
    if target is None or reading is None or not isfinite(reading) or due is None:
        return None
    first, read = first_day(target, due), _exact(reading)
    missed = None if target.met_by(reading) else max(due, first)
    if target.trajectory:
        behind = (
            day
            for day, planned in steps(target, due)
            if (read > planned if target.is_limit else read < planned)
        )
        return next((max(day, first) for day in behind), missed)
    months = _months(first, due)
    base, value = _line(target)
    way, gone = value - base, read - base
    if target.is_limit:
        way, gone = -way, -gone
    # The first month at whose end number * way / months > gone.
    number = max(1, floor(months * gone / way) + 1) if way else 1 if gone < 0 else months
    if number < months and (day := _month_end(first, number)) < due:
        return day
    return missed
