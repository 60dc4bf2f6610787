"""The own day of a decision: from which day on it counts, whenever it was recorded.

A decision names it (``occurred_on``); one of an older program that names none counts from the day from
which it was known. What was taken back counts on no day, what was corrected from its corrected day on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from huaian_tui.ledger.identity import day_number
from huaian_tui.ledger.kinds.decision_heads import agreed, counted, decided, heads_of, known_to
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

    What a later decision has settled is no conflict any more, also on a day before it. What is in conflict
    is so from the first own day of what the sides decided apart; before it all of them say the same.
    """
    ordered, last = decided(records), day_number(day)
    known = agreed(ordered)
    kept = _in_one_line([one for one in counted(known) if own_day(one) <= last])
    own = {one.id for one in kept}
    if known is not ordered and _differ(lambda one: own_day(one) <= last, ordered, counted(known)):
        heads = heads_of(ordered)
        kept += [_side(one, own) for one in ordered if one.id in heads]
    # An older program took back the value of a completion, not the completion, by what names nothing.
    nameless = [one for one in records if one.kind == RecordKind.RETRACTION and UNDOES not in one.body]
    return kept + [one for one in nameless if one.ref in own]


def agreed_decisions(
    records: Sequence[FoldRecord], counts: Callable[[FoldRecord], bool]
) -> tuple[list[FoldRecord], bool]:
    """The decisions on one milestone that all agree on, each as it reads now; and whether it is in conflict.

    That is so where officers decided apart what ``counts`` says of.
    """
    ordered = decided(records)
    known = agreed(ordered)
    kept = counted(known)
    return kept, known is not ordered and _differ(counts, ordered, kept)


def _in_one_line(kept: list[FoldRecord]) -> list[FoldRecord]:
    """The same, the newest with notice of all: what stood between them may have been left out."""
    if not kept:
        return kept
    *others, newest = kept
    settled = [*newest.body.get("settles", ()), *(one.id.hex() for one in others)]
    return [*others, newest._replace(body={**newest.body, "settles": settled})]


def _differ(
    counts: Callable[[FoldRecord], bool], ordered: Sequence[FoldRecord], known: list[FoldRecord]
) -> bool:
    """Whether what a side of a conflict says, as far as it counts, is not what all agree on."""
    for head in heads_of(ordered):
        seen = known_to(ordered, head)
        side = counted([one for one in ordered if one.id in seen])
        apart = [one for one in side if one not in known] + [one for one in known if one not in side]
        if any(counts(one) for one in apart):
            return True
    return False


def _side(head: FoldRecord, known: Iterable[bytes]) -> FoldRecord:
    """In the place of what one side of a conflict decided: that it knew all these, and no more."""
    body = {"settles": [one.hex() for one in sorted(known)]}
    return head._replace(kind=RecordKind.MILESTONE_SETTLE, ref=None, body=body)
