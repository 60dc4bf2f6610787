"""What is shown as of a past day from the kept versions is what folding the records known by then gives."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from support.cli import Program
from support.desk import OPS, RELAXED, STEPS, Desk, at_work
from support.prepared import Prepared, prepared
from support.projections import Refolded, kept, shown

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.identity import day_of_number
from huaian_tui.ledger.kinds.registry import tables
from huaian_tui.store.engine import fold, past
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.fold_rows import past_name, tables_with_past
from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.engine.past_state import is_past_filled


def read(path: Path, day: date) -> dict[str, list[Any]]:
    """All projections and records as of a day, from the versions."""
    with closing(open_reader_as_of(path, day)) as connection:
        assert connection.execute("SELECT type FROM temp.sqlite_master WHERE name = 'note'").fetchone() == (
            "view",
        )
        return shown(connection, "record", *fold.projection_tables())


def folded(path: Path) -> Refolded:
    """The same by folding what was known by then: the other opinion."""
    return Refolded(path, "record", *fold.projection_tables())


def days_of(path: Path) -> list[date]:
    """Every day on which anything became known, the days around, and far away."""
    with closing(open_reader(path)) as connection:
        recorded = connection.execute("SELECT substr(recorded_at, 1, 10) FROM record WHERE rid >= 0")
        known = {date.fromisoformat(day) for (day,) in recorded}
        for name in fold.past_tables(connection):
            ends = f"SELECT since FROM {name} WHERE since > 0 UNION SELECT until FROM {name}"  # noqa: S608
            rows = connection.execute(ends)
            known |= {day_of_number(number) for (number,) in rows if number < 1_000_000}
    around = {day + timedelta(days=step) for day in known for step in (-1, 0, 1)}
    return sorted(around | {date(2000, 1, 1), date(2100, 1, 1)})


def assert_every_day_is_as_folded(path: Path) -> None:
    with closing(folded(path)) as refolded:
        for day in days_of(path):
            assert read(path, day) == refolded.on(day), day


def emptied(path: Path) -> None:
    """As a ledger of an older schema is after its migration: no past, and nobody knows by which rules."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in (*(table.name for table in tables()), "task_state"):
            if name not in ("milestone", "task_state"):
                connection.execute(f"UPDATE {name} SET since = 0")  # noqa: S608
        for name in fold.past_tables(connection):
            connection.execute(f"DELETE FROM {name}")  # noqa: S608
        connection.execute("DELETE FROM past_state")


