"""What the fresh seed must answer, on the days and for the units that officers ask about."""

from __future__ import annotations

import pytest
from support.cli import Program

OPEN_GROUP_ROWS = [3, 5, 9, 10, 17, 18, 26, 28, 48, 49, 53, 54, 60]
COUNTY_ROWS = [1, 2, 3, 4, 5, 9, 10, 17, 18, 26, 28, 41, 48, 49, 53, 54, 60]
COUNTIES = ["清江浦区", "淮安区", "淮阴区", "洪泽区", "涟水县", "盱眙县", "金湖县"]
ZONES = ["淮安经济技术开发区", "淮安工业园区", "淮安生态文旅区"]


def overdue_rows(program: Program, today: str, *options: str) -> list[int]:
    return [one["task_no"] for one in program.on(today).json("overdue", *options)]


@pytest.mark.parametrize(
    ("today", "rows"),
    [
        ("2024-12-31", []),
        ("2025-01-01", [2, 2, 6, 25, 26, 45]),
        ("2025-01-15", [2, 2, 6, 25, 26, 45]),
        ("2025-12-31", [2, 2, 6, 25, 26, 45]),
        ("2026-01-01", [2, 2, 2, 2, 6, 6, 22, 25, 25, 26, 26, 45, 45]),
        ("2026-11-22", [2, 2, 2, 2, 6, 6, 22, 25, 25, 26, 26, 45, 45]),
    ],
)
def test_what_is_overdue_on_a_day(shared: Program, today: str, rows: list[int]) -> None:
    assert sorted(overdue_rows(shared, today)) == rows


def test_row_26_has_an_occurrence_for_each_year(shared: Program) -> None:
    found = [one for one in shared.on("2026-11-22").json("overdue") if one["task_no"] == 26]
    assert [one["due"] for one in found] == ["2024-12-31", "2025-12-31"]


@pytest.mark.parametrize(
    ("today", "within", "rows"),
    [
        ("2024-12-31", "30", [2, 2, 6, 25, 26, 45]),
        ("2024-12-31", "0", [2, 2, 6, 25, 26, 45]),
        ("2024-12-30", "0", []),
        ("2024-12-01", "30", [2, 2, 6, 25, 26, 45]),
        ("2024-11-30", "30", []),
        ("2024-11-30", "31", [2, 2, 6, 25, 26, 45]),
        ("2025-01-15", "30", [2, 2, 6, 25, 26, 45]),
    ],
)
def test_within_days_counts_today_and_the_last_day(
    shared: Program, today: str, within: str, rows: list[int]
) -> None:
    assert sorted(overdue_rows(shared, today, "--within", within)) == rows


def test_nothing_overdue_is_said_with_what_comes_due(shared: Program) -> None:
    said = shared.on("2024-12-31").text("overdue")
    assert said == "2024年12月31日：没有逾期的节点；30 天内到期 6 个（加 --within 30 列出）。\n"
    assert shared.on("2024-12-31").json("overdue") == []


def test_overdue_days_are_counted_from_the_day_after(shared: Program) -> None:
    assert {one["overdue_days"] for one in shared.json("overdue")} == {15}
    assert {one["light"] for one in shared.json("overdue")} == {"overdue"}


def test_overdue_for_a_unit_includes_what_it_carries_through_a_certain_group(shared: Program) -> None:
    assert sorted(overdue_rows(shared, "2025-01-15", "--unit", "涟水县")) == [2, 2, 26]
    assert overdue_rows(shared, "2025-01-15", "--unit", "czj") == [6]


@pytest.mark.parametrize("query", ["czj", "caizhengju", "淮安市财政局", "市财政局", "财政局", "CZJ", " czj "])
def test_every_name_of_the_finance_bureau_means_it(shared: Program, query: str) -> None:
    unit = shared.json("unit", query)
    assert (unit["name"], unit["full_name"]) == ("市财政局", "淮安市财政局")
    assert (unit["lead"], unit["support"]) == ([6, 57], [47, 58])
    concerned = [one["no"] for one in unit["via_group"]]
    assert concerned == OPEN_GROUP_ROWS
    assert {(one["group"], one["certain"]) for one in unit["via_group"]} == {("市各有关部门单位", False)}
    assert unit["counts"] == {"overdue": 1, "due_soon": 0, "on_track": 0, "unscheduled": 3, "done": 0}


