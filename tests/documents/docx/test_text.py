"""What goes into a Word file comes out again: text as in the model, the same bytes, no person's name."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from support.documents import circular, letter, plain
from support.hostile import HOSTILE
from support.word import WordFile, everywhere

from huaian_tui.documents import standard_words as wording
from huaian_tui.documents.docx.document import render_docx
from huaian_tui.documents.model import (
    Cell,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    TableColumn,
    placed_cells,
    text_cells,
)
from huaian_tui.domain.words.days import chinese_day

MARKUP = "[/] {{x}} {% if %} {_{ }_} <w:t>&amp;</w:t> \\x 𠮷 ]]> 'q' \"dq\""


def expected(document: OfficialDocument) -> list[str]:
    """The texts of the model in printed order, title lines and labels as the wording says."""
    lines = [document.masthead, document.number or "", wording.recipients_line(document)]
    for block in document.blocks():
        if isinstance(block, Heading):
            lines.append(block.text)
        elif isinstance(block, Paragraph):
            lines.append(block.lead + block.text)
        else:
            for part in (block.head, block.rows):
                lines += [one.cell.text for one in placed_cells(part, len(block.columns))]
    lines += [label + title for label, title in wording.attachment_notes(document)]
    lines += [document.signature, chinese_day(document.date) if document.date else ""]
    return [line for line in lines if line]


def test_circular_read_again_has_every_text_of_the_model() -> None:
    document = circular()
    texts = WordFile.of(document).texts()
    assert not [line for line in expected(document) if line not in texts]
    assert texts[0] == "淮安市人民政府办公室文件"
    assert "关于2026年第三季度全市\n数据基础制度建设重点任务推进情况的通报" in texts
    assert "附件2" in texts
    assert "（此件公开发布）" in texts
    assert texts[-3:-1] == [
        "抄送：市委办公室，市人大常委会办公室，市政协办公室，市纪委监委。",
        "淮安市人民政府办公室\t2026年10月12日印发",
    ]


def test_text_of_the_body_stands_in_the_order_of_the_model() -> None:
    document = circular()
    texts = WordFile.of(document).texts()
    body = [block.lead + block.text for block in document.body if isinstance(block, Paragraph)]
    body_texts = [text for text in texts if text in body]
    assert body_texts[: len(body)] == body


def test_letter_has_its_masthead_in_the_first_pages_header() -> None:
    word = WordFile.of(letter()).word
    first = word.sections[0].first_page_header
    assert [one.text for one in first.paragraphs if one.text] == ["淮安市人民政府办公室"]
    assert "淮安市人民政府办公室" not in [one.text for one in word.sections[0].header.paragraphs]


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:12]) for text in HOSTILE])
def test_hostile_text_stands_verbatim_in_every_part(text: str) -> None:
    clean = wording.printable(text)
    flat = clean.replace("\n", " ")
    texts = WordFile.of(everywhere(text)).texts()
    assert texts.count(flat) >= 1  # the heading
    assert clean in texts  # a cell
    whole = "\n".join(texts)
    assert all(ch in "\n\t" or ord(ch) >= 32 for ch in whole)
    assert flat + clean.split("\n")[0] in texts  # the paragraph behind its run-in heading
    if flat.strip():
        assert any(flat in line and line.startswith("抄送：") for line in texts)


def test_text_that_looks_like_markup_is_kept() -> None:
    texts = WordFile.of(plain(Paragraph(MARKUP), Heading(2, "（一）" + MARKUP))).texts()
    assert MARKUP in texts
    assert "（一）" + MARKUP in texts


def test_control_characters_are_gone_and_the_neighbours_stay() -> None:
    texts = WordFile.of(plain(Paragraph("前\x00\x07\x1b[31m中\x9b\ud800后\ufffe。"))).texts()
    assert "前[31m中后。" in texts


def test_twenty_thousand_characters_in_one_paragraph() -> None:
    text = "".join(chr(0x4E00 + number % 2000) for number in range(20_000))
    assert text in WordFile.of(plain(Paragraph(text))).texts()


def test_line_ends_begin_paragraphs_in_text_and_lines_in_cells() -> None:
    table = Table((TableColumn(1),), (text_cells("头"),), (text_cells("一\n二"),))
    texts = WordFile.of(plain(Paragraph("第一段\n第二段"), table)).texts()
    assert texts.index("第二段") == texts.index("第一段") + 1
    assert "一\n二" in texts


def test_spans_are_those_of_the_model() -> None:
    rows = ((Cell("组", rowspan=2), Cell("甲")), (Cell("乙"),), (Cell("合计", colspan=2),))
    document = plain(Table((TableColumn(1), TableColumn(3)), (text_cells("组", "项"),), rows))
    (table,) = WordFile.of(document).word.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["组", "项"],
        ["组", "甲"],
        ["组", "乙"],
        ["合计", "合计"],
    ]


@pytest.mark.parametrize("document", [circular(), circular(draft=True), letter(), plain(Paragraph("督查"))])
def test_same_document_gives_the_same_bytes(document: OfficialDocument) -> None:
    data = render_docx(document)
    assert data == render_docx(document)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_properties_name_the_office_and_the_documents_day_only() -> None:
    core = WordFile.of(circular()).word.core_properties
    assert core.title == "关于2026年第三季度全市数据基础制度建设重点任务推进情况的通报"
    assert core.author == core.last_modified_by == "淮安市人民政府办公室"
    assert core.created == core.modified == datetime(2026, 10, 9, tzinfo=UTC)
    assert core.comments == ""
    undated = WordFile.of(plain(Paragraph("督查"))).word.core_properties
    assert undated.created == datetime(2000, 1, 1, tzinfo=UTC)


def test_nothing_of_the_library_template_is_left() -> None:
    names = dict(WordFile.of(circular()).xml_roots())
    assert not [name for name in names if any(part in name for part in ("theme", "custom", "numbering"))]
    data = WordFile.of(circular()).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert all(b"python-docx" not in archive.read(name) for name in archive.namelist())
