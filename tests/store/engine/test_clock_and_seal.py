"""The computer's clock, ids at the end of time, and the seal on the plan's own tables."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.first_start import ensure_ledger
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.clock import TOLERANCE, clock_warning
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_writer
from huaian_tui.store.engine.seal import REFERENCE_TABLES

LATE = datetime(2027, 3, 1, 9, tzinfo=SHANGHAI)


def test_a_clock_behind_the_newest_record_is_said(
    ledger: Ledger, reader: sqlite3.Connection, clock: Any
) -> None:
    clock.moment = LATE
    assert clock_warning(reader, LATE) == ""
    add_note(ledger, NoteDraft(1, "进展", date(2027, 3, 1)), date(2027, 3, 1))
    assert clock_warning(reader, LATE) == ""
    assert clock_warning(reader, LATE - TOLERANCE / 2) == ""
    said = clock_warning(reader, LATE - timedelta(days=1))
    assert "2027-02-28 09:00" in said and "2027-03-01 09:00" in said and "先后不受影响" in said


def test_a_clock_before_this_program_was_released_is_said(reader: sqlite3.Connection) -> None:
    assert "早于本程序的发布日" in clock_warning(reader, datetime(2020, 1, 1, tzinfo=SHANGHAI))
    assert clock_warning(reader, LATE) == ""


def with_last_id(ledger: Ledger, identity: bytes) -> None:
    with ledger.action() as action:
        action.append(
            Entry(RecordKind.NOTE, {"text": "未来", "units": []}, task_no=1, occurred_on="2026-01-01"),
            identity,
        )


@pytest.mark.parametrize("ms", [(1 << 48) - 2, 253_402_300_800_000 + 1])
def test_a_record_of_the_far_future_is_told_and_order_goes_on(
    ledger: Ledger, reader: sqlite3.Connection, today: date, ms: int
) -> None:
    far = ms.to_bytes(6, "big") + b"\x70\x00" + b"\x80" + bytes(7)
    with_last_id(ledger, far)
    assert "远在将来" in clock_warning(reader, LATE)
    assert add_note(ledger, NoteDraft(1, "之后", today), today) > far


def test_past_the_last_identity_a_record_is_refused_clearly(
    ledger: Ledger, ledger_path: Path, today: date
) -> None:
    with_last_id(ledger, b"\xff" * 6 + b"\x7f\xff" + b"\xbf" + bytes(7))
    with pytest.raises(StoreRefused, match="编号的尽头"):
        add_note(ledger, NoteDraft(1, "之后", today), today)
    assert check_ledger(ledger_path).records == 1


# ------------------------------------------------------------------ the seal


def by_sql(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(statement).rowcount > 0
        connection.commit()


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("plan", "UPDATE plan SET stage = '印发稿'"),
        ("task", "UPDATE task SET text = text || '。' WHERE no = 7"),
        ("unit", "UPDATE unit SET full_name = '假' WHERE name = '市财政局'"),
        ("unit_key", "DELETE FROM unit_key WHERE key = 'czj'"),
        ("task_unit", "UPDATE task_unit SET raw = '假' WHERE task_no = 1 AND role = 'lead'"),
        ("duty", "UPDATE duty SET phrase = '假'"),
        ("deliverable", "UPDATE deliverable SET title = '假'"),
        ("remark", "UPDATE remark SET text = '假' WHERE id = 1"),
        ("planned_milestone", "UPDATE planned_milestone SET phrase = '假' WHERE id = '2-1'"),
    ],
)
def test_an_altered_plan_is_found(ledger_path: Path, table: str, statement: str) -> None:
    by_sql(ledger_path, statement)
    assert f"方案资料表 {table} 的内容被改动过" in check_ledger(ledger_path).problems


def test_a_removed_seal_of_one_table_is_found(ledger_path: Path) -> None:
    by_sql(ledger_path, "DELETE FROM reference_digest WHERE table_name = 'task'")
    assert "方案资料表 task 的内容被改动过" in check_ledger(ledger_path).problems


@pytest.mark.parametrize("started", [False, True])
def test_a_missing_seal_is_found_and_what_was_altered_beside_it(ledger_path: Path, started: bool) -> None:
    by_sql(ledger_path, "DELETE FROM reference_digest")
    by_sql(ledger_path, "UPDATE task SET text = text || '。' WHERE no = 7")
    if started:  # a start must not seal what was altered
        ensure_ledger(ledger_path)
        open_writer(ledger_path).close()
    problems = check_ledger(ledger_path).problems
    assert "方案资料的校验值（reference_digest）不见了" in problems
    assert "方案资料表 task 的内容被改动过" in problems
    assert "方案资料表 unit 的内容被改动过" not in problems


def test_the_seal_covers_every_column_of_every_reference_table(ledger_path: Path) -> None:
    with closing(sqlite3.connect(ledger_path)) as connection:
        for table, columns in REFERENCE_TABLES.items():
            rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
            assert {row[1] for row in rows} == set(columns.split(", ")), table


def test_a_ledger_of_an_older_program_is_sealed_at_the_next_start(ledger_path: Path) -> None:
    by_sql(ledger_path, "DELETE FROM reference_digest")
    by_sql(ledger_path, "UPDATE search_state SET source = NULL WHERE part = 'names'")  # nor had it an index
    assert not ensure_ledger(ledger_path)
    with closing(sqlite3.connect(ledger_path)) as connection:
        assert connection.execute("SELECT count(*) FROM reference_digest").fetchone() == (
            len(REFERENCE_TABLES),
        )
    assert check_ledger(ledger_path).ok


def test_progress_of_a_check_grows_to_the_whole(ledger_path: Path) -> None:
    told: list[float] = []
    assert check_ledger(ledger_path, told.append).ok
    assert told == sorted(told) and told[-1] == pytest.approx(1.0)
