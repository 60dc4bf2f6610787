"""Several ids of one command: one action, all or none, each refusal named; one id answers as ever."""

from __future__ import annotations

from support.cli import Program


def records(program: Program) -> int:
    return sum(len(program.json("record", "list", task)) for task in ("2", "6", "22", "45"))


def test_one_date_and_basis_for_several_tasks(program: Program) -> None:
    year_end = ("--due", "2025年底", "--basis", "专题会议纪要")
    made = program.json("milestone", "set", "12", "13", "第14项", *year_end)
    assert [one["task_no"] for one in made] == [12, 13, 14]
    assert {one["due"] for one in made} == {"2025-12-31"}
    draft = ("--due", "11月底", "--title", "初稿", "--basis", "会")
    named = program.json("milestone", "set", "12", "13", *draft)
    assert [one["title"] for one in named] == ["初稿", "初稿"]
    twin = program.refused("milestone", "set", "12", "15", *draft)
    assert "2 个里有 1 个不能办，全部没有保存" in twin and "第12项 这个节点已经有了" in twin
    assert program.json("milestone", "list", "15") == []
    assert "缺少选项 --title" in program.refused("milestone", "set", "12", *year_end, code=2)


def test_decisions_on_several_are_all_or_none_and_every_refusal_is_named(program: Program) -> None:
    assert program.json("milestone", "complete", "2-1", "--basis", "验收")["id"] == "2-1"
    before = records(program)
    said = program.refused("milestone", "complete", "2-1", "2-2", "9-9", "--basis", "验收")
    assert "9-9 没有编号为“9-9”的节点" in said
    said = program.refused("milestone", "extend", "2-1", "2-2", "--due", "2026-6-30", "--basis", "批示")
    assert "2-1 节点已办结" in said and "其余 1 个可以一起办" in said
    assert "办结日期不能晚于今天" in program.refused(
        "milestone", "complete", "2-2", "6-1", "--date", "+3", "--basis", "验收"
    )
    assert records(program) == before
    done = program.json("milestone", "complete", "2-2", "45-1=4,200个", "22-1＝18", "2-2", "--basis", "验收")
    assert [(one["id"], one["completion_value"]) for one in done] == [
        ("2-2", None),
        ("45-1", 4200),
        ("22-1", 18),
    ]
    moved = program.json("milestone", "extend", "6-1", "6-2", "--due", "2026-6-30", "--basis", "批示12号")
    assert {(one["due"], one["basis"]) for one in moved} == {("2026-06-30", "批示12号")}
    assert len(program.json("milestone", "cancel", "6-1", "6-2", "--basis", "并入")) == 2


def test_reopening_several_takes_the_new_date_and_is_taken_back_by_its_records(program: Program) -> None:
    program.text("milestone", "complete", "2-1", "2-2", "--basis", "验收")
    again = program.text("milestone", "reopen", "2-1", "2-2", "--due", "2026年底", "--basis", "核查")
    assert "已重新督办节点 2-1（第2项）：时限 2026年12月31日" in again
    for one in ("2-1", "2-2"):
        shown = program.json("milestone", "show", one)
        assert (shown["status"], shown["due"]) == ("open", "2026-12-31")
    kept = program.json("milestone", "complete", "2-1", "--basis", "验收")
    program.text("milestone", "reopen", "2-1", "--basis", "核查")
    assert program.json("milestone", "show", "2-1")["due"] == kept["due"]


def test_readings_as_pairs_and_deliverables(program: Program) -> None:
    assert program.json("reading", "add", "45-1", "--value", "3900")["value"] == 3900
    said = program.refused("reading", "add", "45-1=4200", "45-1=4300", code=2)
    assert "45-1 写了两个数值" in said
    made = program.json("reading", "add", "45-1=4200", "45-2=4100个", "22-1=1.2万")
    assert [one["value"] for one in made] == [4200, 4100, 12000]
    assert "45-2 没有写数值" in program.refused("reading", "add", "45-1=3", "45-2", code=2)
    before = records(program)
    said = program.refused("reading", "add", "45-1=3", "45-2=很多", "2-1=4")
    assert "45-2 “很多”不是一个数" in said
    assert "2-1 这个节点没有量化指标" in program.refused("reading", "add", "45-1=3", "2-1=4")
    assert records(program) == before
    sent = program.json("deliverable", "add", "1-a", "2-a", "--text", "淮数〔2025〕3号")
    assert [one["id"] for one in sent] == ["1-a", "2-a"]


def test_one_note_on_several_tasks(program: Program) -> None:
    made = program.json("note", "add", "2", "5", "2", "--text", "一起看了现场")
    assert [(one["task_no"], one["text"]) for one in made] == [(2, "一起看了现场"), (5, "一起看了现场")]
    program.refused("note", "add", "2", "99", "--text", "没有第99项")
    assert len(program.json("note", "list")) == 2
