"""Forms and the ledger book over several plans, and what comes back of such a form."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from support.forms import GOOD, filled, saved, sheet
from support.plans_of_office import AUGUST, FEBRUARY, Office, open_office, reform

from huaian_tui.documents.xlsx.feedback_form import export_forms, units_to_ask, write_feedback_form
from huaian_tui.documents.xlsx.ledger_book import write_ledger_book
from huaian_tui.domain.feedback_layout import HEAD_ROW, HIDDEN_SHEET
from huaian_tui.importing.workbook_guard import WorkbookRefused
from huaian_tui.services.contacts import ContactEntry, set_contact
from huaian_tui.services.feedback_intake import import_form, read_form
from huaian_tui.services.self_reports import confirm_report
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.milestones import of_task
from huaian_tui.store.queries.self_reports import list_reports, read_beside


@pytest.fixture
def office(ledger: Ledger) -> Office:
    return open_office(ledger)


def lines(data: bytes) -> list[list[object]]:
    return [row for row in sheet(data)[HEAD_ROW + 1 :] if row[1]]


def facts(data: bytes) -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in sheet(data, HIDDEN_SHEET)[1:] if row[0] != "milestone"}


def test_a_form_says_of_which_plan_each_line_is(office: Office, reader: sqlite3.Connection) -> None:
    data = write_feedback_form(reader, FEBRUARY, "市数据局")
    assert sheet(data)[0][0] == "重点任务和交办事项反馈表"
    assert sheet(data)[HEAD_ROW][:4] == ["序号", "节点编号", "方案", "重点任务"]
    shown = [(row[0], row[2]) for row in lines(data)]
    assert shown[0] == (2.0, "数据基础制度")
    assert shown[-4:] == [
        ("1.2", "营商环境"),
        ("1.1", "营商环境"),
        ("", "安全生产"),
        ("交办〔2026〕2", "交办事项"),
    ]
    assert facts(data)["version"] == "2"
    assert facts(data)["plan"].split(",")[1:] == [office.business, office.bare, "richang-jiaoban"]


def test_a_form_of_one_plan_is_as_it_always_was(office: Office, reader: sqlite3.Connection) -> None:
    data = write_feedback_form(reader, FEBRUARY, "市数据局", plan="huaian-data-2024")
    assert sheet(data)[HEAD_ROW][:3] == ["序号", "节点编号", "重点任务"]
    assert facts(data)["version"] == "1" and facts(data)["plan"] == "huaian-data-2024"
    other = write_feedback_form(reader, FEBRUARY, "市财政局", plan=office.business)
    assert sheet(other)[0][0] == "《优化营商环境行动方案》重点任务反馈表"
    assert [row[0] for row in lines(other)] == ["1.2", "1.1"]
    assert "市医保局" not in units_to_ask(reader, FEBRUARY, office.business)


def test_what_comes_back_belongs_to_its_plan_and_tied_things_stand_once(
    ledger: Ledger, office: Office, reader: sqlite3.Connection, tmp_path: Path
) -> None:
    data = write_feedback_form(reader, FEBRUARY, "市财政局")
    listed = [str(row[3]) for row in lines(data) if "清单" in str(row[3])]
    assert listed == [
        "公开政策兑现清单。\n同一事项：交办〔2026〕1号，市长批示（2026年1月18日，《惠企政策兑现情况》）"
    ]
    (policy,) = of_task(reader, FEBRUARY, office.policy)
    taken = import_form(ledger, saved(tmp_path, filled(data, {policy.id: GOOD})), FEBRUARY)
    assert taken.refused == () and len(taken.accepted) == 1
    assert [(row.task_no, row.milestone) for row in list_reports(reader)] == [(office.policy, policy.id)]
    beside = read_beside(reader, FEBRUARY, taken.accepted[0])
    assert [one.told for one in beside.tied] == ["交办〔2026〕1号"]
    assert confirm_report(ledger, taken.accepted[0], FEBRUARY).note


def test_a_form_of_a_plan_that_is_not_here_is_refused(
    ledger: Ledger, office: Office, reader: sqlite3.Connection, tmp_path: Path, seeded_file: Path
) -> None:
    data = write_feedback_form(reader, FEBRUARY, "市数据局")
    fresh = open_reader(seeded_file)
    try:
        with pytest.raises(WorkbookRefused, match="反馈表属于另一个方案"):
            read_form(fresh, saved(tmp_path, data), FEBRUARY)
    finally:
        fresh.close()


def test_who_answers_stands_in_the_first_line_and_is_no_answer(
    ledger: Ledger, office: Office, reader: sqlite3.Connection, tmp_path: Path
) -> None:
    entry = ContactEntry("王某", "综合科长", "0517-80001234", date(2026, 1, 1))
    set_contact(ledger, "市财政局", entry, FEBRUARY)
    data = write_feedback_form(reader, FEBRUARY, "市财政局", plan=office.business)
    assert [row[-2:] for row in lines(data)] == [["王某", "0517-80001234"], ["", ""]]
    empty = import_form(ledger, saved(tmp_path, data, "空.xlsx"), FEBRUARY)
    assert "没有填写" in empty.refused[0].message
    second = str(lines(data)[1][1])
    answers = {second: {"progress": "已上线", "finished": "否"}}
    taken = import_form(ledger, saved(tmp_path, filled(data, answers)), FEBRUARY)
    assert taken.refused == ()
    assert [row.contact for row in list_reports(reader)] == ["王某 0517-80001234"]
    assert "王某" not in str(sheet(write_ledger_book(reader, FEBRUARY, None, None), "台账"))


def test_forms_bear_the_names_of_their_day(
    ledger: Ledger, office: Office, reader: sqlite3.Connection, tmp_path: Path
) -> None:
    reform(ledger)
    before = export_forms(reader, FEBRUARY, ["市数据局"], tmp_path)
    after = export_forms(reader, AUGUST, ["市数据局", "市经济发展局"], tmp_path)
    assert [one.name for one in (*before, *after)] == [
        "市数据局_反馈表_2026年2月5日.xlsx",
        "市数据和政务局_反馈表_2026年8月10日.xlsx",
        "市经济发展局_反馈表_2026年8月10日.xlsx",
    ]
    assert "市财政局" not in units_to_ask(reader, AUGUST)


def test_the_book_has_all_open_plans_with_a_column_more(
    ledger: Ledger, office: Office, reader: sqlite3.Connection
) -> None:
    reform(ledger)
    data = write_ledger_book(reader, AUGUST, None, None)
    rows = sheet(data, "台账")
    assert rows[0][0] == "重点任务和交办事项督查台账"
    assert rows[2][:4] == ["序号", "方案", "一级指标", "二级指标"]
    assert {row[1] for row in rows[3:]} == {"数据基础制度", "营商环境", "安全生产", "交办事项"}
    by_number = {str(row[0]): row for row in rows[3:]}
    assert by_number["1.1"][1:2] + by_number["1.1"][5:7] == ["营商环境", "市数据和政务局", "市经济发展局"]
    notes = [row[1] for row in sheet(data, "说明") if row[0] == "方案"]
    assert notes[1:3] == [
        "《优化营商环境行动方案》（表中称“营商环境”）",
        "《安全生产行动计划》（表中称“安全生产”）",
    ]
    assert "交办事项" in notes
    assert "None" not in str(rows) + str(sheet(data, "按单位")) + str(sheet(data, "说明"))


def test_the_book_of_one_plan_is_as_it_always_was(office: Office, reader: sqlite3.Connection) -> None:
    rows = sheet(write_ledger_book(reader, FEBRUARY, None, None, plan="huaian-data-2024"), "台账")
    assert rows[2][:2] == ["序号", "一级指标"] and len(rows) == 3 + 60
    rows = sheet(write_ledger_book(reader, FEBRUARY, None, None, plan=office.bare), "台账")
    assert rows[0][0] == "《安全生产行动计划》重点任务督查台账" and len(rows) == 4
