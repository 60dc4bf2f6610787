"""What follows from a renaming or merge is printed, beforehand too; assumed readings are settled."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import Program

from huaian_tui.store.engine.as_of import reading

DAY = "2026-08-15"
WHY = ("--basis", "机构改革方案")
RENAME = ("unit", "rename", "市财政局", "--to", "市财金局", "--full", "淮安市财政金融局", *WHY)
MERGE = ("unit", "merge", "市财政局", "--into", "市数据局", *WHY)


@pytest.fixture
def office(program: Program, tmp_path: Path) -> Program:
    """市财政局 has a draft, a notice that waits for its answer, and a form that is out."""
    here = program.on(DAY)
    here.text("setting", "set", "code", "淮数督")
    for _ in range(2):
        drafted = here.json("notice", "draft", "--kind", "reminder", "--unit", "市财政局")
    here.text("notice", "issue", drafted["id"])
    here.text("feedback", "export", "--unit", "市财政局", str(tmp_path))
    return here


def records(program: Program) -> int:
    """How many records people wrote."""
    with reading(program.path) as connection:
        return int(connection.execute("SELECT count(*) FROM record WHERE rid > 0").fetchone()[0])


@pytest.mark.parametrize("change", [RENAME, MERGE], ids=["rename", "merge"])
def test_what_follows_is_printed_before_and_after_and_a_look_writes_nothing(
    office: Program, change: tuple[str, ...]
) -> None:
    day = ("--from", "2026-08-01")
    written = records(office)
    before = office.text(*change, *day, "--dry-run")
    assert "没有改台账" in before and records(office) == written
    told = [line for line in before.splitlines() if line.startswith(("任务", "草稿", "待反馈", "反馈表"))]
    assert "牵头 2 项、责任 2 项（第6项、第47项、第57项 等）" in told[0]
    assert [("1 份（" in line) for line in told[1:]] == [True, True, True]
    assert "2026-08-15 导出的" in told[3]
    after = office.text(*change, *day)
    assert [line for line in after.splitlines() if line in told] == told
    assert records(office) == written + 1


def test_what_follows_is_json_too(office: Program) -> None:
    found = office.json(*RENAME, "--from", "2026-08-01", "--dry-run")
    (follows,) = found["follows"]
    assert found["name"] == "市财政局" and follows["unit"] == "市财政局"
    (plan,) = follows["plans"]
    assert (plan["lead"], plan["support"], plan["tasks"][0]) == (2, 2, "第6项")
    assert (len(follows["drafts"]), len(follows["waiting"]), follows["forms"]) == (1, 1, [DAY])


def test_a_unit_without_anything_is_told_so(program: Program) -> None:
    program.text("unit", "set", "市新局", "--new", "--full", "淮安市新局")
    told = program.text(
        "unit", "rename", "市新局", "--to", "市新办", "--full", "淮安市新办", "--from", "2025-01-10", *WHY
    )
    assert "任务：没有未办结的" in told and told.count("：没有\n") == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rename", "市科技局", "--to", "市工信局", "--full", "新", "--from", DAY), "已有单位叫市工信局"),
        (("rename", "市科技局", "--to", "新", "--full", "淮安市财政局", "--from", DAY), "叫淮安市财政局"),
        (("rename", "市科技局", "--to", "市工业和信息化局", "--full", "新", "--from", DAY), "已有单位叫"),
        (("rename", "市科技局", "--to", "新名", "--full", "新", "--from", "2023-01-01"), "早于方案起始日"),
        (("merge", "市科技局", "--into", "市科技局", "--from", DAY), "不能并入自己"),
        (("merge", "市科技局", "--into", "市工信局", "--from", "2023-01-01"), "早于方案起始日"),
    ],
)
def test_bad_input_is_refused_by_a_look_as_by_the_change(
    program: Program, words: tuple[str, ...], said: str
) -> None:
    here = program.on(DAY)
    for look in ((), ("--dry-run",)):
        assert said in here.refused("unit", *words, *WHY, *look)
    assert records(here) == 0


def test_a_former_name_and_a_circle_and_a_day_before_the_last_name_are_refused(program: Program) -> None:
    here = program.on(DAY)
    here.text(*RENAME, "--from", "2026-03-01")
    for name in ("市财政局", "淮安市财政局"):
        said = here.refused(
            "unit", "rename", "市科技局", "--to", name, "--full", "新全称", "--from", DAY, *WHY
        )
        assert f"已有单位叫{name}" in said and "市财金局" in said
    assert "不晚于上一次更名" in here.refused(*MERGE, "--from", "2026-02-01")
    here.text(*MERGE, "--from", "2026-04-01")
    circle = ("unit", "merge", "市数据局", "--into", "市财金局", "--from", "2026-05-01", *WHY)
    assert "并成了一圈" in here.refused(*circle)
    assert "并入市数据局" in here.refused(*RENAME, "--from", "2026-06-01")


@pytest.mark.parametrize("role", ["--lead", "--support"])
def test_a_unit_that_was_merged_away_gets_no_new_task(program: Program, role: str) -> None:
    here = program.on(DAY)
    here.text(*MERGE, "--from", "2026-07-01")
    units = {"--lead": "市科技局"} | {role: "市财政局"}
    words = [word for pair in units.items() for word in pair]
    said = here.refused("task", "add", "--text", "新任务", *words, "--due", "2026-12-01", *WHY)
    assert "市财政局已自 2026-07-01 起并入市数据局" in said and "请写市数据局" in said
    assert len(here.json("tasks", "--plan", "all")) == 60
    here.on("2026-06-30").text("task", "add", "--text", "新任务", *words, "--due", "2026-12-01", *WHY)
    assert "并入" in here.refused("task", "set", "1", role, "市财政局", *WHY)
    kept = here.json("task", "set", "6", "--lead", "市财政局", "--lead", "市数据局", "--text", "改写", *WHY)
    assert kept["lead"] == ["市财政局", "市数据局"], "it named the unit before"


def test_a_matter_goes_to_no_unit_that_was_merged_away(program: Program) -> None:
    here = program.on(DAY)
    here.text(*MERGE, "--from", "2026-07-01")
    source = ("--source", "批示", "--source-day", "2026-08-10", "--source-doc", "批示1号", "--from", "市长")
    matter = ("matter", "add", "--text", "查一查", "--lead", "市财政局", "--due", "2026-12-01")
    said = here.refused(*matter, *source, *WHY)
    assert "请写市数据局" in said


def test_a_name_read_on_an_assumption_is_confirmed(program: Program) -> None:
    assert "按“市工信局”理解" in program.run("unit", "市工信厅").out
    program.text("unit", "set", "市工信局", "--alias", "市工信厅", *WHY)
    assert "理解" not in program.text("unit", "市工信厅").partition("说明")[0]
    slot = next(one for one in program.json("task", "50")["units"] if one["raw"] == "市工信厅")
    assert slot["unit"] == "市工信局" and not slot.get("assumption")
    assert 50 in program.json("unit", "市工信局")["support"]


def test_a_name_read_on_an_assumption_is_read_as_another_unit(program: Program) -> None:
    program.text("unit", "set", "市科技局", "--alias", "市工信厅", *WHY)
    assert program.json("unit", "市工信厅")["name"] == "市科技局"
    slot = next(one for one in program.json("task", "50")["units"] if one["raw"] == "市工信厅")
    assert slot["unit"] == "市科技局"
    assert 50 not in program.json("unit", "市工信局")["support"]
    assert "市工信厅" not in program.text("unit", "市工信局")
    assert "已有单位叫市工信厅" in program.refused("unit", "set", "市财政局", "--alias", "市工信厅", *WHY)
    assert program.run("check").code == 0


def test_a_unit_is_told_with_its_tasks_of_all_open_plans(program: Program) -> None:
    here = program.on("2026-02-05")
    named = ("--title", "营商环境方案", "--short", "营商", "--code", "YS")
    here.text("plan", "add", *named, "--start", "2026-01-01")
    words = ("--lead", "市国资委", "--support", "市财政局", "--due", "2026-12-01")
    here.text("task", "add", "--plan", "YS", "--no", "1", "--text", "兑现清单", *words)
    told = here.text("unit", "市财政局")
    assert "【责任 3 项】" in told and "\nYS/1\t" in told
    only = here.text("unit", "市财政局", "--plan", "YS")
    assert "【责任 1 项】" in only and "牵头" not in only and "状态：正常推进 1\n" in only
    assert "YS" not in str(here.json("unit", "市财政局")["support"])
    seen = here.text(*RENAME, "--from", "2026-03-01", "--dry-run")
    assert "牵头 2 项、责任 3 项任务" in seen.splitlines()[0]
    merge = ("unit", "merge", "市国资委", "--into", "市财政局", *WHY, "--from", "2026-02-01")
    assert "现在牵头 " in here.text(*merge)
    roles = {one["id"]: one["role"] for one in here.json("unit", "市财政局")["tasks"] if one["plan"] == "YS"}
    assert list(roles.values()) == ["lead"]
