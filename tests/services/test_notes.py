"""Notes, settings and notice drafts: what is taken, and every refusal with its field and way out."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from huaian_tui.domain.errors import HuaianError, InputRefused, NotFound, UnknownUnit
from huaian_tui.domain.methods import METHODS
from huaian_tui.services.notes import (
    NoteDraft,
    add_note,
    correct_note,
    correct_whole_note,
    retract_note,
)
from huaian_tui.services.notices import NoticeDraft, record_draft
from huaian_tui.services.settings import SETTINGS, change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.notices import list_notices, read_notice
from huaian_tui.store.queries.settings import read_setting

DAY = date(2026, 11, 20)
FULL = NoteDraft(
    task_no=6,
    text="已入表两家\n资料齐全",
    day=DAY,
    units=("市财政局", "涟水县", "市财政局"),
    method=METHODS[1],
    contact="甲 0517-80000000",
    problem="口径不一",
    requirement="月底前统一口径",
    follow_up=date(2026, 12, 1),
)


def count(reader: sqlite3.Connection) -> int:
    found: int = reader.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone()[0]
    return found


def test_a_note_reads_back_whole(ledger: Ledger, reader: sqlite3.Connection, today: date) -> None:
    identity = add_note(ledger, FULL, today)
    row = read_notes(reader, [identity])[0]
    assert (row.record_id, row.task_no, row.day, row.officer) == (identity, 6, DAY, "张三")
    assert (row.text, row.units) == (FULL.text, ("市财政局", "涟水县"))
    assert (row.method, row.contact, row.problem) == (FULL.method, FULL.contact, FULL.problem)
    assert (row.requirement, row.follow_up) == (FULL.requirement, FULL.follow_up)
    assert (row.corrected, row.retracted, row.earlier) == (False, False, ())
    assert row.recorded_at == "2026-11-22T09:00:00.000+08:00"


def test_text_is_kept_as_typed_less_what_a_terminal_would_obey(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    hostile = "[/][red]𠮷\x1b[31m\x00\u202eabc\udcff'); DROP TABLE note;--\r\n第二行"
    identity = add_note(ledger, replace(FULL, text=hostile, contact="\x1b]0;x\x07李\t四"), today)
    row = read_notes(reader, [identity])[0]
    assert row.text == "[/][red]𠮷[31mabc'); DROP TABLE note;--\n第二行"
    assert row.contact == "]0;x李 四"


def test_a_note_of_20000_characters_is_taken(ledger: Ledger, reader: sqlite3.Connection, today: date) -> None:
    identity = add_note(ledger, replace(FULL, text="督" * 20_000), today)
    assert read_notes(reader, [identity])[0].text == "督" * 20_000


BEFORE_PLAN = date(2023, 12, 31)
REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("empty text", {"text": " \n\u3000"}, "text"),
    ("text of controls only", {"text": "\x1b\x00"}, "text"),
    ("too long", {"text": "督" * 20_001}, "text"),
    ("problem too long", {"problem": "督" * 20_001}, "problem"),
    ("requirement too long", {"requirement": "督" * 20_001}, "requirement"),
    ("method too long", {"method": "督" * 101}, "method"),
    ("contact too long", {"contact": "督" * 201}, "contact"),
    ("before the plan", {"day": BEFORE_PLAN}, "day"),
    ("in the future", {"day": date(2026, 11, 23), "follow_up": None}, "day"),
    ("follow-up before the visit", {"follow_up": DAY - timedelta(days=1)}, "follow_up"),
    ("follow-up before the plan", {"follow_up": BEFORE_PLAN}, "follow_up"),
    ("follow-up in another age", {"follow_up": date(2101, 1, 1)}, "follow_up"),
]


@pytest.mark.parametrize(
    ("changes", "field"), [one[1:] for one in REFUSALS], ids=[one[0] for one in REFUSALS]
)
def test_a_note_that_cannot_be_taken_names_its_field(
    ledger: Ledger, reader: sqlite3.Connection, today: date, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        add_note(ledger, replace(FULL, **changes), today)
    assert refused.value.field == field
    assert refused.value.title and refused.value.message and refused.value.way_out
    assert count(reader) == 0


@pytest.mark.parametrize("number", [0, 61, -1, 1 << 63, 10**30])
def test_an_unknown_row_is_refused_with_the_rows_there_are(ledger: Ledger, today: date, number: int) -> None:
    with pytest.raises(NotFound) as refused:
        add_note(ledger, replace(FULL, task_no=number), today)
    assert "1 到 60" in refused.value.message
    assert "huaian-tui tasks" in refused.value.way_out


def test_an_unknown_unit_is_refused_with_the_nearest(ledger: Ledger, today: date) -> None:
    with pytest.raises(UnknownUnit) as refused:
        add_note(ledger, replace(FULL, units=("市财证局",)), today)
    assert "市财政局" in refused.value.nearest


def test_the_first_day_of_the_plan_and_today_are_taken(ledger: Ledger, today: date) -> None:
    assert add_note(ledger, replace(FULL, day=date(2024, 1, 1)), today)
    assert add_note(ledger, replace(FULL, day=today, follow_up=today), today)


def test_a_correction_shows_the_new_text_and_keeps_the_old_readable(
    ledger: Ledger, reader: sqlite3.Connection, today: date, clock: Any
) -> None:
    identity = add_note(ledger, FULL, today)
    clock.advance(hours=1)
    correct_note(ledger, identity, "已入表三家", "漏记一家")
    ledger.officer = "乙"
    correct_note(ledger, identity, "已入表四家", "又漏一家")
    row = read_notes(reader, [identity])[0]
    assert (row.text, row.corrected, row.officer) == ("已入表四家", True, "张三")
    assert (row.units, row.follow_up, row.problem) == (("市财政局", "涟水县"), FULL.follow_up, FULL.problem)
    assert [(one.text, one.officer, one.reason) for one in row.earlier] == [
        (FULL.text, "张三", "漏记一家"),
        ("已入表三家", "张三", "又漏一家"),
    ]
    assert row.earlier[1].recorded_at == "2026-11-22T10:00:00.000+08:00"
    assert find_notes(reader) == [identity]


@pytest.mark.parametrize(
    ("text", "reason", "field"), [("", "有", "text"), ("有", " ", "reason"), ("督" * 20_001, "有", "text")]
)
def test_a_correction_needs_a_text_and_a_reason(
    ledger: Ledger, today: date, text: str, reason: str, field: str
) -> None:
    identity = add_note(ledger, FULL, today)
    with pytest.raises(InputRefused) as refused:
        correct_note(ledger, identity, text, reason)
    assert refused.value.field == field


def test_a_retracted_note_leaves_the_lists_and_cannot_be_changed_again(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    identity = add_note(ledger, FULL, today)
    with pytest.raises(InputRefused):
        retract_note(ledger, identity, "")
    retract_note(ledger, identity, "误录")
    assert find_notes(reader) == []
    assert find_notes(reader, retracted=True) == [identity]
    assert read_notes(reader, [identity])[0].retracted
    for again in (
        lambda: correct_note(ledger, identity, "改", "改"),
        lambda: retract_note(ledger, identity, "再"),
    ):
        with pytest.raises(HuaianError, match="已撤回") as refused:
            again()
        assert refused.value.way_out
    assert count(reader) == 2


def test_only_notes_can_be_corrected(ledger: Ledger, today: date) -> None:
    identity = add_note(ledger, FULL, today)
    correction = correct_note(ledger, identity, "新", "改")
    for other in (correction, bytes(16)):
        with pytest.raises(NotFound, match="没有这条督查记录"):
            correct_note(ledger, other, "更新", "再改")


def test_settings_are_records_and_the_last_one_counts(ledger: Ledger, reader: sqlite3.Connection) -> None:
    assert read_setting(reader, "office") is None
    change_setting(ledger, "office", "督查一科")
    change_setting(ledger, "officer", "乙")
    change_setting(ledger, "office", " 督查\n二科 ")
    assert (read_setting(reader, "office"), read_setting(reader, "officer")) == ("督查 二科", "乙")
    assert count(reader) == 3


@pytest.mark.parametrize(("key", "value"), [("colour", "红"), ("office", ""), ("office", "督" * 101)])
def test_settings_that_cannot_be_taken_are_refused(ledger: Ledger, key: str, value: str) -> None:
    with pytest.raises(InputRefused) as refused:
        change_setting(ledger, key, value)
    assert refused.value.field == key
    assert refused.value.way_out
    assert set(SETTINGS) == {"officer", "office"}


def test_a_notice_draft_is_kept_as_composed(ledger: Ledger, reader: sqlite3.Connection, today: date) -> None:
    first = record_draft(ledger, NoticeDraft("circular", "通报", ("市财政局",), today, '{"a":"“引”"}'))
    second = record_draft(ledger, NoticeDraft("reminder", "催办单", (), today, "{}"))
    assert [one.record_id for one in list_notices(reader)] == [second, first]
    row = read_notice(reader, first)
    assert (row.kind, row.title, row.state, row.units) == ("circular", "通报", "draft", ("市财政局",))
    assert (row.drafted_on, row.officer, row.document) == (today, "张三", '{"a":"“引”"}')
    with pytest.raises(NotFound, match="没有这份文书"):
        read_notice(reader, bytes(16))
    with pytest.raises(InputRefused) as refused:
        record_draft(ledger, NoticeDraft("circular", " ", (), today, "{}"))
    assert refused.value.field == "title"


def test_every_part_can_be_corrected_and_what_it_said_before_stays_readable(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    note = add_note(ledger, FULL, today)
    now = replace(
        FULL,
        day=DAY - timedelta(days=1),
        units=("市数据局",),
        method="约谈",
        contact="王科长",
        problem="",
        requirement="改后的要求",
        follow_up=None,
    )
    correct_whole_note(ledger, note, replace(now, task_no=59), "核对笔记", today)
    (row,) = read_notes(reader, [note])
    assert (row.task_no, row.day, row.units, row.follow_up) == (FULL.task_no, now.day, ("市数据局",), None)
    assert (row.method, row.contact, row.problem) == ("约谈", "王科长", "")
    (before,) = row.earlier
    assert (before.same_text, before.reason) == (True, "核对笔记")
    assert dict(before.others) == {
        "day": DAY.isoformat(),
        "units": "市财政局、涟水县",
        "method": FULL.method,
        "contact": FULL.contact,
        "problem": FULL.problem,
        "requirement": FULL.requirement,
        "follow_up": FULL.follow_up.isoformat() if FULL.follow_up else "",
    }
    units = reader.execute("SELECT unit FROM note_unit WHERE note = ?", (note,)).fetchall()
    assert units == [("市数据局",)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, "text"),
        ({"day": date(2026, 11, 23), "follow_up": None}, "day"),
        ({"follow_up": DAY - timedelta(days=1)}, "follow_up"),
        ({"text": " "}, "text"),
    ],
)
def test_a_correction_is_checked_like_a_note(
    ledger: Ledger, today: date, change: dict[str, Any], field: str
) -> None:
    note = add_note(ledger, FULL, today)
    with pytest.raises(InputRefused) as refused:
        correct_whole_note(ledger, note, replace(FULL, **change), "笔误", today)
    assert refused.value.field == field


def test_a_correction_of_the_text_alone_leaves_what_else_the_record_says(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    note = add_note(ledger, FULL, today)
    correct_note(ledger, note, "更正后", "笔误")
    (row,) = read_notes(reader, [note])
    assert (row.day, row.problem, row.follow_up) == (FULL.day, FULL.problem, FULL.follow_up)
    assert [(one.text, one.others, one.same_text) for one in row.earlier] == [(FULL.text, (), False)]
