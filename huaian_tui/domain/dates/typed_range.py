"""Spans of days as people type them to narrow a list: 9月, 本周, 上个月, 2026-09, 9.1-9.30, 近三个月.

One grammar with the forms of ``dates``: what can mean two things is not understood here
either, and nothing is guessed. A span is a ``Period``: its first and last day, both included.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from huaian_tui.domain.dates.calendar_phrases import read_calendar
from huaian_tui.domain.dates.calendar_units import half_year_end
from huaian_tui.domain.dates.phrase import Found, Unreadable
from huaian_tui.domain.dates.relative_phrases import read_relative
from huaian_tui.domain.dates.reporting_period import Period, month_of, quarter_of, year_of
from huaian_tui.domain.text.chinese_numbers import NUMBER, read_number

LONGEST = 40
"""Characters; a longer word is no span, and is not looked at."""

_MOST_BACK = 999
"""Longer counts are slips."""

_ENDS = re.compile(r"\.{2,}|~+|—+|–|至|到")
_RECENT = re.compile(rf"(?:最?近|过去)(?P<number>{NUMBER}|半)?(?P<unit>天|日|个?周|个?星期|个?月|年)")
_AS_SHOWN = re.compile("([0-9]{1,2})-([0-9]{1,2})")
_LEAP_YEARS = 9
"""Within so many years there is a 29th of February."""

_NAMED_YEAR = re.compile("今|去年|明年|前年|后年|本年|上年|上一?年")
"""A year is meant from the day on which it is said; its months are the same all year."""

_YEARLESS = re.compile(
    rf"第?(?:{NUMBER}月.*|[1-4一二三四]季度?|[Qq][1-4]|[上下]半年|[0-9]{{1,2}}[./][0-9]{{1,2}})"
)


def read_span(text: str, today: date) -> Period | None:
    """The span that is meant, seen from ``today``; None for anything else, also for what can mean two."""
    if len(text) > LONGEST:
        return None
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    try:
        return _recent(plain, today) or _one(plain, today) or _between(plain, today)
    except (ValueError, OverflowError):
        return None  # the arithmetic left the years that a date can have


def last_span(text: str, today: date) -> Period | None:
    """``read_span`` for looking back: without a year, what has not begun yet is last year's (12月 in May).

    Looking back, 11-23 is the day, as the lists show it: nobody means November to a month 23.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(text) <= LONGEST and (shown := _AS_SHOWN.fullmatch(plain)):
        return _last_day(int(shown[1]), int(shown[2]), today)
    span = read_span(text, today)
    if span is None or span.first <= today or not is_yearless(text):
        return span
    return read_span(text, today - relativedelta(years=1))


def is_yearless(text: str) -> bool:
    """Whether a date or span is written without its year: 12月, 三季度末, 9.1."""
    return bool(_YEARLESS.match("".join(unicodedata.normalize("NFKC", text).split())))


