"""Filters of F3 and F4: taken from what is typed, combined, taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.screens import opened, shows, stored
from support.tui import TODAY, type_text, wait_until

from huaian_tui.domain.rules.lights import Light
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import list_milestones
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.list.virtual_list import VirtualList


async def test_tasks_of_a_unit_that_are_late_in_list_and_tree(ledger_path: Path) -> None:
    wanted = TaskFilter(unit="市财政局", light=Light.OVERDUE)
    expected = stored(ledger_path, lambda c: find_tasks(c, TODAY, wanted))
    assert expected
    async with opened(ledger_path, "tasks") as (app, pilot):
        await pilot.press("/")
        await type_text(pilot, "czj")
        await shows(pilot, "Tab 单位：市财政局")
        await pilot.press("tab")
        await type_text(pilot, "逾期")
        await pilot.press("tab")
        shown = app.screen.query_one("#task-list", VirtualList)
        await wait_until(pilot, lambda: shown.is_settled and shown.count == len(expected))
        await shows(pilot, "单位 市财政局 x", "状态 逾期 x")
        await pilot.press("enter", "t")
        await shows(pilot, "指标树")
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen.query_one(FilterBar).filters == ())


async def test_milestones_due_in_a_month(ledger_path: Path) -> None:
    rows = stored(ledger_path, lambda c: list_milestones(c, TODAY))
    expected = sum(row.state.due is not None and f"{row.state.due:%Y-%m}" == "2025-12" for row in rows)
    assert expected
    async with opened(ledger_path, "milestones") as (app, pilot):
        await pilot.press("/")
        await type_text(pilot, "2025-12")
        await pilot.press("tab")
        await shows(pilot, "日期 2025-12 x", f"共 {expected} 个节点")
        await type_text(pilot, "czj")
        await wait_until(pilot, lambda: bool(app.screen.query_one(FilterBar).known.units))
        await pilot.press("tab")
        await shows(pilot, "单位 市财政局 x")
        await app.go("milestones", "2-1")
        await wait_until(pilot, lambda: app.screen.query_one(VirtualList).count == len(rows))
        assert app.screen.query_one(FilterBar).filters == ()


@pytest.mark.parametrize("tree", [False, True])
async def test_the_cursor_goes_to_the_first_task_that_fits(ledger_path: Path, tree: bool) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        await shows(pilot, "共 60 项")
        if tree:
            await pilot.press("ctrl+t")
        await pilot.press("end", "/")
        await type_text(pilot, "平台")
        shown = app.screen.query_one("#task-tree" if tree else "#task-list", VirtualList)
        first = str(app.session.read(lambda c: find_tasks(c, TODAY, TaskFilter(text="平台")))[0])
        await wait_until(pilot, lambda: shown.cursor_key == first)
        await pilot.press("escape")
        await type_text(pilot, "第４２项")
        await wait_until(pilot, lambda: shown.cursor_key == "42")
