"""Spans of days as typed into a search: read by our own grammar, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.dates.typed_range import last_span, moving_words, read_span, span_words

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("9月", "2026-09-01", "2026-09-30"),
        ("９月", "2026-09-01", "2026-09-30"),
        ("九月份", "2026-09-01", "2026-09-30"),
        ("本周", "2026-11-16", "2026-11-22"),
        ("上周", "2026-11-09", "2026-11-15"),
        ("上个月", "2026-10-01", "2026-10-31"),
        ("上月", "2026-10-01", "2026-10-31"),
        ("2026-09", "2026-09-01", "2026-09-30"),
        ("2024.2", "2024-02-01", "2024-02-29"),
        ("2025年9月", "2025-09-01", "2025-09-30"),
        ("9.1-9.30", "2026-09-01", "2026-09-30"),
        ("9.1～9.30", "2026-09-01", "2026-09-30"),
        ("9月1日至11月5日", "2026-09-01", "2026-11-05"),
        ("9-11月", "2026-09-01", "2026-11-30"),
        ("2025.9.1-9.30", "2025-09-01", "2025-09-30"),
        ("2025-09-01-2025-09-30", "2025-09-01", "2025-09-30"),
        ("2025-09-01..2026-01-31", "2025-09-01", "2026-01-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("三季度", "2026-07-01", "2026-09-30"),
        ("2025Q1", "2025-01-01", "2025-03-31"),
        ("上季度", "2026-07-01", "2026-09-30"),
        ("上半年", "2026-01-01", "2026-06-30"),
        ("9月中旬", "2026-09-11", "2026-09-20"),
        ("昨天", "2026-11-21", "2026-11-21"),
        ("9月3日", "2026-09-03", "2026-09-03"),
        ("9.3", "2026-09-03", "2026-09-03"),
        ("9月1日至今", "2026-09-01", "2026-11-22"),
        ("近7天", "2026-11-16", "2026-11-22"),
        ("最近三个月", "2026-08-23", "2026-11-22"),
        ("近一年", "2025-11-23", "2026-11-22"),
        ("最近半年", "2026-05-23", "2026-11-22"),
    ],
)
def test_spans_are_read(typed: str, first: str, last: str) -> None:
    span = read_span(typed, TODAY)
    assert span == (date.fromisoformat(first), date.fromisoformat(last))
    assert read_span(span_words(span), TODAY) == span


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "9",
        "22",
        "月初",
        "9-11",
        "9月31日",
        "13月",
        "财政",
        "02/03/2025",
        "每月",
        "11月-9月",
        "近0天",
        "9" * 50,
        "0000",
    ],
)
def test_what_is_no_span_is_none(typed: str) -> None:
    assert read_span(typed, TODAY) is None


def test_looking_back_a_month_that_has_not_begun_is_last_years() -> None:
    assert last_span("12月", TODAY) == Period(date(2025, 12, 1), date(2025, 12, 31))
    assert last_span("12.1-12.31", TODAY) == Period(date(2025, 12, 1), date(2025, 12, 31))
    assert last_span("9月", TODAY) == Period(date(2026, 9, 1), date(2026, 9, 30))
    assert last_span("2027-01", TODAY) == Period(date(2027, 1, 1), date(2027, 1, 31))
    assert last_span("下个月", TODAY) == Period(date(2026, 12, 1), date(2026, 12, 31))


def test_spans_in_words() -> None:
    assert span_words(Period(date(2026, 9, 1), date(2026, 9, 30))) == "2026-09"
    assert span_words(Period(date(2026, 9, 1), date(2026, 10, 5))) == "2026-09-01至10-05"
    assert span_words(Period(date(2025, 9, 1), date(2026, 10, 5))) == "2025-09-01至2026-10-05"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("11-22", "2026-11-22"),
        ("11-23", "2025-11-23"),
        ("１１-２１", "2026-11-21"),
        ("11/21", "2026-11-21"),
        ("11.23", "2025-11-23"),
        ("02-29", "2024-02-29"),
    ],
)
def test_looking_back_a_day_as_the_lists_show_it_is_the_last_such_day(typed: str, day: str) -> None:
    assert last_span(typed, TODAY) == (date.fromisoformat(day),) * 2
    assert last_span("02-30", TODAY) is None


@pytest.mark.parametrize(
    ("typed", "kept", "later"),
    [
        ("本周", "本周", "2027-02-01至02-07"),
        ("近7天", "近7天", "2027-01-28至02-03"),
        ("近三个月", "近三个月", "2026-11-04至2027-02-03"),
        ("上个月", "上个月", "2027-01"),
        ("本季度", "本季度", "2027-01-01至03-31"),
        ("去年９月", "去年9月", "2026-09"),
        ("今年", "今年", "2027年"),
        ("9月1日至今", "2026-09-01至今", "2026-09-01至2027-02-03"),
        ("9月", "", ""),
        ("9-11月", "", ""),
        ("三季度", "", ""),
        ("2026年", "", ""),
        ("11-20", "", ""),
        ("2026-11-16至11-22", "", ""),
    ],
)
def test_days_that_go_on_with_the_day_are_kept_as_typed(typed: str, kept: str, later: str) -> None:
    day = date(2026, 11, 22)
    span = last_span(typed, day)
    assert span is not None and moving_words(typed, span, day) == kept
    if kept:
        assert read_span(kept, day) == span
        moved = read_span(kept, date(2027, 2, 3))
        assert moved is not None and span_words(moved) == later
