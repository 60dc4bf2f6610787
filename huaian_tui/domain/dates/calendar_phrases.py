"""Readers of dates that name a place in the calendar: days, ten-day spans, months, quarters, halves, years.

Each reader takes the tidied core of a phrase (no blanks, half-width, without 前 and
the like) and gives a `Found`, None when the form is not its own, or raises
`Unreadable` when the form is known but names no day or more than one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from dateutil.relativedelta import relativedelta

from huaian_tui.domain.dates.calendar_units import half_year_end, month_end, quarter_end, year_end
from huaian_tui.domain.dates.phrase import Found, Unreadable, make_day
from huaian_tui.domain.text.chinese_numbers import (
    DIGITS,
    NUMBER,
    YEAR_NUMBER,
    read_number,
    read_year_number,
)

_YEAR_WORDS = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_MONTH_WORDS = {"上上": -2, "上": -1, "本": 0, "这": 0, "当": 0, "下": 1, "下下": 2}
_QUARTER_WORDS = {"上": -1, "本": 0, "这": 0, "下": 1}

_YEAR = rf"(?:(?P<year>{YEAR_NUMBER})年|(?P<year_word>{'|'.join(_YEAR_WORDS)}))度?"
_MONTH = rf"(?:(?P<month>{NUMBER})月份?|(?P<month_word>上上|下下|[上本这当下])个?月)"

_YEAR_FIRST = re.compile(r"([0-9]{4})([-/. ])([0-9]{1,2})(?:\2([0-9]{1,2}))?")
_EIGHT_DIGITS = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH_DAY = re.compile("([0-9]{1,2})([-./])([0-9]{1,2})")
_YEAR_LAST = re.compile(r"[0-9]{1,2}([-/. ])[0-9]{1,2}\1[0-9]{4}")
_SHORT_YEAR = re.compile(
    r"[0-9]{1,2}([-/. ])[0-9]{1,2}\1[0-9]{1,2}"
    r"|[0-9]{2}年(?:年?[底末初]|(?:[0-9]{1,2}月|第?[1-4一二三四]季|[上下]半年).*)"
)

_NUMERIC_PART = re.compile(r"(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})月?(?P<part>[底末初]|[上中下]旬)")
_FIVE_YEARS = re.compile(
    r"[“\"']?(?P<plan>十?[一二三四五六七八九])五[”\"']?(?:规划)?(?P<part>期?[底末]|期间|时期)"
)
_DAY_OF_MONTH = re.compile(rf"(?:(?:{_YEAR})?{_MONTH})?(?P<day>{NUMBER})(?P<unit>[日号]?)")
_MONTH_PART = re.compile(
    rf"(?:{_YEAR})?{_MONTH}(?P<part>[上中下]旬|月?[底末]|初)?|(?P<now>[上中下]旬|月[底末初])"
)
_QUARTER = re.compile(
    rf"(?:(?:(?:{_YEAR})?第?(?P<number>[1-4一二三四])|(?P<word>[上本这下])个?)季度?"
    rf"|(?:(?P<q_year>[0-9]{{4}})年?-?)?[Qq](?P<q>[1-4]))(?P<part>[底末初])?|季度?(?P<now>[底末初])"
)
_HALF_YEAR = re.compile(rf"(?:{_YEAR})?(?P<half>[上下])半年(?P<part>[底末])?")
_YEAR_PART = re.compile(
    rf"{_YEAR}(?P<part>年?[底末初]|年中)?|(?P<bare>20[0-9]{{2}}|二[零〇○][{DIGITS}]{{2}})|(?P<now>年度?[底末]|年[初中])"
)


def read_calendar(core: str, today: date) -> Found | None:
    """Return the day that a calendar phrase names, seen from ``today``."""
    readers: tuple[Callable[[str, date], Found | None], ...] = (
        _digits,
        _numeric_part,
        _five_years,
        _day_of_month,
        _month_part,
        _quarter,
        _half_year,
        _year_part,
    )
    for reader in readers:
        found = reader(core, today)
        if found is not None:
            return found
    return None


def _digits(core: str, today: date) -> Found | None:
    """2025-06-30, 2025/6, 20250630, 6.7 (month first, as in China); other orders are refused."""
    if match := _YEAR_FIRST.fullmatch(core):
        year, month = int(match[1]), int(match[3])
        if match[4]:
            return Found(make_day(year, month, int(match[4])))
        return _whole_month(make_day(year, month, 1))
    if match := _EIGHT_DIGITS.fullmatch(core):
        return Found(make_day(int(match[1]), int(match[2]), int(match[3])))
    if match := _MONTH_DAY.fullmatch(core):
        return _month_day(match, today)
    if _YEAR_LAST.fullmatch(core):
        raise Unreadable("年份在最后，日和月哪个在前分不清", "请按年、月、日的顺序写，如2025-06-30")
    if _SHORT_YEAR.fullmatch(core):
        raise Unreadable("年份只有两位，容易看错", "请写四位年份，如2025-06-30、2025年6月底")
    return None


def _numeric_part(core: str, today: date) -> Found | None:
    """2026.12底, 2026-6末, 2026/9上旬."""
    match = _NUMERIC_PART.fullmatch(core)
    if match is None:
        return None
    make_day(int(match["y"]), int(match["m"]), 1)
    return _month_part(f"{match['y']}年{match['m']}月{match['part']}", today)


def _five_years(core: str, _: date) -> Found | None:
    """“十四五”末: the plan of five years that ends in 2025; the first ended in 1957."""
    match = _FIVE_YEARS.fullmatch(core)
    number = read_number(match["plan"]) if match else None
    if match is None or number is None or number < 10:
        return None
    part = match["part"]
    return Found(
        date(1955 + 5 * number, 12, 31),
        (f"“{match['plan']}五”到{1955 + 5 * number}年为止",),
        part,
        "按最后一年的12月31日",
        period=part in ("期间", "时期"),
        assumed=part in ("期间", "时期"),
    )


def _month_day(match: re.Match[str], today: date) -> Found:
    """6.7 and 6/7 are month and day; 6-7 is also how people write June to July."""
    month, day = int(match[1]), int(match[3])
    if match[2] == "-":
        raise Unreadable(f"“{match[0]}”可指某月某日，也可指一段时间", "请写某月某日，如6月30日、6.30")
    return Found(make_day(today.year, month, day), ("未写年份，按今年", f"“{match[0]}”按先月后日"))


def _day_of_month(core: str, today: date) -> Found | None:
    """2025年6月30日, 6月30日, 6月30, 下月10号, 30日."""
    match = _DAY_OF_MONTH.fullmatch(core)
    if match is None:
        return None
    if not match["unit"] and not (match["month"] and match["day"].isascii()):
        # Only 6月30 is complete without 日; 六月三 may have lost its end.
        return None
    day = read_number(match["day"])
    first, notes = _first_of_month(match, today)
    if day is None or first is None:
        return None
    return Found(make_day(first.year, first.month, day), notes)


def _month_part(core: str, today: date) -> Found | None:
    """2025年6月, 6月底, 下月末, 6月中旬, 月初."""
    match = _MONTH_PART.fullmatch(core)
    if match is None:
        return None
    first, notes = _first_of_month(match, today)
    if first is None:
        return None
    part = match["part"] or match["now"]
    if part is None:
        return _whole_month(first, notes)
    if part.endswith(("底", "末")):
        return Found(month_end(first), notes, part, "按当月最后一天")
    if part.endswith("初"):
        return Found(first, notes, part, "按当月1日", assumed=True)
    last = {"上旬": first.replace(day=10), "中旬": first.replace(day=20), "下旬": month_end(first)}[part]
    return Found(last, notes, part, "按其最后一天", assumed=True, period=True)


def _quarter(core: str, today: date) -> Found | None:
    """2025年第三季度, 三季度末, 2025Q3, 下季度末, 季度末."""
    match = _QUARTER.fullmatch(core)
    if match is None:
        return None
    part = match["part"] or match["now"]
    notes: tuple[str, ...] = ()
    number = match["number"] or match["q"]
    if number:
        year, notes = _year_of(match, today)
        if match["q_year"]:
            year, notes = int(match["q_year"]), ()
        quarter = read_number(number) or 0
        day = make_day(year, quarter * 3, 1)
    else:
        day = today.replace(day=1) + relativedelta(months=3 * _QUARTER_WORDS[match["word"] or "本"])
    last = quarter_end(day)
    if part is None:
        return Found(last, notes, rule="只写了季度，按季度最后一天", assumed=True, period=True)
    if part == "初":
        return Found(last + relativedelta(months=-2, day=1), notes, part, "按季度第一天", assumed=True)
    return Found(last, notes, part, "按季度最后一天")


def _half_year(core: str, today: date) -> Found | None:
    """2025年上半年, 下半年, 上半年末."""
    match = _HALF_YEAR.fullmatch(core)
    if match is None:
        return None
    year, notes = _year_of(match, today)
    last = half_year_end(make_day(year, 1 if match["half"] == "上" else 12, 1))
    if match["part"]:
        return Found(last, notes, match["part"], f"按{match['half']}半年最后一天")
    return Found(last, notes, rule="只写了半年，按其最后一天", assumed=True, period=True)


def _year_part(core: str, today: date) -> Found | None:
    """2025年, 2025年底, 年底, 今年年中, 2025, 二〇二五."""
    match = _YEAR_PART.fullmatch(core)
    if match is None:
        return None
    year, notes = _year_of(match, today)
    first = make_day(year, 1, 1)
    part = match["part"] or match["now"]
    if part is None:
        rule = "只写了年份，按当年最后一天"
        return Found(year_end(first), notes, rule=rule, assumed=True, period=True)
    if part.endswith(("底", "末")):
        return Found(year_end(first), notes, part, "按当年最后一天")
    if part.endswith("初"):
        return Found(first, notes, part, "按1月1日", assumed=True)
    return Found(half_year_end(first), notes, part, "按6月30日", assumed=True)


def _whole_month(first: date, notes: tuple[str, ...] = ()) -> Found:
    """A month without a day: its last day, as a stated assumption."""
    return Found(month_end(first), notes, rule="只写了月份，按当月最后一天", assumed=True, period=True)


def _first_of_month(match: re.Match[str], today: date) -> tuple[date | None, tuple[str, ...]]:
    """First day of the month a match names (else today's), None when the number is none, and notes."""
    if match["month_word"]:
        if match["year"] or match["year_word"]:
            return None, ()
        return today.replace(day=1) + relativedelta(months=_MONTH_WORDS[match["month_word"]]), ()
    if not match["month"]:
        return today.replace(day=1), ("未写月份，按本月",)
    month = read_number(match["month"])
    if month is None:
        return None, ()
    year, notes = _year_of(match, today)
    return make_day(year, month, 1), notes


def _year_of(match: re.Match[str], today: date) -> tuple[int, tuple[str, ...]]:
    """The year a match names, or today's with a note."""
    bare = match.groupdict().get("bare")
    if written := match["year"] or bare:
        year = read_year_number(written)
        if year is None:
            raise Unreadable(f"“{written}”不是年份")
        return year, ("四位数字按年份",) if bare else ()
    if match["year_word"]:
        return today.year + _YEAR_WORDS[match["year_word"]], ()
    return today.year, ("未写年份，按今年",)
