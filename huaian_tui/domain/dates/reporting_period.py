"""Reporting periods (期): 2026, 2026Q3, 2026-07, 上半年, 前三季度 or two days with .. between them."""

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

EXAMPLES = "2026、2026Q3、2026-07、上半年、前三季度、2026-07-01..2026-09-15"
"""Forms that work, for help pages and refusals."""

_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_QUARTER = re.compile(r"(\d{4})(?:-?Q([1-4])|年?第?([1-4一二三四])季度?)", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?", re.ASCII)
_NUMERALS = "一二三四"
_FIGURES = "一二三四五六七八九十"
_THIS_YEAR = r"(?P<year>今年|本年度?|去年|上年|前年|\d{4}年?度?)?"
_SPOKEN = re.compile(
    rf"{_THIS_YEAR}(?:(?P<half>[上下])半年|H(?P<h>[12])|"
    r"(?:前|1[-至到])(?P<upto>[二两三四2-4])个?季度?|第?(?P<quarter>[1-4一二三四])季度?|Q(?P<q>[1-4])|"
    rf"前(?P<months>\d{{1,2}}|[{_FIGURES}]{{1,2}})个?月|(?P<month>\d{{1,2}}|[{_FIGURES}]{{1,2}})月份?|"
    r"(?P<all>全年|年度)?)"
)
"""What is said with a year or without: 上半年, 2026年前三季度, 三季度, 前十个月, 9月, 全年."""
_RELATIVE = re.compile(
    r"(?:(?P<way>本|这个?|上个?|上一个?)(?P<unit>季度?|月份?))|(?P<so_far>今年以来|年初以来)"
)


_SPANS = {(1, 6): "上半年", (7, 12): "下半年", (1, 9): "前三季度"}
"""What papers call spans of whole months, by their first and last month."""
_HALVES = ((1, 6), (7, 12))


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
        if first.day == 1 and self.last == month_end(self.last) and self.last.year == first.year:
            if (first.month, self.last.month) in _SPANS:
                return f"{year}{_SPANS[first.month, self.last.month]}"
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
    """The year, half, quarter or month before a whole one, else as many days right before the period."""
    last = period.first - timedelta(days=1)
    for whole in (year_of, quarter_of, month_of):
        if period == whole(period.first):
            return whole(last)
    if (period.first.month, period.last.month) in _HALVES and period.title.endswith("半年"):
        return Period(date(last.year, 7 if last.month > 6 else 1, 1), last)  # noqa: PLR2004 - a half
    return Period(last - (period.last - period.first), last)


def following_period(period: Period) -> Period:
    """The period after: the year, quarter or month after a whole one, else as many days right after."""
    first = period.last + timedelta(days=1)
    for whole in (year_of, quarter_of, month_of):
        if period == whole(period.first):
            return whole(first)
    return Period(first, first + (period.last - period.first))


def read_period(text: str, today: date, *, field: str = "period") -> Period:
    """Return the period that was typed; days may have every form of ``dates.read_day``.

    Two ends with .. (or 至, ~) between them may be periods too: 2026Q1..2026Q2. Raises
    ``InputRefused`` for ``field`` when it is not understood or ends before it begins.
    """
    shown = clean_line(text, limit=100, field=field)
    plain = "".join(unicodedata.normalize("NFKC", shown).split()).upper()
    ends = re.split(r"\.\.+|~|至", plain)
    if len(ends) == 2 and all(ends):
        first, last = (_named(end, today) or _one_day(end, today, field) for end in ends)
        if last.last < first.first:
            raise InputRefused(
                "期间的结束早于开始",
                f"从 {first.first.isoformat()} 到 {last.last.isoformat()}",
                f"请把早的日期写在前面，如 {EXAMPLES}",
                field=field,
            )
        return Period(first.first, last.last)
    period = _named(plain, today)
    if period is None:
        raise InputRefused(
            f"期间“{ellipsis(terminal_safe(shown), 24)}”没有看懂",
            "要写年、半年、季度、月，或起止两天",
            f"可以这样写：{EXAMPLES}",
            field=field,
        )
    return period


def _named(plain: str, today: date) -> Period | None:
    """A whole year, half of one, quarter or month; None for anything else."""
    if match := _YEAR.fullmatch(plain):
        return year_of(date(year, 1, 1)) if (year := _year(match)) else None
    if match := _QUARTER.fullmatch(plain):
        typed = match[2] or match[3]
        quarter = _NUMERALS.find(typed) + 1 or int(typed)
        return quarter_of(date(year, 3 * quarter, 1)) if (year := _year(match)) else None
    if (match := _MONTH.fullmatch(plain)) and 1 <= int(match[2]) <= 12:
        return month_of(date(year, int(match[2]), 1)) if (year := _year(match)) else None
    if match := _RELATIVE.fullmatch(plain):
        return _relative(match, today)
    match = _SPOKEN.fullmatch(plain)
    return None if match is None or not plain else _spoken(match, today)


def _relative(match: re.Match[str], today: date) -> Period:
    """本季度, 上个月, 今年以来."""
    if match["so_far"]:
        return Period(date(today.year, 1, 1), today)
    whole = quarter_of(today) if match["unit"].startswith("季") else month_of(today)
    return previous_period(whole) if match["way"].startswith("上") else whole


def _spoken(match: re.Match[str], today: date) -> Period | None:
    """Months of a year as people say them; None where the year or the month is none."""
    year = _spoken_year(match["year"], today)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    first, last = 1, 12
    if half := match["half"] or match["h"]:
        first, last = (1, 6) if half in "上1" else (7, 12)
    elif upto := match["upto"]:
        last = 3 * _figure("二" if upto == "两" else upto)
    elif quarter := match["quarter"] or match["q"]:
        last = 3 * _figure(quarter)
        first = last - 2
    elif months := match["months"]:
        last = _figure(months)
    elif month := match["month"]:
        first = last = _figure(month)
    if not 1 <= first <= last <= 12:  # noqa: PLR2004 - months
        return None
    return Period(date(year, first, 1), month_end(date(year, last, 1)))


def _spoken_year(text: str | None, today: date) -> int:
    """The year that is said; this one without."""
    if text is None or text in ("今年", "本年", "本年度"):
        return today.year
    if text in ("去年", "上年", "前年"):
        return today.year - (2 if text == "前年" else 1)
    return int(text[:4])


def _figure(text: str) -> int:
    """A number to 12 as digits or as written: 三, 十, 十二."""
    if text.isdecimal():
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _FIGURES.find(text) + 1
    return 10 * (_FIGURES.find(tens) + 1 if tens else 1) + (_FIGURES.find(ones) + 1 if ones else 0)


def _year(match: re.Match[str]) -> int:
    """The year, 0 when it is taken for a slip of the keyboard."""
    year = int(match[1])
    return year if FIRST_YEAR <= year <= LAST_YEAR else 0


def _one_day(text: str, today: date, field: str) -> Period:
    day = read_day(text, today, field=field)
    return Period(day, day)
