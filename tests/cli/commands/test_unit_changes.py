"""Units by command: new ones, other particulars, a name from a day, merged from a day; what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from support.cli import Program
from support.prepared import Prepared, prepared

from huaian_tui.store.engine.as_of import reading

DAY = "2026-08-15"
RENAME = ("unit", "rename", "市数据局", "--to", "市数字局", "--full", "淮安市数字发展局")
REFORM = ("--basis", "机构改革方案")


def reform(path: Path) -> None:
    here = Program(path, DAY)
    here.text(*RENAME, "--from", "2026-03-01", *REFORM)
    here.text("unit", "set", "市文卫局", "--new", "--full", "淮安市文化卫生局", *REFORM)
    merged = ("市卫健委", "市文广旅游局", "--into", "市文卫局", "--from", "2026-07-01")
    here.text("unit", "merge", *merged, *REFORM)


@pytest.fixture(scope="module")
def reformed(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """市数据局 has another name since March; 市卫健委 and 市文广旅游局 are one since July."""
    return prepared(tmp_path_factory.mktemp("reformed"), seeded_file, reform)


@pytest.fixture
def office(reformed: Prepared, program: Program, data_home: Path) -> Program:
    """The program on such a ledger of the test's own."""
    reformed.copied_to(program.path, data_home)
    return program.on(DAY)


def test_a_renamed_unit_is_found_by_all_its_names_and_spellings(office: Program) -> None:
    for query in (
        "市数字局",
        "淮安市数字发展局",
        "szj",
        "shuziju",
        "数字局",
        "市数据局",
        "淮安市数据局",
        "shujuju",
        "shishujuju",
    ):
        assert office.json("unit", query)["name"] == "市数字局", query
    assert "“市数据局”自2026-03-01起为“市数字局”" in office.text("unit", "市数据局")


def test_the_name_of_the_day_stands_everywhere_and_the_days_of_all_names(office: Program) -> None:
    march, february = office.json("unit", "市数字局"), office.on("2026-02-10").json("unit", "市数字局")
    assert (march["name"], march["full_name"]) == ("市数字局", "淮安市数字发展局")
    assert (february["name"], february["full_name"]) == ("市数据局", "淮安市数据局")
    assert march["names"] == [
        {"name": "市数据局", "full_name": "淮安市数据局", "from": None, "until": "2026-03-01"},
        {"name": "市数字局", "full_name": "淮安市数字发展局", "from": "2026-03-01", "until": None},
    ]
    assert march["id"] == "市数据局" and march["lead"] == february["lead"] and len(march["lead"]) == 44
    names = [one["name"] for one in office.json("units")]
    assert "市数字局" in names and "市数据局" not in names
    assert "市数据局" in [one["name"] for one in office.on("2026-02-28").json("units")]
    assert "名称沿革：市数据局（至 2026-02-28 止）；市数字局（自 2026-03-01 起）" in office.text(
        "unit", "市数字局"
    )
    task = office.json("task", "1")
    assert task["lead"] == ["市数据局"], "as printed in the plan"
    assert {"raw": "市数据局", "unit": "市数字局"}.items() <= task["units"][0].items()


def test_a_paper_bears_the_name_of_its_day(office: Program, tmp_path: Path) -> None:
    words = {}
    for day in ("2026-02-10", "2026-08-15"):
        on = office.on(day)
        notice = on.json("notice", "draft", "--kind", "reminder", "--unit", "市数据局")
        assert notice["units"] == [{"2026-02-10": "市数据局", "2026-08-15": "市数字局"}[day]]
        (folder := tmp_path / day).mkdir()
        on.text("notice", "export", notice["id"], "--format", "docx", "--out", str(folder))
        (file,) = folder.glob("*.docx")
        assert file.name.startswith(notice["units"][0])
        words[day] = "\n".join(one.text for one in Document(str(file)).paragraphs)
    assert "淮安市数据局：" in words["2026-02-10"] and "数字发展局" not in words["2026-02-10"]
    assert "淮安市数字发展局：" in words["2026-08-15"] and "淮安市数据局" not in words["2026-08-15"]


def test_notes_keep_the_name_of_their_day(office: Program) -> None:
    for day in ("2026-02-10", "2026-08-14"):
        office.text("note", "add", "1", "--text", "现场查看", "--date", day, "--unit", "市数据局")
    assert [one["units"] for one in office.json("note", "list", "1")] == [["市数字局"], ["市数据局"]]
    assert len(office.json("note", "list", "--unit", "市数字局")) == 2


