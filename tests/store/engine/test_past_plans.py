"""How SQLite goes about statements of a past day: never through a whole kind for the records of a ref."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.desk import Desk, at_work

from huaian_tui.store.engine import as_of
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.fold import read_fold_record, read_thing
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries import notes, notices, self_reports, time_line
from huaian_tui.store.queries.overview import read_overview
from huaian_tui.store.queries.settings import read_setting
from huaian_tui.store.queries.tasks import read_task
from huaian_tui.store.search.find_names import search_names
from huaian_tui.store.search.find_records import search_records
from huaian_tui.store.search.search_terms import SearchQuery

Work = Callable[[sqlite3.Connection], object]


@pytest.fixture
def desk(seeded_file: Path, tmp_path: Path) -> Iterator[Desk]:
    desk = at_work(seeded_file, str(tmp_path))
    with desk.ledger:
        for op in (("note", 1, 3, 1), ("correct", 1, 0, 1), ("report", 1, 3, 1), ("decide", 1, 3, 1)):
            desk.do(op)
        for op in (("notice", 1, 3, 2), ("edit", 1, 3, 1), ("issue", 1, 3, 1), ("reply", 1, 3, 1)):
            desk.do(op)
        yield desk


def statements(connection: sqlite3.Connection, work: Work) -> set[str]:
    """What the work asks of the database."""
    asked = set[str]()
    connection.set_trace_callback(asked.add)
    try:
        work(connection)
    finally:
        connection.set_trace_callback(None)
    return {one for one in asked if re.match(r"\s*(SELECT|WITH|INSERT)\b", one)}


def plan_of(connection: sqlite3.Connection, statement: str) -> str:
    return "\n".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"))


def all_readings(desk: Desk) -> Work:
    day = desk.today

    def read(connection: sqlite3.Connection) -> None:
        found = notes.find_notes(connection)
        assert any(one.earlier for one in notes.read_notes(connection, found))
        assert len(notices.list_notices(connection)) == 1
        assert self_reports.list_reports(connection, state=None)
        read_task(connection, day, 2)
        read_overview(connection, day)
        time_line.recent(connection)
        read_setting(connection, "officer")
        search_records(connection, SearchQuery("改后"), today=day)
        search_names(connection, day, SearchQuery("改后"))
        for identity in (desk.notes[1], desk.notices[1], desk.reports[1]):
            record = read_fold_record(connection, identity)
            assert record is not None and len(read_thing(connection, record)[0]) > 1

    return read


@pytest.mark.parametrize("how", ["kept", "folded", "present"])
def test_records_of_a_ref_are_sought_by_the_ref(desk: Desk, how: str) -> None:
    day = None if how == "present" else desk.today + timedelta(days=1)
    opened = open_reader(desk.path) if how == "folded" else open_reader_as_of(desk.path, day)
    with closing(opened) as connection:
        work = all_readings(desk)
        asked = set[str]()
        if how == "folded":
            as_of.allow_apart(connection)
            as_of._end_records_at(connection, day or date.max)
            asked = statements(connection, as_of.fold_apart)
        asked |= statements(connection, work)
        about = {one for one in asked if re.search(r"\bref (=|IN|NOTNULL|>)", one)}
        assert len(about) >= 3
        for statement in about:
            assert "record_kind" not in plan_of(connection, statement), statement


def test_the_lists_of_a_past_day_are_read_by_index(desk: Desk) -> None:
    """The first page of what is overdue, and of one task's things, whatever the number of versions."""
    with closing(open_reader_as_of(desk.path, desk.today + timedelta(days=1))) as connection:
        for statement, index in _BY_INDEX.items():
            plan = plan_of(connection, statement)
            assert index in plan, plan
            assert "TEMP B-TREE" not in plan and "MATERIALIZE" not in plan, plan


_BY_INDEX = {
    "SELECT id FROM milestone AS m WHERE m.status = 'open' AND m.due IS NOT NULL AND m.due BETWEEN '2025' "
    "AND '2026' ORDER BY m.due, m.task_no, m.id LIMIT 100": "milestone_version_open_due",
    "SELECT count(*) FROM task_state WHERE next_due BETWEEN '2025' AND '2026'": "task_state_version_due",
    "SELECT id, day FROM note AS n WHERE n.task_no = 2 ORDER BY n.day DESC, n.id DESC LIMIT 9": "note_task",
}
