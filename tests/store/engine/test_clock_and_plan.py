"""The computer's clock, ids at the end of time, and the shipped plan in its tables."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.importing.seed_files import find_seed_folder, load_seed
from huaian_tui.importing.shipped_records import written
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.first_start import ensure_ledger
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.clock import TOLERANCE, clock_warning
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.shipped_plan import COUNT, FILE_NAME, HEAD, shipped_records
from huaian_tui.store.search.name_index import WRONG
from huaian_tui.store.search.rebuilding import rebuild_search

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
        ("unit", "UPDATE unit SET full_name = '假' WHERE id = '市财政局'"),
        ("unit_name", "UPDATE unit_name SET full_name = '假' WHERE unit = '市财政局'"),
        ("unit_called", "DELETE FROM unit_called WHERE unit = '市工信局'"),
        ("group_member", "UPDATE group_member SET certain = 0 WHERE unit = '涟水县'"),
        ("task_unit", "UPDATE task_unit SET raw = '假' WHERE task_no = 1 AND role = 'lead'"),
        ("duty", "UPDATE duty SET phrase = '假'"),
        ("deliverable", "UPDATE deliverable SET title = '假'"),
        ("remark", "UPDATE remark SET text = '假' WHERE id = 1"),
        ("remark_row", "DELETE FROM remark_row WHERE task_no = 53"),
        ("planned_milestone", "UPDATE planned_milestone SET phrase = '假' WHERE id = '2-1'"),
    ],
)
def test_an_altered_plan_is_found(ledger_path: Path, table: str, statement: str) -> None:
    by_sql(ledger_path, statement)
    assert f"汇总表 {table} 与记录不一致" in check_ledger(ledger_path).problems


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM unit_key WHERE key = 'czj'",
        "UPDATE unit_key SET unit = '市财政局' WHERE key = 'sjj' AND unit = '市数据局'",
        "UPDATE task_key SET search_key = replace(search_key, '登记', '登山') WHERE task_no = 1",
        "DELETE FROM task_key WHERE task_no = 60",
    ],
)
def test_altered_search_names_are_found_and_made_anew(ledger_path: Path, statement: str) -> None:
    by_sql(ledger_path, statement)
    assert check_ledger(ledger_path).problems == (WRONG,)
    rebuild_search(ledger_path)
    assert check_ledger(ledger_path).ok


def test_other_records_under_the_name_of_the_shipped_plan_are_found(ledger_path: Path) -> None:
    with closing(sqlite3.connect(ledger_path)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        row = connection.execute(
            "SELECT * FROM record WHERE rid < 0 AND kind = 'task_set' AND task_no = 60"
        ).fetchone()
        connection.execute("UPDATE record SET body = replace(body, '督查', '检查') WHERE rid = ?", row[:1])
        for _, sql in guards:
            connection.execute(sql)
        connection.commit()
    problems = check_ledger(ledger_path).problems
    assert any("与校验值不符" in line for line in problems)


def test_the_file_of_the_shipped_plan_says_what_the_seed_says() -> None:
    folder = find_seed_folder()
    assert (folder / FILE_NAME).read_text(encoding="utf-8") == written(load_seed())
    records = shipped_records()
    assert [one.hash for one in records][-1] == HEAD
    assert len(records) == COUNT
    assert sorted(one.id for one in records) == [one.id for one in records]


def test_a_program_whose_plan_was_altered_makes_no_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "seed"
    shutil.copytree(find_seed_folder(), folder)
    file = folder / FILE_NAME
    file.write_text(file.read_text(encoding="utf-8").replace("督查", "检查", 1), encoding="utf-8")
    monkeypatch.setattr("huaian_tui.store.engine.shipped_plan.shipped_folder", lambda _: folder)
    with pytest.raises(StoreRefused, match="重新安装"):
        ensure_ledger(tmp_path / "新.db")


def test_progress_of_a_check_grows_to_the_whole(ledger_path: Path) -> None:
    told: list[float] = []
    assert check_ledger(ledger_path, told.append).ok
    assert told == sorted(told) and told[-1] == pytest.approx(1.0)
