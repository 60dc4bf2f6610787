"""Dates as people and plans write them: our own grammar, and never a guess.

python-dateutil's parser reads Chinese wrongly (2025年6月底前 becomes a day in
November), so only its arithmetic is used. What can mean two days (02/03/2025,
2025年前, 6月内) is refused with the reason; every convention that was needed to come
to a day is said in the explanation.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date

from huaian_tui.domain.dates.calendar_phrases import read_calendar
from huaian_tui.domain.dates.calendar_units import (
    Interval,
    format_span,
    month_end,
    occurrences,
    quarter_end,
    weekday_name,
)
from huaian_tui.domain.dates.phrase import (
    DAY_EXAMPLES,
    EXAMPLES,
    FIRST_YEAR,
    LAST_YEAR,
    DateNotUnderstood,
    DatePhrase,
    Found,
    Unreadable,
)
from huaian_tui.domain.dates.relative_phrases import read_counted, read_relative
from huaian_tui.domain.dates.workdays import add_working_days
from huaian_tui.domain.text.chinese_numbers import DIGITS
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.domain.words.days import chinese_day

__all__ = [
    "DateNotUnderstood",
    "DatePhrase",
    "Interval",
    "add_working_days",
    "format_span",
    "month_end",
    "occurrences",
    "quarter_end",
    "read_date",
    "read_day",
    "weekday_name",
]

MAX_CHARACTERS = 50
"""Longer texts are no dates; they are refused before any work."""

_STANDING = frozenset(
    ("长期", "长期坚持", "长期推进", "常态", "常态化", "常态化推进", "持续", "持续推进", "动态", "不断")
)
"""Words of the plan for a duty without a date (rows 3, 5, 16, 26, 60)."""

_INTERVAL_WORDS: dict[str, Interval] = {"月": "month", "季": "quarter", "半年": "half_year", "年": "year"}
_INTERVAL_NOTES: dict[Interval, str] = {
    "month": "每月一次，按每月最后一天计",
    "quarter": "每季度一次，按季度最后一天计（3月31日、6月30日、9月30日、12月31日）",
    "half_year": "每半年一次，按6月30日、12月31日计",
    "year": "每年一次，按12月31日计",
}
_RECURRING = re.compile(
    r"(?:每(?:个(?=月|季度))?(?P<each>半年|季|月|年)度?(?:[底末]前?|[季年月][底末]前?|一次|1次)?"
    r"|[按逐](?P<by>季|月|年)度?|(?P<once>半年|季|月|年)度?[一1]次|[一1]个?(?P<one>季度|月|年)[一1]次)"
)

_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2212\ufe63", "-"))
_NUMERAL = f"[0-9{DIGITS}十百]"
_BLANK_BETWEEN_NUMERALS = re.compile(rf"(?<={_NUMERAL})\s+(?={_NUMERAL})")
_FULL_STOP_BETWEEN_DIGITS = re.compile("(?<=[0-9])。(?=[0-9])")
_WEEKDAY_REMARK = re.compile(
    r"[(](?:周|星期|礼拜)([一二三四五六日天])[)]|(?<=[0-9日号])(?:周|星期|礼拜)([一二三四五六日天])"
)
_LEAD = re.compile("截止到|截至到|截止|截至|到|至|于|在")
_DONE = re.compile("完成$")
_BEFORE = re.compile("(?:下班(?:之前|以前|前|时)?|之前|以前|前|为止|止)$")
_OTHER_WORDS = (
    (re.compile("元月"), "1月"),
    (re.compile("(?<!每)次(?=[月年])"), "下"),
    (re.compile("([上下])一个?(?=季|月|周|星期|礼拜|年)"), r"\1"),
    (re.compile("下年度?"), "明年"),
)
"""Words that say what others say: 元月, 次月, 下一季度."""
_WITHIN = re.compile("(?:之内|以内|内)$")


def read_date(text: str, today: date, *, field: str = "", examples: str = EXAMPLES) -> DatePhrase:
    """Return what the phrase means on ``today``; ``field`` names the form field for the refusal.

    Raises DateNotUnderstood, whose way out lists forms that work (``examples``), when the phrase is
    longer than 50 characters, not known, not a day of the calendar, outside the
    years 1900–2199, or can mean two days.
    """
    if len(text) > MAX_CHARACTERS:
        reason = f"共{len(text)}个字符，日期最多{MAX_CHARACTERS}个"
        raise DateNotUnderstood(text[:MAX_CHARACTERS], reason, field=field, examples=examples)
    shown = clean_line(text)
    core = _tidy(shown)
    try:
        return _recurring(core) or _standing(core) or _one_day(core, today)
    except Unreadable as refused:
        told = (refused.reason, refused.way_out)
        raise DateNotUnderstood(shown, *told, field=field, examples=examples) from None
    except (ValueError, OverflowError):
        # Only the arithmetic can raise these: it left the years that a date can have.
        raise DateNotUnderstood(shown, "算出的日期超出了日历范围", field=field, examples=examples) from None


def read_day(text: str, today: date, *, field: str = "", examples: str = DAY_EXAMPLES) -> date:
    """Return the one day that the phrase means, as by `read_date`.

    Raises DateNotUnderstood also for recurring and standing phrases: where a day is
    asked for they are no answer.
    """
    phrase = read_date(text, today, field=field, examples=examples)
    if phrase.day is None:
        what = "周期" if phrase.kind == "recurring" else "没有期限的长期工作"
        reason = f"这是{what}，这里要填某一天"
        raise DateNotUnderstood(text, reason, f"请写某一天，如{examples}", field=field)
    return phrase.day


def _tidy(line: str) -> str:
    """Half-width, without blanks (one is kept between numerals: 1 0 is not 10) and closing punctuation.

    Only characters that are another form of exactly one character are replaced
    (full-width digits, the radicals ⽉ ⽇ that PDF copies contain); superscripts and
    circled digits are not, so that 6² never becomes 62.
    """
    plain = "".join(_plain_character(character) for character in line).translate(_HYPHENS)
    plain = _FULL_STOP_BETWEEN_DIGITS.sub(".", plain).strip().rstrip("。;,，；")
    spaced = _BLANK_BETWEEN_NUMERALS.sub("\0", plain)
    core = "".join(spaced.split()).replace("\0", " ")
    for word, plain_word in _OTHER_WORDS:
        core = word.sub(plain_word, core)
    return core


def _plain_character(character: str) -> str:
    """The plain character that this one is a wide or compatibility form of, or itself."""
    parts = unicodedata.decomposition(character).split()
    if len(parts) == 1 or (len(parts) == 2 and parts[0] in ("<wide>", "<compat>")):
        return chr(int(parts[-1], 16))
    return character


def _recurring(core: str) -> DatePhrase | None:
    """每月, 每季度末, 每半年, 每年底, 按季度, 一年一次; periods that are not kept are refused."""
    if match := _RECURRING.fullmatch(core):
        word = next(value for value in match.groups() if value)
        interval = _INTERVAL_WORDS[word.removesuffix("度")]
        return DatePhrase("recurring", None, False, _INTERVAL_NOTES[interval], interval)
    if core.startswith("定期"):
        raise Unreadable("“定期”没有说明周期", "请写每月、每季度、每半年或每年")
    if core.startswith("每"):
        raise Unreadable(
            "周期只能是每月、每季度、每半年或每年，按期末最后一天计",
            "请写每月、每季度、每半年或每年；某一期的具体日子请另设节点",
        )
    return None


def _standing(core: str) -> DatePhrase | None:
    """长期, 常态化, 持续: a duty without a date."""
    if core in _STANDING:
        return DatePhrase("standing", None, False, "长期工作，不设期限，不会逾期", None)
    return None


def _one_day(core: str, today: date) -> DatePhrase:
    """The phrase as one day, with everything that was assumed said in the explanation."""
    remark = _WEEKDAY_REMARK.search(core)
    if remark:
        core = core[: remark.start()] + core[remark.end() :]
    found = _find(core, today)
    if found is None:
        raise Unreadable("")
    if not FIRST_YEAR <= found.day.year <= LAST_YEAR:
        raise Unreadable(f"年份{found.day.year}不在{FIRST_YEAR}—{LAST_YEAR}年之间")
    if remark and weekday_name(found.day) != "周" + (remark[1] or remark[2]).replace("天", "日"):
        where = "括号里" if remark[1] else "后面写"
        raise Unreadable(f"{chinese_day(found.day)}是{weekday_name(found.day)}，与{where}的不符")
    head = f"{chinese_day(found.day)}（{weekday_name(found.day)}）"
    return DatePhrase("day", found.day, found.assumed, "；".join((head, *found.explained())), None)


def _find(core: str, today: date) -> Found | None:
    """Take off what stands before and after the date, and ask the readers."""
    core = _DONE.sub("", _LEAD.sub("", core, count=1) if _LEAD.match(core) else core)
    counted = read_counted(core, today)
    if counted is not None:
        return counted
    within = _WITHIN.search(core)
    if within:
        return _within(core[: within.start()], today)
    before = _BEFORE.search(core)
    bare = core[: before.start()] if before else core
    if before and bare.startswith(("+", "-")):
        return None
    found = read_relative(bare, today) or read_calendar(bare, today)
    if before is None:
        return found
    if found is None:
        return _before_the_end_of_a_day(bare, today)
    if found.period:
        way_out = "请写“底前”，如2025年底前、2025年6月底前，或写明某月某日"
        raise Unreadable(f"“{core}”可指开始以前，也可指结束以前", way_out)
    return replace(found, part=found.part + before[0]) if found.part else found


def _before_the_end_of_a_day(phrase: str, today: date) -> Found | None:
    """2025年6月30日底(前): the day itself; plans contain the slip."""
    found = read_calendar(phrase.removesuffix("底"), today) if phrase.endswith("底") else None
    return None if found is None or found.period else found


def _within(period: str, today: date) -> Found | None:
    """2025年内, 年内, 本月内, 三季度内, 本周内: the last day of a named period."""
    now = {"年": "今年", "月": "本月", "季度": "本季度"}.get(period, period)
    found = read_relative(now, today) or read_calendar(now, today)
    return found if found is not None and found.period else None
