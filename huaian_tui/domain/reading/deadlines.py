"""Deadlines as plans write them: in a column, in a bracket, within a sentence.

A bare month takes the plan's year, a period its last day (docs of the reading: ``due`` is the last day of the
period named). What names no day of the calendar (汛前, 3年内, 长期) is kept with the question or the reason
and never turned into a day; what can be read in two ways is proposed and not sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from huaian_tui.domain.dates.calendar_units import half_year_end, month_end, quarter_end
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


_WIDE = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
_CN = "[一二三四五六七八九十元]{1,3}"
_YEAR = (
    r"(?:(?P<y>20[0-9]{2}|二[〇零○Oo0][〇零○一二三四五六七八九]{2})\s*年度?"
    r"|(?P<yw>今年|本年度|本年|当年|明年))"
)
_BEFORE = r"(?:之前|以前|前)"
_SIDE = rf"(?P<side>{_BEFORE}|之内|以内|内)?"
_LEAD = r"(?:(?:截止|截至|力争|确保|于|到|至|在)(?=[^，。]))?"

_WORDS = {"month": "月", "quarter": "季度", "half_year": "半年", "year": "年"}


def _number(text: str) -> int:
    if text == "元":
        return 1
    return int(text) if text.isdecimal() else (read_number(text) or 0)


class _Impossible(Exception):
    """The words name a day that no calendar has."""


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _Impossible from None


# ---------------------------------------------------------------------- one form, one reader

Reader = Callable[[re.Match[str], int | None], Deadline | None]


def _made(found: re.Match[str], **said: Any) -> Deadline:
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
        return _made(found, sure=False, question=f"“{found.group()}”{_NO_YEAR}")
    return _made(found, due=_day(year, _number(found["m"]), _number(found["d"])))


def _month(found: re.Match[str], plan_year: int | None) -> Deadline:
    year = _year(found, plan_year)
    if year is None:
        return _made(found, sure=False, question=f"“{found.group()}”{_NO_YEAR}")
    first = _day(year, _number(found["m"]), 1)
    part, side = found["part"] or "", found["side"] or ""
    if part == "上旬":
        return _made(found, due=first.replace(day=10))
    if part == "中旬":
        return _made(found, due=first.replace(day=20))
    if part.endswith("初"):
        return _made(found, due=first, sure=False, question=f"“{found.group()}”是哪一天，请确认")
    if not part and side.endswith("前"):
        return _made(
            found,
            due=first - timedelta(days=1),
            sure=False,
            question=f"“{found.group()}”是{first.month}月开始以前还是{first.month}月底以前，请确认",
        )
    return _made(found, due=month_end(first))


def _month_span(found: re.Match[str], plan_year: int | None) -> Deadline:
    year = _number(found["y2"]) if found["y2"] else _year(found, plan_year)
    if year is None:
        return _made(found, sure=False, question=f"“{found.group()}”{_NO_YEAR}")
    return _made(found, due=month_end(_day(year, _number(found["m2"]), 1)))


def _quarter(found: re.Match[str], plan_year: int | None) -> Deadline:
    year = _year(found, plan_year)
    if year is None:
        return _made(found, sure=False, question=f"“{found.group()}”{_NO_YEAR}")
    last = quarter_end(_day(year, _number(found["q"]) * 3, 1))
    if not found["part"] and (found["side"] or "").endswith("前"):
        return _made(
            found, due=last, sure=False, question=f"“{found.group()}”是这个季度以前还是季度末以前，请确认"
        )
    return _made(found, due=last)


def _half(found: re.Match[str], plan_year: int | None) -> Deadline:
    year = _year(found, plan_year)
    if year is None:
        return _made(found, sure=False, question=f"“{found.group()}”{_NO_YEAR}")
    return _made(found, due=half_year_end(_day(year, 1 if found["half"] == "上" else 12, 1)))


def _year_part(found: re.Match[str], plan_year: int | None) -> Deadline | None:
    year = _year(found, plan_year)
    part = found["part"] or ""
    if year is None:
        return _made(found, sure=False, question=f"“{found.group()}”{_NO_YEAR}")
    if part.endswith("初"):
        return _made(found, due=date(year, 1, 1), sure=False, question=f"“{found.group()}”是哪一天，请确认")
    if part.endswith("中"):
        return _made(found, due=date(year, 6, 30), sure=False, question=f"“{found.group()}”是哪一天，请确认")
    if not part and (found["side"] or "").endswith("前"):
        return _made(
            found,
            due=date(year, 12, 31),
            sure=False,
            question=f"“{found.group()}”是{year}年开始以前还是年底以前，请确认",
        )
    return _made(found, due=date(year, 12, 31), whole_year=not part)


def _bare_year(found: re.Match[str], plan_year: int | None) -> Deadline:
    text = found.group()
    if plan_year is None:
        return _made(found, sure=False, question=f"“{text}”{_NO_YEAR}")
    if "初" in text or "年中" in text:
        due = date(plan_year, 1, 1) if "初" in text else date(plan_year, 6, 30)
        return _made(found, due=due, sure=False, question=f"“{text}”是哪一天，请确认")
    whole = "全年" in text or "年内" in text
    return _made(found, due=date(plan_year, 12, 31), whole_year=whole, duty_if_bare="全年" in text)


def _five_years(found: re.Match[str], _: int | None) -> Deadline:
    return _made(found, due=date(1955 + 5 * _number(found["five"]), 12, 31))


def _numeric(found: re.Match[str], _: int | None) -> Deadline:
    year, month = int(found["ny"]), int(found["nm"])
    if found["nd"]:
        return _made(found, due=_day(year, month, int(found["nd"])))
    return _made(found, due=month_end(_day(year, month, 1)))


def _recurring(found: re.Match[str], _: int | None) -> Deadline:
    word = found["each"] or found["by"] or found["noun"] or ""
    every = next((key for key, unit in _WORDS.items() if unit[0] == word[:1]), "")
    if word.startswith(("周", "日", "天", "星期", "两年")):
        every = {"周": "week", "星": "week", "两": "two_years"}.get(word[0], "day")
    return _made(found, recurrence=every)


def _standing(found: re.Match[str], _: int | None) -> Deadline:
    return _made(found, standing=True)


def _season(found: re.Match[str], _: int | None) -> Deadline:
    return _made(found, sure=False, question=f"“{found.group()}”是哪一天，请补上日期")


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
        return _made(found, sure=False, question=question)
    before = found["holiday"] == "元旦"
    first = date(year + 1 if before else year, *place)
    return _made(found, due=first - timedelta(days=1), sure=False, question=question)


def _duration(found: re.Match[str], _: int | None) -> Deadline:
    return _made(found, sure=False, question=f"“{found.group()}”从哪一天算起，请补上日期")


_FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (
        re.compile(
            r"每(?:个)?(?P<each>半年|季度?|月度?|年度?|周|日|天|星期|两年)(?:度)?"
            r"(?:(?:首|第一个?|末|第1个?|第三个?|最后一个?)月)?(?:[底末]|[0-9]{1,2}[日号]|[0-9]{1,2}月(?:[0-9]{1,2}日|底)?|[上中下]旬)?(?:之前|以前|前)?(?:至少)?"
            r"|[按逐分](?P<by>季度?|月度?|年度?|周)|(?P<adverb>定期)"
            r"|(?P<noun>[月季年]度)(?=通报|调度|报告|例会|会商|监测|分析|评估|评价|考核|小结|分析|检查|督查)"
        ),
        lambda found, year: (
            _recurring(found, year) if not found["adverb"] else _made(found, recurrence="open")
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
            r"(?<![0-9.])(?<![至到为在过])(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3}|半)\s*(?:个)?(?:工作日|天|日|周|月|年)(?:之内|以内|内)"
        ),
        _duration,
    ),
    (
        re.compile(
            rf"{_LEAD}(?:{_YEAR})?(?P<m1>[0-9]{{1,2}}|{_CN})月?(?:底|初|份)?\s*(?:[—–\-－~～至到]{{1,2}})\s*"
            rf"(?:(?P<y2>20[0-9]{{2}})年)?(?P<m2>[0-9]{{1,2}}|{_CN})月(?:底|份)?{_SIDE}(?![0-9])"
        ),
        _month_span,
    ),
    (
        re.compile(
            rf"{_LEAD}(?:{_YEAR}\s*)?(?P<m>[0-9]{{1,2}}|{_CN})\s*月\s*(?P<d>[0-9]{{1,2}}|[一二三四五六七八九十廿卅]{{1,3}})\s*[日号](?:下班)?{_SIDE}"
        ),
        _month_day,
    ),
    (
        re.compile(
            rf"{_LEAD}(?:{_YEAR}\s*)?(?<![0-9个])(?P<m>[0-9]{{1,2}}|{_CN})\s*月份?(?P<part>月?[底末初]|[上中下]旬)?{_SIDE}(?![0-9])"
        ),
        _month,
    ),
    (
        re.compile(rf"{_LEAD}(?:{_YEAR})?第?(?P<q>[一二三四1-4])\s*季度?(?P<part>[底末])?{_SIDE}(?!度)"),
        _quarter,
    ),
    (re.compile(rf"{_LEAD}(?:{_YEAR})?(?P<half>[上下])半年(?P<part>[底末])?{_SIDE}"), _half),
    (re.compile(rf"{_LEAD}{_YEAR}(?P<part>年?[底末]|年?初|年中)?{_SIDE}"), _year_part),
    (
        re.compile(rf"{_LEAD}(?:本|当)?(?:年度?[底末]{_BEFORE}?|年内|全年度?|年[初中]|岁末{_BEFORE}?)"),
        _bare_year,
    ),
    (
        re.compile(r"到?[“\"]?(?P<five>十[三四五六七])五[”\"]?(?:规划)?期?[末底](?:之前|以前|前)?"),
        _five_years,
    ),
    (
        re.compile(
            rf"{_LEAD}(?P<ny>20[0-9]{{2}})[-./](?P<nm>1[0-2]|0?[1-9])(?:[-./](?P<nd>3[01]|[12][0-9]|0?[1-9]))?月?(?:底|末)?{_SIDE}(?![0-9])"
        ),
        _numeric,
    ),
)
_NEEDED = (
    "每按逐分定月季年",
    "长持常即立贯按全",
    "汛学收种粮过春中清端供采入高考暑寒两雨农秋夏冬",
    "元五劳国十七",
    "内",
    "月",
    "月",
    "月",
    "季",
    "半",
    "年",
    "年末岁底",
    "五",
    "2",
)
"""For each form characters of which a text that holds it has one."""

_GATED = tuple((needed, *form) for needed, form in zip(_NEEDED, _FORMS, strict=True))
_PAST_BEFORE = re.compile(
    r"(?:较|比|自|从|以|同比|相比|截至|截止|对照|于(?=20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日(?:起|成立|印发)))$"
)
_PAST_AFTER = re.compile(
    r"\s*(?:起|开始施行|以来|以后|以前已|后|同期|基数|版|春季|秋季|施行|印发|成立|—|－|-(?=[0-9])|至今|度(?!前))"
)
_NAME_AFTER = re.compile(
    r"(?:是|为|我[市区县省]|全[市区县省]|目标|重点|度|《|“|版|行动计划|工作要点|任务|实施方案|工作方案|计划)"
)
_SPAN_OF_YEARS = re.compile(r"20[0-9]{2}年?\s*[—–\-－~～至到]{1,2}\s*20[0-9]{2}年?")
_QUOTED = re.compile(r"《[^《》]{1,60}》|〔[0-9]{4}〕[0-9]{0,4}号?")


def find_deadlines(text: str, year: int | None) -> list[Deadline]:
    """The times that a running text names, in their order; past and base years (较2021年) are none."""
    plain = _masked(text.translate(_WIDE))
    found = list[Deadline]()
    for needed, pattern, reader in _GATED:
        if not any(one in plain for one in needed):
            continue
        for match in pattern.finditer(plain):
            if any(match.start() < one.end and one.begin < match.end() for one in found):
                continue
            if _is_no_deadline(plain, match):
                continue
            try:
                deadline = reader(match, year)
            except _Impossible:
                shown = text[match.start() : match.end()]
                deadline = _made(
                    match, sure=False, impossible=True, question=f"“{shown}”不是日历上有的日子，请改正"
                )
            if deadline is not None:
                found.append(replace(deadline, phrase=text[match.start() : match.end()]))
    return sorted(found, key=lambda one: one.begin)


def _masked(text: str) -> str:
    """Names and spans of years made unreadable, every place kept."""
    for pattern in (_QUOTED, _SPAN_OF_YEARS):
        text = pattern.sub(lambda one: "□" * len(one.group()), text)
    return text


def _is_no_deadline(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 6) : match.start()], text[match.end() : match.end() + 8]
    if "有效期" in before or "起施行" in after:
        return True
    if _PAST_BEFORE.search(before) and not match.group().endswith("前"):
        return True
    if match.group().startswith(("截至", "截止")) and not re.search("前|底|末", match.group()):
        return True
    if re.fullmatch(
        r"(?:截止|截至|力争|确保|于|到|至|在)?20[0-9]{2}年度?", match.group()
    ) and _NAME_AFTER.match(after):
        return True
    return _PAST_AFTER.match(after) is not None and not match.group().endswith(("前", "底", "末", "内"))


# ---------------------------------------------------------------------- a cell of its own

_SHORT_DAY = re.compile(
    r"(?P<y>[0-9]{2})[./-](?P<m>1[0-2]|0?[1-9])[./-](?P<d>3[01]|[12][0-9]|0?[1-9])(?:日)?前?"
)
_TWO_NUMBERS = re.compile(r"(?P<m>1[0-2]|0?[1-9])\.(?P<d>3[01]|[12][0-9]|0?[1-9])(?:日)?前?")
_POINTED_MONTH = re.compile(r"20[0-9]{2}\.[0-9]{1,2}")
_EIGHT_DIGITS = re.compile(r"(?P<y>20[0-9]{2})(?P<m>[01][0-9])(?P<d>[0-3][0-9])")
_SERIAL = re.compile(r"4[3-9][0-9]{3}(?:\.0+)?")
_BARE_YEAR = re.compile(r"(?P<y>20[0-9]{2})年?度?")
_LAST_YEAR = re.compile(r"(?P<a>20[0-9]{2})年?\s*[—–\-－~～至到]{1,2}\s*(?P<y>20[0-9]{2})年?(?:底)?")
_STARTS = re.compile(r"开工(?!率)|动工|启动|开建|开始|奠基|进场|入场|开展前期")
_ENDS = re.compile(r"完成|完工|竣工|建成|投用|交付|办结|验收|投产|运营")


@lru_cache(maxsize=4096)
def read_due_cell(text: str, year: int | None) -> tuple[Deadline, ...]:
    """The times of a column 完成时限, in their order; a word like 开工 behind one makes it a beginning."""
    plain = "".join(text.translate(_WIDE).split())
    if not plain:
        return ()
    alone = _alone(plain, year)
    if alone is not None:
        return (replace(alone, phrase=text.strip()),)
    found = find_deadlines(text, year)
    if _POINTED_MONTH.fullmatch(plain) and len(found) == 1:
        month = plain.rpartition(".")[2].lstrip("0")
        found = [replace(found[0], question=f"“{plain}”按{plain[:4]}年{month}月理解，请核对")]
    return tuple(
        _with_kind(text, one, found[place + 1].begin if place + 1 < len(found) else len(text))
        for place, one in enumerate(found)
    )


def _with_kind(text: str, one: Deadline, until: int) -> Deadline:
    behind = re.split("[，,；;、。\\n]", text[one.end : until])[0]
    before = re.split("[，,；;、。\\n]", text[: one.begin])[-1]
    one = replace(one, phrase=(before + text[one.begin : one.end] + behind).strip())
    if _STARTS.search(behind) and not _ENDS.search(behind):
        return replace(one, kind=START)
    return one


def _alone(plain: str, year: int | None) -> Deadline | None:
    """A cell that is one short form and nothing else."""
    if found := _LAST_YEAR.fullmatch(plain):
        due = date(int(found["y"]), 12, 31)
        return Deadline(
            plain, 0, len(plain), due, sure=False, question=f"“{plain}”按{found['y']}年底，请确认"
        )
    if found := _BARE_YEAR.fullmatch(plain):
        return Deadline(plain, 0, len(plain), date(int(found["y"]), 12, 31))
    if _SERIAL.fullmatch(plain):
        day = date(1899, 12, 30) + timedelta(days=int(plain.partition(".")[0]))
        question = f"“{plain}”像是 Excel 的日期序数（{day.isoformat()}），请确认"
        return Deadline(plain, 0, len(plain), day, sure=False, question=question)
    try:
        if found := _SHORT_DAY.fullmatch(plain):
            return Deadline(
                plain, 0, len(plain), _day(2000 + int(found["y"]), int(found["m"]), int(found["d"]))
            )
        if found := _EIGHT_DIGITS.fullmatch(plain):
            return Deadline(plain, 0, len(plain), _day(int(found["y"]), int(found["m"]), int(found["d"])))
        if (found := _TWO_NUMBERS.fullmatch(plain)) and year is not None:
            due = _day(year, int(found["m"]), int(found["d"]))
            question = f"“{plain}”是{found['m']}月{found['d']}日，还是{found['m']}月、{found['d']}月，请确认"
            return Deadline(plain, 0, len(plain), due, sure=False, question=question)
    except _Impossible:
        return Deadline(
            plain,
            0,
            len(plain),
            None,
            sure=False,
            impossible=True,
            question=f"“{plain}”不是日历上有的日子，请改正",
        )
    return None
