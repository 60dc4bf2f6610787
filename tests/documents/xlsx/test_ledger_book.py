"""The 台账 as a workbook, read back: contents, groups, frozen head, filters, print set-up, hostile text."""

from __future__ import annotations

import io
import re
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from support.forms import parts, sheet
from support.hostile import HOSTILE

from huaian_tui.documents.standard_words import printable
from huaian_tui.documents.xlsx.cell_text import CUT_MARK, MOST_UNITS, sheet_text
from huaian_tui.documents.xlsx.ledger_book import (
    COLUMNS,
    UNIT_COLUMNS,
    export_ledger_book,
    write_ledger_book,
)
from huaian_tui.documents.xlsx.sheets import Book, row_height
from huaian_tui.domain.dates.reporting_period import quarter_so_far
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.self_reports import FormLine, ReportDraft
from huaian_tui.services.decisions import (
    Completion,
    add_reading,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    hand_in,
)
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.report_taking import take_reports
from huaian_tui.services.self_reports import confirm_report
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.queries.units import list_units, read_unit

HEAD = 2
FIRST = HEAD + 1
PLACE = {column.title: place for place, column in enumerate(COLUMNS)}


def book(connection: sqlite3.Connection, today: date, **periods: Any) -> bytes:
    previous, period = quarter_so_far(today)
    return write_ledger_book(connection, today, **({"previous": previous, "period": period} | periods))


def row(data: bytes, number: int) -> dict[str, Any]:
    """The cells of a task by the title of their column."""
    cells = sheet(data, "台账")[FIRST + number - 1]
    assert cells[0] == number
    return {title: cells[column] for title, column in PLACE.items()}


def test_every_task_stands_in_its_row_as_the_plan_has_it(reader: sqlite3.Connection, today: date) -> None:
    rows = sheet(book(reader, today), "台账")
    assert rows[HEAD] == [column.title for column in COLUMNS]
    assert [one[0] for one in rows[FIRST:]] == list(range(1, 61))
    stored = reader.execute("SELECT level1, level2, text FROM task ORDER BY no").fetchall()
    assert [tuple(one[1:4]) for one in rows[FIRST:]] == stored
    assert "2026年10月1日—11月22日" in rows[1][0] and "截至2026年11月22日" in rows[1][0]
    assert {one[PLACE["状态"]] for one in rows[FIRST:]} == {"逾期691天", "未设节点", "逾期326天"}
    assert {one[PLACE["是否达序时"]] for one in rows[FIRST:]} == {"不适用"}


def test_a_filter_stands_over_no_merged_cell_and_every_row_has_its_indicators(
    reader: sqlite3.Connection, today: date
) -> None:
    data = book(reader, today)
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        for name in ("台账", "按单位"):
            merged = workbook.get_sheet_by_name(name).merged_cell_ranges or []
            assert all(last[0] < HEAD for _, last in merged), "title and day alone"
    stored = reader.execute("SELECT level1, level2 FROM task ORDER BY no").fetchall()
    assert [tuple(one[1:3]) for one in sheet(data, "台账")[FIRST:]] == stored
    xml = parts(data)["xl/worksheets/sheet1.xml"].decode()
    looks = [re.search(rf'<c r="B{FIRST + 1 + place}" s="(\d+)"', xml) for place in (0, 1, 9, 10)]
    first, second, last, other = (look[1] if look else "" for look in looks)
    assert len({first, second, last}) == 3 and other == first, "said once, pale below it"


def test_what_was_recorded_stands_in_its_column(ledger: Ledger, today: date) -> None:
    draft = NoteDraft(45, "机房已封顶", date(2026, 8, 3), ("市工信局",), problem="缺电", requirement="抓紧")
    add_note(ledger, draft, today)
    draft = NoteDraft(45, "已装机柜", date(2026, 11, 2), problem="缺电力\n指标", requirement="月底前接通",
                      follow_up=date(2026, 12, 1))  # fmt: skip
    add_note(ledger, draft, today)
    extend_milestone(ledger, "45-2", date(2026, 12, 31), "领导小组会议纪要", today)
    complete_milestone(ledger, "45-1", Completion(date(2026, 10, 9), "现场核查", 3900), today)
    add_reading(ledger, "45-2", 4800, date(2026, 11, 2), today)
    now = row(book(ledger.connection, today), 45)
    assert now["上期进展"] == "2026-08-03 督查（市工信局）：机房已封顶"
    assert now["本期进展"].split("\n") == [
        "2026-10-09 未达标办结：标准机架超过4000个",
        "2026-10-09 读数：标准机架超过4000个，3900个",
        "2026-11-02 督查：已装机柜",
        "2026-11-02 读数：标准机架超过5000个，4800个",
    ]
    assert now["存在问题"] == "2026-11-02 缺电力 指标"
    assert now["下一步"] == "2026-11-02 要求：月底前接通\n2026-12-01 回访"
    assert now["是否达序时"].split("\n") == [
        "45-1 未达序时：3900/4000个，序时100.0%",
        "45-2 达序时：4800/5000个，序时83.3%",
    ]
    assert now["完成时限"].split("\n") == [
        "2024-12-31（按年底计） 标准机架超过4000个",
        "2026-12-31 标准机架超过5000个",
    ]
    assert now["销号（日期、依据）"] == "2026-10-09 办结（未达标办结）：标准机架超过4000个，依据：现场核查"
    assert "45-2 原时限 2025-12-31，调整依据：领导小组会议纪要" in now["说明"]
    assert now["状态"] == "正常推进"