@pytest.mark.parametrize("county", COUNTIES)
def test_a_county_stands_through_its_group_in_17_rows(shared: Program, county: str) -> None:
    unit = shared.json("unit", county)
    assert (unit["lead"], unit["support"]) == ([], [])
    certain = [one["no"] for one in unit["via_group"] if one["certain"]]
    assert certain == COUNTY_ROWS
    assert sum(unit["counts"].values()) == 17


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_is_only_perhaps_concerned(shared: Program, zone: str) -> None:
    unit = shared.json("unit", zone)
    assert [one["no"] for one in unit["via_group"]] == COUNTY_ROWS
    assert not any(one["certain"] for one in unit["via_group"])
    assert sum(unit["counts"].values()) == 0


def test_open_groups_are_marked_apart_in_the_text(shared: Program) -> None:
    said = shared.text("unit", "czj")
    assert "可能涉及（开放集合，待确认）" in said
    assert "第3项、第5项、第9项" in said
    assert "可能涉及" not in shared.text("unit", "涟水县")


def test_a_mistaken_name_says_how_it_is_read(shared: Program) -> None:
    said = shared.text("unit", "市工信厅")
    assert said.splitlines()[0].startswith("“市工信厅”按“市工信局”理解")
    quiet = shared.run("unit", "市工信厅", "--json")
    assert quiet.json["name"] == "市工信局"
    assert "按“市工信局”理解" in quiet.err
    assert shared.run("unit", "市工信局", "--json").err == ""


@pytest.mark.parametrize(
    ("unit", "lead", "support"),
    [
        ("市数据局", 44, 6),
        ("市发改委", 13, 18),
        ("市工信局", 11, 18),
        ("市大数据中心", 5, 9),
        ("市市场监管局", 2, 16),
        ("市国资委", 2, 1),
        ("市委网信办", 1, 11),
        ("市科技局", 1, 4),
        ("市公安局", 0, 5),
        ("市职能转变和数字政府建设领导小组办公室", 3, 0),
    ],
)
def test_rows_led_and_supported(shared: Program, unit: str, lead: int, support: int) -> None:
    found = shared.json("unit", unit)
    assert (len(found["lead"]), len(found["support"])) == (lead, support)
    assert len(shared.json("tasks", "--unit", unit, "--role", "lead")) == lead


def test_sixty_tasks_and_their_lights(shared: Program) -> None:
    tasks = shared.json("tasks")
    assert [one["no"] for one in tasks] == list(range(1, 61))
    lights = [one["light"] for one in tasks]
    assert (lights.count("overdue"), lights.count("on_track"), lights.count("unscheduled")) == (5, 1, 54)
    undated = [one for one in shared.on("2026-11-22").json("tasks") if one["light"] != "overdue"]
    assert len(undated) == 54
    assert all(one["overdue_days"] == 0 and one["next_due"] is None for one in undated)


@pytest.mark.parametrize(
    ("options", "rows"),
    [
        (["--light", "逾期"], [2, 6, 25, 26, 45]),
        (["--light", "overdue"], [2, 6, 25, 26, 45]),
        (["--light", "正常推进"], [22]),
        (["--light", "due-soon"], []),
        (["--text", "机架"], [45]),
        (["--text", "大赛 场景"], [26]),
        (["--text", "逾期", "--unit", "czj"], [6]),
        (["--unit", "czj", "--role", "牵头"], [6, 57]),
        (["--unit", "czj", "--role", "support"], [47, 58]),
        (["--unit", "涟水县"], COUNTY_ROWS),
    ],
)
def test_filters_narrow_the_tasks(shared: Program, options: list[str], rows: list[int]) -> None:
    assert [one["no"] for one in shared.json("tasks", *options)] == rows


