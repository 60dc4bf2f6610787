"""What units answer to a notice (反馈)."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.ledger.kinds.kind import (
    DAY,
    REF,
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Projection,
    Row,
    Subject,
    Table,
)
from huaian_tui.ledger.kinds.taking_back import as_it_reads, take_back_fact
from huaian_tui.ledger.record import Body, RecordKind


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    said = as_it_reads(records)
    if said is None:
        return ((),)
    body = said.body
    return (((said.id, said.ref, body.get("unit"), said.occurred_on, body.get("text"), said.officer),),)


def _gist(body: Body) -> str:
    return f"{body.get('unit', '')}：{body.get('text', '')}"


REPLY = Kind(
    name=RecordKind.REPLY,
    title="反馈",
    words=("fk", "fankui"),
    fields=(Field("unit", FieldType.LINE, needed=True), Field("text", FieldType.TEXT, needed=True)),
    gist=_gist,
    needed=(DAY, REF),
    makes=(
        Projection(
            By.RECORD,
            (Table("notice_reply", "id", ("id", "notice", "unit", "day", "text", "officer")),),
            _rows,
        ),
    ),
    subject=Subject.NOTICE,
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_fact,
)
