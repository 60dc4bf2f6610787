"""Papers, forms, the ledger book and answers over several plans, as the command line gives them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from support.cli import Program

from huaian_tui.cli import invocation
from huaian_tui.ledger.identity import SHANGHAI

YS = (
    *("plan", "add", "--title", "优化营商环境行动方案", "--short", "营商环境"),
    *("--code", "YS", "--start", "2026-01-01"),
)
TASK = (
    *("task", "add", "--plan", "YS", "--no", "1", "--text", "公开政策兑现清单。"),
    *("--lead", "czj", "--due", "2026-02-10"),
)
MATTER = (
    *("matter", "add", "--text", "梳理惠企政策。", "--lead", "czj", "--source", "批示"),
    *("--source-day", "2026-01-18", "--from", "市长", "--due", "2026-02-20", "--tie", "YS/1"),
)


@pytest.fixture
def office(program: Program) -> Program:
    """A second plan with one task, and a matter that is the same thing."""
    february = program.on("2026-02-05")
    for words in (YS, TASK, MATTER):
        february.run(*words)
    return february


def test_what_is_written_to_a_unit_is_over_all_plans_and_narrowed_by_plan(office: Program) -> None:
    every = office.json("notice", "draft", "--kind", "reminder", "--unit", "czj")
    assert every["plans"] == ["SJ", "YS"]
    text = office.json("notice", "show", every["id"])["text"].replace("\n", "")
    assert "同一事项：交办〔2026〕1号，市长批示" in text
    one = office.json("notice", "draft", "--kind", "reminder", "--unit", "czj", "--plan", "YS")
    assert one["plans"] == ["YS"]
    circular = office.json("notice", "draft", "--kind", "circular")
    assert circular["plans"] == ["SJ"]
    assert [row["id"] for row in office.json("notice", "list", "--plan", "YS")] == [one["id"], every["id"]]
    assert "SJ、YS" in office.text("notice", "list")
    assert "没有代号为 XX 的方案" in office.refused("notice", "draft", "--kind", "circular", "--plan", "XX")
    chosen = office.json("notice", "draft", "--kind", "supervision", "--unit", "czj", "--task", "JB/2026-1")
    assert chosen["plans"] == ["JB"]


def test_an_answer_for_each_source_and_its_files(office: Program, tmp_path: Path) -> None:
    made = office.json("matter", "answer", "JB/2026-1", "--out", str(tmp_path))
    assert [(one["kind"], one["title"], one["recipient"], one["plans"]) for one in made] == [
        ("answer", "关于交办〔2026〕1号办理情况的报告", "市长", ["JB"]),
        ("answer", "关于《优化营商环境行动方案》第1项办理情况的报告", None, ["YS"]),
    ]
    files = [Path(file) for one in made for file in one["files"]]
    assert len(files) == 6 and all(file.is_file() for file in files)
    assert "关于交办〔2026〕1号办理情况的报告_2026年2月5日草稿.pdf" in {file.name for file in files}
    assert "没有序号为" in office.refused("matter", "answer", "JB/2026-9")


def test_forms_and_the_book_are_over_all_plans_or_one(office: Program, tmp_path: Path) -> None:
    for plan in ((), ("--plan", "YS"), ("--plan", "all")):
        folder = tmp_path / "".join(plan)
        folder.mkdir(exist_ok=True)
        (form,) = office.json("feedback", "export", "--unit", "czj", str(folder), *plan)
        assert form["unit"] == "市财政局" and Path(form["file"]).is_file()
        book = office.json("ledger", "export", str(folder / "台账.xlsx"), *plan)
        assert Path(book["file"]).is_file()
    (tmp_path / "空").mkdir()
    nothing = office.refused("feedback", "export", "--unit", "市医保局", str(tmp_path / "空"), "--plan", "YS")
    assert "市医保局没有需要反馈的节点" in nothing


def test_an_answer_on_the_data_of_a_past_day(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def on(month: int, day: int) -> Program:
        monkeypatch.setattr(invocation, "now", lambda: datetime(2026, month, day, 9, tzinfo=SHANGHAI))
        return program.on(f"2026-{month:02}-{day:02}")

    office = on(2, 5)
    for words in (YS, TASK, MATTER):
        office.run(*words)
    office = on(2, 25)
    office.text("note", "add", "JB/2026-1", "--text", "清单已公开。", "--unit", "czj")
    later = on(3, 1)
    (made, _) = later.json("matter", "answer", "JB/2026-1", "--as-of", "2026-02-20")
    text = later.json("notice", "show", made["id"])["text"].replace("\n", "")
    assert "截至2026年2月20日" in text and "清单已公开" not in text and "2026年3月1日" in text
    (now, _) = later.json("matter", "answer", "JB/2026-1")
    assert "清单已公开" in later.json("notice", "show", now["id"])["text"].replace("\n", "")
    refused = later.refused("matter", "answer", "JB/2026-1", "--as-of", "2026-02-01")
    assert "那一天还没有登记" in refused
