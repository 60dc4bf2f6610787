"""Pictures on paper: each figure in the text of the PDF, told apart in black and white, kept by Word too."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pypdfium2
import pytest
from support.pictures import LIGHTS, PICTURES

from huaian_tui.documents.document_json import document_from_json, document_to_json
from huaian_tui.documents.docx.document import render_docx
from huaian_tui.documents.fitting import LINE, picture_height
from huaian_tui.documents.model import Attachment, OfficialDocument, Paragraph, Picture
from huaian_tui.documents.pdf.pictures import picture_image
from huaian_tui.documents.pdf.typesetting import missing_characters, render_pdf
from huaian_tui.documents.picture_layout import laid_out, nice_ticks
from huaian_tui.domain.pictures.lights_course import LightsCourse
from huaian_tui.domain.rules.lights import Light

BLOCKS = tuple(
    Picture(one, f"图{place}　{one.title}", one.sentence) for place, one in enumerate(PICTURES.values(), 1)
)
PAPER = OfficialDocument(
    masthead="",
    title="督查评价图",
    body=(Paragraph("截至2026年11月22日的情况。"), *BLOCKS[:3]),
    attachments=(Attachment("其余图", BLOCKS[3:]),),
    layout="form",
    date=date(2026, 11, 22),
    sealed=False,
)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_pdf(PAPER)


def test_the_text_of_the_pdf_holds_every_figure_and_sentence(pdf: bytes) -> None:
    with pypdfium2.PdfDocument(pdf) as read:
        text = "".join(page.get_textpage().get_text_range() for page in read)
    plain = re.sub(r"\s", "", text)
    for picture in PICTURES.values():
        for words in laid_out(picture).words:
            assert re.sub(r"\s", "", words) in plain, words
        assert re.sub(r"\s", "", picture.sentence) in plain
        assert picture.title in plain


def test_the_sentence_is_the_alternative_text(pdf: bytes) -> None:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import PDFObjRef

    read = PDFDocument(PDFParser(io.BytesIO(pdf)))
    told = set[str]()
    for number in read.xrefs[0].get_objids():
        found = read.getobj(number)
        if isinstance(found, dict) and "Alt" in found:
            told.add(_text(found["Alt"].resolve() if isinstance(found["Alt"], PDFObjRef) else found["Alt"]))
    assert told == {picture.sentence for picture in PICTURES.values()}


def _text(value: bytes) -> str:
    return value[2:].decode("utf-16-be") if value[:2] == b"\xfe\xff" else value.decode("utf-8")


def test_every_character_is_in_the_fonts_and_the_archive_form_is_made() -> None:
    assert missing_characters(PAPER) == []
    assert render_pdf(PAPER, archive=True).startswith(b"%PDF")


def test_a_paper_keeps_its_pictures() -> None:
    assert document_from_json(document_to_json(PAPER)) == PAPER


def test_word_gets_an_image_with_svg_and_the_sentence() -> None:
    made = render_docx(PAPER)
    assert made == render_docx(PAPER)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        names = parts.namelist()
        text = parts.read("word/document.xml").decode()
    for kind in ("png", "svg"):
        assert sum(name.endswith(kind) for name in names) == len(PICTURES)
    described = re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', text)
    assert described == [picture.sentence for picture in PICTURES.values()]
    assert text.count("svgBlip") == len(PICTURES)


def test_fills_stay_apart_on_a_printer_that_knows_black_only() -> None:
    """One light a picture: its share of black is another one for each of them, also as one bit a pixel."""
    lights = tuple(Light)
    shares = list[float]()
    for place in range(len(lights)):
        counts = tuple(100 if place == one else 0 for one in range(len(lights)))
        points = tuple(type(LIGHTS.points[0])(one.day, counts) for one in LIGHTS.points[:1])
        shares.append(_black(LightsCourse("图", lights, points)))
    assert len({round(share, 2) for share in shares}) == len(lights), shares


def _black(picture: LightsCourse) -> float:
    """The share of black pixels within the bar, dithered to one bit."""
    sheet = OfficialDocument(masthead="", title="图", body=(Picture(picture),), layout="form")
    with pypdfium2.PdfDocument(render_pdf(sheet)) as read:
        bitmap = read[0].render(scale=300 / 72, grayscale=True)
        data, stride, width, height = bytes(bitmap.buffer), bitmap.stride, bitmap.width, bitmap.height
    # The bar is in the middle of the plot, wide and high: a window well inside of it.
    left, right = int(width * 0.5), int(width * 0.62)
    top, bottom = int(height * 0.19), int(height * 0.27)
    black = carried = 0.0
    for row in range(top, bottom):
        for value in data[row * stride + left : row * stride + right]:
            want = (255 - value) / 255 + carried
            black += want >= 0.5
            carried = want - (want >= 0.5)
    return black / ((bottom - top) * (right - left))


def test_heights_are_those_of_the_page() -> None:
    """What is counted for a picture is what it takes, to half a line."""
    for block in BLOCKS:
        with pypdfium2.PdfDocument(render_pdf(_between(block))) as read:
            page = read[0].get_textpage()
            places = [page.get_charbox(one)[3] for one in range(page.count_chars())]
            text = page.get_text_range()
        first, last = places[text.index("上")], places[text.rindex("下")]
        assert abs((first - last) - picture_height(block) - LINE) < LINE / 2, block.caption


def _between(block: Picture) -> OfficialDocument:
    body = (Paragraph("上", indent=False), block, Paragraph("下", indent=False))
    return OfficialDocument(masthead="", title="图", body=body, layout="form")


def test_an_image_is_as_wide_as_asked() -> None:
    data = picture_image(LIGHTS, "png", 100)
    assert abs(int.from_bytes(data[16:20]) - 102 / 25.4 * 220) <= 1
    assert picture_image(LIGHTS, "svg").startswith(b"<svg")


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (180, [0, 50, 100, 150, 200]),
        (85, [0, 25, 50, 75, 100]),
        (3, [0, 1, 2, 3]),
        (4.2, [0, 2, 4, 6]),
        (0, [0, 1]),
    ],
)
def test_ticks_are_round(most: float, ticks: list[float]) -> None:
    assert nice_ticks(most) == ticks
