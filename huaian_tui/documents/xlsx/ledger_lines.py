"""The rows of the 台账 as officers keep it in Excel, read from the store."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.xlsx.cell_text import shortened
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import RemarkRow, TaskDetail
from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import DONE, MilestoneState
from huaian_tui.domain.rules.pace import Pace, pace_of, planned_on, share_gone_by
from huaian_tui.domain.rules.targets import Target, format_number
from huaian_tui.domain.self_reports import ReportRow
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.items import as_items
from huaian_tui.domain.words.lights import light_words
from huaian_tui.domain.words.milestones import (
    CANCELLED,
    CONFLICT,
    NO_DATE_IN_PLAN,
    assumed_on_paper,
    completion_basis,
    ending_words,
    title_words,
    unexplained_on_paper,
)
from huaian_tui.domain.words.targets import value_words
from huaian_tui.domain.words.tasks import DUTIES, SELF_SUPERVISED
from huaian_tui.ledger.task_keys import is_shipped
from huaian_tui.store.queries.plan import plan_remarks
from huaian_tui.store.queries.self_reports import list_reports
from huaian_tui.store.queries.slot_names import named_slots, role_names
from huaian_tui.store.queries.task_progress import (
    ProgressFact,
    handed_in_between,
    newest_readings,
    notes_between,
    readings_between,
)
from huaian_tui.store.queries.tasks import read_task

Days = tuple[date, date]
"""The first and the last day of a period."""

MOST_CHARACTERS = 600
"""Of one note in a cell; the whole text stands in the ledger."""

MOST_ROWS_OF_A_REMARK = 4
"""A remark on more rows is general."""

NO_RECORD = "无记录"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One task as the 台账 shows it; every field is the finished text of a cell.

    ``no`` is the number as printed, ``plan`` what its plan is called.
    """

    no: str
    plan: str
    level1: str
    level2: str
    text: str
    lead: str
    support: str
    due: str
    light: Light
    light_word: str
    before: str
    now: str
    pace: str
    problem: str
    next_step: str
    remark: str
    closing: str


@dataclass(frozen=True, slots=True)
class _Writing:
    """How days and milestones are written: 2026-11-03 and 2-1 in the book; on paper 2026年11月3日, titles.

    How a bare year is read is said once for the paper, beside each day in the book.
    """

    paper: bool = False

    def on(self, day: date | None) -> str:
        """The beginning of a line that says what was on a day."""
        if day is None:
            return ""
        return chinese_day(day) if self.paper else f"{day} "

    def tag(self, state: MilestoneState) -> str:
        """What tells a milestone among those of its task: its id as people type it, else its title.

        Ids of plans that were entered here begin with eleven characters that say nothing to a reader, and
        a reader of paper types none.
        """
        if is_shipped(state.task_no) and not self.paper:
            return f"{state.id} "
        return f"{state.title.rstrip('。；')}："


def ledger_rows(
    connection: sqlite3.Connection,
    today: date,
    names: PlanNames,
    numbers: Sequence[int],
    previous: Days | None,
    period: Days | None,
    *,
    paper: bool = False,
) -> Iterator[LedgerRow]:
    """These tasks; without ``period`` all progress up to ``today`` counts as 本期.

    Units by their names on ``today``. ``paper``: as it is printed, without ids and with days as papers have
    them.
    """
    writing = _Writing(paper)
    now = period or (date.min, today)
    until = min(now[1], today)
    present = _Facts(connection, now, writing)
    past = _Facts(connection, previous, writing) if previous else None
    readings = newest_readings(connection, until)
    general = {
        (one.text, one.treatment) for plan in names.plans for one in general_remarks(connection, plan.id)
    }
    slots = named_slots(connection, numbers, today)
    for number in numbers:
        detail = read_task(connection, today, number)
        done = detail.milestones
        yield LedgerRow(
            no=names.label(number),
            plan=names.short(number),
            level1=detail.task.level1,
            level2=detail.task.level2,
            text=detail.task.text,
            lead=role_names(slots[number], "lead"),
            support=role_names(slots[number], "support"),
            due="\n".join(_due_line(one.state, writing) for one in detail.milestones) or NO_DATE_IN_PLAN,
            light=detail.task.light,
            light_word=light_words(detail.task.light, detail.task.overdue_days),
            before=past.progress(number, done) if past else "",
            now=present.progress(number, done),
            pace=_pace(detail.milestones, readings, until, writing),
            problem="\n".join(present.problems(number)),
            next_step="\n".join(present.next_steps(number)),
            remark="\n".join(_remarks(detail, general, present.pending[number], writing)),
            closing="\n".join(_closings(detail.milestones, writing)),
        )