def test_hand_ins_cancellations_and_confirmed_reports_count_pending_ones_do_not(
    ledger: Ledger, today: date
) -> None:
    hand_in(ledger, "2-a", "平台验收报告", date(2026, 11, 3), today)
    cancel_milestone(ledger, "2-4", "上级调整", today)
    form = FormLine("f", 1, today, "ab", 5)
    draft = ReportDraft("市数据局", "2-3", "已登记", False, None, 96, "", "年底前登完", "甲", form)
    confirmed, _ = take_reports(
        ledger,
        [draft, ReportDraft("市数据局", "2-2", "已上线", False, None, None, "", "", "甲", form)],
        today,
    ).added
    confirm_report(ledger, confirmed, today)
    data = book(ledger.connection, today)
    now = row(data, 2)
    assert "2026-11-03 报送：" in now["本期进展"] and "平台验收报告" in now["本期进展"]
    assert "督查（市数据局）：已登记" in now["本期进展"]
    assert "已上线" not in now["本期进展"]
    assert now["下一步"] == "2026-11-22 市数据局：年底前登完"
    assert now["是否达序时"] == "2-3 未达序时：96/100%，序时100.0%"
    assert now["销号（日期、依据）"].endswith("中止，依据：上级调整")
    assert "另有 1 条单位自报待核实，未计入" in now["说明"]
    assert "有 1 条单位自报还没有核实" in str(sheet(data, "说明"))


def test_without_periods_everything_is_this_period(ledger: Ledger, today: date) -> None:
    add_note(ledger, NoteDraft(1, "去年的事", date(2025, 3, 1)), today)
    now = row(book(ledger.connection, today, previous=None, period=None), 1)
    assert (now["上期进展"], now["本期进展"]) == ("", "2025-03-01 督查：去年的事")
    assert row(book(ledger.connection, today), 1)["本期进展"] == "无记录"


def test_the_units_sheet_counts_as_the_units_stand(reader: sqlite3.Connection, today: date) -> None:
    rows = sheet(book(reader, today), "按单位")
    assert rows[0] == [title for title, _ in UNIT_COLUMNS]
    units = list_units(reader, today)
    assert [one[0] for one in rows[1:]] == [unit.name for unit in units]
    for cells, unit in zip(rows[1:], units, strict=True):
        assert cells[2:4] == [unit.lead_count, unit.support_count]
        assert cells[4:9] == list(read_unit(reader, today, unit.name).counts.values())
        assert cells[1].endswith("（待核）") is not unit.full_name_certain
    by_name = {cells[0]: cells for cells in rows[1:]}
    assert by_name["市财政局"][-1].startswith("6-1 ")
    assert "逾期691天" in by_name["市财政局"][-1]


def test_the_notes_say_the_day_the_periods_the_legend_and_the_assumptions(
    reader: sqlite3.Connection, today: date
) -> None:
    told = {label: text for label, text, *_ in sheet(book(reader, today), "说明")}
    assert told["截至"] == "2026年11月22日"
    assert told["本期"] == "2026年10月1日至2026年11月22日"
    assert told["上期"] == "2026年第三季度（2026年7月1日至2026年9月30日）"
    assert {"逾期", "临期", "正常推进", "未设节点", "办结", "按年底计", "是否达序时", "保密"} <= set(told)
    assert "征求意见稿" in told["方案"]


def test_frozen_filtered_coloured_and_set_up_for_a3(reader: sqlite3.Connection, today: date) -> None:
    named = parts(book(reader, today))
    xml = named["xl/worksheets/sheet1.xml"].decode()
    assert '<pane xSplit="1" ySplit="3" topLeftCell="B4" activePane="bottomRight" state="frozen"/>' in xml
    assert '<autoFilter ref="A3:O63"/>' in xml
    (setup,) = re.findall(r"<pageSetup [^>]*>", xml)
    assert {'paperSize="8"', 'orientation="landscape"', 'fitToHeight="0"'} <= set(
        setup.strip("</>").split()
    ), setup
    assert "第 &amp;P 页，共 &amp;N 页" in xml
    defined = named["xl/workbook.xml"].decode()
    assert '<definedName name="_xlnm.Print_Titles" localSheetId="0">台账!$3:$3</definedName>' in defined
    heights = [float(one) for one in re.findall(r' ht="([\d.]+)"', xml)]
    assert len(heights) >= 60 and max(heights) <= 409
    styles = named["xl/styles.xml"].decode()
    assert "FFF4B6B6" in styles and "FFD9D9D9" in styles


