"""Pictures in Word: a PNG for every program, beside it the same as SVG for those that can, and the sentence.

The sentence is the picture's alternative text (``descr``) and stands below it, as on every output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huaian_tui.documents.docx.styles import BODY, CAPTION
from huaian_tui.documents.docx.xml import TWIPS_A_MM, element, flat, paragraph, points, text_run
from huaian_tui.documents.model import Picture

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_MARGIN = 1.0
"""Millimetres around a drawing in its image."""
_TALLEST = 205.0
"""Millimetres that an upright page leaves for an image."""
_NAME, _SENTENCE = 12.0, 10.5
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_USE = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


def _sized(size: float) -> list[Element]:
    """A size in points, as a run says it."""
    return [element(tag, val=int(2 * size)) for tag in ("w:sz", "w:szCs")]


class PictureParts:
    """The images of a Word file: each is a part of it, to which its paragraph points."""

    def __init__(self, word: Document) -> None:
        self._part: Any = word.part
        self._made = 0

    def paragraphs(self, picture: Picture, width: int) -> list[Element]:
        """The image over ``width`` twips, its name, its sentence; kept on one page."""
        kept = element("w:keepNext")
        shown = paragraph(
            BODY,
            element("w:r", element("w:drawing", self._inline(picture, width / TWIPS_A_MM))),
            properties=[
                kept,
                element("w:snapToGrid", val=0),
                element("w:spacing", before=points(6), after=0, line=240, lineRule="auto"),
                element("w:jc", val="center"),
            ],
        )
        caption = text_run(flat(picture.caption), *_sized(_NAME))
        name = paragraph(CAPTION, caption, properties=[element("w:keepNext")])
        run = text_run(flat(picture.text), *_sized(_SENTENCE))
        look = [
            element("w:snapToGrid", val=0),
            element(
                "w:spacing",
                before=points(3),
                after=points(6),
                line=points(1.45 * _SENTENCE),
                lineRule="atLeast",
            ),
        ]
        said = paragraph(BODY, run, properties=look)
        return [shown, *([name] if picture.caption else []), *([said] if picture.text else [])]

    def _inline(self, picture: Picture, width: float) -> Element:
        """The drawing as python-docx makes it of a PNG, with the SVG and the sentence added."""
        import io

        from docx.shared import Mm

        from huaian_tui.documents.pdf.pictures import picture_image
        from huaian_tui.documents.picture_layout import laid_out

        self._made += 1
        png = picture_image(picture.data, "png", width - 2 * _MARGIN)
        height = laid_out(picture.data).height + 2 * _MARGIN
        share = min(1.0, _TALLEST / height)
        inline: Element = self._part.new_pic_inline(io.BytesIO(png), width=Mm(width * share))
        inline.docPr.set("name", f"图{self._made}")
        inline.docPr.set("descr", flat(picture.text))
        inline.docPr.set("title", flat(picture.caption or picture.data.title))
        inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", f"picture{self._made}.png")
        self._add_svg(inline, picture_image(picture.data, "svg", width - 2 * _MARGIN))
        return inline

    def _add_svg(self, inline: Element, svg: bytes) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from docx.oxml import parse_xml

        name = PackURI(f"/word/media/picture{self._made}.svg")
        part = Part(name, "image/svg+xml", svg, self._part.package)
        relation = self._part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        listed = (
            f'<a:extLst xmlns:a="{_DRAWING}"><a:ext uri="{_SVG_USE}"><asvg:svgBlip xmlns:asvg="{_SVG}" '
            f'xmlns:r="{_RELATIONS}" r:embed="{relation}"/></a:ext></a:extLst>'
        )
        inline.graphic.graphicData.pic.blipFill.blip.append(parse_xml(listed))
