"""Opening a Word file in tests: its parts, its text in reading order, and the schema's order of children."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import docx
from docx.oxml.ns import qn

from huaian_tui.documents.docx.document import render_docx
from huaian_tui.documents.model import (
    Attachment,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    TableColumn,
    text_cells,
)

# The sequences of ECMA-376 part 1 (wml.xsd) for the elements that our files use.
SCHEMA: dict[str, tuple[str, ...]] = {
    "pPr": (
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "pBdr",
        "shd", "tabs", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN",
        "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "jc", "textDirection",
        "textAlignment", "outlineLvl", "rPr", "sectPr",
    ),
    "rPr": (
        "rStyle", "rFonts", "b", "bCs", "i", "iCs", "strike", "snapToGrid", "color", "spacing", "w", "kern",
        "position", "sz", "szCs", "highlight", "u", "lang",
    ),
    "tblPr": (
        "tblStyle", "tblpPr", "tblOverlap", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout",
        "tblCellMar",
    ),
    "trPr": ("cantSplit", "trHeight", "tblHeader"),
    "tcPr": ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection", "vAlign"),
    "tblBorders": ("top", "left", "bottom", "right", "insideH", "insideV"),
    "tcBorders": ("top", "left", "bottom", "right"),
    "tblCellMar": ("top", "left", "bottom", "right"),
    "pBdr": ("top", "left", "bottom", "right"),
    "sectPr": (
        "headerReference", "footerReference", "type", "pgSz", "pgMar", "pgNumType", "cols", "titlePg",
        "docGrid",
    ),
    "style": ("name", "basedOn", "next", "qFormat", "pPr", "rPr", "tblPr"),
    "tbl": ("tblPr", "tblGrid", "tr"),
    "tc": ("tcPr", "p"),
    "settings": (
        "zoom", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "defaultTabStop",
        "evenAndOddHeaders",
        "characterSpacingControl", "compat", "themeFontLang", "decimalSymbol", "listSeparator",
    ),
}  # fmt: skip
REPEATED = {"headerReference", "footerReference", "tr", "p"}


class WordFile:
    """A rendered document, opened again."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.word = docx.Document(io.BytesIO(data))
        self.body = self.word.element.body

    @classmethod
    def of(cls, document: OfficialDocument) -> WordFile:
        return cls(render_docx(document))

    def paragraphs(self, style: str) -> list[Any]:
        """The paragraphs of the body (not in tables) that have this style, by its name."""
        return [one for one in self.word.paragraphs if one.style.name == style]

    def texts(self) -> list[str]:
        """Every text in reading order: paragraphs and the cells of tables, each cell once."""
        found: list[str] = []
        for node in self.body:
            if node.tag == qn("w:p"):
                found.append(docx.text.paragraph.Paragraph(node, self.word).text)
            elif node.tag == qn("w:tbl"):
                cells = node.iter(qn("w:tc"))
                found += ["\n".join(_paragraph_text(p) for p in cell.iter(qn("w:p"))) for cell in cells]
        return found

    def sections(self) -> list[Any]:
        """The sectPr elements in order."""
        return list(self.body.iter(qn("w:sectPr")))

    def xml_roots(self) -> Iterator[tuple[str, Any]]:
        """Name and root of every part that is XML."""
        from lxml import etree

        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            for name in archive.namelist():
                yield name, etree.fromstring(archive.read(name))


def _paragraph_text(node: Any) -> str:
    parts = {qn("w:t"): lambda one: one.text or "", qn("w:br"): lambda _: "\n", qn("w:tab"): lambda _: "\t"}
    return "".join(parts[one.tag](one) for one in node.iter() if one.tag in parts and _in_run(one))


def _in_run(node: Any) -> bool:
    return bool(node.getparent().tag == qn("w:r"))


def attribute(node: Any, path: str, name: str) -> str | None:
    """An attribute of the first descendant at ``path`` (w: names)."""
    found = node.find(path, {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"})
    return None if found is None else found.get(qn(f"w:{name}"))


def misplaced(root: Any) -> list[str]:
    """Children that stand where the schema does not allow them, with their parents."""
    wrong = []
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        order = SCHEMA.get(node.tag.rpartition("}")[2])
        if order is None:
            continue
        names = [child.tag.rpartition("}")[2] for child in node]
        unknown = [name for name in names if name not in order]
        ranks = [order.index(name) for name in names if name in order]
        doubled = {name for name in names if names.count(name) > 1} - REPEATED
        if unknown or doubled or ranks != sorted(ranks):
            wrong.append(f"{node.tag.rpartition('}')[2]}: {names}")
    return wrong


def everywhere(text: str) -> OfficialDocument:
    """A document that has the text in each of its parts."""
    return OfficialDocument(
        masthead=text,
        title=text,
        number=text,
        signer=text,
        urgency=text,
        recipients=(text,),
        body=(
            Paragraph(text, lead=text),
            Heading(1, text),
            Table(
                (TableColumn(1), TableColumn(5)),
                (text_cells("甲", text),),
                (text_cells("乙", text),),
                caption=text,
            ),
            Paragraph("完"),
        ),
        attachments=(Attachment(text, (Paragraph(text),)),),
        signature=text,
        date=date(2026, 1, 5),
        annotation=text,
        copies_to=(text,),
        printing_office=text,
        printed_on=date(2026, 1, 5),
    )
