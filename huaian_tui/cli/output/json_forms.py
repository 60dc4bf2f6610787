"""The JSON of each thing: the keys are stable, scripts rely on them (docs/decisions/014).

Keys are English, values verbatim Chinese, dates ISO. New keys come after the stable ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from huaian_tui.domain.answers.milestones import MilestoneRow, ReadingRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import DeliverableRow, TaskDetail, TaskRow
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.targets import Target
from huaian_tui.ledger.identity import format_id

Form = dict[str, Any]


def iso(day: date | None) -> str | None:
    """The day as YYYY-MM-DD."""
    return None if day is None else day.isoformat()


def _number(value: float | None) -> float | int | None:
    """A whole number without a fraction."""
    return int(value) if value is not None and value == int(value) else value


def task_form(task: TaskRow, milestones: Iterable[MilestoneRow]) -> Form:
    """A task in a list. ``milestones`` leaves out cancelled ones: they no longer count."""
    return {
        "no": task.no,
        "level1": task.level1,
        "level2": task.level2,
        "text": task.text,
        "lead": list(task.lead),
        "support": list(task.support),
        "light": task.light.value,
        "next_due": iso(task.next_due),
        "overdue_days": task.overdue_days,
        "milestones": [milestone_form(one) for one in milestones if counts(one)],
    }


def counts(milestone: MilestoneRow) -> bool:
    """Whether a milestone is still supervised or done: not cancelled."""
    return milestone.state.status is not Status.CANCELLED


def task_detail_form(detail: TaskDetail, notes: Iterable[NoteRow]) -> Form:
    """One task with everything that stands about it."""
    place = {"section": detail.section, "article": detail.article, "article_no": detail.article_no}
    units = [
        {"role": one.role, "raw": one.raw, "unit": one.unit, "open": one.open, "assumption": one.assumption}
        for one in detail.slots
    ]
    return task_form(detail.task, detail.milestones) | {
        "place": place,
        "units": units,
        "remarks": [
            {"where": one.where, "text": one.text, "treatment": one.treatment} for one in detail.remarks
        ],
        "deliverables": [deliverable_form(one) for one in detail.deliverables],
        "duties": [{"phrase": one.phrase, "kind": one.kind} for one in detail.duties],
        "readings": [reading_form(one) for one in detail.readings],
        "notes": [note_form(one) for one in notes],
        "self_supervised": detail.self_supervised,
        "cancelled": [milestone_form(one) for one in detail.milestones if not counts(one)],
    }


def milestone_form(row: MilestoneRow) -> Form:
    """A milestone in a list."""
    state = row.state
    return {
        "id": state.id,
        "task_no": state.task_no,
        "title": state.title,
        "phrase": state.phrase,
        "basis": state.basis,
        "due": iso(state.due),
        "assumed": state.assumed,
        "target": None if state.target is None else target_form(state.target),
        "light": row.light.value,
        "overdue_days": row.overdue_days,
        "completed_on": iso(state.completed_on),
    }


def milestone_detail_form(row: MilestoneRow) -> Form:
    """One milestone with what was decided on it. ``met`` is None without a value or target."""
    state = row.state
    return milestone_form(row) | {
        "status": state.status.value,
        "stretch": state.stretch,
        "original_due": iso(state.original_due),
        "completion_basis": state.completion_basis,
        "completion_value": _number(state.completion_value),
        "met": state.met,
        "conflict": state.conflict,
    }


def target_form(target: Target) -> Form:
    """A target; ``upper`` only for a range."""
    return {
        "operator": target.operator,
        "value": _number(target.value),
        "upper": _number(target.upper),
        "unit": target.unit,
        "cumulative": target.cumulative,
        "inferred": target.inferred,
        "text": target.text,
    }


def note_form(note: NoteRow) -> Form:
    """A note as it reads now; ``earlier`` is what it said before, oldest first.

    ``changed`` there: the parts besides the text that the correction changed, as they read before it.
    """
    return {
        "id": format_id(note.record_id),
        "task_no": note.task_no,
        "text": note.text,
        "officer": note.officer,
        "date": iso(note.day),
        "units": list(note.units),
        "method": note.method,
        "problem": note.problem,
        "requirement": note.requirement,
        "follow_up": iso(note.follow_up),
        "corrected": note.corrected,
        "contact": note.contact,
        "recorded_at": note.recorded_at,
        "earlier": [
            {
                "text": one.text,
                "officer": one.officer,
                "recorded_at": one.recorded_at,
                "reason": one.reason,
                "changed": dict(one.others),
            }
            for one in note.earlier
        ],
    }


def reading_form(reading: ReadingRow) -> Form:
    """A value of a target on a day."""
    return {
        "id": format_id(reading.record_id),
        "milestone": reading.milestone,
        "date": iso(reading.day),
        "value": _number(reading.value),
        "met": reading.met,
        "officer": reading.officer,
    }


def deliverable_form(deliverable: DeliverableRow) -> Form:
    """A named deliverable with the last thing handed in."""
    return {
        "id": deliverable.id,
        "task_no": deliverable.task_no,
        "title": deliverable.title,
        "phrase": deliverable.phrase,
        "handed_in_on": iso(deliverable.handed_in_on),
        "handed_in": deliverable.handed_in,
        "officer": deliverable.officer,
    }
