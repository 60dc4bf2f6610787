"""Taking back what was just recorded: never by deleting, always by the record that says the opposite.

A note or a reading is retracted, a completion reopened, an extension extended back, a milestone
that was set is cancelled. Only what is still the last word on its thing can be taken back:
otherwise it is said what came after it. Several records of one action go back in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.ledger.gist import gist
from huaian_tui.ledger.record import KIND_TITLES, Body, Entry, Record, RecordKind
from huaian_tui.services.entry_rules import required_line
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.fold import state_before
from huaian_tui.store.engine.records import is_retracted, note_text_before, read_record
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.notes import present_note

DEFAULT_REASON = "误操作，撤销"
"""What stands in the reason until the officer writes another."""

MOST_BASIS = 500
SHOWN = 60
"""Cells of a text in the question."""

CANNOT = "不能撤销"


class NeverUndone(HuaianError):
    """Records of this kind have a way back of their own, which the refusal names."""


@dataclass(frozen=True, slots=True)
class Step:
    """What takes back one record: as it will be done, and the records to append once the reason is known.

    ``done`` says it as done; empty: ``words`` with 已 before it.
    """

    words: str
    entries: Callable[[str], list[Entry]]
    done: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """What would be taken back: a line for each record, the last one first; ``done``: the same once done."""

    lines: tuple[str, ...]
    done: tuple[str, ...]


def undo_of(connection: sqlite3.Connection, records: Sequence[bytes], today: date) -> Undo:
    """What taking back these records of one action would do; ``HuaianError`` says why it cannot be done."""
    steps = [_step(connection, one, today) for one in reversed(records)]
    return Undo(tuple(step.words for step in steps), tuple(step.done or f"已{step.words}" for step in steps))


def undo(ledger: Ledger, records: Sequence[bytes], reason: str, today: date) -> list[bytes]:
    """Take back the records of one action, the last first, in one transaction; the new records' ids."""
    with ledger.action() as action:
        why = required_line(reason, "reason", "撤销理由")
        for one in reversed(records):
            for entry in _step(action.connection, one, today).entries(why):
                action.append(entry)
            action.fold()
        return list(action.ids)


def _step(connection: sqlite3.Connection, identity: bytes, today: date) -> Step:
    record = read_record(connection, identity)
    if record is None:
        raise HuaianError(CANNOT, "刚才的记录已不在台账里，台账可能刚被恢复过", "在“记录”里核对")
    maker = _STEPS.get(record.kind)
    if maker is None:
        title = KIND_TITLES[RecordKind(record.kind)]
        raise NeverUndone(CANNOT, f"「{title}」不能这样撤销", _OTHER_WAYS.get(record.kind, ""))
    return maker(connection, record, today)


_OTHER_WAYS: dict[str, str] = {
    RecordKind.NOTICE_DRAFT: "在“文书”里修改草稿，或撤回文书",
    RecordKind.NOTICE_ISSUE: "文号已经用掉；在“文书”里可以撤回它",
    RecordKind.NOTICE_WITHDRAW: "请另拟一份",
    RecordKind.SELF_REPORT: "在“核实自报”里驳回",
    RecordKind.REPORT_DECISION: "由此办结的节点可以重新督办，由此写下的督查记录可以撤回",
    RecordKind.SETTING: "在“设置”里改回去",
}
"""What can be done instead, by kind."""


# ---------------------------------------------------------------------- notes


def _undo_note(connection: sqlite3.Connection, record: Record, today: date) -> Step:
    current, retracted = _note(connection, record.id)
    if retracted:
        raise HuaianError(CANNOT, "这条督查记录已经撤回", "不需要再撤销")
    if current != record.id:
        raise HuaianError(CANNOT, "这条督查记录后来有更正", "先看更正的内容，再决定是否撤回")
    words = f"撤回第 {record.task_no} 项 {record.occurred_on} 的督查记录：{_shown(record.content())}"
    return Step(words, lambda reason: [_retraction(record, reason)])


