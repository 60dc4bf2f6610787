"""The JSON of a milestone, its target and its readings."""

from __future__ import annotations

from huaian_tui.cli.json_forms.values import Form, iso, plain_number, task_keys
from huaian_tui.domain.answers.milestones import ConflictSide, MilestoneRow, ReadingRow
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.pace import PaceFigures
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.words.paces import Pace
from huaian_tui.ledger.identity import format_id


def counts(milestone: MilestoneRow) -> bool:
    """Whether a milestone is still supervised or done: not cancelled."""
    return milestone.state.status is not Status.CANCELLED


def milestone_form(row: MilestoneRow) -> Form:
    """A milestone in a list; ``pace`` only where 未达序时 is its light.

    ``keeps_pace``: whether it is 达序时 by its newest reading, null where nothing is measured.
    """
    state = row.state
    form = {
        "id": state.id,
        **task_keys(row.named),
        "title": state.title,
        "phrase": state.phrase,
        "basis": state.basis,
        "due": iso(state.due),
        "assumed": state.assumed,
        "target": None if state.target is None else target_form(state.target),
        "light": row.light.value,
        "overdue_days": row.overdue_days,
        "completed_on": iso(state.completed_on),
        "conflict": state.conflict,
        "keeps_pace": None if row.paced is None else row.paced is Pace.ON_PACE,
    }
    return form if row.pace is None else form | {"pace": pace_form(row.pace)}


def milestone_detail_form(row: MilestoneRow) -> Form:
    """One milestone with what was decided on it. ``met`` is None without a value or target.

    ``decided_on`` is the own day of the last decision, ``recorded_on`` the day of its recording.
    """
    state = row.state
    return milestone_form(row) | {
        "status": state.status.value,
        "stretch": state.stretch,
        "original_due": iso(state.original_due),
        "completion_basis": state.completion_basis,
        "completion_value": plain_number(state.completion_value),
        "met": state.met,
        "decided_on": iso(row.decided_on),
        "recorded_on": iso(row.recorded_on),
    }


def side_form(side: ConflictSide) -> Form:
    """One of the decisions of a conflict, with the milestone as it stands if this side is kept.

    ``shown`` is false: until it is settled lists show what all sides agree on.
    """
    state = side.state
    return {
        "id": format_id(side.record_id),
        "decision": side.title,
        "what": side.what,
        "officer": side.officer,
        "recorded_at": side.recorded_at,
        "date": iso(side.day),
        "mine": side.mine,
        "shown": False,
        "status": state.status.value,
        "due": iso(state.due),
        "completed_on": iso(state.completed_on),
        "laptop": side.laptop or None,
    }


def pace_form(figures: PaceFigures) -> Form:
    """What 未达序时 rests on: the newest reading, what should be reached by now, what is missing to that."""
    return {
        "date": iso(figures.day),
        "reading": plain_number(figures.reading),
        "planned": plain_number(figures.planned),
        "gap": plain_number(figures.gap),
    }


def target_form(target: Target) -> Form:
    """A target; ``upper`` only for a range.

    ``baseline`` is what stood at its beginning, ``start`` that day where it is not the year's, ``trajectory``
    the planned values by day, ``whole`` of how many parts it is the share; each only where it was said.
    """
    planned = [{"date": iso(one.day), "value": plain_number(one.value)} for one in target.trajectory]
    more: Form = {
        "baseline": plain_number(target.baseline),
        "start": iso(target.start),
        "trajectory": planned or None,
        "whole": plain_number(target.whole),
    }
    return {
        "operator": target.operator,
        "value": plain_number(target.value),
        "upper": plain_number(target.upper),
        "unit": target.unit,
        "cumulative": target.cumulative,
        "inferred": target.inferred,
        "text": target.text,
        **{name: value for name, value in more.items() if value is not None},
    }


def reading_form(reading: ReadingRow) -> Form:
    """A value of a target on a day."""
    return {
        "id": format_id(reading.record_id),
        "milestone": reading.milestone,
        "date": iso(reading.day),
        "value": plain_number(reading.value),
        "met": reading.met,
        "officer": reading.officer,
    }
