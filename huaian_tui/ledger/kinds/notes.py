"""Notes of supervision (督查记录), their corrections, and retractions of notes and other facts."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.visits import kept_from
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.domain.words.items import item
from huaian_tui.ledger.kinds.kind import (
    DAY,
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
    Subject,
    Table,
    Undoing,
)
from huaian_tui.ledger.kinds.taking_back import CANNOT, SHOWN, beside, is_retracted, retraction
from huaian_tui.ledger.record import Body, Entry, RecordKind

# ---------------------------------------------------------------------- rows


def current_of(records: Sequence[FoldRecord]) -> FoldRecord:
    """The record whose text holds: the note's last correction, or the note itself, which is the first."""
    current = records[0]
    for one in records:
        if one.kind == RecordKind.CORRECTION:
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


def _text_and_reason(body: Body) -> str:
    return f"{body.get('text', '')}（理由：{body.get('reason', '')}）"


# ---------------------------------------------------------------------- correcting and taking back


def _closed(records: Sequence[FoldRecord]) -> HuaianError | None:
    if not is_retracted(records):
        return None
    return HuaianError("这条督查记录已撤回", "撤回的记录不能再改", "如需补记，请新写一条")


def _undo_note(undoing: Undoing) -> Step:
    note = undoing.record
    if is_retracted(undoing.thing):
        raise HuaianError(CANNOT, "这条督查记录已经撤回", "不需要再撤销")
    if current_of(undoing.thing).id != note.id:
        raise HuaianError(CANNOT, "这条督查记录后来有更正", "先看更正的内容，再决定是否撤回")
    words = f"撤回{item(note.task_no)} {note.occurred_on} 的督查记录：{_shown(note.body)}"
    return Step(words, lambda reason: [retraction(note, reason)])


def _undo_correction(undoing: Undoing) -> Step:
    record, thing = undoing.record, undoing.thing
    _check_refers(record)
    if not thing or thing[0].kind != RecordKind.NOTE:
        raise HuaianError(CANNOT, "这条督查记录已不在台账里", "在“记录”里核对")
    retracted = is_retracted(thing)
    if retracted or current_of(thing).id != record.id:
        after = "已经撤回" if retracted else "后来又有更正"
        raise HuaianError(CANNOT, f"这条督查记录{after}", "在“记录”里核对")
    before = current_of([one for one in thing if one.id < record.id] or thing[:1])
    note_of = f"{item(record.task_no)}的督查记录"
    former = f"恢复为更正前的内容：{_shown(before.body)}"

    def entries(reason: str) -> list[Entry]:
        return [beside(before, RecordKind.CORRECTION, {**before.body, "reason": reason}, ref=record.ref)]

    return Step(f"{note_of}{former}", entries, f"{note_of}已{former}")


def _undo_retraction(undoing: Undoing) -> Step:
    _check_refers(undoing.record)
    if not undoing.thing or undoing.thing[0].kind != RecordKind.NOTE:
        raise HuaianError(CANNOT, "撤回的不是督查记录", "需要的话，请重新登记")
    before = current_of(undoing.thing)
    task = item(before.task_no)
    again = f"另记一条内容相同的督查记录：{_shown(before.body)}"

    def entries(_: str) -> list[Entry]:
        body = {key: value for key, value in before.body.items() if key != "reason"}
        return [beside(before, RecordKind.NOTE, body)]

    return Step(f"{task}{again}", entries, f"{task}已{again}")


def _check_refers(record: FoldRecord) -> None:
    if record.ref is None:
        raise HuaianError(CANNOT, "这条记录没有写明针对哪一条", "在“记录”里核对")


def _shown(body: Body) -> str:
    return f"「{ellipsis(' '.join(str(body['text']).split()), SHOWN)}」"


# ---------------------------------------------------------------------- the kinds

_PARTS = (
    Field("text", FieldType.TEXT, needed=True),
    Field("units", FieldType.LINES, optional=True, names=Named.UNIT),
    Field("method", FieldType.LINE, optional=True),
    Field("contact", FieldType.LINE, optional=True),
    Field("problem", FieldType.TEXT, optional=True),
    Field("requirement", FieldType.TEXT, optional=True),
    Field("follow_up", FieldType.DAY, optional=True, nullable=True),
    Field("keeps_visit", FieldType.FLAG, optional=True, unsaid=True),
)
_REASON = Field("reason", FieldType.LINE, needed=True)

NOTE = Kind(
    name=RecordKind.NOTE,
    title="督查记录",
    words=("dcjl", "记录"),
    fields=_PARTS,
    gist=_text,
    needed=(TASK, DAY),
    makes=(NOTES,),
    subject=Subject.NOTE,
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    closed=_closed,
    undo=_undo_note,
)
CORRECTION = Kind(
    name=RecordKind.CORRECTION,
    title="更正",
    words=("gz", "gengzheng"),
    fields=(*_PARTS, _REASON),
    gist=_text_and_reason,
    needed=(TASK, DAY, REF),
    joins=True,
    subject=Subject.NOTE,
    undo=_undo_correction,
)
RETRACTION = Kind(
    name=RecordKind.RETRACTION,
    title="撤回",
    words=("ch", "chehui"),
    fields=(_REASON,),
    gist=_text_and_reason,
    needed=(REF,),
    joins=True,
    subject=Subject.NOTE,
    undo=_undo_retraction,
)
