"""``query``: the forms of its answer, and what it says beside it."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from support import children
from support.cli import Program


@pytest.fixture
def program(ledger_path: Path) -> Program:
    """The seeded ledger on the day of its cases."""
    return Program(ledger_path, "2026-11-22")


def test_its_answer_as_text_json_csv_and_workbook(program: Program, tmp_path: Path) -> None:
    asked = (
        "SELECT id, overdue_days, target, NULL AS 空, x'0a' AS b FROM v_milestone WHERE id IN ('2-1', '45-1')"
    )
    rows = program.json("query", f"{asked} ORDER BY id")
    assert rows[0] == {"id": "2-1", "overdue_days": 691, "target": None, "空": None, "b": "0a"}
    assert isinstance(rows[1]["target"], int)
    text = program.text("query", asked).splitlines()
    assert text[0].split("\t") == ["id", "overdue_days", "target", "空", "b"] and text[-1] == "共 2 行。"
    table = list(csv.reader(io.StringIO(program.text("query", asked, "--csv"))))
    assert ["2-1", "691", "", "", "0a"] in table and len(table) == 3
    path = Path(program.text("query", asked, "--xlsx", str(tmp_path / "查询.xlsx")).strip())
    book = CalamineWorkbook.from_path(str(path))
    sheet = book.get_sheet_by_name("查询").to_python()
    assert sheet[0] == ["id", "overdue_days", "target", "空", "b"] and ["2-1", 691.0, "", "", "0a"] in sheet
    assert asked in str(book.get_sheet_by_name("说明").to_python())


def test_no_spreadsheet_computes_a_text(program: Program, tmp_path: Path) -> None:
    asked = "SELECT '=1+1' AS a, -5 AS b, ' ＝x' AS c"
    assert program.text("query", asked, "--csv").splitlines()[1] == "'=1+1,-5,' ＝x"
    path = program.text("query", asked, "--xlsx", str(tmp_path / "a.xlsx")).strip()
    assert CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1] == ["=1+1", -5.0, " ＝x"]


def test_two_columns_of_one_name_both_stand_in_json(program: Program) -> None:
    assert program.json("query", "SELECT 1 AS id, 2 AS id, 3 AS id") == [{"id": 1, "id_2": 2, "id_3": 3}]


def test_a_number_beyond_all_numbers_is_a_text(program: Program, tmp_path: Path) -> None:
    asked = "SELECT 9e999 AS a, -9e999 AS b, 1e300 AS c"
    assert program.json("query", asked) == [{"a": "Inf", "b": "-Inf", "c": 1e300}]
    path = program.text("query", asked, "--xlsx", str(tmp_path / "a.xlsx")).strip()
    assert CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1][:2] == ["Inf", "-Inf"]


def test_it_counts_to_the_day_and_the_plan_that_are_named(program: Program) -> None:
    days = "SELECT today, plan FROM v_day"
    assert program.json("query", days) == [{"today": "2026-11-22", "plan": None}]
    assert program.json("query", days, "--as-of", "2025-03-01")[0]["today"] == "2025-03-01"
    assert program.json("--plan", "SJ", "query", days)[0]["plan"] == "huaian-data-2024"
    assert program.json("--plan", "JB", "query", "SELECT count(*) AS n FROM v_task") == [{"n": 0}]


def test_days_of_due_soon_are_those_that_the_office_has_set(program: Program) -> None:
    program.text("setting", "set", "due_soon_days", "45")
    found = program.on("2026-11-22").json("query", "SELECT due_soon_days, soon_until FROM v_day")
    assert found == [{"due_soon_days": 45, "soon_until": "2027-01-06"}]


def test_what_is_left_out_is_said_beside_it(program: Program) -> None:
    ended = program.run("query", "SELECT no FROM v_task ORDER BY no", "--rows", "2", "--json")
    assert [one["no"] for one in ended.json] == [1, 2]
    assert ended.code == 0 and "只给出前 2 行" in ended.err


def test_persons_are_not_in_it(program: Program) -> None:
    person = ("--person", "甲", "--post", "主任", "--phone", "0517-80000000")
    program.text("unit", "contact", "czj", *person, "--from", "2026-01-05")
    program.text("note", "add", "2", "--text", "去看了", "--contact", "甲 0517-80000000")
    for view in program.json("query", "--views"):
        assert "甲" not in program.text("query", f"SELECT * FROM {view['view']}")  # noqa: S608
    assert program.json("query", "SELECT text FROM v_note") == [{"text": "去看了"}]


def test_from_standard_input(program: Program) -> None:
    ended = program.run("query", "-", "--json", stdin="SELECT count(*) AS n\nFROM v_task")
    assert ended.json == [{"n": 60}]


def test_wrong_ones(program: Program) -> None:
    assert "no such column: dew" in program.refused("query", "SELECT dew FROM v_milestone")
    assert "--views" in program.refused("query", code=2)
    assert "只能选一个" in program.refused("query", "SELECT 1", "--csv", "--json", code=2)
    assert program.refused("query", "DELETE FROM record").count("\n") == 1


def test_the_views_are_listed(program: Program) -> None:
    text = program.text("query", "--views")
    assert "【v_task  一项任务" in text and "overdue_days\t" in text


_SOON_ENDED = """
from huaian_tui.cli import time_bound
from huaian_tui.__main__ import run
time_bound.GRACE_SECONDS = 0.2
run()
"""
"""The program that leaves little time after the limit, which SQLite would compute through."""

_ZEROS = "hex(zeroblob(4000000))"
_LONG = f"{'0' * 900}1"


@pytest.mark.parametrize(
    "statement",
    [
        f"SELECT instr({_ZEROS}, hex(zeroblob(2000000)) || '1')",
        f"SELECT {_ZEROS} LIKE '%{_LONG}' OR {_ZEROS} LIKE '%_{_LONG}'",
        f"SELECT {_ZEROS} GLOB '*[0]{_LONG}'",
    ],
)
def test_one_long_step_of_sqlite_ends_in_time_too(ledger_path: Path, statement: str) -> None:
    """SQLite looks at the time between its steps only; these take minutes in one."""
    options = ["--db", str(ledger_path), "--today", "2026-11-22", "query", statement, "--seconds", "0.5"]
    ended = children.run(  # noqa: S603 - our own program
        [sys.executable, "-X", "utf8", "-c", _SOON_ENDED, *options],
        capture_output=True,
        encoding="utf-8",
        seconds=60,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "查询没有做完；超过 0.5 秒；加上条件少查一些，或用 --seconds 放宽。\n"


def test_a_pattern_has_a_greatest_length(program: Program) -> None:
    said = program.refused("query", f"SELECT count(*) FROM v_task WHERE text LIKE '{'%a' * 600}'")
    assert "要找的文字太长" in said and "1000 个字节" in said
