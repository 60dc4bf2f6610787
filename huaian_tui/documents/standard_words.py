"""The fixed words that GB/T 9704-2012 itself asks for, the same in every format.

Renderers take their labels from here (附件：, 抄送：, 印发) so that PDF, text and Word read alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.documents.model import OfficialDocument
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.ledger_fingerprint import FINGERPRINT

DRAFT_MARK = "草稿"
WITHDRAWN_MARK = "已撤回"
SIGNER_LABEL = "签发人："
RECIPIENTS_LABEL = "主送："
COPIES_LABEL = "抄送："


def printable(text: str) -> str:
    """The text without what paper cannot carry: control characters, bidi marks, lone surrogates.

    Every kind of line end becomes ``\\n``, a tab one space; nothing else changes.
    """
    return clean_text(text, limit=len(text)).replace("\t", " ")


def recipients_line(document: OfficialDocument) -> str:
    """主送机关 above the text, ended by a full-width colon (7.3.2); empty where they stand below."""
    if not document.recipients or document.recipients_below:
        return ""
    return recipients_named(document.recipients) + "："


def recipients_named(recipients: Sequence[str]) -> str:
    """Units that are named have 、 between them, kinds of units (各县区人民政府，市各委办局) have ，."""
    said = ""
    for name in recipients:
        mark = "，" if _SEVERAL in said + name else "、"
        said += f"{mark}{name}" if said else name
    return said


_SEVERAL = "各"
"""In the name of a kind of units."""


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
    """附注 in its brackets (7.3.6): what it was numbered before, what the office says, whom to call, and by
    which digits it is told whether the ledger was rewritten since.

    Brackets that the author wrote are not doubled.
    """
    former = "、".join(document.former_numbers)
    text = document.annotation.strip()
    digits = f"{FINGERPRINT}：{document.fingerprint}" if document.fingerprint else ""
    parts = [f"原文号：{former}" if former else "", text, document.contact.strip(), digits]
    said = [part for part in parts if part]
    if len(said) > 1:
        said = [part[1:-1] if _in_brackets(part) else part for part in said]
    elif not said or _in_brackets(said[0]):
        return "".join(said)
    return f"（{'；'.join(said)}）"


def _in_brackets(text: str) -> bool:
    return text.startswith("（") and text.endswith("）")


def page_mark(document: OfficialDocument) -> str:
    """What stands in the upper margin of every page: 已撤回, 草稿, or nothing."""
    if document.withdrawn:
        return WITHDRAWN_MARK
    return DRAFT_MARK if document.draft else ""


def recipients_text(document: OfficialDocument) -> str:
    """What follows 主送： in the 版记, where they are too many for the first page (7.4.2); else empty."""
    below = document.recipients_below and document.recipients
    return _ended(recipients_named(document.recipients), "。") if below else ""


def colophon_names(document: OfficialDocument) -> tuple[tuple[str, str], ...]:
    """主送 and 抄送 of the 版记 as (label, names), in this order, without a rule between them (7.4.2)."""
    named = ((RECIPIENTS_LABEL, recipients_text(document)), (COPIES_LABEL, copies_text(document)))
    return tuple((label, names) for label, names in named if names)


def copies_text(document: OfficialDocument) -> str:
    """What follows 抄送：, ended by a full stop (7.4.2); empty without copies."""
    return _ended("，".join(document.copies_to), "。") if document.copies_to else ""


def printed_on_text(document: OfficialDocument) -> str:
    """印发日期 with the word 印发 (7.4.3); empty when the day is not set."""
    return f"{chinese_day(document.printed_on)}印发" if document.printed_on else ""


def _ended(text: str, mark: str) -> str:
    return text if text.endswith(mark) else text + mark


def closing_day(document: OfficialDocument) -> str:
    """成文日期 below the text; an inner sheet and a 专报 have it in their heads."""
    return chinese_day(document.date) if document.date and document.layout not in _NAMED_IN_HEAD else ""


def closing_name(document: OfficialDocument) -> str:
    """署名 below the text; a 专报 names its office in the head."""
    return "" if document.layout == "bulletin" else document.signature


def form_line(document: OfficialDocument) -> tuple[str, str]:
    """The office at the left, at the right the day (of an inner sheet its number, where it has one).

    Below the title of an inner sheet, above the rule of a 专报; of others nothing.
    """
    if document.layout not in _NAMED_IN_HEAD:
        return "", ""
    day = chinese_day(document.date) if document.date else ""
    if document.layout == "bulletin":
        return " ".join(document.signature.split("\n")), day
    return " ".join(document.masthead.split("\n")), document.number or day


_NAMED_IN_HEAD = ROOMY = ("form", "bulletin")
"""Layouts with smaller margins: they are no 公文, and need room more than white."""

HEAD_HOLDS_TITLE = ("sheet", "form")
"""Layouts whose head holds the title."""
