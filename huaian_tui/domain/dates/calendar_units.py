"""Months, quarters, half years and years: their last days, their succession, and how a day is written."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

from huaian_tui.domain.words.days import chinese_day

Interval = Literal["month", "quarter", "half_year", "year"]
"""How often a recurring duty comes round."""

_LAST_MONTHS: dict[Interval, tuple[int, ...]] = {
    "month": tuple(range(1, 13)),
    "quarter": (3, 6, 9, 12),
    "half_year": (6, 12),
    "year": (12,),
}
_WEEKDAYS = "一二三四五六日"


def month_end(day: date) -> date:
    """Return the last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def quarter_end(day: date) -> date:
    """Return the last day of the day's calendar quarter."""
    month = (day.month + 2) // 3 * 3
    return date(day.year, month, 31 if month in (3, 12) else 30)


def half_year_end(day: date) -> date:
    """Return 30 June or 31 December, whichever closes the day's half year."""
    return date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)


def year_end(day: date) -> date:
    """Return 31 December of the day's year."""
    return day.replace(month=12, day=31)


def months_later(day: date, months: int) -> date:
    """Return the day so many months later (before, if negative), the month's last where there is none."""
    from dateutil.relativedelta import relativedelta  # here: most need only the ends of months

    return day + relativedelta(months=months)


def week_start(day: date) -> date:
    """Return the Monday of the day's week (weeks start on Monday, GB/T 7408)."""
    return day - timedelta(days=day.weekday())


def weekday_name(day: date) -> str:
    """Return 周一 … 周日."""
    return "周" + _WEEKDAYS[day.weekday()]


def format_span(start: date, end: date) -> str:
    """Return a span of days without saying the same year or month twice: 2025年6月1日—30日."""
    if start == end:
        return chinese_day(start)
    if start.year != end.year:
        return f"{chinese_day(start)}—{chinese_day(end)}"
    if start.month != end.month:
        return f"{chinese_day(start)}—{end.month}月{end.day}日"
    return f"{chinese_day(start)}—{end.day}日"


def occurrences(interval: Interval, start: date, end: date) -> list[date]:
    """Return the last days of all periods that end from ``start`` to ``end``, both included.

    A recurring duty makes one occurrence a period; each is due on its period's last
    day. A period that ends after ``end`` is not counted; an empty span gives [].
    """
    # Imported here: its 15 ms are not needed by commands that only show dates.
    from dateutil.rrule import MONTHLY, rrule

    if end < start:
        return []
    rule = rrule(MONTHLY, bymonth=_LAST_MONTHS[interval], bymonthday=-1, dtstart=start, until=end)
    return [moment.date() for moment in rule]