def test_open_tasks_pass_to_the_successor_from_the_day(office: Program) -> None:
    together = {*office.on("2026-06-30").json("unit", "市卫健委")["support"]}
    together |= {*office.on("2026-06-30").json("unit", "市文广旅游局")["support"]}
    found = office.json("unit", "市文卫局")
    assert found["support"] == sorted(together) and found["counts"]["overdue"] == 1
    assert [one["name"] for one in found["merged"]] == ["市卫健委", "市文广旅游局"]
    assert {one["from"] for one in found["merged"]} == {"2026-07-01"}
    assert office.on("2026-06-30").json("unit", "市文卫局")["support"] == []
    assert [one["no"] for one in office.json("tasks", "--unit", "市文卫局")] == sorted(together)
    assert office.json("tasks", "--unit", "市卫健委") == []
    assert [one["task_no"] for one in office.json("overdue", "--unit", "市文卫局")] == [25, 25]
    listed = {one["name"]: one for one in office.json("units")}
    assert listed["市卫健委"]["merged_into"] == "市文卫局" and listed["市卫健委"]["merged_on"] == "2026-07-01"
    assert listed["市文卫局"]["support"] == sorted(together) and listed["市文卫局"]["merged_into"] is None
    assert {"市文卫局", "市卫健委"} & {*_counted(office)} == {"市文卫局"}


def _counted(office: Program) -> dict[str, list[str]]:
    """The lines of ``units`` with something in them, by name."""
    lines = (line.split("\t") for line in office.text("units").splitlines())
    return {cells[0]: cells for cells in lines if len(cells) > 5 and cells[1:3] != ["0", "0"]}


def test_what_was_done_before_the_day_stays_with_the_old_unit(office: Program) -> None:
    before = office.on("2026-06-30")
    for milestone in ("25-1", "25-2"):
        value = () if milestone == "25-1" else ("--value", "12")
        before.text("milestone", "complete", milestone, "--basis", "验收单", *value)
    assert 25 not in office.json("unit", "市文卫局")["support"]
    assert 25 in office.json("unit", "市卫健委", "--history")["support"]
    assert [one["no"] for one in office.json("tasks", "--unit", "市卫健委")] == [25]
    office.text("milestone", "reopen", "25-1", "--basis", "复查")
    assert 25 in office.json("unit", "市文卫局")["support"]


def test_a_merged_unit_names_its_successor_and_its_history_is_found_from_both(office: Program) -> None:
    office.text("note", "add", "4", "--text", "看过", "--date", "2026-05-01", "--unit", "市卫健委")
    for words in (("unit", "市卫健委"), ("unit", "wjw", "--json"), ("unit", "show", "卫生健康委")):
        said = office.refused(*words)
        assert "并入市文卫局" in said and "--history" in said
    for query in ("市卫健委", "市文卫局"):
        assert [one["text"] for one in office.json("note", "list", "--unit", query)] == ["看过"], query
    history = office.text("unit", "市卫健委", "--history")
    assert "并入：市文卫局（自 2026-07-01 起）" in history and "责任 3 项" in history
    refused = office.refused("notice", "draft", "--kind", "reminder", "--unit", "市卫健委")
    assert "已自 2026-07-01 起并入市文卫局" in refused
    assert office.on("2026-06-30").json("unit", "市卫健委")["merged_into"] is None


def test_a_notice_to_a_merged_unit_is_answered_by_its_successor(office: Program) -> None:
    before = office.on("2026-06-01")
    for key, value in (("code", "淮数督"), ("contact", "乙"), ("phone", "0517-1")):
        before.text("setting", "set", key, value)
    asked = ("--kind", "reminder", "--unit", "市卫健委", "--role", "support")
    notice = before.json("notice", "draft", *asked)["id"]
    before.text("notice", "issue", notice)
    answered = office.json("notice", "reply", notice, "--unit", "市文卫局", "--text", "已办")
    assert [one["unit"] for one in answered["replies"]] == ["市卫健委"]


def test_merging_again_passes_on_and_standing_again_takes_back(office: Program) -> None:
    office.text("unit", "set", "市民生局", "--new", "--full", "淮安市民生局")
    office.text("unit", "merge", "市文卫局", "--into", "市民生局", "--from", "2026-08-01", *REFORM)
    assert (
        office.json("unit", "市民生局")["support"]
        and office.on("2026-07-31").json("unit", "市文卫局")["support"]
    )
    assert "并入市民生局" in office.refused("unit", "市卫健委")
    office.text("unit", "set", "市文卫局", "--stands", "--basis", "批复撤销")
    assert office.json("unit", "市民生局")["support"] == [] and office.json("unit", "市文卫局")["support"]
    assert "没有并入别的单位" in office.refused("unit", "set", "市文卫局", "--stands")


