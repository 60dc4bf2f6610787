"""Working days with the published holidays, and weekends alone beyond them; Chinese numbers."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.dates.workdays import add_working_days, holidays_known, is_working_day
from huaian_tui.domain.text.chinese_numbers import read_number, read_year_number

known_days = st.dates(date(2010, 1, 1), date(2025, 12, 31))
spread_days = st.dates(date(1995, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        # 国庆 2025: 1–8 October free, Saturday 11 October worked.
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2025, 9, 30), 3, date(2025, 10, 11)),
        (date(2025, 9, 30), 4, date(2025, 10, 13)),
        (date(2025, 10, 9), -1, date(2025, 9, 30)),
        (date(2026, 11, 22), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
    ],
)
def test_holidays_and_moved_weekends_count_as_published(start: date, n: int, expected: date) -> None:
    assert add_working_days(start, n) == (expected, False)


def test_a_year_without_arrangement_counts_weekends_and_fixed_holidays_and_says_so() -> None:
    # The arrangement of 2050 is not published, but 1 to 3 October are free every year.
    assert not holidays_known(2050)
    assert add_working_days(date(2050, 9, 30), 1) == (date(2050, 10, 4), True)


@pytest.mark.parametrize("year", [2051, 2052, 2053, 2060])
@pytest.mark.parametrize("place", [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)])
def test_holidays_of_a_fixed_day_are_free_in_every_year(year: int, place: tuple[int, int]) -> None:
    assert not holidays_known(year)
    assert not is_working_day(date(year, *place))
    assert any(is_working_day(date(year, 1, day)) for day in range(2, 5))


def test_passing_into_an_unknown_year_says_so() -> None:
    last_known = max(chinese_calendar.holidays).year
    day, weekends_only = add_working_days(date(last_known, 12, 20), 30)
    assert day.year == last_known + 1
    assert weekends_only
    assert not add_working_days(date(last_known, 12, 1), 3)[1]


@given(known_days, st.integers(-60, 60))
def test_the_result_is_never_a_rest_day_and_the_count_is_right(start: date, n: int) -> None:
    day, weekends_only = add_working_days(start, n)
    assert chinese_calendar.is_workday(day)
    assert not weekends_only
    low, high = (start + timedelta(days=1), day) if n >= 0 else (day, start - timedelta(days=1))
    passed = [low + timedelta(days=i) for i in range((high - low).days + 1)]
    worked = sum(chinese_calendar.is_workday(one) for one in passed)
    assert worked == abs(n) or (n == 0 and worked == 1 and not chinese_calendar.is_workday(start))


@given(spread_days, st.integers(-60, 60))
def test_beyond_the_published_years_it_is_never_a_weekend_rest(start: date, n: int) -> None:
    day, weekends_only = add_working_days(start, n)
    assert is_working_day(day)
    if not holidays_known(start.year) and not holidays_known(day.year):
        assert weekends_only
        assert day.weekday() < 5


@pytest.mark.parametrize("day", [date(2024, 2, 9), date(2024, 2, 4), date(2025, 1, 1), date(2026, 10, 10)])
def test_single_days_agree_with_the_library(day: date) -> None:
    assert is_working_day(day) == chinese_calendar.is_workday(day)


def test_counting_out_of_the_calendar_overflows() -> None:
    with pytest.raises(OverflowError):
        add_working_days(date.max, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("007", 7),
        ("9999", 9999),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十一", 31),
        ("廿三", 23),
        ("卅", 30),
        ("两", 2),
        ("〇", 0),
        ("一百", 100),
        ("一百零五", 105),
        ("一百一十", 110),
        ("九百九十九", 999),
        ("", None),
        ("一二", None),
        ("二〇", None),
        ("一百五", None),
        ("一百零", None),
        ("零五", None),
        ("一百十五", None),
        ("十十", None),
        ("一十", None),
        ("两十", None),
        ("十两", None),
        ("12345", None),
        ("٣", None),
    ],
)
def test_numbers_in_both_writings(text: str, value: int | None) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2025", 2025),
        ("二〇二五", 2025),
        ("二零二五", 2025),
        ("二○二五", 2025),
        ("二O二五", 2025),
        ("一九九九", 1999),
    ]
    + [(text, None) for text in ("二五", "两千零二", "25", "二〇二两", "")],
)
def test_years_digit_by_digit(text: str, value: int | None) -> None:
    assert read_year_number(text) == value


@given(st.integers(1, 999))
def test_every_number_below_1000_is_read_back(value: int) -> None:
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    text = digits[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    assert read_number(text + (digits[ones] if ones else "")) == value
