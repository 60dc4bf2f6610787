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
    dates_filter,
    light_filter,
    method_filter,
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
        (("note", "list", "--view", "约谈"), "方式"),
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
    assert [one["name"] for one in listed] == ["都逾期", "2025年的", "未办结", "财政记录", "约谈"]
    assert [one["first"] for one in listed][:2] == [True, False]
    assert listed[0]["command"] == "tasks --view 都逾期"
    assert "打开时先看" in program.text("view", "list")
