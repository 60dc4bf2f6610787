"""Notes of supervision (督查记录)."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.visits import kept_from
from huaian_tui.ledger.kinds.kind import (
    DAY,
    FROM_REPORT,
    TASK,
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Named,
    Projection,
    Row,
    Subject,
    Table,
)
from huaian_tui.ledger.kinds.taking_back import OF, is_retracted, take_back_fact, undone
from huaian_tui.ledger.record import Body, RecordKind

# ---------------------------------------------------------------------- rows


def current_of(records: Sequence[FoldRecord]) -> FoldRecord:
    """The record whose text holds: the note's last correction, or the note itself, which is the first."""
    current, gone = records[0], undone(records)
    for one in records:
        of_note = one.kind == RecordKind.CORRECTION and one.body.get(OF, RecordKind.NOTE) == RecordKind.NOTE
        if of_note and one.id not in gone:
            current = one
    return current


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    note, current = records[0], current_of(records)
    follow_up = current.body.get("follow_up")
    row = (
        note.id,
        note.task_no,
        current.occurred_on,
        current.id,
        follow_up,
        int(current.id != note.id),
        int(is_retracted(records)),
        int(current.body.get("keeps_visit") is not False),
        kept_from(current.occurred_on or "", follow_up),
        note.body.get("claim"),
    )
    units = dict.fromkeys(current.body.get("units") or ())
    return (row,), [(unit, note.id) for unit in units]


_NOTE_COLUMNS = (
    "id",
    "task_no",
    "day",
    "current",
    "follow_up",
    "corrected",
    "retracted",
    "keeps_visit",
    "kept_from",
    "claim",
)

NOTES = Projection(
    By.RECORD,
    (
        Table("note", "id", _NOTE_COLUMNS),
        Table("note_unit", "note", ("unit", "note")),
    ),
    _rows,
)


# ---------------------------------------------------------------------- words


def _text(body: Body) -> str:
    return str(body.get("text") or "")


# ---------------------------------------------------------------------- correcting and taking back


def _closed(records: Sequence[FoldRecord]) -> HuaianError | None:
    if not is_retracted(records):
        return None
    return HuaianError("这条督查记录已撤回", "撤回的记录不能再改", "如需补记，请新写一条")


# ---------------------------------------------------------------------- the kinds

NOTE_FIELDS = (
    Field("text", FieldType.TEXT, needed=True),
    Field("units", FieldType.LINES, optional=True, names=Named.UNIT),
    Field("method", FieldType.LINE, optional=True),
    Field("contact", FieldType.LINE, optional=True),
    Field("problem", FieldType.TEXT, optional=True),
    Field("requirement", FieldType.TEXT, optional=True),
    Field("follow_up", FieldType.DAY, optional=True, nullable=True),
    Field("keeps_visit", FieldType.FLAG, optional=True, unsaid=True),
    Field("solves", FieldType.IDS, optional=True, unsaid=True),
)
NOTE = Kind(
    name=RecordKind.NOTE,
    title="督查记录",
    words=("dcjl", "记录"),
    fields=(*NOTE_FIELDS, *FROM_REPORT),
    gist=_text,
    needed=(TASK, DAY),
    makes=(NOTES,),
    subject=Subject.NOTE,
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    closed=_closed,
    undo=take_back_fact,
)
