"""The style sheet of a document: every look is a named style that an officer can change in Word or WPS.

Built-in styles keep their English names in the file; a Chinese Word shows them as 正文, 正文缩进,
标题, 标题 1 to 标题 4, 页眉, 页脚. Each style names its faces itself: a theme's fonts would make WPS
report missing ones. Sizes are those of GB/T 9704-2012 (3号 16 pt, 2号 22 pt, 4号 14 pt).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from huaian_tui.documents.docx.xml import (
    CHARACTER,
    FACE_NAMES,
    LINE,
    WordFace,
    element,
    fonts,
    points,
    sort_children,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

BODY_SIZE, TITLE_SIZE, SMALL_SIZE, TABLE_SIZE = 16.0, 22.0, 14.0, 12.0
TITLE_WIDTH, TURNED_TITLE_WIDTH = 40, 56
"""Half characters of 22 pt on 156 mm and on 225 mm."""
BODY_SPACING = -5
"""Twentieths of a point between characters: 28 of them then fill 156 mm."""
RED = "CC0000"
BODY, INDENTED, TITLE = "Normal", "NormalIndent", "Title"
MASTHEAD, GRADING, NUMBER, RECIPIENTS = "Masthead", "Grading", "Number", "Recipients"
NOTES, SIGNATURE, DAY, ANNOTATION = "AttachmentNotes", "Signature", "Date", "Annotation"
LABEL, ATTACHMENT_TITLE, CAPTION = "AttachmentLabel", "AttachmentTitle", "Caption"
HEAD_CELL, BODY_CELL, COLOPHON, SECTION_END = "HeadCell", "BodyCell", "Colophon", "SectionEnd"
HEADER, FOOTER, DRAFT, GRID = "Header", "Footer", "DraftMark", "TableGrid"
LEADS = {1: "LeadHei", 2: "LeadKai"}
"""Character styles of a heading that runs into its paragraph, by level; deeper ones look like the text."""


def heading_style(level: int) -> str:
    """The style of a heading of this level (1 to 4)."""
    return f"Heading{level}"


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style; ``name`` as it stands in the file, ``face`` and ``size`` (points) of its text."""

    id: str
    name: str
    face: WordFace
    size: float
    properties: tuple[Element, ...] = ()
    next: str = INDENTED
    spacing: int = 0
    color: str = ""


def write_styles(document: Document) -> None:
    """Replace all styles of the document by those of an official document."""
    root = document.styles.element
    root[:] = [_defaults(), *(_element(one) for one in _sheet()), *_other_styles()]


def borrow_styles(document: Document) -> dict[str, str]:
    """Give a foreign document our styles under names of their own (公文…); returns our id → its id.

    A style that it already has under such a name is the office's own choice and stays as it is.
    """
    from docx.oxml.ns import qn

    root = document.styles.element
    known = {style.name: style.style_id for style in document.styles}
    ours = [*(_element(one) for one in _sheet()), *_other_styles()]
    built_in = {one.get(qn("w:styleId")): one[0].get(qn("w:val")) for one in ours}
    names = {own: f"公文{_SHOWN_NAMES.get(name, name)}" for own, name in built_in.items()}
    ids = {own: known.get(name, f"Official{own}") for own, name in names.items()}
    for style in ours:
        own = style.get(qn("w:styleId"))
        if names[own] not in known:
            root.append(_renamed(style, names[own], ids))
    return ids


_SHOWN_NAMES = {
    "Normal": "正文",
    "Normal Indent": "正文缩进",
    "Title": "标题",
    **{f"heading {level}": f"标题{level}" for level in range(1, 5)},
    "Signature": "署名",
    "Date": "日期",
    "caption": "表题",
    "header": "页眉",
    "footer": "页脚",
    "Table Grid": "表格",
}
"""Built-in names as a Chinese Word shows them."""


def _renamed(style: Element, name: str, ids: dict[str, str]) -> Element:
    """The style under a foreign document's names; the text's own line pitch, since its grid may differ."""
    from docx.oxml.ns import qn

    first = style.get(qn("w:styleId")) == BODY
    style.set(qn("w:styleId"), ids[str(style.get(qn("w:styleId")))])
    style.set(qn("w:customStyle"), "1")
    style.attrib.pop(qn("w:default"), None)
    style[0].set(qn("w:val"), name)
    for tag in ("w:basedOn", "w:next"):
        for node in style.findall(qn(tag)):
            node.set(qn("w:val"), ids[node.get(qn("w:val"))])
    if first:
        pitch = element("w:spacing", before=0, after=0, line=LINE, lineRule="exact")
        style.find(qn("w:pPr")).append(pitch)
    sort_children(style)
    return style


_HEADING_FACES: tuple[WordFace, ...] = ("hei", "kai", "body", "body")
"""一、 in 黑体, （一） in 楷体, 1. and （1） in 仿宋, none of them bold."""


