"""The morning screen's counts and first rows are those of the whole lists, however long these are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from generate import TODAY, make_ledger

from huaian_tui.domain.rules.lights import DUE_SOON_DAYS, Light, days_after
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.queries.milestones import list_overdue
from huaian_tui.store.queries.notes import open_follow_ups
from huaian_tui.store.queries.notices import list_notices, list_unanswered
from huaian_tui.store.queries.overview import count_lights, read_overview
from huaian_tui.store.queries.self_reports import list_reports
from huaian_tui.store.queries.sql_parts import LIGHT_SQL, day_parameters

DAYS = [TODAY + timedelta(days) for days in (-400, -31, -1, 0, 1, 30, 400)]
MOST = 5


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("overview") / "ledger.db"
    make_ledger(path, tasks=400, records=8000)
    return path


@pytest.fixture
def connection(made: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_reader_as_of(made, None)) as reader:
        yield reader


@pytest.mark.parametrize("day", DAYS)
def test_tasks_by_light_are_counted_as_each_task_is_lit(connection: sqlite3.Connection, day: date) -> None:
    one_by_one = dict(
        connection.execute(
            f"SELECT {LIGHT_SQL}, count(*) FROM task_state AS s GROUP BY 1", day_parameters(connection, day)
        ).fetchall()
    )
    assert count_lights(connection, day) == {light: one_by_one.get(light.value, 0) for light in Light}


@pytest.mark.parametrize("day", DAYS)
def test_first_rows_and_counts_are_those_of_the_lists(connection: sqlite3.Connection, day: date) -> None:
    view = read_overview(connection, day, most=MOST)
    listed = list_overdue(connection, day, within=DUE_SOON_DAYS)
    late = [row for row in listed if row.light is Light.OVERDUE]
    soon = [row for row in listed if row.light is not Light.OVERDUE]
    assert (view.overdue, view.overdue_count) == (tuple(late[:MOST]), len(late))
    assert (view.due_soon, view.due_soon_count) == (tuple(soon[:MOST]), len(soon))
    assert len({row.task_no for row in late}) == view.lights[Light.OVERDUE]
    kept = open_follow_ups(connection, days_after(day, 7))
    days = [note.follow_up for note in kept if note.follow_up]
    assert view.follow_ups == tuple(kept[:MOST])
    assert view.promises.missed == sum(promised < day for promised in days)
    assert view.promises.today == days.count(day)
    assert view.promises.later == sum(promised > day for promised in days)


@pytest.mark.parametrize("day", DAYS)
def test_missing_answers_are_those_of_every_notice(connection: sqlite3.Connection, day: date) -> None:
    late = [
        notice
        for notice in list_notices(connection)
        if notice.state == "issued" and notice.reply_due and notice.reply_due < day and notice.missing
    ]
    view = read_overview(connection, day, most=1)
    assert {notice.record_id for notice in list_unanswered(connection, day)} == {
        notice.record_id for notice in late
    }
    assert view.unanswered_units == sum(len(notice.missing) for notice in late)
    assert len(view.unanswered) == min(1, len(late))


def test_pending_reports_are_counted_without_reading_them(connection: sqlite3.Connection) -> None:
    pending = list_reports(connection)
    told = read_overview(connection, TODAY).reports
    assert (told.count, told.newest) == (len(pending), pending[0].day)
    assert told.units == tuple(dict.fromkeys(report.unit for report in pending))[:20]
