"""Former days on the morning screen are those that a reader as of that day counts."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from generate import TODAY, make_ledger

from huaian_tui.domain.answers.trends import CountsOn
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.queries.milestones import count_due
from huaian_tui.store.queries.overview import read_overview
from huaian_tui.store.queries.trends import WEEK, month_ends, read_trends


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trends") / "ledger.db"
    make_ledger(path, tasks=200, records=4000)
    return path


def counted(path: Path, day: date) -> CountsOn:
    """The same by the lists of a reader as of that day."""
    with closing(open_reader_as_of(path, day)) as then:
        left = count_due(then, day, until=date.max)
        late = count_due(then, day, until=day - timedelta(days=1))
        (done,) = then.execute(
            "SELECT count(*) FROM milestone WHERE status = 'done' "
            "AND task_no IN (SELECT no FROM task WHERE ended_on IS NULL)"
        ).fetchone()
    return CountsOn(day, left, late, done)


def test_a_week_ago_and_the_month_ends_are_those_of_the_past_days(made: Path) -> None:
    with closing(open_reader_as_of(made, None)) as now:
        found = read_trends(now, TODAY)
        overview = read_overview(now, TODAY)
    assert found.week == counted(made, TODAY - WEEK)
    assert found.now.overdue == overview.overdue_count
    assert found.remaining is not None
    *former, last = found.remaining.points
    assert [one.day for one in former] == list(month_ends(TODAY))
    assert [one.actual for one in former] == [counted(made, one.day).left for one in former]
    assert (last.day, last.actual) == (TODAY, found.now.left)
    assert [one.planned for one in found.remaining.points] == sorted(
        (one.planned for one in found.remaining.points), reverse=True
    )


def test_what_moved_in_each_plan_is_what_moved_in_all(made: Path) -> None:
    day = TODAY - WEEK
    with closing(open_reader_as_of(made, None)) as now:
        found = read_trends(now, TODAY)
    assert len(found.plans) > 1 and found.week is not None
    for name in ("left", "overdue", "done"):
        assert sum(getattr(one.now, name) for one in found.plans.values()) == getattr(found.now, name)
        assert sum(getattr(one.week, name) for one in found.plans.values()) == getattr(found.week, name)
    with closing(open_reader_as_of(made, day)) as then:
        late = {plan: count_due(then, day, until=day - timedelta(days=1), plan=plan) for plan in found.plans}
    assert {plan: one.week.overdue for plan, one in found.plans.items()} == late


def test_a_past_day_has_its_own_trends(made: Path) -> None:
    day = TODAY - timedelta(days=30)
    with closing(open_reader_as_of(made, day)) as then:
        found = read_trends(then, day)
    assert (found.now, found.week) == (counted(made, day), counted(made, day - WEEK))


def test_the_ends_of_months_before_a_day() -> None:
    assert [one.isoformat() for one in month_ends(date(2026, 3, 31))] == [
        "2025-10-31",
        "2025-11-30",
        "2025-12-31",
        "2026-01-31",
        "2026-02-28",
    ]
