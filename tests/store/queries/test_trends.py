"""Former days on the morning screen are those that a reader as of that day counts."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from generate import TODAY, make_ledger

from huaian_tui.domain.answers.trends import CountsOn
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.services.notices import Frozen, NoticeDraft, record_draft, record_issue
from huaian_tui.store.engine.append import Ledger
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


def issue_circular(path: Path, day: date, as_of: date | None, plans: tuple[str, ...] = ()) -> str:
    """A 通报 with the figures of a past day, or of its own; its number."""
    noon = datetime.combine(day, time(12), SHANGHAI)
    with Ledger(path, "张三", lambda: noon) as ledger:
        draft = NoticeDraft(
            "circular", "通报", ("市财政局",), day, "{}", as_of=as_of, plans=plans or (SHIPPED_PLAN,)
        )
        notice = record_draft(ledger, draft)
        return str(record_issue(ledger, notice, "淮数督", day, lambda *_: Frozen("{}", {"txt": "0"})))


def test_since_the_last_circular_is_since_the_day_that_it_told(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(made.read_bytes())
    month, later = TODAY + timedelta(days=3), TODAY + timedelta(days=10)
    issue_circular(path, month, None)
    with closing(open_reader_as_of(path, None)) as now:
        found = read_trends(now, later)
    assert found.circular == counted(path, month) and found.number
    told = TODAY - timedelta(days=40)
    issue_circular(path, later - timedelta(days=1), told)
    with closing(open_reader_as_of(path, None)) as now:
        newer = read_trends(now, later)
    assert newer.circular == counted(path, told) != found.circular
    assert newer.number and newer.number != found.number
    with closing(open_reader_as_of(path, None)) as now:
        assert read_trends(now, month).circular is None  # its figures are those of today


def test_each_plan_is_compared_with_the_last_circular_on_it(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(made.read_bytes())
    with closing(open_reader_as_of(path, None)) as now:
        shipped, other, *_ = sorted(read_trends(now, TODAY).plans, key=lambda plan: plan != SHIPPED_PLAN)
    early, late = TODAY - timedelta(days=40), TODAY - timedelta(days=20)
    issue_circular(path, TODAY, early, (shipped, other))
    issue_circular(path, TODAY + timedelta(days=1), late, (other,))
    with closing(open_reader_as_of(path, None)) as now:
        found = read_trends(now, TODAY + timedelta(days=2))
    assert found.circular is not None and found.circular.day == late
    days = {plan: one.circular and one.circular.day for plan, one in found.plans.items()}
    assert (days[shipped], days[other]) == (early, late)
    assert all(days[plan] is None for plan in days if plan not in (shipped, other))
    with closing(open_reader_as_of(path, early)) as then:
        overdue = count_due(then, early, until=early - timedelta(days=1), plan=shipped)
    told = found.plans[shipped].circular
    assert told is not None and told.overdue == overdue


def test_without_a_circular_only_the_week_is_compared(ledger_path: Path) -> None:
    with closing(open_reader_as_of(ledger_path, None)) as now:
        found = read_trends(now, TODAY)
    assert found.week is not None and (found.circular, found.number) == (None, "")
