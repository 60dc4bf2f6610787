"""The geometry of a Word file, read from its XML: page, grid, faces, marks, tables, order of children."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from docx.oxml.ns import qn
from support.documents import circular, letter, plain
from support.word import WordFile, attribute, everywhere, misplaced

from huaian_tui.documents.model import (
    Attachment,
    Cell,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    TableColumn,
    text_cells,
)


@pytest.fixture(scope="module")
def opened() -> WordFile:
    return WordFile.of(circular())


def edges(section: Any) -> dict[str, str | None]:
    return {
        name: attribute(section, "w:pgMar", name)
        for name in ("top", "right", "bottom", "left", "header", "footer")
    }


def style(opened: WordFile, name: str) -> Any:
    return next(one for one in opened.word.styles.element if attribute(one, "w:name", "val") == name)


def test_page_is_a4_with_the_type_area_and_a_grid_of_22_lines(opened: WordFile) -> None:
    section = opened.sections()[0]
    assert (attribute(section, "w:pgSz", "w"), attribute(section, "w:pgSz", "h")) == ("11906", "16838")
    assert edges(section) | {"header": None, "footer": None} == {
        "top": "2098", "right": "1474", "bottom": "1984", "left": "1588", "header": None, "footer": None,
    }  # fmt: skip
    assert attribute(section, "w:docGrid", "type") == "lines"
    assert attribute(section, "w:docGrid", "linePitch") == "579"


def test_every_style_names_its_faces_with_the_hint(opened: WordFile) -> None:
    faces = {}
    for one in opened.word.styles.element.findall(qn("w:style")):
        fonts = one.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        names = {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia")}
        assert len(names) == 1
        assert fonts.get(qn("w:hint")) == "eastAsia"
        assert not [key for key in fonts.keys() if "Theme" in key]
        faces[attribute(one, "w:name", "val")] = names.pop()
    assert faces["Normal"] == faces["Normal Indent"] == faces["heading 3"] == "仿宋_GB2312"
    assert faces["Title"] == faces["发文机关标志"] == "方正小标宋简体"
    assert faces["heading 1"] == faces["附件序号"] == "黑体"
    assert faces["heading 2"] == "楷体_GB2312"
    assert faces["footer"] == "宋体"


@pytest.mark.parametrize(
    ("name", "half_points"),
    [("Normal", "32"), ("Title", "44"), ("heading 1", "32"), ("版记", "28"), ("footer", "28")],
)
def test_sizes_are_those_of_the_standard(opened: WordFile, name: str, half_points: str) -> None:
    assert attribute(style(opened, name), "w:rPr/w:sz", "val") == half_points


def test_body_text_is_set_tighter_by_a_quarter_point_and_indented_by_two(opened: WordFile) -> None:
    body = style(opened, "Normal Indent")
    assert attribute(body, "w:rPr/w:spacing", "val") == "-5"
    assert attribute(body, "w:pPr/w:ind", "firstLineChars") == "200"
    assert attribute(body, "w:pPr/w:ind", "firstLine") == "632"
    normal = style(opened, "Normal")
    assert attribute(normal, "w:pPr/w:jc", "val") == "both"
    for name in ("widowControl", "overflowPunct", "autoSpaceDE", "autoSpaceDN"):
        assert attribute(normal, f"w:pPr/w:{name}", "val") == "0"


def test_headings_are_real_and_not_bold(opened: WordFile) -> None:
    headings = [one for one in opened.word.paragraphs if one.style.name.startswith("Heading")]
    assert [one.style.name for one in headings] == [
        "Heading 1", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Heading 1",
    ]  # fmt: skip
    for level in range(1, 5):
        look = style(opened, f"heading {level}")
        assert attribute(look, "w:pPr/w:outlineLvl", "val") == str(level - 1)
        assert attribute(look, "w:rPr/w:b", "val") == "0"
        assert look.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


def test_official_faces_have_stand_ins_in_the_font_table(opened: WordFile) -> None:
    table = dict(opened.xml_roots())["word/fontTable.xml"]
    names = {one.get(qn("w:name")): attribute(one, "w:altName", "val") for one in table}
    assert set(names) == {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"}
    assert "FangSong" in (names["仿宋_GB2312"] or "")


@pytest.mark.parametrize(
    "document", [circular(), circular(draft=True), letter(), everywhere("督查"), everywhere("")]
)
def test_children_stand_in_schema_order_in_every_part(document: OfficialDocument) -> None:
    for name, root in WordFile.of(document).xml_roots():
        assert not misplaced(root), name


def test_masthead_is_red_and_the_rule_hangs_below_the_number(opened: WordFile) -> None:
    assert attribute(style(opened, "发文机关标志"), "w:rPr/w:color", "val") == "CC0000"
    (number,) = opened.paragraphs("发文字号")
    assert attribute(number._p, "w:pPr/w:pBdr/w:bottom", "color") == "CC0000"
    (mark,) = opened.paragraphs("发文机关标志")
    # 12 characters of 42 pt are 504 pt wide and are condensed to 156 mm, which is 442.2 pt.
    assert attribute(mark._p, "w:r/w:rPr/w:w", "val") == "87"
    assert 35 - 3 < int(attribute(mark._p, "w:pPr/w:spacing", "before") or 0) / 1440 * 25.4 < 35


def test_signer_stands_right_on_the_line_of_the_number() -> None:
    document = OfficialDocument(
        masthead="淮安市人民政府",
        title="请示",
        number="淮政发〔2026〕1号",
        signer="张三",
        body=(Paragraph("一"),),
    )
    (number,) = WordFile.of(document).paragraphs("发文字号")
    assert number.text == "淮政发〔2026〕1号\t签发人：张三"
    faces = [attribute(run._r, "w:rPr/w:rFonts", "eastAsia") for run in number.runs]
    assert faces[-1] == "楷体_GB2312"


def test_sheet_has_its_title_red_at_the_head_and_its_number_at_the_right() -> None:
    document = replace(
        circular(),
        layout="sheet",
        masthead="市政府办公室",
        title="督办通知单",
        number="〔2026〕第1号",
        urgency="特急",
    )
    opened = WordFile.of(document)
    assert opened.texts()[:4] == [
        "市政府办公室", "督办通知单", "特急\t〔2026〕第1号", "各县区人民政府，市各委办局，市各直属单位：",
    ]  # fmt: skip
    (title,) = opened.paragraphs("Title")
    assert attribute(title._p, "w:r/w:rPr/w:color", "val") == "CC0000"
    assert attribute(title._p, "w:r/w:rPr/w:sz", "val") == "60"
    (number,) = opened.paragraphs("发文字号")
    assert attribute(number._p, "w:pPr/w:pBdr/w:bottom", "color") == "CC0000"
    assert not [name for name, root in opened.xml_roots() if misplaced(root)]
    unnamed = WordFile.of(replace(document, masthead="", recipients=()))
    assert unnamed.texts()[0] == "督办通知单"


def test_gradings_stand_one_under_the_other_from_the_first_line() -> None:
    document = OfficialDocument(
        masthead="淮安市", title="通报", copy_number="000001", urgency="特急", body=(Paragraph("一"),)
    )
    word = WordFile.of(document)
    assert word.texts()[:3] == ["000001", "特急", "淮安市"]
    urgency = word.word.paragraphs[1]
    assert attribute(urgency._p, "w:r/w:rPr/w:rFonts", "eastAsia") == "黑体"


@pytest.mark.parametrize(("kind", "side"), [("footer", "right"), ("even_page_footer", "left")])
def test_page_number_is_a_field_at_the_outer_side(opened: WordFile, kind: str, side: str) -> None:
    assert opened.word.settings.odd_and_even_pages_header_footer
    (line,) = getattr(opened.word.sections[0], kind).paragraphs
    assert line.text == "— 1 —"
    assert attribute(line._p, "w:pPr/w:jc", "val") == side
    assert attribute(line._p, "w:pPr/w:ind", side) == "280"
    kinds = [one.get(qn("w:fldCharType")) for one in line._p.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert [one.text for one in line._p.iter(qn("w:instrText"))] == [" PAGE "]


def test_turned_pages_are_a_section_whose_number_stands_turned_at_the_left(opened: WordFile) -> None:
    upright, turned, last = opened.sections()
    assert attribute(turned, "w:pgSz", "orient") == "landscape"
    assert edges(turned)["top"] == "1588" and edges(turned)["left"] == "1984"
    assert attribute(last, "w:pgSz", "orient") is None
    assert edges(upright) == edges(last)
    header = opened.word.sections[1].header
    (table,) = header.tables
    assert attribute(table._tbl, "w:tr/w:tc/w:tcPr/w:textDirection", "val") == "tbRl"
    assert table.cell(0, 0).text == "— 1 —"
    x = int(attribute(table._tbl, "w:tblPr/w:tblpPr", "tblpX") or 0)
    assert x == int(edges(upright)["footer"] or 0)
    assert not any(one.text for one in opened.word.sections[1].footer.paragraphs)


def test_upright_sections_share_their_headers_and_footers(opened: WordFile) -> None:
    def references(section: Any) -> list[str | None]:
        return [one.get(qn("r:id")) for one in section if one.tag.endswith("Reference")]

    upright, turned, last = opened.sections()
    assert references(upright) == references(last)
    assert not set(references(upright)) & set(references(turned))


def test_table_repeats_both_head_rows_and_keeps_rows_whole(opened: WordFile) -> None:
    rows = opened.word.tables[0].rows
    heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
    assert heads == [True, True] + [False] * 60
    assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    assert {attribute(row._tr, "w:trPr/w:trHeight", "hRule") for row in rows} == {"atLeast"}


def test_row_taller_than_a_page_may_break() -> None:
    tall = (text_cells("1", "督查" * 2000),)
    table = Table((TableColumn(1), TableColumn(3)), (text_cells("序号", "进展"),), tall)
    rows = WordFile.of(plain(table)).word.tables[0].rows
    assert rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
    assert rows[1]._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None


def test_rows_tied_by_a_short_span_stay_together() -> None:
    rows = ((Cell("组", rowspan=2), Cell("甲")), (Cell("乙"),), text_cells("丙", "丁"))
    table = WordFile.of(plain(Table((TableColumn(1), TableColumn(3)), (), rows))).word.tables[0]
    kept = [row._tr.find(f"{qn('w:tc')}//{qn('w:keepNext')}") is not None for row in table.rows]
    assert kept == [True, False, False]


def test_width_of_a_table_is_that_of_the_type_area(opened: WordFile) -> None:
    widths = [int(one.get(qn("w:w"))) for one in opened.word.tables[0]._tbl.tblGrid]
    assert 16838 - 2098 - 1984 - 8 <= sum(widths) <= 16838 - 2098 - 1984


def test_colophon_floats_on_the_lower_edge_with_its_rules(opened: WordFile) -> None:
    table = opened.word.tables[-1]._tbl
    place = {name: attribute(table, "w:tblPr/w:tblpPr", name)
             for name in ("vertAnchor", "horzAnchor", "tblpX", "tblpYSpec")}  # fmt: skip
    assert place == {"vertAnchor": "margin", "horzAnchor": "page", "tblpX": "1588", "tblpYSpec": "bottom"}
    rules = {side: attribute(table, f"w:tblPr/w:tblBorders/w:{side}", "sz")
             for side in ("top", "insideH", "bottom")}  # fmt: skip
    assert rules == {"top": "8", "insideH": "6", "bottom": "8"}


def test_colophon_below_a_turned_table_is_as_wide_as_the_page() -> None:
    source = circular()
    document = replace(source, attachments=source.attachments[:1])
    opened = WordFile.of(document)
    assert len(opened.sections()) == 2
    table = opened.word.tables[-1]._tbl
    assert attribute(table, "w:tblPr/w:tblpPr", "tblpX") == "1984"
    assert attribute(table, "w:tblPr/w:tblW", "w") == str(16838 - 2098 - 1984)


def test_date_under_a_seal_ends_four_characters_from_the_right(opened: WordFile) -> None:
    (day,) = opened.paragraphs("Date")
    (name,) = opened.paragraphs("Signature")
    day_right = int(attribute(day._p, "w:pPr/w:ind", "right") or 0)
    name_right = int(attribute(name._p, "w:pPr/w:ind", "right") or 0)
    assert day_right == 4 * 316
    # The name's ten characters and the date's seven have one middle.
    assert name_right + 10 * 316 / 2 == pytest.approx(day_right + 7 * 316 / 2, abs=160)
    assert attribute(name._p, "w:pPr/w:spacing", "before") == str(2 * 579)


def test_without_a_seal_the_date_begins_two_characters_right_of_the_name() -> None:
    source = circular()
    document = OfficialDocument(
        masthead="淮安市",
        title="通报",
        body=source.body,
        signature="市数据局",
        date=source.date,
        sealed=False,
    )
    opened = WordFile.of(document)
    (day,), (name,) = opened.paragraphs("Date"), opened.paragraphs("Signature")
    name_right = int(attribute(name._p, "w:pPr/w:ind", "right") or 0)
    day_right = int(attribute(day._p, "w:pPr/w:ind", "right") or 0)
    day_width, name_width = 13 * 316 // 2, 4 * 316  # 2026年10月9日: seven figures, three characters
    assert name_right + name_width - day_right - day_width == pytest.approx(2 * 316, abs=2)


def test_short_last_paragraph_is_kept_with_the_signature() -> None:
    source = circular()
    last = Paragraph("特此通报。")
    opened = WordFile.of(
        OfficialDocument(masthead="淮安市", title="通报", body=(*source.body, last), signature="市数据局")
    )
    kept = next(one for one in opened.word.paragraphs if one.text == last.text)
    assert kept._p.pPr.find(qn("w:keepNext")) is not None


def test_attachments_begin_pages_and_list_their_names_aligned() -> None:
    attachments = (Attachment("甲表", (Paragraph("一"),)), Attachment("乙表", (Paragraph("二"),)))
    opened = WordFile.of(
        OfficialDocument(masthead="淮安市", title="通报", body=(Heading(1, "一、"),), attachments=attachments)
    )
    labels = opened.paragraphs("附件序号")
    assert [one.text for one in labels] == ["附件1", "附件2"]
    assert all(one._p.pPr.find(qn("w:pageBreakBefore")) is not None for one in labels)
    notes = opened.paragraphs("附件说明")
    assert [one.text for one in notes] == ["附件：1.甲表", "2.乙表"]
    assert len({attribute(one._p, "w:pPr/w:ind", "left") for one in notes}) == 1


def test_letter_has_double_rules_of_170_mm_and_no_number_on_page_one() -> None:
    opened = WordFile.of(letter())
    section = opened.word.sections[0]
    assert section.different_first_page_header_footer
    rule = section.first_page_header.paragraphs[-1]._p
    thick, thin = (int(attribute(rule, f"w:pPr/w:pBdr/w:{side}", "sz") or 0) for side in ("top", "bottom"))
    assert thick > thin
    left, right = (int(attribute(rule, "w:pPr/w:ind", side) or 0) for side in ("left", "right"))
    assert (11906 - 1588 - 1474 - left - right) / 1440 * 25.4 == pytest.approx(170, abs=0.1)
    assert not any(one.text for one in section.first_page_footer.paragraphs)
    (lower,) = section.first_page_footer.tables
    top = int(attribute(lower._tbl, "w:tr/w:tc/w:tcPr/w:tcBorders/w:top", "sz") or 0)
    assert top < int(attribute(lower._tbl, "w:tr/w:tc/w:tcPr/w:tcBorders/w:bottom", "sz") or 0)
    assert section.even_page_footer.paragraphs[0].text == "— 1 —"
    assert opened.word.tables[-1]._tbl.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}") is None


def test_draft_is_marked_in_the_header_of_every_kind_of_page() -> None:
    opened = WordFile.of(circular(draft=True))
    for section in opened.word.sections[0], opened.word.sections[2]:
        assert [one.text for one in section.header.paragraphs] == ["草稿"]
        assert [one.text for one in section.even_page_header.paragraphs] == ["草稿"]
    turned = opened.word.sections[1].header
    assert [table.cell(0, 0).text for table in turned.tables] == ["— 1 —", "草稿"]
    final = WordFile.of(circular()).word.sections[0].header
    assert [one.text for one in final.paragraphs] == [""]
