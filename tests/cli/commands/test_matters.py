"""Matters (交办事项) on the command line: entered, listed, numbered, tied, refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import Program
from support.hostile import HOSTILE

OF = ("--source", "批示", "--source-day", "2026-11-10")
SOURCE = (*OF, "--source-doc", "关于数据工作的批示", "--from", "市长")
ADD = ("matter", "add", "--text", "摸清数据底数", "--lead", "czj", "--support", "市发改委", *SOURCE)
DUE = ("--due", "2026-12-01", "--basis", "常务会立项")


@pytest.fixture
def office(program: Program) -> Program:
    """A ledger of 22 November 2026."""
    return program.on("2026-11-22")


def test_a_matter_is_a_task_with_its_source(office: Program) -> None:
    added = office.json(*ADD, *DUE, "--tie", "12", "--tie", "SJ/13")
    assert (added["no"], added["plan"], added["plan_title"]) == ("交办〔2026〕1", "JB", "日常交办事项")
    assert added["source"] == {
        "kind": "批示",
        "day": "2026-11-10",
        "document": "关于数据工作的批示",
        "from": "市长",
        "urgent": False,
        "former_no": [],
    }
    assert [(one["plan"], one["no"]) for one in added["ties"]] == [("SJ", 12), ("SJ", 13)]
    assert (added["lead"], added["support"]) == (["市财政局"], ["市发改委"])
    (due,) = added["milestones"]
    assert (due["due"], due["basis"], due["light"]) == ("2026-12-01", "常务会立项", "due_soon")
    printed = ("交办〔2026〕1", "交办２０２６－１", "jb/交办〔2026〕1号")
    for typed in ("JB/2026-1", "JB/1", *printed, added["id"]):
        assert office.json("task", typed) == added
    assert office.json("task", "12")["ties"] == [
        {"id": "huaian-data-2024/13", "plan": "SJ", "no": 13, "text": added["ties"][1]["text"]},
        {"id": added["id"], "plan": "JB", "no": "交办〔2026〕1", "text": "摸清数据底数"},
    ]
    assert office.json("task", "1")["source"] is None and office.json("task", "1")["ties"] == []
    assert added["no"] in [one["no"] for one in office.json("tasks", "--plan", "JB")]
    page = office.text("task", "JB/1")
    assert "交办〔2026〕1号 交办事项" in page and "批示，2026-11-10，关于数据工作的批示，市长" in page


def test_a_matter_is_worked_on_like_any_task(office: Program) -> None:
    office.run(*ADD, *DUE)
    identity = office.json("task", "JB/1")["milestones"][0]["id"]
    office.json("note", "add", "JB/2026-1", "--text", "已催办", "--unit", "czj")
    assert office.json("milestone", "complete", identity, "--basis", "报告")["light"] == "done"
    assert office.json("task", "JB/1")["notes"][0]["task_no"] == "交办〔2026〕1"
    assert "交办〔2026〕1号" in office.text("record", "list", "JB/1") or office.json("record", "list", "JB/1")


def test_numbers_run_through_the_year_and_begin_anew(office: Program) -> None:
    texts = [office.json(*ADD, "--text", f"第{place}件", *DUE)["no"] for place in range(3)]
    assert texts == ["交办〔2026〕1", "交办〔2026〕2", "交办〔2026〕3"]
    office.json("task", "end", "JB/3", "--reason", "不办")
    assert office.json(*ADD, "--text", "再一件", *DUE)["no"] == "交办〔2026〕4"
    later = office.on("2027-01-04")
    assert later.json(*ADD, "--due", "2027-02-01")["no"] == "交办〔2027〕1"
    refused = office.refused("task", "JB/1")
    assert "交办〔2026〕1号" in refused and "交办〔2027〕1号" in refused
    assert office.json("task", "JB/2")["no"] == "交办〔2026〕2"


def test_the_list_has_open_ones_first_and_filters(office: Program) -> None:
    for place, kind in enumerate(("批示", "会议纪要", "信访")):
        more = ("--text", f"第{place}件", "--source", kind, "--lead", ("czj", "fgw", "czj")[place])
        office.json("matter", "add", *SOURCE, *DUE, *more)
    first = office.json("matter", "list")[0]
    office.json("milestone", "complete", first["milestones"][0]["id"], "--basis", "报告")
    listed = office.json("matter", "list")
    assert [one["no"][-1] for one in listed] == ["2", "3", "1"]
    assert [one["source"]["kind"] for one in listed] == ["会议纪要", "信访", "批示"]
    assert [one["no"][-1] for one in office.json("matter", "list", "--source", "信访")] == ["3"]
    assert [one["no"][-1] for one in office.json("matter", "list", "--unit", "czj")] == ["3", "1"]
    office.json("task", "end", "JB/2", "--reason", "不办")
    assert [one["no"][-1] for one in office.json("matter", "list")] == ["3", "1"]
    assert [one["no"][-1] for one in office.json("matter", "list", "--all")] == ["3", "1", "2"]
    assert "信访，2026-11-10" in office.text("matter", "list")
    assert office.json("matter", "list", "--as-of", "2026-11-01") == []


@pytest.mark.parametrize("typed", ["2026-12-05", "12月5日", "+13"])
def test_a_date_that_the_officer_gives_quotes_nothing(office: Program, typed: str) -> None:
    (due,) = office.json(*ADD, "--due", typed)["milestones"]
    assert (due["due"], due["assumed"], due["phrase"]) == ("2026-12-05", False, "")
    shown = office.text("task", "JB/1")
    assert "怎样知道的：2026-11-10批示，关于数据工作的批示\n" in shown and "原文“" not in shown


def test_a_year_alone_is_assumed_and_says_what_was_typed(office: Program) -> None:
    (due,) = office.json(*ADD, "--due", "2027年")["milestones"]
    assert (due["due"], due["assumed"], due["phrase"]) == ("2027-12-31", True, "")
    assert "怎样知道的：假定：“2027年”只写了年份，按当年最后一天；" in office.text("task", "JB/1")


def test_a_pasted_line_is_quoted_where_it_has_more_than_a_day(office: Program, tmp_path: Path) -> None:
    lines = tmp_path / "纪要.txt"
    lines.write_text("修路\tczj\t\t12月底前\n修桥\tczj\t\t2026-12-20\n修池\tczj\n", encoding="utf-8")
    made = office.json("matter", "add", *SOURCE, "--lines", str(lines), "--due", "12月1日")
    assert [(one["milestones"][0]["due"], one["milestones"][0]["phrase"]) for one in made] == [
        ("2026-12-31", "12月底前"),
        ("2026-12-20", ""),
        ("2026-12-01", ""),
    ]


def test_the_first_record_of_a_matter_is_called_what_it_is(office: Program) -> None:
    office.json(*ADD, *DUE)
    office.run("task", "set", "JB/1", "--text", "摸清全市数据底数", "--basis", "批示")
    office.run("task", "add", "--no", "61", "--text", "一项任务", "--lead", "czj")
    listed = office.text("record", "list", "JB/1")
    assert listed.count("登记交办") == 1 and listed.count("任务内容") == 1
    assert "登记交办" not in office.text("record", "list", "61")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--due", "2026-11-09"), "时限早于来源日期"),
        (("--due", "2026-12-01", "--source-day", "2026-11-23"), "来源日期不能晚于今天"),
        (("--due", "2026-12-01", "--source", "电话"), "来源是：批示、会议纪要、来文、调研、信访、其他"),
        (("--due", "2026-12-01", "--lead", "数据"), "请"),
        (("--due", "2026-12-01", "--lead", "没有这个局"), "没有找到单位"),
        (("--due", "2026-12-01", "--tie", "SJ/99"), "没有序号为 99 的任务"),
        (("--due", "2026-12-01", "--text", "督" * 20_001), "20001"),
        (("--due", "2026-12-01", "--text", " 　"), "任务内容没有填写"),
        (("--due", "2026-12-01", "--source-doc", "文" * 201), "太长"),
        (("--due", "每月"), "交办事项要写某一天"),
        (("--due", "很快"), "没有看懂"),
        (("--due", "limit"), "没有设批示的时限"),
        ((), "没有写时限；机构没有设这种来源的交办时限"),
    ],
)
def test_what_cannot_be_entered_is_refused_with_what_can(
    office: Program, words: tuple[str, ...], said: str
) -> None:
    assert said in office.refused(*ADD, *words)
    assert office.json("matter", "list") == []


def test_without_a_lead_or_a_source_nothing_is_entered(office: Program) -> None:
    assert "牵头单位没有填写" in office.refused("matter", "add", "--text", "事", *SOURCE, *DUE)
    assert "来源没有填写" in office.refused("matter", "add", "--text", "事", "--lead", "czj", *DUE)


def test_the_same_matter_twice_is_refused_and_named(office: Program) -> None:
    office.json(*ADD, *DUE)
    again = ("--text", "摸清　数据底数", "--due", "2026-12-31", "--from", "王市长")
    assert "已经登记过；交办〔2026〕1号" in office.refused(*ADD, *again)
    office.json("task", "end", "JB/1", "--reason", "不办")
    assert "已终止；要恢复，用 task set" in office.refused(*ADD, *DUE)
    assert office.json(*ADD, *DUE, "--source-day", "2026-11-11")["no"] == "交办〔2026〕2"


def test_a_limit_is_proposed_with_its_rule_and_used_when_asked_for(office: Program) -> None:
    office.json("setting", "set", "交办时限", "批示急件 5个工作日；批示 15天")
    refused = office.refused(*ADD)
    assert "按批示15天，自2026-11-10的次日起算，应为 2026-11-25；采用则写 --due limit" in refused
    added = office.json(*ADD, "--due", "limit", "--basis", "立项")
    (due,) = added["milestones"]
    assert (due["due"], due["assumed"]) == ("2026-11-25", False)
    assert due["basis"] == "按交办时限：批示15天，自2026-11-10的次日起算；立项"
    urgent = office.json(*ADD, "--text", "急的", "--urgent", "--due", "limit")
    assert urgent["milestones"][0]["due"] == "2026-11-17" and urgent["source"]["urgent"] is True
    assert "没有设来文的时限" in office.refused(*ADD, "--source", "来文", "--due", "limit")
    undated = office.json(*ADD, "--text", "不急的", "--due", "无")
    assert (undated["light"], undated["milestones"]) == ("unscheduled", [])
    assert "交办时限写法不对" in office.refused("setting", "set", "matter_limits", "批示很快")


def test_pasted_lines_are_taken_all_or_none(office: Program, tmp_path: Path) -> None:
    lines = "1、\t修路\t市交通局\tczj、fgw\t2026年12月底\n\n2\t架桥\t市交通局\t\t无\n"
    ended = office.run("matter", "add", "--lines", "-", *SOURCE, "--json", stdin=lines)
    assert [(one["no"], one["text"], one["support"], one["next_due"]) for one in ended.json] == [
        ("交办〔2026〕1", "修路", ["市财政局", "市发改委"], "2026-12-31"),
        ("交办〔2026〕2", "架桥", [], None),
    ]
    named = "事项 牵头 时限 来源 来源日期 文件 交办人 急件\n种树 czj 12月1日 信访 11月3日 来信 信访局 是\n"
    (tmp_path / "行.txt").write_bytes(named.encode("gb18030"))
    (third,) = office.json("matter", "add", "--lines", str(tmp_path / "行.txt"))
    assert third["source"] | {"former_no": []} == {
        "kind": "信访",
        "day": "2026-11-03",
        "document": "来信",
        "from": "信访局",
        "urgent": True,
        "former_no": [],
    }
    for wrong, said in (
        ("挖渠 czj - 12月1日\n养鱼 没有的局 - 12月1日\n", "第2行：没有找到单位"),
        ("挖渠\n", "第1行：看不懂这一行"),
        ("挖渠 czj - 12月1日\n挖渠 czj - 12月2日\n", "同一件事写了两次"),
        ("挖渠 czj\n", "第1行：没有写时限"),
        ("\n\n", "没有要登记的交办事项"),
    ):
        refused = office.run("matter", "add", "--from", "-", *OF, stdin=wrong)
        assert (refused.code, refused.out) == (1, "") and said in refused.err
    unsourced = office.run("matter", "add", "--lines", "-", "--due", "12月1日", stdin="挖渠 czj\n")
    assert "第1行：来源没有填写" in unsourced.err
    assert len(office.json("matter", "list")) == 3


def test_ties_are_read_at_both_ends_and_taken_back_at_either(office: Program) -> None:
    one, two = (office.json(*ADD, *DUE, "--text", text) for text in ("甲", "乙"))
    office.json("matter", "tie", "1", "SJ/12")
    office.json("matter", "tie", "JB/2", "SJ/12", "--basis", "同一件事")

    def tied(reference: str) -> list[object]:
        return [each["no"] for each in office.json("task", reference)["ties"]]

    assert tied("JB/1") == [12, two["no"]] and tied("12") == [one["no"], two["no"]]
    assert "已经关联；交办〔2026〕1号与第12项" in office.refused("matter", "tie", "JB/1", "12")
    assert "不能与自己关联" in office.refused("matter", "tie", "JB/1", "JB/1")
    assert "经由别的任务关联" in office.refused("matter", "tie", "JB/1", "JB/2", "--untie")
    assert "没有关联" not in office.text("matter", "tie", "JB/1", "12", "--untie")
    assert tied("JB/1") == [] and tied("12") == [two["no"]]
    assert "没有直接关联" in office.refused("matter", "tie", "JB/1", "12", "--untie")
    assert office.json("record", "list", "JB/1")
    office.json("task", "end", "JB/1", "--reason", "不办")
    assert "任务已经终止，不能关联" in office.refused("matter", "tie", "JB/2", "JB/1")
    assert "任务已经终止，不能关联" in office.refused("matter", "tie", "JB/1", "13")


def test_no_tie_to_a_closed_plan(office: Program) -> None:
    office.run("plan", "add", "--title", "旧方案", "--short", "旧", "--code", "JF")
    office.run("task", "add", "--plan", "JF", "--no", "1", "--text", "旧事", "--lead", "czj")
    office.run("plan", "close", "JF", "--basis", "收官会")
    assert "方案已收官，不能再写" in office.refused(*ADD, *DUE, "--tie", "JF/1")
    assert office.json("matter", "list") == []


def test_what_is_written_anew_keeps_source_number_and_ties(office: Program) -> None:
    added = office.json(*ADD, *DUE, "--tie", "12")
    changed = office.json("task", "set", "JB/1", "--text", "改后", "--lead", "市数据局", "--basis", "会议")
    kept = ("no", "id", "source", "ties", "milestones")
    assert [changed[key] for key in kept[:4]] == [added[key] for key in kept[:4]]
    assert (changed["text"], changed["lead"]) == ("改后", ["市数据局"])
    office.json("task", "end", "JB/1", "--reason", "不办")
    back = office.json("task", "set", "JB/1", "--text", "又办", "--basis", "批示")
    assert [back[key] for key in kept[:4]] == [added[key] for key in kept[:4]]
    source = office.json("matter", "set", "1", "--source-doc", "更正的批示", "--urgent", "--basis", "更正")
    assert source["source"] == added["source"] | {"document": "更正的批示", "urgent": True}
    assert (source["no"], source["text"], source["ties"]) == (added["no"], "又办", added["ties"])
    assert "没有改动" in office.refused("matter", "set", "1", "--from", "市长", "--basis", "更正")
    assert "编号不能改" in office.refused("task", "set", "JB/1", "--no", "7", "--basis", "会议")
    assert office.text("check").startswith("台账完好")


def test_the_plan_of_matters_has_no_end_and_takes_no_plain_tasks(office: Program) -> None:
    assert "日常交办不收官" in office.refused("plan", "close", "JB", "--basis", "会议")
    extended = office.refused("plan", "extend", "JB", "--to", "2027-12-31", "--basis", "会议")
    assert "日常交办没有期末" in extended
    refused = office.refused("task", "add", "--plan", "JB", "--text", "事", "--lead", "czj")
    assert "用 matter add 登记" in refused
    office.json(*ADD, *DUE)
    office.json("plan", "set", "JB", "--code", "LD", "--short", "领导交办", "--basis", "会议")
    assert office.json("task", "LD/2026-1")["plan"] == "LD"
    assert "LD/2026-1" in office.text("tasks", "--plan", "LD")


@pytest.mark.parametrize(
    "words",
    "2026-1 交办〔2026〕1号 交办2026-1 JB/2026-1 jb/1 批示 数据工作的批示 市长 底数".split(),
)
def test_a_matter_is_found_by_source_document_post_and_number(office: Program, words: str) -> None:
    office.json(*ADD, *DUE)
    other = ("--text", "另一件", "--source", "来文", "--source-doc", "函", "--from", "局长", "--lead", "fgw")
    office.json("matter", "add", *other, *DUE)
    assert "交办〔2026〕1" in [one["no"] for one in office.json("tasks", "--text", words)]
    assert "交办〔2026〕2" not in [one["no"] for one in office.json("tasks", "--text", words)]


@pytest.mark.parametrize("text", [one for one in HOSTILE if "\ud800" not in one])
def test_hostile_text_stays_text(office: Program, text: str) -> None:
    typed = f"事{text}"[:20_000]
    source = (*OF, "--source-doc", f"文{text}"[:200], "--from", f"长{text}"[:50])
    added = office.json("matter", "add", "--text", typed, "--lead", "czj", *source, "--due", "2026-12-01")
    assert added["text"].startswith("事") and "\x1b" not in added["text"]
    assert "\x1b" not in office.text("matter", "list") + office.text("task", "JB/1")
    assert office.json("matter", "list")[0]["source"]["from"].startswith("长")
