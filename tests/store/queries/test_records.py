"""Notes, follow-ups, events and ids: finding and reading what was recorded."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from huaian_tui.domain.errors import InputRefused, NotFound, StoreRefused
from huaian_tui.ledger.identity import format_id, short_id
from huaian_tui.services.decisions import Completion, complete_milestone, set_milestone
from huaian_tui.services.notes import NoteDraft, add_note, correct_note, retract_note
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of, reading
from huaian_tui.store.queries.milestones import list_overdue
from huaian_tui.store.queries.notes import find_notes, identify, open_follow_ups, read_notes
from huaian_tui.store.queries.overview import read_overview
from huaian_tui.store.queries.settings import read_setting
from huaian_tui.store.queries.tasks import read_task
from huaian_tui.store.queries.time_line import of_task, read_events, recent

TODAY = date(2026, 11, 22)
DAY = date(2026, 11, 10)


def note(ledger: Ledger, text: str = "进展", **more: Any) -> bytes:
    return add_note(ledger, NoteDraft(**({"task_no": 1, "text": text, "day": DAY} | more)), TODAY)


def test_notes_are_found_by_row_unit_and_every_word_newest_day_first(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    old = note(ledger, "平台已招标", units=("市财政局",))
    new = note(ledger, "平台已验收", task_no=2, day=date(2026, 11, 12), problem="费用超支")
    older = note(ledger, "补记 Platform Ready", day=date(2026, 1, 5), requirement="“写\\清”单价")
    assert find_notes(reader) == [new, old, older]
    assert find_notes(reader, task_no=1) == [old, older]
    assert find_notes(reader, unit="市财政局") == [old]
    assert find_notes(reader, text="平台") == [new, old]
    assert find_notes(reader, text="平台 超支") == [new]
    assert find_notes(reader, text="pLATFORM") == [older]
    assert find_notes(reader, text="“写\\清”") == [older]
    assert find_notes(reader, text="平台 没有") == []
    assert find_notes(reader, text="市财政局") == [old]


@pytest.mark.parametrize("word", ["text", "units", "follow_up", "{", '":"', "null", "%", "_"])
def test_the_names_of_fields_are_no_words_of_a_note(
    ledger: Ledger, reader: sqlite3.Connection, word: str
) -> None:
    note(ledger, "进展")
    assert find_notes(reader, text=word) == []


@pytest.mark.parametrize("text", ["ＡＢＣ（一）", "ÀÉ", "İstanbul", '说"是"', "a\\b", "𠮷野家", "1；DROP"])
def test_a_text_is_found_as_it_was_typed(ledger: Ledger, reader: sqlite3.Connection, text: str) -> None:
    identity = note(ledger, text)
    assert find_notes(reader, text=text) == [identity]


def test_a_corrected_note_is_found_by_what_it_says_now(ledger: Ledger, reader: sqlite3.Connection) -> None:
    identity = note(ledger, "旧说法")
    correct_note(ledger, identity, "新说法", "笔误")
    assert find_notes(reader, text="旧说法") == []
    assert find_notes(reader, text="新说法") == [identity]


def test_notes_are_read_in_the_order_asked_for_however_many(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    ids = [note(ledger, f"第{number}条") for number in range(5)]
    asked = [ids[3], bytes(16), ids[0], *[bytes(16)] * 40_000, ids[4]]
    assert [row.text for row in read_notes(reader, asked)] == ["第3条", "第0条", "第4条"]
    assert [row.gist for row in read_events(reader, asked)] == ["第3条", "第0条", "第4条"]
    assert read_notes(reader, []) == []


def test_a_promise_is_kept_by_a_later_note_of_up_to_three_days_before_or_after(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    promised = date(2026, 11, 15)
    first = note(ledger, "约定", follow_up=promised)

    def open_now() -> list[bytes]:
        return [row.record_id for row in open_follow_ups(reader, promised)]

    assert open_now() == [first]
    assert [row.record_id for row in open_follow_ups(reader, promised - timedelta(days=1))] == []
    note(ledger, "早了四天", day=promised - timedelta(days=4))
    note(ledger, "别的任务", task_no=2, day=promised)
    assert open_now() == [first]
    kept = note(ledger, "如约", day=promised)
    assert open_now() == []
    retract_note(ledger, kept, "误录")
    assert open_now() == [first]
    kept = note(ledger, "早了三天", day=promised - timedelta(days=3))
    assert open_now() == []
    retract_note(ledger, kept, "误录")
    assert open_now() == [first]
    retract_note(ledger, first, "误录")
    assert open_now() == []


def test_promises_come_earliest_first(ledger: Ledger, reader: sqlite3.Connection) -> None:
    later = note(ledger, "后", task_no=3, follow_up=date(2026, 12, 1))
    sooner = note(ledger, "先", task_no=4, follow_up=date(2026, 11, 20))
    assert [row.record_id for row in open_follow_ups(reader, date(2026, 12, 31))] == [sooner, later]


def test_a_note_written_before_the_promise_does_not_keep_it(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    note(ledger, "当天另一条", day=DAY)
    first = note(ledger, "约当天回访", follow_up=DAY)
    assert [row.record_id for row in open_follow_ups(reader, DAY)] == [first]


def test_an_id_is_understood_whole_or_by_its_end(ledger: Ledger, reader: sqlite3.Connection) -> None:
    identity = note(ledger)
    for typed in (
        format_id(identity),
        identity.hex(),
        identity.hex().upper(),
        short_id(identity),
        f" {identity.hex()[-7:]} ",
    ):
        assert identify(reader, typed, "note", "督查记录") == identity
    for strange in ("", "12345", "xyzxyz", "12345g", "' OR 1=1"):
        with pytest.raises(InputRefused) as refused:
            identify(reader, strange, "note", "督查记录")
        assert refused.value.way_out
    for absent in ("0" * 8, "0" * 32, "0" * 33, bytes(16).hex()):
        with pytest.raises(NotFound, match="没有编号"):
            identify(reader, absent, "note", "督查记录")
    with pytest.raises(NotFound):
        identify(reader, identity.hex(), "notice_draft", "文书")


def test_an_end_that_fits_two_is_not_guessed(
    ledger: Ledger, reader: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huaian_tui.store.engine.append.secrets.token_bytes", lambda size: b"\xab" * size)
    first, second = note(ledger), note(ledger)
    assert first != second
    with pytest.raises(InputRefused, match="可指多条督查记录"):
        identify(reader, "ababab", "note", "督查记录")
    assert identify(reader, second.hex(), "note", "督查记录") == second


def test_events_are_read_newest_first_each_with_its_gist(ledger: Ledger, reader: sqlite3.Connection) -> None:
    first = note(ledger, "到场", task_no=45)
    done = complete_milestone(ledger, "45-1", Completion(TODAY, "清点", 4100.5), TODAY)
    setting = change_setting(ledger, "office", "督查科")
    assert [row.record_id for row in recent(reader)] == [setting, done, first]
    assert [row.record_id for row in recent(reader, 2)] == [setting, done]
    assert [row.record_id for row in of_task(reader, 45)] == [done, first]
    event = read_events(reader, [done])[0]
    assert (event.kind, event.task_no, event.milestone, event.day) == (
        "milestone_complete",
        45,
        "45-1",
        TODAY,
    )
    assert (event.gist, event.officer) == ("读数 4100.5个；依据：清点", "张三")


def test_queries_that_are_too_long_are_refused(reader: sqlite3.Connection) -> None:
    with pytest.raises(InputRefused) as refused:
        find_notes(reader, text="字" * 201)
    assert refused.value.field == "text"


def test_as_of_a_past_day_nothing_later_is_known(ledger: Ledger, ledger_path: Path, clock: Any) -> None:
    clock.go_to(date(2025, 3, 1))
    first = add_note(ledger, NoteDraft(22, "三月", date(2025, 3, 1), follow_up=date(2025, 3, 9)), clock.today)
    clock.go_to(date(2025, 5, 1), hour=23)
    correct_note(ledger, first, "五月改", "补充")
    milestone = set_milestone(ledger, 7, "办法", date(2025, 4, 1), "交办")
    change_setting(ledger, "office", "一科")
    clock.go_to(date(2026, 1, 10))
    complete_milestone(ledger, "45-1", Completion(date(2026, 1, 9), "清点", 4100), clock.today)
    change_setting(ledger, "office", "二科")
    with reading(ledger_path, date(2025, 4, 30)) as then:
        assert [row.text for row in read_notes(then, find_notes(then))] == ["三月"]
        assert milestone not in {row.id for row in list_overdue(then, date(2025, 4, 30))}
        assert read_setting(then, "office") is None
        assert len(read_overview(then, date(2025, 4, 30)).recent) == 1
        assert len(open_follow_ups(then, date(2025, 4, 30))) == 1
    with reading(ledger_path, date(2025, 5, 1)) as then:
        assert [row.text for row in read_notes(then, find_notes(then, text="五月"))] == ["五月改"]
        assert milestone in {row.id for row in list_overdue(then, date(2025, 5, 1))}
        assert read_setting(then, "office") == "一科"
        assert "45-1" in {row.id for row in list_overdue(then, date(2026, 1, 9))}
    for day in (date(2026, 1, 10), date.max):
        with reading(ledger_path, day) as now:
            assert "45-1" not in {row.id for row in list_overdue(now, date(2026, 1, 10))}
            assert read_setting(now, "office") == "二科"
            assert len(read_task(now, date(2026, 1, 10), 45).readings) == 1
    with reading(ledger_path, date.min) as before:
        assert read_overview(before, date(2025, 1, 1)).recent == ()


def test_a_reader_that_ends_badly_is_closed_and_explained(ledger_path: Path) -> None:
    with pytest.raises(StoreRefused), reading(ledger_path) as connection:
        raise sqlite3.OperationalError("disk I/O error")
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")
    with pytest.raises(StoreRefused):
        open_reader_as_of(ledger_path.with_name("没有.db"), TODAY)
