"""What was edited by hand in a notice: numbers without records, sums that fit no longer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from huaian_tui.documents.comparing.edits import Edit, edits_between
from huaian_tui.documents.comparing.merging import marks_in
from huaian_tui.documents.document_json import document_from_json
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.documents.proofreading.numbers import Number, misfits, numbers_in, unsupported
from huaian_tui.documents.proofreading.words import printed_texts
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.store.queries.draft_versions import draft_versions

_MOST_NAMED = 8
"""Numbers of a paragraph that are named; of more it says how many."""


def composed_document(connection: sqlite3.Connection, notice: NoticeRow) -> OfficialDocument | None:
    """The notice as composed; of a draft of an older program its first version. None: it has none."""
    if notice.composed:
        return document_from_json(notice.composed)
    versions = draft_versions(connection, notice.record_id)
    return document_from_json(versions[0].document) if versions else None


def undecided(document: OfficialDocument) -> str:
    """That somebody has to choose yet between what was written by hand and what was composed anew."""
    places = marks_in(document)
    return f"{'、'.join(places)}两边都改了，还没有选定；留下要用的一段，删去另一段和标记" if places else ""


def remarks_on_edits(
    connection: sqlite3.Connection, notice: NoticeRow, document: OfficialDocument
) -> Iterator[tuple[str, str]]:
    """(place, what to look at) of paragraphs that were edited, in the order of the paper."""
    composed = composed_document(connection, notice)
    if composed is None or marks_in(document):
        return
    whole = "\n".join((*printed_texts(composed), *composed.recipients))
    for edit in edits_between(composed, document):
        for told in _remarks(edit, whole):
            yield edit.place, f"{edit.place}是手改的：{told}"


def _remarks(edit: Edit, whole: str) -> Iterator[str]:
    if not edit.text:
        return
    alone = unsupported(edit.text, edit.composed, whole)
    if alone:
        before = numbers_in(edit.composed)
        was = f"；拟稿时是{_named(before)}" if before else ""
        yield f"{_named(alone)}没有记录支持，请核对{was}"
    before_misfits = set(misfits(edit.composed))
    for told in misfits(edit.text):
        if told not in before_misfits:
            yield f"{told}，请核对"


def _named(numbers: list[Number]) -> str:
    shown = "、".join(f"“{one.written}”" for one in dict.fromkeys(numbers[:_MOST_NAMED]))
    return shown + (f"等{len(numbers)}个数" if len(numbers) > _MOST_NAMED else "")