def moving_words(text: str, span: Period, today: date) -> str:
    """What to keep of a text read as ``span`` on ``today`` so that it goes on with the day; "" if fixed.

    本周, 近7天, 去年 are as typed. 9月1日至今 begins on a day of this year (2026-09-01至今). A month without
    its year was named and stays the one that was meant. ``read_span`` reads what is returned, on any day.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not _YEARLESS.match(plain):
        return plain if _moves(plain, today) or (_NAMED_YEAR.match(plain) and read_span(plain, today)) else ""
    for parts in (_ENDS.split(plain), *_halves(plain)):
        begun = f"{span.first.isoformat()}至{parts[-1]}"
        if len(parts) == 2 and read_span(begun, today) == span and _moves(begun, today):
            return begun
    return ""


def _moves(plain: str, today: date) -> bool:
    """Whether it means other days at the beginning or the end of the same year."""
    span = read_span(plain, today)
    ends = date(today.year, 1, 1), date(today.year, 12, 31)
    return any(read_span(plain, day) != span for day in ends)


def _last_day(month: int, day: int, today: date) -> Period | None:
    """The last such day up to ``today``; of the 29th of February some years back, of the 31st never."""
    for year in range(today.year, max(today.year - _LEAP_YEARS, 0), -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return Period(found, found)
    return None


def span_words(span: Period) -> str:
    """The span in few cells: 2026年, 2026-09, 2026-09-01, 2026-09-01至09-30, read again by ``read_span``."""
    first, last = span
    if first == last:
        return first.isoformat()
    if span == year_of(first):
        return f"{first.year}年"
    if span == month_of(first):
        return f"{first.year}-{first.month:02}"
    return f"{first.isoformat()}至{last.isoformat()[5:] if first.year == last.year else last.isoformat()}"


def _between(plain: str, today: date) -> Period | None:
    """Two spans with a mark between them; a second one without a year has that of the first."""
    for parts in (_ENDS.split(plain), *_halves(plain)):
        if len(parts) != 2 or not parts[0]:
            continue
        head, tail = parts
        if head.isdecimal() and len(head) < 3 and "月" in tail:
            head += "月"  # 9至11月
        first, last = _one(head, today), _end(head, tail, today)
        if first is not None and last is not None and first.first <= last.last:
            return Period(first.first, last.last)
    return None


def _end(head: str, tail: str, today: date) -> Period | None:
    if tail == "今":  # 9月1日至今
        return Period(today, today)
    year = re.match("[0-9]{4}(?![0-9])", head)
    if year and (day := re.fullmatch("([0-9]{1,2})-([0-9]{1,2})", tail)):
        tail = f"{day[1]}.{day[2]}"  # 2026-09-01至09-30
    same_year = year is not None and _YEARLESS.match(tail) is not None
    return _one(tail, date(int(year[0]), 1, 1) if year and same_year else today)


def _halves(plain: str) -> list[list[str]]:
    """The text cut at each of its hyphens: 9.1-9.30, 2026-09-01-2026-09-30."""
    return [[plain[:place], plain[place + 1 :]] for place, mark in enumerate(plain) if mark == "-"]


def _recent(plain: str, today: date) -> Period | None:
    """近7天 (today and the six days before), 近三个月, 最近半年."""
    match = _RECENT.fullmatch(plain)
    if match is None:
        return None
    unit = match["unit"].removeprefix("个")
    if match["number"] == "半":
        months = {"年": 6}.get(unit)
        return Period(today - relativedelta(months=months) + timedelta(days=1), today) if months else None
    count = 1 if match["number"] is None else read_number(match["number"])
    if count is None or not 0 < count <= _MOST_BACK:
        return None
    steps = {
        "天": relativedelta(days=count),
        "日": relativedelta(days=count),
        "周": relativedelta(weeks=count),
        "星期": relativedelta(weeks=count),
        "月": relativedelta(months=count),
        "年": relativedelta(years=count),
    }
    return Period(today - steps[unit] + timedelta(days=1), today)


def _one(plain: str, today: date) -> Period | None:
    """A day, or a named period; a vague point (月初) is neither."""
    try:
        found = read_relative(plain, today) or read_calendar(plain, today)
    except Unreadable:
        return None
    if found is None or (found.assumed and not found.period):
        return None
    return _whole(plain, found) if found.period else Period(found.day, found.day)


def _whole(plain: str, found: Found) -> Period:
    """The period that ends on the day found; the phrase tells which kind it is."""
    last = found.day
    if re.search("周|星期|礼拜", plain):
        return Period(last - timedelta(days=6), last)
    if found.part.endswith("旬"):
        return Period(last.replace(day={"上": 1, "中": 11, "下": 21}[found.part[0]]), last)
    if re.search("季|[Qq]", plain):
        return quarter_of(last)
    if "半年" in plain:
        start = last.replace(day=1) - relativedelta(months=5)
        return Period(start, half_year_end(last))
    return month_of(last) if re.search(r"月|[0-9]{4}[-./][0-9]", plain) else year_of(last)
