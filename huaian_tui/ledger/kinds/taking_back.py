"""What several kinds share when a record is taken back or corrected: by a new record that says so.

A retraction names in ``undoes`` what it takes back, a correction in ``corrects`` what it replaces;
both stand in the thing of that record, and can be taken back themselves. The pair of a record and
its retraction counts as nothing. Records without these names (of older programs) mean their ``ref``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.domain.words.items import item
from huaian_tui.ledger.kinds.kind import FoldRecord, Step, Undoing
from huaian_tui.ledger.record import Body, Entry, RecordKind

CANNOT = "不能撤回"

UNDOES, CORRECTS, OF, CHANGED = "undoes", "corrects", "of", "changed"
"""Parts of the body of a retraction and of a correction: which record, of what kind, what changed."""

SHOWN = 60
"""Cells of a text in the question."""

_SAID_ABOUT = frozenset((CORRECTS, OF, CHANGED, "reason"))
"""Parts of a correction that are about it, not of what it corrects."""


_RETRACTION = str(RecordKind.RETRACTION)


def named_record(record: FoldRecord, part: str) -> bytes | None:
    """The record that a part of the body names by its identity; None without one that can be read."""
    value = record.body.get(part)
    try:
        return bytes.fromhex(value) if isinstance(value, str) else None
    except ValueError:
        return None


def target_of(record: FoldRecord) -> bytes | None:
    """The record that a retraction takes back or a correction replaces; None for any other record."""
    if record.kind == RecordKind.RETRACTION:
        return named_record(record, UNDOES) or record.ref
    if record.kind == RecordKind.CORRECTION:
        return named_record(record, CORRECTS) or record.ref
    return None


def undone(records: Iterable[FoldRecord]) -> set[bytes]:
    """The records that are taken back, of all that belong to one thing, in any order.

    A retraction that is itself taken back takes nothing back. It can only name another
    retraction that is older than itself, so that what counts never goes in a circle.
    """
    retractions = [one for one in records if one.kind == _RETRACTION]
    if not retractions:
        return set()
    retractions.sort(key=lambda one: one.id, reverse=True)
    theirs = {one.id for one in retractions}
    gone = set[bytes]()
    for one in retractions:
        target = target_of(one)
        if one.id not in gone and target is not None and (target < one.id or target not in theirs):
            gone.add(target)
    return gone


def standing(records: Sequence[FoldRecord]) -> list[FoldRecord]:
    """What counts of the records of one thing: nothing that was taken back, each as it reads now.

    Corrections and retractions are worked in and are not among them.
    """
    gone = undone(records)
    newest = dict[bytes, FoldRecord]()
    for one in sorted(records, key=lambda one: one.id):
        target = target_of(one)
        if one.kind == RecordKind.CORRECTION and one.id not in gone and target is not None:
            newest[target] = one
    return [
        as_corrected(one, newest.get(one.id)) for one in records if one.id not in gone and not amends(one)
    ]


def amends(record: FoldRecord) -> bool:
    """Whether a record only says something of another: a correction or a retraction."""
    return record.kind in (RecordKind.CORRECTION, RecordKind.RETRACTION)


def as_corrected(record: FoldRecord, correction: FoldRecord | None) -> FoldRecord:
    """A record as a correction has it, under its own identity; itself without a correction of its kind."""
    if correction is None or correction.body.get(OF, RecordKind.NOTE) != record.kind:
        return record
    body = {key: value for key, value in correction.body.items() if key not in _SAID_ABOUT}
    return record._replace(occurred_on=correction.occurred_on, body=body)


def is_retracted(thing: Sequence[FoldRecord]) -> bool:
    """Whether the record that made a thing, the first, is taken back."""
    return thing[0].id in undone(thing)


def as_it_reads(thing: Sequence[FoldRecord]) -> FoldRecord | None:
    """The record that made a thing, the first, with its last correction; None when it is taken back."""
    made = thing[0].id
    return next((one for one in standing(thing) if one.id == made), None)


def take_back_fact(undoing: Undoing) -> Step:
    """Take back what stands by itself or joins such a thing: a note, a reading, a reply, a correction …"""
    record = undoing.record
    if not undoing.thing:
        raise HuaianError(CANNOT, "它所指的记录已不在台账里", "在“记录”里核对")
    if record.id in undone(undoing.thing):
        raise HuaianError(CANNOT, "这条记录已撤回", "不需要再撤回")
    title = undoing.kind.title
    now = next((one for one in standing(undoing.thing) if one.id == record.id), record)
    about = "" if record.task_no is None else f"{undoing.named or item(record.task_no)} "
    said = ellipsis(undoing.kind.line(now.body), SHOWN)
    said = f"「{said}」" if record.kind == RecordKind.NOTE else said
    made = undoing.thing[0].id

    def entries(reason: str) -> list[Entry]:
        return [retraction(record, reason, f"{title}：{said}", made=made)]

    what = f"{about}{record.occurred_on or ''} 的{title}：{said}".replace("  ", " ")
    amended = _AMENDED.get(record.kind)
    return Step(f"撤回{what}" if amended is None else f"取消{what}；{amended}", entries)


_AMENDED: dict[str, str] = {
    RecordKind.CORRECTION: "恢复为更正前的内容",
    RecordKind.RETRACTION: "原来的记录恢复",
}


def retraction(record: FoldRecord, reason: str, text: str, *, made: bytes) -> Entry:
    """A retraction that stands in the time line of the same task, milestone and day.

    ``text`` says what is taken back, ``made`` is the record that made the thing to which it belongs.
    """
    body: Body = {"reason": reason, "text": text, UNDOES: record.id.hex()}
    return _beside(record, RecordKind.RETRACTION, body, made)


def correction(record: FoldRecord, body: dict[str, Any], *, made: bytes) -> Entry:
    """A correction of a record, which is of any kind; ``body`` says how it reads, why, and what changed."""
    named: Body = body | {CORRECTS: record.id.hex(), OF: record.kind}
    return _beside(record, RecordKind.CORRECTION, named, made)


def _beside(record: FoldRecord, kind: str, body: Body, ref: bytes) -> Entry:
    """An entry about the same task, milestone and day as a record."""
    return Entry(
        kind,
        body,
        task_no=record.task_no,
        milestone=record.milestone,
        occurred_on=record.occurred_on,
        ref=ref,
    )
