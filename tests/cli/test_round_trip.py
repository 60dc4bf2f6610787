"""What this program writes it reads back as the same tasks: the ledger book, forms of feedback, lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.cli import Program
from support.plan_drafts import from_excel, from_text, lead

from huaian_tui.documents.xlsx.list_export import FORMATS, ListTable, export_list

PLAN = """云川市2026年重点任务分解表
序号\t一级指标\t二级指标\t重点任务\t牵头单位\t责任单位\t完成时限
1\t产业\t培育\t新增企业20家以上，“专精特新”5家。\t市工信局\t市财政局、市发改委\t6月底前
2\t产业\t培育\t上半年完成投资50亿元，全年完成120亿元。\t市发改委\t市工信局\t12月底前
3\t产业\t平台\t建成 | 公共*平台*_一期_。\t市数据局\t\t2026年9月
4\t民生\t\t长期开展帮扶。\t市人社局\t市财政局\t长期坚持
5\t民生\t\t失业率控制在5.5%以内，力争5%以内。\t市人社局\t市财政局\t全年
"""


def same(task: dict[str, Any]) -> tuple[Any, ...]:
    """What must be the same of a task of a ledger and of a draft."""
    dues = sorted(str(one["due"]) for one in task["milestones"])
    said = [task[key] for key in ("level1", "level2", "text", "lead", "support")]
    return (str(task["no"]), *said, dues)


def counted(task: dict[str, Any]) -> list[float]:
    """The values of its targets that are written, those that were inferred apart."""
    said = [one.get("quantity") or one.get("target") for one in task["milestones"]]
    return sorted(float(one["value"]) for one in said if one is not None and not one.get("inferred"))


@pytest.fixture
def office(program: Program) -> Program:
    """A ledger of 1 April 2026."""
    return program.on("2026-04-01")


def read(office: Program, path: Path) -> dict[str, Any]:
    made: dict[str, Any] = office.json("plan", "import", str(path), "--dry-run")
    return made


def test_the_ledger_book_of_the_shipped_plan(office: Program, tmp_path: Path) -> None:
    book = tmp_path / "台账.xlsx"
    office.run("ledger", "export", str(book))
    draft, tasks = read(office, book), office.json("tasks")
    assert len(tasks) == 60 and [same(one) for one in draft["tasks"]] == [same(one) for one in tasks]
    assert [counted(one) for one in draft["tasks"]] == [counted(one) for one in tasks]
    assert draft["new_units"] == [] and all(
        one["sure"] for task in draft["tasks"] for one in task["milestones"]
    )
    assert draft["title"] == "淮安市推进数据基础制度建设更好发挥数据要素作用的实施方案"
    assert draft["stage"] == "征求意见稿"


def test_the_ledger_book_and_the_forms_of_an_imported_plan(office: Program, tmp_path: Path) -> None:
    file, book = tmp_path / "方案.txt", tmp_path / "台账.xlsx"
    file.write_text(PLAN, encoding="utf-8")
    assert office.run("plan", "import", str(file), "--code", "YC").code == 0
    tasks = office.json("tasks", "--plan", "YC")
    office.run("--plan", "YC", "ledger", "export", str(book))
    draft = read(office, book)
    assert [same(one) for one in draft["tasks"]] == [same(one) for one in tasks]
    assert [counted(one) for one in draft["tasks"]] == [counted(one) for one in tasks]
    late = office.on("2026-12-20")
    (tmp_path / "表").mkdir()
    exported = late.run("--plan", "YC", "feedback", "export", "--unit", "市发改委", str(tmp_path / "表"))
    assert exported.code == 0, exported.err
    [form] = (tmp_path / "表").iterdir()
    asked = read(late, form)
    known = {str(one["no"]): one for one in tasks}
    assert asked["title"] == draft["title"] and asked["tasks"]
    for task in asked["tasks"]:
        assert task["text"] == known[task["no"]]["text"]
        assert {one["due"] for one in task["milestones"]} <= {
            one["due"] for one in known[task["no"]]["milestones"]
        }
        assert task["lead"] == [one for one in known[task["no"]]["lead"] if one == "市发改委"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_list_in_every_form(tmp_path: Path, suffix: str) -> None:
    rows = [
        ("1", "逾期3天", "建成 | 公共*平台*，“一期”,二期", "市数据局", "2026-03-29"),
        ("2", "正常推进", "新增企业20家以上。\n建立机制", "市工信局、市财政局", "2026-12-31"),
    ]
    heads = ("序号", "状态", "重点任务", "牵头单位", "时限")
    table = ListTable("重点任务", "截至2026年4月1日，共 2 项", heads, rows, date(2026, 4, 1), frozenset({0}))
    data = export_list(table, tmp_path, "列表", suffix).read_bytes()
    draft = from_excel(data) if suffix == "xlsx" else from_text(data.decode("utf-8-sig"))
    assert [(one.no, "".join(one.text.split()), lead(one), one.due_text) for one in draft.tasks] == [
        ("1", "建成|公共*平台*，“一期”,二期", "市数据局", "2026-03-29"),
        ("2", "新增企业20家以上。建立机制", "市工信局 市财政局", "2026-12-31"),
    ]