def test_the_same_ledger_gives_the_same_bytes(reader: sqlite3.Connection, today: date) -> None:
    assert book(reader, today) == book(reader, today)


def test_hostile_text_stays_text_everywhere(ledger: Ledger, today: date) -> None:
    for number, text in enumerate(HOSTILE, start=1):
        if printable(text).strip():
            draft = NoteDraft(number, text, date(2026, 11, 1), problem=text, requirement=text)
            add_note(ledger, draft, today)
    complete_milestone(ledger, "2-1", Completion(date(2026, 11, 1), "=1+1"), today)
    data = book(ledger.connection, today)
    for name, part in parts(data).items():
        if name.startswith("xl/worksheets/"):
            assert b"<f>" not in part and b"<hyperlink" not in part, name
    for number, text in enumerate(HOSTILE, start=1):
        flat = " ".join(printable(text).split())
        if flat:
            assert flat[:200] in row(data, number)["本期进展"].replace("\r", ""), text
    whole = row(data, len(HOSTILE))
    assert whole["本期进展"].endswith(CUT_MARK)


@pytest.mark.parametrize("text", ['=cmd()|"/c calc"!A1', "+1+1", "-2+3", "@SUM(1)", "\t=1", "　＝1+1"])
def test_what_begins_like_a_formula_carries_the_quote_prefix(today: date, text: str) -> None:
    made = Book("试", today)
    made.text(made.workbook.add_worksheet("台账"), 0, 0, text)
    data = made.finish()
    assert sheet(data, "台账")[0][0].strip() == text.strip()
    assert b'quotePrefix="1"' in parts(data)["xl/styles.xml"]


def test_cells_are_cut_where_excel_counts_not_where_python_does() -> None:
    astral = sheet_text("𠮷" * 20_000)
    assert len(astral.encode("utf-16-le")) // 2 <= MOST_UNITS
    assert astral.endswith(CUT_MARK) and "\ufffd" not in astral
    assert sheet_text("x" * MOST_UNITS) == "x" * MOST_UNITS
    assert len(sheet_text("x" * (MOST_UNITS + 1))) == MOST_UNITS
    assert sheet_text("a\x00\ud800b\u202e") == "ab"


def test_rows_are_as_high_as_their_longest_text_and_no_higher_than_excel_takes() -> None:
    assert row_height([]) == row_height([("短", 10)])
    assert row_height([("督" * 10, 11)]) == row_height([("一\n二", 11)])
    assert row_height([("督" * 20_000, 10)]) == 409


def test_as_of_a_past_day_the_book_says_what_was_known_then(ledger: Ledger, clock: Any) -> None:
    clock.go_to(date(2026, 11, 20))
    complete_milestone(ledger, "2-1", Completion(date(2026, 11, 1), "验收"), clock.today)
    with reading(ledger.path, date(2026, 11, 19)) as past:
        assert row(book(past, date(2026, 11, 19)), 2)["销号（日期、依据）"] == ""
    with reading(ledger.path, date(2026, 11, 20)) as now:
        assert "验收" in row(book(now, date(2026, 11, 20)), 2)["销号（日期、依据）"]


def test_export_never_overwrites_and_only_writes_xlsx(
    reader: sqlite3.Connection, today: date, tmp_path: Path
) -> None:
    previous, period = quarter_so_far(today)
    target = tmp_path / "台账.xlsx"
    target.write_bytes(b"old")
    path = export_ledger_book(reader, today, target, previous, period)
    assert path == tmp_path / "台账(2).xlsx"
    assert target.read_bytes() == b"old"
    assert sheet(path.read_bytes(), "台账")
    for name in ("台账.xls", "台账", "台账.csv"):
        with pytest.raises(InputRefused):
            export_ledger_book(reader, today, tmp_path / name, previous, period)
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["台账(2).xlsx", "台账.xlsx"]


def test_a_past_period_is_told_as_it_stood_at_its_end(ledger: Ledger, today: date) -> None:
    extend_milestone(ledger, "2-1", date(2026, 12, 31), "批复", today, day=date(2026, 11, 20))
    periods = {"previous": None, "period": (date(2026, 1, 1), date(2026, 3, 31))}
    told = row(book(ledger.connection, today, **periods), 2)
    assert "2024-12-31" in told["完成时限"]
    assert "2026-12-31" in row(book(ledger.connection, today), 2)["完成时限"]
