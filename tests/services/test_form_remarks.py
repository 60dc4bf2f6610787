"""What a filled form holds besides its lines: taken or named, all of it at the first import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.forms import (
    FORM_PART,
    GOOD,
    cell,
    changed,
    filled,
    line_of,
    packed,
    parts,
    saved,
    sheet,
    with_cells,
    with_relation,
    with_sheet,
)

from huaian_tui.documents.xlsx.feedback_form import write_feedback_form
from huaian_tui.domain.feedback_layout import HEAD_ROW, MILESTONE_COLUMN, RETURN_HEAD
from huaian_tui.services.feedback_intake import FormImport, import_form
from huaian_tui.services.report_taking import Outcome
from huaian_tui.services.self_reports import confirm_report, reject_report
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.self_reports import list_reports, read_report

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def brought_in(
    ledger: Ledger, folder: Path, data: bytes, today: date, *, partial: bool = False
) -> FormImport:
    return import_form(ledger, saved(folder, data), today, partial=partial)


def told(done: FormImport) -> dict[str, str]:
    return {one.where: one.message for one in done.told}


def more_cells(data: bytes, row: int, cells: str) -> bytes:
    """The form with more cells at the end of a row."""
    return changed(
        data, FORM_PART, lambda xml: re.sub(rf'(<row r="{row}".*?)(</row>)', rf"\1{cells}\2", xml, flags=re.S)
    )


def text_cell(name: str, text: str) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_comments_pictures_and_text_boxes_are_named_with_their_cells(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    data = filled(form, {"2-1": GOOD})
    words = '<comment ref="J6"><text><r><t>附件另发</t></r></text></comment>'
    note = f'<comments xmlns="{MAIN}"><commentList>{words}</commentList></comments>'
    for part in ("comments1.xml", "comments/comment1.xml"):
        done = brought_in(ledger, tmp_path, with_relation(data, part, note), today)
        assert done.refused == () and "附件另发" in told(done)["J6"]
    anchor = "<xdr:from><xdr:col>9</xdr:col><xdr:row>6</xdr:row></xdr:from>"
    drawn = (
        f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="{A}">'
        f"<xdr:twoCellAnchor>{anchor}<xdr:pic/></xdr:twoCellAnchor>"
        f"<xdr:oneCellAnchor>{anchor.replace('>6<', '>7<')}<xdr:sp><xdr:txBody>"
        "<a:p><a:r><a:t>已于十月验收</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:oneCellAnchor></xdr:wsDr>"
    )
    done = brought_in(ledger, tmp_path, with_relation(data, "drawings/drawing1.xml", drawn), today)
    assert told(done)["J7"].startswith("图片没有收") and "文本框“已于十月验收”" in told(done)["J8"]
    shape = drawn[drawn.index("<xdr:sp>") : drawn.index("</xdr:sp>") + len("</xdr:sp>")]
    twice = f"<mc:Choice>{shape}</mc:Choice><mc:Fallback>{shape}</mc:Fallback>"
    both = drawn.replace(shape, f'<mc:AlternateContent xmlns:mc="{COMPATIBLE}">{twice}</mc:AlternateContent>')
    done = brought_in(ledger, tmp_path, with_relation(data, "drawings/drawing1.xml", both), today)
    assert "文本框“已于十月验收”" in told(done)["J8"], "what older programs show instead is the same words"


def test_added_columns_rows_and_words_above_the_heads_are_named(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    line = line_of(form, "2-1")
    data = filled(form, {"2-1": GOOD})
    data = more_cells(data, HEAD_ROW + 1, text_cell("R4", "备注"))
    data = more_cells(data, line, text_cell(f"R{line}", "另有材料"))
    extra = f'<row r="60">{text_cell("A60", "合计三项")}{text_cell("C60", "均已验收")}</row></sheetData>'
    data = changed(data, FORM_PART, lambda xml: xml.replace("</sheetData>", extra))
    done = brought_in(ledger, tmp_path, data, today)
    assert done.refused == () and len(done.accepted) == 1
    assert "增加的列“备注”" in told(done)[f"R{line}"] and "另有材料" in told(done)[f"R{line}"]
    assert "“合计三项”、“均已验收”不在表内的行里" in told(done)["A60"]


def test_an_inserted_column_moves_the_answers_and_they_are_read_by_their_heads(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    data = filled(form, {"2-1": GOOD})

    def insert(xml: str) -> str:
        """A column before K: what stands there or behind moves one to the right."""
        moved = re.sub(r'<c r="([K-Q])(\d+)"', lambda m: f'<c r="{chr(ord(m[1]) + 1)}{m[2]}"', xml)
        return re.sub(r"<mergeCells.*?</mergeCells>", "", moved)

    done = brought_in(ledger, tmp_path, changed(data, FORM_PART, insert), today)
    assert done.refused == () and len(done.accepted) == 1
    assert any("按表头读" in one.message for one in done.told)
    row = read_report(ledger.connection, done.accepted[0])
    assert (row.progress, row.contact) == (GOOD["progress"], f"{GOOD['reporter']} {GOOD['phone']}")


def test_a_cell_merged_over_lines_is_refused_and_one_of_the_reporter_holds_for_all(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    first = line_of(form, "2-1")

    def merged(area: str, data: bytes) -> bytes:
        return changed(
            data,
            FORM_PART,
            lambda xml: xml.replace("<mergeCells", f'<mergeCells x="{area}"').replace(
                "</mergeCells>", f'<mergeCell ref="{area}"/></mergeCells>'
            ),
        )

    data = filled(form, {"2-1": GOOD})
    done = brought_in(ledger, tmp_path, merged(f"P{first}:P{first + 2}", data), today)
    assert done.refused == () and len(done.accepted) == 1
    done = brought_in(ledger, tmp_path, merged(f"J{first}:J{first + 1}", data), today)
    assert [one.cell for one in done.refused] == [f"J{first}", f"J{first + 1}"]
    assert "合并成了一格" in done.refused[0].message


def test_another_sheet_filled_like_the_form_is_refused_by_name_and_others_are_told(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    data = filled(form, {"2-1": GOOD})
    other = parts(filled(form, {"2-2": {**GOOD, "progress": "科室补充"}}))[FORM_PART].decode()
    done = brought_in(ledger, tmp_path, with_sheet(data, "反馈表（科室补充）", other), today)
    assert len(done.refused) == 1 and "反馈表（科室补充）" in done.refused[0].message
    assert done.accepted == () and done.right == 1
    same = with_sheet(data, "备份", parts(data)[FORM_PART].decode())
    assert brought_in(ledger, tmp_path, same, today).refused == ()
    row = f'<row r="2">{text_cell("B2", "联系方式变更")}</row>'
    notes = f'<worksheet xmlns="{MAIN}"><sheetData>{row}</sheetData></worksheet>'
    for state in ("visible", "hidden"):
        done = brought_in(ledger, tmp_path, with_sheet(data, "说明", notes, state=state), today)
        assert done.refused == () and "联系方式变更" in told(done)["说明"]
    empty = with_sheet(data, "Sheet2", f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>')
    assert brought_in(ledger, tmp_path, empty, today).told == ()


def test_hidden_lines_are_taken_and_said_to_be_hidden_and_changed_locks_are_named(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    line = line_of(form, "2-1")
    data = with_cells(filled(form, {"2-1": GOOD}), {f"F{line}": "2027-12-31"})
    data = changed(
        data, FORM_PART, lambda xml: xml.replace(f'<row r="{line}"', f'<row r="{line}" hidden="1"')
    )
    done = brought_in(ledger, tmp_path, data, today)
    assert done.refused == () and len(done.accepted) == 1
    assert "隐藏" in told(done)[f"第 {line} 行"]
    assert "“完成时限”被改成了“2027-12-31”" in told(done)[f"F{line}"] and len(done.told) == 2
    assert brought_in(ledger, tmp_path, filled(form, {"2-1": GOOD}), today).told == ()


STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def strict(named: dict[str, bytes]) -> dict[str, bytes]:
    """As Excel saves a “Strict Open XML” workbook: other names for the same elements."""
    for usual, other in STRICT.items():
        named = {name: data.replace(usual.encode(), other.encode()) for name, data in named.items()}
    return named


def in_other_case(named: dict[str, bytes]) -> dict[str, bytes]:
    """As some programs name the parts."""
    return {
        re.sub(r"(?<=/)(workbook|sharedStrings|styles)(?=\.xml)", lambda found: found[0].title(), name): data
        for name, data in named.items()
    }


@pytest.mark.parametrize("saved_as", [strict, in_other_case])
def test_a_form_of_the_other_kinds_of_workbooks_is_read(
    ledger: Ledger,
    today: date,
    form: bytes,
    tmp_path: Path,
    saved_as: Callable[[dict[str, bytes]], dict[str, bytes]],
) -> None:
    data = filled(form, {"45-2": {**GOOD, "value": 5200}})
    named = saved_as(parts(data))
    assert named != parts(data)
    done = brought_in(ledger, tmp_path, packed(named), today)
    assert (done.refused, done.told) == ((), ())
    assert [one.value for one in list_reports(ledger.connection)] == [5200]


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("", False),
        (1200, False),
        ("1,200家", False),
        ("９８.５％", False),
        ("1.2万", False),
        ("1-2", True),
        ("不少", True),
        (-3, True),
        (True, True),
    ],
)
def test_all_faults_are_told_at_the_first_import(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path, value: object, wrong: bool
) -> None:
    """The value of a line of which the id is gone too, whatever its unit may be."""
    first, unknown, last = line_of(form, "2-1"), line_of(form, "2-2"), line_of(form, "45-2")
    answers = {
        "2-1": {"finished": "完成", "finished_on": date(2027, 1, 1), "value": 5},
        "2-2": {**GOOD, "finished": "快了", "reporter": "", "value": value},
        "45-2": {**GOOD, "value": "很多", "finished": "否", "finished_on": "六月"},
    }
    data = with_cells(filled(form, answers), {f"B{unknown}": "99-9"})
    done = brought_in(ledger, tmp_path, data, today)
    assert [one.cell for one in done.refused] == [
        *(cell(field, first) for field in ("progress", "finished", "finished_on", "value", "reporter")),
        f"B{unknown}",
        cell("finished", unknown),
        *[cell("value", unknown)] * wrong,
        cell("reporter", unknown),
        *[cell("finished_on", last)] * 2,
        cell("value", last),
    ]


def test_a_row_that_the_unit_added_is_told_once_and_its_reporter_holds_below(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    added = line_of(form, "2-1")
    anonymous = {**GOOD, "value": 5200, "reporter": ""}
    data = filled(form, {"2-1": {**GOOD, "finished": "", "value": "很多"}, "45-2": anonymous})
    done = brought_in(ledger, tmp_path, with_cells(data, {f"B{added}": ""}), today, partial=True)
    assert [(one.row, one.cell) for one in done.refused] == [(added, f"B{added}")]
    assert "没有节点编号" in done.refused[0].message and "另行报送" in done.refused[0].message
    assert [read_report(ledger.connection, made).milestone for made in done.accepted] == ["45-2"]


def test_right_lines_are_taken_and_the_others_go_back_and_come_in_again(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    answers = {"2-1": GOOD, "45-2": {**GOOD, "value": "很多"}, "25-1": {**GOOD, "finished": "?"}}
    data = filled(form, answers)
    whole = brought_in(ledger, tmp_path, data, today)
    assert (whole.accepted, whole.right, whole.returned) == ((), 1, None)
    done = brought_in(ledger, tmp_path, data, today, partial=True)
    assert len(done.accepted) == 1 and len(done.refused) == 2 and done.returned is not None
    assert done.returned.parent == tmp_path / "退回"
    back = done.returned.read_bytes()
    rows = sheet(back)
    assert rows[HEAD_ROW][-1] == RETURN_HEAD and len(rows) == HEAD_ROW + 3
    assert {row[1] for row in rows[HEAD_ROW + 1 :]} == {"45-2", "25-1"}
    assert all(row[-1] for row in rows[HEAD_ROW + 1 :])
    again = import_form(ledger, done.returned, today)
    assert again.accepted == () and len(again.refused) == 2 and again.told == ()
    mended = with_cells(
        back,
        {cell("value", line_of(back, "45-2")): 5200, cell("finished", line_of(back, "25-1")): "否"},
    )
    assert len(brought_in(ledger, tmp_path, mended, today).accepted) == 2
    corrected = filled(form, {**answers, "45-2": {**GOOD, "value": 5200}, "25-1": GOOD})
    all_again = brought_in(ledger, tmp_path, corrected, today)
    assert (all_again.accepted, all_again.known) == ((), 3)
    assert len(list_reports(ledger.connection, state=None)) == 3


def test_what_cannot_go_back_is_said_and_the_right_lines_are_taken(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    (tmp_path / "退回").write_text("这里已有一个文件", encoding="utf-8")
    data = filled(form, {"2-1": GOOD, "45-2": {**GOOD, "value": "很多"}})
    done = brought_in(ledger, tmp_path, data, today, partial=True)
    assert (len(done.accepted), done.returned) == (1, None)
    assert "退回的表没有写成，对的各行已收，再导入一次会重新写" in done.refused[-1].message
    (tmp_path / "退回").unlink()
    again = brought_in(ledger, tmp_path, data, today, partial=True)
    assert (again.accepted, again.known, again.returned is not None) == ((), 1, True)


def test_a_file_without_a_right_line_goes_back_too(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    data = filled(form, {"45-2": {**GOOD, "value": "很多"}})
    assert brought_in(ledger, tmp_path, data, today).returned is None
    done = brought_in(ledger, tmp_path, data, today, partial=True)
    assert done.returned is not None and not done.taken and done.accepted == ()


def test_of_each_line_it_is_said_what_became_of_it(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    data = filled(form, {"2-1": GOOD, "2-2": GOOD, "45-2": GOOD})
    done = brought_in(ledger, tmp_path, data, today)
    assert [one.outcome for one in done.lines] == [Outcome.NEW] * 3
    by_milestone = {one.milestone: one.report for one in done.lines}
    confirm_report(ledger, by_milestone["2-1"], today)
    reject_report(ledger, by_milestone["2-2"], "材料不全", today)
    again = {one.milestone: one for one in brought_in(ledger, tmp_path, data, today).lines}
    assert [again[one].outcome for one in ("2-1", "2-2", "45-2")] == [
        Outcome.CONFIRMED,
        Outcome.REJECTED,
        Outcome.SAME,
    ]
    assert "材料不全" in again["2-2"].words and "退回核实" in again["2-2"].words
    later = filled(form, {"45-2": {**GOOD, "progress": "又有进展"}})
    assert [one.outcome for one in brought_in(ledger, tmp_path, later, today).lines] == [Outcome.LATER]
    old = write_feedback_form(ledger.connection, date(2026, 10, 1), "市数据局", "form-0")
    older = brought_in(ledger, tmp_path, filled(old, {"45-2": {**GOOD, "progress": "十月的情况"}}), today)
    assert [one.outcome for one in older.lines] == [Outcome.OLDER]
    assert "早于已收的那份" in older.lines[0].words


def test_formatted_empty_rows_are_passed_by(ledger: Ledger, today: date, form: bytes, tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}" s="{n % 7}"><c r="A{n}" s="{n % 5}"/></row>' for n in range(100, 200_000))
    data = filled(form, {"2-1": GOOD})
    data = changed(data, FORM_PART, lambda xml: xml.replace("</sheetData>", f"{rows}</sheetData>"))
    done = brought_in(ledger, tmp_path, data, today)
    assert (done.refused, len(done.accepted)) == ((), 1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("A1", "市数据局11月进展：全部完成"),
        ("A2", "单位：市数据局。截至2026年11月22日。本表由王主任填，另附说明两份"),
        ("A3", "请只填黄色单元格。已阅，没有意见"),
        ("C2", "另见附件"),
    ],
)
def test_what_is_typed_over_the_titles_is_named(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path, name: str, text: str
) -> None:
    data = filled(form, {"2-1": GOOD})
    assert brought_in(ledger, tmp_path, data, today).told == ()
    typed_over = with_cells(data, {name: text})
    for one in (typed_over, _without_banner_sums(typed_over)):
        done = brought_in(ledger, tmp_path, one, today)
        assert done.refused == () and "写在表头以上" in told(done)[name]
        assert text[:5] in told(done)[name] and text[-5:] in told(done)[name]
    assert brought_in(ledger, tmp_path, _without_banner_sums(data), today).told == ()


def test_what_is_written_into_the_hidden_sheet_is_named(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    data = changed(
        filled(form, {"2-1": GOOD}),
        "xl/worksheets/sheet2.xml",
        lambda xml: re.sub(r'(<row r="3".*?)(</row>)', rf"\1{text_cell('E3', '备注在这里')}\2", xml, count=1),
    )
    done = brought_in(ledger, tmp_path, data, today)
    assert done.refused == () and "备注在这里" in told(done)["huaian_form!E3"]


def test_words_above_and_below_the_pages_are_named(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    said = '&amp;C&amp;"宋体,常规"&amp;12本表口径以统计局为准&amp;R&amp;D'
    data = changed(
        filled(form, {"2-1": GOOD}),
        FORM_PART,
        lambda xml: xml.replace("<headerFooter>", f"<headerFooter><oddHeader>{said}</oddHeader>"),
    )
    done = brought_in(ledger, tmp_path, data, today)
    assert done.refused == () and [one.message for one in done.told] == [
        "页眉“本表口径以统计局为准”没有收；要收的请补填进黄色单元格，或手工登记。"
    ]


def test_a_name_in_a_row_that_no_line_uses_is_named(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    """Below the last answer a name holds for nothing; above it, it holds for the lines below."""
    unnamed = {key: value for key, value in GOOD.items() if key not in ("reporter", "phone")}
    last, first = max(lines_of(form)), min(lines_of(form))
    ids = lines_of(form)
    below = filled(form, {ids[first]: GOOD, ids[last]: {"reporter": "张三", "phone": "83600000"}})
    done = brought_in(ledger, tmp_path, below, today)
    assert ["张三" in message for message in told(done).values()] == [True]
    above = filled(form, {ids[first]: {"reporter": "张三"}, ids[last]: unnamed})
    assert brought_in(ledger, tmp_path, above, today).told == ()


def lines_of(form: bytes) -> dict[int, str]:
    """The rows of a form, as Excel counts, with the ids of their milestones."""
    rows = enumerate(sheet(form), start=1)
    return {row: str(cells[MILESTONE_COLUMN]) for row, cells in rows if row > HEAD_ROW + 1}


def _without_banner_sums(data: bytes) -> bytes:
    """As an older program made it."""
    return changed(data, "xl/sharedStrings.xml", lambda xml: xml.replace("<t>banners</t>", "<t>others</t>"))
