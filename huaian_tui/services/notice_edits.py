"""Who edited what in a draft, and when: from the versions of the draft that the ledger keeps."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.comparing.changes import FIELDS, field_words
from huaian_tui.documents.comparing.day_words import without_days
from huaian_tui.documents.comparing.edits import Edit, edits_between
from huaian_tui.documents.comparing.merging import MARK
from huaian_tui.documents.comparing.places import words_of
from huaian_tui.documents.document_json import document_from_json
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.store.queries.draft_versions import DraftVersion, draft_versions


@dataclass(frozen=True, slots=True)
class NoticeEdit:
    """An edit, with who made it and on which day (that of the first version that reads so)."""

    edit: Edit
    officer: str
    day: date


def edits_of(connection: sqlite3.Connection, notice: NoticeRow) -> list[NoticeEdit]:
    """Everything that was edited in a notice since it was composed; of an issued one as it went out.

    A draft of an older program is compared with its first version, which was composed.
    """
    versions = draft_versions(connection, notice.record_id)
    if not versions:
        return []
    composed = document_from_json(notice.composed or versions[0].document)
    last = document_from_json(versions[-1].document)
    edits = edits_between(composed, last)
    if not edits:
        return []
    papers = [(one, document_from_json(one.document)) for one in versions]
    return [_by_whom(edit, papers) for edit in edits]


def _by_whom(edit: Edit, papers: Sequence[tuple[DraftVersion, OfficialDocument]]) -> NoticeEdit:
    """The first of the last versions that read so without a break."""
    reads = _reader(edit)
    found = papers[-1][0]
    for version, paper in reversed(papers):
        if not reads(paper):
            break
        found = version
    return NoticeEdit(edit, found.officer, found.day)


def _reader(edit: Edit) -> Callable[[OfficialDocument], bool]:
    """Whether a version reads as edited: has the words (in any place, of any day), or has them not."""
    names = [name for name, title in FIELDS.items() if title == edit.place]
    if names:
        return lambda paper: field_words(paper, names[0]) == edit.text
    if not edit.text:
        return lambda paper: edit.composed not in {words_of(one) for one in paper.body}
    wanted = without_days(MARK.sub("", edit.text, count=1))
    return lambda paper: wanted in {without_days(MARK.sub("", words_of(one), count=1)) for one in paper.body}
