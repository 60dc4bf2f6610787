"""Readings (读数): the value of a milestone's target on a day."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.domain.rules.targets import format_number
from huaian_tui.ledger.kinds.kind import (
    DAY,
    MILESTONE,
    TASK,
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
from huaian_tui.ledger.kinds.taking_back import is_retracted, undo_fact
from huaian_tui.ledger.record import Body, RecordKind


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    said = records[0]
    value = said.body.get("value")
    if value is None or is_retracted(records):
        return ((),)
    return (((said.id, said.milestone, said.occurred_on, value, said.officer),),)


READINGS = Projection(
    By.RECORD, (Table("reading", "id", ("id", "milestone", "day", "value", "officer")),), _rows
)
"""Also those that a completion (办结) brings."""


def reading_words(body: Body) -> str:
    """The value as people write it: 读数 4200."""
    return f"读数 {format_number(float(body.get('value') or 0))}"


READING = Kind(
    name=RecordKind.READING,
    title="指标读数",
    words=("zbds", "数值", "登记数值"),
    fields=(Field("value", FieldType.NUMBER),),
    gist=reading_words,
    needed=(TASK, MILESTONE, DAY),
    makes=(READINGS,),
    subject=Subject.MILESTONE,
    taken_back_by=RecordKind.RETRACTION,
    undo=undo_fact,
)
