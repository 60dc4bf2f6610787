"""The JSON of a task, and of its deliverables."""

from __future__ import annotations

from collections.abc import Iterable

from huaian_tui.cli.json_forms.milestones import counts, milestone_form, reading_form
from huaian_tui.cli.json_forms.notes import note_form
from huaian_tui.cli.json_forms.units import confirmation_form
from huaian_tui.cli.json_forms.values import Form, iso, task_keys
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import DeliverableRow, Handed, RemarkRow, TaskDetail, TaskRow
from huaian_tui.domain.words.paces import Pace, worst_pace
from huaian_tui.ledger.identity import format_id


def task_form(task: TaskRow, milestones: Iterable[MilestoneRow]) -> Form:
    """A task in a list. ``milestones`` leaves out cancelled ones: they no longer count.

    ``lead`` and ``support`` are as printed, ``lead_now`` and ``support_now`` who has the task on the day.
    ``conflict``: officers decided apart on one of its milestones. ``keeps_pace``: whether its measured
    targets are all 达序时, null without any.
    """
    known = list(milestones)
    pace = worst_pace([one.paced for one in known if one.paced is not None])
    return {
        "no": task.named.number,
        "id": task.named.id,
        "plan": task.named.code,
        "plan_title": task.named.title,
        "level1": task.level1,
        "level2": task.level2,
        "text": task.text,
        "lead": list(task.lead),
        "support": list(task.support),
        "light": task.light.value,
        "next_due": iso(task.next_due),
        "overdue_days": task.overdue_days,
        "milestones": [milestone_form(one) for one in known if counts(one)],
        "conflict": any(one.state.conflict for one in known),
        "lead_now": list(task.lead_now),
        "support_now": list(task.support_now),
        "keeps_pace": None if pace is None else pace is Pace.ON_PACE,
    }


def task_detail_form(detail: TaskDetail, notes: Iterable[NoteRow]) -> Form:
    """One task with everything that stands about it."""
    place = {"section": detail.section, "article": detail.article, "article_no": detail.article_no}
    units = [
        {
            "role": one.role,
            "raw": one.raw,
            "unit": one.name,
            "open": one.open,
            "assumption": one.assumption,
            "now": one.now,
        }
        for one in detail.slots
    ]
    return task_form(detail.task, detail.milestones) | {
        "place": place,
        "units": units,
        "remarks": [_remark_form(one) for one in detail.remarks],
        "deliverables": [deliverable_form(one) for one in detail.deliverables],
        "duties": [{"phrase": one.phrase, "kind": one.kind} for one in detail.duties],
        "readings": [reading_form(one) for one in detail.readings],
        "notes": [note_form(one) for one in notes],
        "self_supervised": detail.self_supervised,
        "ended_on": iso(detail.ended_on),
        "ended_why": detail.ended_why,
        "versions": [
            {
                "id": format_id(one.record_id),
                "officer": one.officer,
                "recorded_at": one.recorded_at,
                "text": one.text,
                "lead": one.lead,
                "support": one.support,
                "ended": one.ended,
            }
            for one in detail.versions
        ],
        "revisions": [
            {"day": iso(one.day), "officer": one.officer, "change": one.change, "before": one.before}
            for one in detail.revisions
        ],
        "source": source_form(detail.handed),
        "ties": [tie_form(one) for one in detail.ties],
        "cancelled": [milestone_form(one) for one in detail.milestones if not counts(one)],
    }


def _remark_form(remark: RemarkRow) -> Form:
    """What the text is unsure of; ``confirmed``: as what unit a name in it is read for certain since."""
    confirmed = confirmation_form(remark.confirmed)
    return {
        "where": remark.where,
        "text": remark.text,
        "treatment": remark.treatment,
        "confirmed": None if confirmed is None else {"unit": remark.read_as, **confirmed},
    }


def source_form(handed: Handed | None) -> Form | None:
    """Where a matter comes from, with the numbers that it bore before; null for a task of a plan."""
    if handed is None:
        return None
    return {
        "kind": handed.kind,
        "day": iso(handed.day),
        "document": handed.document,
        "from": handed.by,
        "urgent": handed.urgent,
        "former_no": list(handed.former),
    }


def tie_form(task: TaskRow) -> Form:
    """A task to which another is tied (一事多源)."""
    named = task.named
    return {"id": named.id, "plan": named.code, "no": named.number, "text": task.text}


def deliverable_form(deliverable: DeliverableRow) -> Form:
    """A named deliverable with the last thing handed in."""
    return {
        "id": deliverable.id,
        **task_keys(deliverable.named),
        "title": deliverable.title,
        "phrase": deliverable.phrase,
        "handed_in_on": iso(deliverable.handed_in_on),
        "handed_in": deliverable.handed_in,
        "officer": deliverable.officer,
    }
