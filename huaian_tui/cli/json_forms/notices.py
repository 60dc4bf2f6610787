"""The JSON of what units answered to a notice."""

from __future__ import annotations

from huaian_tui.cli.json_forms.values import Form
from huaian_tui.domain.answers.notices import ReplyRow
from huaian_tui.ledger.identity import format_id


def reply_form(reply: ReplyRow) -> Form:
    """An answer as it reads now; by its id it is corrected or taken back."""
    return {
        "id": format_id(reply.record_id),
        "unit": reply.unit,
        "date": reply.day.isoformat(),
        "text": reply.text,
        "officer": reply.officer,
    }
