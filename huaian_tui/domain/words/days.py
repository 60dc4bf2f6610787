"""Days in words: as documents write them, as lists do, and spans of days."""

from __future__ import annotations

from datetime import date


def chinese_day(day: date) -> str:
    """2026年7月1日: Arabic figures, year in full, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def iso_or_nothing(day: date | None) -> str:
    """The day as YYYY-MM-DD; without one nothing."""
    return "" if day is None else day.isoformat()


def iso_or_unknown(day: date | None) -> str:
    """The day as YYYY-MM-DD, or 日期不详."""
    return "日期不详" if day is None else day.isoformat()


def recorded_later(day: date | None, recorded_at: str) -> str:
    """2026-03-01（2026-11-22 登记）: the own day of what was recorded on another one; else nothing."""
    recorded_on = recorded_at[:10]
    if day is None or day.isoformat() == recorded_on:
        return ""
    return f"{day.isoformat()}（{recorded_on} 登记）"


def moment(recorded_at: str) -> str:
    """``2026-11-22T14:03:05.123+08:00`` as people read it: 2026-11-22 14:03."""
    return recorded_at[:16].replace("T", " ")


TODAY, THAT_DAY = "今天", "当日"
"""The day on which things stand so: today, or the past day that is shown."""


def day_shown(*, past: bool) -> str:
    """What the day is called from which days are counted; ``past``: a past day is shown."""
    return THAT_DAY if past else TODAY


def days_to_go(days: int, *, past: bool = False) -> str:
    """How long it is until a date that is not past: 还有12天, 今天到期 (当日到期 as of a past day)."""
    return f"还有{days}天" if days else f"{day_shown(past=past)}到期"
