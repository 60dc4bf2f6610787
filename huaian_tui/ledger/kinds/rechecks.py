"""销号抽查 as records: the sample that was drawn, and what was found of each item (the last word counts)."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.ledger.kinds.kind import (
    DAY,
    MILESTONE,
    REF,
    TASK,
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Projection,
    Row,
    Table,
)
from huaian_tui.ledger.kinds.taking_back import as_it_reads, take_back_fact
from huaian_tui.ledger.record import Body, RecordKind, canonical_json

RECHECK_COLUMNS = ("id", "day", "first_day", "last_day", "seed", "population", "items", "officer")
RESULT_COLUMNS = ("id", "recheck", "milestone", "day", "outcome", "text", "officer")


def _sample(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    said = as_it_reads(records)
    if said is None:
        return ((),)
    body = said.body
    row = (
        said.id,
        said.occurred_on,
        body["first"],
        body["last"],
        body["seed"],
        body["population"],
        canonical_json(list(body["items"])),
        said.officer,
    )
    return ((row,),)


def _result(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    said = as_it_reads(records)
    if said is None:
        return ((),)
    body = said.body
    row = (
        said.id,
        said.ref,
        said.milestone,
        said.occurred_on,
        body["outcome"],
        body.get("text", ""),
        said.officer,
    )
    return ((row,),)


def _sample_words(body: Body) -> str:
    drawn = len(body.get("items") or ())
    of = f"{body.get('first', '')} 至 {body.get('last', '')} 办结的 {body.get('population', 0)} 个节点"
    return f"{of}中抽查 {drawn} 个（种子 {body.get('seed', '')}）"


def _sample_told(body: Body) -> list[tuple[str, str]]:
    items = "、".join(str(one.get("milestone", "")) for one in body.get("items") or ())
    return [("抽查", _sample_words(body)), ("抽中", items)]


def outcome_word(outcome: str) -> str:
    """What people call what was found; that of a newer program as it stands."""
    # Imported here: every start loads the kinds, few of them say a result.
    from huaian_tui.domain.evaluation.rechecks import Outcome

    return Outcome(outcome).word if outcome in list(Outcome) else outcome


def _result_words(body: Body) -> str:
    said = outcome_word(str(body.get("outcome", "")))
    return f"{said}：{body['text']}" if body.get("text") else said


def _result_told(body: Body) -> list[tuple[str, str]]:
    return [("抽查结果", outcome_word(str(body.get("outcome", "")))), ("说明", str(body.get("text", "")))]


_ITEM = (
    Field("milestone", FieldType.LINE),
    Field("weight", FieldType.COUNT),
    Field("chance", FieldType.NUMBER),
    Field("risks", FieldType.LINES),
)

RECHECK = Kind(
    name=RecordKind.RECHECK,
    title="销号抽查",
    words=("xhcc", "xiaohaochoucha", "抽查"),
    fields=(
        Field("first", FieldType.DAY),
        Field("last", FieldType.DAY),
        Field("seed", FieldType.LINE, needed=True),
        Field("population", FieldType.COUNT),
        Field("items", FieldType.GROUPS, parts=_ITEM, unsaid=True),
    ),
    gist=_sample_words,
    needed=(DAY,),
    makes=(Projection(By.RECORD, (Table("recheck", "id", RECHECK_COLUMNS),), _sample),),
    told=_sample_told,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_fact,
)

RECHECK_RESULT = Kind(
    name=RecordKind.RECHECK_RESULT,
    title="抽查结果",
    words=("ccjg", "属实", "不属实"),
    fields=(
        Field("outcome", FieldType.LINE, needed=True, unsaid=True),
        Field("text", FieldType.TEXT, optional=True),
    ),
    gist=_result_words,
    needed=(TASK, MILESTONE, DAY, REF),
    makes=(Projection(By.RECORD, (Table("recheck_result", "id", RESULT_COLUMNS),), _result),),
    told=_result_told,
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_fact,
)