def _sheet() -> list[_Style]:
    """All paragraph styles."""
    tight = BODY_SPACING
    return [
        _Style(BODY, "Normal", "body", BODY_SIZE, (*_chinese_breaking(), element("w:jc", val="both")),
               next=BODY, spacing=tight),
        _Style(INDENTED, "Normal Indent", "body", BODY_SIZE, (indent(),), spacing=tight),
        *(_heading(level, face) for level, face in enumerate(_HEADING_FACES, 1)),
        _Style(TITLE, "Title", "title", TITLE_SIZE, (*_title_lines(2), element("w:outlineLvl", val=9)),
               next=RECIPIENTS),
        _Style(MASTHEAD, "发文机关标志", "title", 42,
               (element("w:snapToGrid", val=0), element("w:jc", val="center")), color=RED),
        _Style(GRADING, "版头标注", "body", BODY_SIZE, spacing=tight),
        _Style(NUMBER, "发文字号", "body", BODY_SIZE,
               (*_off_grid(points(20), "exact"), element("w:jc", val="center")), spacing=tight),
        _Style(RECIPIENTS, "主送机关", "body", BODY_SIZE, (_above(LINE),), spacing=tight),
        _Style(NOTES, "附件说明", "body", BODY_SIZE, (*_kept(),), spacing=tight),
        _Style(SIGNATURE, "Signature", "body", BODY_SIZE, (*_kept(), element("w:jc", val="right")),
               spacing=tight),
        _Style(DAY, "Date", "body", BODY_SIZE, (element("w:jc", val="right"),), spacing=tight),
        _Style(ANNOTATION, "附注", "body", BODY_SIZE, (indent(),), spacing=tight),
        _Style(LABEL, "附件序号", "hei", BODY_SIZE, (element("w:keepNext"),), spacing=tight),
        _Style(ATTACHMENT_TITLE, "附件标题", "title", TITLE_SIZE, (*_title_lines(1, LINE),)),
        _Style(CAPTION, "caption", "hei", BODY_SIZE, (element("w:keepNext"), element("w:jc", val="center"))),
        _Style(HEAD_CELL, "表头文字", "hei", TABLE_SIZE, (*_off_grid(), element("w:jc", val="center")),
               next=BODY_CELL),
        _Style(BODY_CELL, "表格文字", "body", TABLE_SIZE, (*_off_grid(), element("w:jc", val="left")),
               next=BODY_CELL),
        _Style(COLOPHON, "版记", "body", SMALL_SIZE, (*_off_grid(points(23), "exact"),), next=COLOPHON),
        _Style(SECTION_END, "分节", "body", 1, (*_off_grid(20, "exact"),)),
        _Style(HEADER, "header", "song", 10.5, (*_off_grid(),), next=HEADER),
        _Style(FOOTER, "footer", "song", SMALL_SIZE, (*_off_grid(points(SMALL_SIZE), "exact"),), next=FOOTER),
        _Style(DRAFT, "草稿标记", "kai", 10.5, (*_off_grid(points(12), "exact"),), color="6E6E6E"),
    ]  # fmt: skip


def indent() -> Element:
    """First line indented by two characters."""
    return element("w:ind", firstLineChars=200, firstLine=2 * CHARACTER)


def _heading(level: int, face: WordFace) -> _Style:
    properties = (element("w:keepNext"), indent(), element("w:outlineLvl", val=level - 1))
    return _Style(heading_style(level), f"heading {level}", face, BODY_SIZE, properties, spacing=BODY_SPACING)


def _title_lines(blank_above: int, below: int = 0) -> tuple[Element, ...]:
    """22 pt on lines of the page's own pitch: exact, since a tall fallback face would take two lines each."""
    gap = element("w:spacing", before=blank_above * LINE, after=below, line=LINE, lineRule="exact")
    off_grid = element("w:snapToGrid", val=0)
    return element("w:keepNext"), element("w:keepLines"), off_grid, gap, element("w:jc", val="center")


def _above(gap: int) -> Element:
    return element("w:spacing", before=gap, after=0)


def _kept() -> tuple[Element, Element]:
    return element("w:keepNext"), element("w:keepLines")


def _off_grid(line: int = 240, rule: str = "auto") -> tuple[Element, Element]:
    """Smaller text has its own line height, not the 22 lines of the page."""
    return (
        element("w:snapToGrid", val=0),
        element("w:spacing", before=0, after=0, line=line, lineRule=rule),
    )


