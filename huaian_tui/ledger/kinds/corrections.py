"""Corrections (更正) and retractions (撤回): they belong to what they amend, which is of any kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from huaian_tui.ledger.kinds.decision_undo import take_back_decision
from huaian_tui.ledger.kinds.kind import (
    DAY,
    FROM_REPORT,
    REF,
    TASK,
    Field,
    FieldType,
    Kind,
    Step,
    Subject,
    Undoing,
)
from huaian_tui.ledger.kinds.notes import NOTE, NOTE_FIELDS
from huaian_tui.ledger.kinds.taking_back import CHANGED, CORRECTS, OF, UNDOES, take_back_fact
from huaian_tui.ledger.record import Body, RecordKind


def _take_back(undoing: Undoing) -> Step:
    """What was taken back holds again, what was corrected reads as before."""
    return (take_back_decision if undoing.decided else take_back_fact)(undoing)


def _and_reason(part: str) -> Callable[[Body], str]:
    return lambda body: f"{body.get(part) or body.get('text', '')}（理由：{body.get('reason', '')}）"


_ABOUT = (
    Field("reason", FieldType.LINE, needed=True),
    Field("settles", FieldType.IDS, optional=True, unsaid=True),
)
_CORRECTING = (
    *_ABOUT,
    Field(CORRECTS, FieldType.ID, optional=True, unsaid=True),
    Field(OF, FieldType.LINE, optional=True, unsaid=True),
    Field(CHANGED, FieldType.TEXT, optional=True),
)

CORRECTION = Kind(
    name=RecordKind.CORRECTION,
    title="更正",
    words=("gz", "gengzheng"),
    fields=(*NOTE_FIELDS, *_CORRECTING),
    gist=_and_reason(CHANGED),
    needed=(TASK, DAY, REF),
    joins=True,
    joins_milestone=True,
    subject=Subject.NOTE,
    renames="milestone",
    taken_back_by=RecordKind.RETRACTION,
    undo=_take_back,
)
"""Declared as it corrects a note; ``correction_of`` says what one of another kind holds."""

RETRACTION = Kind(
    name=RecordKind.RETRACTION,
    title="撤回",
    words=("ch", "chehui", "撤销"),
    fields=(*_ABOUT, Field(UNDOES, FieldType.ID, optional=True, unsaid=True), *FROM_REPORT),
    gist=_and_reason("text"),
    needed=(REF,),
    joins=True,
    joins_milestone=True,
    subject=Subject.NOTE,
    renames="milestone",
    taken_back_by=RecordKind.RETRACTION,
    undo=_take_back,
)


@cache
def correction_of(kind: Kind | None) -> Kind:
    """A correction as its body must be for a record of this kind; None: of a kind that is not known here."""
    if kind is NOTE:
        return CORRECTION
    own = {field.name for field in _CORRECTING}
    fields = () if kind is None else tuple(one for one in kind.fields if one.name not in own)
    return Kind(
        name=CORRECTION.name,
        title=CORRECTION.title,
        words=CORRECTION.words,
        fields=(*fields, *_CORRECTING),
        gist=CORRECTION.gist,
        needed=(REF,) if kind is None else tuple(dict.fromkeys((*kind.needed, REF))),
        joins=True,
        joins_milestone=True,
        other_way="",
    )