class _Facts:
    """What was recorded for a period, by task."""

    def __init__(self, connection: sqlite3.Connection, days: Days, writing: _Writing) -> None:
        self.days = days
        self._on, self._paper = writing.on, writing.paper
        self.notes: dict[int, list[NoteRow]] = defaultdict(list)
        self.readings: dict[int, list[ProgressFact]] = defaultdict(list)
        self.handed_in: dict[int, list[ProgressFact]] = defaultdict(list)
        self.confirmed: dict[int, list[ReportRow]] = defaultdict(list)
        self.pending: dict[int, int] = defaultdict(int)
        for note in notes_between(connection, *days):
            self.notes[note.task_no].append(note)
        for reading in readings_between(connection, *days):
            self.readings[reading.task_no].append(reading)
        for fact in handed_in_between(connection, *days):
            self.handed_in[fact.task_no].append(fact)
        for report in reversed(list_reports(connection, state=None)):
            if report.state is ReportState.PENDING:
                self.pending[report.task_no] += 1
            elif report.state is ReportState.CONFIRMED and days[0] <= report.day <= days[1]:
                self.confirmed[report.task_no].append(report)

    def progress(self, number: int, milestones: Sequence[MilestoneRow]) -> str:
        """Notes, readings, hand-ins and completions by day, each with what it is."""
        first, last = self.days
        told = [
            (
                one.state.completed_on,
                f"{self._on(one.state.completed_on)}{one.state.done_word}：{one.state.title}",
            )
            for one in milestones
            if one.state.status is Status.DONE
            and one.state.completed_on is not None
            and first <= one.state.completed_on <= last
        ]
        told += [(note.day, self._note_line(note)) for note in self.notes[number]]
        told += [
            (one.day, f"{self._on(one.day)}读数：{one.title}，{format_number(one.value or 0)}{one.text}")
            for one in self.readings[number]
        ]
        told += [
            (one.day, f"{self._on(one.day)}报送：{one.title}，{shortened(one.text, MOST_CHARACTERS)}")
            for one in self.handed_in[number]
        ]
        return "\n".join(line for _, line in sorted(told, key=lambda entry: entry[0])) or NO_RECORD

    def problems(self, number: int) -> list[str]:
        """Problems as noted, each with its day."""
        noted = [note for note in self.notes[number] if note.problem.strip()]
        mark = "：" if self._paper else ""
        return [f"{self._on(note.day)}{mark}{_flat(note.problem)}" for note in noted]

    def next_steps(self, number: int) -> list[str]:
        """What was required and promised, and what units say they will do next."""
        lines = []
        for note in self.notes[number]:
            if note.requirement.strip():
                lines.append(f"{self._on(note.day)}要求：{_flat(note.requirement)}")
            if note.follow_up is not None:
                lines.append(f"{self._on(note.follow_up)}回访")
        lines += [
            f"{self._on(one.day)}{one.unit_name}：{_flat(one.next_step)}"
            for one in self.confirmed[number]
            if one.next_step.strip()
        ]
        return lines

    def _note_line(self, note: NoteRow) -> str:
        units = f"（{'、'.join(note.unit_names)}）" if note.units else ""
        return f"{self._on(note.day)}督查{units}：{_flat(note.text)}"


def _flat(text: str) -> str:
    return shortened(" ".join(text.split()), MOST_CHARACTERS)


