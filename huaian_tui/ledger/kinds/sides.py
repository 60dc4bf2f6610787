"""The sides of a conflict: which records of a milestone belong to which, and what a settlement leaves out.

Two laptops that decide apart leave two heads. A later decision that ``settles`` them may say which
records it leaves out (``drops``, ids; ``decisions.left_out``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huaian_tui.ledger.kinds.decisions import decided, heads_of, left_out
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.record import RecordKind

ENDING = (RecordKind.MILESTONE_COMPLETE, RecordKind.MILESTONE_CANCEL, RecordKind.MILESTONE_REOPEN)
"""Decisions that say whether a milestone is still supervised; a new decision replaces those of all sides."""


def left_out_by_keeping(records: Iterable[FoldRecord], kept: bytes) -> list[FoldRecord]:
    """What is left out when this head is kept: all that only the other heads have taken notice of."""
    ordered = decided(records)
    known = _before(ordered, kept)
    return [one for one in ordered if one.id not in known]


def left_out_by_deciding(records: Iterable[FoldRecord]) -> list[FoldRecord]:
    """What is left out when a conflict is decided anew: what the sides said apart of ending or going on.

    Changes of the date stay, of which the last holds; the new decision may change it too.
    """
    ordered = decided(records)
    gone, heads = left_out(ordered), heads_of(ordered)
    shared = set.intersection(*(_before(ordered, head) for head in heads)) if heads else set()
    return [one for one in ordered if one.kind in ENDING and one.id not in shared | gone]


def _before(ordered: Sequence[FoldRecord], head: bytes) -> set[bytes]:
    """A head and all that its authors had before them."""
    by_id = {one.id: one for one in ordered}
    found, waiting = set[bytes](), [head]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        record = by_id.get(one)
        if record is not None:
            waiting += [] if record.ref is None else [record.ref]
            waiting += [bytes.fromhex(settled) for settled in record.body.get("settles", ())]
    return found