def test_particulars_are_changed_and_the_unsure_name_confirmed(office: Program) -> None:
    assert "待核" in office.text("unit", "各通信运营商") + office.text("units")
    changed = office.json("unit", "set", "市委网信办", "--confirm", "--alias", "网信", "--alias", "市网信办")
    assert changed["full_name"] and office.json("unit", "网信")["id"] == "市委网信办"
    office.text("unit", "set", "市委网信办", "--drop-alias", "市网信办", "--full", "中共淮安市委网信办公室")
    assert office.json("unit", "市委网信办")["full_name"] == "中共淮安市委网信办公室"
    assert "没有变化" in office.refused("unit", "set", "市委网信办", "--confirm")
    group = office.json("unit", "set", "各通信运营商", "--member", "市财政局")
    assert group["name"] == "各通信运营商"
    assert {one["group"] for one in office.json("unit", "市财政局")["via_group"]} >= {"各通信运营商"}
    office.text("unit", "set", "各通信运营商", "--drop-member", "市财政局")
    assert "不是集体单位" in office.refused("unit", "set", "市财政局", "--member", "市工信局")
    assert "不是各通信运营商的成员" in office.refused(
        "unit", "set", "各通信运营商", "--drop-member", "市财政局"
    )


REFUSED: list[tuple[tuple[str, ...], str]] = [
    (
        ("rename", "市财政局", "--to", "市工信局", "--full", "甲局", "--from", DAY, *REFORM),
        "已有单位叫市工信局",
    ),
    (
        ("rename", "市财政局", "--to", "甲局", "--full", "淮安市工业和信息化局", "--from", DAY, *REFORM),
        "已有单位叫",
    ),
    (
        ("rename", "市财政局", "--to", "市数据局", "--full", "甲局", "--from", DAY, *REFORM),
        "市数字局的名称或曾用名",
    ),
    (
        ("rename", "市财政局", "--to", "清河区", "--full", "甲局", "--from", DAY, *REFORM),
        "清江浦区的名称或曾用名",
    ),
    (
        ("rename", "市财政局", "--to", "市财政局", "--full", "淮安市财政局", "--from", DAY, *REFORM),
        "名称没有变化",
    ),
    (
        ("rename", "市财政局", "--to", "甲局", "--full", "甲", "--from", "2001-01-01", *REFORM),
        "2024-01-01 或之后",
    ),
    (("rename", "市财政局", "--to", "甲局", "--full", "甲", "--from", "2150-01-01", *REFORM), "2100 年"),
    (
        ("rename", "市数字局", "--to", "甲局", "--full", "甲", "--from", "2026-03-01", *REFORM),
        "不晚于上一次更名",
    ),
    (("rename", "市卫健委", "--to", "甲局", "--full", "甲", "--from", DAY, *REFORM), "并走的单位不再更改"),
    (("rename", "市财政局", "--to", "\x1b", "--full", "甲", "--from", DAY, *REFORM), "新的简称没有填写"),
    (("rename", "市财政局", "--to", "长" * 51, "--full", "甲", "--from", DAY, *REFORM), "文字太长"),
    (("rename", "市财政局", "--to", "甲局", "--full", "甲", "--from", DAY, "--basis", " "), "依据没有填写"),
    (("rename", "天宫局", "--to", "甲局", "--full", "甲", "--from", DAY, *REFORM), "--new"),
    (("merge", "市财政局", "市工信局", "--into", "市财政局", "--from", DAY, *REFORM), "不能并入自己"),
    (("merge", "市文卫局", "--into", "市卫健委", "--from", DAY, *REFORM), "并成了一圈"),
    (("merge", "市财政局", "--into", "市卫健委", "--from", DAY, *REFORM), "并入市文卫局"),
    (("merge", "市财政局", "市卫健委", "--into", "市工信局", "--from", DAY, *REFORM), "并入市文卫局"),
    (("merge", "市财政局", "--into", "市工信局", "--from", "1999-01-01", *REFORM), "合并日期早于方案起始日"),
    (("set", "市财政局", "--new", "--full", "甲"), "已有单位叫市财政局"),
    (("set", "市财政局", "--alias", "市工信局"), "已有单位叫市工信局"),
    (("set", "市财政局", "--drop-alias", "没有"), "没有别名"),
    (("set", "市卫健委", "--confirm"), "并走的单位不再更改"),
    (("settle", "市财政局", "--keep", "abcdef", *REFORM), "没有编号为"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_what_cannot_be_is_refused_with_the_way_out_and_nothing_is_written(
    office: Program, words: tuple[str, ...], said: str
) -> None:
    before = _records(office)
    error = office.refused("unit", *words)
    assert said in error and error.count("；") >= 1
    assert _records(office) == before


def _records(office: Program) -> Any:
    with reading(office.path) as connection:
        return connection.execute("SELECT count(*) FROM record").fetchone(), office.json("units")


def test_what_is_no_subcommand_is_the_query_wherever_options_stand(office: Program) -> None:
    plain = office.json("unit", "市财政局")
    assert office.run("unit", "--json", "市财政局").json == plain
    assert office.json("unit", "show", "市财政局") == plain
    assert office.run("unit", "--today", DAY, "市财政局", "--json").json == plain
    assert "缺少参数" in office.refused("unit", code=2)
    assert "rename" in office.text("unit", "--help")


def test_every_command_prints_the_unit_as_json_and_the_ledger_stays_whole(office: Program) -> None:
    renamed = office.json(
        "unit", "rename", "市财政局", "--to", "市财金局", "--full", "淮安市财金局", "--from", DAY, *REFORM
    )
    assert renamed["name"] == "市财金局" and renamed["id"] == "市财政局"
    merged = office.json("unit", "merge", "市财金局", "--into", "市工信局", "--from", "2026-08-20", *REFORM)
    assert merged["name"] == "市工信局" and merged["merged"] == []
    assert office.on("2026-08-20").json("unit", "市工信局")["merged"][0]["name"] == "市财金局"
    assert office.json("unit", "市财金局")["merged_into"] is None
    assert "没有发现问题" in office.text("check")


def test_a_circular_says_which_units_changed_since_its_period_began(office: Program) -> None:
    def words(period: str) -> str:
        notice = office.json("notice", "draft", "--kind", "circular", "--period", period)
        return "".join(office.text("notice", "show", notice["id"]).split())

    since = "自2026年7月1日起并入市文卫局"
    merged = f"市卫健委{since}；市文广旅游局{since}。以上单位按现名称统计。"
    renamed = "市数据局自2026年3月1日起更名为市数字局"
    assert f"{renamed}；{merged}" in words("2026Q1")
    # The plan prints the former names: also a later period says whom they are now.
    assert f"{renamed}；{merged}" in words("2026Q3") and f"{renamed}；{merged}" in words("2026-08")


def test_a_past_day_tells_nothing_of_what_came_later(office: Program) -> None:
    """The office's changes were recorded on the day of the test, so that no day of before knows them."""
    past = ("--as-of", "2024-12-01")
    for query in ("市数据局", "市数字局", "市卫健委"):
        said = office.text("unit", query, *past)
        form = office.json("unit", query, *past)
        assert not any(word in said for word in ("数字局", "数字发展局", "文卫", "2026-03-01")), query
        assert len(form["names"]) == 1 and form["merged_into"] is None and form["merged"] == []
    for words in (("task", "1"), ("tasks",), ("overdue",), ("units",), ("plan", "show", "SJ")):
        assert "数字局" not in office.text(*words, *past) and "文卫局" not in office.text(*words, *past)
    assert office.json("tasks", *past)[0]["lead_now"] == ["市数据局"]
    assert "“市数据局”自2026-03-01起为“市数字局”" in office.text("unit", "市数据局")


def test_lists_have_the_names_of_today_and_the_page_what_is_printed(office: Program) -> None:
    first = office.json("tasks")[0]
    assert (first["lead"], first["lead_now"]) == (["市数据局"], ["市数字局"])
    assert "市数字局" in office.text("tasks").split("\n")[1] and "市数据局" not in office.text("overdue")
    assert "牵头单位：市数据局（现称市数字局）" in office.text("task", "1")
    merged = next(row for row in office.json("tasks") if "市卫健委" in row["support"])
    assert "市文卫局" in merged["support_now"] and "市卫健委" not in merged["support_now"]
    shown = office.text("task", str(merged["no"]))
    assert "市卫健委（现由市文卫局承担）" in shown
    slot = next(one for one in office.json("task", str(merged["no"]))["units"] if one["raw"] == "市卫健委")
    assert (slot["unit"], slot["now"]) == ("市卫健委", "市文卫局")


def test_what_was_confirmed_is_said_with_its_day_and_basis(office: Program) -> None:
    assert "市大数据中心（待核）" in office.text("unit", "市大数据中心")
    before = office.json("unit", "市大数据中心")
    assert (before["full_name_certain"], before["full_name_confirmed"]) == (False, None)
    office.text("unit", "set", "市大数据中心", "--confirm", "--basis", "编办批复")
    after = office.json("unit", "市大数据中心")
    day = after["full_name_confirmed"]["on"]
    assert after["full_name_confirmed"] == {"on": day, "basis": "编办批复"}
    assert f"淮安市大数据中心，已确认（{day}，依据：编办批复）" in office.text("unit", "市大数据中心")
    office.text("unit", "set", "市工信局", "--confirm", "--basis", "编办批复")
    assert "已确认" in office.text("task", "50") and "假定" not in office.text("task", "50")
    (remark,) = office.json("task", "50")["remarks"]
    assert remark["confirmed"] == {"unit": "市工信局", "on": day, "basis": "编办批复"}
