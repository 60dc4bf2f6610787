"""The lines of a unit's feedback form: what is due, and what is known of it already."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.phrases import joined
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.request import Role
from huaian_tui.documents.composers.roles import ROLE_WORDS, roles_of
from huaian_tui.documents.composers.ties import once, read_sources
from huaian_tui.documents.xlsx.cell_text import shortened
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.words.milestones import assumed_on_paper, behind_words, state_words, title_words
from huaian_tui.domain.words.targets import target_words
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.milestones import list_to_ask
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.self_reports import list_reports
from huaian_tui.store.queries.task_progress import newest_readings
from huaian_tui.store.queries.tasks import read_deliverables, read_tasks
from huaian_tui.store.queries.units import read_unit_within

COVERT = "暗访"
"""Notes of such a visit are never told to the unit."""

_MOST = 200


@dataclass(frozen=True, slots=True)
class FormItem:
    """One milestone that is due, as finished texts; ``light`` colours the word.

    ``no`` is the number as printed, ``plan`` what the form calls its plan.
    """

    task_no: int
    no: str
    plan: str
    milestone: str
    task: str
    title: str
    role: str
    due: str
    light: Light
    light_word: str
    target: str
    known: str


def form_items(
    connection: sqlite3.Connection,
    today: date,
    unit: str,
    plan: str | None = None,
    *,
    itself: bool = False,
) -> tuple[PlanNames, list[FormItem]]:
    """Milestones of the unit that are overdue, 未达序时 or due soon, by plan and date; [] without any.

    ``itself``: only of tasks that name the unit, none that reach it through a group.
    Of one plan, or of all open ones (None); with how these and their items are named.
    """
    detail = read_unit_within(connection, today, unit, plan)
    due = list_to_ask(connection, today, read_light_rules(connection).due_soon_days, unit, plan)
    roles = roles_of(detail, itself=itself)
    due = once(connection, [row for row in due if row.task_no in roles])
    names, sources = read_sources(connection, [row.task_no for row in due])
    due.sort(key=lambda row: names.rank(row.task_no))
    texts = {one.no: one.text for one in read_tasks(connection, today, [row.task_no for row in due])}
    readings = newest_readings(connection, today)
    items = [
        FormItem(
            task_no=row.task_no,
            no=names.label(row.task_no),
            plan=names.short(row.task_no),
            milestone=row.id,
            task=joined((texts[row.task_no], sources.words(row.task_no, names)), "\n"),
            title=title_words(row.state),
            role=_role(detail, roles[row.task_no], row.task_no),
            due=f"{row.state.due}{assumed_on_paper(row.state)}",
            light=row.light,
            light_word=state_words(row),
            target=target_words(row.state.target),
            known="\n".join(
                _known(connection, unit, row, readings.get(row.id), leads=row.task_no in detail.lead)
            ),
        )
        for row in due
    ]
    return names, items


def _role(detail: UnitDetail, role: Role, number: int) -> str:
    """牵头, 责任; of a task that reaches the unit through a group also which: 责任（经由各县区人民政府）."""
    group = next((one.group for one in detail.via_group if one.task_no == number and one.certain), "")
    return f"{ROLE_WORDS[role]}（经由{group}）" if group else ROLE_WORDS[role]


def _known(
    connection: sqlite3.Connection,
    unit: str,
    row: MilestoneRow,
    reading: tuple[date, float] | None,
    *,
    leads: bool,
) -> Iterator[str]:
    """What need not be asked again: the reading, what was handed in, what the unit said and was noted.

    Of notes only the progress: problems and requirements reach a unit by a notice, and what a covert visit
    saw not at all. The newest that names this unit; who leads the task answers for all of it, and is told
    the newest that names others, or nobody, too.
    """
    if reading is not None:
        target = row.state.target
        read = f"{reading[0]} 读数 {format_number(reading[1])}{target.unit if target else ''}"
        yield behind_words(row) or read
    for one in read_deliverables(connection, row.task_no):
        if one.handed_in_on is not None:
            yield f"{one.handed_in_on} 已报送{one.title}：{_flat(one.handed_in)}"
    reports = list_reports(connection, state=None, unit=unit, milestone=row.id)
    for report in reports[:1]:
        yield f"{report.day} 你单位自报（{report.state.word}）：{_flat(report.progress)}"
    told = {" ".join(report.progress.split()) for report in reports}
    named = find_notes(connection, task_no=row.task_no, unit=unit)
    rest = [one for one in find_notes(connection, task_no=row.task_no) if one not in named] if leads else []
    own, others = (_newest_told(connection, notes, told) for notes in (named, rest))
    shown = [note for note in (own, others) if note is not None]
    for note in sorted(shown, key=lambda note: note.day, reverse=True):
        of_others = f"（{'、'.join(note.unit_names)}）" if note is others and note.units else ""
        yield f"{note.day} 督查时了解{of_others}：{_flat(note.text)}"


def _newest_told(connection: sqlite3.Connection, notes: Sequence[bytes], told: set[str]) -> NoteRow | None:
    """The first of these notes that a unit may read and has not said itself."""
    return next(
        (
            note
            for note in read_notes(connection, notes)
            if COVERT not in note.method and " ".join(note.text.split()) not in told
        ),
        None,
    )


def _flat(text: str) -> str:
    return shortened(" ".join(text.split()), _MOST, "……")
