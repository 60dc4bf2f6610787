"""What is handed in (成果报送) for a deliverable that the plan names."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.ledger.kinds.kind import (
    DAY,
    TASK,
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Named,
    Projection,
    Row,
    Table,
)
from huaian_tui.ledger.kinds.taking_back import as_it_reads, take_back_fact
from huaian_tui.ledger.record import Body, RecordKind


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    said = as_it_reads(records)
    if said is None:
        return ((),)
    body = said.body
    return (((said.id, body.get("deliverable"), said.occurred_on, body.get("text"), said.officer),),)


def _gist(body: Body) -> str:
    return str(body.get("text") or body.get("title") or "")


DELIVERABLE = Kind(
    name=RecordKind.DELIVERABLE,
    title="成果报送",
    words=("cgbs", "成果"),
    fields=(
        Field("deliverable", FieldType.LINE, needed=True, names=Named.DELIVERABLE, unsaid=True),
        Field("title", FieldType.LINE, optional=True),
        Field("text", FieldType.LINE, needed=True),
    ),
    gist=_gist,
    needed=(TASK, DAY),
    makes=(
        Projection(
            By.RECORD, (Table("handed_in", "id", ("id", "deliverable", "day", "text", "officer")),), _rows
        ),
    ),
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_fact,
)
