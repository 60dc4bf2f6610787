"""What stands outside the text on every page: page number, draft mark, the lower rule of a letter.

The number's dashes lie 7 mm below the type area (GB/T 9704-2012, 7.5), at the right on odd and at the
left on even pages. On a turned page the marks keep their place on the sheet: they are then floating
one-cell tables of turned text, since a footer would lie along the long edge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from huaian_tui.documents.docx.styles import DRAFT, FOOTER, HEADER, RED, SECTION_END, SMALL_SIZE
from huaian_tui.documents.docx.xml import (
    element,
    fonts,
    millimetres,
    page_field,
    paragraph,
    points,
    text_run,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
TOP, RIGHT, BOTTOM, LEFT = 2098, 1474, 1984, 1588
FORM_TOP, FORM_BOTTOM = millimetres(25), millimetres(27)
"""Of an inner sheet, which needs room more than white."""
HEADER_DISTANCE, FORM_HEADER_DISTANCE = millimetres(26), millimetres(17)
"""Of an inner sheet it lies higher: a header that reaches into the type area pushes the text down."""
LETTER_HEADER_DISTANCE = millimetres(27)
"""The letterhead's line begins here, the ink of its characters at 30 mm (10.1)."""
FOOTER_DISTANCE = millimetres(297 - 269 - 1.78 - 0.99)
"""The footer's one line of 14 pt then has its dashes, 0.36 em above the base line, at 269 mm."""
RULE_WIDTH = millimetres(170)
THICK_RULE, THIN_RULE, RULE_GAP = 20, 6, 34
"""The double rule of a letter: 2.5 pt and 0.75 pt (in eighths), 0.6 mm apart (in twips)."""
UPRIGHT_WIDTH, TURNED_WIDTH = PAGE_WIDTH - LEFT - RIGHT, PAGE_HEIGHT - TOP - BOTTOM
"""Widths of the type area on upright and turned pages."""
FORM_TURNED_WIDTH = PAGE_HEIGHT - FORM_TOP - FORM_BOTTOM
"""The same of an inner sheet that lies on its side."""

Kind = Literal["default", "even", "first"]


class PageMarks:
    """Headers and footers of a document, made once and referred to by each of its sections."""

    def __init__(
        self,
        document: Document,
        page_mark: str,
        letterhead: Sequence[Element] = (),
        *,
        loud: bool = False,
        form: bool = False,
    ) -> None:
        self._document = document
        self._page_mark = page_mark
        self._loud = loud
        self._letterhead = list(letterhead)
        self._foot = FOOTER_DISTANCE - (BOTTOM - FORM_BOTTOM if form else 0)
        self._known: dict[str, str] = {}

    def references(self, *, turned: bool, first: bool, numbered: bool = True) -> list[Element]:
        """Reference elements of a section; ``first`` for the document's first one.

        Not ``numbered``: its pages bear no number, as those behind a blank page (7.5).
        """
        kinds: list[Kind] = ["default", "even"]
        if first and self._letterhead:
            kinds.append("first")
        found = []
        for kind in kinds:
            found.append(self._reference("header", kind, turned))
            found.append(self._reference("footer", kind, turned, numbered=numbered))
        return found

    def _reference(
        self, part: Literal["header", "footer"], kind: Kind, turned: bool, *, numbered: bool = True
    ) -> Element:
        makers: dict[tuple[str, bool], Callable[[Kind], list[Element]]] = {
            ("header", False): self._header,
            ("footer", False): self._footer,
            ("header", True): self._turned_header,
            ("footer", True): lambda _: [paragraph(FOOTER)],
        }
        key = f"{part} {kind} {turned} {numbered}"
        if key not in self._known:
            content = makers[part, turned](kind) if numbered else [paragraph(FOOTER)]
            self._known[key] = self._add_part(part, content)
        reference = element(f"w:{part}Reference", type=kind)
        from docx.oxml.ns import qn

        reference.set(qn("r:id"), self._known[key])
        return reference

    def _add_part(self, part: Literal["header", "footer"], content: list[Element]) -> str:
        owner: Any = self._document.part
        made, reference = owner.add_header_part() if part == "header" else owner.add_footer_part()
        made.element[:] = content
        return str(reference)

    def _header(self, kind: Kind) -> list[Element]:
        lines = [self._mark()] if self._page_mark else [paragraph(HEADER)]
        if kind != "first":
            return lines
        return [*(lines if self._page_mark else []), *self._letterhead]

    def _mark(self) -> Element:
        return loud_mark(self._page_mark) if self._loud else paragraph(DRAFT, text_run(self._page_mark))

    def _footer(self, kind: Kind) -> list[Element]:
        if kind == "first":
            return [_lower_rule(), paragraph(FOOTER)]  # the first page of a letter has no number
        return [_number(kind)]

    def _turned_header(self, kind: Kind) -> list[Element]:
        number = _turned_mark(
            _number(kind),
            x=self._foot,
            y=LEFT,
            width=points(SMALL_SIZE),
            height=UPRIGHT_WIDTH,
        )
        marks = [number]
        if self._page_mark:
            height = points(_LOUD_LINE if self._loud else 12)
            left = PAGE_HEIGHT - HEADER_DISTANCE - height
            mark = _turned_mark(self._mark(), left, LEFT, height, millimetres(40))
            marks += [paragraph(SECTION_END), mark]
        return [*marks, paragraph(HEADER)]


