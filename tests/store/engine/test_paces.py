"""Since when milestones are 未达序时: kept with every save as the rule says, on past days too."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import RELAXED, Desk, at_work
from support.projections import Refolded, kept, shown

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import BEHIND_KEY, Light, Status
from huaian_tui.domain.rules.pace import Pace, behind_from, pace_of
from huaian_tui.services.corrections import correct_record
from huaian_tui.services.decisions import (
    Completion,
    add_reading,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    reopen_milestone,
)
from huaian_tui.services.settings import change_setting
from huaian_tui.services.undo import undo
from huaian_tui.store.engine import fold
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.on_day import standing_on
from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.queries.milestones import list_milestones, read_milestone
from huaian_tui.store.queries.task_progress import readings_between
from huaian_tui.store.queries.tasks import read_tasks

MEASURED = ("22-1", "25-2", "45-2", "2-3", "26-1-2025")
OPS = st.lists(
    st.tuples(
        st.sampled_from("read read read correct undo complete reopen extend cancel light".split()),
        st.integers(0, 4),
        st.integers(0, 40),
        st.sampled_from([0.0, 1.0, 4.0, 9.0, 12.5, 19.0, 100.0, 2500.0, 5001.0]),
    ),
    min_size=2,
    max_size=14,
)
STEPS = st.lists(st.integers(0, 40 * 24), min_size=14, max_size=14)


def act(desk: Desk, op: tuple[str, int, int, float]) -> None:
    name, who, back, value = op
    ledger, today, milestone = desk.ledger, desk.today, MEASURED[who]
    day = today - timedelta(days=back)
    if name == "read":
        add_reading(ledger, milestone, value, day, today)
    elif name == "correct":
        newest = "SELECT id FROM record WHERE kind = 'reading' ORDER BY id DESC LIMIT 1"
        for (reading,) in ledger.connection.execute(newest).fetchall():
            correct_record(ledger, reading, {"value": value}, None, "录错", today)
    elif name == "undo":
        undo(ledger, ledger.written[-1:], "误操作", today)
    elif name == "complete":
        complete_milestone(ledger, milestone, Completion(day, "验收", value), today)
    elif name == "reopen":
        reopen_milestone(ledger, milestone, "不实", today)
    elif name == "extend":
        extend_milestone(ledger, milestone, today + timedelta(days=10 * back), "同意", today)
    elif name == "cancel":
        cancel_milestone(ledger, milestone, "并入", today)
    else:
        change_setting(ledger, BEHIND_KEY, "是" if back % 2 else "否")


def assert_as_measured(connection: sqlite3.Connection, today: date) -> None:
    """What is kept is what the rule says of the newest readings; so are lights and figures of the day."""
    newest = {one.subject: one.value for one in readings_between(connection, date.min, date.max)}
    stored = dict(connection.execute("SELECT milestone, behind_from FROM milestone_pace").fetchall())
    first = dict[int, str]()
    for row in list_milestones(connection, today):
        state, reading = row.state, newest.get(row.id)
        open_since = behind_from(state.target, reading, state.due) if state.status is Status.OPEN else None
        assert stored.pop(row.id, None) == (open_since and open_since.isoformat()), row.id
        assert row.behind_from == open_since
        if open_since is not None:
            first[row.task_no] = min(open_since.isoformat(), first.get(row.task_no, "9999"))
        if row.light is Light.BEHIND:
            assert pace_of(state.target, reading, state.due, today) is Pace.BEHIND
            assert row.pace is not None and row.pace.reading == reading
    assert stored == {}
    kept_first = connection.execute("SELECT task_no, next_behind FROM task_state WHERE next_behind NOTNULL")
    assert dict(kept_first.fetchall()) == first


@pytest.mark.slow
@RELAXED
@given(OPS, STEPS)
def test_after_any_history_paces_are_as_measured_on_every_day(
    seeded_file: Path, ops: list[tuple[str, int, int, float]], steps: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = at_work(seeded_file, folder)
        days = {desk.today}
        with desk.ledger:
            for op, hours in zip(ops, steps, strict=False):
                desk.moment += timedelta(hours=hours)
                days.add(desk.today)
                with suppress(HuaianError):
                    act(desk, op)
        refolding = Refolded(desk.path, "milestone_pace", "task_state")
        with closing(refolding) as refolded, closing(open_reader(desk.path)) as present:
            for day in sorted(days | {day - timedelta(days=1) for day in days}):
                with closing(open_reader_as_of(desk.path, day)) as connection:
                    assert shown(connection, "milestone_pace", "task_state") == refolded.on(day), day
                    assert_as_measured(connection, day)
                with standing_on(present, day):
                    assert_as_measured(present, day)
        assert check_ledger(desk.path).problems == ()
        with closing(open_writer(desk.path)) as connection:
            assert_as_measured(connection, desk.today)
            written = kept(connection)
            with transaction(connection):
                fold.rebuild(connection)
            assert kept(connection) == written


def test_a_reading_settles_it_and_its_retraction_brings_it_back(seeded_file: Path, tmp_path: Path) -> None:
    desk = at_work(seeded_file, str(tmp_path))
    desk.moment = desk.moment.replace(month=8, day=15)

    def light() -> Light:
        with closing(open_reader(desk.path)) as connection:
            row = read_milestone(connection, desk.today, "22-1")
            assert read_tasks(connection, desk.today, [22])[0].light is row.light
            return row.light

    with desk.ledger as ledger:
        add_reading(ledger, "22-1", 11, desk.today, desk.today)
        assert light() is Light.ON_TRACK, "not a light yet"
        change_setting(ledger, BEHIND_KEY, "是")
        assert light() is Light.BEHIND
        newer = add_reading(ledger, "22-1", 12, desk.today, desk.today)
        assert light() is Light.ON_TRACK
        undo(ledger, [newer], "误录", desk.today)
        assert light() is Light.BEHIND
        change_setting(ledger, BEHIND_KEY, "否")
        assert light() is Light.ON_TRACK


def test_an_altered_pace_is_found(seeded_file: Path, tmp_path: Path) -> None:
    desk = at_work(seeded_file, str(tmp_path))
    with desk.ledger as ledger:
        add_reading(ledger, "22-1", 0, desk.today, desk.today)
    for table in ("milestone_pace", "milestone_pace_version"):
        with closing(sqlite3.connect(desk.path)) as connection, connection:
            connection.execute(f"UPDATE {table} SET behind_from = '2025-03-31'")  # noqa: S608
        assert any(table in problem for problem in check_ledger(desk.path).problems)
        with closing(open_writer(desk.path)) as connection, transaction(connection):
            fold.rebuild(connection)
        assert check_ledger(desk.path).problems == ()
