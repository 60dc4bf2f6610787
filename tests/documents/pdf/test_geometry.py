"""The printed page, measured in the PDF itself, against GB/T 9704-2012."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.documents import FACTS, circular, letter, plain
from support.pdf_ruler import POINTS_A_MM, PdfRuler, is_turned

from huaian_tui.documents.model import Heading, Paragraph
from huaian_tui.documents.plain.pages import render_preview
from huaian_tui.domain.text.line_breaking import NEVER_AT_END, NEVER_AT_START

LINE = 225 / 22


@pytest.fixture(scope="module")
def printed() -> Iterator[PdfRuler]:
    with PdfRuler(circular()) as ruler:
        yield ruler


@pytest.fixture(scope="module")
def printed_letter() -> Iterator[PdfRuler]:
    with PdfRuler(letter()) as ruler:
        yield ruler


def red_rules(ruler: PdfRuler, page: int = 0) -> list[dict[str, float]]:
    return [one for one in ruler.pdf.pages[page].rects if one["non_stroking_color"] == (0.8, 0, 0)]


def test_full_page_has_22_lines_of_28_characters() -> None:
    with PdfRuler(plain(Paragraph("督" * 28 * 60, indent=False))) as ruler:
        lines = ruler.lines(1)
        assert len(lines) == 22
        assert {len(line.text) for line in lines} == {28}
        assert lines[0].left == pytest.approx(28, abs=0.3)
        assert lines[0].right == pytest.approx(210 - 26, abs=0.5)
        pitches = [after.base - before.base for before, after in zip(lines, lines[1:], strict=False)]
        assert pitches == pytest.approx([LINE] * 21, abs=0.02)


def test_type_area_begins_37_mm_from_the_top_and_ends_262_mm() -> None:
    with PdfRuler(plain(Paragraph("督" * 28 * 60, indent=False))) as ruler:
        lines = ruler.lines(1)
        body_height = 16 / POINTS_A_MM
        assert lines[0].base - 0.88 * body_height == pytest.approx(37, abs=0.1)
        assert 37 + 21 * LINE < lines[-1].base < 262


def test_paragraph_of_mixed_text_keeps_the_grid_of_22_lines() -> None:
    with PdfRuler(plain(*[Paragraph(FACTS)] * 9)) as ruler:
        lines = ruler.lines(1)
        assert len(lines) == 22
        assert lines[-1].base - lines[0].base == pytest.approx(21 * LINE, abs=0.05)
        full = [line for line in lines if line.right > 180]
        assert len(full) > 15
        assert all(line.right == pytest.approx(184, abs=3.2) for line in full)


def test_first_line_of_a_paragraph_is_indented_by_two_characters(printed: PdfRuler) -> None:
    first = next(line for line in printed.lines(0) if line.text.startswith("根据《淮安市"))
    assert first.left == pytest.approx(28 + 2 * 156 / 28, abs=0.4)
    recipients = next(line for line in printed.lines(0) if line.text.startswith("各县区"))
    assert recipients.left == pytest.approx(28, abs=0.4)
    assert recipients.text == "各县区人民政府，市各委办局，市各直属单位："


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(printed: PdfRuler) -> None:
    upright = [page for page, one in enumerate(printed.pages) if one.height > one.width]
    lines = [line for page in upright for line in printed.lines(page)]
    assert len(lines) > 50
    assert not [line.text for line in lines if line.text[0] in NEVER_AT_START]
    assert not [line.text for line in lines if line.text[-1] in NEVER_AT_END]


def test_marks_never_begin_a_line_wherever_the_break_falls() -> None:
    paragraphs = [Paragraph("督" * count + "，查（办）、“结”。" * 3) for count in range(20, 40)]
    with PdfRuler(plain(*paragraphs)) as ruler:
        lines = [line.text for page in range(len(ruler.pages)) for line in ruler.lines(page)]
    assert len(lines) > 40
    assert not [line for line in lines if line[0] in NEVER_AT_START or line[-1] in NEVER_AT_END]


def test_masthead_is_red_and_35_mm_below_the_type_area(printed: PdfRuler) -> None:
    mark = [one for one in printed.characters(0) if one["non_stroking_color"] == (0.8, 0, 0)]
    assert "".join(one["text"] for one in mark) == "淮安市人民政府办公室文件"
    assert {one["fontname"].split("+")[1] for one in mark} == {"NotoSerifSC-Bold"}
    left, right = min(one["x0"] for one in mark), max(one["x1"] for one in mark)
    assert (left + right) / 2 / POINTS_A_MM == pytest.approx(28 + 78, abs=0.5)
    assert right - left <= 156.5 * POINTS_A_MM
    # The ink begins at 72 mm; the em box of the face lies about 1 mm higher.
    base = (printed.pdf.pages[0].height - mark[0]["matrix"][5]) / POINTS_A_MM
    ink_height = 0.88 * mark[0]["size"] / POINTS_A_MM
    assert base - ink_height == pytest.approx(37 + 35, abs=1.5)


def test_red_rule_is_156_mm_wide_and_4_mm_below_the_number(printed: PdfRuler) -> None:
    (rule,) = red_rules(printed)
    assert (rule["x1"] - rule["x0"]) / POINTS_A_MM == pytest.approx(156, abs=0.1)
    assert rule["x0"] / POINTS_A_MM == pytest.approx(28, abs=0.1)
    number = next(line for line in printed.lines(0) if "〔2026〕" in line.text)
    assert number.text == "淮政办发〔2026〕3号"
    assert (number.left + number.right) / 2 == pytest.approx(106, abs=1)
    bottom = number.base + 0.12 * 16 / POINTS_A_MM
    assert rule["top"] / POINTS_A_MM - bottom == pytest.approx(4, abs=0.1)


def test_title_is_22_points_centred_and_two_lines_below_the_rule(printed: PdfRuler) -> None:
    title = printed.lines(0, size=22)
    assert [line.text for line in title] == [
        "关于2026年第三季度全市",
        "数据基础制度建设重点任务推进情况的通报",
    ]
    assert all((line.left + line.right) / 2 == pytest.approx(106, abs=0.6) for line in title)
    assert title[1].base - title[0].base == pytest.approx(LINE, abs=0.05)
    (rule,) = red_rules(printed)
    gap = title[0].base - 0.88 * 22 / POINTS_A_MM - rule["bottom"] / POINTS_A_MM
    assert 2 * LINE - 1.5 <= gap <= 3.1 * LINE


def test_first_page_shows_text_and_headings_have_their_faces(printed: PdfRuler) -> None:
    assert any(line.text.startswith("根据《") for line in printed.lines(0))
    faces = {line.text.strip(): line.font.split("+")[1] for page in range(3) for line in printed.lines(page)}
    assert faces["一、总体情况"].startswith("NotoSansSC")
    assert faces["（一）部分事项逾期时间较长"].startswith("LXGWWenKai")
    assert faces["1. 登记平台"].startswith("ZhuqueFangsong")
    assert faces["（1）验收"].startswith("ZhuqueFangsong")


def test_heading_does_not_stay_alone_at_the_foot_of_a_page() -> None:
    for count in range(8, 14):
        blocks = [*[Paragraph("督查情况。")] * count, Heading(1, "一、总体情况"), Paragraph(FACTS)]
        with PdfRuler(plain(*blocks)) as ruler:
            last = [ruler.lines(page)[-1].text for page in range(len(ruler.pages))]
        assert "一、总体情况" not in last


@pytest.mark.parametrize(("page", "side"), [(0, "right"), (1, "left"), (2, "right")])
def test_page_number_is_7_mm_below_the_type_area(printed: PdfRuler, page: int, side: str) -> None:
    number = printed.lines(page, size=14)[-1]
    assert number.text == f"— {page + 1} —"
    dash = number.base - 0.36 * 14 / POINTS_A_MM
    assert dash == pytest.approx(262 + 7, abs=0.3)
    one_character = 14 / POINTS_A_MM
    if side == "right":
        assert number.right == pytest.approx(184 - one_character, abs=0.5)
    else:
        assert number.left == pytest.approx(28 + one_character, abs=0.5)


def test_number_keeps_its_place_on_the_sheet_when_the_page_is_turned(printed: PdfRuler) -> None:
    turned = [one for one in printed.pdf.pages if one.width > one.height]
    assert len(turned) >= 3
    for page in turned:
        marks = [one for one in page.chars if is_turned(one)]
        assert "".join(one["text"] for one in marks).replace(" ", "") == f"—{page.page_number}—"
        # Turned back, the left edge of the page is the foot of the sheet.
        middle = sum(one["x0"] + one["x1"] for one in marks) / len(marks) / 2 / POINTS_A_MM
        assert 297 - middle == pytest.approx(269, abs=2)
        across = [one["top"] / POINTS_A_MM for one in marks]
        if page.page_number % 2:
            assert max(across) > 28 + 156 - 14
        else:
            assert min(across) < 28 + 14


def test_signature_is_centred_over_the_date_that_ends_four_characters_from_the_right(
    printed: PdfRuler,
) -> None:
    lines = [line for page in range(4) for line in printed.lines(page)]
    day = next(line for line in lines if line.text == "2026年10月9日")
    name = lines[lines.index(day) - 1]
    assert name.text == "淮安市人民政府办公室"
    assert day.right == pytest.approx(184 - 4 * 156 / 28, abs=0.8)
    assert (name.left + name.right) / 2 == pytest.approx((day.left + day.right) / 2, abs=0.5)
    page = next(page for page in range(4) if day in printed.lines(page))
    note = printed.lines(page)[-1]
    assert note.text == "（此件公开发布）"


def test_signature_never_stands_alone_on_a_page() -> None:
    for count in range(3, 12):
        document = circular()
        blocks = (*[Paragraph("督查情况。")] * count, Paragraph(FACTS))
        changed = type(document)(
            masthead=document.masthead,
            title="通报",
            body=blocks,
            signature="淮安市人民政府办公室",
            date=document.date,
            annotation="此件公开发布",
        )
        with PdfRuler(changed) as ruler:
            last = ruler.lines(len(ruler.pages) - 1)
        assert len(last) > 3, count


def test_attachment_begins_a_page_with_its_label_and_the_title_on_line_three(printed: PdfRuler) -> None:
    page = len(printed.pages) - 1
    label, *_ = printed.lines(page)
    assert label.text == "附件2"
    assert label.font.split("+")[1].startswith("NotoSansSC")
    assert label.left == pytest.approx(28, abs=0.5)
    (title,) = printed.lines(page, size=22)
    assert title.text == "逾期事项清单"
    assert title.base - label.base == pytest.approx(2 * LINE, abs=1)


def test_colophon_stands_on_the_lower_edge_of_the_type_area(printed: PdfRuler) -> None:
    page = len(printed.pages) - 1
    rules = sorted(printed.pdf.pages[page].rects, key=lambda one: one["top"])
    heights = [one["height"] / POINTS_A_MM for one in rules]
    assert heights == pytest.approx([0.35, 0.25, 0.35], abs=0.02)
    assert all(one["width"] / POINTS_A_MM == pytest.approx(156, abs=0.1) for one in rules)
    assert rules[-1]["bottom"] / POINTS_A_MM == pytest.approx(262, abs=0.2)
    small = [line.text for line in printed.lines(page, size=14)]
    assert small[0] + small[1] == "抄送：市委办公室，市人大常委会办公室，市政协办公室，市纪委监委。"
    assert small[2] == "淮安市人民政府办公室2026年10月12日印发"


def test_table_head_is_repeated_on_every_page_and_no_row_is_broken(printed: PdfRuler) -> None:
    turned = [one for one in printed.pdf.pages if one.width > one.height]
    rows: list[str] = []
    for page in turned:
        (table,) = page.extract_tables()
        assert table[0][0] == "序号"
        assert table[1][3:7] == ["牵头单位", "责任单位", "上期进展", "本期进展"]
        rows += [row[0] for row in table[2:]]
    assert rows == [str(number) for number in range(1, 61)]


def test_turned_page_keeps_the_type_area(printed: PdfRuler) -> None:
    page = next(one for one in printed.pdf.pages[::-1] if one.width > one.height)
    edges = page.edges
    assert min(one["x0"] for one in edges) / POINTS_A_MM == pytest.approx(35, abs=0.3)
    assert max(one["x1"] for one in edges) / POINTS_A_MM == pytest.approx(297 - 37, abs=0.3)
    assert min(one["top"] for one in edges) / POINTS_A_MM == pytest.approx(28, abs=0.3)
    assert max(one["bottom"] for one in edges) / POINTS_A_MM <= 210 - 26 + 0.3


def test_letter_has_its_rules_at_their_places(printed_letter: PdfRuler) -> None:
    rules = sorted(red_rules(printed_letter), key=lambda one: one["top"])
    assert len(rules) == 4
    assert all(one["width"] / POINTS_A_MM == pytest.approx(170, abs=0.1) for one in rules)
    assert all(one["x0"] / POINTS_A_MM == pytest.approx(20, abs=0.1) for one in rules)
    heights = [one["height"] for one in rules]
    assert heights[0] > heights[1] and heights[2] < heights[3]
    assert rules[3]["bottom"] / POINTS_A_MM == pytest.approx(297 - 20, abs=0.2)


def test_letter_number_stands_right_and_its_first_page_has_no_number(printed_letter: PdfRuler) -> None:
    number = next(line for line in printed_letter.lines(0) if "淮政办函" in line.text)
    assert number.right == pytest.approx(184, abs=0.6)
    assert "—" not in printed_letter.text()
    assert len(printed_letter.pages) == 1
    assert not [one for one in printed_letter.pdf.pages[0].rects if one["non_stroking_color"] in (0, (0,))]


def test_draft_is_marked_in_the_margin_of_every_page() -> None:
    with PdfRuler(circular(draft=True)) as ruler:
        for page in ruler.pages:
            assert "草稿" in "".join(one.text for one in page.characters if one.size < 11)
        mark = next(one for one in ruler.pages[0].characters if one.text == "草" and not one.turned)
        assert mark.bottom / POINTS_A_MM < 37
    with PdfRuler(circular()) as ruler:
        assert "草稿" not in ruler.text()


def test_preview_breaks_lines_and_pages_as_the_print_does() -> None:
    document = plain(Paragraph("督" * 300), Heading(1, "一、总体情况"), *[Paragraph("查" * 100)] * 6)
    with PdfRuler(document) as ruler:
        print_lines = [line.text.strip() for page in range(len(ruler.pages)) for line in ruler.lines(page)]
        counts = [len(ruler.lines(page)) for page in range(len(ruler.pages))]
    preview = render_preview(document)
    text = [
        line.strip() for page in preview for line in page if line[:5].strip("-") or line.startswith("    ")
    ]
    body = [line for line in text if line and line[0] in "督查一"]
    assert body == print_lines
    assert len(preview) == len(counts)
    assert len(preview[1]) == counts[1]
