"""Reports of units (单位自报): taking them in from forms, and the officer's decision on each.

A report is never a fact by itself. Confirming it adds the note, the reading or the
completion that follows from it, in the same transaction as the decision.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.self_reports import ReportDraft, ReportRow
from huaian_tui.domain.text.hygiene import clean_line, clean_text
from huaian_tui.domain.words.items import item
from huaian_tui.ledger.identity import short_id
from huaian_tui.ledger.kinds.self_reports import SELF_REPORT
from huaian_tui.ledger.record import Body, Entry, RecordKind
from huaian_tui.services.decisions import Completion, complete_within, finite, read_within
from huaian_tui.services.entry_rules import open_thing, past_day, required_line, required_text
from huaian_tui.services.notes import NoteDraft, note_within
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.self_reports import read_report, same_reports
from huaian_tui.store.queries.units import check_unit, is_concerned

REPORT_METHOD = "自查说明"
"""How the note of a confirmed report came about (政府督查工作条例 art. 12)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the lines of a form: ids of the new records, and how many were known before."""

    added: tuple[bytes, ...]
    known: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The records that a confirmation made; None for what did not follow from the report."""

    decision: bytes
    note: bytes
    completion: bytes | None
    reading: bytes | None


def take_reports(ledger: Ledger, drafts: Sequence[ReportDraft], today: date) -> Taken:
    """Record reports in one transaction: all of them or none.

    One that is here already (the same line of the same file, or of the same form with
    the same words, as when a file was only saved again) is counted and not added.
    """
    with ledger.action() as action:
        added = list[bytes]()
        known = 0
        for draft in drafts:
            state, body = checked_report(action.connection, draft, today)
            if _is_known(action.connection, draft, body):
                known += 1
                continue
            entry = Entry(
                RecordKind.SELF_REPORT,
                body,
                task_no=state.task_no,
                milestone=state.id,
                occurred_on=today.isoformat(),
            )
            added.append(action.append(entry))
        return Taken(tuple(added), known)


def checked_report(
    connection: sqlite3.Connection, draft: ReportDraft, today: date
) -> tuple[MilestoneState, dict[str, Any]]:
    """The milestone and the cleaned body of a report; refuses what cannot be taken, naming the field."""
    state = read_milestone(connection, today, draft.milestone).state
    check_unit(connection, draft.unit)
    _refuse_unconcerned(connection, draft.unit, state)
    return state, {
        "unit": draft.unit,
        "progress": required_text(draft.progress, "progress", "进展"),
        "finished": draft.finished,
        "finished_on": _finished_on(connection, draft, today),
        "value": _value(state, draft.value),
        "problem": clean_text(draft.problem, field="problem").strip("\n"),
        "next_step": clean_text(draft.next_step, field="next_step").strip("\n"),
        "contact": required_line(draft.contact, "contact", "填报人", limit=200),
        "form": {
            "id": clean_line(draft.form.id, limit=100),
            "version": draft.form.version,
            "exported_on": draft.form.exported_on.isoformat(),
            "file": draft.form.file,
            "line": draft.form.line,
        },
    }


def _refuse_unconcerned(connection: sqlite3.Connection, unit: str, state: MilestoneState) -> None:
    if not is_concerned(connection, unit, state.task_no):
        raise InputRefused(
            f"{item(state.task_no)}任务与{unit}无关",
            f"{unit}不牵头也不负责节点 {state.id}",
            "请核对节点编号",
            field="milestone",
        )


def _finished_on(connection: sqlite3.Connection, draft: ReportDraft, today: date) -> str | None:
    if not draft.finished:
        if draft.finished_on is not None:
            raise InputRefused(
                "填了完成日期，但没有填完成",
                f"完成日期是 {draft.finished_on.isoformat()}",
                "已完成请在“是否完成”填“是”，未完成请清空完成日期",
                field="finished_on",
            )
        return None
    if draft.finished_on is None:
        raise InputRefused(
            "完成日期没有填写", "“是否完成”填了“是”", "请填完成日期，如 2026-06-30", field="finished_on"
        )
    return past_day(connection, draft.finished_on, today, "finished_on", "完成日期").isoformat()


def _value(state: MilestoneState, value: float | None) -> float | None:
    if value is None:
        return None
    if state.target is None:
        raise InputRefused(
            "这个节点没有量化指标", f"{state.id} {state.title}", "请清空完成值，把情况写进进展", field="value"
        )
    if value < 0:
        raise InputRefused("完成值不能小于 0", "", "请填 0 或更大的数", field="value")
    return finite(value)


_SAID = ("progress", "finished", "finished_on", "value", "problem", "next_step", "contact")
"""What a unit says in a report; the same words in the same form are the same report."""


def _is_known(connection: sqlite3.Connection, draft: ReportDraft, body: Body) -> bool:
    for file, line, said in same_reports(connection, draft.form.id, draft.milestone):
        if (file, line) == (draft.form.file, draft.form.line):
            return True
        if all(said.get(key) == body[key] for key in _SAID):
            return True
    return False


def confirm_report(
    ledger: Ledger, report: bytes, today: date, *, basis: str = "", complete: bool = True
) -> Confirmed:
    """Record that a report is true (核实): its note, and the completion or reading that follows from it.

    A finished milestone is completed with the unit's own day and value, unless
    ``complete`` is False or it is not open any more; ``basis`` (办结依据) is by
    default the report itself. A value that completes nothing becomes a reading of the
    day on which the report came in.
    """
    with ledger.action() as action:
        row = _pending(action, report)
        told = clean_line(basis, limit=500, field="basis") or default_basis(row)
        decision = _decide(action, row, ReportState.CONFIRMED, told, today)
        note = note_within(action, _note_of(row), today)
        state = read_milestone(action.connection, today, row.milestone).state
        completion = reading = None
        if row.finished and complete and state.status is Status.OPEN:
            done = Completion(row.finished_on or row.day, told, row.value)
            completion = complete_within(action, row.milestone, done, today)
        elif row.value is not None and state.target is not None:
            reading = read_within(action, row.milestone, row.value, row.day, today)
        return Confirmed(decision, note, completion, reading)


def default_basis(report: ReportRow) -> str:
    """The basis of a completion that rests on a confirmed report alone."""
    return f"{report.unit}{report.day.isoformat()}自报，经核实（{short_id(report.record_id)}）"


def _note_of(report: ReportRow) -> NoteDraft:
    return NoteDraft(
        task_no=report.task_no,
        text=report.progress,
        day=report.day,
        units=(report.unit,),
        method=REPORT_METHOD,
        contact=report.contact,
        problem=report.problem,
    )


def reject_report(ledger: Ledger, report: bytes, reason: str, today: date) -> bytes:
    """Record that a report is not taken, and why; it stays readable and changes nothing else."""
    with ledger.action() as action:
        row = _pending(action, report)
        told = required_line(reason, "reason", "驳回理由")
        return _decide(action, row, ReportState.REJECTED, told, today)


def _pending(action: Action, report: bytes) -> ReportRow:
    row = read_report(action.connection, report)
    open_thing(action.connection, SELF_REPORT, report)
    return row


def _decide(action: Action, row: ReportRow, state: ReportState, reason: str, today: date) -> bytes:
    body = {"decision": state.value, "reason": reason, "unit": row.unit}
    entry = Entry(
        RecordKind.REPORT_DECISION,
        body,
        task_no=row.task_no,
        milestone=row.milestone,
        occurred_on=today.isoformat(),
        ref=row.record_id,
    )
    return action.append(entry)
