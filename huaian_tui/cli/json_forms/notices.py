"""The JSON of a notice and of what units answered to it."""

from __future__ import annotations

from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.domain.answers.notices import ChangeRow, NoticeRow, ReplyRow
from huaian_tui.ledger.fingerprint import heads_fingerprint
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


def change_form(change: ChangeRow) -> Form:
    """What a paper says otherwise than the ledger: null where it said nothing, or has nothing to say now."""
    return {
        "place": change.place,
        "was": change.was or None,
        "now": change.now or None,
        "records": list(change.records),
    }


def notice_form(row: NoticeRow) -> Form:
    """A notice as JSON, with its replies."""
    return {
        "id": format_id(row.record_id),
        "kind": row.kind,
        "number": row.number or None,
        "title": row.title,
        "state": row.state,
        "discarded": row.discarded,
        "units": list(row.unit_names),
        "issued_on": iso(row.issued_on),
        "reply_due": iso(row.reply_due),
        "replies": [reply_form(one) | {"unit": row.name_of(one.unit)} for one in row.replies],
        "drafted_on": row.drafted_on.isoformat(),
        "as_of": iso(row.as_of),
        "officer": row.officer,
        "plans": list(row.plan_codes),
        "doubled": row.doubled,
        "former_numbers": list(row.former_numbers),
        "fingerprint": heads_fingerprint(row.heads) or None,
        "laptop": row.laptop or None,
    }
