"""版头 in Word: gradings, 标志, 发文字号 with 签发人, the red rule (GB/T 9704-2012, 7.2 and 10.1)."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from huaian_tui.documents import standard_words
from huaian_tui.documents.docx.marks import (
    FORM_TURNED_WIDTH,
    LEFT,
    PAGE_WIDTH,
    RIGHT,
    RULE_GAP,
    RULE_WIDTH,
    THICK_RULE,
    THIN_RULE,
    UPRIGHT_WIDTH,
    red_rule,
)
from huaian_tui.documents.docx.styles import (
    GRADING,
    MASTHEAD,
    NUMBER,
    RED,
    SECTION_END,
    TITLE,
    TITLE_SIZE,
    TITLE_WIDTH,
    TURNED_TITLE_WIDTH,
)
from huaian_tui.documents.docx.xml import (
    CHARACTER,
    LINE,
    element,
    flat,
    fonts,
    millimetres,
    paragraph,
    points,
    tab_run,
    text_run,
)
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.documents.titles import title_lines
from huaian_tui.domain.text.line_breaking import text_width

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_MARK_SIZES = (42, 38, 34, 30, 28)
_NARROWEST = 62
"""Per cent of a character's width; below it the next smaller size is taken."""
_TYPE_WIDTH_POINTS = 156 * 72 / 25.4
_MARK_PITCH = 1.3
"""Line height of the masthead in its own size."""
_FORM_TITLE_SIZE, _FORM_PITCH, _FORM_RULE_SPACE = 30.0, 1.3, 4
"""A sheet's title in points, its line height in sizes, and the points from its number down to the rule."""
_FORM_LINE_SIZE = 12.0
"""Points of the line below an inner sheet's title."""
_BULLETIN_LINE_SIZE = 14.0
"""Points of the line with office and day in the head of a 专报."""
_MARK_TOP = 35.0
"""Millimetres from the type area's upper edge to the masthead's."""
_NUMBER_LINE, _RULE_SPACE = 20, 9
"""Points: the line of the 发文字号, and from there to the rule, which is then 4 mm below the characters."""
_INK_DEPTH = 0.2
"""How far the ink lies below the top of a line of this pitch, in sizes."""
_BELOW_INK = 0.2
"""How far such a line goes on below the ink, and the ink of the next one lies below its top, in sizes."""


def head_of(document: OfficialDocument) -> tuple[list[Element], int]:
    """The paragraphs above the title, and how far below them the title stands (twips).

    A letter's masthead is not among them. The head of a notice ends on the grid of 22 lines. A sheet's
    head holds the title itself; what follows it is then 主送.
    """
    if document.layout == "sheet":
        return _sheet_head(document)
    if document.layout == "form":
        return _form_head(document)
    if document.layout == "bulletin":
        return _bulletin_head(document)
    if document.layout == "letter":
        look = (_number_space(points(14)), element("w:jc", val="right"))
        return [
            paragraph(NUMBER, text_run(flat(document.number or "")), properties=look),
            *_gradings(document),
        ], 2 * LINE
    gradings = _gradings(document)
    size, scale = _fitted(document.masthead)
    gap = max(0, millimetres(_MARK_TOP) - points(_INK_DEPTH * size) - LINE * len(gradings))
    mark = _mark(document.masthead, size, scale, gap)
    number = _number_line(document)
    above = 2 * LINE - points(_BELOW_INK * size)
    number[0].append(_number_space(above))
    number[0].append(
        element("w:pBdr", element("w:bottom", val="single", sz=16, space=_RULE_SPACE, color=RED))
    )
    height = LINE * len(gradings) + gap + len(mark) * points(_MARK_PITCH * size)
    height += above + points(_NUMBER_LINE + _RULE_SPACE + 2)
    lines = ceil((height + 2 * LINE) / LINE - 0.1)
    return [*gradings, *mark, number], lines * LINE - height


def _number_space(above: int) -> Element:
    return element("w:spacing", before=above, after=0, line=points(_NUMBER_LINE), lineRule="exact")


