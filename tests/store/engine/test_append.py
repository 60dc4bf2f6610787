"""The append-only ledger: identities, numbers, hashes; one action is one transaction; triggers refuse."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from huaian_tui.domain.errors import InputRefused, StoreRefused
from huaian_tui.ledger.identity import id_milliseconds
from huaian_tui.ledger.record import Entry, RecordKind, chain_hash
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_writer
from huaian_tui.store.engine.records import read_records

NOTE = {"text": "到场核查", "units": []}


def note(text: str = "到场核查", task_no: int = 1) -> Entry:
    return Entry(RecordKind.NOTE, NOTE | {"text": text}, task_no=task_no, occurred_on="2026-11-22")


def append(ledger: Ledger, *entries: Entry) -> list[bytes]:
    with ledger.action() as action:
        return [action.append(entry) for entry in entries]


def count(connection: sqlite3.Connection, table: str) -> int:
    written = "WHERE rid >= 0" if table == "record" else ""
    found: int = connection.execute(f"SELECT count(*) FROM {table} {written}").fetchone()[0]  # noqa: S608
    return found


def test_records_are_numbered_chained_and_signed_by_time_and_officer(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    ids = append(ledger, note("一"), note("二")) + append(ledger, note("三"))
    records = list(read_records(reader))
    assert [one.id for one in records] == ids == sorted(ids)
    assert [one.seq for one in records] == [1, 2, 3]
    assert {one.origin for one in records} == {records[0].origin}
    assert {(one.officer, one.recorded_at) for one in records} == {("张三", "2026-11-22T09:00:00.000+08:00")}
    before = b""
    for one in records:
        assert one.hash == chain_hash(one, before)
        before = one.hash
    head = reader.execute("SELECT mine, head_seq, head_hash FROM origin WHERE mine = 1").fetchall()
    assert head == [(1, 3, before)]


def test_order_does_not_depend_on_the_wall_clock(
    ledger: Ledger, reader: sqlite3.Connection, clock: Any
) -> None:
    ids = append(ledger, note("现在"))
    clock.go_to(date(2024, 3, 1))
    ids += append(ledger, note("时钟倒退了"))
    clock.go_to(date(2027, 3, 1))
    ids += append(ledger, note("时钟又往前"))
    assert ids == sorted(ids)
    shown = [one.recorded_at[:10] for one in read_records(reader)]
    assert shown == ["2026-11-22", "2024-03-01", "2027-03-01"]
    assert id_milliseconds(ids[2]) == int(clock.moment.timestamp() * 1000)


def test_an_exception_inside_an_action_leaves_nothing(ledger: Ledger, reader: sqlite3.Connection) -> None:
    before = ledger.path.read_bytes()
    with pytest.raises(RuntimeError, match="mid"), ledger.action() as action:
        action.append(note("一"))
        action.append(Entry(RecordKind.SETTING, {"key": "office", "value": "办"}))
        raise RuntimeError("mid")
    assert ledger.path.read_bytes() == before
    append(ledger, note("之后"))
    assert [one.seq for one in read_records(reader)] == [1]


def test_nothing_is_seen_by_others_before_the_action_ends(ledger: Ledger, reader: sqlite3.Connection) -> None:
    with ledger.action() as action:
        action.append(note())
        assert count(reader, "record") == 0
    assert (count(reader, "record"), count(reader, "note")) == (1, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET body = '{}'",
        "UPDATE record SET officer = '乙' WHERE seq = 1",
        "DELETE FROM record",
        "DELETE FROM record WHERE seq = 1",
    ],
)
def test_the_file_itself_refuses_to_change_or_drop_a_record(
    ledger: Ledger, reader: sqlite3.Connection, statement: str
) -> None:
    append(ledger, note())
    before = list(read_records(reader))
    with pytest.raises(sqlite3.IntegrityError, match="记录只增不"):
        ledger.connection.execute(statement)
    assert list(read_records(reader)) == before


def test_the_same_record_cannot_be_written_twice(ledger: Ledger, reader: sqlite3.Connection) -> None:
    taken = append(ledger, note())[0]
    with pytest.raises(sqlite3.IntegrityError), ledger.action() as action:
        action.append(note("冒名"), taken)
    assert [one.content()["text"] for one in read_records(reader)] == ["到场核查"]


def test_references_are_kept_and_columns_keep_their_types(ledger: Ledger) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        ledger.connection.execute("INSERT INTO foreign_setting VALUES (zeroblob(16), 0)")
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        ledger.connection.execute("UPDATE origin SET head_seq = 'x'")
        ledger.connection.execute("INSERT INTO origin VALUES (zeroblob(16), 0, '', 'x', x'')")
    names = ledger.connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 "
        "AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    assert names == []


def test_writers_are_set_for_evidence(ledger: Ledger) -> None:
    settings = {
        name: ledger.connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("foreign_keys", "journal_mode", "synchronous", "trusted_schema", "recursive_triggers")
    }
    assert settings == {
        "foreign_keys": 1,
        "journal_mode": "wal",
        "synchronous": 2,
        "trusted_schema": 0,
        "recursive_triggers": 0,
    }


def test_an_action_waits_its_turn_and_says_who_is_in_the_way(ledger: Ledger, ledger_path: Path) -> None:
    with closing(open_writer(ledger_path)) as other, transaction(other):
        ledger.connection.execute("PRAGMA busy_timeout=50")
        with pytest.raises(StoreRefused) as refused:
            append(ledger, note())
    assert refused.value.title == "台账正被占用"
    assert append(ledger, note())


def test_two_writers_in_turn_share_one_chain(ledger: Ledger, ledger_path: Path, clock: Any) -> None:
    with Ledger(ledger_path, "乙", clock) as other:
        ids = append(ledger, note("一")) + append(other, note("二")) + append(ledger, note("三"))
    assert ids == sorted(ids)
    assert check_ledger(ledger_path).ok
    with closing(open_writer(ledger_path)) as connection:
        assert [one.officer for one in read_records(connection)] == ["张三", "乙", "张三"]


def test_a_ledger_without_a_plan_takes_no_records(tmp_path: Path, clock: Any) -> None:
    path = tmp_path / "空.db"
    path.touch()
    with Ledger(path, "张三", clock) as empty, pytest.raises(Exception, match="台账里还没有方案"):
        append(empty, note())


def test_the_name_of_the_officer_is_cleaned_like_any_text(ledger_path: Path, clock: Any) -> None:
    with Ledger(ledger_path, " 张\x1b三\udcff\n", clock) as named:
        assert named.officer == "张三"
        assert append(named, note())
    with pytest.raises(InputRefused):
        Ledger(ledger_path, "字" * 101, clock)


def test_closing_twice_is_nothing(ledger: Ledger) -> None:
    ledger.close()
    ledger.close()
    with pytest.raises(sqlite3.ProgrammingError):
        append(ledger, note())


@pytest.mark.parametrize("same", ["id", "rid", "origin, seq"])
def test_a_record_cannot_be_replaced(ledger: Ledger, today: date, same: str) -> None:
    add_note(ledger, NoteDraft(task_no=1, text="原样", day=today), today)
    columns = "id, origin, seq, recorded_at, officer, kind, plan, task_no, occurred_on, body, hash"
    fresh = {"id": "randomblob(16)", "origin": "origin", "seq": "seq + 1"}
    values = [fresh.get(one, one) if one not in same else one for one in columns.split(", ")]
    extra, value = (", rid", ", rid") if same == "rid" else ("", "")
    statement = (
        f"INSERT OR REPLACE INTO record ({columns}{extra}) SELECT {', '.join(values)}{value} FROM record"
    )
    with pytest.raises(sqlite3.IntegrityError, match="记录只增不改"):
        ledger.connection.execute(statement)
