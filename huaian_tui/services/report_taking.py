"""Taking reports of units (单位自报) into the ledger: what is checked, and what became of each.

A report is never a fact by itself (``self_reports``); it waits until an officer decides on it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.self_reports import ReportDraft, ReportRow
from huaian_tui.domain.text.hygiene import clean_line, clean_text
from huaian_tui.ledger.kinds.self_reports import SAID
from huaian_tui.ledger.record import Body, Entry, RecordKind
from huaian_tui.services.deciding import finite
from huaian_tui.services.entry_rules import past_day, required_line, required_text
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.self_reports import list_reports, read_report, same_reports
from huaian_tui.store.queries.task_refs import told_task
from huaian_tui.store.queries.unit_history import unit_name_on
from huaian_tui.store.queries.units import check_unit, is_concerned


class Outcome(StrEnum):
    """What became of a line that was taken in, or was here already."""

    NEW = "new"
    LATER = "later"
    OLDER = "older"
    SAME = "same"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"

    @property
    def added(self) -> bool:
        """Whether it became a report that waits for a decision."""
        return self in (Outcome.NEW, Outcome.LATER, Outcome.OLDER)


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """What became of one line: ``report`` is the new one, or the one that says the same.

    ``beside``: the report of the unit on the milestone that was here before, None for the first.
    """

    line: int
    milestone: str
    outcome: Outcome
    report: bytes
    beside: ReportRow | None = None

    @property
    def words(self) -> str:
        """In Chinese, with the way out where there is one."""
        beside = self.beside
        if beside is None:
            return "新收"
        decided = f"{beside.decided_on} {beside.decided_by}"
        return {
            Outcome.NEW: "新收",
            Outcome.LATER: f"新收；比 {beside.day} 收的（{beside.state.word}）新，核实后以这条为准",
            Outcome.OLDER: f"新收，但它的反馈表（{self.line_of_form(beside)}）；请核对以哪条为准",
            Outcome.SAME: f"{beside.day} 已收过，待核实，没有再收",
            Outcome.CONFIRMED: f"{beside.day} 已收过，{decided} 已确认，没有再收",
            Outcome.REJECTED: (
                f"{beside.day} 已收过，{decided} 驳回（{beside.reason}），没有再收；"
                "误驳回的请退回核实（feedback reopen）"
            ),
        }[self.outcome]

    @staticmethod
    def line_of_form(beside: ReportRow) -> str:
        """How an older form stands to the report that is here."""
        return (
            f"早于已收的那份：那份是 {beside.form.exported_on} 导出、{beside.day} 收的，{beside.state.word}"
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the lines of a form: ids of the new records, how many were known before, and each."""

    added: tuple[bytes, ...]
    known: int
    lines: tuple[LineOutcome, ...] = ()


def take_reports(ledger: Ledger, drafts: Sequence[ReportDraft], today: date) -> Taken:
    """Record reports in one transaction: all of them or none.

    One that is here already (the same line of the same file, or of the same form with
    the same words, as when a file was only saved again) is counted and not added.
    """
    with ledger.action() as action:
        lines = list[LineOutcome]()
        taken = dict[tuple[str, str, str, int], bytes]()
        for draft in drafts:
            state, body = checked_report(action.connection, draft, today)
            place = (state.id, draft.form.id, draft.form.file, draft.form.line)
            if place in taken:
                lines.append(LineOutcome(draft.form.line, state.id, Outcome.SAME, taken[place]))
                continue
            known = _known(action.connection, draft, body)
            if known is not None:
                lines.append(_known_line(draft, state.id, known))
                continue
            outcome, beside = _beside(action.connection, draft)
            entry = Entry(
                RecordKind.SELF_REPORT,
                body,
                task_no=state.task_no,
                milestone=state.id,
                # One that was typed in came on the day that is said, a form on the day it is read.
                occurred_on=(draft.form.exported_on if draft.source else today).isoformat(),
            )
            taken[place] = action.append(entry)
            lines.append(LineOutcome(draft.form.line, state.id, outcome, taken[place], beside))
        added = tuple(one.report for one in lines if one.outcome.added)
        return Taken(added, len(lines) - len(added), tuple(lines))


def _known_line(draft: ReportDraft, milestone: str, known: ReportRow) -> LineOutcome:
    outcome = {
        ReportState.PENDING: Outcome.SAME,
        ReportState.CONFIRMED: Outcome.CONFIRMED,
        ReportState.REJECTED: Outcome.REJECTED,
    }[known.state]
    return LineOutcome(draft.form.line, milestone, outcome, known.record_id, known)


def _known(connection: sqlite3.Connection, draft: ReportDraft, body: Body) -> ReportRow | None:
    """The report that is the same line of the same file, or says the same in the same form."""
    for report, file, line, said in same_reports(connection, draft.form.id, draft.milestone):
        same_line = draft.form.line > 0 and (file, line) == (draft.form.file, draft.form.line)
        if same_line or all(said.get(key) == body[key] for key in SAID):
            return read_report(connection, report)
    return None


