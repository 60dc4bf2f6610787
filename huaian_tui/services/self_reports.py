"""Reports of units (单位自报): taking them in from forms, and the officer's decision on each.

A report is never a fact by itself. Confirming it adds the note, the reading or the
completion that follows from it, in the same transaction as the decision.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.self_reports import ReportRow
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.ledger.identity import short_id
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.deciding import Completion, complete_within, read_within
from huaian_tui.services.entry_rules import required_line
from huaian_tui.services.later_reports import (
    Beside,
    completion_by,
    confirmed_beside,
    take_back_earlier,
    value_counts,
)
from huaian_tui.services.notes import NoteDraft, note_within
from huaian_tui.services.several import each
from huaian_tui.services.undo import take_back_within
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.report_effects import (
    claim_of,
    decisions_of,
    followed_from,
    same_claims,
    standing_of,
)
from huaian_tui.store.queries.self_reports import read_report

REPORT_METHOD = "自查说明"
"""How the note of a confirmed report came about (政府督查工作条例 art. 12)."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The records that a confirmation made; None for what did not follow from the report.

    ``later``: the day of a later report of the unit, which counts instead; ``waiting``: of one that
    is not yet decided on; ``replaced``: how many records of earlier reports were taken back.
    """

    decision: bytes
    note: bytes
    completion: bytes | None
    reading: bytes | None
    later: date | None = None
    replaced: int = 0
    waiting: date | None = None


def confirm_report(
    ledger: Ledger, report: bytes, today: date, *, basis: str = "", complete: bool = True
) -> Confirmed:
    """``confirm_reports`` for one."""
    return confirm_reports(ledger, [report], today, basis=basis, complete=complete)[0]


def confirm_reports(
    ledger: Ledger, reports: Sequence[bytes], today: date, *, basis: str = "", complete: bool = True
) -> list[Confirmed]:
    """Record that reports are true (核实): their notes, and the completions or readings that follow.

    A finished milestone is completed with the unit's own day and value, unless
    ``complete`` is False or it is not open any more; ``basis`` (办结依据) is by
    default the report itself. A value that completes nothing becomes a reading of the
    day on which the report came in. Whatever the order of confirming, the later report of a
    unit counts: an earlier one completes nothing then and has no value beside it, and what
    followed from earlier ones and is said otherwise now is taken back.
    """
    with ledger.action() as action:

        def confirm(report: bytes) -> Confirmed:
            made = _confirm_within(action, report, today, basis, complete=complete)
            if len(reports) > 1:
                action.fold()  # the next may be on the same milestone
            return made

        return each(reports, confirm, lambda report: _named(action.connection, report))


def _named(connection: sqlite3.Connection, report: bytes) -> str:
    """What a refusal among several calls a report: 市财政局的自报（6-1）."""
    row = read_report(connection, report)
    return f"{row.unit_name}的自报（{row.milestone}）"


def _confirm_within(action: Action, report: bytes, today: date, basis: str, *, complete: bool) -> Confirmed:
    row = _pending(action, report)
    told = clean_line(basis, limit=500, field="basis") or default_basis(row)
    follows = _follows(action, row)
    beside = confirmed_beside(action, row)
    decision = _decide(action, row, ReportState.CONFIRMED, told, today)
    note = note_within(action, _note_of(row), today, follows)
    replaced = 0
    if not beside.later and (complete or not row.finished):
        action.fold()
        replaced = take_back_earlier(action, row, beside.earlier, today, follows)
    state = read_milestone(action.connection, today, row.milestone).state
    completion = reading = None
    valued = row.value is not None and state.target is not None
    if row.finished and complete and state.conflict and not beside.later:
        raise HuaianError(
            "节点冲突待核，不能按自报办结",
            f"{state.id} {state.title} 各方的决定不一致",
            f"先核定（milestone settle {state.id}，或在“节点”里按办结键），或核实但不办结（--keep-open）",
        )
    if row.finished and complete and state.status is Status.OPEN and not beside.later:
        completion = _complete(action, row, told, today, follows)
    elif valued and row.value is not None and _reading_counts(action, row, beside):
        reading = read_within(action, row.milestone, row.value, row.day, today, follows)
    later = beside.later[-1].day if beside.later else None
    waiting = beside.waiting[-1].day if beside.waiting else None
    return Confirmed(decision, note, completion, reading, later, replaced, waiting)


def _complete(action: Action, row: ReportRow, basis: str, today: date, follows: dict[str, str]) -> bytes:
    """Complete the milestone as the report says; its day is the unit's, so the way out is another one."""
    done = Completion(row.finished_on or row.day, basis, row.value)
    try:
        return complete_within(action, row.milestone, done, today, follows)
    except InputRefused as error:
        if error.field != "day":
            raise
        way_out = "请驳回这条自报，或只记进展、不办结"
        raise HuaianError(error.title, error.message.replace("填的是", "报的是"), way_out) from error


def _reading_counts(action: Action, row: ReportRow, beside: Beside) -> bool:
    """Not beside a later report of the same day, nor when the completion in force says the very same."""
    if beside.later:
        return value_counts(action, row, beside.later)
    completion = completion_by(action, row.milestone, beside.earlier)
    return completion is None or completion.body.get("value") != row.value


def _follows(action: Action, row: ReportRow) -> dict[str, str]:
    """What the records that follow from a report bear: which report, and what it claims."""
    claim = claim_of(action.connection, row.record_id)
    return {"report": row.record_id.hex()} | ({} if claim is None else {"claim": claim})


def reopen_report(ledger: Ledger, report: bytes, reason: str, today: date) -> int:
    """Record that a decision on a report was wrong: it waits again, and all that followed is taken back.

    Note, completion, reading, of every laptop that confirmed the same form; how many records.
    """
    with ledger.action() as action:
        row = read_report(action.connection, report)
        if row.state is ReportState.PENDING:
            raise HuaianError("这条自报还没有核实", _named(action.connection, report), "请先确认或驳回")
        why = required_line(reason, "reason", "退回核实的理由")
        gone = 0
        for one in same_claims(action.connection, report):
            for decision in reversed(decisions_of(action.connection, one)):
                followers = followed_from(action.connection, decision.id)
                for record in reversed([decision.id, *standing_of(action.connection, followers)]):
                    take_back_within(action, record, why, today)
                    gone += 1
        return gone


def default_basis(report: ReportRow) -> str:
    """The basis of a completion that rests on a confirmed report alone."""
    return f"{report.unit_name}{report.day.isoformat()}自报，经核实"


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
    """``reject_reports`` for one."""
    return reject_reports(ledger, [report], reason, today)[0]


def reject_reports(ledger: Ledger, reports: Sequence[bytes], reason: str, today: date) -> list[bytes]:
    """Record that reports are not taken, and why; they stay readable and change nothing else."""
    with ledger.action() as action:

        def reject(report: bytes) -> bytes:
            row = _pending(action, report)
            told = required_line(reason, "reason", "驳回理由")
            return _decide(action, row, ReportState.REJECTED, told, today)

        return each(reports, reject, lambda report: _named(action.connection, report))


def _pending(action: Action, report: bytes) -> ReportRow:
    """The report, or the oldest that is the same form, by which it is older or younger than others."""
    row = read_report(action.connection, next(iter(same_claims(action.connection, report)), report))
    if row.state is not ReportState.PENDING:  # also when the same form was decided on on another laptop
        raise HuaianError(
            f"这条自报{row.state.word}",
            f"{row.decided_by} {row.decided_on} 已核实过",
            f"核实有误的，先退回核实（feedback reopen {short_id(report)}）",
        )
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
