"""Taking back: by a new record, only the last word, in one transaction, and the projections say the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.exchange.merging.body_check import check_body
from huaian_tui.services.decisions import (
    Completion,
    add_reading,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    hand_in,
    reopen_milestone,
    set_milestones,
)
from huaian_tui.services.notes import NoteDraft, add_note, correct_note, retract_note
from huaian_tui.services.settings import change_settings
from huaian_tui.services.undo import undo, undo_of
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.records import read_record
from huaian_tui.store.queries.milestones import list_milestones, read_milestone
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.tasks import read_deliverables, read_readings, read_task

TODAY = date(2026, 11, 22)
LATER = date(2027, 3, 31)


def state(reader: sqlite3.Connection, identity: str) -> MilestoneState:
    return read_milestone(reader, TODAY, identity).state


def last_action(ledger: Ledger, work: Callable[[], object]) -> list[bytes]:
    before = len(ledger.written)
    work()
    return ledger.written[before:]


def taken_back(ledger: Ledger, reader: sqlite3.Connection, records: list[bytes]) -> str:
    """What the question said; every new record is one that a pack could carry."""
    said = "\n".join(undo_of(reader, records, TODAY).lines)
    made = undo(ledger, records, "误操作", TODAY)
    for identity in made:
        record = read_record(reader, identity)
        assert record is not None
        check_body(record.kind, record.content())
    return said


def with_target(reader: sqlite3.Connection) -> MilestoneState:
    rows = list_milestones(reader, TODAY)
    return next(row.state for row in rows if row.state.target and row.state.status is Status.OPEN)


def test_a_note_is_retracted_and_a_correction_put_back(ledger: Ledger, reader: sqlite3.Connection) -> None:
    note = add_note(ledger, NoteDraft(2, "看了现场", TODAY), TODAY)
    fixed = last_action(ledger, lambda: correct_note(ledger, note, "看了两处现场", "记漏"))
    assert "取消第2项 2026-11-22 的更正" in taken_back(ledger, reader, fixed)
    row = read_notes(reader, [note])[0]
    assert (row.text, row.corrected, row.earlier) == ("看了现场", False, ())
    other = last_action(ledger, lambda: add_note(ledger, NoteDraft(2, "记错了", TODAY), TODAY))
    assert taken_back(ledger, reader, other) == "撤回第2项 2026-11-22 的督查记录：「记错了」"
    assert find_notes(reader, task_no=2) == [note]
    with pytest.raises(HuaianError, match="已撤回"):
        undo(ledger, other, "再来", TODAY)


def test_a_retracted_note_is_there_again_with_its_corrections(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    note = add_note(ledger, NoteDraft(2, "看了现场", TODAY, contact="甲"), TODAY)
    correct_note(ledger, note, "看了两处现场", "记漏")
    gone = last_action(ledger, lambda: retract_note(ledger, note, "误记"))
    assert find_notes(reader, task_no=2) == []
    taken_back(ledger, reader, gone)
    (found,) = read_notes(reader, find_notes(reader, task_no=2))
    assert (found.record_id, found.text, found.contact) == (note, "看了两处现场", "甲")


def test_a_completion_with_a_value_is_taken_back_and_its_value_goes(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    one = with_target(reader)
    done = last_action(
        ledger, lambda: complete_milestone(ledger, one.id, Completion(TODAY, "验收", 12.0), TODAY)
    )
    assert len(list(read_readings(reader, one.task_no))) == 1
    assert "节点办结（读数 12；依据：验收）；此后节点正在督办" in taken_back(ledger, reader, done)
    assert replace(state(reader, one.id), heads=()) == one
    assert list(read_readings(reader, one.task_no)) == []
    back = ledger.written[-1:]
    assert "恢复" in taken_back(ledger, reader, back)
    assert state(reader, one.id).completion_value == 12
    assert [reading.value for reading in read_readings(reader, one.task_no)] == [12]


def test_a_value_goes_with_a_reopening_and_comes_back_when_that_is_taken_back(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    one = with_target(reader)
    complete_milestone(ledger, one.id, Completion(TODAY, "验收", 12.0), TODAY)
    for opened in (
        lambda: reopen_milestone(ledger, one.id, "复查不实", TODAY),
        lambda: reopen_milestone(ledger, one.id, "再查", TODAY),
    ):
        made = last_action(ledger, opened)
        assert list(read_readings(reader, one.task_no)) == []
        taken_back(ledger, reader, made)
        assert [reading.value for reading in read_readings(reader, one.task_no)] == [12]


def test_an_extension_leaves_no_trace(ledger: Ledger, reader: sqlite3.Connection) -> None:
    before = state(reader, "2-1")
    moved = last_action(ledger, lambda: extend_milestone(ledger, "2-1", LATER, "批示", TODAY))
    assert f"时限 {before.due}" in taken_back(ledger, reader, moved)
    assert replace(state(reader, "2-1"), heads=()) == before


def test_an_earlier_decision_goes_and_the_later_ones_stay(ledger: Ledger, reader: sqlite3.Connection) -> None:
    before = state(reader, "2-1")
    first = last_action(ledger, lambda: extend_milestone(ledger, "2-1", LATER, "误录", TODAY))
    extend_milestone(ledger, "2-1", date(2027, 6, 30), "批示", TODAY)
    taken_back(ledger, reader, first)
    after = state(reader, "2-1")
    assert (after.due, after.basis, after.original_due) == (date(2027, 6, 30), "批示", before.due)
    assert not after.conflict
    complete_milestone(ledger, "2-1", Completion(TODAY, "验收"), TODAY)
    assert not state(reader, "2-1").conflict


def test_cancel_and_reopen_go_back_to_what_was(ledger: Ledger, reader: sqlite3.Connection) -> None:
    stopped = last_action(ledger, lambda: cancel_milestone(ledger, "2-1", "并入第3项", TODAY))
    taken_back(ledger, reader, stopped)
    assert state(reader, "2-1").status is Status.OPEN
    complete_milestone(ledger, "2-1", Completion(TODAY, "验收"), TODAY)
    again = last_action(ledger, lambda: reopen_milestone(ledger, "2-1", "核查", TODAY))
    assert f"{TODAY} 办结" in taken_back(ledger, reader, again)
    assert (state(reader, "2-1").completed_on, state(reader, "2-1").completion_basis) == (TODAY, "验收")
    reopen_milestone(ledger, "2-1", "核查", TODAY)
    cancel_milestone(ledger, "2-1", "并入", TODAY)
    back = last_action(ledger, lambda: reopen_milestone(ledger, "2-1", "核查", TODAY))
    taken_back(ledger, reader, back)
    assert state(reader, "2-1").status is Status.CANCELLED


def test_milestones_that_were_set_are_as_if_never_set(
    ledger: Ledger, reader: sqlite3.Connection, ledger_path: Path
) -> None:
    before = read_task(reader, TODAY, 7)
    dues = [date(2026, 12, 31), LATER]
    made = last_action(ledger, lambda: set_milestones(ledger, 7, "季报", dues, "主任办公会"))
    extend_milestone(ledger, set_by(reader, made[0]), date(2027, 1, 15), "请示", TODAY)
    said = taken_back(ledger, reader, made)
    assert said.count("这个节点不再存在") == 2
    after = read_task(reader, TODAY, 7)
    assert (after.milestones, after.task) == (before.milestones, before.task)
    assert not reader.execute("SELECT 1 FROM search_name WHERE title LIKE '季报%'").fetchall()
    taken_back(ledger, reader, ledger.written[-1:])
    assert state(reader, set_by(reader, made[0])).due == date(2027, 1, 15)
    assert check_ledger(ledger_path).problems == ()


def set_by(reader: sqlite3.Connection, identity: bytes) -> str:
    record = read_record(reader, identity)
    assert record is not None and record.milestone is not None
    return record.milestone


def test_readings_and_deliverables_are_retracted(
    ledger: Ledger, reader: sqlite3.Connection, ledger_path: Path
) -> None:
    one = with_target(reader)
    read = last_action(ledger, lambda: add_reading(ledger, one.id, 7, TODAY, TODAY))
    assert "指标读数：读数 7" in taken_back(ledger, reader, read)
    assert list(read_readings(reader, one.task_no)) == []
    wanted = next(iter(read_deliverables(reader)))
    given = last_action(ledger, lambda: hand_in(ledger, wanted.id, "文件一份", TODAY, TODAY))
    taken_back(ledger, reader, given)
    assert next(iter(read_deliverables(reader))).handed_in_on is None
    with pytest.raises(InputRefused, match="撤回理由没有填写"):
        undo(ledger, given[:0] or read[:0], " ", TODAY)
    assert check_ledger(ledger_path).problems == ()


def test_what_was_done_is_said_as_done(ledger: Ledger, reader: sqlite3.Connection) -> None:
    note = last_action(ledger, lambda: add_note(ledger, NoteDraft(2, "看了现场", TODAY), TODAY))
    assert undo_of(reader, note, TODAY).done == ("已撤回第2项 2026-11-22 的督查记录：「看了现场」",)
    done = last_action(ledger, lambda: complete_milestone(ledger, "2-1", Completion(TODAY, "验收"), TODAY))
    (said,) = undo_of(reader, done, TODAY).done
    assert said.startswith("已撤回第2项节点「") and said.endswith("，节点正在督办，时限 2024-12-31")


def test_what_cannot_be_taken_back_says_what_can_be_done(ledger: Ledger, reader: sqlite3.Connection) -> None:
    changed = last_action(ledger, lambda: change_settings(ledger, {"officer": "乙"}))
    with pytest.raises(HuaianError) as refused:
        undo_of(reader, changed, TODAY)
    assert refused.value.way_out == "在“设置”里改回去"
