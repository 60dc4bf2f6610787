"""``milestone propose``: what tasks without a date could be given, and setting what is sure in one action."""

from __future__ import annotations

import pytest
from support.cli import Program

KEYS = [
    "task_no",
    "task_id",
    "plan",
    "title",
    "milestone",
    "due",
    "every",
    "dues",
    "assumed",
    "phrase",
    "rule",
    "sure",
    "remarks",
]
TEXTS = ("6月底前出台办法。", "做好衔接。", "常态化开展调查。")


@pytest.fixture
def office(program: Program) -> Program:
    """The ledger in the first days of its plan's last year."""
    return program.on("2025-01-15")


def test_the_tasks_without_a_date_are_listed_with_nothing_that_nobody_said(office: Program) -> None:
    found = office.json("milestone", "propose")
    unscheduled = office.json("tasks", "--light", "unscheduled")
    assert [one["task_no"] for one in found] == [one["no"] for one in unscheduled] and len(found) == 54
    assert all(list(one) == KEYS for one in found)
    assert not any(one["due"] or one["rule"] or one["sure"] for one in found)
    by_no = {one["task_no"]: one for one in found}
    assert "没有说明多久一次" in by_no[12]["remarks"][0] and by_no[28]["milestone"] == "28-1"
    said = office.text("milestone", "propose")
    assert "共 54 项任务没有节点，0 项的时限可以直接设" in said


def test_the_office_s_limit_or_a_typed_one_proposes_with_its_rule(office: Program) -> None:
    office.json("setting", "set", "方案交办时限", "60天")
    (one,) = office.json("milestone", "propose", "1")
    assert (one["due"], one["dues"], one["sure"]) == ("2025-03-16", ["2025-03-16"], True)
    assert one["rule"] == "60天，自2025-01-15的次日起算" and one["phrase"] is None
    (typed,) = office.json("milestone", "propose", "1", "--limit", "每季度末", "--date", "2025-01-10")
    assert (typed["due"], typed["every"]) == (None, "quarter")
    assert typed["dues"] == ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]
    assert office.json("milestone", "propose", "2") == []  # it has dates of its own
    late = office.on("2026-11-22").json("milestone", "propose", "1")
    assert late[0]["sure"] is False and "晚于方案期末" in late[0]["remarks"][0]


def test_what_is_sure_is_set_in_one_action(office: Program) -> None:
    words = ("--limit", "60天", "--accept-sure", "--basis", "领导小组会议纪要")
    made = office.json("milestone", "propose", *words)
    assert len(made) == 49 and {one["due"] for one in made} == {"2025-03-16"}
    assert {one["basis"] for one in made} == {"领导小组会议纪要（按交办时限：60天，自2025-01-15的次日起算）"}
    (known,) = [one for one in made if one["id"] == "28-1"]
    assert known["original_due"] is None and known["title"] == "支持建设行业数据服务平台"
    left = office.json("milestone", "propose", "--limit", "60天")
    assert [one["task_no"] for one in left] == [3, 5, 12, 18, 60] and not any(one["sure"] for one in left)
    refused = office.refused("milestone", "propose", "--limit", "60天", "--accept-sure", "--basis", "纪要")
    assert "没有可以直接设的时限" in refused and "5 项任务没有节点" in refused


def test_dates_of_the_text_are_quoted_and_taken(office: Program) -> None:
    days = ("--start", "2025-01-01", "--horizon", "2025-12-31", "--basis", "会议")
    office.json("plan", "add", "--code", "XX", "--short", "新方案", "--title", "新的方案", *days)
    for place, text in enumerate(TEXTS, start=1):
        words = ("--no", str(place), "--text", text, "--lead", "市财政局")
        office.json("task", "add", "--plan", "XX", *words)
    first, second, third = office.json("milestone", "propose", "--plan", "XX")
    assert (first["due"], first["sure"]) == ("2025-06-30", True) and "6月底前" in first["phrase"]
    assert second["dues"] == [] and "常态化" in third["remarks"][0]
    (made,) = office.json("milestone", "propose", "--plan", "XX", "--accept-sure", "--basis", "纪要")
    assert (made["due"], made["basis"]) == ("2025-06-30", f"纪要（原文“{first['phrase']}”）")


@pytest.mark.parametrize("words", [("--accept-sure",), ("--basis", "纪要")])
def test_setting_and_basis_go_together(office: Program, words: tuple[str, ...]) -> None:
    said = office.refused("milestone", "propose", *words, code=2)
    assert "--accept-sure 与 --basis 要一起写" in said


def test_a_limit_that_cannot_be_read_is_refused(office: Program) -> None:
    assert "分不清" in office.refused("milestone", "propose", "--limit", "20日")
    assert "方案交办时限写法不对" in office.refused("setting", "set", "task_limit", "尽快")
