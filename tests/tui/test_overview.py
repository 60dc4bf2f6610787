"""总览: what an officer sees in the morning, and where Enter and clicks lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.ledger_screens import NARROW, WIDE, add, app_on, settle, until_shown
from support.tui import SIZES, TODAY, frame

from huaian_tui.domain.rules.lights import Light
from huaian_tui.services.decisions import Completion, complete_milestone
from huaian_tui.store.engine.append import Ledger
from huaian_tui.tui.areas.overview.light_bars import LightBars
from huaian_tui.tui.areas.overview.page import read_overview_page
from huaian_tui.tui.areas.overview.text import to_do_rows
from huaian_tui.tui.areas.tasks.screen import TasksScreen
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.looks.lights import bar_widths


@pytest.mark.parametrize("size", SIZES)
async def test_all_overdue_milestones_and_the_counts_stand_on_one_screen(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await until_shown(pilot, "逾期节点 13 个（6 项任务）", "征求意见稿", "未设节点", "无约定回访")
        lines = frame(app).splitlines()
        assert len([line for line in lines if "逾期691天" in line or "逾期326天" in line]) == 13


async def test_nothing_overdue_is_said_honestly(ledger_path: Path) -> None:
    app = app_on(ledger_path, today=date(2024, 12, 31))
    async with app.run_test(size=NARROW) as pilot:
        await until_shown(pilot, "没有逾期的节点", "30 天内到期 6 个", "54 项未设节点", "今天到期")
        assert frame(app).count("今天到期") == 6


async def test_promises_of_today_and_missed_ones_come_first(ledger_path: Path) -> None:
    add(ledger_path, 4, "看了现场", follow_up=TODAY, requirement="补齐台账")
    add(ledger_path, 8, "听了汇报", day=date(2026, 11, 1), follow_up=TODAY - timedelta(days=3))
    add(ledger_path, 9, "通了电话", follow_up=TODAY + timedelta(days=5))
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await until_shown(pilot, "错过回访3天", "通了电话")
        said = app.screen.query_one("#overview-state", ChineseText).plain
        assert "错过回访 1 次，今天回访 1 次，七天内回访 1 次" in said
        rows = [app.screen.query_one("#to-do", VirtualList).row_at(index) for index in range(16)]
        rows_said = [(str(row.cells[0]), str(row.cells[1])) for row in rows if row]
        assert rows_said[:3] == [("错过回访3天", "8"), ("今天回访", "4"), ("逾期691天", "2")]
        assert rows_said[-1] == ("5天后回访", "9")
        assert "补齐台账" in frame(app)


async def test_enter_leads_to_the_task_and_escape_back(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await until_shown(pilot, "逾期节点 13 个")
        await pilot.press("down", "down", "enter")
        await until_shown(pilot, "第6项", "2024年力争在文化旅游等行业形成数据资产入表实例")
        await pilot.press("escape")
        await until_shown(pilot, "逾期节点 13 个")
        assert app.current_mode == "overview"


async def test_a_click_on_a_light_lists_its_tasks(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await until_shown(pilot, "逾期节点 13 个")
        await pilot.click(LightBars, offset=(4, 0))
        await settle(pilot)
        assert isinstance(app.screen, TasksScreen)
        assert app.screen.query_one(FilterBar).text == "逾期"
        assert app.screen.query_one("#task-list", VirtualList).count == 6


async def test_complete_on_a_line_opens_the_form_of_that_milestone(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await until_shown(pilot, "逾期节点 13 个")
        await pilot.press("down", "f9")
        await until_shown(pilot, "完成市数据资产登记平台建设", "办结依据")


async def test_last_records_follow_on_a_low_screen(ledger_path: Path) -> None:
    add(ledger_path, 4, "看了现场")
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await until_shown(pilot, "督查记录", "看了现场", "乙")


def test_bars_add_up_and_the_rare_light_is_seen() -> None:
    counts = {Light.OVERDUE: 1, Light.DUE_SOON: 0, Light.ON_TRACK: 0, Light.UNSCHEDULED: 999, Light.DONE: 0}
    widths = bar_widths(counts, 76)
    assert sum(widths.values()) == 76
    assert widths[Light.OVERDUE] == 1 and widths[Light.DUE_SOON] == 0


def test_those_to_come_that_are_not_listed_are_counted_by_their_dates(ledger: Ledger) -> None:
    read = read_overview_page(ledger.connection, TODAY)
    overview = replace(read.overview, due_soon_count=len(read.overview.due_soon) + 3)
    said = [str(cell) for row in to_do_rows(replace(read, overview=overview)) for cell in row.cells]
    assert any("另有 3 个 30 天内到期的节点" in one for one in said)


@pytest.mark.parametrize("size", SIZES)
async def test_what_moved_since_a_week_ago_is_said_and_what_is_left_drawn(
    ledger: Ledger, ledger_path: Path, size: tuple[int, int]
) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await until_shown(pilot, "逾期节点 13 个", "到期")
        await settle(pilot)
        assert "比一周前" not in frame(app), "where nothing moved nothing is said"
    complete_milestone(ledger, "2-1", Completion(TODAY, "验收"), TODAY)
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await until_shown(pilot, "比一周前：逾期 -1，办结 +1", "逾期326天")
        await settle(pilot)
        lines = frame(app).splitlines()
        assert len([line for line in lines if "逾期691天" in line or "逾期326天" in line]) == 12
        if size[1] >= 30:
            await until_shown(pilot, "10月末", "今天", "12/0（当时所记/按时限应剩，比一周前 -1）")
