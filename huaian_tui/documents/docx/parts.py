"""主体 in Word: title, 主送机关, text, 附件说明, 署名 and 成文日期, attachments (GB/T 9704-2012, 7.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from huaian_tui.documents import standard_words
from huaian_tui.documents.docx.pictures import PictureParts
from huaian_tui.documents.docx.styles import (
    ANNOTATION,
    ATTACHMENT_TITLE,
    BODY,
    DAY,
    INDENTED,
    LABEL,
    LEADS,
    NOTES,
    RECIPIENTS,
    SIGNATURE,
    TITLE,
    TITLE_WIDTH,
    TURNED_TITLE_WIDTH,
    heading_style,
)
from huaian_tui.documents.docx.tables import table_of
from huaian_tui.documents.docx.xml import (
    CHARACTER,
    LINE,
    characters,
    element,
    flat,
    paragraph,
    points,
    text_run,
)
from huaian_tui.documents.model import Block, Heading, OfficialDocument, Paragraph, Picture, Table
from huaian_tui.documents.titles import signature_lines, title_lines
from huaian_tui.domain.text.line_breaking import text_width

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_KEPT_CHARACTERS = 8 * 28
"""A last paragraph of up to eight lines stays on the page of the 署名, which never stands alone."""


def title_of(document: OfficialDocument, above: int) -> Element:
    """The title, ``above`` twips below the head, broken into a trapezoid or lozenge at word ends."""
    space = element("w:spacing", before=above, after=0, line=LINE, lineRule="exact")
    return paragraph(TITLE, _title_run(document, document.title, TITLE_WIDTH), properties=[space])


def recipients_of(document: OfficialDocument, above: int) -> Element:
    """主送机关, ``above`` twips below what stands before it; that space alone without recipients."""
    line = flat(standard_words.recipients_line(document))
    if line:
        space = element("w:spacing", before=above, after=0)
        return paragraph(RECIPIENTS, text_run(line), properties=[space])
    space = element("w:spacing", before=0, after=0, line=above, lineRule="exact")
    return paragraph(BODY, properties=[element("w:snapToGrid", val=0), space])


def blocks_of(blocks: Iterable[Block], width: int, pictures: PictureParts) -> list[Element]:
    """Headings, paragraphs, tables and pictures one after the other, the last two over ``width`` twips."""
    made: list[Element] = []
    for block in blocks:
        if isinstance(block, Heading):
            made.append(paragraph(heading_style(block.level), text_run(flat(block.text))))
        elif isinstance(block, Paragraph):
            made += _paragraphs(block)
        elif isinstance(block, Picture):
            made += pictures.paragraphs(block, width)
        else:
            made += table_of(block, width)
    return made


def _paragraphs(block: Paragraph) -> list[Element]:
    """A line end in the text begins a new paragraph; the run-in heading stands before the first."""
    style = INDENTED if block.indent else BODY
    lead = flat(block.lead)
    lines = []
    for text in standard_words.printable(block.text).split("\n"):
        runs = [text_run(lead, style=LEADS.get(block.lead_level, ""))] if lead else []
        lines.append(paragraph(style, *runs, text_run(text)))
        lead = ""
    return lines


def ending_of(document: OfficialDocument, last: Element | None) -> list[Element]:
    """附件说明, 署名, 成文日期, 附注; ``last`` is the text's last paragraph, kept with them if short."""
    kept = [*_attachment_notes(document), *_closing(document)]
    if kept and standard_words.annotation_line(document):
        kept[-1][0].append(element("w:keepNext"))
    if kept and last is not None and _is_short(last, document):
        last[0].append(element("w:keepNext"))
        last[0].append(element("w:keepLines"))
    note = standard_words.annotation_line(document)
    return [*kept, *([paragraph(ANNOTATION, text_run(flat(note)))] if note else [])]


def _is_short(last: Element, document: OfficialDocument) -> bool:
    final = document.body[-1] if document.body else None
    return isinstance(final, Paragraph) and text_width(final.lead + final.text) <= 2 * _KEPT_CHARACTERS


def _attachment_notes(document: OfficialDocument) -> list[Element]:
    """附件说明, one line below the text, two characters in, names aligned under each other."""
    notes = standard_words.attachment_notes(document)
    if not notes:
        return []
    edge = 2 * CHARACTER + characters(notes[0][0])
    lines = []
    for number, (label, title) in enumerate(notes):
        properties = [element("w:ind", left=edge, hanging=characters(label))]
        if number == 0:
            properties.append(element("w:spacing", before=LINE, after=0))
        closed = document.signature or document.date or standard_words.annotation_line(document)
        if number == len(notes) - 1 and not closed:
            properties.append(element("w:keepNext", val=0))
        lines.append(paragraph(NOTES, text_run(flat(label + title)), properties=properties))
    return lines


def _closing(document: OfficialDocument) -> list[Element]:
    """署名 and 成文日期 with their distance from the right edge, with and without a seal (7.3.5)."""
    names = signature_lines(flat(standard_words.closing_name(document)), document.words)
    name, widest = "\n".join(names), max(map(characters, names))
    day = standard_words.closing_day(document)
    name_right, day_right = _closing_indents(widest, characters(day), document.sealed)
    above = (2 if document.sealed and document.layout != "sheet" else 1) * LINE
    lines: list[Element] = []
    for style, text, right in ((SIGNATURE, name, name_right), (DAY, day, day_right)):
        if text:
            properties = [element("w:ind", right=max(0, right))]
            if not lines:
                properties.append(element("w:spacing", before=above, after=0))
            if style == SIGNATURE and not day and not standard_words.annotation_line(document):
                properties.append(element("w:keepNext", val=0))
            lines.append(paragraph(style, text_run(text), properties=properties))
    return lines


def _closing_indents(name: int, day: int, sealed: bool) -> tuple[int, int]:
    """Right indents of 署名 and 成文日期 in twips, from the widths of both."""
    if sealed:
        day_right = max(4 * CHARACTER, 2 * CHARACTER + (name - day) // 2)
        return day_right - (name - day) // 2, day_right
    day_right = max(2 * CHARACTER, name - day) if name else 2 * CHARACTER
    return day_right + day + 2 * CHARACTER - name, day_right


def attachment_of(
    document: OfficialDocument, index: int, width: int, new_page: bool, pictures: PictureParts
) -> list[Element]:
    """附件 on line 1, its title on line 3, its content; ``new_page`` unless a section begins there."""
    attachment = document.attachments[index]
    breaking = [element("w:pageBreakBefore")] if new_page else []
    label = paragraph(LABEL, text_run(standard_words.attachment_label(document, index)), properties=breaking)
    room = TURNED_TITLE_WIDTH if attachment.landscape else TITLE_WIDTH
    close = document.close_set and attachment.landscape
    look = [element("w:spacing", before=LINE, after=points(6), line=LINE, lineRule="exact")] if close else []
    return [
        label,
        paragraph(ATTACHMENT_TITLE, _title_run(document, attachment.title, room), properties=look),
        *blocks_of(attachment.blocks, width, pictures),
    ]


def _title_run(document: OfficialDocument, title: str, room: int) -> Element:
    return text_run("\n".join(title_lines(standard_words.printable(title), room, document.words)))


def is_turned(block: Block) -> bool:
    """Whether the block asks for a page on its side."""
    return isinstance(block, Table | Picture) and block.landscape
