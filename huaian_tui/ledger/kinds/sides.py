"""The sides of a conflict: which records of a milestone belong to which, and what a settlement leaves out.

Two laptops that decide apart leave two heads. A later decision that ``settles`` them may say which
records it leaves out (``drops``, ids; ``decision_heads.left_out``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from huaian_tui.ledger.kinds.decision_heads import agreed, counted, decided, known_to
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.record import RecordKind

ENDING = (RecordKind.MILESTONE_COMPLETE, RecordKind.MILESTONE_CANCEL, RecordKind.MILESTONE_REOPEN)
"""Decisions that say whether a milestone is still supervised; a new decision replaces those of all sides."""


def left_out_by_keeping(records: Iterable[FoldRecord], kept: bytes) -> list[FoldRecord]:
    """What is left out when this head is kept: all that only the other heads have taken notice of."""
    ordered = decided(records)
    known = known_to(ordered, kept)
    return [one for one in ordered if one.id not in known]


class DecidedAnew(NamedTuple):
    """What a new decision leaves of what the sides of a conflict decided apart, each as it reads now.

    ``gone`` counts for nothing from then on; ``dates`` are changes of the date that stay, of which the
    last holds.
    """

    gone: list[FoldRecord]
    dates: list[FoldRecord]


def decided_anew(records: Iterable[FoldRecord], kind: str) -> DecidedAnew:
    """What is left when a conflict is decided anew by a decision of this kind.

    Whether the milestone is supervised is decided by it alone. A date that the sides gave stays where they
    agree on it; else a new date replaces them all, and any other decision leaves the last.
    """
    ordered = decided(records)
    known = {one.id for one in agreed(ordered)}
    apart = [one for one in counted(ordered) if one.id not in known]
    gone = [one for one in apart if one.kind in ENDING]
    dates = [one for one in apart if one.kind == RecordKind.MILESTONE_EXTEND]
    if len({one.body["due"] for one in dates}) > 1:
        kept = dates[:0] if kind == RecordKind.MILESTONE_EXTEND else dates[-1:]
        gone += [one for one in dates if one not in kept]
        dates = kept
    return DecidedAnew(sorted(gone, key=lambda one: one.id), dates)
