"""Periods as people type them, the period before, and 序时."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.dates.reporting_period import (
    Period,
    month_of,
    previous_period,
    quarter_of,
    quarter_so_far,
    read_period,
    year_of,
)
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.rules.pace import Pace, pace_of, share_gone_by
from huaian_tui.domain.rules.targets import Operator, Target

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "first", "last", "title"),
    [
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        (" 2026 q1 ", date(2026, 1, 1), date(2026, 3, 31), "2026年第一季度"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
        ("２０２６Ｑ２", date(2026, 4, 1), date(2026, 6, 30), "2026年第二季度"),
        ("2026年第三季度", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        ("2026年三季度", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        ("2026-07", date(2026, 7, 1), date(2026, 7, 31), "2026年7月"),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ("2026.12", date(2026, 12, 1), date(2026, 12, 31), "2026年12月"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ("2026年", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ("2026-07-01..2026-09-15", date(2026, 7, 1), date(2026, 9, 15), "2026年7月1日—9月15日"),
        ("2026-07-01..2026-09-30", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        ("2026Q1..2026Q2", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        ("上半年", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        ("2025年度下半年", date(2025, 7, 1), date(2025, 12, 31), "2025年下半年"),
        ("２０２６上半年", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        ("前三季度", date(2026, 1, 1), date(2026, 9, 30), "2026年前三季度"),
        ("前两季度", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        ("1-3季度", date(2026, 1, 1), date(2026, 9, 30), "2026年前三季度"),
        ("2026前三季度", date(2026, 1, 1), date(2026, 9, 30), "2026年前三季度"),
        ("第三季度", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        ("三季度", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        ("去年三季", date(2025, 7, 1), date(2025, 9, 30), "2025年第三季度"),
        ("前十个月", date(2026, 1, 1), date(2026, 10, 31), "2026年1月1日—10月31日"),
        ("十二月份", date(2026, 12, 1), date(2026, 12, 31), "2026年12月"),
        ("上季度", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        ("今年以来", date(2026, 1, 1), TODAY, "2026年1月1日—11月22日"),
        ("2025年12月1日至今天", date(2025, 12, 1), TODAY, "2025年12月1日—2026年11月22日"),
        ("2026-11-22~2026-11-22", TODAY, TODAY, "2026年11月22日"),
    ],
)
def test_a_period_is_read_with_its_days_and_its_title(
    typed: str, first: date, last: date, title: str
) -> None:
    period = read_period(typed, TODAY)
    assert period == (first, last)
    assert period.title == title


@pytest.mark.parametrize(
    "typed",
    [
        "", "去年五季", "13月", "前十三个月", "1899上半年",
        "2026Q5", "2026Q0", "2026-13", "2026-00", "0026", "9999", "20263", "..", "2026..",
        "..2026", "2026..2025", "2026-09-15..2026-07-01", "2026-02-30..2026-03-01", "x" * 60, "a..b..c",
        "\x1b[31m2026Q5",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_period(typed, TODAY)
    assert refused.value.field == "period"
    assert refused.value.way_out
    assert "\x1b" not in refused.value.one_line()


@pytest.mark.parametrize(
    ("typed", "before"),
    [
        ("2026Q1", "2025年第四季度"),
        ("2026Q3", "2026年第二季度"),
        ("2026-01", "2025年12月"),
        ("2024-03", "2024年2月"),
        ("2026", "2025年"),
        ("2026-07-01..2026-07-10", "2026年6月21日—30日"),
        ("2026Q1..2026Q2", "2025年下半年"),
        ("下半年", "2026年上半年"),
    ],
)
def test_the_period_before(typed: str, before: str) -> None:
    assert previous_period(read_period(typed, TODAY)).title == before


def test_this_quarter_so_far_is_compared_with_the_whole_quarter_before() -> None:
    assert quarter_so_far(TODAY) == (
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 11, 22)),
    )
    assert quarter_so_far(date(2027, 1, 1))[0] == (date(2026, 10, 1), date(2026, 12, 31))


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 800))
def test_the_period_before_ends_the_day_before(first: date, days: int) -> None:
    for period in (
        Period(first, first + timedelta(days=days)),
        year_of(first),
        quarter_of(first),
        month_of(first),
    ):
        before = previous_period(period)
        assert before.last + timedelta(days=1) == period.first
        assert before.first <= before.last
        named = read_period(f"{period.first}..{period.last}", first)
        assert named == period


def target(operator: Operator = ">=", value: float = 12, upper: float | None = None) -> Target:
    return Target(operator, value, upper, "个", False, False, f"{value}个")


def test_the_share_of_the_year_is_counted_in_months() -> None:
    year_end = date(2026, 12, 31)
    assert share_gone_by(year_end, date(2026, 11, 30)) == pytest.approx(11 / 12)
    assert share_gone_by(year_end, date(2026, 1, 31)) == pytest.approx(1 / 12)
    assert share_gone_by(year_end, date(2026, 4, 15)) == pytest.approx(3 / 12)  # April counts from its end
    assert share_gone_by(year_end, date(2025, 12, 31)) == 0
    assert share_gone_by(year_end, year_end) == 1
    assert share_gone_by(year_end, date(2027, 3, 1)) == 1
    assert share_gone_by(date(2026, 6, 30), date(2026, 3, 31)) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("wanted", "reading", "day", "pace"),
    [
        (target(), 11, date(2026, 11, 30), Pace.ON_PACE),
        (target(), 10.99, date(2026, 11, 30), Pace.BEHIND),
        (target(">", 12), 12, date(2026, 12, 31), Pace.BEHIND),
        (target(">", 12), 12.1, date(2027, 1, 1), Pace.ON_PACE),
        (target("=", 100), 50, date(2026, 6, 30), Pace.ON_PACE),
        (target("range", 1, 2), 3, date(2026, 12, 31), Pace.BEHIND),
        (target(), 12, date(2025, 12, 31), Pace.NOT_APPLICABLE),
        (target(), None, date(2026, 11, 30), Pace.NOT_APPLICABLE),
        (None, 11, date(2026, 11, 30), Pace.NOT_APPLICABLE),
    ],
)
def test_pace_is_measured_only_where_there_is_something_to_measure(
    wanted: Target | None, reading: float | None, day: date, pace: Pace
) -> None:
    assert pace_of(wanted, reading, date(2026, 12, 31), day) is pace
    assert pace_of(wanted, reading, None, day) is Pace.NOT_APPLICABLE
    assert pace.word in ("达序时", "未达序时", "不适用")
