"""What an office may want of the end of its papers, and what every page of a withdrawn one says.

版记 on an upright even page, 主送 that is too long for the first page, PDF for keeping, 已撤回.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

import pytest
from docx.oxml.ns import qn
from support.documents import circular, letter, long_table, vendored
from support.pdf_ruler import PdfRuler
from support.word import WordFile

from huaian_tui.documents.document_json import document_from_json, document_to_json
from huaian_tui.documents.model import Attachment, OfficialDocument, Paragraph
from huaian_tui.documents.pdf.typesetting import colophon_place, render_pdf
from huaian_tui.documents.plain.pages import fills_first_page, render_chat, render_preview, render_text

PORTRAIT = 595


def of_text(paragraphs: int, **more: object) -> OfficialDocument:
    """A 通报 without attachments whose text has so many paragraphs."""
    body = tuple([Paragraph("督查" * 60)] * paragraphs)
    return replace(circular(), attachments=(), body=body, even_end=True, **more)  # type: ignore[arg-type]


def turned(rows: int) -> OfficialDocument:
    """A 通报 whose last attachment is a landscape table."""
    return replace(circular(), even_end=True, attachments=(Attachment("表", (long_table(rows),)),))


def pages_of(document: OfficialDocument) -> list[tuple[str, float]]:
    """Text and width of every page of the PDF."""
    with PdfRuler(document) as ruler:
        return [(page.text, page.width) for page in ruler.pages]


@pytest.mark.parametrize(
    ("document", "place"),
    [(of_text(3), "same"), (of_text(6), "next"), (turned(10), "next"), (turned(20), "blank")],
)
def test_the_colophon_stands_on_an_upright_even_last_page(document: OfficialDocument, place: str) -> None:
    assert colophon_place(document, vendored()) == place
    pages = pages_of(document)
    last, width = pages[-1]
    assert len(pages) % 2 == 0 and "抄送：" in last and round(width) == PORTRAIT
    numbered = [f"—{number}—" in text.replace(" ", "") for number, (text, _) in enumerate(pages, 1)]
    if place == "blank":
        assert pages[-2][0] == "" and numbered[-2:] == [False, False] and all(numbered[:-2])
    else:
        assert all(numbered)


def test_without_the_wish_nothing_is_made_even() -> None:
    document = replace(of_text(6), even_end=False)
    assert len(pages_of(document)) == 3 and "抄送：" in pages_of(document)[-1][0]


def test_word_begins_the_page_of_the_colophon_on_an_even_one() -> None:
    def kinds(document: OfficialDocument) -> list[str]:
        sections = WordFile.of(document).word.element.body.iter(qn("w:sectPr"))
        return [one.find(qn("w:type")).get(qn("w:val")) for one in sections]

    assert "evenPage" not in kinds(of_text(3)) and kinds(of_text(6))[-1] == "evenPage"
    blank = WordFile.of(turned(20)).word.sections[-1]
    assert blank.footer.paragraphs[0].text == "" and blank.even_page_footer.paragraphs[0].text == ""
    following = WordFile.of(of_text(6)).word.sections[-1]
    assert "1" in following.even_page_footer.paragraphs[0].text


def test_the_preview_makes_it_even_too() -> None:
    for document in (of_text(3), of_text(6), turned(20)):
        pages = render_preview(document)
        assert len(pages) % 2 == 0 and any("抄送：" in line for line in pages[-1])
    assert render_preview(turned(20))[-2] == [""]


def many() -> OfficialDocument:
    """A 通报 to so many that the first page has no room for its text."""
    return replace(circular(), recipients=tuple(f"淮安市第{place}机关" for place in range(60)))


def test_many_recipients_stand_in_the_colophon_above_the_copies() -> None:
    assert fills_first_page(many()) and not fills_first_page(circular()) and not fills_first_page(letter())
    document = replace(many(), recipients_below=True)
    pages = pages_of(document)
    first, last = pages[0][0], pages[-1][0]
    assert "淮安市第0机关" not in first and "根据" in first
    assert last.index("主送：") < last.index("淮安市第59机关。") < last.index("抄送：")
    (word,) = [text for text in WordFile.of(document).texts() if "淮安市第0机关" in text]
    assert word.startswith("主送：淮安市第0机关、") and "\n抄送：" in word
    assert "主送：" in render_text(document) and render_chat(document).count("淮安市第0机关") == 1


MARK = "已撤回"


@pytest.mark.parametrize("document", [circular(), letter(), turned(20)])
def test_a_withdrawn_paper_says_so_on_every_page_in_every_format(document: OfficialDocument) -> None:
    withdrawn = replace(document, withdrawn=True)
    assert all(MARK in text for text, _ in pages_of(withdrawn))
    assert not any(MARK in text for text, _ in pages_of(document))
    for section in WordFile.of(withdrawn).word.sections:
        headers = [section.header, section.even_page_header]
        headers += [section.first_page_header] if section.different_first_page_header_footer else []
        assert all(MARK in "".join(header._element.itertext()) for header in headers)
    printed = render_text(withdrawn)
    assert printed.count(f"，{MARK} ---") == len(render_preview(withdrawn))
    assert render_chat(withdrawn).startswith(f"【{MARK}】\n")


def test_what_came_later_is_never_kept_with_a_document() -> None:
    later = replace(circular(), withdrawn=True, former_numbers=("淮政办发〔2026〕2号",))
    assert document_from_json(document_to_json(later)) == circular()
    assert document_from_json(document_to_json(later, as_shown=True)) == later


def test_whom_to_call_and_the_former_number_stand_in_one_pair_of_brackets() -> None:
    document = replace(
        circular(),
        annotation="（此件公开发布）",
        contact="联系人：张三，电话：0517-80000000",
        former_numbers=("淮政办发〔2026〕2号",),
    )
    wanted = "（原文号：淮政办发〔2026〕2号；此件公开发布；联系人：张三，电话：0517-80000000）"
    assert wanted in render_chat(document)
    assert "（此件公开发布）" in render_chat(replace(document, contact="", former_numbers=()))


def streams(pdf: bytes) -> str:
    """The PDF with its packed streams unpacked, as far as they are text."""
    found = [pdf]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return b"\n".join(found).decode("latin-1")


def test_pdf_for_keeping_says_its_standard_and_its_colours() -> None:
    kept, usual = (streams(render_pdf(letter(), vendored(), archive=one)) for one in (True, False))
    assert "/OutputIntent" in kept and "/GTS_PDFA1" in kept and "/DestOutputProfile" in kept
    assert re.search(r"pdfaid:part>\s*2\s*<", kept) and re.search(r"pdfaid:conformance>\s*B\s*<", kept)
    assert "/OutputIntent" not in usual and "pdfaid" not in usual
    assert render_pdf(letter(), vendored(), archive=True) == render_pdf(letter(), vendored(), archive=True)


DIGITS = "3f2a 91c0 55d1 0b7e"


def placed(document: OfficialDocument) -> list[tuple[int, str, float, float]]:
    """Every character of the PDF but those of the 附注: page, character, place from the left and the top."""
    with PdfRuler(document) as ruler:
        rows = [row for page in ruler.pages for row in page.rows()]
        printed = [(number, one) for number, page in enumerate(ruler.pages) for one in page.characters]
    texts = ["".join(one.text for one in row) for row in rows]
    note = [
        row for row, text in zip(rows, texts, strict=True) if "台账指纹" in text or "此件公开发布" in text
    ]
    assert len(note) == 1, "one line, with the digits or without"
    kept = [(number, one) for number, one in printed if one not in note[0]]
    return [(number, one.text, round(one.x0, 1), round(one.top, 1)) for number, one in kept]


@pytest.mark.parametrize("document", [circular(), of_text(6), turned(20)])
def test_the_fingerprint_of_the_ledger_moves_nothing_else(document: OfficialDocument) -> None:
    printed = replace(document, fingerprint=DIGITS)
    assert placed(printed) == placed(document)
    before, after = (WordFile.of(one).word for one in (document, printed))
    changed = [
        (one.text, other.text)
        for one, other in zip(before.paragraphs, after.paragraphs, strict=True)
        if (one.text, one.style.name) != (other.text, other.style.name)
    ]
    assert changed == [("（此件公开发布）", f"（此件公开发布；台账指纹：{DIGITS}）")]
    lines = [render_text(one).splitlines() for one in (document, printed)]
    assert [two for one, two in zip(*lines, strict=True) if one != two] == [
        line for line in lines[1] if DIGITS in line
    ]


@pytest.mark.parametrize(
    "beside", ["", "此件公开发布；联系人：张三，电话：0517-80000000，传真：0517-80000001"]
)
@pytest.mark.parametrize("paragraphs", range(19, 24))
def test_on_a_full_last_page_the_fingerprint_takes_text_signature_and_colophon_along(
    paragraphs: int, beside: str
) -> None:
    """Of five lengths one line apart one has a last page that is full without it.

    Never is there a page on which the 附注, 版记 or 成文日期 stands without text (GB/T 9704 7.3.5.4), and
    nothing lies beyond the type area.
    """
    body = tuple([Paragraph("督查")] * paragraphs)
    document = replace(circular(), attachments=(), annotation="", contact=beside, body=body)
    printed = replace(document, fingerprint=DIGITS)
    with PdfRuler(printed) as ruler:
        pages = [page.rows() for page in ruler.pages]
    lowest = max(one.bottom for page in pages for row in page if row[0].text != "—" for one in row)
    lines = [["".join(one.text for one in row) for row in page] for page in pages]
    texts = lines[-1]
    note = next(place for place, text in enumerate(texts) if text.startswith("（"))
    colophon = next(place for place, text in enumerate(texts) if text.startswith("抄送："))
    assert texts[0] == "督查" and texts[note - 1] == "2026年10月9日" and note < colophon
    assert DIGITS in "".join(texts[note:colophon]) and "淮安市人民政府办公室" in texts[:note]
    assert sum(text == "督查" for page in lines for text in page) == paragraphs
    assert lowest <= (297 - 35) * 72 / 25.4 + 1
    assert len(lines) - len(pages_of(document)) == (not beside and paragraphs == 22), "the one that was full"


def test_the_fingerprint_is_kept_with_a_document_and_of_none_nothing_is_said() -> None:
    printed = replace(circular(), fingerprint=DIGITS)
    assert document_from_json(document_to_json(printed)) == printed
    assert "fingerprint" not in document_to_json(circular()), "older programs read it"