def _undo_correction(connection: sqlite3.Connection, record: Record, today: date) -> Step:
    note = _referred(record)
    current, retracted = _note(connection, note)
    if retracted or current != record.id:
        after = "已经撤回" if retracted else "后来又有更正"
        raise HuaianError(CANNOT, f"这条督查记录{after}", "在“记录”里核对")
    before = note_text_before(connection, note, record.id)
    note_of = f"第 {record.task_no} 项的督查记录"
    former = f"恢复为更正前的内容：{_shown(before.content())}"

    def entries(reason: str) -> list[Entry]:
        body = {**before.content(), "reason": reason}
        return [_entry(RecordKind.CORRECTION, before, body, ref=note)]

    return Step(f"{note_of}{former}", entries, f"{note_of}已{former}")


def _undo_retraction(connection: sqlite3.Connection, record: Record, today: date) -> Step:
    note = _referred(record)
    newest = present_note(connection, note)
    if newest is None:
        raise HuaianError(CANNOT, "撤回的不是督查记录", "需要的话，请重新登记")
    before = read_record(connection, newest.current)
    if before is None:
        raise HuaianError(CANNOT, "撤回的督查记录已不在台账里", "在“记录”里核对")
    task = f"第 {before.task_no} 项"
    again = f"另记一条内容相同的督查记录：{_shown(before.content())}"

    def entries(reason: str) -> list[Entry]:
        body = {key: value for key, value in before.content().items() if key != "reason"}
        return [_entry(RecordKind.NOTE, before, body)]

    return Step(f"{task}{again}", entries, f"{task}已{again}")


def _note(connection: sqlite3.Connection, note: bytes) -> tuple[bytes, bool]:
    """The record whose text holds, and whether the note is retracted."""
    found = present_note(connection, note)
    if found is None:
        raise HuaianError(CANNOT, "这条督查记录已不在台账里", "在“记录”里核对")
    return found.current, found.retracted


# ---------------------------------------------------------------------- readings, deliverables, replies


def _undo_saying(connection: sqlite3.Connection, record: Record, today: date) -> Step:
    """A reading, a deliverable or a reply: a fact that stands by itself."""
    if is_retracted(connection, record.id):
        raise HuaianError(CANNOT, "这条记录已经撤回", "不需要再撤销")
    about = "" if record.task_no is None else f"第 {record.task_no} 项 "
    words = f"撤回{about}{record.occurred_on} 的{KIND_TITLES[RecordKind(record.kind)]}：{_said(record)}"
    return Step(words, lambda reason: [_retraction(record, reason)])


def _retraction(record: Record, reason: str) -> Entry:
    """A retraction that stands in the time line of the same task and milestone."""
    body = {"reason": reason}
    if record.kind != RecordKind.NOTE:  # a note has views that show what was retracted
        body["text"] = _said(record)
    return _entry(RecordKind.RETRACTION, record, body, ref=record.id, milestone=record.milestone)


# ---------------------------------------------------------------------- decisions on a milestone


def _undo_decision(connection: sqlite3.Connection, record: Record, today: date) -> Step:
    milestone = record.milestone or ""
    state = read_milestone(connection, today, milestone).state
    if state.decided_by != record.id:
        raise HuaianError(CANNOT, f"节点「{state.title}」后来又有新的决定", "在“节点”里看经过，再办理")
    if state.conflict:
        raise HuaianError(CANNOT, f"节点「{state.title}」有冲突待核", "在“节点”里核实后再办理")
    before = state_before(connection, milestone, record.id)
    return _DECISIONS[RecordKind(record.kind)](record, state, before or state)


def _undo_set(record: Record, state: MilestoneState, _: MilestoneState) -> Step:
    words = f"中止第 {state.task_no} 项刚设的节点「{state.title}」（{state.due}）"
    return Step(words, lambda reason: [_decision(RecordKind.MILESTONE_CANCEL, record, {"basis": reason})])


def _undo_complete(record: Record, state: MilestoneState, _: MilestoneState) -> Step:
    words = f"重新督办节点「{state.title}」，取消 {state.completed_on} 的办结"
    done = f"已取消节点「{state.title}」{state.completed_on} 的办结，重新督办"
    value = state.completion_value
    if value is not None:
        words += f"，并撤回数值 {format_number(value)}"
        done += f"，并撤回数值 {format_number(value)}"

    def entries(reason: str) -> list[Entry]:
        reopened = _decision(RecordKind.MILESTONE_REOPEN, record, {"basis": reason})
        return [reopened] if value is None else [reopened, _retraction(record, reason)]

    return Step(words, entries, done)


