"""The forms in which plans name a time, each with its reader: what day it names, or why it names none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from huaian_tui.domain.text.chinese_numbers import read_number, read_year_number

END, START = "end", "start"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time that a text names at ``[begin:end]``.

    ``due`` is its last day, None where it names none; ``recurrence`` (month, quarter, half_year, year) for a
    repeated duty; ``standing`` for 长期 and the like; ``question`` a Chinese sentence where a person must
    say what is meant. ``whole_year``: the year as a frame (全年, 年内, 2026年). ``sure`` is False for what is
    proposed only.
    """

    phrase: str
    begin: int
    end: int
    due: date | None = None
    kind: str = END
    recurrence: str = ""
    standing: bool = False
    whole_year: bool = False
    duty_if_bare: bool = False
    sure: bool = True
    question: str = ""
    impossible: bool = False


WIDE = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
_CN = "[一二三四五六七八九十元]{1,3}"
_YEAR = (
    r"(?:(?P<y>20[0-9]{2}|二[〇零○Oo0][〇零○一二三四五六七八九]{2})\s*年度?"
    r"|(?P<yw>今年|本年度|本年|当年|明年))"
)
_BEFORE = r"(?:之前|以前|前)"
_SIDE = rf"(?P<side>{_BEFORE}|之内|以内|内)?"
_LEAD = r"(?:(?:截止|截至|于|到|至|在)(?=[^，。]))?"


def _led(first: str) -> str:
    """``_LEAD`` before a form that begins with a year or one of these characters, looked at before all else:
    most places of a text begin none."""
    return rf"(?=[截于到至在2二今本当明{first}]){_LEAD}"


_NUMBERS = "0-9一二三四五六七八九十元"

_WORDS = {"month": "月", "quarter": "季度", "half_year": "半年", "year": "年"}


def _number(text: str) -> int:
    if text == "元":
        return 1
    return int(text) if text.isdecimal() else (read_number(text) or 0)


@lru_cache(maxsize=1024)
def _month_end(day: date) -> date:
    from huaian_tui.domain.dates.calendar_units import month_end  # here: what it needs is heavy

    return month_end(day)


def _quarter_end(day: date) -> date:
    from huaian_tui.domain.dates.calendar_units import quarter_end

    return quarter_end(day)


def _half_year_end(day: date) -> date:
    from huaian_tui.domain.dates.calendar_units import half_year_end

    return half_year_end(day)


class Impossible(Exception):
    """The words name a day that no calendar has."""


