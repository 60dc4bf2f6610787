"""``--plain``: the work of the day by numbered menus, a line at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import Program

from huaian_tui.store.keep.drafts import list_drafts, load_draft

TODAY = "2026-11-22"


@pytest.fixture
def program(ledger_path: Path) -> Program:
    return Program(ledger_path, TODAY)


def typed(program: Program, *lines: str) -> str:
    """What is said when these lines are typed, the last menu left by the end of the input."""
    ended = program.run("--plain", stdin="".join(f"{line}\n" for line in lines))
    assert ended.code == 0, ended.err
    assert "\x1b" not in ended.out and len(ended.out) == len(ended.out.replace("\r", ""))
    return ended.out + ended.err


def test_the_overview_leads_to_a_task_a_note_and_a_completion(program: Program) -> None:
    texts = ["已看过现场", "设备已到", "", "电力没有增容", "", ""]
    note = ["1", *texts, "czj、市教育局", "", "", "11月30日", "", "1"]
    completion = ["2", "1", "验收报告", "11月20日", "", "1"]
    said = typed(program, "1", "1", *note, *completion, "0", "0", "0")
    assert "共 60 项任务：逾期 6 项" in said and "启动数据产权确权登记工作" in said
    (kept,) = program.json("note", "list", "2")
    assert kept["text"] == "已看过现场\n设备已到" and kept["problem"] == "电力没有增容"
    assert kept["units"] == ["市财政局", "市教育局"] and kept["follow_up"] == "2026-11-30"
    done = next(one for one in program.json("milestone", "list", "2") if one["id"] == "2-1")
    assert (done["light"], done["completed_on"]) == ("done", "2026-11-20")
    assert list_drafts(program.path) == []


def test_what_is_refused_stays_and_is_mended(program: Program) -> None:
    wrong = ["进展", *[""] * 6, "某天", "", "1"]
    said = typed(program, "4", "12", "1", *wrong, "8", "11月30日", "1", "0")
    assert "没有看懂" in said and "没有存上。改好后再存，已填的还在。" in said
    assert [one["follow_up"] for one in program.json("note", "list", "12")] == ["2026-11-30"]


def test_a_field_is_emptied_by_a_dash_and_never_read_from_elsewhere(program: Program) -> None:
    said = typed(program, "4", "12", "1", "-", "进展", "", "问题", "", *[""] * 6, "1", "0")
    assert "没有填写进展情况" in said
    for task, dash, back in (("13", "-", "0"), ("14", "－", "０")):
        typed(program, "4", task, "1", "进展", "", "问题", "", *[""] * 6, "3", dash, "1", back)
        assert [one["problem"] for one in program.json("note", "list", task)] == [""]
    assert "没有“０”这一项" not in typed(program, "２", "０", "０")


def test_what_was_typed_when_the_input_ends_is_a_draft_that_is_gone_on_with(program: Program) -> None:
    said = typed(program, "4", "12", "1", "进展到一半", "", "问题")
    assert "没有写完的已留作草稿" in said
    assert load_draft(program.path, "note:12") is not None
    said = typed(program, "4", "12", "1", "1", "1", "0")
    assert "上次没有写完" in said
    assert [one["text"] for one in program.json("note", "list", "12")] == ["进展到一半"]
    assert list_drafts(program.path) == []


def test_going_back_with_something_typed_asks_first(program: Program) -> None:
    typed(program, "4", "12", "1", "进展", "", "0", "2", "1", "0")
    assert len(program.json("note", "list", "12")) == 1
    typed(program, "4", "13", "1", "进展", "", "0", "1", "0")
    assert program.json("note", "list", "13") == []


def test_units_are_found_by_initials_and_long_lists_go_on(program: Program) -> None:
    said = typed(program, "3", "czj", "没有这样的", "市", "10", "1", "0", "0")
    assert "淮安市财政局" in said and "没有叫“没有这样的”的单位" in said and "更多" in said
    said = typed(program, "2", "", "10", "10", "10", "10", "10", "10", "6", "0", "0", "0")
    assert "【第60项 重点任务】" in said


def test_a_paper_is_drafted_read_checked_and_withdrawn(program: Program, tmp_path: Path) -> None:
    draft = ["6", "2", "3", "市数据局", "", "", "", "1"]
    handled = ["1", "1", "1", "2", "6", str(tmp_path / "文书"), "1", "9", "写错了", "1", "0", "0", "0", "0"]
    said = typed(program, *draft, *handled)
    assert "催办单" in said and "第 1 页" in said
    assert len(list((tmp_path / "文书").iterdir())) == 3
    (notice,) = program.json("notice", "list")
    assert notice["state"] == "withdrawn"


def test_what_has_no_menu_is_named_and_a_wrong_number_is_said(program: Program) -> None:
    said = typed(program, "7", "99", "", "x", "0")
    for name in ("延期", "设节点", "导入方案", "导出数据包", "检查台账"):
        assert name in said
    assert "没有“99”这一项" in said and "没有“x”这一项" in said and "还没有输入" in said


def test_a_past_day_is_only_looked_at(program: Program) -> None:
    program.text("note", "add", "12", "--text", "进展")
    ended = program.run(
        "--plain", "--as-of", "2026-11-01", stdin="4\n12\n1\n进展\n\n\n\n\n\n\n\n\n1\n0\n1\n0\n"
    )
    assert "按过去这一天显示，只能查看。" in ended.out and "现在只能查看" in ended.err
    assert len(program.json("note", "list", "12")) == 1


def test_it_asks_once_who_writes(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUAIAN_TUI_OFFICER", raising=False)
    nobody = Program(ledger_path, TODAY, "")
    assert "承办人姓名" in typed(nobody, "甲", "0")
    assert "承办人姓名" not in typed(nobody, "0")
    assert nobody.json("setting", "list")
