"""PDF of an official document, set by typst as GB/T 9704-2012 measures it.

All text goes to the template as JSON data, never as markup. The same document gives the same
bytes on the same machine: the PDF's time stamp is the document's own date.

What the standard leaves to the office is settled so: the 署名 stands on a page with at least one
line of the text or one row of its table (7.3.5.5); the 版记 stands at the foot of the last page,
after the attachments, a turned one included, and takes a row of the table along rather than stand
alone; only below a full page of text it has a page of its own, as 7.5 foresees. A row of a table
higher than about 45 per cent of a page is not tied to what follows it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date as Date
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from huaian_tui.documents import standard_words
from huaian_tui.documents.fonts import FACE_WEIGHTS, Face, Shelf, font_shelf, has_narrow_quotes
from huaian_tui.documents.model import Block, Heading, OfficialDocument, Paragraph, Picture, Table
from huaian_tui.documents.pdf.tables import table_data
from huaian_tui.documents.picture_layout import laid_out
from huaian_tui.documents.titles import masthead_lines, signature_lines, title_lines
from huaian_tui.domain.errors import HuaianError

if TYPE_CHECKING:
    import typst

TEMPLATE_PARTS = ("notice_page.typ", "notice_head.typ", "pictures.typ", "notice.typ")
"""The template, in this order one text: the typesetter reads no files but fonts."""

_CHINA = timezone(timedelta(hours=8))
_UNDATED = Date(2000, 1, 1)
"""Time stamp of a document without a date: any fixed day, so that the bytes stay the same."""

_FACES: tuple[Face, ...] = ("body", "title", "hei", "kai", "song")
_HEADING_FACES: dict[int, Face] = {1: "hei", 2: "kai", 3: "body", 4: "body"}
_TITLE_WIDTH = 40
"""Half characters of 22 pt on 156 mm: 20 characters are 155.2 mm."""
_LANDSCAPE_TITLE_WIDTH = 56
_PRINTING_WIDTH = 38
"""Half characters of 14 pt that stand beside 2026年12月31日印发 on 156 mm."""

Json = dict[str, Any]


class NotTypeset(HuaianError):
    """The PDF could not be made."""


ARCHIVE_STANDARD: Literal["a-2b"] = "a-2b"
"""PDF/A for keeping (ISO 19005-2, level B), as the typesetter calls it."""


def render_pdf(document: OfficialDocument, shelf: Shelf | None = None, *, archive: bool = False) -> bytes:
    """The document as PDF (A4, fonts embedded). ``shelf`` defaults to the fonts of this machine.

    ``archive``: as PDF/A-2b, with the colours that it is meant in (OutputIntent).
    """
    compiler, stamp = _compiler(document, shelf or font_shelf())
    import typst

    try:
        pdf = compiler.compile(
            format="pdf", timestamp=stamp, pdf_standards=ARCHIVE_STANDARD if archive else None
        )
    except typst.TypstError as error:
        raise not_typeset(error) from error
    if not isinstance(pdf, bytes):
        raise NotTypeset("PDF没有生成", "排版程序没有返回内容", "请改为导出文本，并联系维护人员")
    return pdf


def page_count(document: OfficialDocument, shelf: Shelf | None = None) -> int:
    """How many pages the PDF has."""
    compiler, _ = _compiler(document, shelf or font_shelf())
    import typst

    try:
        found = compiler.query("<page-count>", field="value", one=True)
    except typst.TypstError as error:
        raise not_typeset(error) from error
    return int(json.loads(found))


def colophon_place(document: OfficialDocument, shelf: Shelf | None = None) -> str:
    """Where the 版记 of an even page stands: on the ``same`` page as the contents end, on the ``next`` one,
    or after a ``blank`` one."""
    compiler, _ = _compiler(document, shelf or font_shelf())
    import typst

    try:
        found = compiler.query("<colophon-place>", field="value", one=True)
    except typst.TypstError as error:
        raise not_typeset(error) from error
    return str(json.loads(found))


def missing_characters(document: OfficialDocument, shelf: Shelf | None = None) -> list[str]:
    """Printed characters that none of the fonts has: they would come out as boxes. Sorted, each once."""
    fonts = shelf or font_shelf()
    missing: set[str] = set()
    for face, characters in _characters_by_face(document).items():
        missing |= _uncovered(fonts, face, characters)
    return sorted(missing)


def _uncovered(fonts: Shelf, face: Face, characters: set[str]) -> set[str]:
    """Characters without a glyph, both at the face's weight and at the fallback's normal weight."""
    heavy = fonts.uncovered(characters, face)
    return fonts.uncovered(heavy, face, weight=400) if FACE_WEIGHTS[face] != 400 else heavy


def not_typeset(error: RuntimeError) -> NotTypeset:
    """What an officer reads of an error of the typesetter."""
    reason = str(getattr(error, "message", error)).splitlines()[0][:200]
    return NotTypeset("PDF没有生成", f"排版出错：{reason}", "请改为导出文本，并把这一行告诉维护人员")


def _compiler(document: OfficialDocument, fonts: Shelf) -> tuple[typst.Compiler, datetime]:
    """A compiler that holds template, fonts and data; and the PDF's time stamp."""
    import typst

    day = document.date or document.printed_on or _UNDATED
    stamp = datetime(day.year, day.month, day.day, tzinfo=_CHINA)
    compiler = typst.Compiler(
        b"\n".join((Path(__file__).parent / part).read_bytes() for part in TEMPLATE_PARTS),
        font_paths=fonts.typst_fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(template_data(document, fonts), ensure_ascii=False)},
    )
    return compiler, stamp


