"""Readers of dates that count from today: 明天, 下周五, +10, 10个工作日内, 一个月后.

Counting follows 民法典: the first day is not counted (art. 201), a period of months
or years ends on the corresponding day, or on the month's last day where there is
none (art. 202).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from huaian_tui.domain.dates.calendar_units import week_start
from huaian_tui.domain.dates.phrase import Found, Unreadable
from huaian_tui.domain.dates.workdays import FIXED_ONLY, add_working_days
from huaian_tui.domain.text.chinese_numbers import NUMBER, read_number

_DAY_WORDS = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "今天": 0,
    "今日": 0,
    "当天": 0,
    "明天": 1,
    "明日": 1,
    "次日": 1,
    "后天": 2,
    "大后天": 3,
}
_YEAR_WORDS = {"前年": -2, "去年": -1, "明年": 1, "后年": 2}
_WEEK_WORDS = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}
_WEEKDAYS = "一二三四五六日"
_MAX_COUNT = 999
"""Longer counts are slips, or years (2025年内)."""

_WEEK = re.compile(
    r"(?:(?P<week>上上|下下|[上本这下])个?)?(?:周|星期|礼拜)(?:(?P<name>[一二三四五六日天])|(?P<digit>[1-6]))?"
)
_UNIT = "(?P<unit>个?工作日|天|日|个?周|个?星期|个?礼拜|个?月|个?季度|年)"
_COUNTED = re.compile(
    rf"(?:(?P<half>半)(?P<half_unit>个月|年)|(?P<number>{NUMBER}){_UNIT})"
    r"(?P<side>内|以内|之内|后|以后|之后|前|以前|之前)"
)
_BARE_COUNT = re.compile(rf"{NUMBER}(?:个?工作日|天|个?周|个?星期|个?礼拜|个月)")
"""3个工作日, 15天: how officers write a limit; 10日 and 6月 are places in the calendar."""

_DAY_OF_YEAR = re.compile("(?P<year>前年|去年|明年|后年)的?(?:今天|今日)")
_SIGNED = re.compile(rf"(?P<sign>[+-])(?P<number>{NUMBER})(?:{_UNIT})?")


def read_relative(core: str, today: date) -> Found | None:
    """Return the day that a phrase counts out from ``today``; None when the form is another."""
    if core in _DAY_WORDS:
        return Found(today + timedelta(days=_DAY_WORDS[core]))
    if match := _DAY_OF_YEAR.fullmatch(core):
        return Found(today + relativedelta(years=_YEAR_WORDS[match["year"]]))
    if match := _WEEK.fullmatch(core):
        return _in_week(match, today)
    if match := _SIGNED.fullmatch(core):
        return _signed(match, today)
    return None


def read_counted(core: str, today: date) -> Found | None:
    """Return the day of 10天后, 十日内, 15天, 2周内, 三个月后, 半年内, 3天前; None when the form is another.

    Read before “前” is taken off a phrase: 3天前 is three days ago, while 10日前 and
    6月前 are left to the calendar.
    """
    match = _COUNTED.fullmatch(core) or _COUNTED.fullmatch(f"{core}内" if _BARE_COUNT.fullmatch(core) else "")
    if match is None:
        return None
    side = match["side"][-1]
    if match["half"]:
        return _half(match["half_unit"], side, today)
    count, unit = read_number(match["number"]), match["unit"]
    if count is None or count > _MAX_COUNT or (side == "前" and unit in ("日", "月", "季度")):
        return None
    if unit == "季度" and side == "内":
        return None
    _refuse_two_meanings(core, count, unit, side)
    if side == "前":
        return Found(_move(today, -count, unit)[0], (f"今天以前{count}{unit}",))
    if count == 0:
        raise Unreadable("数目是0")
    day, notes = _move(today, count, unit)
    return Found(day, (f"自次日起算{count}{unit}", *notes))


def _refuse_two_meanings(core: str, count: int, unit: str, side: str) -> None:
    """Raise Unreadable for counted forms that people use in two ways."""
    if unit in ("月", "季度"):
        way_out = f"请写“{count}个{unit}{side}”，或写明某月某日"
        raise Unreadable(f"“{core}”可指第{count}{unit}，也可指{count}个{unit}", way_out)
    if unit == "日" and side == "后":
        reason = f"“{core}”可指某月{count}日以后，也可指{count}天以后"
        raise Unreadable(reason, f"请写“{count}天后”，或写明某月某日")
    if unit == "年" and 20 <= count <= 99:
        raise Unreadable(f"“{core}”可指20{count}年，也可指{count}年时间", "年份请写四位，或写明某月某日")
    if side == "前" and unit.endswith(("工作日", "年")):
        way_out = "过去的请写明日期，期限请写“内”，如10个工作日内"
        raise Unreadable(f"“{core}”可指过去，也可指期限", way_out)


def _in_week(match: re.Match[str], today: date) -> Found | None:
    """A weekday of a week that starts on Monday, or the whole week."""
    monday = week_start(today) + timedelta(weeks=_WEEK_WORDS[match["week"] or "本"])
    name = match["name"] or match["digit"]
    if name is None:
        if match["week"] is None:
            return None
        rule = "只写了周，一周从周一算起，按周日"
        return Found(monday + timedelta(days=6), rule=rule, assumed=True, period=True)
    index = int(name) - 1 if match["digit"] else _WEEKDAYS.index(name.replace("天", "日"))
    day = monday + timedelta(days=index)
    if match["week"]:
        return Found(day, ("一周从周一算起",))
    passed = ("这一天已过，要下一周请写“下周”",) if day < today else ()
    return Found(day, ("未写哪一周，按本周（周一至周日）", *passed))


def _signed(match: re.Match[str], today: date) -> Found | None:
    """+10, -3, +2周, +10个工作日."""
    count, unit = read_number(match["number"]), match["unit"] or "天"
    if count is None or unit == "月":
        return None
    if count > _MAX_COUNT:
        raise Unreadable(f"数目超过{_MAX_COUNT}")
    day, notes = _move(today, -count if match["sign"] == "-" else count, unit)
    where = "今天以前" if match["sign"] == "-" else "今天以后"
    return Found(day, (f"{where}{count}{unit}", *notes))


def _half(unit: str, side: str, today: date) -> Found:
    """半年内 is six months; 半个月后 is fifteen days, as a stated assumption."""
    sign = -1 if side == "前" else 1
    start = "今天以前" if side == "前" else "自次日起算"
    if unit == "年":
        return Found(today + relativedelta(months=6 * sign), (f"{start}6个月",))
    return Found(today + timedelta(days=15 * sign), (start + "15天",), "半个月", "按15天", assumed=True)


def _move(today: date, count: int, unit: str) -> tuple[date, tuple[str, ...]]:
    """Today moved by so many units, with what has to be said about it."""
    plain = unit.removeprefix("个")
    if plain == "工作日":
        day, unpublished = add_working_days(today, count)
        return day, (FIXED_ONLY,) if unpublished else ("已除去周末和法定节假日",)
    if plain in ("天", "日"):
        return today + timedelta(days=count), ()
    if plain in ("周", "星期", "礼拜"):
        return today + timedelta(weeks=count), ()
    months = count * {"月": 1, "季度": 3, "年": 12}[plain]
    return today + relativedelta(months=months), ()
