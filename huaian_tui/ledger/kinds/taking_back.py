"""What several kinds share when a record is taken back: by a new record that says so."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.domain.words.items import item
from huaian_tui.ledger.kinds.kind import FoldRecord, Step, Undoing
from huaian_tui.ledger.record import Body, Entry, RecordKind

CANNOT = "不能撤销"

SHOWN = 60
"""Cells of a text in the question."""


def undo_fact(undoing: Undoing) -> Step:
    """Take back a fact that stands by itself (a reading, a deliverable, a reply): by a retraction."""
    record = undoing.record
    if is_retracted(undoing.thing):
        raise HuaianError(CANNOT, "这条记录已经撤回", "不需要再撤销")
    about = "" if record.task_no is None else f"{item(record.task_no)} "
    said = ellipsis(undoing.kind.line(record.body), SHOWN)
    words = f"撤回{about}{record.occurred_on} 的{undoing.kind.title}：{said}"
    return Step(words, lambda reason: [retraction(record, reason, said)])


def is_retracted(thing: Sequence[FoldRecord]) -> bool:
    """Whether one of the records of a thing takes it back."""
    return any(one.kind == RecordKind.RETRACTION for one in thing)


def retraction(record: FoldRecord, reason: str, text: str | None = None) -> Entry:
    """A retraction that stands in the time line of the same task, milestone and day.

    ``text`` is what was said, for things without a view that shows what was retracted.
    """
    body = {"reason": reason} if text is None else {"reason": reason, "text": text}
    return beside(record, RecordKind.RETRACTION, body, ref=record.id, milestone=record.milestone)


def beside(
    record: FoldRecord, kind: str, body: Body, *, ref: bytes | None = None, milestone: str | None = None
) -> Entry:
    """An entry about the same task and day as a record."""
    return Entry(
        kind, body, task_no=record.task_no, milestone=milestone, occurred_on=record.occurred_on, ref=ref
    )
