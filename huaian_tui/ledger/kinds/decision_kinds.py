"""The kinds of decisions on a milestone (节点): what each says, needs and makes."""

from __future__ import annotations

from huaian_tui.ledger.kinds.decision_undo import take_back_decision
from huaian_tui.ledger.kinds.decisions import MILESTONES
from huaian_tui.ledger.kinds.kind import (
    DAY,
    FROM_REPORT,
    MILESTONE,
    TASK,
    Field,
    FieldType,
    Kind,
    Subject,
)
from huaian_tui.ledger.kinds.readings import reading_words
from huaian_tui.ledger.record import Body, RecordKind

# ---------------------------------------------------------------------- words


def _set_words(body: Body) -> str:
    return f"{body.get('title', '')}，{body.get('due', '')}；{_basis_words(body)}"


def _extend_words(body: Body) -> str:
    return f"时限改为 {body.get('due', '')}；{_basis_words(body)}"


def _complete_words(body: Body) -> str:
    reading = "" if body.get("value") is None else f"{reading_words(body)}；"
    return f"{reading}{_basis_words(body)}"


def _settle_words(body: Body) -> str:
    return f"采用{body.get('kept', '')}；{_basis_words(body)}"


def _basis_words(body: Body) -> str:
    return f"依据：{body.get('basis', '')}"


# ---------------------------------------------------------------------- the kinds

_DECISION = (
    Field("basis", FieldType.LINE, needed=True),
    Field("settles", FieldType.IDS, optional=True, unsaid=True),
    Field("drops", FieldType.IDS, optional=True, unsaid=True),
)
_DUE = Field("due", FieldType.DAY)
_ASSUMED = Field("assumed", FieldType.FLAG, optional=True, unsaid=True)


MILESTONE_SET = Kind(
    name=RecordKind.MILESTONE_SET,
    title="设定节点",
    brief="设定",
    words=("sdjd", "设节点"),
    fields=(*_DECISION, _DUE, Field("title", FieldType.LINE, needed=True), _ASSUMED),
    gist=_set_words,
    needed=(TASK, MILESTONE),
    makes=(MILESTONES,),
    sets_milestone=True,
    subject=Subject.MILESTONE,
    renames="milestone",
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_decision,
)
MILESTONE_COMPLETE = Kind(
    name=RecordKind.MILESTONE_COMPLETE,
    title="节点办结",
    brief="办结",
    words=("jdbj", "办结"),
    fields=(*_DECISION, Field("value", FieldType.NUMBER, optional=True, nullable=True), *FROM_REPORT),
    gist=_complete_words,
    needed=(TASK, MILESTONE, DAY),
    makes=(MILESTONES,),
    subject=Subject.MILESTONE,
    renames="milestone",
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_decision,
)
MILESTONE_EXTEND = Kind(
    name=RecordKind.MILESTONE_EXTEND,
    title="调整时限",
    brief="延期",
    words=("tzsx", "延期"),
    fields=(*_DECISION, _DUE, _ASSUMED),
    gist=_extend_words,
    needed=(TASK, MILESTONE),
    makes=(MILESTONES,),
    subject=Subject.MILESTONE,
    renames="milestone",
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_decision,
)
MILESTONE_CANCEL = Kind(
    name=RecordKind.MILESTONE_CANCEL,
    title="节点中止",
    brief="中止",
    words=("jdzz", "中止"),
    fields=_DECISION,
    gist=_basis_words,
    needed=(TASK, MILESTONE),
    makes=(MILESTONES,),
    subject=Subject.MILESTONE,
    renames="milestone",
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_decision,
)
MILESTONE_REOPEN = Kind(
    name=RecordKind.MILESTONE_REOPEN,
    title="重新督办",
    words=("cxdb",),
    fields=_DECISION,
    gist=_basis_words,
    needed=(TASK, MILESTONE),
    makes=(MILESTONES,),
    subject=Subject.MILESTONE,
    renames="milestone",
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_decision,
)
MILESTONE_SETTLE = Kind(
    name=RecordKind.MILESTONE_SETTLE,
    title="冲突核定",
    words=("cthd", "chongtuheding"),
    fields=(Field("kept", FieldType.LINE), *_DECISION),
    gist=_settle_words,
    needed=(TASK, MILESTONE),
    makes=(MILESTONES,),
    subject=Subject.MILESTONE,
    renames="milestone",
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_decision,
)
"""One side of a conflict is kept as it stands; the records of the others count for nothing (``sides``)."""