def template_data(document: OfficialDocument, fonts: Shelf) -> Json:
    """Everything the template prints, as JSON values."""
    data: Json = cleaned(
        {
            "layout": document.layout,
            "compact": document.compact,
            "page_mark": standard_words.page_mark(document),
            "withdrawn": document.withdrawn,
            "masthead": masthead_lines(standard_words.printable(document.masthead)),
            "copy_number": document.copy_number,
            "secrecy": document.secrecy,
            "urgency": document.urgency,
            "number": document.number or "",
            "signer_label": standard_words.SIGNER_LABEL if document.signer else "",
            "signer": document.signer,
            "title": title_lines(
                standard_words.printable(document.title),
                _LANDSCAPE_TITLE_WIDTH if document.turned else _TITLE_WIDTH,
                document.words,
            ),
            "recipients": standard_words.recipients_line(document),
            "body": [part for block in document.body for part in _block(block)],
            "attachment_notes": standard_words.attachment_notes(document),
            "signature": standard_words.closing_name(document),
            "signature_lines": signature_lines(
                standard_words.printable(standard_words.closing_name(document)), document.words
            ),
            "date": standard_words.closing_day(document),
            "turned": document.turned,
            "form_left": standard_words.form_line(document)[0],
            "form_right": standard_words.form_line(document)[1],
            "sealed": document.sealed,
            "annotation": standard_words.annotation_line(document),
            "attachments": _attachments(document),
            "colophon_names": standard_words.colophon_names(document),
            "even_end": document.even_end,
            "close_set": document.close_set,
            "printing_office": document.printing_office,
            "printing_lines": title_lines(
                standard_words.printable(document.printing_office), _PRINTING_WIDTH, document.words
            ),
            "printed_on": standard_words.printed_on_text(document),
        }
    )
    data["fonts"] = {face: families_data(fonts, face) for face in _FACES}
    data["thin"] = _thin_pattern(document, fonts)
    return data


