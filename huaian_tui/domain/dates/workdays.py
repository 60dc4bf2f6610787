"""Working days of the People's Republic of China, with its holidays and moved weekends.

The arrangement of a year is published by the State Council office in the autumn
before; chinesecalendar carries the published ones. For other years only weekends
are known, and every answer says whether that was so.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple


class _Arrangement(NamedTuple):
    """Published exceptions: free weekdays, worked weekends, and the years they cover (inclusive)."""

    holidays: frozenset[date]
    worked_weekends: frozenset[date]
    first_year: int
    last_year: int


@lru_cache(maxsize=1)
def _arrangement() -> _Arrangement:
    """Read the library's tables once; imported here because the import takes time at every start."""
    import chinese_calendar

    holidays = frozenset(chinese_calendar.holidays)
    return _Arrangement(
        holidays,
        frozenset(chinese_calendar.workdays),
        min(holidays).year,
        max(holidays).year,
    )


def holidays_known(year: int) -> bool:
    """Tell whether the holiday arrangement of the year is on hand."""
    arrangement = _arrangement()
    return arrangement.first_year <= year <= arrangement.last_year


def is_working_day(day: date) -> bool:
    """Tell whether people work on the day; by the weekday alone where the year's arrangement is not known."""
    arrangement = _arrangement()
    if day in arrangement.worked_weekends:
        return True
    return day.weekday() < 5 and day not in arrangement.holidays


def add_working_days(start: date, n: int) -> tuple[date, bool]:
    """Return the n-th working day after ``start``, and whether only weekends could be considered.

    ``start`` itself is not counted (民法典 art. 201: the first day is not counted). A
    negative ``n`` counts backwards; 0 gives ``start`` or, if that is a rest day, the
    next working day. The second value is True when a day outside the years with a
    known holiday arrangement was passed: the officer is then told so. Raises
    OverflowError when the result lies outside the years 1–9999.
    """
    step = timedelta(days=-1 if n < 0 else 1)
    weekends_only = False
    day = start
    left = abs(n)
    if n == 0:
        weekends_only = not holidays_known(day.year)
        left = 0 if is_working_day(day) else 1
    while left:
        day += step
        weekends_only = weekends_only or not holidays_known(day.year)
        if is_working_day(day):
            left -= 1
    return day, weekends_only
