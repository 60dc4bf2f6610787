"""Planned values by day (计划进度) as an officer types them: 3月 20，6月 50，9月 80.

A month means its last day, a quarter or half-year too; 2026-03-15 20 and 3月15日 20 a day. A month without a
year lies in that of the time limit; one that comes after the time limit in the year before.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.reading.set_targets import LONGEST, read_target
from huaian_tui.domain.rules.targets import PlannedValue, Target, format_number
from huaian_tui.domain.rules.typed_values import read_value
from huaian_tui.domain.text.hygiene import clean_line, ellipsis

MOST_POINTS = 60
"""Planned values of one target."""

_ITEMS = re.compile("[，,、]|;|；")
_PERIODS = {
    "一季度": 3, "第一季度": 3, "上半年": 6, "二季度": 6, "第二季度": 6, "三季度": 9, "第三季度": 9,
    "前三季度": 9, "四季度": 12, "第四季度": 12, "下半年": 12, "年底": 12, "年末": 12, "全年": 12,
}  # fmt: skip
_ITEM = re.compile(
    r"(?:(?P<year>[0-9]{4})(?:年|[-./]))?"
    rf"(?:(?P<month>[0-9]{{1,2}})(?:月(?:(?P<day>[0-9]{{1,2}})[日号])?|[-./](?P<iso>[0-9]{{1,2}}))?|(?P<period>{'|'.join(_PERIODS)}))"
    r"(?:[底末份前]{0,2}|计划|达到?)?(?:\s*[:：=＝]\s*|\s+|(?<=[月日号底末份前度年达到划])\s*)(?P<value>[0-9].*)"
)
_EXTRAS = re.compile(
    r"\s*(?P<what>基数|基期|起算日?|自|计划进度|计划|进度)\s*[:：=＝]?\s*(?P<said>.+)", re.DOTALL
)
_WIDE = str.maketrans("０１２３４５６７８９．／％－", "0123456789./%-")


def read_target_line(text: str, due: date | None, *, field: str = "target") -> Target:
    """A whole target in one line: 30家以上；基数5；起算2026-03-01；计划3月 8，6月 15."""
    first, *rest = re.split("[；;]", clean_line(text, limit=5 * LONGEST, field=field))
    target, plan = read_target(first, field=field), ""
    for one in rest:
        found = _EXTRAS.fullmatch(one)
        if found is None and plan:  # the semicolon may part planned values too
            plan += f"，{one}"
        elif found is None:
            if one.strip():
                raise _unread(one, field)
        elif found["what"] in ("基数", "基期"):
            target = with_baseline(target, found["said"], field=field)
        elif found["what"] in ("起算", "起算日", "自"):
            target = with_start(target, found["said"], due, field=field)
        else:
            plan += f"，{found['said']}"
    return with_trajectory(target, plan.removeprefix("，"), due, field=field) if plan else target


def with_baseline(target: Target, typed: str, *, field: str = "baseline") -> Target:
    """The target with what stood at its beginning; refused where it would lead the wrong way."""
    base = read_value(typed, target.unit, field=field, whole=target.whole)
    wrong = base < target.value if target.is_limit else base >= target.value
    if wrong:
        less = "越少越好，基数应不小于指标" if target.is_limit else "基数应小于指标"
        raise InputRefused(
            "基数不合", f"基数 {format_number(base)}，指标 {target.text}；{less}", "请核对", field=field
        )
    return replace(target, baseline=base)


def with_start(target: Target, typed: str, due: date | None, *, field: str = "start") -> Target:
    """The target with the day from which its 序时 counts."""
    said = typed.strip().translate(_WIDE).removesuffix("起").removesuffix("算")
    found = re.fullmatch(r"([0-9]{4})(?:年|[-./])([0-9]{1,2})(?:(?:月|[-./])([0-9]{1,2})日?|月)?", said)
    try:
        day = None if found is None else date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        day = None
    if day is None:
        raise InputRefused(
            "起算日没有看懂", f"填的是“{ellipsis(typed, 24)}”", "请写成 2026-03-01", field=field
        )
    if due is not None and day >= due:
        raise InputRefused(
            "起算日不早于时限", f"起算 {day.isoformat()}，时限 {due.isoformat()}", "请核对", field=field
        )
    return replace(target, start=day)


def with_trajectory(target: Target, typed: str, due: date | None, *, field: str = "trajectory") -> Target:
    """The target with its planned values, in order of their days; refused where they contradict it."""
    if due is None:
        raise InputRefused(
            "计划进度要先有时限", "节点没有时限", "先用延期定下时限，再写计划进度", field=field
        )
    items = [one for one in _ITEMS.split(clean_line(typed, limit=5 * LONGEST, field=field)) if one.strip()]
    if len(items) > MOST_POINTS:
        raise InputRefused(
            "计划进度太多", f"共 {len(items)} 个，最多 {MOST_POINTS} 个", "请少写几个", field=field
        )
    days = _days([_read(one, field) for one in items], due, field)
    values = [read_value(said, target.unit, field=field, whole=target.whole) for _, said in days]
    points = [PlannedValue(day, value) for (day, _), value in zip(days, values, strict=True)]
    _refuse_contradictions(target, points, due, field)
    return replace(target, trajectory=tuple(points))


_When = tuple[int | None, int, int | None]
"""A year where one is said, a month, a day where one is said."""


def _read(item: str, field: str) -> tuple[_When, str]:
    """One item: when, and its value as typed."""
    found = _ITEM.fullmatch(item.strip().translate(_WIDE))
    if found is None or (found["month"] and not found["year"] and "月" not in item):
        raise _unread(item, field)
    month = _PERIODS[found["period"]] if found["period"] else int(found["month"])
    day = found["day"] or found["iso"]
    return (int(found["year"]) if found["year"] else None, month, int(day) if day else None), found["value"]


def _days(items: Sequence[tuple[_When, str]], due: date, field: str) -> list[tuple[date, str]]:
    """The days: a month without a year lies in that of the time limit, or in the year before if after it."""
    found = list[tuple[date, str]]()
    for (year, month, number), said in items:
        try:
            day = _day(year or due.year, month, number)
            if year is None and (day.year, day.month) > (due.year, due.month):
                day = _day(due.year - 1, month, number)
        except ValueError:
            raise _unread(f"{month}月{number or ''}", field) from None
        found.append((day, said))
    return found


def _day(year: int, month: int, number: int | None) -> date:
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        raise ValueError(month)
    return date(year, month, number or monthrange(year, month)[1])


def _refuse_contradictions(target: Target, points: Sequence[PlannedValue], due: date, field: str) -> None:
    """Days go on, values lead to the target and not beyond it."""
    if any(later.day <= one.day for one, later in zip(points, points[1:], strict=False)):
        raise InputRefused("计划进度的日期不是由早到晚", _told(points), "请按先后写", field=field)
    months = {(one.day.year, one.day.month) for one in points if one.day > due}
    if months - {(due.year, due.month)}:
        raise InputRefused(
            "计划进度晚于时限",
            f"时限是 {due.isoformat()}；{_told(points)}",
            "请改日期，或先调整时限",
            field=field,
        )
    sign = -1 if target.is_limit else 1
    if any(sign * later.value < sign * one.value for one, later in zip(points, points[1:], strict=False)):
        way = "这个指标越少越好，只能持平或下降" if target.is_limit else "只能持平或上升"
        raise InputRefused("计划进度走回头路", f"{_told(points)}；{way}", "请核对各期的数", field=field)
    if any(sign * one.value > sign * target.value for one in points):
        raise InputRefused(
            "计划进度超过了指标", f"{_told(points)}；指标：{target.text}", "请核对，或先改指标", field=field
        )


def _told(points: Sequence[PlannedValue]) -> str:
    return "，".join(f"{one.day.isoformat()} {format_number(one.value)}" for one in points)


def _unread(item: str, field: str) -> InputRefused:
    return InputRefused(
        "计划进度、基数没有看懂" if field == "target" else "计划进度没有看懂",
        f"“{ellipsis(item.strip(), 24)}”",
        "请写成 3月 20，6月 50，9月 80" + ("；基数写成 基数5" if field == "target" else ""),
        field=field,
    )