def cleaned(value: Any) -> Any:
    """The same JSON value with every text cleared of what paper cannot carry."""
    if isinstance(value, str):
        return standard_words.printable(value)
    if isinstance(value, dict):
        return {key: cleaned(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(entry) for entry in value]
    return value


def _attachments(document: OfficialDocument) -> list[Json]:
    return [
        {
            "label": standard_words.attachment_label(document, index),
            "title": title_lines(
                standard_words.printable(attachment.title),
                _LANDSCAPE_TITLE_WIDTH if attachment.landscape else _TITLE_WIDTH,
                document.words,
            ),
            "landscape": attachment.landscape,
            "body": [part for block in attachment.blocks for part in _block(block)],
        }
        for index, attachment in enumerate(document.attachments)
    ]


def _block(block: Block) -> Iterator[Json]:
    """One block as the template's dictionaries; line ends in a paragraph begin new paragraphs."""
    if isinstance(block, Table):
        yield table_data(block)
    elif isinstance(block, Picture):
        entry = {"kind": "picture", "caption": block.caption, "sentence": block.text}
        yield {**entry, **laid_out(block.data).data}
    elif isinstance(block, Heading):
        text = standard_words.printable(block.text).replace("\n", " ")
        yield {"kind": "heading", "face": _HEADING_FACES[block.level], "text": text}
    else:
        yield from _paragraphs(block)


def _paragraphs(paragraph: Paragraph) -> Iterator[Json]:
    lead = standard_words.printable(paragraph.lead).replace("\n", " ")
    for text in standard_words.printable(paragraph.text).split("\n"):
        yield {
            "kind": "paragraph",
            "text": text,
            "lead": lead,
            "lead_face": _HEADING_FACES[paragraph.lead_level],
            "indent": paragraph.indent,
        }
        lead = ""


def families_data(fonts: Shelf, face: Face) -> list[Json]:
    """The families of a face, best first, as the templates take them."""
    return [{"name": name, "narrow_quotes": has_narrow_quotes(name)} for name in fonts.families(face)]


def _thin_pattern(document: OfficialDocument, fonts: Shelf) -> str:
    """Rare characters of the titles that only the normal weight of the fallback has, as a pattern.

    Bold and normal weight of the fallback share one family name, so the typesetter would
    never look at the second one by itself.
    """
    title = _characters_by_face(document)["title"]
    heavy = fonts.uncovered(title, "title")
    rare = heavy - fonts.uncovered(heavy, "title", weight=400)
    return "|".join(re.escape(character) for character in sorted(rare))


def _characters_by_face(document: OfficialDocument) -> dict[Face, set[str]]:
    """Every printed character, sorted by the face it is printed in."""
    used: dict[Face, set[str]] = {face: set() for face in _FACES}
    for face, text in _texts_by_face(document):
        used[face] |= set(standard_words.printable(text))
    return used


def _texts_by_face(document: OfficialDocument) -> Iterator[tuple[Face, str]]:
    yield from (("title", document.masthead), ("title", document.title))
    yield from (("title", attachment.title) for attachment in document.attachments)
    yield "hei", standard_words.WITHDRAWN_MARK if document.withdrawn else ""
    yield from (("hei", document.secrecy), ("hei", document.urgency), ("kai", document.signer))
    yield from (("body", text) for text in document.recipients + document.copies_to)
    yield from (("body", attachment.title) for attachment in document.attachments)
    for text in (
        document.number or "",
        document.copy_number,
        document.signature,
        standard_words.annotation_line(document),
        document.printing_office,
    ):
        yield "body", text
    for block in document.blocks():
        yield from _block_texts(block)


def _block_texts(block: Block) -> Iterator[tuple[Face, str]]:
    if isinstance(block, Heading):
        yield _HEADING_FACES[block.level], block.text
    elif isinstance(block, Paragraph):
        yield "body", block.text
        yield _HEADING_FACES[block.lead_level], block.lead
    elif isinstance(block, Picture):
        yield from (("hei", block.caption), ("body", block.text))
        yield from (("hei", text) for text in laid_out(block.data).words)
    else:
        yield "hei", block.caption
        yield from (("hei", cell.text) for row in block.head for cell in row)
        yield from (("body", cell.text) for row in block.rows for cell in row)