@pytest.mark.slow
@RELAXED
@given(OPS, STEPS)
def test_after_any_history_every_past_day_reads_as_it_folds(
    seeded_file: Path, ops: list[Any], steps: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = at_work(seeded_file, folder)
        with desk.ledger:
            for op, hours in zip(ops, steps, strict=False):
                desk.moment += timedelta(hours=hours)
                try:
                    desk.do(op)
                except HuaianError as refusal:
                    assert refusal.title
        assert_every_day_is_as_folded(desk.path)
        with closing(open_writer(desk.path)) as connection:
            written = kept(connection)
            with transaction(connection):
                fold.rebuild(connection)
            assert kept(connection) == written
        emptied(desk.path)
        with closing(open_writer(desk.path)) as connection:
            assert is_past_filled(connection)
            assert kept(connection) == written, "filled at opening"


def test_each_table_of_versions_has_the_columns_of_its_projection(seeded_file: Path) -> None:
    with closing(open_reader(seeded_file)) as connection:
        assert tables_with_past(connection) == set(tables())
        for table in tables():
            there = {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({past_name(table)})")}
            own = {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({table.name})")}
            assert there == {name: own[name] for name in table.columns} | dict.fromkeys(
                ("since", "until"), "INTEGER"
            ), table.name


def work_eighty_times(path: Path) -> None:
    desk = Desk(path)
    draw = random.Random(7)  # noqa: S311 - any history
    names = "note note correct retract set complete extend cancel reopen reading notice issue report decide"
    with desk.ledger:
        for _ in range(80):
            desk.moment += timedelta(hours=draw.randrange(60))
            op = draw.choice(names.split()), draw.randrange(30), draw.randrange(12), draw.randrange(6)
            try:
                desk.do(op)
            except HuaianError as refusal:
                assert refusal.title
    emptied(desk.path)


@pytest.fixture(scope="module")
def much_done(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A ledger at which one has worked, and whose past is not filled."""
    return prepared(tmp_path_factory.mktemp("much"), seeded_file, work_eighty_times)


@pytest.fixture
def large(much_done: Prepared, ledger_path: Path, data_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger whose past is not filled and counts as one to be waited for; it is filled in small steps."""
    much_done.copied_to(ledger_path, data_home)
    monkeypatch.setattr(past, "AT_ONCE", 1)
    monkeypatch.setattr(past, "_BATCH", 3)
    return ledger_path


def test_a_large_ledger_is_read_by_folding_until_its_past_is_filled_step_by_step(large: Path) -> None:
    days = days_of(large)[::9]
    with closing(open_writer(large)) as connection:
        assert not is_past_filled(connection)
    with closing(folded(large)) as refolded:
        before = {day: refolded.on(day) for day in days}
    with closing(open_reader_as_of(large, days[3])) as connection:
        assert shown(connection) == {name: before[days[3]][name] for name in fold.projection_tables()}

    class Killed(Exception):
        pass

    told = list[float]()

    def kill(part: float) -> None:
        told.append(part)
        raise Killed

    steps = 0
    while True:
        with closing(open_writer(large)) as connection:
            try:
                past.complete_past(connection, kill)
            except Killed:
                steps += 1
                continue
            break
    assert steps > 20, "each batch is kept"
    assert all(0 <= part <= 1 for part in told)
    assert {day: read(large, day) for day in days} == before
    with closing(open_writer(large)) as connection:
        filled = kept(connection)
        with transaction(connection):
            fold.rebuild(connection)
        assert kept(connection) == filled


def test_what_is_written_while_the_past_is_being_filled_stays_right(large: Path, tmp_path: Path) -> None:
    (tmp_path / "又").mkdir()
    desk = at_work(large, str(tmp_path / "又"))
    draw = random.Random(8)  # noqa: S311 - any history

    class Killed(Exception):
        pass

    def kill(_: float) -> None:
        raise Killed

    desk.moment += timedelta(days=400)
    with desk.ledger:
        for _ in range(200):
            try:
                past.complete_past(desk.ledger.connection, kill)
            except Killed:
                pass
            else:
                break
            op = draw.choice(["note", "extend", "set", "complete"]), draw.randrange(30), 3, draw.randrange(6)
            try:
                desk.do(op)
            except HuaianError as refusal:
                assert refusal.title
        assert is_past_filled(desk.ledger.connection)
        written = kept(desk.ledger.connection)
        with transaction(desk.ledger.connection):
            fold.rebuild(desk.ledger.connection)
        assert kept(desk.ledger.connection) == written


def test_the_command_line_fills_it_once_and_says_so(large: Path) -> None:
    day = days_of(large)[12]
    program = Program(large, "2026-11-22")
    with closing(folded(large)) as refolded:
        before = refolded.on(day)
    first = program.run("--as-of", day.isoformat(), "milestone", "list", "--json")
    again = program.run("--as-of", day.isoformat(), "milestone", "list", "--json")
    assert (first.code, again.code) == (0, 0)
    assert "正在整理" in first.err and "正在整理" not in again.err
    assert first.json == again.json and len(first.json) == len(before["milestone"])
    assert read(large, day) == before


def test_what_was_folded_by_other_rules_is_folded_anew_at_opening(large: Path) -> None:
    with closing(open_writer(large)) as connection, transaction(connection):
        fold.rebuild(connection)
        right = kept(connection)
    with closing(sqlite3.connect(large)) as connection, connection:
        connection.execute("UPDATE past_state SET rules = rules - 1 WHERE part = 'rules'")
        connection.execute("UPDATE note SET day = '2025-01-01' WHERE rowid % 2")
        connection.execute("DELETE FROM milestone WHERE id LIKE '2-%'")
        connection.execute("UPDATE task_state SET done_count = 9")
        connection.execute("INSERT INTO note_unit (unit, note) SELECT '涟水县', id FROM note LIMIT 1")
        connection.execute("INSERT INTO setting (key, value, id) VALUES ('假', '假', zeroblob(16))")
    with closing(open_writer(large)) as connection:
        for name, rows in shown(connection).items():
            assert sorted(rows, key=repr) == right_of(right, name, connection), name
        past.complete_past(connection)
        assert kept(connection) == right


def right_of(right: dict[str, list[Any]], name: str, connection: sqlite3.Connection) -> list[Any]:
    """The rows of a table without since when they stand."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
    left = [place for place, column in enumerate(columns) if column != "since"]
    return sorted((tuple(row[place] for place in left) for row in right[name]), key=repr)