def _undo_extend(record: Record, state: MilestoneState, before: MilestoneState) -> Step:
    due = before.due
    if due is None:
        raise HuaianError(
            CANNOT, f"节点「{state.title}」原来没有时限，时限不能改回空白", "需要的话，再延期或中止"
        )
    limit = f"节点「{state.title}」的时限"
    words, done = f"{limit}由 {state.due} 改回 {due}", f"{limit}已由 {state.due} 改回 {due}"
    if state.due == due:
        words, done = f"{limit} {due} 恢复原来的依据", f"{limit} {due} 已恢复原来的依据"

    def entries(reason: str) -> list[Entry]:
        basis = _basis(reason, before.basis)
        body = {"due": due.isoformat(), "basis": basis, "assumed": before.assumed}
        return [_decision(RecordKind.MILESTONE_EXTEND, record, body)]

    return Step(words, entries, done)


def _undo_cancel(record: Record, state: MilestoneState, _: MilestoneState) -> Step:
    words = f"重新督办节点「{state.title}」，取消中止"
    done = f"已取消节点「{state.title}」的中止，重新督办"

    def entries(reason: str) -> list[Entry]:
        return [_decision(RecordKind.MILESTONE_REOPEN, record, {"basis": reason})]

    return Step(words, entries, done)


def _undo_reopen(record: Record, state: MilestoneState, before: MilestoneState) -> Step:
    if before.status is Status.CANCELLED:
        words = f"恢复中止节点「{state.title}」"
        kind = RecordKind.MILESTONE_CANCEL
    else:
        words = f"恢复节点「{state.title}」{before.completed_on} 的办结"
        kind = RecordKind.MILESTONE_COMPLETE

    def entries(reason: str) -> list[Entry]:
        body: dict[str, Any] = {"basis": _basis(reason, before.completion_basis)}
        if before.completion_value is not None:
            body["value"] = before.completion_value
        day = before.completed_on
        return [_decision(kind, record, body, None if day is None else day.isoformat())]

    return Step(words, entries)


def _decision(kind: RecordKind, record: Record, body: Body, day: str | None = None) -> Entry:
    """A decision that has seen the one it takes back."""
    return Entry(
        kind, body, task_no=record.task_no, milestone=record.milestone, occurred_on=day, ref=record.id
    )


def _basis(reason: str, former: str) -> str:
    """The reason, with the basis that holds again."""
    return f"{reason}；原依据：{former}"[:MOST_BASIS] if former else reason


# ---------------------------------------------------------------------- shared


def _referred(record: Record) -> bytes:
    if record.ref is None:
        raise HuaianError(CANNOT, "这条记录没有写明针对哪一条", "在“记录”里核对")
    return record.ref


def _entry(
    kind: RecordKind,
    record: Record,
    body: Body,
    *,
    ref: bytes | None = None,
    milestone: str | None = None,
) -> Entry:
    """An entry about the same task and day as a record."""
    return Entry(
        kind, body, task_no=record.task_no, milestone=milestone, occurred_on=record.occurred_on, ref=ref
    )


def _said(record: Record) -> str:
    """What a record says, in a few words."""
    if record.kind == RecordKind.MILESTONE_COMPLETE:
        return gist(RecordKind.READING, record.content())
    return ellipsis(gist(record.kind, record.content()), SHOWN)


def _shown(body: Body) -> str:
    return f"「{ellipsis(' '.join(str(body['text']).split()), SHOWN)}」"


_DECISIONS: dict[RecordKind, Callable[[Record, MilestoneState, MilestoneState], Step]] = {
    RecordKind.MILESTONE_SET: _undo_set,
    RecordKind.MILESTONE_COMPLETE: _undo_complete,
    RecordKind.MILESTONE_EXTEND: _undo_extend,
    RecordKind.MILESTONE_CANCEL: _undo_cancel,
    RecordKind.MILESTONE_REOPEN: _undo_reopen,
}
_STEPS: dict[str, Callable[[sqlite3.Connection, Record, date], Step]] = {
    RecordKind.NOTE: _undo_note,
    RecordKind.CORRECTION: _undo_correction,
    RecordKind.RETRACTION: _undo_retraction,
    RecordKind.READING: _undo_saying,
    RecordKind.DELIVERABLE: _undo_saying,
    RecordKind.REPLY: _undo_saying,
    **dict.fromkeys(_DECISIONS, _undo_decision),
}
