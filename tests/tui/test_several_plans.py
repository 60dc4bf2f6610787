"""The lists, 总览, the palette and the choice of a plan where several are open."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.ledger_screens import settle
from support.office_plans import Office, several_plans
from support.screens import opened, shows, stored, tells
from support.tui import SIZES, type_text, wait_until

from huaian_tui.services.plans import PlanDraft, add_plan, set_current_plan
from huaian_tui.services.tasks import TaskDraft, add_tasks
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.tui.actions.palette_entries import name_source
from huaian_tui.tui.areas.offers import offer_drafts
from huaian_tui.tui.areas.tasks.indicators import NO_INDICATOR
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.plan_places import plan_place
from huaian_tui.tui.list.virtual_list import VirtualList

Size = tuple[int, int]


@pytest.fixture
def office(ledger: Ledger) -> Office:
    """Several plans in the ledger."""
    return several_plans(ledger)


@pytest.mark.parametrize("size", SIZES)
async def test_the_overview_has_a_line_for_each_plan_that_leads_to_its_tasks(
    office: Office, ledger_path: Path, size: Size
) -> None:
    async with opened(ledger_path, "overview", size) as (app, pilot):
        await shows(pilot, "在办方案 4 个，任务 64 项，期末已过 2 个", "SHJ", "MS", "期末已过 145 天")
        plans = app.screen.query_one("#plans", VirtualList)
        assert plans.display and plans.count == 4
        plans.focus()
        await pilot.press("down", "down", "enter")
        await wait_until(pilot, lambda: bool(app.led))
        assert app.led == [("tasks", plan_place(office.water, "水环境"))]


@pytest.mark.parametrize("size", SIZES)
async def test_fifty_plans_scroll(ledger: Ledger, ledger_path: Path, size: Size) -> None:
    for number in range(50):
        letters = f"{chr(65 + number // 26)}{chr(65 + number % 26)}Q"
        plan = add_plan(ledger, PlanDraft(f"方案{number:02}", f"简称{number:02}", letters))
        add_tasks(ledger, plan, [TaskDraft("1", f"任务{number:02}", ("市住建局",))])
    async with opened(ledger_path, "overview", size) as (app, pilot):
        await shows(pilot, "在办方案 51 个", "共 51 个方案")
        to_do = app.screen.query_one("#to-do", VirtualList)
        assert to_do.size.height >= 5
        app.screen.query_one("#plans", VirtualList).focus()
        await pilot.press("end")
        await shows(pilot, "简称49")


async def test_with_one_plan_in_use_nothing_says_which(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        assert not app.screen.query_one("#plans", VirtualList).display
        assert "方案 " not in (await shows(pilot, "征求意见稿", "期末已过 326 天")).split("事项")[1]


@pytest.mark.parametrize("size", SIZES)
async def test_tasks_are_named_with_the_code_of_their_plan_and_narrowed_to_one(
    office: Office, ledger_path: Path, size: Size
) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        await shows(pilot, "共 64 项")
        await pilot.press("slash")
        await type_text(pilot, "SHJ")
        await shows(pilot, "Tab 方案：水环境")
        await pilot.press("tab")
        await shows(pilot, "方案 水环境 x", "SHJ/1", "SHJ/2", "共 2 项")
        await pilot.press("enter", "2")
        records = app.screen.query_one("#task-list", VirtualList)
        await wait_until(pilot, lambda: records.cursor_key == str(office.water_tasks[1]))
        await pilot.press("escape", "escape")
        await shows(pilot, "共 64 项")


async def test_words_of_the_filter_name_a_plan_or_a_task_of_one(office: Office, ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        records = app.screen.query_one("#task-list", VirtualList)
        for typed, count in (("plan:ms", 1), ("方案：水环境", 2), ("SHJ/2", 1), ("plan:没有", 0)):
            app.screen.query_one(FilterBar).set_text(typed)
            await wait_until(pilot, lambda count=count: records.is_settled and records.count == count)
        app.screen.query_one(FilterBar).set_text("JB/2026-1")
        await wait_until(pilot, lambda: records.cursor_key == str(office.matters[0]))


async def test_a_plan_is_chosen_from_a_list_and_all_again(office: Office, ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        await pilot.press("ctrl+backslash", "x")
        await shows(pilot, "看哪个方案", "全部在办方案", "民生实事")
        await pilot.press("end", "enter")
        await shows(pilot, "方案 民生实事 x", "共 1 个节点")
        await pilot.press("ctrl+backslash", "x")
        await shows(pilot, "看哪个方案")
        await pilot.press("home", "enter")
        await wait_until(pilot, lambda: app.screen.query_one(FilterBar).filters == ())


async def test_a_plan_is_found_by_pinyin_in_the_filter_and_in_the_list_of_plans(
    office: Office, ledger_path: Path
) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        await shows(pilot, "共 64 项")
        await pilot.press("slash")
        await type_text(pilot, "shuihuan")
        await shows(pilot, "Tab 方案：水环境")
        await pilot.press("escape", "escape")
        await pilot.press("ctrl+backslash", "x")
        await shows(pilot, "看哪个方案", "全部在办方案", "民生实事", "水环境")
        await type_text(pilot, "msss")
        await wait_until(pilot, lambda: app.screen._list.is_settled and app.screen._list.count == 1)
        await pilot.press("enter")
        await shows(pilot, "方案 民生实事 x", "共 1 项")
        await pilot.press("ctrl+backslash", "x")
        await shows(pilot, "看哪个方案")
        await type_text(pilot, "没有")
        await wait_until(pilot, lambda: app.screen._list.is_settled and app.screen._list.count == 0)
        await pilot.press("enter", "backspace", "backspace")
        await wait_until(pilot, lambda: app.screen._list.is_settled and app.screen._list.count > 3)
        await pilot.press("home", "enter")
        await wait_until(pilot, lambda: app.screen.query_one(FilterBar).filters == ())


async def test_the_tree_has_a_node_for_each_plan(office: Office, ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (_, pilot):
        await pilot.press("t")
        found = await shows(pilot, "- 数据基础制度（SJ）", "- 水环境（SHJ）", "SHJ/1 完成城区黑臭水体排查")
        assert NO_INDICATOR not in found


async def test_a_number_means_the_current_plan_and_its_tasks_have_no_code(
    office: Office, ledger: Ledger, ledger_path: Path
) -> None:
    set_current_plan(ledger, office.water)
    async with opened(ledger_path, "tasks") as (app, pilot):
        await shows(pilot, "SJ/1", "SJ/2")
        await pilot.press("2")
        records = app.screen.query_one("#task-list", VirtualList)
        await wait_until(pilot, lambda: records.cursor_key == str(office.water_tasks[1]))
        await tells(pilot, "第2项", "淮安市水环境治理三年行动计划（SHJ）")


async def test_a_matter_says_where_it_comes_from(office: Office, ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        await app.go("tasks", str(office.matters[0]))
        await tells(pilot, "批示，2026-11-20，市长批示〔2026〕8号，市长", "日常交办事项（JB）")


async def test_a_unit_has_its_tasks_of_all_plans_or_of_one(office: Office, ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        await type_text(pilot, "zjj")
        await shows(pilot, "SHJ/1", "MS/1", "JB/2026-1")
        await pilot.press("enter", "ctrl+backslash", "x")
        await shows(pilot, "看哪个方案")
        await pilot.press("end", "enter")
        tasks = app.screen.query_one("#unit-tasks", VirtualList)
        await wait_until(pilot, lambda: tasks.is_settled and tasks.count == 1)
        await shows(pilot, "方案 民生实事")


async def test_records_are_found_by_plan_and_say_their_task(office: Office, ledger_path: Path) -> None:
    async with opened(ledger_path, "records") as (_, pilot):
        await shows(pilot, "SHJ/2", "JB/2026-1")
        await pilot.press("slash")
        await type_text(pilot, "plan:MS")
        await pilot.press("tab")
        found = await shows(pilot, "方案 民生实事 x", "MS/1")
        assert "SHJ/" not in found


async def test_the_palette_finds_a_task_by_code_and_number(office: Office, ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        app.palette_sources.append(name_source(app))
        for typed in ("SHJ/2", "shj/2", "ＳＨＪ／2"):
            app.led.clear()
            await pilot.press("ctrl+p")
            await type_text(pilot, typed)
            await shows(pilot, "任务 SHJ/2")
            await pilot.press("enter")
            await wait_until(pilot, lambda: ("tasks", str(office.water_tasks[1])) in app.led)


async def test_forms_and_drafts_name_the_task_never_its_number_for_life(
    office: Office, ledger_path: Path
) -> None:
    told = stored(ledger_path, lambda c: read_refs(c, office.water_tasks))[office.water_tasks[0]].told
    async with opened(ledger_path, "tasks") as (app, pilot):
        await app.go("tasks", str(office.water_tasks[0]))
        await settle(pilot)
        await pilot.press("f8")
        await shows(pilot, "写督查记录", told)
        await type_text(pilot, "已走访")
        await pilot.press("escape", "tab", "enter")
        await wait_until(pilot, lambda: bool(app.session.waiting_drafts()))
        offer_drafts(app, asked=True)
        found = await shows(pilot, f"督查记录 {told}")
        assert str(office.water_tasks[0]) not in found