def _due_line(state: MilestoneState, writing: _Writing) -> str:
    """A milestone with its date first (a line never breaks inside it) and how far the date is known."""
    if state.due is None:
        return f"{title_words(state).rstrip('。；')}：{NO_DATE_IN_PLAN}"
    between = "：" if writing.paper else " "
    day = writing.on(state.due).rstrip()
    mark = unexplained_on_paper(state) if writing.paper else assumed_on_paper(state)
    return f"{day}{mark}{between}{title_words(state)}"


def _pace(
    milestones: Sequence[MilestoneRow],
    readings: dict[str, tuple[date, float]],
    day: date,
    writing: _Writing,
) -> str:
    lines = []
    for one in milestones:
        state = one.state
        value = readings[state.id][1] if state.id in readings else None
        pace = pace_of(state.target, value, state.due, day)
        counted = state.status is not Status.CANCELLED
        if not counted or pace is Pace.NOT_APPLICABLE or state.target is None or state.due is None:
            continue
        reached = f"{format_number(value or 0)}/{format_number(state.target.value)}{state.target.unit}"
        lines.append(f"{writing.tag(state)}{pace.word}：{reached}，{_owed(state.target, state.due, day)}")
    return "\n".join(lines) or Pace.NOT_APPLICABLE.word


def _owed(target: Target, due: date, day: date) -> str:
    """序时91.7%; of planned values what should be reached; where it began at a baseline that too."""
    if target.trajectory:
        planned = float(round(planned_on(target, due, day), 2))
        return f"按计划进度应{'不超过' if target.is_limit else '达'}{value_words(target, planned)}"
    base = "" if target.baseline is None else f"，基数{value_words(target, target.baseline)}"
    return f"序时{float(100 * share_gone_by(due, day, target.start)):.1f}%{base}"


def general_remarks(connection: sqlite3.Connection, plan: str) -> list[RemarkRow]:
    """Remarks on the text of a plan that concern no row or many: said once for all, not in each row."""
    return [one for one in plan_remarks(connection, plan) if not 0 < len(one.rows) <= MOST_ROWS_OF_A_REMARK]


def _remarks(
    detail: TaskDetail, general: set[tuple[str, str]], pending: int, writing: _Writing
) -> Iterator[str]:
    """What a reader must know: the text's own doubts, assumptions, changed dates, conflicts."""
    for remark in detail.remarks:
        if (remark.text, remark.treatment) not in general:
            yield f"{remark.text}（{remark.treatment}）"
    for slot in detail.slots:
        if slot.assumption:
            yield f"“{slot.raw}”按“{slot.name}”理解：{as_items(slot.assumption)}"
    for duty in detail.duties:
        yield f"“{duty.phrase}”：{DUTIES[duty.kind][1]}"
    for one in detail.milestones:
        if one.state.original_due is not None:
            before = _between(one.state.original_due, writing)
            yield f"{writing.tag(one.state)}原时限{before}，调整依据：{one.state.basis}"
        if one.state.conflict:
            yield f"{writing.tag(one.state)}{CONFLICT}"
    said = writing.paper and any("自身牵头" in remark.text for remark in detail.remarks)
    if detail.self_supervised and not said:
        yield SELF_SUPERVISED
    if pending:
        yield f"另有 {pending} 条单位自报待核实，未计入"


def _between(day: date, writing: _Writing) -> str:
    return chinese_day(day) if writing.paper else f" {day}"


def _closings(milestones: Sequence[MilestoneRow], writing: _Writing) -> Iterator[str]:
    """销号: the day and basis of what is done, the basis of what was cancelled."""
    for one in milestones:
        state = one.state
        if state.status is Status.DONE:
            missed = f"（{state.done_word}）" if state.done_word != DONE else ""
            how = state.done_word if writing.paper else f"{DONE}{missed}"
            yield f"{writing.on(state.completed_on)}{how}：{state.title}，依据：{completion_basis(state)}"
        elif state.status is Status.CANCELLED:
            yield f"{state.title}：{CANCELLED}，{ending_words(state)}"
