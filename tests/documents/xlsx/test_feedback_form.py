"""The feedback form of a unit: only what is due, prefilled, locked but for the cells to fill, checked."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from support.forms import cell, line_of, parts, sheet

from huaian_tui.documents.xlsx.feedback_form import (
    export_forms,
    form_file_name,
    units_to_ask,
    write_feedback_form,
)
from huaian_tui.domain.errors import HuaianError, UnknownUnit
from huaian_tui.domain.feedback_layout import (
    ANSWER_COLUMNS,
    FORM_MARK,
    HEAD_ROW,
    HIDDEN_SHEET,
    KNOWN_COLUMNS,
    column_name,
)
from huaian_tui.domain.self_reports import FormLine, ReportDraft
from huaian_tui.services.decisions import (
    Completion,
    add_reading,
    complete_milestone,
    extend_milestone,
    hand_in,
)
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.report_taking import take_reports
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import list_overdue
from huaian_tui.store.queries.units import list_units


def lines(data: bytes) -> dict[str, dict[str, str]]:
    """The known cells by milestone and head."""
    heads = [head for head, _ in KNOWN_COLUMNS]
    rows = sheet(data)[HEAD_ROW + 1 :]
    return {row[1]: dict(zip(heads, map(str, row), strict=False)) for row in rows}


def test_a_form_lists_exactly_what_is_due(reader: sqlite3.Connection, today: date) -> None:
    for unit in list_units(reader, today):
        due = [row.id for row in list_overdue(reader, today, within=30, unit=unit.name)]
        if not due:
            with pytest.raises(HuaianError, match="没有需要反馈的节点"):
                write_feedback_form(reader, today, unit.name)
            continue
        data = write_feedback_form(reader, today, unit.name)
        assert list(lines(data)) == due, unit.name
        answers = [row[len(KNOWN_COLUMNS) :] for row in sheet(data)[HEAD_ROW + 1 :]]
        assert {value for row in answers for value in row} == {""}


def test_due_soon_is_asked_for_later_and_undated_is_not(ledger: Ledger, today: date) -> None:
    extend_milestone(ledger, "45-1", date(2026, 12, 22), "同意", today)
    extend_milestone(ledger, "45-2", date(2026, 12, 23), "同意", today)
    found = lines(write_feedback_form(ledger.connection, today, "各通信运营商"))
    assert list(found) == ["45-1"]
    assert found["45-1"]["状态"] == "临期"
    assert found["45-1"]["完成时限"] == "2026-12-22"
    due = lines(write_feedback_form(ledger.connection, today, "市数据局"))
    assert "26-2" not in due and "28-1" not in due


def test_a_line_says_role_date_light_and_target(reader: sqlite3.Connection, today: date) -> None:
    found = lines(write_feedback_form(reader, today, "市数据局"))["6-1"]
    assert found["序号"] == "6.0"
    assert found["节点"] == "形成数据资产入表实例（力争）"
    assert (found["角色"], found["完成时限"]) == ("牵头", "2024-12-31（按年底计）")
    assert (found["状态"], found["量化指标"]) == ("逾期691天", "1个以上（含）（推定）")
    assert found["重点任务"].startswith("按照财政部门")
    assert lines(write_feedback_form(reader, today, "市工信局"))["6-1"]["角色"] == "责任"
    assert lines(write_feedback_form(reader, today, "金湖县"))["2-1"]["角色"] == "责任（经由各县区人民政府）"


def test_what_is_known_is_prefilled_and_what_is_not_for_the_unit_is_left_out(
    ledger: Ledger, today: date
) -> None:
    add_reading(ledger, "45-2", 4800, date(2026, 11, 2), today)
    hand_in(ledger, "45-a", "机架清单", date(2026, 11, 3), today)
    add_note(ledger, NoteDraft(45, "已装机柜", date(2026, 11, 4), ("市数据局",), problem="账实不符"), today)
    covert = NoteDraft(45, "现场无人", date(2026, 11, 5), ("市数据局",), method="检查访谈暗访")
    add_note(ledger, covert, today)
    add_note(ledger, NoteDraft(45, "别家的情况", date(2026, 11, 6), ("市工信局",)), today)
    form = FormLine("f", 1, today, "ab", 5)
    report = ReportDraft("市数据局", "45-2", "已到 4900", False, None, 4900, "", "", "甲", form)
    take_reports(ledger, [report], today)
    known = lines(write_feedback_form(ledger.connection, today, "市数据局"))["45-2"]["已知情况"].split("\n")
    assert known[0] == "2026-11-02 读数 4800个"
    assert known[1].startswith("2026-11-03 已报送") and known[1].endswith("：机架清单")
    assert known[2] == "2026-11-22 你单位自报（待核实）：已到 4900"
    assert known[3] == "2026-11-06 督查时了解（市工信局）：别家的情况", "it leads the task"
    assert known[4] == "2026-11-04 督查时了解：已装机柜"
    assert len(known) == 5


def test_only_the_cells_to_fill_are_open(reader: sqlite3.Connection, today: date) -> None:
    data = write_feedback_form(reader, today, "市数据局")
    named = parts(data)
    xml, styles = named["xl/worksheets/sheet1.xml"].decode(), named["xl/styles.xml"].decode()
    (protection,) = re.findall(r"<sheetProtection [^>]*/>", xml)
    assert 'sheet="1"' in protection and "password" not in protection and "hash" not in protection
    (formats,) = re.findall(r"<cellXfs.*?</cellXfs>", styles, re.DOTALL)
    looks = re.findall(r"<xf [^>]*/>|<xf [^>]*>.*?</xf>", formats, re.DOTALL)
    open_cells = set()
    for name, look in re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', xml):
        if 'locked="0"' in looks[int(look)]:
            open_cells.add(name)
    rows = range(HEAD_ROW + 2, HEAD_ROW + 2 + len(lines(data)))
    wanted = {cell(field, row) for field, _, _ in ANSWER_COLUMNS for row in rows}
    without_target = {line_of(data, one) for one in ("2-1", "2-2", "2-4", "6-2")}
    assert open_cells == wanted - {cell("value", row) for row in without_target}


def test_the_cells_to_fill_are_checked_by_excel_too(reader: sqlite3.Connection, today: date) -> None:
    xml = parts(write_feedback_form(reader, today, "各通信运营商"))["xl/worksheets/sheet1.xml"].decode()
    checks = {
        where: (kind, body)
        for kind, where, body in re.findall(
            r'<dataValidation type="(\w+)"[^>]* sqref="([^"]+)"[^>]*>(.*?)</dataValidation>', xml
        )
    }
    assert set(checks) == {f"{cell(field, 5)}:{cell(field, 6)}" for field, _, _ in ANSWER_COLUMNS}
    assert checks[f"{cell('finished', 5)}:{cell('finished', 6)}"] == (
        "list",
        '<formula1>"是,否"</formula1>',
    )
    kind, body = checks[f"{cell('finished_on', 5)}:{cell('finished_on', 6)}"]
    assert kind == "date" and body.endswith("<formula2>TODAY()</formula2>")
    assert checks[f"{cell('value', 5)}:{cell('value', 6)}"] == ("decimal", "<formula1>0</formula1>")
    assert "<f>" not in xml


def test_the_form_knows_what_it_is(reader: sqlite3.Connection, today: date) -> None:
    data = write_feedback_form(reader, today, "市财政局", "form-1")
    rows = sheet(data, HIDDEN_SHEET)
    assert rows[0][0] == FORM_MARK
    facts = {(key, value) for key, value, *_ in rows[1:]}
    plan = reader.execute("SELECT id FROM plan").fetchone()[0]
    assert facts >= {
        ("id", "form-1"), ("version", "1"), ("plan", plan), ("unit", "市财政局"),
        ("exported_on", "2026-11-22"), ("milestone", "6-1"), ("milestone", "6-2"),
    }  # fmt: skip
    named = parts(data)
    assert 'name="huaian_form" sheetId="2" state="veryHidden"' in named["xl/workbook.xml"].decode()
    assert "form-1" in named["docProps/custom.xml"].decode()
    assert write_feedback_form(reader, today, "市财政局", "form-1") == data
    assert write_feedback_form(reader, today, "市财政局") != write_feedback_form(reader, today, "市财政局")


def test_head_frozen_and_set_up_for_printing(reader: sqlite3.Connection, today: date) -> None:
    named = parts(write_feedback_form(reader, today, "市数据局"))
    xml = named["xl/worksheets/sheet1.xml"].decode()
    assert '<pane xSplit="2" ySplit="4" topLeftCell="C5" activePane="bottomRight" state="frozen"/>' in xml
    assert "反馈表!$4:$4" in named["xl/workbook.xml"].decode()
    heads = [head for head, _ in KNOWN_COLUMNS] + [head for _, head, _ in ANSWER_COLUMNS]
    assert sheet(write_feedback_form(reader, today, "市数据局"))[HEAD_ROW] == heads
    assert column_name(0) == "A" and column_name(25) == "Z" and column_name(26) == "AA"


def test_all_asks_each_unit_with_something_due_and_members_instead_of_their_group(
    reader: sqlite3.Connection, today: date
) -> None:
    asked = units_to_ask(reader, today)
    assert "各县区人民政府" not in asked
    assert {"清江浦区", "金湖县", "市财政局", "市数据局", "各通信运营商"} <= set(asked)
    for unit in list_units(reader, today):
        due = list_overdue(reader, today, within=30, unit=unit.name)
        assert (unit.name in asked) == bool(due) or unit.name == "各县区人民政府", unit.name


def test_forms_are_written_under_names_a_person_understands_and_never_over_others(
    reader: sqlite3.Connection, today: date, tmp_path: Path
) -> None:
    paths = export_forms(reader, today, ["市财政局", "市数据局"], tmp_path)
    assert [path.name for path in paths] == [
        "市财政局_反馈表_2026年11月22日.xlsx",
        "市数据局_反馈表_2026年11月22日.xlsx",
    ]
    before = paths[0].read_bytes()
    again = export_forms(reader, today, ["市财政局"], tmp_path)
    assert again[0].name == "市财政局_反馈表_2026年11月22日(2).xlsx"
    assert paths[0].read_bytes() == before
    assert form_file_name("a/b", today).startswith("a_b_")


def test_one_unit_without_anything_due_refuses_the_whole_export(
    reader: sqlite3.Connection, today: date, tmp_path: Path
) -> None:
    with pytest.raises(HuaianError, match="市气象局没有需要反馈的节点"):
        export_forms(reader, today, ["市财政局", "市气象局"], tmp_path)
    with pytest.raises(UnknownUnit):
        export_forms(reader, today, ["市财政局", "没有这个单位"], tmp_path)
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".xlsx"] == []


def test_a_done_milestone_is_not_asked_for_again(ledger: Ledger, today: date) -> None:
    assert "6-1" in lines(write_feedback_form(ledger.connection, today, "市财政局"))
    complete_milestone(ledger, "6-1", Completion(date(2026, 11, 1), "验收", 3), today)
    assert "6-1" not in lines(write_feedback_form(ledger.connection, today, "市财政局"))


def test_it_prints_on_a4_landscape_with_its_head_on_every_page(
    reader: sqlite3.Connection, today: date
) -> None:
    named = parts(write_feedback_form(reader, today, "市数据局"))
    xml = named["xl/worksheets/sheet1.xml"].decode()
    (setup,) = re.findall(r"<pageSetup [^>]*>", xml)
    assert {'paperSize="9"', 'orientation="landscape"', 'fitToHeight="0"'} <= set(setup.strip("</>").split())
    assert f"反馈表!${HEAD_ROW + 1}:${HEAD_ROW + 1}<" in named["xl/workbook.xml"].decode()
    widths = sum(width for _, width in KNOWN_COLUMNS) + sum(width for *_, width in ANSWER_COLUMNS)
    assert widths <= 205, "about 150 characters are one A4 page at full size"


def test_ids_of_milestones_are_hidden(reader: sqlite3.Connection, today: date) -> None:
    xml = parts(write_feedback_form(reader, today, "市数据局"))["xl/worksheets/sheet1.xml"].decode()
    (column,) = re.findall(r'<col min="2" max="2" [^>]*>', xml)
    width = re.search(r'width="([\d.]+)"', column)
    assert 'hidden="1"' in column and width is not None and float(width[1]) < 4


def test_the_lead_is_told_what_was_noted_of_others_a_supporting_unit_is_not(
    ledger: Ledger, today: date
) -> None:
    for text, units, method in (
        ("市工信局已出具意见", ("市工信局",), ""),
        ("没有点名的进展", (), ""),
        ("暗访所见", ("市工信局",), "暗访"),
    ):
        add_note(ledger, NoteDraft(6, text, date(2026, 11, 2), units, method=method), today)
    lead = lines(write_feedback_form(ledger.connection, today, "市数据局"))["6-1"]["已知情况"]
    assert lead == "2026-11-02 督查时了解：没有点名的进展"
    add_note(ledger, NoteDraft(6, "市工信局又出具意见", date(2026, 11, 3), ("市工信局",)), today)
    add_note(ledger, NoteDraft(6, "市数据局已报方案", date(2026, 11, 1), ("市数据局",)), today)
    lead = lines(write_feedback_form(ledger.connection, today, "市数据局"))["6-1"]["已知情况"]
    assert lead.split("\n") == [
        "2026-11-03 督查时了解（市工信局）：市工信局又出具意见",
        "2026-11-01 督查时了解：市数据局已报方案",
    ]
    for unit in ("市国资委", "市发改委"):
        supporting = lines(write_feedback_form(ledger.connection, today, unit))["6-1"]
        assert supporting["角色"] == "责任" and "督查时了解" not in supporting["已知情况"]
