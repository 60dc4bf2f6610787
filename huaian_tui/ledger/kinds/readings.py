"""Readings (读数): the value of a milestone's target on a day."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.domain.rules.targets import format_number
from huaian_tui.ledger.kinds.kind import (
    DAY,
    FROM_REPORT,
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
from huaian_tui.ledger.kinds.taking_back import as_it_reads, named_record, take_back_fact
from huaian_tui.ledger.record import Body, RecordKind

READING_COLUMNS = ("id", "milestone", "day", "value", "officer", "completes", "said", "claim")
"""``completes``: the milestone, for the value of a completion; ``said``: the record by which two of a day
are ordered, which is the report for one that follows from a report, ``claim`` what that one claims."""


def reading_row(record: FoldRecord, *, completes: str | None = None) -> Row:
    """A record that has a value as a row of ``reading``."""
    said = named_record(record, "report") or record.id
    return (
        record.id,
        record.milestone,
        record.occurred_on,
        record.body["value"],
        record.officer,
        completes,
        said,
        record.body.get("claim"),
    )


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    said = as_it_reads(records)
    return ((() if said is None or said.body.get("value") is None else (reading_row(said),)),)


READINGS = Projection(By.RECORD, (Table("reading", "id", READING_COLUMNS, others="completes"),), _rows)


def reading_words(body: Body) -> str:
    """The value as people write it: 读数 4200."""
    return f"读数 {format_number(float(body.get('value') or 0))}"


READING = Kind(
    name=RecordKind.READING,
    title="指标读数",
    words=("zbds", "数值", "登记数值"),
    fields=(
        Field("value", FieldType.NUMBER),
        *FROM_REPORT,
    ),
    gist=reading_words,
    needed=(TASK, MILESTONE, DAY),
    makes=(READINGS,),
    subject=Subject.MILESTONE,
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_fact,
)
