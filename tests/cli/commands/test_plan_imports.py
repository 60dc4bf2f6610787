"""``plan import`` that stores, ``plan withdraw``, ``plan choices``: exits, lists, decisions, JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.cli import Program
from support.plan_drafts import word_table
from support.plan_imports import SURE

HEADS = ["序号", "重点任务", "牵头单位", "责任单位", "完成时限"]
ASKED = [
    HEADS,
    ["1", "建成数据平台，接入系统不少于50个。", "市数据局", "市大数据局", "6月底前"],
    ["2", "编制数据目录。", "市数据局", "市财政局", "汛前"],
]


@pytest.fixture
def sure(tmp_path: Path) -> str:
    path = tmp_path / "方案.txt"
    path.write_text(SURE, encoding="utf-8")
    return str(path)


@pytest.fixture
def unsure(tmp_path: Path) -> str:
    path = tmp_path / "方案.docx"
    path.write_bytes(word_table(ASKED, "云川市2026年重点任务分解表"))
    return str(path)


def decided(tmp_path: Path, said: Any) -> str:
    path = tmp_path / "决定.json"
    path.write_text(said if isinstance(said, str) else json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_a_sure_plan_is_stored_and_told(program: Program, sure: str) -> None:
    current = [one["code"] for one in program.json("plan", "list") if one["current"]]
    made = program.json("plan", "import", sure)
    assert {key: made[key] for key in ("code", "short", "tasks", "milestones", "new_units", "again")} == {
        "code": "SH",
        "short": "水环境治理",
        "tasks": 3,
        "milestones": 5,
        "new_units": ["市水务环保局", "县级河长办公室"],
        "again": False,
    }
    plans = program.json("plan", "list")
    assert [one["code"] for one in plans] == ["SJ", "JB", "SH"]
    assert [one["code"] for one in plans if one["current"]] == current
    assert [one["lead"] for one in program.json("tasks", "--plan", "SH")][0] == ["市水务环保局"]
    assert "已经在台账里" in program.refused("plan", "import", sure)


def test_the_text_says_what_was_taken_left_and_comes_next(
    program: Program, sure: str, tmp_path: Path
) -> None:
    said = {"title": "水方案", "code": "SF", "milestones": {"0": {"0": False}}, "tasks": {"2": False}}
    text = program.text("plan", "import", sure, "--decisions", decided(tmp_path, said))
    assert "已导入方案：SF《水方案》，任务 2 项，节点 4 个" in text
    for word in ("没有写入的 2 处", "第3项没有写入：河长制持续推进", "第1项没有设节点", "市水务环保局"):
        assert word in text
    assert "plan withdraw SF" in text and "plan show SF" in text
    shown = program.json("plan", "show", "SF")
    assert shown["file"] == "方案.txt"
    assert any("第1项没有设节点" in one["text"] for one in shown["remarks"])
    assert "方案.txt" in program.text("plan", "show", "SF")


def test_open_questions_are_listed_and_nothing_is_stored(program: Program, unsure: str) -> None:
    before = program.json("plan", "list")
    ended = program.run("plan", "import", unsure)
    assert ended.code == 1 and len(ended.err.strip().splitlines()) == 1
    assert "有 2 个问题要先回答" in ended.err and "--decisions" in ended.err
    preview = program.json("plan", "import", unsure, "--dry-run")
    open_ones = [one for one in preview["problems"] if one["must_be_answered"]]
    assert {one["kind"] for one in open_ones} == {"date", "new_unit"} and not preview["acceptable"]
    for one in open_ones:
        assert one["id"] in ended.out
        assert all(answer["key"] in ended.out and answer["words"] in ended.out for answer in one["answers"])
    as_json = program.run("plan", "import", unsure, "--json")
    assert as_json.code == 1 and as_json.json["problems"] == preview["problems"]
    assert program.json("plan", "list") == before


def test_decisions_answer_them(program: Program, unsure: str, tmp_path: Path) -> None:
    problems = program.json("plan", "import", unsure, "--dry-run")["problems"]
    date, unit = (next(one["id"] for one in problems if one["kind"] == kind) for kind in ("date", "new_unit"))
    said = {"answers": {date: "5月底", unit: "市数据局"}, "short": "重点", "code": "ZD", "stage": "印发稿"}
    file = decided(tmp_path, said)
    preview = program.json("plan", "import", unsure, "--decisions", file, "--dry-run")
    assert preview["acceptable"] and preview["tasks"][1]["milestones"][0]["due"] == "2026-05-31"
    made = program.json("plan", "import", unsure, "--decisions", file, "--code", "ZX")
    assert (made["code"], made["short"], made["stage"], made["new_units"]) == ("ZX", "重点", "印发稿", [])
    kept = program.json("plan", "choices")
    assert [(one["sort"], one["text"], one["means"]) for one in kept] == [("unit", "市大数据局", "市数据局")]
    assert "市大数据局" in program.text("plan", "choices")
    assert "不再沿用 1 条" in program.text("plan", "choices", "--forget", "市大数据局")
    assert program.json("plan", "choices") == []
    assert "没有记住" in program.refused("plan", "choices", "--forget", "市大数据局")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("不是JSON", "不是 JSON"),
        ("[1]", "最外层"),
        ({"answer": {}}, "没有“answer”这一项"),
        ({"answers": {"0123456789": "keep"}}, "0123456789 不是这个文件的问题"),
        ({"answers": {"date": 5}}, "应是文字"),
        ({"units": {"没有的局": "new"}}, "没有的局”不在文件里"),
        ({"units": {"市大数据局": "哪个局"}}, "没有这个单位"),
        ({"milestones": {"7": {"0": True}}}, "超出范围"),
        ({"milestones": {"0": {"9": True}}}, "没有第 9 个节点"),
        ({"milestones": {"0": {"0": "yes"}}}, "true 或 false"),
        ({"tasks": {"-1": False}}, "不是位置"),
        ({"columns": {"表9": {"0": "lead"}}}, "不是文件里的表"),
        ({"columns": {"表1": {"99": "lead"}}}, "没有第 99 列"),
        ({"columns": {"表1": {"0": "boss"}}}, "不是列的含义"),
        ({"year": "2026"}, "四位年份"),
        ({"horizon": "年底"}, "应是日期"),
        ({"code": "S/J"}, "代号不合要求"),
        ({"texts": {"0": "  "}}, "任务内容"),
    ],
)
def test_a_wrong_decision_is_refused_by_name(
    program: Program, unsure: str, tmp_path: Path, said: Any, why: str
) -> None:
    before = program.json("plan", "list")
    line = program.refused("plan", "import", unsure, "--decisions", decided(tmp_path, said), "--dry-run")
    assert why in line and len(line.strip().splitlines()) == 1
    assert program.json("plan", "list") == before


def test_columns_set_by_hand_are_read_used_again_and_told(program: Program, tmp_path: Path) -> None:
    heads = ["序号", "事项", "督办科室", "经手方", "完成时限"]
    rows = [heads, ["1", "建成数据平台。", "市数据局", "市财政局", "6月底前"]]
    first = tmp_path / "一.docx"
    first.write_bytes(word_table(rows, "云川市2026年一号任务分解表"))
    table = program.json("plan", "import", str(first), "--dry-run")["tables"][0]["name"]
    said = {"columns": {table: {"2": "support", "3": "lead"}}}
    made = program.json("plan", "import", str(first), "--decisions", decided(tmp_path, said))
    task = program.json("tasks", "--plan", made["code"])[0]
    assert (task["lead"], task["support"]) == (["市财政局"], ["市数据局"])
    second = tmp_path / "二.docx"
    rows = [heads, ["1", "编目录。", "市数据局", "市教育局", "9月底前"]]
    second.write_bytes(word_table(rows, "云川市2026年二号任务分解表"))
    preview = program.json("plan", "import", str(second), "--dry-run")
    assert (preview["tasks"][0]["lead"], preview["tasks"][0]["support"]) == (["市教育局"], ["市数据局"])
    assert any("沿用以前的选择" in one["message"] and "经手方" in one["message"] for one in preview["told"])


def test_an_import_is_withdrawn_and_reopened(program: Program, sure: str) -> None:
    before = program.json("plan", "list"), program.json("tasks", "--plan", "all"), program.json("units")
    program.json("plan", "import", sure)
    line = program.text("plan", "withdraw", "SH", "--basis", "读错了文件")
    assert "已撤回导入：SH《云川市2026年水环境治理任务分解表》，任务 3 项" in line
    assert "plan reopen SH" in line
    assert (
        program.json("plan", "list"),
        program.json("tasks", "--plan", "all"),
        program.json("units"),
    ) == before
    assert "没有代号为 SH 的方案" in program.refused("plan", "show", "SH")
    assert "已恢复撤回的方案" in program.text("plan", "reopen", "SH", "--basis", "还要")
    assert program.json("plan", "show", "SH")["tasks"] == 3
    assert program.json("plan", "withdraw", "SH", "--basis", "再撤")["units"] == [
        "市水务环保局",
        "县级河长办公室",
    ]
    assert program.json("plan", "import", sure)["again"] is True
    program.text("note", "add", "SH/1", "--text", "已看")
    assert "SH第1项已有记录" in program.refused("plan", "withdraw", "SH", "--basis", "又撤")
    assert "不是从文件导入的" in program.refused("plan", "withdraw", "SJ", "--basis", "试")


def test_doubled_and_missing_numbers_stand_in_the_way_by_name(program: Program, tmp_path: Path) -> None:
    rows = [
        HEADS,
        ["1", "建成平台。", "市数据局", "市财政局", "6月底前"],
        ["2", "编目录。", "市数据局", "市财政局", "6月底前"],
        ["2", "办培训。", "市数据局", "市财政局", "2月30日"],
        ["5", "", "市数据局", "市财政局", "6月底前"],
    ]
    path = tmp_path / "重号.docx"
    path.write_bytes(word_table(rows, "云川市2026年任务分解表"))
    ended = program.run("plan", "import", str(path))
    assert ended.code == 1
    for word in ("序号2重复", "2月30日", "没有任务内容"):
        assert word in ended.out
    assert program.run("plan", "import", str(path), "--dry-run").code == 0
    answers = {"doubled": "3", "date": "2026-02-28", "empty": "补写任务"}
    made = program.json("plan", "import", str(path), "--decisions", decided(tmp_path, {"answers": answers}))
    assert [one["no"] for one in program.json("tasks", "--plan", made["code"])] == [1, 2, 3, 5]


def test_a_past_day_imports_nothing(program: Program, sure: str) -> None:
    assert "--as-of" in program.refused("--as-of", "2025-01-10", "plan", "import", sure)


def test_the_decisions_of_the_paper_are_understood() -> None:
    from support.source_tree import ROOT

    from huaian_tui.services.plan_import.decisions_json import _READERS, decisions_of

    text = (ROOT / "docs" / "命令行.md").read_text(encoding="utf-8")
    said = json.loads(text.partition("```json")[2].partition("```")[0])
    assert decisions_of(said).units["某某协会"] == "new"
    assert set(said) == set(_READERS), "the paper shows every part"