def _beside(connection: sqlite3.Connection, draft: ReportDraft) -> tuple[Outcome, ReportRow | None]:
    """How a report that is new stands to the newest one of the unit on the milestone."""
    others = list_reports(connection, state=None, unit=draft.unit, milestone=draft.milestone)
    if not others:
        return Outcome.NEW, None
    newest = max(others, key=lambda one: (one.form.exported_on, one.record_id))
    older = draft.form.exported_on < newest.form.exported_on
    return Outcome.OLDER if older else Outcome.LATER, newest


# ---------------------------------------------------------------------- what is checked


def checked_report(
    connection: sqlite3.Connection, draft: ReportDraft, today: date
) -> tuple[MilestoneState, dict[str, Any]]:
    """The milestone and the cleaned body of a report; refuses what cannot be taken, naming the field."""
    state = read_milestone(connection, today, draft.milestone).state
    check_unit(connection, draft.unit)
    found = {field: check() for field, check in _checks(connection, draft, today, state).items()}
    source = {"source": draft.source} if draft.source else {}
    return state, {
        "unit": draft.unit,
        **{field: found[field] for field in SAID},
        **source,
        "form": {
            "id": clean_line(draft.form.id, limit=100),
            "version": draft.form.version,
            "exported_on": draft.form.exported_on.isoformat(),
            "file": draft.form.file,
            "line": draft.form.line,
        },
    }


def faults_of_report(
    connection: sqlite3.Connection,
    draft: ReportDraft,
    today: date,
    state: MilestoneState | None,
    *,
    skip: Collection[str] = (),
) -> list[InputRefused]:
    """All that cannot be taken of a report at once, by field; ``skip``: fields that could not even be read.

    Without the milestone (``state`` None: there is none of this id) what can be said without it.
    """
    faults = list[InputRefused]()
    for field, check in _checks(connection, draft, today, state).items():
        try:
            if field not in skip:
                check()
        except InputRefused as error:
            faults.append(error)
        except HuaianError as error:
            faults.append(InputRefused(error.title, error.message, error.way_out, field=field))
    return faults


def _checks(
    connection: sqlite3.Connection, draft: ReportDraft, today: date, state: MilestoneState | None
) -> dict[str, Callable[[], Any]]:
    """By field what gives its cleaned value or refuses it; each by itself, so that all faults are told."""
    checks: dict[str, Callable[[], Any]] = {
        "progress": lambda: required_text(draft.progress, "progress", "进展"),
        "finished": lambda: draft.finished,
        "finished_on": lambda: _finished_on(connection, draft, today),
        "problem": lambda: clean_text(draft.problem, field="problem").strip("\n"),
        "next_step": lambda: clean_text(draft.next_step, field="next_step").strip("\n"),
        "contact": lambda: required_line(draft.contact, "contact", "填报人", limit=200),
        "value": lambda: _value(state, draft.value),
    }
    if state is None:
        return checks
    return {"milestone": lambda: _refuse_unconcerned(connection, draft.unit, state), **checks}


def _refuse_unconcerned(connection: sqlite3.Connection, unit: str, state: MilestoneState) -> None:
    if not is_concerned(connection, unit, state.task_no):
        called = unit_name_on(connection, unit, date.max)[0]
        raise InputRefused(
            f"{told_task(connection, state.task_no)}任务与{called}无关",
            f"{called}不牵头也不负责节点 {state.id}",
            "请核对节点编号",
            field="milestone",
        )


def _finished_on(connection: sqlite3.Connection, draft: ReportDraft, today: date) -> str | None:
    if not draft.finished:
        if draft.finished_on is not None:
            raise unfinished_with_day(draft.finished_on.isoformat())
        return None
    if draft.finished_on is None:
        raise InputRefused(
            "完成日期没有填写", "“是否完成”填了“是”", "请填完成日期，如 2026-06-30", field="finished_on"
        )
    return past_day(connection, draft.finished_on, today, "finished_on", "完成日期").isoformat()


def unfinished_with_day(shown: str) -> InputRefused:
    """The refusal of a day of completion of what is not finished."""
    return InputRefused(
        "填了完成日期，但没有填完成",
        f"完成日期是 {shown}",
        "已完成请在“是否完成”填“是”，未完成请清空完成日期",
        field="finished_on",
    )


def without_target(state: MilestoneState) -> InputRefused:
    """The refusal of a value of a milestone that has no target."""
    return InputRefused(
        "这个节点没有量化指标", f"{state.id} {state.title}", "请清空完成值，把情况写进进展", field="value"
    )


def _value(state: MilestoneState | None, value: float | None) -> float | None:
    if value is None:
        return None
    if state is not None and state.target is None:
        raise without_target(state)
    if value < 0:
        raise InputRefused("完成值不能小于 0", "", "请填 0 或更大的数", field="value")
    return finite(value)
