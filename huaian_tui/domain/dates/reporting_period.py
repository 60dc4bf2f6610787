"""Reporting periods (期): 2026, 2026Q3, 2026-07 or two days with .. between them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

from huaian_tui.domain.dates.calendar_units import format_span, month_end, quarter_end, year_end
from huaian_tui.domain.dates.grammar import read_day
from huaian_tui.domain.dates.phrase import FIRST_YEAR, LAST_YEAR
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.text.hygiene import clean_line, ellipsis, terminal_safe

EXAMPLES = "2026、2026Q3、2026-07、2026-07-01..2026-09-15"
"""Forms that work, for help pages and refusals."""

_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_QUARTER = re.compile(r"(\d{4})(?:-?Q([1-4])|年?第?([1-4一二三四])季度?)", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?", re.ASCII)
_NUMERALS = "一二三四"


class Period(NamedTuple):
    """The first and the last day of a period, both included."""

    first: date
    last: date

    @property
    def title(self) -> str:
        """What documents call it: 2026年, 2026年第三季度, 2026年7月, 2026年7月1日—9月15日."""
        first, year = self.first, f"{self.first.year}年"
        if self == year_of(first):
            return year
        if self == quarter_of(first):
            return f"{year}第{_NUMERALS[(first.month - 1) // 3]}季度"
        if self == month_of(first):
            return f"{year}{first.month}月"
        return format_span(first, self.last)


def year_of(day: date) -> Period:
    """The calendar year of the day."""
    return Period(date(day.year, 1, 1), year_end(day))


def quarter_of(day: date) -> Period:
    """The calendar quarter of the day."""
    return Period(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), quarter_end(day))


def month_of(day: date) -> Period:
    """The calendar month of the day."""
    return Period(day.replace(day=1), month_end(day))


def quarter_so_far(today: date) -> tuple[Period, Period]:
    """(the quarter before, this quarter up to today): what a progress ledger compares by default."""
    quarter = quarter_of(today)
    return previous_period(quarter), Period(quarter.first, today)


def previous_period(period: Period) -> Period:
    """The period before: the year, quarter or month before a whole one, else as many days right before."""
    last = period.first - timedelta(days=1)
    for whole in (year_of, quarter_of, month_of):
        if period == whole(period.first):
            return whole(last)
    return Period(last - (period.last - period.first), last)


def read_period(text: str, today: date, *, field: str = "period") -> Period:
    """Return the period that was typed; days may have every form of ``dates.read_day``.

    Two ends with .. (or 至, ~) between them may be periods too: 2026Q1..2026Q2. Raises
    ``InputRefused`` for ``field`` when it is not understood or ends before it begins.
    """
    shown = clean_line(text, limit=100, field=field)
    plain = "".join(unicodedata.normalize("NFKC", shown).split()).upper()
    ends = re.split(r"\.\.+|~|至", plain)
    if len(ends) == 2 and all(ends):
        first, last = (_named(end) or _one_day(end, today, field) for end in ends)
        if last.last < first.first:
            raise InputRefused(
                "期间的结束早于开始",
                f"从 {first.first.isoformat()} 到 {last.last.isoformat()}",
                f"请把早的日期写在前面，如 {EXAMPLES}",
                field=field,
            )
        return Period(first.first, last.last)
    period = _named(plain)
    if period is None:
        raise InputRefused(
            f"期间“{ellipsis(terminal_safe(shown), 24)}”没有看懂",
            "要写年、季度、月，或起止两天",
            f"可以这样写：{EXAMPLES}",
            field=field,
        )
    return period


def _named(plain: str) -> Period | None:
    """A whole year, quarter or month; None for anything else."""
    if match := _YEAR.fullmatch(plain):
        return year_of(date(year, 1, 1)) if (year := _year(match)) else None
    if match := _QUARTER.fullmatch(plain):
        typed = match[2] or match[3]
        quarter = _NUMERALS.find(typed) + 1 or int(typed)
        return quarter_of(date(year, 3 * quarter, 1)) if (year := _year(match)) else None
    if (match := _MONTH.fullmatch(plain)) and 1 <= int(match[2]) <= 12:
        return month_of(date(year, int(match[2]), 1)) if (year := _year(match)) else None
    return None


def _year(match: re.Match[str]) -> int:
    """The year, 0 when it is taken for a slip of the keyboard."""
    year = int(match[1])
    return year if FIRST_YEAR <= year <= LAST_YEAR else 0


def _one_day(text: str, today: date, field: str) -> Period:
    day = read_day(text, today, field=field)
    return Period(day, day)
