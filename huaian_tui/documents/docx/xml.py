"""Building WordprocessingML: elements, runs, paragraphs, and the order in which Word wants children.

Lengths are twentieths of a point (twips), as in the file format itself. All text passes
`text_run`, which drops what XML cannot carry; it is set as text nodes and never parsed.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Literal

from huaian_tui.documents.standard_words import printable
from huaian_tui.domain.text.line_breaking import text_width

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

TWIPS_A_MM = 1440 / 25.4
TWIPS_A_POINT = 20
LINE = 579
"""One of 22 lines on 225 mm; 580 would leave room for 21 only."""
CHARACTER = 316
"""One of 28 characters on 156 mm."""

WordFace = Literal["body", "title", "hei", "kai", "song"]
"""仿宋, 小标宋, 黑体, 楷体, 宋体."""

FACE_NAMES: dict[WordFace, str] = {
    "body": "仿宋_GB2312",
    "title": "方正小标宋简体",
    "hei": "黑体",
    "kai": "楷体_GB2312",
    "song": "宋体",
}
"""The official families, as Word and WPS know them by name."""

_PARAGRAPH_ORDER = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
    "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
_RUN_ORDER = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
    "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText "
    "vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
)
_ORDERS: dict[str, str] = {
    "pPr": _PARAGRAPH_ORDER,
    "rPr": _RUN_ORDER,
    "pBdr": "top left bottom right between bar",
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
        "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription"
    ),
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "trPr": (
        "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc"
    ),
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign "
        "hideMark"
    ),
    "tcBorders": "top left bottom right insideH insideV tl2br tr2bl",
    "tcMar": "top left bottom right",
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
        "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid "
        "printerSettings"
    ),
    "style": (
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat "
        "locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr"
    ),
}
_RANKS = {
    parent: {name: rank for rank, name in enumerate(order.split())} for parent, order in _ORDERS.items()
}


def millimetres(length: float) -> int:
    """Twips of a length in millimetres."""
    return round(length * TWIPS_A_MM)


def points(length: float) -> int:
    """Twips of a length in points."""
    return round(length * TWIPS_A_POINT)


def characters(text: str) -> int:
    """Twips that the text takes in 3号 on one line, counted in half characters."""
    return text_width(text) * CHARACTER // 2


def flat(text: str) -> str:
    """The text on one line, cleared of what paper cannot carry."""
    return printable(text).replace("\n", " ")


def element(tag: str, *children: Element, **attributes: str | int) -> Element:
    """An element such as ``w:ind`` with its children and its ``w:`` attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made: Element = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def sort_children(root: Element) -> None:
    """Put the children of every property element into the order of the schema (stable)."""
    for node in root.iter():
        ranks = _RANKS.get(local_name(node))
        if ranks is not None:
            node[:] = sorted(node, key=lambda child: ranks.get(local_name(child), len(ranks)))


def local_name(node: Element) -> str:
    """The tag without its namespace; empty for comments."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def fonts(face: WordFace) -> Element:
    """``rFonts`` of a face; without the hint “”—…·× would be taken for Latin."""
    name = FACE_NAMES[face]
    return element("w:rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia")


def text_run(text: str, *properties: Element, style: str = "") -> Element:
    """A run of text; a line end in it is a line break, no other character is read as a sign."""
    marks = [element("w:rStyle", val=style)] if style else []
    hint = [] if any(local_name(one) == "rFonts" for one in properties) else [
        element("w:rFonts", hint="eastAsia")
    ]  # fmt: skip
    run = element("w:r", element("w:rPr", *marks, *hint, *properties))
    for number, line in enumerate(printable(text).split("\n")):
        if number:
            run.append(element("w:br"))
        if line:
            run.append(_text(line))
    return run


def tab_run() -> Element:
    """A run that holds a tab stop's jump."""
    return element("w:r", element("w:tab"))


def paragraph(style: str, *runs: Element, properties: Sequence[Element] = ()) -> Element:
    """A paragraph of a style (by its id), with direct properties where the style does not say it all."""
    return element("w:p", element("w:pPr", element("w:pStyle", val=style), *properties), *runs)


def page_field(*properties: Element) -> list[Element]:
    """The PAGE field in five runs, as Word itself writes it; its shown value is brought up to date there."""

    def run(child: Element) -> Element:
        return element("w:r", element("w:rPr", *map(deepcopy, properties)), child)

    instruction = element("w:instrText")
    instruction.text = " PAGE "
    _keep_spaces(instruction)
    return [
        run(element("w:fldChar", fldCharType="begin")),
        run(instruction),
        run(element("w:fldChar", fldCharType="separate")),
        run(_text("1")),
        run(element("w:fldChar", fldCharType="end")),
    ]


def _text(text: str) -> Element:
    node = element("w:t")
    node.text = text
    _keep_spaces(node)
    return node


def _keep_spaces(node: Element) -> None:
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
