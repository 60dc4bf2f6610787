"""The kinds of decisions on a milestone (节点): what each says, needs and makes."""

from __future__ import annotations

from collections.abc import Callable

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
from huaian_tui.ledger.kinds.target_parts import TARGET_FIELD, target_said
from huaian_tui.ledger.record import Body, RecordKind

# ---------------------------------------------------------------------- words


def _set_words(body: Body) -> str:
    target = target_said(body)
    said = f"{body.get('title', '')}，{body.get('due', '')}"
    return f"{said}{f'，指标：{target}' if target else ''}；{_basis_words(body)}"


def _target_words(body: Body) -> str:
    return f"指标改为 {target_said(body) or '无'}；{_basis_words(body)}"


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


def _decision(
    name: RecordKind,
    title: str,
    *words: str,
    gist: Callable[[Body], str],
    fields: tuple[Field, ...] = (),
    brief: str = "",
    needed: tuple[str, ...] = (),
    sets_milestone: bool = False,
) -> Kind:
    """A decision on a milestone, which can be corrected and taken back; ``needed`` besides its place."""
    return Kind(
        name=name,
        title=title,
        brief=brief,
        words=words,
        fields=(*_DECISION, *fields),
        gist=gist,
        needed=(TASK, MILESTONE, *needed),
        makes=(MILESTONES,),
        sets_milestone=sets_milestone,
        subject=Subject.MILESTONE,
        renames="milestone",
        corrected_by=RecordKind.CORRECTION,
        taken_back_by=RecordKind.RETRACTION,
        undo=take_back_decision,
    )


_RECURRING = (
    Field("series", FieldType.LINE, optional=True, unsaid=True),
    Field("every", FieldType.LINE, optional=True, unsaid=True),
)
"""Of which recurring duty a milestone is an occurrence (its first one's id), and its period."""

MILESTONE_SET = _decision(
    RecordKind.MILESTONE_SET,
    "设定节点",
    "sdjd",
    "设节点",
    gist=_set_words,
    fields=(_DUE, Field("title", FieldType.LINE, needed=True), _ASSUMED, *_RECURRING, TARGET_FIELD),
    brief="设定",
    sets_milestone=True,
)
MILESTONE_COMPLETE = _decision(
    RecordKind.MILESTONE_COMPLETE,
    "节点办结",
    "jdbj",
    "办结",
    gist=_complete_words,
    fields=(Field("value", FieldType.NUMBER, optional=True, nullable=True), *FROM_REPORT),
    brief="办结",
    needed=(DAY,),
)
MILESTONE_EXTEND = _decision(
    RecordKind.MILESTONE_EXTEND,
    "调整时限",
    "tzsx",
    "延期",
    gist=_extend_words,
    fields=(_DUE, _ASSUMED),
    brief="延期",
)
MILESTONE_CANCEL = _decision(
    RecordKind.MILESTONE_CANCEL, "节点中止", "jdzz", "中止", gist=_basis_words, brief="中止"
)
MILESTONE_REOPEN = _decision(RecordKind.MILESTONE_REOPEN, "重新督办", "cxdb", gist=_basis_words)
MILESTONE_TARGET = _decision(
    RecordKind.MILESTONE_TARGET,
    "设定指标",
    "sdzb",
    "shedingzhibiao",
    "指标",
    "基数",
    "计划进度",
    gist=_target_words,
    fields=(TARGET_FIELD,),
    brief="设指标",
)
"""What is to be reached, with baseline and planned values; without a target none any more."""
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
