"""A notice as files and on paper: its document, names of files, export in each format, printing.

Nothing here changes the ledger (``notices`` does); the looks are the renderers'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from huaian_tui.documents.document_json import document_from_json
from huaian_tui.documents.files import safe_file_name, write_whole
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.documents.standard_words import ROOMY
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.notices import NOT_ISSUED, NOTICE_TITLES, NoticeKind, NoticeState
from huaian_tui.domain.office import OfficeProfile
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.store.keep.private_files import private_folder, told

if TYPE_CHECKING:
    from huaian_tui.documents.printing import PrintJob

FORMATS = {"pdf": "PDF", "docx": "Word", "txt": "文本"}
"""Formats that a notice can be exported in."""


@dataclass(frozen=True, slots=True)
class Look:
    """How an office wants its files: its own 红头 template for Word, and whether PDFs are PDF/A-2b."""

    template: str = ""
    archive: bool = False


PLAIN = Look()
"""As the standard has it."""


def look_of(profile: OfficeProfile, archive: bool | None = None) -> Look:
    """How the office wants its files; ``archive`` says otherwise of this one PDF."""
    return Look(profile.template, profile.pdf_archive if archive is None else archive)


def document_of(notice: NoticeRow) -> OfficialDocument:
    """The document of a kept notice, with what became of it since: withdrawn, or numbered anew.

    What was issued stays as it was frozen; this is what is shown, printed and exported of it.
    """
    document = document_from_json(notice.document)
    if notice.former_numbers:
        document = replace(document, number=notice.number, former_numbers=notice.former_numbers)
    withdrawn = notice.state == NoticeState.WITHDRAWN
    return replace(document, withdrawn=True, draft=False) if withdrawn else document


def export_notice(notice: NoticeRow, formats: Sequence[str], folder: Path, look: Look = PLAIN) -> list[Path]:
    """Write a notice into ``folder`` in these formats; returns the paths really used.

    A name that is taken gets (2); nothing is ever overwritten, and nothing is
    written when one of the formats is unknown.
    """
    check_formats(formats)
    document, name = document_of(notice), file_name(notice)
    made = [(one, rendered(document, one, look)) for one in dict.fromkeys(formats)]
    return [write_whole(folder / f"{name}.{one}", data) for one, data in made]


def check_formats(formats: Sequence[str]) -> None:
    """Refuse formats that nothing can be exported in, and none at all."""
    for one in formats or [""]:
        if one not in FORMATS:
            raise InputRefused(
                f"不能导出“{one}”格式", f"可导出：{'、'.join(FORMATS)}", "请换一种格式", field="formats"
            )


_TOLD_BY_TITLE = (
    NoticeKind.ANSWER,
    NoticeKind.VISIT,
    NoticeKind.EXTENSION,
    NoticeKind.COMPLETION,
    NoticeKind.TAKING_UP,
)
"""Kinds whose title says what they are about: one addressee gets many."""


def file_name(notice: NoticeRow) -> str:
    """A name that a person understands: 市财政局_督办通知单_淮数督〔2026〕3号, a draft with its day."""
    about = notice.addressee
    if len(notice.units) > 3:
        about = f"{notice.unit_names[0]}等{len(notice.units)}个单位"
    kind = NOTICE_TITLES.get(notice.kind, "文书")
    withdrawn = "_已撤回" if notice.state == NoticeState.WITHDRAWN else ""
    what = notice.title if notice.kind in _TOLD_BY_TITLE else f"{about}_{kind}"
    return safe_file_name(f"{what}_{_numbered(notice)}{withdrawn}")


def _numbered(notice: NoticeRow) -> str:
    """Its number in full, or of what has none its day, and that it is a draft where that is so."""
    if notice.number and notice.issued_on is not None:
        return notice.number
    return f"{chinese_day(notice.drafted_on)}{'' if notice.kind in NOT_ISSUED else '草稿'}"


def rendered(document: OfficialDocument, wanted: str, look: Look = PLAIN) -> bytes:
    """The document as the bytes of a file."""
    if wanted == "pdf":
        from huaian_tui.documents.pdf.typesetting import render_pdf

        return render_pdf(document, archive=look.archive)
    # The template has the head of a 公文: inner sheets and a 专报 have heads of their own.
    if wanted == "docx" and look.template and document.layout not in ROOMY:
        return _by_template(document, look.template)
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
    with told("没有打印", folder):
        private_folder(folder)
    data = rendered(document_of(notice), "pdf")
    path = folder / f"{file_name(notice)}.pdf"
    if not path.is_file() or path.read_bytes() != data:
        path = write_whole(path, data)
    return print_file(path, printer, copies, two_sided, title=path.stem)