_LOUD_SIZE, _LOUD_LINE = 14, 16
"""Points of 已撤回 and of its line, which still fits above the type area and below a letter's upper edge."""


def loud_mark(words: str) -> Element:
    """A mark that nobody overlooks. Its look stands in the paragraph: files without it stay as they are."""
    size = [element(f"w:{name}", val=2 * _LOUD_SIZE) for name in ("sz", "szCs")]
    run = text_run(words, fonts("hei"), element("w:color", val=RED), *size)
    space = element("w:spacing", before=0, after=0, line=points(_LOUD_LINE), lineRule="exact")
    return paragraph(DRAFT, run, properties=[space])


def _number(kind: Kind) -> Element:
    """— 1 — in half-width 宋体 4号, one character in from its side."""
    right = kind == "default"
    inset = points(SMALL_SIZE)
    face = fonts("song")
    return paragraph(
        FOOTER,
        text_run("— ", fonts("song")),
        *page_field(face),
        text_run(" —", fonts("song")),
        properties=(
            element("w:ind", right=inset) if right else element("w:ind", left=inset),
            element("w:jc", val="right" if right else "left"),
        ),
    )


def _lower_rule() -> Element:
    """The double rule 20 mm above the sheet's foot, thin over thick (10.1): a cell between two rules."""
    y = PAGE_HEIGHT - millimetres(20) - RULE_GAP - points(2.5)
    return _floating_cell(
        paragraph(SECTION_END),
        (millimetres(20), y, RULE_WIDTH, RULE_GAP),
        element("w:tcBorders", red_rule("top", THIN_RULE), red_rule("bottom", THICK_RULE)),
    )


def red_rule(side: str, thickness: int) -> Element:
    """A red border; ``thickness`` in eighths of a point."""
    return element(f"w:{side}", val="single", sz=thickness, space=0, color=RED)


def _turned_mark(content: Element, x: int, y: int, width: int, height: int) -> Element:
    """Text turned clockwise, placed from the page's upper left corner."""
    return _floating_cell(content, (x, y, width, height), element("w:textDirection", val="tbRl"))


def _floating_cell(content: Element, place: tuple[int, int, int, int], *look: Element) -> Element:
    """A cell of its own at ``place``: x and y from the page's upper left corner, width, height (twips)."""
    x, y, width, height = place
    position = element(
        "w:tblpPr",
        leftFromText=0,
        rightFromText=0,
        vertAnchor="page",
        horzAnchor="page",
        tblpX=x,
        tblpY=y,
    )
    none = [element(f"w:{side}", w=0, type="dxa") for side in ("top", "left", "bottom", "right")]
    properties = element(
        "w:tblPr",
        position,
        element("w:tblOverlap", val="overlap"),
        element("w:tblW", w=width, type="dxa"),
        element("w:tblLayout", type="fixed"),
        element("w:tblCellMar", *none),
    )
    cell = element("w:tc", element("w:tcPr", element("w:tcW", w=width, type="dxa"), *look), content)
    row = element("w:tr", element("w:trPr", element("w:trHeight", val=height, hRule="exact")), cell)
    return element("w:tbl", properties, element("w:tblGrid", element("w:gridCol", w=width)), row)


def section_properties(
    references: list[Element], *, turned: bool, letter: bool, form: bool = False, even: bool = False
) -> Element:
    """``sectPr`` of upright or turned pages: A4, type area 156 by 225 mm, 22 lines, number at 7 mm.

    ``form``: of an inner sheet, with smaller margins; ``even``: it begins on an even page, after a blank
    one where need be.
    """
    top, bottom = (FORM_TOP, FORM_BOTTOM) if form else (TOP, BOTTOM)
    if turned:
        # The sheet is turned clockwise: its binding edge lies on top.
        size = element("w:pgSz", w=PAGE_HEIGHT, h=PAGE_WIDTH, orient="landscape")
        edges = {"top": LEFT, "right": top, "bottom": RIGHT, "left": bottom}
    else:
        size = element("w:pgSz", w=PAGE_WIDTH, h=PAGE_HEIGHT)
        edges = {"top": top, "right": RIGHT, "bottom": bottom, "left": LEFT}
    header = LETTER_HEADER_DISTANCE if letter else FORM_HEADER_DISTANCE if form else HEADER_DISTANCE
    distances = (
        {"header": millimetres(10), "footer": millimetres(10)}
        if turned
        else {"header": header, "footer": FOOTER_DISTANCE - BOTTOM + bottom}
    )
    return element(
        "w:sectPr",
        *references,
        element("w:type", val="evenPage" if even else "nextPage"),
        size,
        element("w:pgMar", **edges, **distances, gutter=0),
        element("w:cols", space=425),
        *([element("w:titlePg")] if letter else []),
        element("w:docGrid", type="lines", linePitch=579),
    )
