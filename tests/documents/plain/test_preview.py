"""The preview as text: 28 characters a line, 22 lines a page, marks where they belong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import FACTS, circular, letter, long_table, plain
from support.hostile import HOSTILE

from huaian_tui.documents.model import Attachment, Cell, Heading, Paragraph, Table, TableColumn, text_cells
from huaian_tui.documents.plain.pages import LINES_A_PAGE, render_chat, render_preview, render_text
from huaian_tui.documents.plain.tables import chat_rows, table_lines
from huaian_tui.documents.standard_words import printable
from huaian_tui.domain.text.line_breaking import NEVER_AT_END, NEVER_AT_START, break_lines, text_width


def test_line_holds_28_characters_and_letters_count_half() -> None:
    assert break_lines("督" * 60, 56) == ["督" * 28, "督" * 28, "督" * 4]
    assert break_lines("督查" + "2026 " * 20, 56)[0] == "督查" + " ".join(["2026"] * 10)
    assert text_width("督查2026年第3号") == 15


def test_closing_mark_never_begins_and_opening_mark_never_ends_a_line() -> None:
    assert break_lines("督" * 28 + "，查", 56) == ["督" * 27, "督，查"]
    assert break_lines("督" * 27 + "《方案》", 56) == ["督" * 27, "《方案》"]
    assert break_lines("督" * 26 + "“方”", 56)[0] == "督" * 26
    assert break_lines("督" * 27 + "1，查", 56) == ["督" * 27 + "1，", "查"], "squeezed into the half left"


def test_word_of_letters_stays_whole_and_a_longer_one_is_cut() -> None:
    assert break_lines("督" * 26 + "Python", 56) == ["督" * 26, "Python"]
    assert break_lines("x" * 120, 56) == ["x" * 56, "x" * 56, "x" * 8]


@given(
    st.text(st.sampled_from("督查办结，。、（）《》“”12ab %"), max_size=200),
    st.integers(min_value=10, max_value=80),
)
def test_breaking_keeps_the_text_and_the_width(text: str, width: int) -> None:
    lines = break_lines(text, width)
    assert "".join("".join(line.split()) for line in lines) == "".join(text.split())
    assert all(text_width(line) <= width + 1 for line in lines)


@given(st.lists(st.sampled_from(["督查", "，", "（办结）", "《方案》。", "第3项", "2026年"]), max_size=80))
def test_ordinary_sentences_obey_the_rules_for_marks(parts: list[str]) -> None:
    text = "".join(part + "事项" for part in parts)
    for line in break_lines(text, 56, first_indent=4)[1:]:
        assert line[:1] not in NEVER_AT_START
    for line in break_lines(text, 56, first_indent=4)[:-1]:
        assert line[-1] not in NEVER_AT_END


def test_paragraph_is_indented_and_pages_hold_22_lines() -> None:
    document = plain(*[Paragraph(FACTS)] * 12)
    pages = render_preview(document)
    assert all(len(page) <= LINES_A_PAGE for page in pages)
    assert len(pages[1]) == LINES_A_PAGE
    assert all(text_width(line) <= 57 for page in pages for line in page)
    assert pages[0][12].startswith("    截至2026年")


def test_text_of_the_preview_marks_the_pages() -> None:
    text = render_text(circular())
    pages = len(render_preview(circular()))
    assert [f"第{number}页，共{pages}页" in text for number in range(1, pages + 1)] == [True] * pages


def test_preview_shows_every_part_of_the_document() -> None:
    text = render_text(circular())
    for part in (
        "淮安市人民政府办公室文件",
        "淮政办发〔2026〕3号",
        "数据基础制度建设重点任务推进情况的通报",
        "各县区人民政府，市各委办局，市各直属单位：",
        "    一、总体情况",
        "    附件：1.2026年第三季度重点任务推进情况一览表",
        "          2.逾期事项清单",
        "2026年10月9日",
        "    （此件公开发布）",
        "附件2",
        "  抄送：市委办公室",
        "2026年10月12日印发",
    ):
        assert part in text, part
    assert "草稿" not in text
    assert "草稿" in render_text(circular(draft=True))


def test_colophon_is_the_foot_of_the_last_page() -> None:
    last = render_preview(circular())[-1]
    assert len(last) == LINES_A_PAGE
    assert set(last[-1]) == {"-"}
    assert "印发" in last[-2]


def test_heading_moves_to_the_next_page_with_its_text() -> None:
    for count in range(8, 14):
        blocks = [*[Paragraph("督查情况。")] * count, Heading(1, "一、总体情况"), Paragraph(FACTS)]
        pages = render_preview(plain(*blocks))
        assert all(page[-1].strip() != "一、总体情况" for page in pages)


def test_table_head_is_repeated_in_the_preview() -> None:
    document = plain(Paragraph(FACTS), replace(long_table(30), landscape=False))
    pages = [page for page in render_preview(document) if any(line.startswith("|") for line in page)]
    assert len(pages) > 2
    for page in pages:
        first = next(index for index, line in enumerate(page) if line.startswith("+"))
        assert "主要任务" in "".join(page[first : first + 4])
        assert {text_width(line) for line in page if line[:1] in "+|" and line} == {text_width(page[first])}


def test_table_lines_fit_and_keep_every_cell() -> None:
    table = Table(
        (TableColumn(1, "center"), TableColumn(4), TableColumn(2, "right")),
        (text_cells("序号", "事项", "天数"),),
        ((Cell("1", rowspan=2), Cell("数据资产登记管理办法", colspan=2)), (Cell("甲"), Cell("326"))),
    )
    head, rows, foot = table_lines(table, 40)
    lines = [*head, *(line for row in rows for line in row), *foot]
    assert {text_width(line) for line in lines} == {text_width(foot[0])}
    assert text_width(foot[0]) <= 40
    assert len(rows) == 1, "rows tied by a span stay together"
    assert "326|" in "".join(lines)


def test_chat_text_is_one_paragraph_a_line() -> None:
    chat = render_chat(circular())
    assert FACTS in chat.splitlines()
    assert "（二）市财政局。" + FACTS in chat.splitlines()
    assert "1．第1项：制定" in chat and "序号" not in chat
    assert "牵头单位：市数据局；责任单位：市财政局、市司法局；上期进展：已形成征求意见稿" in chat
    assert not chat.startswith("【草稿】")
    assert render_chat(circular(draft=True)).startswith("【草稿】\n")
    assert "\n\n\n" not in chat


def test_chat_row_names_a_spanned_cell_once_and_leaves_out_empty_ones() -> None:
    table = Table(
        (TableColumn(1), TableColumn(1), TableColumn(1)),
        (text_cells("甲", "乙", "丙"),),
        ((Cell("合并", colspan=2), Cell("")), text_cells("1", "2", "3")),
    )
    assert chat_rows(table) == ["甲：合并", "甲：1；乙：2；丙：3"]


def test_letter_preview_has_the_number_at_the_right_and_no_rules_at_the_foot() -> None:
    (page,) = render_preview(letter())
    assert page[1] == "=" * 56
    assert page[2].endswith("淮政办函〔2026〕12号") and text_width(page[2]) == 56
    assert page[-1].strip() == "抄送：市审计局。"


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:12]) for text in HOSTILE])
def test_hostile_text_is_shown_as_text(text: str) -> None:
    document = replace(
        circular(),
        masthead=text[:30],
        title=text[:80],
        recipients=(text,),
        body=(Paragraph(text), Table((TableColumn(1),), (text_cells("甲"),), (text_cells(text),))),
        attachments=(Attachment(text, (Heading(1, text),)),),
    )
    wanted = "".join(printable(text).split())
    preview, chat = render_text(document), render_chat(document)
    assert "".join(printable(text).replace("\n", " ").split()) in "".join(chat.split())
    if len(wanted) < 40:
        assert wanted in "".join(preview.split())
    for shown in (preview, chat):
        assert not [one for one in shown if one != "\n" and (ord(one) < 32 or 0x7F <= ord(one) < 0xA0)]
        shown.encode("utf-8")


@pytest.mark.parametrize("room", [None, 29, 34, 60])
def test_a_turned_page_has_lines_as_long_as_can_be_shown(room: int | None) -> None:
    document = plain(Paragraph(FACTS), long_table(30), Paragraph("此后。"))
    printed, pages = render_preview(document), render_preview(document, room=room)
    widest = max(text_width(line) for page in pages for line in page)
    assert 0 <= 2 * min(room or 40, 40) - widest <= 2, "a table is as wide as can be shown"
    assert "".join(pages[0]) == "".join(printed[0]), "an upright page stays as printed"
    assert abs(len(pages) - len(printed)) <= 1
    for number in range(1, 31):
        assert sum(line.startswith(f"|{number:<2}") for page in pages for line in page) == 1
