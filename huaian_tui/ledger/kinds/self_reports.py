"""Reports of units about their milestones (单位自报), and the officer's decision on each (核实)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.report_states import ReportState
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
    Named,
    Projection,
    Row,
    Step,
    Table,
    Undoing,
)
from huaian_tui.ledger.kinds.taking_back import CANNOT, as_it_reads, standing, take_back_fact
from huaian_tui.ledger.record import Body, RecordKind, canonical_json

# ---------------------------------------------------------------------- rows


def report_decision(records: Sequence[FoldRecord]) -> tuple[FoldRecord | None, ReportState]:
    """The last decision on a report, and where the report stands."""
    decisions = [one for one in standing(records) if one.kind == RecordKind.REPORT_DECISION]
    if not decisions:
        return None, ReportState.PENDING
    confirmed = decisions[-1].body.get("decision") == ReportState.CONFIRMED
    return decisions[-1], ReportState.CONFIRMED if confirmed else ReportState.REJECTED


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    said = as_it_reads(records)
    if said is None:
        return ((),)
    decided, state = report_decision(records)
    form = said.body.get("form") or {}
    row = (
        said.id,
        said.task_no,
        said.milestone,
        said.body.get("unit"),
        said.occurred_on,
        state.value,
        None if decided is None else decided.id,
        form.get("id"),
        form.get("file"),
        form.get("line"),
        claim_of(said),
    )
    return ((row,),)


SAID = ("progress", "finished", "finished_on", "value", "problem", "next_step", "contact")
"""What a unit says in a report; the same words in the same form are the same report."""


def claim_of(report: FoldRecord) -> str:
    """What a report claims in which form, as 32 hexadecimal digits: two laptops that take it in agree."""
    form = report.body.get("form") or {}
    said = [form.get("id"), report.milestone, report.body.get("unit"), *map(report.body.get, SAID)]
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()[:32]


_COLUMNS = ("id", "task_no", "milestone", "unit", "day", "state", "decision", "form", "file", "line", "claim")

# ---------------------------------------------------------------------- words


def _report_words(body: Body) -> str:
    if not body.get("unit"):
        return ""
    done = f"（报称 {body.get('finished_on', '')} 完成）" if body.get("finished") else ""
    return f"{body.get('unit', '')}{done}：{body.get('progress', '')}"


def _decision_words(body: Body) -> str:
    said = {"confirmed": "确认", "rejected": "驳回"}.get(str(body.get("decision")), "核实")
    reason = body.get("reason", "")
    return f"{said}{body.get('unit', '单位')}的自报" + (f"；理由：{reason}" if reason else "")


def _closed(records: Sequence[FoldRecord]) -> HuaianError | None:
    decided, state = report_decision(records)
    if decided is None:
        return None
    return HuaianError(
        f"这条自报{state.word}",
        f"{decided.officer} {decided.occurred_on} 已核实过",
        f"核实有误的，先退回核实（feedback reopen {records[0].id.hex()[-8:]}）",
    )


def _take_back(undoing: Undoing) -> Step:
    """A report that was taken in by mistake, as long as nobody has decided on it."""
    refusal = _closed(undoing.thing) if undoing.thing else None
    if refusal is not None:
        raise HuaianError(CANNOT, refusal.title, refusal.way_out)
    return take_back_fact(undoing)


# ---------------------------------------------------------------------- the kinds

_FORM = (
    Field("id", FieldType.LINE),
    Field("version", FieldType.COUNT),
    Field("exported_on", FieldType.DAY),
    Field("file", FieldType.LINE),
    Field("line", FieldType.COUNT),
)

SELF_REPORT = Kind(
    name=RecordKind.SELF_REPORT,
    title="单位自报",
    words=("dwzb", "自报"),
    fields=(
        Field("unit", FieldType.LINE, needed=True, names=Named.UNIT),
        Field("progress", FieldType.TEXT, needed=True),
        Field("finished", FieldType.FLAG, unsaid=True),
        Field("finished_on", FieldType.DAY, nullable=True),
        Field("value", FieldType.NUMBER, nullable=True),
        Field("problem", FieldType.TEXT),
        Field("next_step", FieldType.TEXT),
        Field("contact", FieldType.LINE),
        Field("form", FieldType.GROUP, unsaid=True, parts=_FORM),
        Field("source", FieldType.LINE, optional=True),
    ),
    gist=_report_words,
    needed=(TASK, MILESTONE, DAY),
    makes=(Projection(By.RECORD, (Table("self_report", "id", _COLUMNS),), _rows),),
    taken_back_by=RecordKind.RETRACTION,
    closed=_closed,
    undo=_take_back,
)
REPORT_DECISION = Kind(
    name=RecordKind.REPORT_DECISION,
    title="核实自报",
    words=("hszb", "核实"),
    fields=(
        Field("decision", FieldType.LINE, needed=True, unsaid=True),
        Field("reason", FieldType.LINE, needed=True),
        Field("unit", FieldType.LINE, optional=True),
    ),
    gist=_decision_words,
    needed=(REF,),
    joins=True,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_fact,
)
