"""The fields of a draft beside its text: 标题, 主送, 抄送, 附注, 联系人.

They are filled when it is composed (``OfficeProfile.of_kind``), and may be changed as long as it is a draft.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.documents.composers.notice_frame import with_recipients
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NOT_ISSUED, NOTICE_TITLES
from huaian_tui.domain.office import contact_words, names_of
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.services.notice_files import document_of
from huaian_tui.services.notices import record_draft, version_of
from huaian_tui.store.engine.append import Ledger

MOST_NAMES, MOST_NOTE = 2_000, 100
"""Characters of 主送 or 抄送, and of 附注 or 联系人."""


@dataclass(frozen=True, slots=True)
class TypedFields:
    """Fields as they are typed, names between commas; None: as it is. 无, or nothing, empties a field."""

    title: str | None = None
    recipients: str | None = None
    copies_to: str | None = None
    annotation: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class ChosenFields:
    """The same as a request or a document takes them."""

    recipients: tuple[str, ...] | None = None
    copies_to: tuple[str, ...] | None = None
    annotation: str | None = None
    contact: str | None = None


def chosen_fields(typed: TypedFields) -> ChosenFields:
    """What was typed, cleaned; refused where it has no room on paper."""
    return ChosenFields(
        _names(typed.recipients, "recipients"),
        _names(typed.copies_to, "copies_to"),
        _note(typed.annotation, "annotation"),
        _note(typed.contact, "contact"),
    )


def _names(typed: str | None, field: str) -> tuple[str, ...] | None:
    if typed is None:
        return None
    return names_of(clean_line(typed.strip().strip("：:"), limit=MOST_NAMES, field=field))


def _note(typed: str | None, field: str) -> str | None:
    if typed is None:
        return None
    note = clean_line(typed, limit=MOST_NOTE, field=field)
    return "" if note == "无" else note


def change_fields(ledger: Ledger, notice: NoticeRow, typed: TypedFields, today: date) -> None:
    """Keep another version of a draft with these fields; nothing is recorded where nothing changes."""
    if notice.kind in NOT_ISSUED:
        title = NOTICE_TITLES[notice.kind]
        raise HuaianError(f"{title}没有主送和抄送", "它留在机关里用，不是公文", "直接导出或打印")
    before = document_of(notice)
    after = with_fields(before, typed)
    if after != before:
        record_draft(ledger, version_of(notice, after, today), notice.record_id)


def with_fields(document: OfficialDocument, typed: TypedFields) -> OfficialDocument:
    """The document with what was typed."""
    chosen = chosen_fields(typed)
    if chosen.recipients is not None:
        document = with_recipients(document, chosen.recipients)
    if chosen.copies_to is not None:
        document = replace(document, copies_to=chosen.copies_to)
    if chosen.annotation is not None:
        document = replace(document, annotation=chosen.annotation)
    if chosen.contact is not None:
        document = replace(document, contact=contact_words(chosen.contact))
    plain = document.title.replace("\n", "")
    if typed.title is not None and typed.title.strip() not in ("", plain):
        document = replace(document, title=clean_line(typed.title, limit=500, field="title"))
    return document
