"""Where a document ends: 署名 and 版记 never stand alone; heads of 单据; long names; endless words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.documents import FACTS, circular, plain
from support.pdf_ruler import POINTS_A_MM, PdfRuler

from huaian_tui.documents.model import (
    Attachment,
    Block,
    Cell,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    TableColumn,
    text_cells,
)
from huaian_tui.documents.plain.pages import LINES_A_PAGE, render_preview
from huaian_tui.documents.titles import masthead_lines
from huaian_tui.domain.text.line_breaking import text_width

OFFICE = "淮安市人民政府办公室"
LONG_OFFICE = "淮安市职能转变和数字政府建设领导小组办公室"
LONGER_OFFICE = "淮安市推进数据基础制度建设更好发挥数据要素作用工作领导小组办公室"
DAY = date(2026, 10, 9)


def rows_table(rows: int, text: str = "表行", landscape: bool = False) -> Table:
    return Table(
        (TableColumn(1), TableColumn(4)),
        (text_cells("序号", "事项"),),
        tuple(text_cells(str(number), text) for number in range(rows)),
        landscape=landscape,
    )


SPANNED = Table(
    (TableColumn(1), TableColumn(4)),
    (text_cells("组", "项"),),
    ((Cell("组", rowspan=3), Cell("表行")), (Cell("表行"),), (Cell("表行"),)),
)
LAST_BLOCKS: dict[str, Block] = {
    "one line": Paragraph("表行"),
    "two lines": Paragraph("表行" * 20),
    "five lines": Paragraph("表行" * 60),
    "twenty lines": Paragraph("表行" * 270),
    "table": rows_table(3),
    "table of tall rows": rows_table(2, "表行" * 110),
    "turned table": rows_table(24, landscape=True),
    "table with a row span": SPANNED,
    "heading": Heading(1, "表行"),
}


def closed(*body: Block, **parts: Any) -> OfficialDocument:
    return OfficialDocument(
        masthead="淮安市人民政府办公室文件", title="通报", recipients=("市财政局",), body=body,
        signature=OFFICE, date=DAY, annotation="此件公开发布", **parts,
    )  # fmt: skip


@pytest.mark.parametrize("last", LAST_BLOCKS.values(), ids=LAST_BLOCKS)
def test_page_of_the_signature_carries_the_end_of_the_text(last: Block) -> None:
    for lines_before in range(0, 13, 2):
        document = closed(*[Paragraph("督查情况。")] * lines_before, last)
        with PdfRuler(document) as ruler:
            texts = [page.text for page in ruler.pages]
            for page in ruler.pages:
                lowest = page.height - (26 if page.width > page.height else 35) * POINTS_A_MM
                assert all(one.bottom < lowest + 3 for one in page.characters if one.size in (12, 16))
        (signed,) = [text for text in texts if f"{OFFICE}2026年10月9日" in text]
        assert "表行" in signed, lines_before
        (shown,) = ["".join(page) for page in render_preview(document) if "此件公开" in "".join(page)]
        assert "表行" in shown, lines_before


def test_text_below_which_the_signature_stands_keeps_the_grid() -> None:
    with PdfRuler(closed(Paragraph("督" * 28 * 24))) as ruler:
        lines = ruler.lines(1)
    signature = next(line for line in lines if line.text == OFFICE)
    body = [line for line in lines if set(line.text) == {"督"}]
    assert signature.base - body[-1].base == pytest.approx(3 * 225 / 22, abs=0.05)
    assert lines[-2].base - signature.base == pytest.approx(225 / 22, abs=0.05)


def test_long_list_of_attachments_goes_over_pages() -> None:
    attachments = tuple(Attachment(f"第{number}份材料", (Paragraph("附"),)) for number in range(30))
    with PdfRuler(closed(Paragraph(FACTS), attachments=attachments)) as ruler:
        texts = [page.text for page in ruler.pages]
        upright = [one for one in ruler.pages[1].characters if not one.turned]
        assert max(one.bottom for one in upright if one.size == 16) < 262 * POINTS_A_MM + 1
    assert "29.第28份材料" in texts[1] + texts[2]
    assert any(OFFICE in text for text in texts[1:3])


@pytest.mark.parametrize("landscape", [True, False], ids=["turned", "upright"])
def test_colophon_takes_a_row_of_the_table_along(landscape: bool) -> None:
    """From a table that leaves much room to one that fills its page, the 版记 is never alone."""
    for rows in range(12, 30, 2 if landscape else 3):
        document = closed(
            Paragraph(FACTS),
            attachments=(Attachment("一览表", (rows_table(rows, landscape=landscape),)),),
            copies_to=("市审计局",),
            printing_office=LONG_OFFICE,
            printed_on=DAY,
        )
        with PdfRuler(document) as ruler:
            page = ruler.pages[-1]
            rules = [one for one in page.rules if one.filled and one.height < 2 and one.width > 100]
            lowest_text = max(one.bottom for one in page.characters if one.size == 12)
        assert "表行" in page.text and "2026年10月9日印发" in page.text, rows
        foot = (210 - 26) if landscape else 262
        last = max(rules, key=lambda one: one.bottom)
        assert last.bottom / POINTS_A_MM == pytest.approx(foot, abs=0.2)
        assert last.width / POINTS_A_MM == pytest.approx(225 if landscape else 156, abs=0.2)
        assert lowest_text < min(one.top for one in rules), rows


def test_colophon_of_a_turned_page_is_its_foot_in_the_preview_too() -> None:
    document = replace(circular(), attachments=circular().attachments[:1])
    last = render_preview(document)[-1]
    assert any("|" in line for line in last)
    assert set(last[-1]) == {"-"} and text_width(last[-1]) == 80
    assert "印发" in last[-2]


def test_printing_office_stands_on_one_line_with_the_date_when_it_fits() -> None:
    document = closed(Paragraph(FACTS), printing_office=LONG_OFFICE, printed_on=date(2026, 12, 31))
    with PdfRuler(document) as ruler:
        (line,) = ruler.lines(len(ruler.pages) - 1, size=14)[:1]
    assert line.text == f"{LONG_OFFICE}2026年12月31日印发"
    assert line.left == pytest.approx(28 + 14 / POINTS_A_MM, abs=0.3)
    assert line.right == pytest.approx(184 - 14 / POINTS_A_MM, abs=0.3)


def test_longer_printing_office_is_broken_between_words() -> None:
    document = closed(Paragraph(FACTS), printing_office=LONGER_OFFICE, printed_on=date(2026, 12, 31))
    with PdfRuler(document) as ruler:
        lines = [line.text for line in ruler.lines(len(ruler.pages) - 1, size=14)]
    assert lines[:2] == [
        "淮安市推进数据基础制度建设更好",
        "发挥数据要素作用工作领导小组办公室2026年12月31日印发",
    ]


def sheet(**parts: Any) -> OfficialDocument:
    values: dict[str, Any] = {
        "layout": "sheet", "masthead": LONG_OFFICE, "title": "催办单", "number": "淮数督〔2026〕12号",
        "recipients": ("中国人民银行淮安市分行",), "signature": LONG_OFFICE, "date": DAY,
        "body": (
            Paragraph("截至2026年10月9日，你单位牵头或负责的下列节点需要办理：逾期2个。"),
            rows_table(2, "授权运营应用场景累计10个以上。原文：“到2025年，累计达10个以上”；目标：10个" * 2),
            Paragraph("请于2026年10月16日前反馈。" * 3),
        ),
    }  # fmt: skip
    return OfficialDocument(**(values | parts))


def test_sheet_has_its_title_at_the_head_and_the_number_at_the_right() -> None:
    with PdfRuler(sheet()) as ruler:
        red = [one for one in ruler.characters(0) if one["non_stroking_color"] == (0.8, 0, 0)]
        assert "".join(one["text"] for one in red) == LONG_OFFICE + "催办单"
        assert min(one["top"] for one in red) / POINTS_A_MM == pytest.approx(37, abs=3)
        number = next(line for line in ruler.lines(0) if "〔2026〕" in line.text)
        (rule,) = [one for one in ruler.pdf.pages[0].rects if one["non_stroking_color"] == (0.8, 0, 0)]
        recipients = next(line for line in ruler.lines(0) if line.text.startswith("中国人民银行"))
        assert len(ruler.pages) == 1
    assert number.right == pytest.approx(184, abs=0.6)
    assert number.base < rule["top"] / POINTS_A_MM < recipients.base - 225 / 22
    assert (recipients.base - 0.88 * 16 / POINTS_A_MM - 37) / (225 / 22) == pytest.approx(5, abs=0.05)


def test_preview_of_a_sheet_has_the_same_lines() -> None:
    (page,) = render_preview(sheet())
    assert [line.strip() for line in page[:3]] == [LONG_OFFICE, "催办单", "淮数督〔2026〕12号"]
    assert text_width(page[2]) == 56
    assert page[5] == "中国人民银行淮安市分行："
    assert sum("催办单" in line for line in page) == 1


def test_sheet_without_a_masthead_and_with_a_colophon() -> None:
    document = sheet(masthead="", title="督办通知单", copies_to=("市审计局",), printing_office=OFFICE,
                     urgency="特急")  # fmt: skip
    with PdfRuler(document) as ruler:
        text = ruler.text()
        assert text.startswith("督办通知单特急淮数督〔2026〕12号")
        assert len([one for one in ruler.pdf.pages[-1].rects if one["non_stroking_color"] in (0, (0,))]) == 3


@pytest.mark.parametrize("masthead", [LONG_OFFICE + "文件", LONGER_OFFICE + "文件", LONGER_OFFICE * 8])
def test_long_masthead_stays_within_the_type_area_and_leaves_room_for_text(masthead: str) -> None:
    document = OfficialDocument(
        masthead=masthead, title="通报", number="〔2026〕3号", body=(Paragraph(FACTS),)
    )
    with PdfRuler(document) as ruler:
        red = [one for one in ruler.characters(0) if one["non_stroking_color"] == (0.8, 0, 0)]
        assert "".join(one["text"] for one in red) == masthead
        assert min(one["x0"] for one in red) >= 28 * POINTS_A_MM - 1
        assert max(one["x1"] for one in red) <= 184 * POINTS_A_MM + 1
        condensed = {round(one["matrix"][0] / one["matrix"][3], 2) for one in red}
        assert min(condensed) >= 0.55
        assert any(line.text.startswith("截至2026年9月30日") for line in ruler.lines(0))


def test_masthead_is_broken_between_words() -> None:
    assert masthead_lines(LONGER_OFFICE + "文件") == (
        "淮安市推进数据基础制度建设更好",
        "发挥数据要素作用工作领导小组办公室文件",
    )
    assert masthead_lines("淮安市文件") == ("淮安市文件",)
    assert masthead_lines("") == ("",)


UNBROKEN = {
    "letters": "x" * 20_000,
    "capitals": "W" * 27,
    "address": "https://www.huaian.gov.cn/" + "abc-def/" * 40,
    "Cyrillic": "ж" * 500,
    "accents": "e\u0301" * 300,
    "no-break spaces": "督\u00a0" * 200,
    "word joiners": "督\u2060" * 200,
    "opening marks": "（" * 300,
    "letters and marks": "x" * 20 + "é" * 60 + "——" * 20,
    "closing marks": "督）" * 5 + "）" * 10,
}


@pytest.mark.parametrize("text", UNBROKEN.values(), ids=UNBROKEN)
@pytest.mark.parametrize("columns", [(1, 5), (1,) * 8], ids=["1:5", "eight"])
def test_run_without_a_break_stays_in_its_cell_and_on_the_line(text: str, columns: tuple[int, ...]) -> None:
    cells = [text] * len(columns) if len(text) < 1000 else ["1"] * (len(columns) - 1) + [text]
    table = Table(
        tuple(TableColumn(width) for width in columns),
        (text_cells(*["甲"] * len(columns)),),
        (text_cells(*cells),),
    )
    document = plain(table, Paragraph(text))
    with PdfRuler(document) as ruler:
        for page in ruler.ends():
            places = {round((one.x0 + one.x1) / 2, 1) for one in page.rules if one.width < 1 < one.height}
            for one in page.characters:
                # The mark's empty half may hang over.
                blank = (one.x1 - one.x0) / 2 if one.text in "（）" else 0
                assert one.x1 - blank <= 184 * POINTS_A_MM + 1
                if abs(one.size - 12) < 0.1 and not blank:
                    assert not [x for x in places if one.x0 + 2 < x < one.x1 - 2], one.text
    assert all(text_width(line) <= 57 for page in render_preview(document) for line in page)


def test_preview_pages_of_text_hold_no_more_than_22_lines() -> None:
    for lines_before in range(13):
        pages = render_preview(closed(*[Paragraph("督查情况。")] * lines_before, Paragraph(FACTS)))
        assert all(len(page) <= LINES_A_PAGE for page in pages)
