"""The own day of a decision: from which day on it counts, whenever it was recorded.

A decision names it (``occurred_on``); one of an older program that names none counts from the day from
which it was known. What was taken back counts on no day, what was corrected from its corrected day on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from huaian_tui.ledger.identity import day_number
from huaian_tui.ledger.kinds.decisions import counted, decided
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.taking_back import UNDOES
from huaian_tui.ledger.record import RecordKind


def own_day(record: FoldRecord) -> int:
    """The day from which a record counts (``identity.day_number``)."""
    if record.occurred_on is None:
        return record.known
    return day_number(date.fromisoformat(record.occurred_on))


def counting_on(records: Sequence[FoldRecord], day: date) -> list[FoldRecord]:
    """The decisions on one milestone that count on a day, by what is known of all of them.

    What a later decision has settled is no conflict any more, also on a day before it.
    """
    ordered, last = decided(records), day_number(day)
    kept = [one for one in counted(ordered) if own_day(one) <= last]
    if not kept:
        return kept
    own, newest = {one.id for one in kept}, kept[-1]
    seen = _noticed([one for one in ordered if one.id not in own])
    settled = [one.hex() for one in seen if one in own and one != newest.id]
    if settled:
        body = {**newest.body, "settles": [*newest.body.get("settles", ()), *settled]}
        kept[-1] = newest._replace(body=body)
    # An older program took back the value of a completion, not the completion, by what names nothing.
    nameless = [one for one in records if one.kind == RecordKind.RETRACTION and UNDOES not in one.body]
    return kept + [one for one in nameless if one.ref in own]


def _noticed(records: Sequence[FoldRecord]) -> list[bytes]:
    """The decisions that these have seen or settled."""
    seen = [one.ref for one in records if one.ref is not None]
    return [*seen, *(bytes.fromhex(side) for one in records for side in one.body.get("settles", ()))]