def day_of(year: int, month: int, day: int) -> date:
    """The day; ``Impossible`` where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        raise Impossible from None


# ---------------------------------------------------------------------- one form, one reader

Reader = Callable[[re.Match[str], int | None], Deadline | None]


def made(found: re.Match[str], **said: Any) -> Deadline:
    """The deadline that a match names."""
    return Deadline(found.group(), found.start(), found.end(), **said)


def _year(found: re.Match[str], year: int | None) -> int | None:
    if written := found.groupdict().get("y"):
        return read_year_number(written.replace("0", "〇") if not written.isdecimal() else written)
    if found.groupdict().get("yw") == "明年":
        return None if year is None else year + 1
    return year


_NO_YEAR = "没有写年份，方案的年份也不明，请补上年份"


def _month_day(found: re.Match[str], plan_year: int | None) -> Deadline:
    year = _year(found, plan_year)
    if year is None:
        return made(found, sure=False, question=f"“{found.group()}”{_NO_YEAR}")
    return made(found, due=day_of(year, _number(found["m"]), _number(found["d"])))


def _month(found: re.Match[str], plan_year: int | None) -> Deadline:
    year = _year(found, plan_year)
    if year is None:
        return made(found, sure=False, question=f"“{found.group()}”{_NO_YEAR}")
    first = day_of(year, _number(found["m"]), 1)
    part, side = found["part"] or "", found["side"] or ""
    if part == "上旬":
        return made(found, due=first.replace(day=10))
    if part == "中旬":
        return made(found, due=first.replace(day=20))
    if part.endswith("初"):
        return made(found, due=first, sure=False, question=f"“{found.group()}”是哪一天，请确认")
    if not part and side.endswith("前"):
        return made(
            found,
            due=first - timedelta(days=1),
            sure=False,
            question=f"“{found.group()}”是{first.month}月开始以前还是{first.month}月底以前，请确认",
        )
    return made(found, due=_month_end(first))


def _month_span(found: re.Match[str], plan_year: int | None) -> Deadline:
    year = _number(found["y2"]) if found["y2"] else _year(found, plan_year)
    if year is None:
        return made(found, sure=False, question=f"“{found.group()}”{_NO_YEAR}")
    return made(found, due=_month_end(day_of(year, _number(found["m2"]), 1)))


def _quarter(found: re.Match[str], plan_year: int | None) -> Deadline:
    year = _year(found, plan_year)
    if year is None:
        return made(found, sure=False, question=f"“{found.group()}”{_NO_YEAR}")
    last = _quarter_end(day_of(year, _number(found["q"]) * 3, 1))
    if not found["part"] and (found["side"] or "").endswith("前"):
        return made(
            found, due=last, sure=False, question=f"“{found.group()}”是这个季度以前还是季度末以前，请确认"
        )
    return made(found, due=last)


def _half(found: re.Match[str], plan_year: int | None) -> Deadline:
    year = _year(found, plan_year)
    if year is None:
        return made(found, sure=False, question=f"“{found.group()}”{_NO_YEAR}")
    return made(found, due=_half_year_end(day_of(year, 1 if found["half"] == "上" else 12, 1)))


def _year_part(found: re.Match[str], plan_year: int | None) -> Deadline | None:
    year = _year(found, plan_year)
    part = found["part"] or ""
    if year is None:
        return made(found, sure=False, question=f"“{found.group()}”{_NO_YEAR}")
    if part.endswith("初"):
        return made(found, due=date(year, 1, 1), sure=False, question=f"“{found.group()}”是哪一天，请确认")
    if part.endswith("中"):
        return made(found, due=date(year, 6, 30), sure=False, question=f"“{found.group()}”是哪一天，请确认")
    if not part and (found["side"] or "").endswith("前"):
        return made(
            found,
            due=date(year, 12, 31),
            sure=False,
            question=f"“{found.group()}”是{year}年开始以前还是年底以前，请确认",
        )
    return made(found, due=date(year, 12, 31), whole_year=not part)


def _bare_year(found: re.Match[str], plan_year: int | None) -> Deadline:
    text = found.group()
    if plan_year is None:
        return made(found, sure=False, question=f"“{text}”{_NO_YEAR}")
    if "初" in text or "年中" in text:
        due = date(plan_year, 1, 1) if "初" in text else date(plan_year, 6, 30)
        return made(found, due=due, sure=False, question=f"“{text}”是哪一天，请确认")
    whole = "全年" in text or "年内" in text
    return made(found, due=date(plan_year, 12, 31), whole_year=whole, duty_if_bare="全年" in text)


def _five_years(found: re.Match[str], _: int | None) -> Deadline:
    return made(found, due=date(1955 + 5 * _number(found["five"]), 12, 31))


def _numeric(found: re.Match[str], _: int | None) -> Deadline:
    year, month = int(found["ny"]), int(found["nm"])
    if found["nd"]:
        return made(found, due=day_of(year, month, int(found["nd"])))
    return made(found, due=_month_end(day_of(year, month, 1)))


def _recurring(found: re.Match[str], _: int | None) -> Deadline:
    word = found["each"] or found["by"] or found["noun"] or ""
    every = next((key for key, unit in _WORDS.items() if unit[0] == word[:1]), "")
    if word.startswith(("周", "日", "天", "星期", "两年")):
        every = {"周": "week", "星": "week", "两": "two_years"}.get(word[0], "day")
    return made(found, recurrence=every)


def _standing(found: re.Match[str], _: int | None) -> Deadline:
    return made(found, standing=True)


def _season(found: re.Match[str], _: int | None) -> Deadline:
    return made(found, sure=False, question=f"“{found.group()}”是哪一天，请补上日期")


_HOLIDAYS = {
    "元旦": (1, 1),
    "五一": (5, 1),
    "劳动节": (5, 1),
    "国庆": (10, 1),
    "十一": (10, 1),
    "七一": (7, 1),
}


def _holiday(found: re.Match[str], year: int | None) -> Deadline:
    question = f"“{found.group()}”是哪一天，请确认"
    place = _HOLIDAYS[found["holiday"]]
    if year is None:
        return made(found, sure=False, question=question)
    before = found["holiday"] == "元旦"
    first = date(year + 1 if before else year, *place)
    return made(found, due=first - timedelta(days=1), sure=False, question=question)


def _duration(found: re.Match[str], _: int | None) -> Deadline:
    return made(found, sure=False, question=f"“{found.group()}”从哪一天算起，请补上日期")


_FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (
        re.compile(
            r"每(?:个)?(?P<each>半年|季度?|月度?|年度?|周|日|天|星期|两年)(?:度)?"
            r"(?:(?:首|第一个?|末|第1个?|第三个?|最后一个?)月)?(?:[底末]|[0-9]{1,2}[日号]|[0-9]{1,2}月(?:[0-9]{1,2}日|底)?(?:[、，和及][0-9]{1,2}月(?:[0-9]{1,2}日|底)?)*|[上中下]旬)?(?:之前|以前|前)?(?:至少)?"
            r"|[按逐分](?P<by>季度?|月度?|年度?|周)|(?P<adverb>定期)"
            r"|(?P<noun>[月季年]度)(?=通报|调度|报告|例会|会商|监测|分析|评估|评价|考核|小结|分析|检查|督查)"
        ),
        lambda found, year: (
            _recurring(found, year) if not found["adverb"] else made(found, recurrence="open")
        ),
    ),
    (
        re.compile(
            r"(?:年内)?(?:长期坚持|长期推进|长期实施|长期任务|长期|常态化推进|常态化|持续推进|持续开展|持续实施|持续整改|持续|常年|即知即改|立行立改|立知立改|立即整改|贯穿全年|按时序推进|全年(?:持续|滚动|常态)?(?:推进|实施|开展)(?=[，。；、）)]|$))"
        ),
        _standing,
    ),
    (
        re.compile(
            r"(?:主)?汛(?:期)?(?:来临|到来)?(?:之前|以前|前|后|末|期间)|[春秋](?:季|学期)?开学(?:之?前|后)?|开学(?:之?前|后)|[春夏秋冬]季?(?:末|前|后)|"
            r"[夏秋](?:收|种|粮)(?:结束)?(?:之?前|后)|时间过半任务过半|双过半|(?:春节|中秋|清明|端午)(?:节)?(?:之?前|后)|(?:供暖|采暖|供热)(?:季|期)?(?:之?前|开始前)|"
            r"入冬(?:之?前)|(?:中|高)考(?:之?前|后)|暑假(?:期间|前|后)?|寒假(?:期间|前|后)?|两会(?:之?前|后)|雨季(?:之?前|来临前)|农闲(?:时|季)"
        ),
        _season,
    ),
    (re.compile(r"(?P<holiday>元旦|五一|劳动节|国庆|十一|七一)节?(?:之前|以前|前)"), _holiday),
    (
        re.compile(
            r"(?<![0-9.])(?<![至到为过])(?<![制缩持定均短]在)(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3}|半)\s*(?:个)?(?:工作日|天|日|周|月|年)(?:之内|以内|内)"
        ),
        _duration,
    ),
    (
        re.compile(
            rf"{_led(_NUMBERS)}(?:{_YEAR})?(?P<m1>[0-9]{{1,2}}|{_CN})月?(?:底|初|份)?\s*(?:[—–\-－~～至到]{{1,2}})\s*"
            rf"(?:(?P<y2>20[0-9]{{2}})年)?(?P<m2>[0-9]{{1,2}}|{_CN})月(?:底|份)?{_SIDE}(?![0-9])"
        ),
        _month_span,
    ),
    (
        re.compile(
            rf"{_led(_NUMBERS)}(?:{_YEAR}\s*)?(?P<m>[0-9]{{1,2}}|{_CN})\s*月\s*(?P<d>[0-9]{{1,2}}|[一二三四五六七八九十廿卅]{{1,3}})\s*[日号](?:下班)?{_SIDE}"
        ),
        _month_day,
    ),
    (
        re.compile(
            rf"{_led(_NUMBERS)}(?:{_YEAR}\s*)?(?<![0-9个])(?P<m>[0-9]{{1,2}}|{_CN})\s*月份?(?P<part>月?[底末初]|[上中下]旬)?{_SIDE}(?![0-9])"
        ),
        _month,
    ),
    (
        re.compile(
            rf"{_led('第一二三四1-4')}(?:{_YEAR})?第?(?P<q>[一二三四1-4])\s*季度?(?P<part>[底末])?{_SIDE}(?!度)"
        ),
        _quarter,
    ),
    (re.compile(rf"{_led('上下')}(?:{_YEAR})?(?P<half>[上下])半年(?P<part>[底末])?{_SIDE}"), _half),
    (re.compile(rf"{_led('')}{_YEAR}(?P<part>年?[底末]|年?初|年中)?{_SIDE}"), _year_part),
    (
        re.compile(
            rf"{_led('年全岁')}(?:本|当)?(?:年度?[底末]{_BEFORE}?|年内|全年度?|年[初中]|岁末{_BEFORE}?)"
        ),
        _bare_year,
    ),
    (
        re.compile(r"到?[“\"]?(?P<five>十[三四五六七])五[”\"]?(?:规划)?期?[末底](?:之前|以前|前)?"),
        _five_years,
    ),
    (
        re.compile(
            rf"{_led('')}(?P<ny>20[0-9]{{2}})[-./](?P<nm>1[0-2]|0?[1-9])(?:[-./](?P<nd>3[01]|[12][0-9]|0?[1-9]))?月?(?:底|末)?{_SIDE}(?![0-9])"
        ),
        _numeric,
    ),
)
_NEEDED: tuple[tuple[str, ...], ...] = (
    ("每按逐分定度",),
    ("长持常即立贯按全",),
    ("汛学收种粮过春中清端供采入高考暑寒两雨农秋夏冬",),
    ("元五劳国十七", "前"),
    ("内",),
    ("月", "—–-~～至到"),
    ("月", "日号"),
    ("月",),
    ("季",),
    ("半",),
    ("年",),
    ("年岁", "底末内初中全"),
    ("五",),
    ("2", "-./"),
)
"""For each form one or two sets of characters: a text that holds it has one of each."""

FORMS = tuple(
    (frozenset(needed[0]), frozenset(needed[-1]), *form) for needed, form in zip(_NEEDED, _FORMS, strict=True)
)
"""Each form with two sets of characters of which a text must have one each, its pattern and its reader."""
