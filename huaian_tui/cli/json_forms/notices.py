"""The JSON of a notice (文书), and of what its proofreading (核对) found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.ledger.identity import format_id

if TYPE_CHECKING:
    from huaian_tui.documents.proofreading.notice import Finding


def notice_form(row: NoticeRow) -> Form:
    """A notice with its replies."""
    return {
        "id": format_id(row.record_id),
        "kind": row.kind,
        "number": row.number or None,
        "title": row.title,
        "state": row.state,
        "units": list(row.units),
        "issued_on": iso(row.issued_on),
        "reply_due": iso(row.reply_due),
        "replies": [
            {"unit": one.unit, "date": one.day.isoformat(), "text": one.text, "officer": one.officer}
            for one in row.replies
        ],
        "drafted_on": row.drafted_on.isoformat(),
        "officer": row.officer,
    }


def finding_form(finding: Finding, message: str) -> Form:
    """A finding; ``message`` also names the command that mends it."""
    return {"rule": finding.rule, "message": message, "severity": finding.severity}
