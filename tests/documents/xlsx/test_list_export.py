"""A list as a file: nothing is cut, nothing is computed, nothing is overwritten."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.forms import sheet
from support.hostile import HOSTILE

from huaian_tui.documents.standard_words import printable
from huaian_tui.documents.xlsx.list_export import FORMATS, ListTable, about_list, export_list

DAY = date(2026, 11, 22)
LONG = "推进公共数据分类分级" * 40
TABLE = ListTable(
    "任务列表",
    about_list(3, "项", "czj 逾期", "按时限升序", DAY),
    ("序号", "重点任务", "时限"),
    [["2", LONG, "2024-12-31"], ["12", "=1+1", ""], ["3", "甲|乙\n丙", "-5"]],
    DAY,
    frozenset({0}),
)


def test_the_workbook_holds_texts_as_texts_and_numbers_as_numbers(tmp_path: Path) -> None:
    path = export_list(TABLE, tmp_path, "任务列表", "xlsx")
    rows = sheet(path.read_bytes(), "列表")
    assert rows[0][0] == "任务列表"
    assert rows[1][0] == "截至2026年11月22日，共 3 项，筛选：czj 逾期，按时限升序"
    assert rows[2][:3] == ["序号", "重点任务", "时限"]
    assert rows[3][:3] == [2.0, LONG, "2024-12-31"]
    assert [row[1] for row in rows[4:6]] == ["=1+1", "甲|乙\n丙"]


def test_csv_opens_in_excel_and_computes_nothing(tmp_path: Path) -> None:
    data = export_list(TABLE, tmp_path, "任务列表", "csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["序号", "重点任务", "时限"],
        ["2", LONG, "2024-12-31"],
        ["12", "'=1+1", ""],
        ["3", "甲|乙\n丙", "'-5"],
    ]


def test_markdown_keeps_the_cells_apart(tmp_path: Path) -> None:
    lines = export_list(TABLE, tmp_path, "任务列表", "md").read_text("utf-8").splitlines()
    assert lines[4:6] == ["| 序号 | 重点任务 | 时限 |", "|---:|---|---|"]
    assert lines[6] == f"| 2 | {LONG} | 2024-12-31 |"
    assert lines[8] == "| 3 | 甲\\|乙<br>丙 | -5 |"


@pytest.mark.parametrize("suffix", FORMATS)
def test_hostile_cells_and_names_that_are_taken(tmp_path: Path, suffix: str) -> None:
    table = replace(TABLE, rows=[[str(no), text, text] for no, text in enumerate(HOSTILE)])
    first = export_list(table, tmp_path, "表", suffix)
    before = first.read_bytes()
    second = export_list(TABLE, tmp_path, "表", suffix)
    assert first.name == f"表.{suffix}" and second.name == f"表(2).{suffix}"
    assert first.read_bytes() == before
    if suffix == "csv":
        cells = [row[1] for row in csv.reader(io.StringIO(before.decode("utf-8-sig"), newline=""))][1:]
        assert [cell.removeprefix("'") for cell in cells] == [
            printable(text).removeprefix("'") for text in HOSTILE
        ]
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "＝")) for cell in cells)


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_list_of_one_column(tmp_path: Path, suffix: str) -> None:
    one = ListTable("单", "共 1 项", ("名称",), [["甲"]], DAY)
    assert export_list(one, tmp_path, "单", suffix).stat().st_size > 5
