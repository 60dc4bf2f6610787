"""What goes into a PDF comes out again: fonts embedded, text verbatim, bytes the same."""

from __future__ import annotations

import re
from datetime import date

import pytest
from support.documents import FACTS, circular, letter, plain, vendored
from support.hostile import HOSTILE
from support.pdf_ruler import PdfRuler

from huaian_tui.documents.fonts import FACE_WEIGHTS, font_shelf
from huaian_tui.documents.model import (
    Attachment,
    Cell,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    TableColumn,
    headed_table,
    text_cells,
)
from huaian_tui.documents.pdf.typesetting import missing_characters, page_count, render_pdf
from huaian_tui.documents.plain.pages import render_preview
from huaian_tui.documents.standard_words import printable

MARKUP = (
    "[/] #typst.code() #let a=1 $math$ \\alpha @label <label> *b* _i_ `raw` -- ... 'q' \"dq\" // /* */ = h"
)


def squeezed(text: str) -> str:
    """Without blanks: the end of a line takes one, as on every printed page."""
    return "".join(text.split())


def everywhere(text: str) -> OfficialDocument:
    """A document that has the text in each of its parts."""
    return OfficialDocument(
        masthead=text[:40],
        title=text[:80],
        number=text[:30],
        signer=text[:10],
        urgency=text[:10],
        recipients=(text[:60],),
        body=(
            Paragraph(text, lead=text[:20]),
            Heading(1, text[:100]),
            Table(
                (TableColumn(1), TableColumn(5)), (text_cells("甲", "乙"),), (text_cells(text[:100], text),)
            ),
            Paragraph("完"),
        ),
        attachments=(Attachment(text[:40], (Paragraph(text[:200]),)),),
        signature=text[:30],
        date=date(2026, 1, 5),
        annotation=text[:40],
        copies_to=(text[:100],),
        printing_office=text[:30],
        printed_on=date(2026, 1, 5),
    )


def test_all_fonts_are_embedded_subsets() -> None:
    with PdfRuler(circular()) as ruler:
        names = {one.font for page in ruler.pages for one in page.characters}
        assert all(len(name.split("+")[0]) == 6 and "+" in name for name in names)
        assert {name.split("+")[1].split("-")[0] for name in names} == {
            "ZhuqueFangsong", "NotoSerifSC", "NotoSansSC", "LXGWWenKaiGBLite",
        }  # fmt: skip
    assert ruler.data.count(b"/FontFile") == len(names)


def test_whole_text_can_be_extracted() -> None:
    with PdfRuler(plain(Paragraph(FACTS))) as ruler:
        assert FACTS in ruler.text()


def test_same_document_gives_the_same_bytes() -> None:
    first, second = render_pdf(circular(), vendored()), render_pdf(circular(), vendored())
    assert first == second
    assert render_pdf(letter(), vendored()) != first
    undated = plain(Paragraph("督查"))
    assert render_pdf(undated, vendored()) == render_pdf(undated, vendored())


def test_page_count_is_that_of_the_pdf() -> None:
    with PdfRuler(circular()) as ruler:
        assert page_count(circular(), vendored()) == len(ruler.pages)
    assert page_count(letter(), vendored()) == 1


@pytest.mark.parametrize("text", [MARKUP, "引号“双”‘单’（）《》〔〕—…·×", "数字0123456789.5%", "a  b   c"])
def test_text_that_looks_like_markup_is_printed_verbatim(text: str) -> None:
    with PdfRuler(plain(Paragraph(text), Heading(1, "一、" + text))) as ruler:
        printed = squeezed(ruler.text())
    assert printed.count(squeezed(text)) == 2


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:12]) for text in HOSTILE])
def test_hostile_text_goes_through_every_part_and_stays_on_the_sheet(text: str) -> None:
    document = everywhere(text)
    with PdfRuler(document) as ruler:
        missing = set(missing_characters(document, vendored()))
        for page in ruler.ends():
            assert all(one.x1 <= page.width - 40 and one.bottom < page.height for one in page.characters)
        printed = squeezed(ruler.text(ruler.ends()))
    wanted = squeezed("".join(one for one in printable(text[:60]) if one not in missing))
    if not missing:
        assert printed.count(wanted) >= 3


def test_twenty_thousand_characters_are_all_printed() -> None:
    text = "".join(chr(0x4E00 + number % 2000) for number in range(20_000))
    with PdfRuler(plain(Paragraph(text))) as ruler:
        body = "".join(
            one.text for page in ruler.pages for one in page.characters if abs(one.size - 16) < 0.1
        )
    assert body == text


