"""Working days of the People's Republic of China, with its holidays and moved weekends.

The arrangement of a year is published by the State Council office in the autumn
before; chinesecalendar carries the published ones. For other years only weekends and the
holidays whose day never moves (1 January, 1 May, 1 October …) are known, and every answer says
whether that was so.
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


_FIXED = frozenset({(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)})
"""Month and day of holidays that are free every year (全国年节及纪念日放假办法, art. 2)."""

_FIXED_SINCE_2025 = frozenset({(5, 2)})
"""Those that the change of 2024 added."""

FIXED_ONLY = "该年放假安排未公布，只除去周末和元旦、劳动节、国庆节的法定假日"
"""What is said of a count that went through a year whose arrangement is not on hand."""


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
    """Tell whether people work on the day.

    By the weekday and the holidays of a fixed day alone where the year's arrangement is not known.
    """
    arrangement = _arrangement()
    if day in arrangement.worked_weekends:
        return True
    if not holidays_known(day.year):
        return day.weekday() < 5 and not _is_fixed_holiday(day)
    return day.weekday() < 5 and day not in arrangement.holidays


def _is_fixed_holiday(day: date) -> bool:
    place = (day.month, day.day)
    return place in _FIXED or (day.year >= 2025 and place in _FIXED_SINCE_2025)


def add_working_days(start: date, n: int) -> tuple[date, bool]:
    """Return the n-th working day after ``start``, and whether a year without arrangement was passed.

    ``start`` itself is not counted (民法典 art. 201: the first day is not counted). A
    negative ``n`` counts backwards; 0 gives ``start`` or, if that is a rest day, the
    next working day. The second value is True when a day outside the years with a
    known holiday arrangement was passed: the officer is then told so (`FIXED_ONLY`). Raises
    OverflowError when the result lies outside the years 1–9999.
    """
    step = timedelta(days=-1 if n < 0 else 1)
    unpublished = False
    day = start
    left = abs(n)
    if n == 0:
        unpublished = not holidays_known(day.year)
        left = 0 if is_working_day(day) else 1
    while left:
        day += step
        unpublished = unpublished or not holidays_known(day.year)
        if is_working_day(day):
            left -= 1
    return day, unpublished
