"""An official document as a Word file (DOCX), with the geometry of GB/T 9704-2012.

The file names the official faces, so Word and WPS set it in them where they are installed; every
look is a named style. The same document gives the same bytes: the only day in the file is its own.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from huaian_tui.documents import standard_words
from huaian_tui.documents.docx.head import head_of, letterhead_of
from huaian_tui.documents.docx.marks import (
    FORM_TURNED_WIDTH,
    TURNED_WIDTH,
    UPRIGHT_WIDTH,
    PageMarks,
    section_properties,
)
from huaian_tui.documents.docx.parts import (
    attachment_of,
    blocks_of,
    ending_of,
    is_turned,
    recipients_of,
    title_of,
)
from huaian_tui.documents.docx.pictures import PictureParts
from huaian_tui.documents.docx.styles import SECTION_END, font_table, write_settings, write_styles
from huaian_tui.documents.docx.tables import colophon_of
from huaian_tui.documents.docx.xml import LINE, local_name, paragraph, sort_children
from huaian_tui.documents.model import OfficialDocument

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - core properties hold naive UTC
_KEPT_PARTS = ("/styles", "/settings", "/header", "/footer", "/officeDocument", "/core-properties")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)

Stretch = tuple[bool, list["Element"]]
"""Content of one section: whether its pages are turned, and its paragraphs and tables."""


def render_docx(document: OfficialDocument) -> bytes:
    """The document as DOCX: A4, 22 lines of 28 characters, official faces by name."""
    from docx import Document as new_document

    word = new_document()
    _drop_template_parts(word)
    write_styles(word)
    write_settings(word)
    _add_font_table(word)
    letterhead = letterhead_of(document) if document.layout == "letter" else []
    marks = PageMarks(
        word,
        standard_words.page_mark(document),
        letterhead,
        loud=document.withdrawn,
        form=document.layout in standard_words.ROOMY,
    )
    _fill_body(word, document, marks)
    write_properties(word, document)
    _sort_parts(word)
    return saved(word)


def _drop_template_parts(word: Document) -> None:
    """Only styles and settings of python-docx's own template stay, and both are rewritten."""
    for owner in (word.part.package, word.part):
        for key, relation in list(owner.rels.items()):
            if not relation.reltype.endswith(_KEPT_PARTS):
                owner.rels.pop(key)


def _add_font_table(word: Document) -> None:
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    name, kind = PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE
    part = Part(name, kind, font_table(), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def _fill_body(word: Document, document: OfficialDocument, marks: PageMarks) -> None:
    """All sections; each but the last ends in a paragraph that holds its properties."""
    body = word.element.body
    body[:] = []
    apart = _apart(document)
    pictures = PictureParts(word)
    stretches = list(_joined(_stretches(document, pictures, with_colophon=not apart)))
    for number, (turned, content) in enumerate(stretches):
        first, last = number == 0, number == len(stretches) - 1 and not apart
        properties = section_properties(
            marks.references(turned=turned, first=first),
            turned=turned,
            letter=first and document.layout == "letter",
            form=document.layout in standard_words.ROOMY,
        )
        body.extend(content)
        if last:
            body.append(properties)
        else:
            _end_section(body, properties)
    if apart:
        body.extend([*colophon_of(document, turned=False), paragraph(SECTION_END)])
        marked = marks.references(turned=False, first=False, numbered=apart == "next")
        body.append(section_properties(marked, turned=False, letter=False, even=True))


def _apart(document: OfficialDocument) -> str:
    """Whether the 版记 has an even page of its own: on the ``next`` one, or after a ``blank`` one; or not.

    As it falls in the PDF; Word then sees to it that the page is even, whatever it makes of the text.
    """
    if not document.even_end or not colophon_of(document, turned=False):
        return ""
    from huaian_tui.documents.pdf.typesetting import colophon_place

    place = colophon_place(document)
    return "" if place == "same" else place


def _end_section(body: Element, properties: Element) -> None:
    """Put the section's properties into its last paragraph, or into a tiny one after a table."""
    if local_name(body[-1]) != "p":
        body.append(paragraph(SECTION_END))
    body[-1][0].append(properties)


def _stretches(
    document: OfficialDocument, pictures: PictureParts, *, with_colophon: bool
) -> Iterator[Stretch]:
    """The document's content in printed order, cut where pages turn; the 版记 unless it stands apart."""
    head, above = head_of(document)
    if document.layout in standard_words.HEAD_HOLDS_TITLE:
        yield document.turned, [*head, recipients_of(document, above)]
    else:
        yield False, [*head, title_of(document, above), recipients_of(document, LINE)]
    last: Element | None = None
    for turned, group in groupby(document.body, key=lambda block: document.turned or is_turned(block)):
        wide = FORM_TURNED_WIDTH if document.layout == "form" else TURNED_WIDTH
        content = blocks_of(group, wide if turned else UPRIGHT_WIDTH, pictures)
        last = content[-1]
        yield turned, content
    ending = ending_of(document, last)
    if ending:
        yield document.turned, ending
    for index, attachment in enumerate(document.attachments):
        width = TURNED_WIDTH if attachment.landscape else UPRIGHT_WIDTH
        yield attachment.landscape, attachment_of(document, index, width, new_page=True, pictures=pictures)
    turned = _ends_turned(document, bool(ending))
    colophon = colophon_of(document, turned=turned) if with_colophon else []
    if colophon:
        # The table floats from the tiny paragraph after it, on the last page.
        yield turned, [*colophon, paragraph(SECTION_END)]


def _ends_turned(document: OfficialDocument, has_ending: bool) -> bool:
    """Whether the last page of the document lies on its side."""
    if document.attachments:
        return document.attachments[-1].landscape
    return not has_ending and bool(document.body) and is_turned(document.body[-1])


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Neighbours that lie the same way as one section; a table at the very end gets its last paragraph."""
    for turned, group in groupby(stretches, key=lambda one: one[0]):
        content = [part for _, parts in group for part in parts]
        first = content[0][0]
        for child in list(first):
            if local_name(child) == "pageBreakBefore":
                first.remove(child)  # the section itself begins on a new page
        if local_name(content[-1]) != "p":
            content.append(paragraph(SECTION_END))
        yield turned, content


def write_properties(word: Document, document: OfficialDocument) -> None:
    """Title, issuing office and the document's own day; no person's name and no clock."""
    day = document.date or document.printed_on
    moment = datetime(day.year, day.month, day.day) if day else _UNDATED  # noqa: DTZ001 - as above
    core = word.core_properties
    core.title = _property(document.title)
    core.author = core.last_modified_by = _property(document.signature)
    core.subject = core.comments = core.keywords = core.category = ""
    core.language = "zh-CN"
    core.created = core.modified = moment
    core.revision = 1


def _property(text: str) -> str:
    """One line of at most 255 characters, the most that a core property holds."""
    return standard_words.printable(text).replace("\n", "")[:255]


def _sort_parts(word: Document) -> None:
    """Children in the order of the schema, in the text and in every header, footer and style."""
    for part in word.part.package.iter_parts():
        root = getattr(part, "element", None)
        if root is not None:
            sort_children(root)


def saved(word: Document) -> bytes:
    """The file's bytes, without the hour of saving."""
    stream = io.BytesIO()
    word.save(stream)
    return _without_times(stream)


def _without_times(stream: io.BytesIO) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            target.writestr(entry, source.read(name))
    return result.getvalue()