def test_tall_cell_goes_over_pages_without_losing_text() -> None:
    text = "督查事项进展情况" * 500
    table = Table((TableColumn(1), TableColumn(3)), (text_cells("序号", "进展"),), (text_cells("1", text),))
    with PdfRuler(plain(table)) as ruler:
        cells = [
            "".join(one.text for one in page.characters if abs(one.size - 12) < 0.1) for page in ruler.pages
        ]
        assert all(one.bottom < 262 / 25.4 * 72 + 1 for page in ruler.pages for one in page.characters
                   if abs(one.size - 12) < 0.1)  # fmt: skip
    assert len(cells) > 3
    assert "".join(part.replace("序号进展", "") for part in cells).replace("1", "") == text


def test_cells_tied_by_a_row_span_stay_on_one_page() -> None:
    rows = tuple(
        row
        for number in range(30)
        for row in (
            (Cell(f"组{number}", rowspan=3), Cell("甲")),
            (Cell("乙"),),
            (Cell(f"末{number}"),),
        )
    )
    table = Table((TableColumn(1), TableColumn(3)), (text_cells("组", "项"),), rows)
    with PdfRuler(plain(table)) as ruler:
        pages = [page.text for page in ruler.pages]
    assert len(pages) > 2
    for number in range(30):
        assert sum(f"甲组{number}乙末{number}" in text for text in pages) == 1


def test_long_latin_word_does_not_run_off_the_line() -> None:
    address = "https://www.huaian.gov.cn/" + "a" * 300
    with PdfRuler(plain(Paragraph(address), Paragraph("短" + address))) as ruler:
        lines = [line for page in range(len(ruler.pages)) for line in ruler.lines(page)]
        assert max(line.right for line in lines) < 184.5
        assert re.sub(r"— \d+ —", "", ruler.text()).count(address) == 2


def test_character_that_no_font_has_is_reported_and_spares_its_neighbours() -> None:
    document = plain(Paragraph("张𠮷伟"), Heading(1, "一、暠頔①○㎡"))
    assert missing_characters(document, vendored()) == ["𠮷"]
    with PdfRuler(document) as ruler:
        text = ruler.text()
    assert "张" in text and "伟" in text and "暠頔①○㎡" in text


def test_rare_character_in_a_title_comes_from_the_fallback() -> None:
    document = OfficialDocument(masthead="淮安市", title="关于暠頔同志的通报", body=(Paragraph("督查"),))
    assert missing_characters(document, vendored()) == []
    with PdfRuler(document) as ruler:
        (title,) = ruler.lines(0, size=22)
        faces = {one.text: one.font for one in ruler.pages[0].characters}
    assert title.text == "关于暠頔同志的通报"
    assert "Regular" in faces["暠"] and "Bold" in faces["通"]


def test_fonts_of_the_machine_are_preferred_and_ours_are_always_there() -> None:
    for shelf in (vendored(), font_shelf()):
        for face in FACE_WEIGHTS:
            families = shelf.families(face)
            assert families
            assert "Noto Serif SC" in families
    assert vendored().families("body")[0] == "Zhuque Fangsong (technical preview)"
    assert vendored().families("kai")[0] == "LXGW WenKai GB Lite"


def test_quotation_marks_are_full_width() -> None:
    with PdfRuler(plain(Paragraph("按照“一数”办"))) as ruler:
        (mark,) = [one for one in ruler.pages[0].characters if one.text == "“"]
        after = next(one for one in ruler.pages[0].characters if one.text == "一" and one.size == 16)
    assert after.x0 - mark.x0 == pytest.approx(15.8, abs=0.5)


def test_newlines_in_a_paragraph_begin_new_paragraphs() -> None:
    with PdfRuler(plain(Paragraph("第一段\n第二段"))) as ruler:
        lines = [line for line in ruler.lines(0) if "段" in line.text]
    assert [line.text for line in lines] == ["第一段", "第二段"]
    assert lines[0].left == pytest.approx(lines[1].left)


def test_a_line_over_all_columns_stays_with_the_row_below_it() -> None:
    rows = [
        row
        for number in range(1, 61)
        for row in ((Cell(f"方案{number}题", colspan=2, align="left"),), text_cells(f"甲{number}乙", "任务"))
    ]
    document = plain(headed_table((("序号", 1.0), ("任务", 3.0)), rows), Paragraph("完。"))
    with PdfRuler(document) as ruler:
        pages = [page.text for page in ruler.pages]
    assert len(pages) > 2
    for number in range(1, 61):
        (headed,) = [place for place, text in enumerate(pages) if f"方案{number}题" in text]
        assert f"甲{number}乙" in pages[headed], number
    shown = ["\n".join(page) for page in render_preview(document)]
    for number in range(1, 61):
        assert any(f"方案{number}题" in page and f"甲{number}乙" in page for page in shown), number
