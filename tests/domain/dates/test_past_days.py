"""Days that lie behind: how they are typed, and which are offered."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.dates.past_days import past_days, read_past_day
from huaian_tui.domain.dates.phrase import PAST_EXAMPLES
from huaian_tui.domain.errors import HuaianError, InputRefused

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("3月31日", date(2026, 3, 31)),
        ("12月31日", date(2025, 12, 31)),
        ("四季度末", date(2025, 12, 31)),
        ("上月末", date(2026, 10, 31)),
        ("上季度末", date(2026, 9, 30)),
        ("去年底", date(2025, 12, 31)),
        ("-30", date(2026, 10, 23)),
        ("昨天", date(2026, 11, 21)),
        ("今天", TODAY),
    ],
)
def test_a_day_is_read_by_one_who_looks_back(typed: str, day: date) -> None:
    assert read_past_day(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["明天", "2026-12-31", "2026年底", "+1", "2030-01-01"])
def test_a_day_that_has_not_come_is_refused_with_a_way_out(typed: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_past_day(typed, TODAY, field="day")
    assert "还没有到" in refused.value.title and refused.value.way_out and refused.value.field == "day"


@pytest.mark.parametrize("typed", ["长期", "每月", "不知道"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(HuaianError):
        read_past_day(typed, TODAY)


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 1), date(2027, 1, 5), date(2024, 2, 29)])
def test_the_ends_of_periods_are_offered_each_day_once(today: date) -> None:
    offered = past_days(today)
    days = [day for _, day in offered]
    assert days == sorted(set(days), reverse=True) and days[0] < today
    assert date(today.year - 1, 12, 31) in days
    assert dict((day, name) for name, day in offered)[date(today.year - 1, 12, 31)] == "去年末"


@pytest.mark.parametrize(
    "today", [TODAY, date(2027, 1, 1), date(2027, 1, 5), date(2024, 2, 29), date(2026, 7, 1)]
)
def test_what_is_offered_can_be_typed(today: date) -> None:
    for name, day in past_days(today):
        assert read_past_day(name, today) == day, name


def test_the_nearest_ends() -> None:
    assert dict(past_days(TODAY)) == {
        "昨天": date(2026, 11, 21),
        "上周日": date(2026, 11, 15),
        "上月末": date(2026, 10, 31),
        "上季度末": date(2026, 9, 30),
        "上半年末": date(2026, 6, 30),
        "去年末": date(2025, 12, 31),
        "去年今天": date(2025, 11, 22),
        "前年末": date(2024, 12, 31),
    }


@pytest.mark.parametrize("typed", ["那一天", "每季度", "长期", ""])
def test_who_looks_back_is_shown_days_that_lie_behind(typed: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_past_day(typed, date(2026, 11, 30))
    assert PAST_EXAMPLES in refused.value.way_out