def letterhead_of(document: OfficialDocument) -> list[Element]:
    """标志 30 mm below the sheet's edge and the double rule 4 mm below it, for the first page's header.

    There they stand higher than the type area begins, and push the text down.
    """
    size, scale = _fitted(document.masthead)
    beyond = {"left": millimetres(20) - LEFT, "right": PAGE_WIDTH - RIGHT - millimetres(20) - RULE_WIDTH}
    above = millimetres(4) - points(_BELOW_INK * size)
    rules = paragraph(
        SECTION_END,
        properties=(
            element("w:pBdr", red_rule("top", THICK_RULE), red_rule("bottom", THIN_RULE)),
            element("w:spacing", before=max(0, above), after=0, line=RULE_GAP, lineRule="exact"),
            element("w:ind", **beyond),
        ),
    )
    return [*_mark(document.masthead, size, scale, 0), rules]


def _sheet_head(document: OfficialDocument) -> tuple[list[Element], int]:
    """督办通知单 and the like: issuer and title red at the type area's edge, 编号 at the right, the rule."""
    red = element("w:color", val=RED)
    issuer = [line for line in standard_words.printable(document.masthead).split("\n") if line]
    titles = title_lines(standard_words.printable(document.title), TITLE_WIDTH, document.words)
    large = len(titles) == 1 and text_width(titles[0]) * _FORM_TITLE_SIZE / 2 <= _TYPE_WIDTH_POINTS
    size = _FORM_TITLE_SIZE if large else TITLE_SIZE
    pitch = points(_FORM_PITCH * size)
    lines = []
    for text in issuer:
        space = element(
            "w:spacing", before=0, after=0, line=points(_FORM_PITCH * TITLE_SIZE), lineRule="exact"
        )
        look = [element("w:w", val=_scale(text, TITLE_SIZE)), *_size(TITLE_SIZE)]
        lines.append(paragraph(MASTHEAD, text_run(text, *look), properties=[space]))
    space = element("w:spacing", before=0, after=0, line=pitch, lineRule="exact")
    lines.append(paragraph(TITLE, text_run("\n".join(titles), red, *_size(size)), properties=[space]))
    lines.append(_sheet_number(document))
    height = len(issuer) * points(_FORM_PITCH * TITLE_SIZE) + max(1, len(titles)) * pitch
    above, below = (LINE // 4, LINE // 2) if document.compact else (LINE // 2, LINE)
    height += above + points(_NUMBER_LINE + _FORM_RULE_SPACE + 2)
    return lines, ceil((height + below) / LINE - 0.1) * LINE - height


def _bulletin_head(document: OfficialDocument) -> tuple[list[Element], int]:
    """A 专报: its name red and large, the issue in the middle, office and day on the line above the rule."""
    size, scale = _fitted(document.masthead)
    mark = _mark(document.masthead, size, scale, 0)
    left, right = map(flat, standard_words.form_line(document))
    number = paragraph(NUMBER, text_run(flat(document.number or "")), properties=[_number_space(points(4))])
    narrow = element("w:w", val=_scale(f"{left}  {right}　", _BULLETIN_LINE_SIZE))
    names = paragraph(
        NUMBER,
        text_run(left, narrow, *_size(_BULLETIN_LINE_SIZE)),
        tab_run(),
        text_run(right, *_size(_BULLETIN_LINE_SIZE)),
        properties=(
            element("w:tabs", element("w:tab", val="right", pos=UPRIGHT_WIDTH)),
            element("w:pBdr", element("w:bottom", val="single", sz=16, space=_FORM_RULE_SPACE, color=RED)),
            _number_space(points(4)),
            element("w:jc", val="left"),
        ),
    )
    height = len(mark) * points(_MARK_PITCH * size) + points(4 + 4 + 2 * _NUMBER_LINE + _FORM_RULE_SPACE + 2)
    lines = ceil((height + LINE) / LINE - 0.1)
    return [*mark, number, names], lines * LINE - height


def _form_head(document: OfficialDocument) -> tuple[list[Element], int]:
    """An inner sheet: a black title, below it the office at the left and the number or day at the right."""
    upright, turned = (TITLE_WIDTH, UPRIGHT_WIDTH), (TURNED_TITLE_WIDTH, FORM_TURNED_WIDTH)
    room, width = turned if document.turned else upright
    titles = title_lines(standard_words.printable(document.title), room, document.words)
    space = element("w:spacing", before=0, after=0, line=LINE, lineRule="exact")
    left, right = map(flat, standard_words.form_line(document))
    stop = element("w:tab", val="right", pos=width)
    # Elements belong to one parent: each run gets its own.
    line = paragraph(
        NUMBER,
        text_run(left, *_size(_FORM_LINE_SIZE)),
        tab_run(),
        text_run(right, *_size(_FORM_LINE_SIZE)),
        properties=(element("w:tabs", stop), _number_space(LINE // 2), element("w:jc", val="left")),
    )
    return [paragraph(TITLE, text_run("\n".join(titles)), properties=[space]), line], points(4)


def _sheet_number(document: OfficialDocument) -> Element:
    """份号, 密级 and 紧急程度 at the left, 编号 at the right, the red rule 2 mm below."""
    stop = element("w:tab", val="right", pos=UPRIGHT_WIDTH)
    rule = element("w:bottom", val="single", sz=16, space=_FORM_RULE_SPACE, color=RED)
    urgent = " ".join(flat(text) for text in (document.secrecy, document.urgency) if text)
    return paragraph(
        NUMBER,
        text_run(flat(document.copy_number) + (" " if document.copy_number and urgent else "")),
        text_run(urgent, fonts("hei")),
        tab_run(),
        text_run(flat(document.number or "")),
        properties=(
            element("w:tabs", stop),
            element("w:pBdr", rule),
            _number_space(LINE // (4 if document.compact else 2)),
            element("w:jc", val="left"),
        ),
    )


def _gradings(document: OfficialDocument) -> list[Element]:
    """份号, 密级, 紧急程度, one under the other from the first line."""
    lines = [paragraph(GRADING, text_run(flat(document.copy_number)))] if document.copy_number else []
    for text in (document.secrecy, document.urgency):
        if text:
            lines.append(paragraph(GRADING, text_run(flat(text), fonts("hei"))))
    return lines


def _number_line(document: OfficialDocument) -> Element:
    """发文字号 in the middle; beside a 签发人 at the left, one character in (7.2.5, 7.2.6)."""
    number = flat(document.number or "")
    if not document.signer:
        return paragraph(NUMBER, text_run(number))
    stop = element("w:tab", val="right", pos=UPRIGHT_WIDTH - CHARACTER)
    return paragraph(
        NUMBER,
        text_run(number),
        tab_run(),
        text_run(standard_words.SIGNER_LABEL),
        text_run(flat(document.signer), fonts("kai")),
        properties=(
            element("w:tabs", stop),
            element("w:ind", left=0, firstLineChars=100, firstLine=CHARACTER),
            element("w:jc", val="left"),
        ),
    )


def _fitted(masthead: str) -> tuple[int, int]:
    """Size in points and width of the characters in per cent, so that the longest line fits on 156 mm."""
    widest = max(standard_words.printable(masthead).split("\n"), key=text_width)
    for size in _MARK_SIZES[:-1]:
        if _scale(widest, size) >= _NARROWEST:
            return size, _scale(widest, size)
    return _MARK_SIZES[-1], _scale(widest, _MARK_SIZES[-1])


def _scale(text: str, size: float) -> int:
    """Width of the characters in per cent at which the text fits on one line of 156 mm."""
    return max(1, min(100, int(200 * _TYPE_WIDTH_POINTS / max(1.0, text_width(text) * size))))


def _size(size: float) -> list[Element]:
    return [element("w:sz", val=round(2 * size)), element("w:szCs", val=round(2 * size))]


def _mark(masthead: str, size: int, scale: int, gap: int) -> list[Element]:
    """The masthead's lines, red, the first one ``gap`` twips below what stands before."""
    pitch = points(_MARK_PITCH * size)
    lines = []
    for text in standard_words.printable(masthead).split("\n"):
        look = [element("w:w", val=scale), *_size(size)]
        space = element("w:spacing", before=gap, after=0, line=pitch, lineRule="exact")
        lines.append(paragraph(MASTHEAD, text_run(text, *look), properties=(space,)))
        gap = 0
    return lines
