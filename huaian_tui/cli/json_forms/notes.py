"""The JSON of a note."""

from __future__ import annotations

from huaian_tui.cli.json_forms.values import Form, iso, task_keys
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.ledger.identity import format_id


def note_form(note: NoteRow) -> Form:
    """A note as it reads now; ``earlier`` is what it said before, oldest first.

    ``changed`` there: the parts besides the text that the correction changed, as they read before it.
    """
    return {
        "id": format_id(note.record_id),
        **task_keys(note.named),
        "text": note.text,
        "officer": note.officer,
        "date": iso(note.day),
        "units": list(note.unit_names),
        "method": note.method,
        "problem": note.problem,
        "requirement": note.requirement,
        "follow_up": iso(note.follow_up),
        "keeps_visit": note.keeps_visit,
        "corrected": note.corrected,
        "solves": [format_id(one.record_id) for one in note.solves],
        "solved_by": [format_id(one.record_id) for one in note.solved_by],
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
        "laptop": note.laptop or None,
    }
