"""序时: the straight line by months, and the day from which a reading is behind it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.rules.pace import Pace, behind_from, pace_of, planned_on, share_gone_by
from huaian_tui.domain.rules.targets import Operator, PlannedValue, Target

YEAR_END = date(2026, 12, 31)


PLANNED = (PlannedValue(date(2026, 3, 31), 2), PlannedValue(date(2026, 9, 15), 8))
"""Two of twelve at the end of March, eight by the middle of September."""


def target(
    operator: Operator = ">=",
    value: float = 12,
    upper: float | None = None,
    *,
    baseline: float | None = None,
    start: date | None = None,
    planned: tuple[PlannedValue, ...] = (),
) -> Target:
    return Target(operator, value, upper, "个", False, False, f"{value}个", baseline, start, planned)


@pytest.mark.parametrize(
    ("day", "gone"),
    [
        (date(2028, 2, 28), 1),
        (date(2028, 2, 29), 2),
        (date(2028, 3, 1), 2),
        (date(2028, 12, 30), 11),
        (date(2028, 12, 31), 12),
    ],
)
def test_a_month_is_gone_on_its_last_day_in_leap_years_too(day: date, gone: int) -> None:
    assert share_gone_by(date(2028, 12, 31), day) == Fraction(gone, 12)


@pytest.mark.parametrize(
    ("wanted", "reading", "due", "since"),
    [
        (target(), 0, YEAR_END, date(2026, 1, 31)),
        (target(), 10, YEAR_END, date(2026, 11, 30)),  # ten twelfths stand until November is over
        (target(), 11.9, YEAR_END, YEAR_END),
        (target(), 12, YEAR_END, None),
        (target(), -1, YEAR_END, date(2026, 1, 31)),
        (target(">"), 12, YEAR_END, YEAR_END),  # exactly reached keeps pace, and misses in the end
        (target("=", 100), 120, YEAR_END, YEAR_END),
        (target("range", 1, 2), 2, YEAR_END, None),
        (target("range", 1, 2), 3, YEAR_END, YEAR_END),
        (target(value=12.6), 4.2, YEAR_END, date(2026, 5, 31)),  # decimals as typed: 4.2 is a third of 12.6
        (target(value=0.3), 0.1, YEAR_END, date(2026, 5, 31)),
        (target(value=6), 2, date(2026, 6, 15), date(2026, 3, 31)),  # six months; January to June
        (target(value=6), 5, date(2026, 6, 15), date(2026, 6, 15)),
        (target(), 0, date(2026, 1, 20), date(2026, 1, 20)),
        # 6 of 10 when 5 stood before: a fifth of the way, so until March is over.
        (target(value=10, baseline=5), 6, YEAR_END, date(2026, 3, 31)),
        (target(value=10, baseline=5), 4, YEAR_END, date(2026, 1, 31)),
        (target(value=10, baseline=20), 9, YEAR_END, date(2026, 1, 31)),
        (target(value=10, baseline=20), 10, YEAR_END, None),
        # Limits: in full on every day, or from what stood before down to it.
        (target("<=", 10), 10, YEAR_END, None),
        (target("<=", 10), 11, YEAR_END, date(2026, 1, 31)),
        (target("<", 10), 10, YEAR_END, YEAR_END),
        (target("<=", 35, baseline=47), 47, YEAR_END, date(2026, 1, 31)),
        (target("<=", 35, baseline=47), 40, YEAR_END, date(2026, 8, 31)),
        (target("<=", 35, baseline=47), 35, YEAR_END, None),
        # Its own start: 24 months; 14, of which seven are half the way.
        (target(value=24, start=date(2025, 1, 1)), 3, YEAR_END, date(2025, 4, 30)),
        (target(value=24, start=date(2025, 11, 5)), 12, YEAR_END, date(2026, 6, 30)),
        # Planned values rule instead of the line, each from its day on; on them is 达序时.
        (target(planned=PLANNED), 1, YEAR_END, date(2026, 3, 31)),
        (target(planned=PLANNED), 2, YEAR_END, date(2026, 9, 15)),
        (target(planned=PLANNED), 8, YEAR_END, YEAR_END),
        (target(planned=PLANNED), 12, YEAR_END, None),
        (target(planned=PLANNED), 2, date(2026, 6, 30), date(2026, 6, 30)),  # moved before what was planned
        (target("<=", 5, baseline=20, planned=PLANNED), 9, YEAR_END, date(2026, 3, 31)),
        (target(planned=(PlannedValue(date(2025, 10, 31), 3),)), 2, YEAR_END, date(2025, 10, 31)),
        (target(), float("inf"), YEAR_END, None),  # no number that anybody typed
        (target(), None, YEAR_END, None),
        (target(), 3, None, None),
        (None, 3, YEAR_END, None),
    ],
)
def test_a_reading_is_behind_from_the_first_month_end_whose_share_it_does_not_reach(
    wanted: Target | None, reading: float | None, due: date | None, since: date | None
) -> None:
    assert behind_from(wanted, reading, due) == since


NUMBERS = st.decimals(-30, 60, places=1).map(float)
TARGETS = st.builds(
    lambda operator, value, above, baseline, start: target(
        operator, value, value + above if operator == "range" else None, baseline=baseline, start=start
    ),
    st.sampled_from([">", ">=", "=", "range", "<=", "<"]),
    NUMBERS,
    st.integers(0, 5),
    st.none() | NUMBERS,
    st.none() | st.dates(date(2023, 1, 1), date(2025, 6, 30)),
)
DUES = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@given(TARGETS, NUMBERS, DUES)
def test_from_that_day_on_every_day_is_behind_and_none_before(
    wanted: Target, reading: float, due: date
) -> None:
    since = behind_from(wanted, reading, due)
    for number in range(0, 1500, 1):
        day = date(2022, 12, 1) + timedelta(days=number)
        behind = since is not None and day >= since
        assert (pace_of(wanted, reading, due, day) is Pace.BEHIND) == behind, day


@given(TARGETS, NUMBERS, DUES)
def test_behind_begins_at_a_month_end_or_on_the_due_date_and_never_before_a_month_is_gone(
    wanted: Target, reading: float, due: date
) -> None:
    since = behind_from(wanted, reading, due)
    if since is not None and since < due:
        assert since.day == monthrange(since.year, since.month)[1]
        assert share_gone_by(due, since, wanted.start) > 0


@given(TARGETS, DUES, st.dates(date(2023, 1, 1), date(2026, 12, 31)))
def test_what_is_exactly_on_the_line_keeps_pace_before_the_due_date(
    wanted: Target, due: date, day: date
) -> None:
    line = planned_on(wanted, due, day)
    if day < due and line.denominator in (1, 2, 4, 5, 10):
        assert pace_of(wanted, float(line), due, day) is not Pace.BEHIND


@given(TARGETS, NUMBERS, NUMBERS, DUES)
def test_a_better_reading_is_never_behind_sooner(wanted: Target, one: float, other: float, due: date) -> None:
    if wanted.operator in ("=", "range"):
        return  # more than these ask for misses them in the end
    worse, better = sorted((one, other), reverse=wanted.is_limit)
    soon, late = behind_from(wanted, worse, due), behind_from(wanted, better, due)
    assert late is None or (soon is not None and soon <= late)
