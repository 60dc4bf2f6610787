"""The document model: tables are checked when made, sources are gathered, fixed words are right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from support.documents import circular, letter, plain

from huaian_tui.documents import standard_words as wording
from huaian_tui.documents.model import (
    Cell,
    Heading,
    Paragraph,
    Table,
    TableColumn,
    placed_cells,
    text_cells,
)
from huaian_tui.documents.titles import title_lines


def test_heading_level_outside_1_to_4_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="level 1 to 4"):
        Heading(5, "过深")


def test_cells_are_laid_around_spans() -> None:
    rows = ((Cell("甲", rowspan=2), Cell("乙", colspan=2)), (Cell("丙"), Cell("丁")))
    places = {placed.cell.text: (placed.row, placed.column) for placed in placed_cells(rows, 3)}
    assert places == {"甲": (0, 0), "乙": (0, 1), "丙": (1, 1), "丁": (1, 2)}


@pytest.mark.parametrize(
    "rows",
    [
        (text_cells("甲"),),
        (text_cells("甲", "乙", "丙"),),
        ((Cell("甲", colspan=3),),),
        ((Cell("甲", rowspan=2), Cell("乙")),),
        ((Cell("甲", colspan=0), Cell("乙")),),
        ((Cell("甲"), Cell("乙", rowspan=2)), (Cell("丙", colspan=2),)),
    ],
)
def test_rows_that_do_not_fill_the_table_are_refused(rows: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(ValueError, match="cell"):
        Table((TableColumn(1), TableColumn(1)), (), rows)


def test_sources_of_all_blocks_are_gathered_once_in_order() -> None:
    table = Table((TableColumn(1),), (), ((Cell("3", sources=("c", "a")),),))
    document = plain(Paragraph("一", ("a", "b")), Heading(1, "二", ("b",)), table)
    assert document.sources() == ("a", "b", "c")


def test_date_has_no_leading_zeros() -> None:
    assert wording.chinese_date(date(2026, 7, 1)) == "2026年7月1日"


def test_fixed_words_of_the_standard() -> None:
    document = circular()
    assert wording.recipients_line(document) == "各县区人民政府，市各委办局，市各直属单位："
    assert wording.annotation_line(document) == "（此件公开发布）"
    assert wording.annotation_line(replace(document, annotation="（已加）")) == "（已加）"
    assert wording.copies_text(document).endswith("市纪委监委。")
    assert wording.printed_on_text(document) == "2026年10月12日印发"
    assert wording.attachment_label(document, 1) == "附件2"
    assert [label for label, _ in wording.attachment_notes(document)] == ["附件：1.", "2."]
    one = replace(document, attachments=document.attachments[:1])
    assert wording.attachment_notes(one) == (("附件：", "2026年第三季度重点任务推进情况一览表"),)
    assert wording.attachment_label(one, 0) == "附件"
    assert wording.recipients_line(replace(letter(), recipients=())) == ""


def test_title_breaks_at_word_ends_in_a_trapezoid_or_lozenge() -> None:
    assert title_lines("督办通知单") == ("督办通知单",)
    assert title_lines("关于进一步加强全市公共数据授权运营工作的通知") == (
        "关于进一步加强全市",
        "公共数据授权运营工作的通知",
    )
    lines = title_lines("淮安市推进数据基础制度建设更好发挥数据要素作用重点任务第三季度推进情况一览表")
    assert lines == ("淮安市推进数据基础制度建设", "更好发挥数据要素作用重点任务", "第三季度推进情况一览表")


def test_title_keeps_the_breaks_of_its_author() -> None:
    assert title_lines("关于报送情况的\n函") == ("关于报送情况的", "函")


@pytest.mark.parametrize("title", ["督" * 79, "、" * 300, "a " * 300, "《" * 30, "督查" * 5000, ""])
def test_strange_titles_neither_hang_nor_lose_text(title: str) -> None:
    assert "".join("".join(title_lines(title)).split()) == "".join(title.split())
