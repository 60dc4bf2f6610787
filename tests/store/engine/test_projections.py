"""After any history the projections equal a rebuild, the check is content, and refusals changed nothing."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.desk import OPS, RELAXED, STEPS, Desk, Op, at_work
from support.projections import kept, shown

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import task_light
from huaian_tui.domain.rules.task_summary import TaskSummary, task_summary
from huaian_tui.domain.rules.visits import Visit, open_promises
from huaian_tui.store.engine import fold
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.connection import side_file, transaction
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import of_task
from huaian_tui.store.queries.notes import open_follow_ups
from huaian_tui.store.queries.overview import count_lights
from huaian_tui.store.queries.tasks import read_tasks


def dumped(path: Path, *tables: str, as_of: date | None = None) -> dict[str, list[Any]]:
    with closing(open_reader_as_of(path, as_of)) as connection:
        return shown(connection, *tables)


def played(desk: Desk, ops: list[Op], steps: list[int]) -> None:
    """Carry out a history; a refused action must leave the file as it was, to the last byte."""
    with closing(open_reader(desk.path)) as reader:
        for op, hours in zip(ops, steps, strict=False):
            desk.moment += timedelta(hours=hours)
            before, count = desk.path.read_bytes(), records(reader)
            try:
                desk.do(op)
            except HuaianError as refusal:
                assert refusal.title and refusal.way_out, op
                assert (
                    desk.path.read_bytes() == before and side_file(desk.path, "-wal").stat().st_size == 0
                ), op
            else:
                written = records(reader) - count
                # A confirmed report is a note, a reading and a completion beside the decision.
                assert written == 1 or (op[0] == "decide" and 1 < written <= 4), op


def records(reader: sqlite3.Connection) -> int:
    return int(reader.execute("SELECT count(*) FROM record").fetchone()[0])


@contextmanager
def after(seeded_file: Path, ops: list[Op], steps: list[int]) -> Iterator[tuple[Desk, sqlite3.Connection]]:
    """A desk that has done all this, and a reader of its ledger."""
    with tempfile.TemporaryDirectory() as folder:
        desk = at_work(seeded_file, folder)
        with desk.ledger:
            played(desk, ops, steps)
        with closing(open_reader_as_of(desk.path, None)) as connection:
            yield desk, connection


@pytest.mark.slow
@RELAXED
@given(OPS, STEPS)
def test_after_any_history_the_projections_equal_a_rebuild(
    seeded_file: Path, ops: list[Op], steps: list[int]
) -> None:
    with after(seeded_file, ops, steps) as (desk, reader):
        folded = kept(reader)
        result = check_ledger(desk.path)
        assert (result.problems, result.ok) == ((), True)
        with closing(open_writer(desk.path)) as connection:
            with transaction(connection):
                fold.rebuild(connection)
            assert kept(connection) == folded


@pytest.mark.slow
@RELAXED
@given(OPS, STEPS, st.integers(0, 60))
def test_lists_show_the_light_that_the_milestones_give(
    seeded_file: Path, ops: list[Op], steps: list[int], later: int
) -> None:
    with after(seeded_file, ops, steps) as (desk, connection):
        asked = desk.today + timedelta(days=later)
        promised = open_follow_ups(connection, asked - timedelta(days=1))
        missed = {note.task_no: note.follow_up for note in promised}
        rows = read_tasks(connection, asked, find_tasks(connection, asked, TaskFilter()))
        for row in rows:
            counting = [one for one in of_task(connection, asked, row.no) if one.state.status != "cancelled"]
            stood = [(one.state.status, one.state.due) for one in counting]
            light = task_light(stood, asked, follow_up=missed.get(row.no))
            assert row.light is light, row.no
            assert row.overdue_days == max((one.overdue_days for one in counting), default=0), row.no
        lights = count_lights(connection, asked)
        assert lights == {light: sum(row.light is light for row in rows) for light in lights}


OFTEN_NOTES = st.lists(
    st.tuples(
        st.sampled_from("note note note correct retract set complete extend cancel reopen".split()),
        st.integers(0, 29),
        st.integers(0, 12),
        st.integers(1, 5),
    ),
    max_size=14,
)


@pytest.mark.slow
@RELAXED
@given(OFTEN_NOTES, STEPS)
def test_the_summary_of_a_task_is_the_same_in_python_and_in_sql(
    seeded_file: Path, ops: list[Op], steps: list[int]
) -> None:
    with after(seeded_file, ops, steps) as (_, connection):
        promised = set[bytes]()
        columns = ", ".join(("task_no", *TaskSummary._fields))
        for no, *row in connection.execute(f"SELECT {columns} FROM task_state"):
            milestones = connection.execute("SELECT status, due FROM milestone WHERE task_no = ?", (no,))
            live = "SELECT id, day, follow_up, keeps_visit FROM note WHERE task_no = ? AND retracted = 0"
            visits = [Visit(*note) for note in connection.execute(live, (no,))]
            paces = connection.execute("SELECT behind_from FROM milestone_pace WHERE task_no = ?", (no,))
            behind = [day for (day,) in paces]
            assert task_summary(milestones.fetchall(), visits, behind) == TaskSummary(*row), no
            promised.update(one.id for one in open_promises(visits))
        assert {note.record_id for note in open_follow_ups(connection, date.max)} == promised


@pytest.mark.slow
@RELAXED
@given(OPS, st.lists(st.integers(0, 3 * 24), min_size=14, max_size=14))
@example(  # two matters of one number, and what is personal taken back: nothing is renumbered with it
    [("matter", 0, 0, 0), ("matter", 1, 0, 0), ("contact", 0, 0, 0), ("amend", 1, 0, 0)], [0, 0, 0, 0]
)
def test_as_of_a_past_day_everything_reads_as_it_did_at_its_end(
    seeded_file: Path, ops: list[Op], steps: list[int]
) -> None:
    tables = ("record", *fold.projection_tables())
    with tempfile.TemporaryDirectory() as folder:
        desk = at_work(seeded_file, folder)
        seen = {desk.today - timedelta(days=1): dumped(desk.path, *tables)}
        with desk.ledger:
            for op, hours in zip(ops, steps, strict=False):
                desk.moment += timedelta(hours=hours)
                played(desk, [op], [0])
                seen[desk.today] = dumped(desk.path, *tables)
        for day, state in seen.items():
            assert dumped(desk.path, *tables, as_of=day) == state, day


def test_a_history_with_everything_fills_every_projection(seeded_file: Path, tmp_path: Path) -> None:
    desk = at_work(seeded_file, str(tmp_path))
    with desk.ledger:
        for name in "note correct set extend reading complete reopen cancel hand_in setting notice".split():
            for who, when, how in ((1, 3, 1), (0, 4, 1), (3, 4, 2)):
                try:
                    desk.do((name, who, when, how))
                except HuaianError as refusal:
                    assert refusal.way_out
    rows = dumped(desk.path, *fold.projection_tables())
    reached = {"milestone", "task_state", "note", "note_unit", "reading", "handed_in", "notice", "setting"}
    assert {table for table in reached if not rows[table]} == set()
    assert {row[15] for row in rows["milestone"]} >= {"open", "cancelled"}
    assert check_ledger(desk.path).ok
