"""``view`` and ``--view`` on the command line: the same rows as the filters say, in the view's order."""

from __future__ import annotations

from datetime import date

import pytest
from support.cli import Program

from huaian_tui.domain.dates.reporting_period import year_of
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.services import views
from huaian_tui.services.views import SavedView
from huaian_tui.store.keep.locations import preferences_file
from huaian_tui.store.search.filters import (
    Facet,
    Vocabulary,
    dates_filter,
    kind_filter,
    light_filter,
    method_filter,
    offers,
    officer_filter,
    plan_filter,
    unit_filter,
)


@pytest.fixture
def kept() -> None:
    path = preferences_file()
    late = (light_filter(Light.OVERDUE),)
    for one in (
        SavedView("逾期的", "tasks", filters=late, sort=Sort("no", descending=True)),
        SavedView("2025年的", "tasks", filters=(dates_filter(year_of(date(2025, 1, 1))),)),
        SavedView("未办结", "milestones", filters=late, sort=Sort("no"), shape={"finished": False}),
        SavedView("财政记录", "records", "入表", (unit_filter("市财政局"),)),
        SavedView("约谈", "records", filters=(method_filter("约谈"),)),
        SavedView("单据", "records", filters=(kind_filter("notice_draft"),)),
        SavedView("按逾期", "units", "数", sort=Sort("overdue", descending=True)),
        SavedView("别处的", "tasks", filters=(plan_filter("zzz", "某方案"),)),
    ):
        views.save_view(path, one)


@pytest.mark.usefixtures("kept")
def test_a_listing_follows_a_view(program: Program) -> None:
    late = [one["no"] for one in program.json("tasks", "--light", "overdue")]
    assert [one["no"] for one in program.json("tasks", "--view", "逾期的")] == sorted(late, reverse=True)
    of_unit = program.json("tasks", "--light", "overdue", "--unit", "czj")
    assert program.json("tasks", "--view", "逾期的", "--unit", "czj") == of_unit
    due = [one["next_due"] for one in program.json("tasks", "--view", "2025年的")]
    assert due and all(day.startswith("2025-") for day in due)
    milestones = program.json("milestone", "list", "--view", "未办结")
    assert {one["id"] for one in milestones} == {one["id"] for one in program.json("overdue")}
    program.text("note", "add", "6", "--text", "入表实例", "--unit", "czj")
    program.text("note", "add", "6", "--text", "别的")
    assert [one["text"] for one in program.json("note", "list", "--view", "财政记录")] == ["入表实例"]


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tasks", "--view", "逾期"), "现有：逾期的、2025年的、别处的"),
        (("tasks", "--view", "未办结"), "milestone list --view"),
        (("tasks", "--view", "别处的"), "方案“某方案”不在这本台账里"),
        (("note", "list", "--view", "单据"), "note list 只列督查记录"),
        (("overdue", "--view", "按逾期"), "units --view"),
        (("view", "delete", "没有"), "没有名为“没有”的视图"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_way_out(
    program: Program, arguments: tuple[str, ...], said: str
) -> None:
    assert said in program.refused(*arguments)


@pytest.mark.usefixtures("kept")
def test_views_are_listed_renamed_deleted_and_shown_first(program: Program) -> None:
    program.text("view", "rename", "逾期的", "都逾期")
    program.text("view", "first", "都逾期")
    program.text("view", "delete", "别处的")
    listed = program.json("view", "list")
    assert [one["name"] for one in listed] == [
        "都逾期",
        "2025年的",
        "未办结",
        "财政记录",
        "约谈",
        "单据",
        "按逾期",
    ]
    assert [one["first"] for one in listed][:2] == [True, False]
    assert listed[0]["command"] == "tasks --view 都逾期"
    assert "打开时先看" in program.text("view", "list")


@pytest.mark.usefixtures("kept")
def test_what_is_late_in_a_view_is_listed_in_its_order(program: Program) -> None:
    late = program.json("overdue")
    listed = program.json("overdue", "--view", "未办结")
    assert {one["id"] for one in listed} == {one["id"] for one in late}
    assert [one["task_no"] for one in listed] == sorted(one["task_no"] for one in late)
    dates = views.find_view(preferences_file(), "2025年的").filters
    views.save_view(preferences_file(), SavedView("今年节点", "milestones", filters=dates))
    soon = program.json("overdue", "--within", "400")
    in_2025 = [one for one in soon if one["due"].startswith("2025")]
    assert in_2025 and program.json("overdue", "--within", "400", "--view", "今年节点") == in_2025
    assert "没有逾期的节点；400 天内" in program.text("overdue", "--within", "400", "--view", "今年节点")
    said = program.text("overdue", "--view", "未办结")
    assert said.splitlines()[-1] == program.text("overdue").splitlines()[-1]


@pytest.mark.usefixtures("kept")
def test_units_follow_a_view(program: Program) -> None:
    listed = program.json("units", "--view", "按逾期")
    names = {one["name"] for one in program.json("units") if "数" in one["name"]}
    assert names and {one["name"] for one in listed} >= names
    late = [one["counts"].get("overdue", 0) for one in listed]
    assert late == sorted(late, reverse=True) and late[0] > late[-1]


@pytest.mark.usefixtures("kept")
def test_notes_follow_method_officer_and_days_of_a_view(program: Program) -> None:
    (week,) = offers("本周", date(2025, 1, 15), Vocabulary(), (Facet.DATES,))
    mine = (method_filter("约谈"), officer_filter("张三"), week, light_filter(Light.OVERDUE))
    views.save_view(preferences_file(), SavedView("本周约谈", "records", filters=mine))
    for method, day in (("约谈", "2025-01-14"), ("约谈", "2025-01-10"), ("电话", "2025-01-14")):
        program.text("note", "add", "6", "--text", f"{method}{day}", "--method", method, "--date", day)
    program.text("note", "add", "1", "--text", "别的任务", "--method", "约谈")

    def texts(on: str) -> list[str]:
        return [one["text"] for one in program.on(on).json("note", "list", "--view", "本周约谈")]

    assert texts("2025-01-15") == ["约谈2025-01-14"]
    assert texts("2025-01-12") == ["约谈2025-01-10"]
    assert texts("2025-02-15") == []
