"""The fixed words that GB/T 9704-2012 itself asks for, the same in every format.

Renderers take their labels from here (附件：, 抄送：, 印发) so that PDF, text and Word read alike.
"""

from __future__ import annotations

from huaian_tui.documents.model import OfficialDocument
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.domain.words.days import chinese_day

DRAFT_MARK = "草稿"
SIGNER_LABEL = "签发人："
COPIES_LABEL = "抄送："


def printable(text: str) -> str:
    """The text without what paper cannot carry: control characters, bidi marks, lone surrogates.

    Every kind of line end becomes ``\\n``, a tab one space; nothing else changes.
    """
    return clean_text(text, limit=len(text)).replace("\t", " ")


def recipients_line(document: OfficialDocument) -> str:
    """主送机关, ended by a full-width colon (7.3.2); empty without recipients."""
    return "，".join(document.recipients) + "：" if document.recipients else ""


def attachment_notes(document: OfficialDocument) -> tuple[tuple[str, str], ...]:
    """附件说明 as (label, title) lines: 附件： once, numbers only if there are several (7.3.4)."""
    titles = [" ".join(attachment.title.split("\n")) for attachment in document.attachments]
    if len(titles) == 1:
        return (("附件：", titles[0]),)
    return tuple(
        (("附件：" if number == 1 else "") + f"{number}.", title) for number, title in enumerate(titles, 1)
    )


def attachment_label(document: OfficialDocument, index: int) -> str:
    """附件, or 附件 with its number (from 1) where there are several (7.3.7); ``index`` counts from 0."""
    return "附件" if len(document.attachments) == 1 else f"附件{index + 1}"


def annotation_line(document: OfficialDocument) -> str:
    """附注 in its brackets (7.3.6); brackets that the author wrote are not doubled."""
    text = document.annotation.strip()
    if not text or (text.startswith("（") and text.endswith("）")):
        return text
    return f"（{text}）"


def copies_text(document: OfficialDocument) -> str:
    """What follows 抄送：, ended by a full stop (7.4.2); empty without copies."""
    return _ended("，".join(document.copies_to), "。") if document.copies_to else ""


def printed_on_text(document: OfficialDocument) -> str:
    """印发日期 with the word 印发 (7.4.3); empty when the day is not set."""
    return f"{chinese_day(document.printed_on)}印发" if document.printed_on else ""


def _ended(text: str, mark: str) -> str:
    return text if text.endswith(mark) else text + mark
