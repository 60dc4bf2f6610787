"""Period ends, occurrences of recurring duties, and how days are written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.dates.grammar import format_span, month_end, occurrences, quarter_end
from huaian_tui.domain.words.days import chinese_day


def test_days_and_spans_as_documents_write_them() -> None:
    assert chinese_day(date(2025, 6, 3)) == "2025年6月3日"
    assert format_span(date(2025, 6, 3), date(2025, 6, 3)) == "2025年6月3日"
    assert format_span(date(2025, 6, 3), date(2025, 6, 30)) == "2025年6月3日—30日"
    assert format_span(date(2025, 6, 3), date(2025, 9, 30)) == "2025年6月3日—9月30日"
    assert format_span(date(2025, 6, 3), date(2026, 6, 30)) == "2025年6月3日—2026年6月30日"


@given(st.dates(max_value=date(9998, 12, 31)))
def test_period_ends_close_the_period_of_the_day(day: date) -> None:
    for end in (month_end(day), quarter_end(day)):
        assert day <= end
        assert (end + timedelta(days=1)).day == 1
    assert month_end(day).month == day.month
    assert quarter_end(day).month == {1: 3, 2: 6, 3: 9, 4: 12}[(day.month + 2) // 3]


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("month", ["2024-11-30", "2024-12-31", "2025-01-31", "2025-02-28"]),
        ("quarter", ["2024-12-31"]),
        ("half_year", ["2024-12-31"]),
        ("year", ["2024-12-31"]),
    ],
)
def test_occurrences_are_the_period_ends_in_the_span(interval: str, expected: list[str]) -> None:
    ends = occurrences(interval, date(2024, 11, 1), date(2025, 2, 28))  # type: ignore[arg-type]
    assert ends == [date.fromisoformat(day) for day in expected]


def test_a_year_has_twelve_months_four_quarters_and_two_halves() -> None:
    span = (date(2025, 1, 1), date(2025, 12, 31))
    months = [(day.month, day.day) for day in occurrences("month", *span)]
    quarters = [(day.month, day.day) for day in occurrences("quarter", *span)]
    halves = [(day.month, day.day) for day in occurrences("half_year", *span)]
    assert [month for month, _ in months] == list(range(1, 13))
    assert quarters == [(3, 31), (6, 30), (9, 30), (12, 31)]
    assert halves == [(6, 30), (12, 31)]
    assert set(quarters) <= set(months)


def test_a_yearly_duty_of_the_plan_occurs_for_2024_and_2025() -> None:
    assert occurrences("year", date(2024, 1, 1), date(2025, 12, 31)) == [
        date(2024, 12, 31),
        date(2025, 12, 31),
    ]


def test_occurrences_include_both_ends_and_are_empty_for_a_turned_span() -> None:
    last = date(2025, 6, 30)
    assert occurrences("month", last, last) == [last]
    assert occurrences("quarter", last, last) == [last]
    assert occurrences("month", last, date(2025, 6, 29)) == []
    assert occurrences("month", date(2025, 6, 1), date(2025, 6, 29)) == []
