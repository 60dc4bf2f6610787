"""Any fact is corrected and taken back; the old stays readable, and nothing of it counts or is printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.cli import Program

WHY = ("--reason", "笔误")


@pytest.fixture
def program(ledger_path: Path) -> Program:
    return Program(ledger_path, "2026-11-22")


def readings(program: Program, task: int) -> list[Any]:
    return [(one["date"], one["value"]) for one in program.json("task", str(task))["readings"]]


def test_a_reading_of_210_for_21(program: Program) -> None:
    made = program.json("reading", "add", "45-2", "--value", "210", "--date", "2026-11-20")
    said = program.text("reading", "correct", made["id"], "--value", "21", *WHY)
    assert "读数 210（2026-11-20） 改为 读数 21（2026-11-20）" in said
    assert readings(program, 45) == [("2026-11-20", 21)]
    program.text("reading", "correct", made["id"][-8:], "--date", "2026-11-19", *WHY)
    assert readings(program, 45) == [("2026-11-19", 21)]
    lines = program.json("record", "list", "45-2")
    assert [one["kind"] for one in lines] == ["correction", "correction", "reading"]
    assert lines[-1]["text"] == "（更正前）读数 210个" and "理由：笔误" in lines[0]["text"]
    assert "撤回" in program.text("reading", "retract", made["id"], *WHY)
    assert readings(program, 45) == []
    assert "已撤回" in program.refused("reading", "correct", made["id"], "--value", "22", *WHY)
    gone = program.json("record", "list", "45-2")[0]
    program.text("record", "retract", gone["id"], "--reason", "没有错")
    assert readings(program, 45) == [("2026-11-19", 21)]
    assert program.text("check").startswith("台账完好")


def test_a_wrong_completion_day_basis_and_value(program: Program) -> None:
    program.text("milestone", "complete", "22-1", "--basis", "验收", "--value", "25", "--date", "2026-11-20")
    program.text("milestone", "correct", "22-1", "--date", "2025-12-30", "--basis", "验收单", *WHY)
    program.text("milestone", "correct", "22-1", "--value", "19", *WHY)
    shown = program.json("milestone", "show", "22-1")
    assert (shown["completed_on"], shown["completion_basis"]) == ("2025-12-30", "验收单")
    assert (shown["completion_value"], shown["met"], shown["decided_on"]) == (19, False, "2025-12-30")
    assert readings(program, 22) == [("2025-12-30", 19)]
    program.text("milestone", "correct", "22-1", "--value", "", *WHY)
    assert program.json("milestone", "show", "22-1")["completion_value"] is None
    assert readings(program, 22) == []


@pytest.mark.parametrize("how", ["reopen", "retract"])
def test_a_value_goes_with_its_completion(program: Program, how: str, tmp_path: Path) -> None:
    before = program.json("task", "22")
    program.text("milestone", "complete", "22-1", "--basis", "验收", "--value", "25")
    words = ("--basis", "复查不实") if how == "reopen" else ("--reason", "办错了节点")
    program.text("milestone", how, "22-1", *words)
    after = program.json("task", "22")
    assert after["readings"] == [] and after["milestones"] == before["milestones"]
    assert after["light"] == before["light"]
    program.text("ledger", "export", str(tmp_path / "台账.xlsx"))
    undone = program.json("record", "list", "22-1")[0]
    program.text("record", "retract", undone["id"], "--reason", "撤错了")
    assert readings(program, 22) == [("2026-11-22", 25)]


def test_an_undone_extension_is_printed_nowhere(program: Program) -> None:
    before = program.json("milestone", "show", "2-1")
    program.text("milestone", "extend", "2-1", "--due", "2026-12-10", "--basis", "误录的批示")
    program.text("milestone", "retract", "2-1", "--reason", "误操作，撤销")
    assert program.json("milestone", "show", "2-1") == before
    notice = program.json("notice", "draft", "--kind", "reminder", "--unit", "市数据局")
    printed = program.text("notice", "show", notice["id"])
    assert "误录" not in printed and "误操作" not in printed and "原依据" not in printed


def test_an_earlier_decision_goes_by_its_record(program: Program) -> None:
    program.text("milestone", "extend", "2-1", "--due", "2026-12-10", "--basis", "办错了节点")
    wrong = program.json("record", "list", "2-1")[0]["id"]
    program.text("milestone", "extend", "2-1", "--due", "2026-12-20", "--basis", "批示")
    program.text("milestone", "retract", "2-1", "--record", wrong, "--reason", "不是这个节点")
    shown = program.json("milestone", "show", "2-1")
    assert (shown["due"], shown["basis"], shown["original_due"]) == ("2026-12-20", "批示", "2024-12-31")
    assert shown["conflict"] is False


def test_a_milestone_that_was_set_by_mistake_is_gone(program: Program) -> None:
    words = ("--title", "季报", "--due", "2026年四季度", "--basis", "会议")
    made = program.json("milestone", "set", "7", *words)
    assert made["assumed"] is False
    program.text("milestone", "correct", made["id"], "--title", "年报", "--due", "2026-12-30", *WHY)
    assert program.json("milestone", "list", "7")[0]["title"] == "年报"
    assert "不再存在" in program.text("milestone", "retract", made["id"], "--reason", "不该设")
    assert program.json("milestone", "list", "7") == []
    assert program.json("task", "7")["light"] == "unscheduled"
    back = program.json("record", "list", "7")[0]["id"]
    program.text("record", "retract", back, "--reason", "该设")
    assert program.json("milestone", "list", "7")[0]["due"] == "2026-12-30"


def test_what_was_handed_in(program: Program) -> None:
    program.text("deliverable", "add", "1-a", "--text", "办法（送审稿）")
    given = program.json("record", "list", "1")[0]["id"]
    program.text("deliverable", "correct", given, "--text", "办法（报批稿）", "--date", "2026-11-18", *WHY)
    one = program.json("task", "1")["deliverables"][0]
    assert (one["handed_in"], one["handed_in_on"]) == ("办法（报批稿）", "2026-11-18")
    program.text("deliverable", "retract", given, "--reason", "交的是别的")
    assert program.json("task", "1")["deliverables"][0]["handed_in_on"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--basis", "会议"), "没有依据"),
        ((), "没有写更正什么"),
        (("--value", "210"), "内容没有变化"),
        (("--date", "2027-01-01"), "不能晚于今天"),
    ],
)
def test_what_cannot_be_corrected_so(program: Program, words: tuple[str, ...], said: str) -> None:
    made = program.json("reading", "add", "45-2", "--value", "210")
    assert said in program.refused("record", "correct", made["id"], *words, *WHY)


def test_a_note_has_its_own_way(program: Program) -> None:
    made = program.json("note", "add", "2", "--text", "看了现场")
    assert "不这样更正" in program.refused("record", "correct", made["id"], "--text", "看了", *WHY)
    program.text("record", "retract", made["id"], "--reason", "记错了任务")
    assert program.json("note", "list") == []
    again = program.json("record", "list", "2")[0]["id"]
    program.text("record", "retract", again, "--reason", "没有错")
    assert [one["text"] for one in program.json("note", "list")] == ["看了现场"]
