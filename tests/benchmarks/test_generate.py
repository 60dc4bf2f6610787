"""The ledger that the benchmarks run on: like one that officers made, only larger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from generate import SHIPPED_TASKS, TODAY, cached_ledger, make_ledger

from huaian_tui.domain.rules.lights import Light
from huaian_tui.exchange.merging.record_rules import check_record
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.records import read_records
from huaian_tui.store.queries.overview import count_lights
from huaian_tui.store.queries.reference import read_reference

TASKS, RECORDS = 400, 3000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cached_ledger(tmp_path_factory.mktemp("made"), TASKS, RECORDS)


@pytest.fixture
def connection(made: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_reader_as_of(made, None)) as reader:
        yield reader


def test_it_is_whole(made: Path) -> None:
    result = check_ledger(made)
    assert result.problems == ()
    with closing(open_reader_as_of(made, None)) as reader:
        parts = "SELECT count(*) FROM record WHERE rid >= 0 AND kind IN ('plan_set', 'task_set', 'unit_set')"
        assert result.records == RECORDS + reader.execute(parts).fetchone()[0]


def test_it_has_the_size_and_every_kind_and_light(connection: sqlite3.Connection) -> None:
    lights = count_lights(connection, TODAY)
    kinds = {row[0] for row in connection.execute("SELECT DISTINCT kind FROM record WHERE rid >= 0")}
    assert sum(lights.values()) == TASKS
    assert all(lights[light] for light in Light if light is not Light.BEHIND)  # off until an office wants it
    assert kinds == {kind.value for kind in RecordKind} - {
        RecordKind.NOTICE_WITHDRAW,
        RecordKind.NOTICE_RENUMBER,  # one laptop: no number stands twice
        RecordKind.MILESTONE_SETTLE,  # one laptop writes it: nothing conflicts
        RecordKind.PLAN_CLOSE,
        RecordKind.PLAN_REOPEN,
        RecordKind.PLAN_REVISION,
        RecordKind.TASK_END,
        RecordKind.UNIT_MERGE,
        RecordKind.CONTACT_SET,
        RecordKind.MATTER_NUMBER,
        RecordKind.TASK_TIE,
        RecordKind.READING_CHOICE,
        RecordKind.FORK_SETTLE,  # one laptop writes it: no chain forks
    }


def test_every_record_would_be_taken_from_a_colleagues_pack(connection: sqlite3.Connection) -> None:
    reference = read_reference(connection)
    for record in read_records(connection):
        check_record(record, json.loads(record.body), reference)


def test_the_same_seed_says_the_same(made: Path, connection: sqlite3.Connection, tmp_path: Path) -> None:
    again = tmp_path / "again.db"
    make_ledger(again, TASKS, RECORDS)
    with closing(open_reader_as_of(again, None)) as other:
        heads = "SELECT id, head_seq, head_hash FROM origin ORDER BY id"
        assert other.execute(heads).fetchall() == connection.execute(heads).fetchall()


def test_it_is_made_once(made: Path) -> None:
    written = made.stat().st_mtime_ns
    assert cached_ledger(made.parent, TASKS, RECORDS) == made
    assert made.stat().st_mtime_ns == written


def test_fewer_tasks_than_the_plan_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        make_ledger(tmp_path / "small.db", SHIPPED_TASKS - 1, 0)


def test_closed_plans_are_whole_and_out_of_the_counts(tmp_path: Path) -> None:
    made = cached_ledger(tmp_path, 1200, 600, closed=1)
    assert made.name != "ledger-1200-600-1-plans.db"
    assert check_ledger(made).problems == ()
    with closing(open_reader_as_of(made, None)) as reader:
        states = (
            "SELECT closed_on IS NOT NULL, count(*) FROM task JOIN plan ON plan.id = task.plan GROUP BY 1"
        )
        of_open, of_closed = (number for _, number in reader.execute(states).fetchall())
        assert (of_open, of_closed) == (700, 500)
        assert sum(count_lights(reader, TODAY).values()) == of_open
        left = (
            "SELECT count(*) FROM milestone AS m JOIN task AS t ON t.no = m.task_no "
            "JOIN plan AS p ON p.id = t.plan WHERE p.closed_on IS NOT NULL AND m.status = 'open'"
        )
        assert reader.execute(left).fetchone() == (0,)
        for record in read_records(reader):
            check_record(record, json.loads(record.body), read_reference(reader))
