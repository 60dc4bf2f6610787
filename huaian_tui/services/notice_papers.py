"""From a request to a kept draft, from a draft to an issued notice, from a notice to files and paper.

What screens and commands call; the wording is the composers', the looks the renderers'.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.document_json import document_from_json, document_to_json
from huaian_tui.documents.editing import with_text
from huaian_tui.documents.files import safe_file_name, write_whole
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.documents.standard_words import chinese_date
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind, NoticeNumber, NoticeState
from huaian_tui.domain.office import OfficeProfile
from huaian_tui.services.notices import Frozen, NoticeDraft, issue_notice, keep_notice_draft
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.store.queries.notices import read_notice
from huaian_tui.store.queries.settings import read_profile

if TYPE_CHECKING:
    from huaian_tui.documents.printing import PrintJob

FORMATS = {"pdf": "PDF", "docx": "Word", "txt": "文本"}
"""Formats that a notice can be exported in."""


def keep_draft(
    ledger: Ledger, composed: Composed, today: date, *, basis: str = "", approval: str = ""
) -> bytes:
    """Keep a composed notice as a draft and return its record id."""
    draft = NoticeDraft(
        kind=composed.kind,
        title=_plain_title(composed.document),
        units=composed.units,
        day=today,
        document=document_to_json(composed.document),
        warnings=composed.warnings,
        asks=composed.asks,
        basis=basis,
        approval=approval,
        reply_due=composed.reply_due,
    )
    return keep_notice_draft(ledger, draft)


def _plain_title(document: OfficialDocument) -> str:
    return document.title.replace("\n", "")


@dataclass(frozen=True, slots=True)
class Edited:
    """A draft as an officer edited it: title, 主送 in order, body as lines (``editing.editable_text``)."""

    title: str
    recipients: tuple[str, ...]
    text: str


def edit_draft(ledger: Ledger, notice: NoticeRow, edited: Edited, today: date) -> None:
    """Keep another version of a draft; what was not changed stays as composed."""
    document = with_text(document_of(notice), edited.text)
    if edited.title.strip() and edited.title != _plain_title(document):
        document = replace(document, title=edited.title)
    document = replace(document, recipients=edited.recipients)
    draft = NoticeDraft(
        kind=notice.kind,
        title=_plain_title(document),
        units=notice.units,
        day=today,
        document=document_to_json(document),
        warnings=notice.warnings,
        asks=notice.asks,
        basis=notice.basis,
        approval=notice.approval,
        reply_due=notice.reply_due,
    )
    keep_notice_draft(ledger, draft, notice.record_id)


def document_of(notice: NoticeRow) -> OfficialDocument:
    """The document of a kept notice."""
    return document_from_json(notice.document)


def issue(ledger: Ledger, notice: bytes, today: date) -> NoticeNumber:
    """Number and freeze a draft: its text, what it was made from, and the SHA-256 of each file.

    Refused by ``ready_to_issue``, and for what is no draft any more.
    """
    row = read_notice(ledger.connection, notice)
    profile = ready_to_issue(ledger.connection, row)
    by_issue = profile.serial and row.kind == NoticeKind.CIRCULAR

    def freeze(draft: NoticeRow, number: NoticeNumber) -> Frozen:
        return _frozen(draft, number, today, profile.template)

    code = f"{profile.code}通报" if by_issue else profile.code
    title = NOTICE_TITLES[NoticeKind.CIRCULAR] if by_issue else ""
    return issue_notice(ledger, notice, code, today, freeze, serial_title=title)


class OfficeNotReady(HuaianError):
    """The settings keep a draft from going out; ``setting`` is the key of the one to look at.

    ``way_out`` names the place; the floor above adds how to get there.
    """

    def __init__(self, message: str, way_out: str, setting: str) -> None:
        self.setting = setting
        super().__init__("还不能印发", message, way_out)


def ready_to_issue(connection: sqlite3.Connection, notice: NoticeRow) -> OfficeProfile:
    """The office that issues a notice; refused when this cannot be, whatever the notice says.

    Without 机关代字 no number can be written, and a number of one office never goes on another's paper.
    """
    if notice.kind == NoticeKind.STATUS:
        raise HuaianError("单位情况表不印发", "它是打电话时看的，不是公文", "直接导出或打印")
    profile = read_profile(connection)
    if not profile.code:
        raise OfficeNotReady(
            f"“{profile.name}”没有设置机关代字，写不出发文字号",
            "先在“设置”里填写机关代字，如 淮数督",
            "code",
        )
    document = document_of(notice)
    if (document.masthead, document.signature) != (profile.masthead, profile.signature):
        raise OfficeNotReady(
            f"这份草稿是以“{document.signature}”的名义拟的，现在的机关是“{profile.signature}”",
            "请重新拟稿，或在“设置”里把机关改回来",
            "office",
        )
    return profile


def _frozen(draft: NoticeRow, number: NoticeNumber, today: date, template: str) -> Frozen:
    document = document_of(draft)
    printed_on = today if document.printing_office else None
    document = replace(document, number=str(number), date=today, printed_on=printed_on, draft=False)
    hashes = {one: hashlib.sha256(rendered(document, one, template)).hexdigest() for one in FORMATS}
    return Frozen(document_to_json(document), hashes)


def export_notice(notice: NoticeRow, formats: Sequence[str], folder: Path, template: str = "") -> list[Path]:
    """Write a notice into ``folder`` in these formats; returns the paths really used.

    A name that is taken gets (2); nothing is ever overwritten, and nothing is
    written when one of the formats is unknown. ``template`` is an office's own
    红头 template for Word.
    """
    for one in formats or [""]:
        if one not in FORMATS:
            raise InputRefused(
                f"不能导出“{one}”格式", f"可导出：{'、'.join(FORMATS)}", "请换一种格式", field="formats"
            )
    document, name = document_of(notice), file_name(notice)
    made = [(one, rendered(document, one, template)) for one in dict.fromkeys(formats)]
    return [write_whole(folder / f"{name}.{one}", data) for one, data in made]


def file_name(notice: NoticeRow) -> str:
    """A name that a person understands: 市财政局_督办通知单_2026年第3号, a draft with its day."""
    about = "、".join(notice.units) or "全市"
    if len(notice.units) > 3:
        about = f"{notice.units[0]}等{len(notice.units)}个单位"
    kind = NOTICE_TITLES.get(notice.kind, "文书")
    withdrawn = "_已撤回" if notice.state == NoticeState.WITHDRAWN else ""
    return safe_file_name(f"{about}_{kind}_{_numbered(notice)}{withdrawn}")


def _numbered(notice: NoticeRow) -> str:
    if not notice.number or notice.issued_on is None:
        return f"{chinese_date(notice.drafted_on)}草稿"
    if "〔" not in notice.number:
        return notice.number
    return f"{notice.issued_on.year}年第{notice.number.rpartition('〕')[2]}"


def rendered(document: OfficialDocument, wanted: str, template: str = "") -> bytes:
    """The document as the bytes of a file."""
    if wanted == "pdf":
        from huaian_tui.documents.pdf.typesetting import render_pdf

        return render_pdf(document)
    if wanted == "docx" and template:
        return _by_template(document, template)
    if wanted == "docx":
        from huaian_tui.documents.docx.document import render_docx

        return render_docx(document)
    from huaian_tui.documents.plain.pages import render_chat

    return render_chat(document).encode("utf-8")


def _by_template(document: OfficialDocument, template: str) -> bytes:
    """The office's own 红头 template; what is wrong with it is said of the setting."""
    from huaian_tui.documents.docx.template import render_with_template

    try:
        return render_with_template(document, typed_path(template))
    except HuaianError as error:
        way_out = f"{error.way_out}；或在设置里改正、清空“红头模板”".removeprefix("；")
        raise HuaianError(f"红头模板不能用：{error.title}", error.message, way_out) from error


def print_notice(
    notice: NoticeRow,
    database: Path,
    *,
    printer: str | None = None,
    copies: int = 1,
    two_sided: bool = True,
) -> PrintJob:
    """Send a notice to a printer (None: the default one).

    The PDF is kept in a private folder beside the ledger, so that there is a file to print by
    hand when there is no printer: ``NotPrinted`` names it.
    """
    from huaian_tui.documents.printing import print_file

    folder = database.with_name(f"{database.name}.print")
    folder.mkdir(mode=0o700, exist_ok=True)
    data = rendered(document_of(notice), "pdf")
    path = folder / f"{file_name(notice)}.pdf"
    if not path.is_file() or path.read_bytes() != data:
        path = write_whole(path, data)
    return print_file(path, printer, copies, two_sided, title=path.stem)
