"""Filled forms read back: round trip, every wrong line at its cell, hostile files, the same file twice."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from support.forms import (
    EPOCH_1904,
    FORM_PART,
    GOOD,
    Answers,
    cell,
    changed,
    filled,
    line_of,
    packed,
    parts,
    saved,
    sheet,
    with_cells,
)
from support.hostile import HOSTILE

from huaian_tui.documents.xlsx.feedback_form import units_to_ask, write_feedback_form
from huaian_tui.domain.feedback_layout import HEAD_ROW, HIDDEN_SHEET, MILESTONE_COLUMN
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.services.feedback_intake import FormImport, import_form, read_form
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.self_reports import list_reports, read_report

FORM_ID = "form-1"


def brought_in(ledger: Ledger, folder: Path, data: bytes, today: date, name: str = "反馈.xlsx") -> FormImport:
    return import_form(ledger, saved(folder, data, name), today)


def records(ledger: Ledger) -> int:
    count: int = ledger.connection.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone()[0]
    return count


def test_forms_of_all_units_go_out_and_come_back(ledger: Ledger, today: date, tmp_path: Path) -> None:
    for unit in units_to_ask(ledger.connection, today):
        data = write_feedback_form(ledger.connection, today, unit)
        due = [row[MILESTONE_COLUMN] for row in sheet(data)[HEAD_ROW + 1 :]]
        answers = {one: {**GOOD, "progress": f"{unit} {one} 的进展"} for one in due}
        done = brought_in(ledger, tmp_path, filled(data, answers), today, f"{unit}.xlsx")
        assert done.refused == () and done.unit == unit
        assert len(done.accepted) == len(due)
        told = [read_report(ledger.connection, one) for one in done.accepted]
        assert [(one.unit, one.milestone, one.progress) for one in told] == [
            (unit, milestone, f"{unit} {milestone} 的进展") for milestone in due
        ]
    assert check_ledger(ledger.path).ok


def test_every_cell_comes_back_as_it_was_filled(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    answers = {
        "45-2": {
            "progress": "第一行\n第二行",
            "finished": "是",
            "finished_on": date(2026, 11, 10),
            "value": 5200,
            "problem": "电力",
            "next_step": "验收",
            "reporter": "甲",
            "phone": 13800000000,
        },
        "2-1": {**GOOD, "finished": " 是 ", "finished_on": "2026年6月30日", "phone": "0517-8360"},
        "25-1": {**GOOD, "value": "1,200个"},
    }
    done = brought_in(ledger, tmp_path, filled(form, answers), today)
    assert done.refused == ()
    found = {row.milestone: row for row in list_reports(ledger.connection)}
    assert set(found) == set(answers)
    first = found["45-2"]
    assert (first.progress, first.finished, first.finished_on) == ("第一行\n第二行", True, date(2026, 11, 10))
    assert (first.value, first.problem, first.next_step) == (5200, "电力", "验收")
    assert first.contact == "甲 13800000000"
    assert (first.form.id, first.form.exported_on, first.form.line) == (FORM_ID, today, line_of(form, "45-2"))
    assert found["2-1"].finished_on == date(2026, 6, 30)
    assert found["25-1"].value == 1200


def test_the_same_file_twice_adds_nothing(ledger: Ledger, today: date, form: bytes, tmp_path: Path) -> None:
    data = filled(form, {"45-2": GOOD, "2-1": GOOD})
    assert len(brought_in(ledger, tmp_path, data, today).accepted) == 2
    before = records(ledger)
    again = brought_in(ledger, tmp_path, data, today, "副本.xlsx")
    assert (again.accepted, again.known, again.refused) == ((), 2, ())
    packed_anew = packed({**parts(data), "docProps/again.xml": b"<again/>"})
    assert packed_anew != data
    assert brought_in(ledger, tmp_path, packed_anew, today).known == 2
    assert records(ledger) == before
    more = filled(form, {"45-2": GOOD, "2-1": {**GOOD, "progress": "又有进展"}})
    third = brought_in(ledger, tmp_path, more, today)
    assert (len(third.accepted), third.known) == (1, 1)


WRONG: list[tuple[str, Answers, str, str]] = [
    ("2-1", {**GOOD, "finished": ""}, "finished", "是否完成没有填对"),
    ("2-1", {**GOOD, "finished": "快了"}, "finished", "快了"),
    ("2-1", {**GOOD, "finished": 1}, "finished", "“1”"),
    ("2-1", {**GOOD, "progress": "  "}, "progress", "进展没有填写"),
    ("2-1", {**GOOD, "reporter": ""}, "reporter", "填报人没有填写"),
    ("2-1", {**GOOD, "reporter": "名" * 101}, "reporter", "文字太长"),
    ("2-1", {**GOOD, "phone": "1" * 51}, "phone", "文字太长"),
    ("2-1", {**GOOD, "finished": "是"}, "finished_on", "完成日期没有填写"),
    ("2-1", {**GOOD, "finished_on": date(2026, 1, 1)}, "finished_on", "没有填完成"),
    ("2-1", {**GOOD, "finished": "是", "finished_on": date(2027, 1, 1)}, "finished_on", "不能晚于今天"),
    ("2-1", {**GOOD, "finished": "是", "finished_on": date(1999, 1, 1)}, "finished_on", "早于方案起始日"),
    ("2-1", {**GOOD, "finished": "是", "finished_on": "6月30日"}, "finished_on", "要写明年、月、日"),
    ("2-1", {**GOOD, "finished": "是", "finished_on": "2026年6月底"}, "finished_on", "要写明年、月、日"),
    ("2-1", {**GOOD, "finished": "是", "finished_on": "02/03/2026"}, "finished_on", "没有看懂"),
    ("2-1", {**GOOD, "finished": "是", "finished_on": "2026-02-30"}, "finished_on", "2月没有30日"),
    ("2-1", {**GOOD, "finished": "是", "finished_on": True}, "finished_on", "是一个数字"),
    ("2-1", {**GOOD, "value": 3}, "value", "没有量化指标"),
    ("45-2", {**GOOD, "value": -1}, "value", "不能小于 0"),
    ("45-2", {**GOOD, "value": "约五千"}, "value", "不是一个数"),
    ("45-2", {**GOOD, "value": True}, "value", "不是数字"),
    ("45-2", {**GOOD, "value": 1e300}, "value", "不是可用的数"),
    ("2-3", {**GOOD, "value": 0.985}, "value", "像是百分数"),
    ("2-1", {**GOOD, "progress": "长" * 20_001}, "progress", "文字太长"),
]


@pytest.mark.parametrize(("milestone", "answers", "field", "said"), WRONG)
def test_one_wrong_line_refuses_the_whole_file_and_is_named_by_its_cell(
    ledger: Ledger,
    today: date,
    form: bytes,
    tmp_path: Path,
    milestone: str,
    answers: Answers,
    field: str,
    said: str,
) -> None:
    data = filled(form, {"6-1": GOOD, milestone: answers})
    done = brought_in(ledger, tmp_path, data, today)
    line = line_of(form, milestone)
    assert [(one.row, one.cell) for one in done.refused] == [(line, cell(field, line))]
    assert said in done.refused[0].message
    assert (done.accepted, done.known, records(ledger)) == ((), 0, 0)


def test_all_wrong_cells_of_all_lines_are_told_at_once(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    bad = {"progress": "有", "finished": "?", "value": "多", "reporter": ""}
    done = brought_in(ledger, tmp_path, filled(form, {"45-2": bad, "2-1": {"progress": "只填这一格"}}), today)
    first, second = line_of(form, "2-1"), line_of(form, "45-2")
    assert [one.cell for one in done.refused] == [
        cell("finished", first),
        cell("reporter", first),
        cell("finished", second),
        cell("value", second),
        cell("reporter", second),
    ]


def test_a_bare_number_is_never_taken_for_a_day(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    line = line_of(form, "45-2")
    data = filled(form, {"45-2": {**GOOD, "finished": "是", "finished_on": date(2026, 6, 30)}})
    name = cell("finished_on", line)
    bare = changed(data, FORM_PART, lambda xml: _without_style(xml, name))
    done = brought_in(ledger, tmp_path, bare, today)
    assert [one.cell for one in done.refused] == [name]
    assert "46203" in done.refused[0].message and "不能确定是哪一天" in done.refused[0].message


def _without_style(xml: str, name: str) -> str:
    start = xml.index(f'<c r="{name}" s=')
    end = xml.index(">", start)
    return xml[:start] + f'<c r="{name}"' + xml[end:]


def test_days_of_the_1904_epoch_are_the_same_days(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    answers = {"45-2": {**GOOD, "finished": "是", "finished_on": date(2026, 6, 30)}}
    data = filled(form, answers, epoch=EPOCH_1904, date1904=True)
    assert brought_in(ledger, tmp_path, data, today).refused == ()
    assert list_reports(ledger.connection)[0].finished_on == date(2026, 6, 30)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_answers_are_text_and_nothing_else(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path, text: str
) -> None:
    answers = {**GOOD, "progress": f"进展：{text}"[:20_000], "problem": text, "next_step": text}
    data = filled(form, {"2-1": answers})
    read_back = sheet(data)[line_of(form, "2-1") - 1]
    done = brought_in(ledger, tmp_path, data, today)
    assert done.refused == ()
    row = read_report(ledger.connection, done.accepted[0])
    assert row.progress == clean_text(read_back[9]).strip("\n")
    assert row.problem == clean_text(read_back[13]).strip("\n")
    assert row.next_step == row.problem
    assert check_ledger(ledger.path).ok


def test_lines_may_be_sorted_but_not_doubled_or_renamed(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    first, last = line_of(form, "2-1"), line_of(form, "45-2")
    swapped = with_cells(form, {f"B{first}": "45-2", f"B{last}": "2-1"})
    values = {cell(field, first): value for field, value in {**GOOD, "value": 5100}.items()}
    done = brought_in(ledger, tmp_path, with_cells(swapped, values), today)
    assert [row.milestone for row in list_reports(ledger.connection)] == ["45-2"], done.refused
    doubled = with_cells(filled(form, {"2-1": GOOD, "45-2": GOOD}), {f"B{last}": "2-1"})
    done = brought_in(ledger, tmp_path, doubled, today)
    assert [(one.cell, "出现了两次" in one.message) for one in done.refused] == [(f"B{last}", True)]
    for other in ("26-2", "99-9", "", "=A1"):
        renamed = with_cells(filled(form, {"45-2": GOOD}), {f"B{last}": other})
        done = brought_in(ledger, tmp_path, renamed, today)
        assert [one.cell for one in done.refused] == [f"B{last}"]
    assert records(ledger) == 1


def test_an_empty_form_says_so(ledger: Ledger, today: date, form: bytes, tmp_path: Path) -> None:
    done = brought_in(ledger, tmp_path, form, today)
    assert [(one.row, one.cell) for one in done.refused] == [(None, "")]
    assert "一行也没有填" in done.refused[0].message


def hidden_changed(form: bytes, key: str, value: str) -> bytes:
    """The form with one fact of its hidden sheet changed."""
    rows = [row[0] for row in sheet(form, HIDDEN_SHEET)]
    name = f"B{rows.index(key) + 1}"
    kept = parts(form)
    as_first = {**kept, FORM_PART: kept["xl/worksheets/sheet2.xml"]}
    done = parts(with_cells(packed(as_first), {name: value}))[FORM_PART]
    return packed({**kept, "xl/worksheets/sheet2.xml": done})


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("version", "2", "版本是 2"),
        ("version", "x", "标识被改动过"),
        ("exported_on", "昨天", "标识被改动过"),
        ("plan", "另一个", "另一个方案"),
        ("unit", "没有这个单位", "单位不在本台账"),
        ("unit", "x" * 300, "单位不在本台账"),
        ("unit", "市气象局", "无关"),
    ],
)
def test_a_form_of_another_version_plan_or_unit_is_refused(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path, key: str, value: str, said: str
) -> None:
    data = hidden_changed(filled(form, {"2-1": GOOD}), key, value)
    done = brought_in(ledger, tmp_path, data, today)
    assert len(done.refused) == 1 and said in done.refused[0].message
    assert records(ledger) == 0


def test_a_form_whose_columns_were_moved_is_refused_with_the_cell(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    data = with_cells(filled(form, {"2-1": GOOD}), {"J4": "情况"})
    done = brought_in(ledger, tmp_path, data, today)
    assert "表头 J4 应是“进展”" in done.refused[0].message


def test_reading_takes_nothing(reader: sqlite3.Connection, today: date, form: bytes, tmp_path: Path) -> None:
    read = read_form(reader, saved(tmp_path, filled(form, {"2-1": GOOD})), today)
    assert [draft.milestone for draft in read.drafts] == ["2-1"]
    assert reader.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone()[0] == 0


def test_infinite_numbers_are_no_numbers(ledger: Ledger, today: date, form: bytes, tmp_path: Path) -> None:
    line = line_of(form, "45-2")
    name = cell("value", line)
    data = filled(form, {"45-2": {**GOOD, "value": 7}})
    data = changed(data, FORM_PART, lambda xml: _with_value(xml, name, "1e999"))
    done = brought_in(ledger, tmp_path, data, today)
    assert [one.cell for one in done.refused] == [name]


def _with_value(xml: str, name: str, value: str) -> str:
    start = xml.index("<v>", xml.index(f'<c r="{name}"'))
    return xml[: start + 3] + value + xml[xml.index("</v>", start) :]
