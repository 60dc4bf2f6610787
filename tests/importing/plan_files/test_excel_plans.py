"""Plans in Excel: several sheets, hidden rows, dates, formulas, errors, cards.

Measures in one cell, bold leads.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
import xlsxwriter
from support.plan_drafts import asked, dates, from_excel, lead, short, support, targets

HEADS = ["序号", "重点任务", "牵头单位", "责任单位", "完成时限"]


def book(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """A workbook that a function filled."""
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True})
    fill(made)
    made.close()
    return buffer.getvalue()


def sheet(made: xlsxwriter.Workbook, name: str, rows: list[list[object]]) -> xlsxwriter.worksheet.Worksheet:
    """A sheet of these rows."""
    one = made.add_worksheet(name)
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            if value != "":
                one.write(at, place, value)
    return one


def test_several_sheets_are_several_parts_and_others_are_told() -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        sheet(made, "经济", [["云川市2026年任务"], HEADS, [1, "建园区。", "市发改委", "市财政局", "年底前"]])
        sheet(
            made, "民生", [["云川市2026年任务"], HEADS, [1, "建学校2所。", "市教育局", "各县区", "8月底前"]]
        )
        sheet(made, "汇总", [["单位", "任务数", "完成数"], ["市发改委", 1, 0]])
        sheet(made, "联络员", [["单位", "姓名", "电话"], ["市发改委", "甲某某", "138"]])
        sheet(made, "旧稿", [HEADS, [1, "作废的任务。", "市商务局", "", ""]]).hide()

    draft = from_excel(book(fill))
    assert [(one.table, *short(one)) for one in draft.tasks] == [
        ("经济", "1", "", "", "建园区。", "市发改委", "市财政局"),
        ("民生", "1", "", "", "建学校2所。", "市教育局", "各县区"),
    ]
    assert "parts" in asked(draft) and "doubled" not in asked(draft)
    told = "".join(f"{where}{message}" for where, message in draft.told)
    assert "旧稿" in told and "汇总" in told and "联络员" in told


def test_hidden_and_filtered_rows_are_told() -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        rows = [HEADS, *[[at, f"第{at}件事。", "市数据局", "", "年底"] for at in (1, 2, 3)]]
        one = sheet(made, "任务", rows)
        one.set_row(2, None, None, {"hidden": True})
        one.autofilter(0, 0, 3, 4)

    draft = from_excel(book(fill))
    assert [one.no for one in draft.tasks] == ["1", "2", "3"]
    assert any("第3行" in message and "筛选" in message for _, message in draft.told)


def test_dates_numbers_and_percentages_are_read_as_shown() -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        one = sheet(made, "任务", [HEADS])
        month = made.add_format({"num_format": 'yyyy"年"m"月"'})
        day = made.add_format({"num_format": "m月d日"})
        for at, (number, text) in enumerate([(1, "建平台。"), (2, "编目录。"), (3, "办培训。")], start=1):
            one.write_number(at, 0, number, made.add_format({"num_format": "0.0"}))
            one.write(at, 1, text)
            one.write(at, 2, "市数据局")
        one.write_datetime(1, 4, date(2026, 6, 1), month)
        one.write_datetime(2, 4, date(2026, 9, 15), day)
        one.write_datetime(3, 4, date(2026, 10, 31), made.add_format({"num_format": 14}))

    draft = from_excel(book(fill))
    assert [one.no for one in draft.tasks] == ["1", "2", "3"]
    assert [one.due_text for one in draft.tasks] == ["2026年6月", "9月15日", "2026/10/31"]
    assert [dates(one) for one in draft.tasks] == [["2026-06-30"], ["2026-09-15"], ["2026-10-31"]]
    assert any("2026-06-01" in one.message for one in draft.questions)


def test_formulas_give_their_last_value_and_errors_are_told() -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        one = sheet(made, "2026年任务", [HEADS, ["", "", "市数据局", "", ""], [2, "编目录。", "", "", ""]])
        one.write_formula(1, 0, "=ROW()-1", None, 1)
        one.write_formula(1, 1, '="建"&"平台。"', None, "建平台。")
        one.write_formula(1, 4, "=DATE(2026,6,30)", made.add_format({"num_format": "yyyy-mm-dd"}), 46203)
        one.write_formula(2, 2, "=VLOOKUP(1,A9:B9,2,0)", None, "#N/A")

    draft = from_excel(book(fill))
    assert [short(one)[:4] for one in draft.tasks] == [("1", "", "", "建平台。"), ("2", "", "", "编目录。")]
    assert dates(draft.tasks[0]) == ["2026-06-30"] and lead(draft.tasks[1]) == ""
    assert any("#N/A" in message for _, message in draft.told)


def test_bold_names_alone_say_who_leads() -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        one = sheet(
            made,
            "2026年任务",
            [["序号", "任务", "责任单位", "时限"], [1, "建平台。", "", "年底"], [2, "编目录。", "", "年底"]],
        )
        bold = made.add_format({"bold": True})
        one.write_rich_string(1, 2, bold, "市数据局", "、市财政局、市司法局")
        one.write_rich_string(2, 2, "市司法局、", bold, "市大数据中心")

    draft = from_excel(book(fill))
    assert [(lead(one), support(one)) for one in draft.tasks] == [
        ("市数据局", "市财政局 市司法局"),
        ("市大数据中心", "市司法局"),
    ]
    assert "bold" in asked(draft)


def test_measures_in_one_cell_with_units_and_dates_of_their_own() -> None:
    text = (
        "1.完成排查整治。（责任单位：市应急局；完成时限：2026年6月底）\n"
        "2.建立长效机制，培训200人次。（责任单位：市人社局、市财政局；完成时限：2026年12月底）"
    )

    def fill(made: xlsxwriter.Workbook) -> None:
        sheet(
            made,
            "清单",
            [
                ["2026年整改清单"],
                ["序号", "反馈问题", "整改措施", "督导单位"],
                [1, "隐患排查不到位", text, "市委督查室"],
            ],
        )

    draft = from_excel(book(fill))
    assert [(one.no, one.sub, one.level2, one.text, support(one) or lead(one)) for one in draft.tasks] == [
        ("1", 1, "隐患排查不到位", "完成排查整治。", "市应急局"),
        ("1", 2, "隐患排查不到位", "建立长效机制，培训200人次。", "市人社局 市财政局"),
    ]
    assert [dates(one) for one in draft.tasks] == [["2026-06-30"], ["2026-12-31"]]
    assert targets(draft.tasks[1]) == ["200 人次"]


def test_cells_numbered_alike_are_taken_apart_together() -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        row = [1, "1.建平台。\n2.编目录。", "1.市数据局\n2.市大数据中心", "市财政局", "1.6月底\n2.9月底"]
        sheet(made, "2026年任务", [HEADS, row])

    draft = from_excel(book(fill))
    assert [(one.no, one.sub, one.text, lead(one), support(one), dates(one)) for one in draft.tasks] == [
        ("1", 1, "建平台。", "市数据局", "市财政局", ["2026-06-30"]),
        ("1", 2, "编目录。", "市大数据中心", "市财政局", ["2026-09-30"]),
    ]


def test_one_card_a_problem() -> None:
    cards = []
    for number, problem, unit in ((1, "窗口服务不规范", "市行政审批局"), (2, "系统不互通", "市数据局")):
        cards += [
            [f"问题{number}"],
            ["问题描述", problem],
            ["整改目标", "全面整改到位"],
            ["整改措施", f"开展专项整治{number}次。"],
            ["责任单位", unit, "整改时限", "2026年9月底"],
            ["责任人", "甲某某", "联系电话", "13800000000"],
            [""],
        ]

    draft = from_excel(book(lambda made: sheet(made, "整改卡", [["2026年问题整改卡"], *cards])))
    assert [(one.no, one.level2, one.text, support(one) or lead(one), dates(one)) for one in draft.tasks] == [
        ("1", "窗口服务不规范", "开展专项整治1次。", "市行政审批局", ["2026-09-30"]),
        ("2", "系统不互通", "开展专项整治2次。", "市数据局", ["2026-09-30"]),
    ]
    assert "甲某某" not in repr(draft.tasks)


def test_the_lead_rule_in_the_head_of_the_column() -> None:
    rows = [["序号", "任务", "责任单位（排第一位的为牵头单位）"], [1, "建平台。", "市数据局、市财政局"]]
    draft = from_excel(book(lambda made: sheet(made, "2026年任务", rows)))
    assert [(lead(one), support(one)) for one in draft.tasks] == [("市数据局", "市财政局")]


@pytest.mark.parametrize(
    "lines",
    [
        "市财政局\n市司法局",
        "市财政局、市司法局",
        "市财政局 市司法局",
        "市财政局；市司法局。",
        "市财政局/市司法局",
    ],
)
def test_separators_of_every_kind(lines: str) -> None:
    draft = from_excel(
        book(lambda made: sheet(made, "2026年任务", [HEADS, [1, "建平台。", "市数据局", lines, "年底"]]))
    )
    assert support(draft.tasks[0]) == "市财政局 市司法局"


def test_a_million_formatted_empty_rows_are_passed_by() -> None:
    data = book(
        lambda made: sheet(made, "2026年任务", [HEADS, [1, "建平台。", "市数据局", "市财政局", "年底"]])
    )
    rows = "".join(
        f'<row r="{at}"><c r="A{at}" s="0"/><c r="B{at}" s="0"/></row>' for at in range(3, 200_003)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = re.sub(rb"</sheetData>", rows.encode() + b"</sheetData>", part)
            new.writestr(name, part)
    draft = from_excel(buffer.getvalue())
    assert [short(one) for one in draft.tasks] == [("1", "", "", "建平台。", "市数据局", "市财政局")]


def test_dates_of_1904_workbooks() -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        one = sheet(made, "任务", [HEADS, [1, "建平台。", "市数据局", "", ""]])
        one.write_datetime(1, 4, date(2026, 6, 30), made.add_format({"num_format": "yyyy/m/d"}))

    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": True})
    fill(made)
    made.close()
    assert from_excel(buffer.getvalue()).tasks[0].milestones[0].due == date(2026, 6, 30)
