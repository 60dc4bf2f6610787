"""Taking back: by a new record, only the last word, in one transaction, and the projections say the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.exchange.body_check import check_body
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
from huaian_tui.store.queries.tasks import read_deliverables, read_readings

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
    first = ledger.written[:]
    fixed = last_action(ledger, lambda: correct_note(ledger, note, "看了两处现场", "记漏"))
    with pytest.raises(HuaianError, match="后来有更正"):
        undo_of(reader, first, TODAY)
    assert "「看了现场」" in taken_back(ledger, reader, fixed)
    assert read_notes(reader, [note])[0].text == "看了现场"
    other = last_action(ledger, lambda: add_note(ledger, NoteDraft(2, "记错了", TODAY), TODAY))
    assert taken_back(ledger, reader, other) == "撤回第2项 2026-11-22 的督查记录：「记错了」"
    assert find_notes(reader, task_no=2) == [note]
    with pytest.raises(HuaianError, match="已经撤回"):
        undo(ledger, other, "再来", TODAY)


def test_a_retracted_note_is_written_anew(ledger: Ledger, reader: sqlite3.Connection) -> None:
    note = add_note(ledger, NoteDraft(2, "看了现场", TODAY, contact="王五"), TODAY)
    gone = last_action(ledger, lambda: retract_note(ledger, note, "误记"))
    taken_back(ledger, reader, gone)
    (found,) = read_notes(reader, find_notes(reader, task_no=2))
    assert (found.text, found.contact) == ("看了现场", "王五") and found.record_id != note


def test_a_completion_with_a_value_is_reopened_and_its_value_goes(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    one = with_target(reader)
    done = last_action(
        ledger, lambda: complete_milestone(ledger, one.id, Completion(TODAY, "验收", 12.0), TODAY)
    )
    assert len(list(read_readings(reader, one.task_no))) == 1
    assert "并撤回数值 12" in taken_back(ledger, reader, done)
    assert state(reader, one.id).status is Status.OPEN
    assert list(read_readings(reader, one.task_no)) == []


def test_an_extension_goes_back_to_the_old_date_and_how_it_was_known(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    before = state(reader, "2-1")
    moved = last_action(ledger, lambda: extend_milestone(ledger, "2-1", LATER, "批示", TODAY))
    assert f"由 2027-03-31 改回 {before.due}" in taken_back(ledger, reader, moved)
    after = state(reader, "2-1")
    assert (after.due, after.assumed) == (before.due, before.assumed)
    assert after.basis.startswith("误操作；原依据：") and not after.conflict


def test_cancel_and_reopen_go_back_to_what_was(ledger: Ledger, reader: sqlite3.Connection) -> None:
    stopped = last_action(ledger, lambda: cancel_milestone(ledger, "2-1", "并入第3项", TODAY))
    taken_back(ledger, reader, stopped)
    assert state(reader, "2-1").status is Status.OPEN
    complete_milestone(ledger, "2-1", Completion(TODAY, "验收"), TODAY)
    again = last_action(ledger, lambda: reopen_milestone(ledger, "2-1", "核查", TODAY))
    assert f"{TODAY} 的办结" in taken_back(ledger, reader, again)
    assert state(reader, "2-1").completed_on == TODAY
    reopen_milestone(ledger, "2-1", "核查", TODAY)
    cancel_milestone(ledger, "2-1", "并入", TODAY)
    back = last_action(ledger, lambda: reopen_milestone(ledger, "2-1", "核查", TODAY))
    taken_back(ledger, reader, back)
    assert state(reader, "2-1").status is Status.CANCELLED


def test_several_milestones_of_one_action_go_in_one_transaction(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    dues = [date(2026, 12, 31), LATER]
    made = last_action(ledger, lambda: set_milestones(ledger, 7, "季报", dues, "主任办公会"))
    identities = [record.milestone for one in made if (record := read_record(reader, one))]
    extend_milestone(ledger, identities[0], date(2027, 1, 15), "请示", TODAY)
    before = reader.execute("SELECT count(*) FROM record").fetchone()
    with pytest.raises(HuaianError, match="后来又有新的决定"):
        undo(ledger, made, "误操作", TODAY)
    assert reader.execute("SELECT count(*) FROM record").fetchone() == before
    taken_back(ledger, reader, made[1:])
    assert state(reader, identities[1]).status is Status.CANCELLED


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
    with pytest.raises(InputRefused, match="撤销理由没有填写"):
        undo(ledger, given[:0] or read[:0], " ", TODAY)
    assert check_ledger(ledger_path).problems == ()


def test_what_was_done_is_said_as_done(ledger: Ledger, reader: sqlite3.Connection) -> None:
    note = last_action(ledger, lambda: add_note(ledger, NoteDraft(2, "看了现场", TODAY), TODAY))
    assert undo_of(reader, note, TODAY).done == ("已撤回第2项 2026-11-22 的督查记录：「看了现场」",)
    done = last_action(ledger, lambda: complete_milestone(ledger, "2-1", Completion(TODAY, "验收"), TODAY))
    (said,) = undo_of(reader, done, TODAY).done
    assert said.startswith("已取消节点「") and said.endswith("」2026-11-22 的办结，重新督办")


def test_what_cannot_be_taken_back_says_what_can_be_done(ledger: Ledger, reader: sqlite3.Connection) -> None:
    changed = last_action(ledger, lambda: change_settings(ledger, {"officer": "李四"}))
    with pytest.raises(HuaianError) as refused:
        undo_of(reader, changed, TODAY)
    assert refused.value.way_out == "在“设置”里改回去"
    undated = next(row.id for row in list_milestones(reader, TODAY) if row.state.due is None)
    dated = last_action(ledger, lambda: extend_milestone(ledger, undated, LATER, "批示", TODAY))
    with pytest.raises(HuaianError, match="原来没有时限"):
        undo(ledger, dated, "误操作", TODAY)
