"""The JSON of units' reports (单位自报): one, one beside what was known, and a form that brought some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.domain.self_reports import ReportRow
from huaian_tui.ledger.identity import format_id
from huaian_tui.store.queries.self_reports import ReportBeside

if TYPE_CHECKING:
    from huaian_tui.services.feedback_intake import FormImport


def report_form(row: ReportRow) -> Form:
    """A report as JSON, with what was decided on it."""
    return {
        "id": format_id(row.record_id),
        "state": row.state.value,
        "unit": row.unit,
        "task_no": row.task_no,
        "milestone": row.milestone,
        "received_on": iso(row.day),
        "progress": row.progress,
        "finished": row.finished,
        "finished_on": iso(row.finished_on),
        "value": row.value,
        "problem": row.problem,
        "next_step": row.next_step,
        "contact": row.contact,
        "form": row.form.id,
        "decided_by": row.decided_by,
        "decided_on": iso(row.decided_on),
        "reason": row.reason,
    }


def beside_form(beside: ReportBeside) -> Form:
    """A report with what the ledger knows of its milestone without it."""
    state, reading, note = beside.milestone.state, beside.reading, beside.note
    return report_form(beside.report) | {
        "known": {
            "light": beside.milestone.light.value,
            "due": iso(state.due),
            "completed_on": iso(state.completed_on),
            "reading": None if reading is None else {"day": iso(reading.day), "value": reading.value},
            "note": None if note is None else {"day": iso(note.day), "text": note.text},
            "earlier": [report_form(one) for one in beside.earlier],
        }
    }


def intake_form(file: str, result: FormImport) -> Form:
    """What was taken of a filled form; a form with one mistake is refused whole."""
    return {
        "file": file,
        "unit": result.unit,
        "accepted": len(result.accepted),
        "known": result.known,
        "reports": [format_id(report) for report in result.accepted],
        "refused": [
            {"row": wrong.row, "cell": wrong.cell or None, "message": wrong.message}
            for wrong in result.refused
        ],
    }