def _element(style: _Style) -> Element:
    """The style as the file has it."""
    size = round(style.size * 2)
    marks = [fonts(style.face)]
    if style.color:
        marks.append(element("w:color", val=style.color))
    marks += [
        element("w:b", val=0),
        element("w:spacing", val=style.spacing),
        element("w:sz", val=size),
        element("w:szCs", val=size),
    ]
    first = style.id == BODY
    kind: dict[str, str | int] = {"default": 1} if first else {}
    if not style.name.isascii():
        kind["customStyle"] = 1
    return element(
        "w:style",
        element("w:name", val=style.name),
        *([] if first else [element("w:basedOn", val=BODY)]),
        element("w:next", val=style.next),
        element("w:qFormat"),
        element("w:pPr", *style.properties),
        element("w:rPr", *marks),
        type="paragraph",
        styleId=style.id,
        **kind,
    )


def _other_styles() -> list[Element]:
    """Character styles and the table style."""
    faces: tuple[tuple[str, str, WordFace], ...] = (
        (LEADS[1], "段首黑体", "hei"),
        (LEADS[2], "段首楷体", "kai"),
    )
    leads = [
        element(
            "w:style",
            element("w:name", val=name),
            element("w:qFormat"),
            element("w:rPr", fonts(face)),
            type="character",
            customStyle=1,
            styleId=style_id,
        )
        for style_id, name, face in faces
    ]
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = [element(f"w:{side}", val="single", sz=4, space=0, color="000000") for side in sides]
    margins = [element(f"w:{side}", w=width, type="dxa")
               for side, width in (("top", 50), ("left", 60), ("bottom", 50), ("right", 60))]  # fmt: skip
    grid = element(
        "w:style",
        element("w:name", val="Table Grid"),
        element("w:rPr", fonts("body")),
        element("w:tblPr", element("w:tblBorders", *lines), element("w:tblCellMar", *margins)),
        type="table",
        styleId=GRID,
    )
    return [*leads, grid]


def _defaults() -> Element:
    """What holds where a style says nothing."""
    size = round(BODY_SIZE * 2)
    run = element(
        "w:rPr",
        fonts("body"),
        element("w:sz", val=size),
        element("w:szCs", val=size),
        element("w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"),
    )
    paragraph = element("w:pPr", *_chinese_breaking())
    return element("w:docDefaults", element("w:rPrDefault", run), element("w:pPrDefault", paragraph))


def _chinese_breaking() -> list[Element]:
    """避头尾, no mark beyond the margin, no space between Chinese and Latin, pages of 22 full lines."""
    off = ("widowControl", "overflowPunct", "autoSpaceDE", "autoSpaceDN")
    return [element("w:kinsoku"), *(element(f"w:{name}", val=0) for name in off)]


def write_settings(document: Document) -> None:
    """Settings of a Chinese office: odd and even pages, squeezed punctuation, no old quirks."""
    names = {
        "compatibilityMode": 15,
        "overrideTableStyleFontSizeAndJustification": 1,
        "enableOpenTypeFeatures": 1,
        "doNotFlipMirrorIndents": 1,
    }
    uri = "http://schemas.microsoft.com/office/word"
    modern = [element("w:compatSetting", name=name, uri=uri, val=value) for name, value in names.items()]
    document.settings.element[:] = [
        element("w:zoom", percent=100),
        element("w:bordersDoNotSurroundHeader"),
        element("w:bordersDoNotSurroundFooter"),
        element("w:defaultTabStop", val=420),
        element("w:evenAndOddHeaders"),
        element("w:characterSpacingControl", val="compressPunctuation"),
        element("w:compat", element("w:doNotExpandShiftReturn"), *modern),
        element("w:themeFontLang", val="en-US", eastAsia="zh-CN"),
        element("w:decimalSymbol", val="."),
        element("w:listSeparator", val=","),
    ]


_FALLBACKS: dict[WordFace, tuple[str, ...]] = {
    "body": ("FangSong_GB2312", "仿宋", "FangSong", "CESI仿宋-GB2312", "方正仿宋_GBK", "STFangsong"),
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05", "CESI小标宋", "宋体"),
    "hei": ("SimHei", "CESI黑体", "方正黑体_GBK", "STHeiti"),
    "kai": ("KaiTi_GB2312", "楷体", "KaiTi", "CESI楷体", "STKaiti"),
    "song": ("SimSun", "CESI宋体", "STSong"),
}
"""What Word may take where the official face is missing, best first."""
_PANOSE: dict[WordFace, str] = {
    "body": "02010609030101010101",
    "title": "02010601030101010101",
    "hei": "02010609060101010101",
    "kai": "02010609030101010101",
    "song": "02010600030101010101",
}


def font_table() -> bytes:
    """The font table: for each official face the names that may stand in for it."""
    rows = "".join(
        f"<w:font w:name={quoteattr(FACE_NAMES[face])}><w:altName w:val={quoteattr(','.join(names))}/>"
        f'<w:panose1 w:val="{_PANOSE[face]}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for face, names in _FALLBACKS.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<w:fonts xmlns:w="{space}">{rows}</w:fonts>'.encode()
