"""Dates as officers type them: 2026.12底, 次月10日, 3个工作日, “十四五”末."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.dates.grammar import DateNotUnderstood, read_date, read_day

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026.12底", "2026-12-31"),
        ("2026-12底前", "2026-12-31"),
        ("2026/2末", "2026-02-28"),
        ("2026.9中旬", "2026-09-20"),
        ("次月10日", "2026-12-10"),
        ("次月底", "2026-12-31"),
        ("次日", "2026-11-23"),
        ("次年3月底", "2027-03-31"),
        ("2027年元月15日", "2027-01-15"),
        ("元月15日", "2026-01-15"),
        ("2027年元月底前", "2027-01-31"),
        ("下一季度末", "2027-03-31"),
        ("下一个季度末前", "2027-03-31"),
        ("下一周周五", None),
        ("3个工作日", "2026-11-25"),
        ("三个工作日", "2026-11-25"),
        ("15天", "2026-12-07"),
        ("2周", "2026-12-06"),
        ("三个月", "2027-02-22"),
        ("11月25日星期三", "2026-11-25"),
        ("2026年11月25日周三前", "2026-11-25"),
        ("12月31日下班前", "2026-12-31"),
        ("今天下班前", "2026-11-22"),
        ("“十四五”末", "2025-12-31"),
        ("十五五末", "2030-12-31"),
        ("“十五五”期末", "2030-12-31"),
    ],
)
def test_what_officers_type_is_that_day(text: str, day: str | None) -> None:
    if day is None:
        with pytest.raises(DateNotUnderstood):
            read_day(text, SUNDAY)
    else:
        assert read_day(text, SUNDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("11月25日星期四", "周三"),
        ("2026.13底", "13月"),
        ("10日后", "10天"),
        ("6月", None),
        ("一五末", ""),
        ("十四五期间前", "可指"),
    ],
)
def test_what_is_wrong_or_can_mean_two_days_is_still_refused(text: str, because: str | None) -> None:
    if because is None:
        assert read_date(text, SUNDAY).assumed
        return
    with pytest.raises(DateNotUnderstood) as refused:
        read_date(text, SUNDAY)
    assert because in refused.value.message


def test_new_years_day_is_free_in_a_year_without_calendar_and_that_is_said() -> None:
    phrase = read_date("5个工作日内", date(2026, 12, 30))
    assert phrase.day == date(2027, 1, 7)
    assert "放假安排未公布" in phrase.explanation
