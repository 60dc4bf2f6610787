"""Several plans on the command line: naming tasks, plans and their tasks changed, closed, extended."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.cli import Program
from support.exchange import Laptop

from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.plans import PlanDraft, add_plan
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks

PLAN = ("plan", "add", "--title", "数字政府建设方案", "--short", "数字政府", "--code", "sz")
DAYS = ("--start", "2026-01-01", "--horizon", "2026-12-31", "--basis", "市政府文件")
TASK = ("task", "add", "--plan", "SZ", "--text", "建设一网通办平台", "--lead", "czj", "--support", "市发改委")


@pytest.fixture
def two(program: Program) -> Program:
    """A ledger of 22 November 2026 with a second plan and one task in it."""
    office = program.on("2026-11-22")
    office.run(*PLAN, *DAYS)
    office.json(*TASK, "--no", "1", "--due", "2026-06-30", "--basis", "方案")
    return office


def test_a_task_is_named_by_number_code_and_id(two: Program) -> None:
    one = two.json("task", "SZ/1")
    assert (one["no"], one["plan"], one["plan_title"]) == (1, "SZ", "数字政府建设方案")
    assert two.json("task", one["id"]) == two.json("task", "1", "--plan", "sz") == one
    assert two.json("task", "1")["plan"] == "SJ" and two.json("task", "SJ/1") == two.json("task", "第1项")
    assert "SZ第1项" in two.text("task", "SZ/1") and "SZ/1" in two.text("overdue")
    two.run("plan", "current", "SZ")
    assert two.json("task", "1") == one and two.json("task", "SJ/2")["no"] == 2
    assert "第1项" in two.text("task", "1") and "SJ/2" in two.text("overdue")
    assert two.json("unit", "czj")["lead"] == [1]


def test_numbers_are_entered_and_named_as_they_are_told(two: Program) -> None:
    assert two.json("task", "SZ第1项") == two.json("task", "ＳＺ／１") == two.json("task", "SZ/1")
    assert two.json(*TASK, "--no", "第5项", "--due", "2026-12-01")["no"] == 5
    two.json(*TASK, "--no", "（一）", "--due", "2026-12-01")
    assert two.json("task", "SZ/（一）")["no"] == two.json("task", "SZ/(一)")["no"] == "（一）"
    assert "序号重复" in two.refused(*TASK, "--no", " 第1条 ", "--due", "2026-12-01")
    for number in ("A/B", "1／2"):
        assert "序号里不能有斜线" in two.refused(*TASK, "--no", number, "--due", "2026-12-01")
    assert "序号里不能有斜线" in two.refused("task", "set", "SZ/1", "--no", "1/2", "--basis", "印发稿")


@pytest.mark.parametrize("typed", ["+10", "下周五", "2026-12-02"])
def test_a_day_typed_in_short_is_quoted_nowhere(two: Program, typed: str) -> None:
    """+10 read next year would mean nothing."""
    (one,) = two.json(*TASK, "--due", typed)["milestones"]
    words = ("matter", "add", "--text", "查一查", "--lead", "czj", "--source", "批示")
    (given,) = two.json(*words, "--due", typed)["milestones"]
    assert one["phrase"] == given["phrase"] == "" and given["due"] == one["due"]


def test_closing_the_current_plan_tells_which_one_numbers_mean_from_then_on(two: Program) -> None:
    why = ("--basis", "会议", "--cancel-rest", "不再督办")
    assert "现用方案" not in two.text("plan", "close", "SZ", *why)
    two.text("plan", "reopen", "SZ", "--basis", "会议")
    assert "，现用方案改为 SZ\n" in two.text("plan", "close", "SJ", *why)
    assert two.json("task", "1")["plan"] == "SZ"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("task", "XX/1"), "没有代号为 XX 的方案；现有：SJ、JB、SZ"),
        (("tasks", "--plan", "XX"), "没有代号为 XX 的方案"),
        (("task", "SZ/7"), "没有序号为 7 的任务；本方案的序号为 1 到 1；在别的方案里有：SJ/7"),
        ((*PLAN, *DAYS), "代号 SZ 已被使用"),
        ((*PLAN[:-1], "A1"), "代号不合要求"),
        ((*PLAN[:-1], "Q", "--start", "2026-01-01", "--horizon", "2025-12-31"), "期末早于起始日"),
        ((*TASK, "--no", "1"), "序号重复"),
        (("task", "add", "--plan", "SZ", "--text", "无牵头"), "牵头单位没有填写"),
        ((*TASK, "--no", "5", "--due", "2025-12-31"), "时限早于方案起始日"),
        (("note", "add", "SZ/1", "--text", "早", "--date", "2025-12-31"), "督查日期早于方案起始日"),
        (("plan", "extend", "SZ", "--to", "2026-12-01", "--basis", "x"), "新的期末不晚于原来的"),
        (("plan", "close", "SZ", "--basis", "收官会"), "方案还有 1 个未办结的节点，不能收官；SZ第1项"),
        (("plan", "reopen", "SZ", "--basis", "x"), "方案没有收官"),
        (("task", "set", "SZ/1", "--basis", "x"), "没有改动"),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_possible(
    two: Program, words: tuple[str, ...], said: str
) -> None:
    before = two.path.read_bytes()
    ended = two.run(*words)
    assert (ended.code, ended.out) == (1, "") and said in ended.err
    assert two.path.read_bytes() == before


def test_lists_are_over_all_open_plans_or_of_one(two: Program) -> None:
    assert [one["plan"] for one in two.json("tasks")] == ["SJ"] * 60 + ["SZ"]
    assert [one["no"] for one in two.json("tasks", "--plan", "SZ")] == [1]
    assert {one["plan"] for one in two.json("overdue", "--plan", "SJ")} == {"SJ"}
    two.json("note", "add", "SZ/1", "--text", "已看")
    assert [one["task_no"] for one in two.json("note", "list")] == [1]
    assert two.json("note", "list", "--plan", "SJ") == []
    assert [one["title"] for one in two.json("milestone", "list", "--plan", "SZ")] == ["建设一网通办平台"]
    tasks = two.json("unit", "czj")["tasks"]
    assert tasks[-1] == {
        "id": two.json("task", "SZ/1")["id"],
        "plan": "SZ",
        "no": 1,
        "text": "建设一网通办平台",
        "role": "lead",
        "light": "overdue",
    }


def test_plans_are_listed_with_what_is_open(two: Program) -> None:
    listed = two.json("plan", "list")
    assert [(one["code"], one["tasks"], one["current"]) for one in listed] == [
        ("SJ", 60, True),
        ("JB", 0, False),
        ("SZ", 1, False),
    ]
    keys = "code title short stage start horizon tasks open_milestones overdue closed_on current id kind "
    keys += "code_shared"
    assert list(listed[0]) == keys.split()
    assert two.json("plan", "show", "数字政府") == listed[2] | {"file": None, "remarks": []}
    assert "期末已过：延长" in two.text("plan", "show", "SJ")


def test_a_task_is_written_anew_ended_once_and_taken_up_again(two: Program) -> None:
    changed = two.json("task", "set", "SZ/1", "--text", "改后", "--no", "1.10", "--basis", "会议")
    assert (changed["no"], changed["text"], changed["lead"]) == ("1.10", "改后", ["市财政局"])
    ended = two.json("task", "end", "SZ/1.10", "--reason", "并入")
    assert (ended["ended_on"], ended["ended_why"]) == ("2026-11-22", "并入")
    assert two.json("tasks", "--plan", "SZ") == [] == two.json("overdue", "--plan", "SZ")
    assert "任务已经终止" in two.run("task", "end", "SZ/1.10", "--reason", "又").err
    two.json("task", "set", "SZ/1.10", "--text", "恢复", "--basis", "批示")
    assert [one["text"] for one in two.json("tasks", "--plan", "SZ")] == ["恢复"]


def test_pasted_lines_become_tasks_all_or_none(two: Program) -> None:
    head, good = "序号\t任务\t牵头\t责任\t时限", "2\t第二 项\t市财政局\t市发改委、市教育局\t2026-12-31"
    pasted = ("task", "add", "--plan", "SZ", "--from", "-", "--json")
    made = two.run(*pasted, stdin=f"{head}\n{good}\n3 第三项 市数据局\n").json
    assert [(one["no"], one["text"], one["support"]) for one in made] == [
        (2, "第二 项", ["市发改委", "市教育局"]),
        (3, "第三项", []),
    ]
    assert [one["next_due"] for one in made] == ["2026-12-31", None]
    wrong = two.run(*pasted, stdin="4\t好\t市财政局\n5\t坏\t没有的局\n")
    assert wrong.code == 1 and wrong.err.startswith("第2行：没有找到单位")
    assert len(two.json("tasks", "--plan", "SZ")) == 3


def test_an_extended_plan_goes_on_with_its_recurring_duties(two: Program) -> None:
    two.json("task", "set", "SZ/1", "--text", "仍", "--basis", "x")
    two.json(*TASK, "--no", "2", "--due", "每季度末")
    before = [one["due"] for one in two.json("milestone", "list", "SZ/2")]
    two.run("plan", "extend", "SZ", "--to", "2027-06-30", "--basis", "会议")
    two.run("plan", "extend", "SJ", "--to", "2026-12-31", "--basis", "会议")
    assert before == ["2026-12-31"]
    assert [one["due"] for one in two.json("milestone", "list", "SZ/2")] == [
        "2026-12-31",
        "2027-03-31",
        "2027-06-30",
    ]
    yearly = [one for one in two.json("milestone", "list", "26") if one["id"].startswith("26-1-")]
    assert [one["id"] for one in yearly] == ["26-1-2024", "26-1-2025", "26-1-2026"]
    assert yearly[-1]["title"] == "2026年举办数据开放创新应用大赛"
    before_that = two.json("milestone", "list", "26", "--as-of", "2026-11-21")
    assert [one["id"] for one in before_that if one["id"].startswith("26-1-")] == ["26-1-2024", "26-1-2025"]


def test_a_plan_is_closed_with_what_is_open_carried_over_and_reopened(two: Program) -> None:
    two.json(*TASK, "--no", "2", "--due", "2026-12-31")
    close = ("plan", "close", "SZ", "--basis", "收官会", "--carry", "1=SJ/3")
    assert "SZ第2项" in two.run(*close).err, "the other task is not dealt with"
    assert two.json("milestone", "list", "3") == []
    closed = two.json(*close, "--cancel-rest", "不再需要")
    assert (closed["closed_on"], closed["open_milestones"]) == ("2026-11-22", 0)
    (carried,) = two.json("milestone", "list", "3")
    assert carried["due"] == "2026-06-30" and "由SZ第1项结转" in carried["basis"]
    assert two.json("overdue", "--plan", "SZ") == []
    assert "SZ" not in {one["plan"] for one in two.json("tasks")}
    assert two.json("task", "SZ/1")["text"] == "建设一网通办平台", "it stays readable"
    for words in (("note", "add", "SZ/1", "--text", "x"), ("task", "end", "SZ/1", "--reason", "x")):
        assert "方案已收官，不能再写" in two.run(*words).err
    two.run("plan", "reopen", "SZ", "--basis", "批示")
    assert two.run("note", "add", "SZ/1", "--text", "x").code == 0
    assert two.json("check")["ok"]


@pytest.fixture
def apart(two: Program, seeded_file: Path, tmp_path: Path) -> tuple[Program, str, str]:
    """Two laptops entered a plan each under one code; theirs has no task 1."""
    theirs = Laptop(seeded_file, tmp_path, "乙")
    draft = PlanDraft("智慧城市方案", "智慧城市", "SZ")
    other = theirs.do(lambda ledger: add_plan(ledger, draft))
    own = next(one["id"] for one in two.json("plan", "list") if one["code"] == "SZ")
    pack = str(theirs.export())
    preview = two.json("pack", "import", pack, "--dry-run")
    assert [one["code"] for one in preview["codes"]] == ["SZ"]
    said = two.text("pack", "import", pack)
    assert "方案代号重复 1 个" in said and own in said and other in said and "plan set" in said
    return two, own, other


def test_a_code_of_two_plans_is_never_taken_silently(apart: tuple[Program, str, str]) -> None:
    office, own, other = apart
    said = office.refused("task", "SZ/1")
    assert f"{own}/1（《数字政府建设方案》）" in said
    assert f"{other}/1（《智慧城市方案》，没有这一项）" in said
    assert office.json("task", f"{own}/1") == office.json("task", f"{own[:6]}/1")
    assert office.json("task", "数字政府/1")["plan_title"] == "数字政府建设方案"
    with closing(open_reader(office.path)) as connection:  # what is typed into the filters of lists
        for text in ("plan:SZ", "方案:sz 市财政局"):
            with pytest.raises(HuaianError) as caught:
                find_tasks(connection, date(2026, 11, 22), TaskFilter(text=text))
            assert f"{own}（《数字政府建设方案》）" in caught.value.message
            assert f"{other}（《智慧城市方案》）" in caught.value.message
        assert len(find_tasks(connection, date(2026, 11, 22), TaskFilter(text=f"plan:{own}"))) == 1
    listed = office.text("plan", "list")
    assert "代号 SZ 重复" in listed and f"《数字政府建设方案》（编号 {own}）" in listed and other in listed
    assert [one["code_shared"] for one in office.json("plan", "list")].count(True) == 2
    office.run("plan", "set", other, "--code", "ZH", "--basis", "核对")
    assert "重复" not in office.text("plan", "list")
    assert office.json("task", "SZ/1")["plan_title"] == "数字政府建设方案"


def test_tasks_are_named_when_a_plan_is_closed(two: Program) -> None:
    two.run(*TASK, "--no", "2")
    two.run(*TASK, "--no", "3")
    why = ("plan", "close", "SZ", "--basis", "会议")
    refused = two.refused(*why)
    assert "没有节点的任务 2 项不用处理，随方案收官，保持原样" in refused and "节点或任务" in refused
    assert "没有可以结转的" in two.refused(*why, "--cancel", "1=不办", "--carry", "2=SJ/3")
    assert "保持原样" in two.refused(*why, "--cancel", "1=不办", "--complete", "2")
    assert "两种处理" in two.refused(*why, "--cancel", "1=不办", "--complete", "1")
    assert "不是这个方案的任务" in two.refused(*why, "--cancel", "SJ/1=不办")
    done = two.text(*why, "--complete", "1", "--cancel", "2=不办", "--carry", "3=SJ/3@2027-03-01")
    assert "办结节点 1 个" in done and "终止任务 1 项" in done and "结转节点 1 个" in done
    assert "2027-03-01" in two.text("milestone", "list", "SJ/3")


def test_a_date_beyond_the_horizon_is_told(two: Program) -> None:
    way_out = "plan extend SZ --to 2027-03-01 --basis 依据"
    assert way_out in two.text(*TASK, "--no", "2", "--due", "2027-03-01")
    set_words = ("milestone", "set", "SZ/1", "--title", "验收", "--basis", "会议", "--due")
    assert way_out in two.text(*set_words, "2027-03-01")
    assert "期末" not in two.text(*set_words, "2026-12-31")
    node = two.json("task", "SZ/1")["milestones"][0]["id"]
    assert way_out in two.text("milestone", "extend", node, "--due", "2027-03-01", "--basis", "会议")
    matter = ("matter", "add", "--text", "查一查", "--lead", "czj", "--source", "批示", "--due", "2029-01-01")
    assert "期末" not in two.text(*matter)


@pytest.mark.parametrize(
    ("typed", "due", "known"),
    [
        ("每季度末", "2026-12-31", "原文“每季度末”；新增任务时写明"),
        ("每季度", "2026-12-31（假定）", "原文“每季度”；假定：“每季度”按季度最后一天计（"),
        ("2026年", "2026-12-31（假定）", "原文“2026年”；假定：“2026年”只写了年份，按当年最后一天；新增任务"),
        ("2026年底", "2026-12-31", "原文“2026年底”；新增任务时写明"),
        ("2026-12-30", "2026-12-30", "新增任务时写明"),
    ],
)
def test_a_limit_that_was_typed_says_what_of_it_is_assumed(
    two: Program, typed: str, due: str, known: str
) -> None:
    """What an officer typed is no assumption; what the program made of it is, and is said."""
    two.json(*TASK, "--no", "7", "--due", typed)
    shown = two.text("task", "SZ/7")
    assert f"时限：{due}\n" in shown and f"怎样知道的：{known}" in shown
    assert "假定：新增任务时写明" not in shown


def test_plans_with_one_code_are_told_apart_by_what_works(two: Program, tmp_path: Path) -> None:
    other = replace(two, path=tmp_path / "other.db")
    other.run("plan", "add", "--title", "深圳方案", "--short", "深圳", "--code", "sz", *DAYS)
    for number in ("3", "1", "2"):
        task = ("task", "add", "--plan", "SZ", "--no", number, "--text", f"任务{number}", "--lead", "czj")
        other.run(*task, "--due", "2026-12-31")
    other.run("pack", "export", str(tmp_path / "p.hap"), "--no-passphrase")
    assert "编号" not in two.text("plan", "list")
    said = two.text("pack", "import", str(tmp_path / "p.hap"))
    assert "任务：SZ第1项 1 条、SZ第2项 1 条、SZ第3项 1 条" in said, "in the order of the plan"
    listed = two.text("plan", "list")
    ids = [one["id"] for one in two.json("plan", "list") if one["code"] == "SZ"]
    assert len(ids) == 2 and all(one in listed for one in ids) and "代号 SZ 重复" in listed
    assert "可指多个方案" in two.refused("plan", "show", "SZ")
    titles = {two.json("plan", "show", one)["title"] for one in ids}
    assert titles == {"深圳方案", "数字政府建设方案"}
    assert {two.json("task", f"{one}/1")["text"] for one in ids} == {"任务1", "建设一网通办平台"}
