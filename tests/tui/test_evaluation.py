"""评价: rows, figures, what a figure counts, choosing the period, two side by side."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import FixedClock
from support.screens import form_closed, form_open, opened, shows
from support.tui import SIZES, TODAY, frame, type_text, wait_until

from huaian_tui.domain.dates.reporting_period import Period, quarter_of, year_of
from huaian_tui.services.decisions import Completion, complete_milestone, extend_milestone
from huaian_tui.store.engine.append import Ledger
from huaian_tui.tui.areas.evaluation.choice import Choice, earlier, first_choice, later, opening_choice
from huaian_tui.tui.areas.evaluation.screen import EvaluationScreen
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.list.virtual_list import VirtualList

Size = tuple[int, int]


@pytest.mark.parametrize("size", SIZES)
async def test_a_figure_opens_what_it_counts_and_that_its_own_screen(
    ledger: Ledger, ledger_path: Path, size: Size
) -> None:
    complete_milestone(ledger, "2-1", Completion(date(2024, 12, 30), "验收报告"), TODAY)
    async with opened(ledger_path, "evaluation", size) as (app, pilot):
        await shows(pilot, "2025年第四季度", "按单位（牵头和责任）", "市数据局")
        await shows(pilot, "本季度还没有到期的节点，先看这一期。")
        await pilot.press("ctrl+t")
        form = await form_open(pilot)
        await type_text(pilot, "2024")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "期间  2024年", "1/6")
        assert form is not app.screen
        await pilot.press("enter", "down")
        await shows(pilot, "按期办结：到期节点中，办结日期不晚于时限的。")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, PickDialog))
        await shows(pilot, "市数据局（牵头）：按期办结", "启动数据产权确权登记工作", "2024-12-31")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.led == [("milestones", "2-1")])


async def test_two_periods_stand_side_by_side_and_the_change_beside_them(
    ledger: Ledger, ledger_path: Path
) -> None:
    extend_milestone(ledger, "2-3", date(2026, 6, 30), "批复", TODAY, day=date(2025, 12, 20))
    async with opened(ledger_path, "evaluation", (160, 45)) as (app, pilot):
        await pilot.press("ctrl+t")
        await form_open(pilot)
        await type_text(pilot, "2025")
        await pilot.press("tab", "tab", "tab")
        await type_text(pilot, "2024")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        shown = await shows(pilot, "期间  2025年", "对比  2024年", "移出本期")
        line = next(one for one in shown.splitlines() if "到期节点" in one and "到期与按期" in one)
        assert line.split()[-1] == "6", "as many as the year before"
        moved = next(one for one in shown.splitlines() if "移出本期" in one)
        assert moved.split()[-3:] == ["1", "0", "+1"]
        await pilot.press("ctrl+y")
        await shows(pilot, "延期账：2025年", "2025-12-31", "2026-06-30", "1 个节点改过时限，其中 0 个")
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, PickDialog))
        await pilot.press("ctrl+b")
        await shows(pilot, "图：2025年", "到期节点的剩余数")
        await pilot.press("escape", "right")
        await shows(pilot, "期间  2026年", "对比  2025年")
        assert "对比" in frame(app)


async def test_the_kinds_of_rows_follow_each_other(ledger_path: Path) -> None:
    async with opened(ledger_path, "evaluation") as (app, pilot):
        for title, words in (("指标", "个指标"), ("方案", "个方案"), ("任务", "项任务"), ("单位", "行")):
            await pilot.press("ctrl+r")
            await shows(pilot, f"按{title}", f"第 1 {words}")
            rows = app.screen.query_one("#evaluation-rows", VirtualList)
            await wait_until(pilot, lambda rows=rows: rows.is_settled and rows.count > 0)
        await pilot.press("left")
        await shows(pilot, "期间  2025年第三季度")
        await pilot.press(*["right"] * 5)
        await shows(pilot, "期间  2026年第四季度")
        await pilot.press("right")
        await shows(pilot, "后面的期间还没有开始")
        screen = app.screen
        assert isinstance(screen, EvaluationScreen)
        assert "2026年第四季度" in screen.query_one("#evaluation-choice", ChineseText).plain


def test_a_quarter_that_says_nothing_yet_gives_way_to_one_that_does() -> None:
    """No date of this quarter has come, or it has just begun; what is typed or stepped to says no why."""
    day = date(2026, 11, 22)
    assert opening_choice(day, date(2026, 10, 1)) == first_choice(day)
    assert opening_choice(day, None) == first_choice(day)
    old = opening_choice(day, date(2025, 12, 31))
    assert (old.period, old.why) == (quarter_of(date(2025, 12, 1)), "本季度还没有到期的节点")
    begun = date(2026, 10, 10)
    new = opening_choice(begun, date(2026, 10, 9))
    assert (new.period, new.why) == (quarter_of(date(2026, 9, 1)), "本季度刚开始")
    assert opening_choice(date(2026, 10, 11), date(2026, 10, 9)) == first_choice(begun)
    assert earlier(old).why == "" and later(old, day) == Choice(quarter_of(date(2026, 1, 1)))


def test_the_periods_before_and_after() -> None:
    first = first_choice(TODAY)
    assert first.period == quarter_of(TODAY)
    assert later(first, TODAY) is None
    before = earlier(first)
    assert before.period == Period(date(2026, 7, 1), date(2026, 9, 30))
    assert later(before, TODAY) == first
    year = Choice(year_of(date(2025, 1, 1)), against=year_of(date(2024, 1, 1)))
    assert earlier(year).against == year_of(date(2023, 1, 1))
    some_days = Choice(Period(date(2026, 3, 5), date(2026, 3, 14)))
    assert later(some_days, TODAY) == Choice(Period(date(2026, 3, 15), date(2026, 3, 24)))


async def test_the_menu_leads_here(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        await pilot.press("ctrl+backslash")
        await shows(pilot, "菜单：总览")
        await pilot.press("v")
        await wait_until(pilot, lambda: app.led == [("evaluation", "")])


async def test_what_changed_since_a_day_opens_the_record_that_changed_it(
    ledger: Ledger, ledger_path: Path, clock: FixedClock
) -> None:
    clock.go_to(TODAY)
    record = complete_milestone(ledger, "2-3", Completion(date(2025, 11, 3), "验收"), TODAY)
    async with opened(ledger_path, "evaluation") as (app, pilot):
        await pilot.press("ctrl+w")
        await shows(pilot, "没有对比，看不出变化")
        await pilot.press("escape", "ctrl+t")
        await form_open(pilot)
        await type_text(pilot, "2025")
        await pilot.press("tab", "tab", "tab")
        await type_text(pilot, "11月20日")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "对比  截至 2026-11-20")
        await pilot.press("ctrl+w")
        await shows(pilot, "变化：2025年，对比 截至 2026-11-20", "逾期未办结", "按期办结")
        await shows(pilot, "2026-11-22 张三 办结")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.led == [("records", record.hex())])


async def test_the_menu_of_the_screen_leads_to_the_rechecks(ledger_path: Path) -> None:
    async with opened(ledger_path, "evaluation") as (_, pilot):
        await pilot.press("ctrl+backslash")
        await shows(pilot, "菜单：评价", "销号抽查")
        await pilot.press("r")
        await shows(pilot, "抽")
        await form_open(pilot)