def test_texts_and_units_are_verbatim(shared: Program) -> None:
    tasks = {one["no"]: one for one in shared.json("tasks")}
    assert "政策资金支持力度" in tasks[57]["text"]
    assert "市工信厅" in tasks[50]["support"]
    assert "市科技局等单位" in tasks[29]["support"]
    assert tasks[45]["lead"] == ["市数据局", "市工信局", "市通管办", "市发改委"]


@pytest.mark.parametrize("typed", ["50", "５０", "第50行", "第五十行", " 50 "])
def test_row_50_says_how_its_unit_is_read(shared: Program, typed: str) -> None:
    task = shared.json("task", typed)
    slot = next(one for one in task["units"] if one["raw"] == "市工信厅")
    assert (slot["role"], slot["unit"], slot["open"]) == ("support", "市工信局", False)
    assert "假定" in slot["assumption"]
    assert any("市工信厅" in one["text"] for one in task["remarks"])
    assert "按“市工信局”理解" in shared.text("task", typed)


def test_row_57_29_and_53_carry_their_remarks(shared: Program) -> None:
    assert any("资金" in one["text"] for one in shared.json("task", "57")["remarks"])
    slot = next(one for one in shared.json("task", "29")["units"] if one["raw"] == "市科技局等单位")
    assert (slot["unit"], slot["open"]) == ("市科技局", True)
    assert [shared.json("task", no)["self_supervised"] for no in ("53", "54", "60", "1")] == [
        True,
        True,
        True,
        False,
    ]
    assert "自身事项" in shared.text("task", "60")


def test_place_deliverables_and_duties_of_a_row(shared: Program) -> None:
    task = shared.json("task", "60")
    assert task["place"]["article_no"] == 22
    assert {(one["phrase"], one["kind"]) for one in task["duties"]} >= {("定期通报", "periodic")}
    assert "定期，原文没有写间隔" in shared.text("task", "60")
    titles = [one["title"] for one in shared.json("task", "1")["deliverables"]]
    assert titles == ["《淮安市数据资产登记管理办法》"]
    assert "1-a 《淮安市数据资产登记管理办法》：未报送" in shared.text("task", "1")
    assert "原文没有写明成果" in shared.text("task", "4")


def test_each_date_says_how_it_is_known(shared: Program) -> None:
    said = shared.text("task", "2")
    assert "原文“2024年启动数据产权确权登记工作”" in said
    assert "承前句“2024年”" in said
    assert "（力争）" in said
    assert "超过4000个（不含）" in shared.text("task", "45")
    assert "原文没有写时限，也没有设节点，不算逾期" in shared.text("task", "4")


def test_targets_keep_their_own_operators(shared: Program) -> None:
    targets = {one["id"]: one["target"] for one in shared.json("milestone", "list")}
    assert (targets["45-1"]["operator"], targets["45-1"]["value"]) == (">", 4000)
    assert (targets["22-1"]["operator"], targets["22-1"]["value"], targets["22-1"]["unit"]) == (
        ">=",
        20,
        "家",
    )
    assert targets["25-2"]["cumulative"] is True
    range_target = shared.json("milestone", "list", "28")[0]["target"]
    assert (range_target["operator"], range_target["value"], range_target["upper"]) == ("range", 1, 2)
    assert targets["2-1"] is None


def test_milestones_without_a_date_are_unscheduled(shared: Program) -> None:
    undated = [one for one in shared.on("2026-11-22").json("milestone", "list") if one["due"] is None]
    assert {one["task_no"] for one in undated} == {26, 28}
    assert {(one["light"], one["overdue_days"]) for one in undated} == {("unscheduled", 0)}


def test_milestones_by_row_unit_and_light(shared: Program) -> None:
    assert {one["task_no"] for one in shared.json("milestone", "list", "第2行")} == {2}
    assert [one["id"] for one in shared.json("milestone", "list", "--unit", "czj", "--light", "逾期")] == [
        "6-1"
    ]
