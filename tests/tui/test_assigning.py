"""逐项交办: task after task with a proposal; keys counted, left in between and gone on with, undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.screens import form_closed, form_open, opened, shows, stored
from support.tui import SIZES, frame, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.rules.lights import Light
from huaian_tui.services.assigning import without_dates
from huaian_tui.services.settings import change_settings
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.find_tasks import TaskFilter
from huaian_tui.store.queries.milestones import of_tasks
from huaian_tui.tui.areas.tasks.assigning_dialog import AssigningDialog
from huaian_tui.tui.forms.message import ConfirmDialog

DAY = date(2025, 1, 15)
"""While the plan runs."""

BASIS = "专题会议纪要"
LIMITED = "60天"
RULE = "（按交办时限：60天，自2025-01-15的次日起算）"


@pytest.fixture
def limited(ledger: Ledger) -> Ledger:
    """An office with a limit for tasks of plans."""
    change_settings(ledger, {"task_limit": LIMITED})
    return ledger


async def begun(pilot: Pilot[Any], *said: str, basis: str = BASIS) -> AssigningDialog:
    """The menu, the first form with a basis, and the first task."""
    await pilot.press("ctrl+backslash", "a")
    await form_open(pilot)
    await shows(pilot, "逐项交办", *said)
    await type_text(pilot, basis)
    await pilot.press("ctrl+s")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, AssigningDialog))
    await shows(pilot, "第 1 件")
    assert isinstance(pilot.app.screen, AssigningDialog)
    return pilot.app.screen


async def ended(pilot: Pilot[Any], *said: str) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
    await shows(pilot, *said)


def set_on(path: Path, numbers: Sequence[int]) -> list[MilestoneRow]:
    """The milestones of these tasks that were handed over."""
    rows = stored(path, lambda c: list(of_tasks(c, DAY, numbers)))
    return [row for row in rows if row.state.basis.startswith(BASIS) or row.state.due is not None]


def left(path: Path) -> list[int]:
    """The tasks without a date."""
    return stored(path, lambda c: without_dates(c, DAY, TaskFilter()))


async def test_fifty_four_tasks_in_one_or_two_keys_each(limited: Ledger, ledger_path: Path) -> None:
    """Before: a form of a title, a date and a basis for each of the 54."""
    async with opened(ledger_path, "tasks", (80, 24), today=DAY) as (app, pilot):
        await shows(pilot, "共 60 项")
        dialog = await begun(pilot, "54 项没有时限", LIMITED)
        keys = 0
        for place in range(54):
            await wait_until(pilot, lambda at=place: dialog._index == at and not dialog._busy)
            step = dialog._step
            assert step is not None and not step.dated
            await pilot.press("enter")
            keys += 1
            if not step.one.sure:  # to be looked at: Ctrl+S takes it all the same
                await form_open(pilot)
                await pilot.press("ctrl+s")
                keys += 1
        await ended(pilot, "54 件已交办，设了 54 个时限")
        assert keys == 54 + 5
        await pilot.press("escape")
        await wait_until(pilot, lambda: "未设节点" not in frame(app))
    assert left(ledger_path) == []
    (first,) = set_on(ledger_path, [1])
    assert (first.state.due, first.state.basis) == (date(2025, 3, 16), BASIS + RULE)


@pytest.mark.parametrize("size", SIZES)
async def test_accepted_changed_skipped_left_and_gone_on_with(
    limited: Ledger, ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "tasks", size, today=DAY) as (app, pilot):
        await shows(pilot, "共 60 项")
        await begun(pilot, "现用方案《数据基础制度》里有 54 项")
        await shows(pilot, "第1项", "市数据局", "2025-03-16 周日", RULE[1:-1], BASIS)
        await pilot.press("3")
        await shows(pilot, "第 2 件，还有 52 件；已交办 0 件，跳过 1 件", "原文写“常态化”，没有期限")
        await pilot.press("4", "1")  # 上一件, 接受: in their turn, on what is shown then
        await shows(pilot, "第 2 件，还有 52 件；已交办 1 件，跳过 0 件")
        await pilot.press("enter")
        await form_open(pilot)
        await shows(pilot, "逐项交办：改", "原文写“常态化”，没有期限", "2025-03-16")
        await pilot.press("tab")
        await type_text(pilot, "每季度末")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "第 3 件，还有 51 件；已交办 2 件")
        await pilot.press("4")
        await shows(pilot, "第 2 件", "已有时限，最近的是 2025-03-31")
        await pilot.press("5")
        await ended(pilot, "2 件已交办，设了 5 个时限，还有 52 件没看", "下次接着办")
        await pilot.press("escape")
        await shows(pilot, "未设节点 52")
        assert [row.state.due for row in set_on(ledger_path, [3])] == [
            date(2025, month, day) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
        ]
        assert {row.state.basis for row in set_on(ledger_path, [3])} == {BASIS}  # not as proposed
        await pilot.press("ctrl+backslash", "a")  # next time: the rest, on what was said last
        form = await form_open(pilot)
        await shows(pilot, "52 项没有时限", BASIS, "2025-01-15")
        assert form.raw_values()["basis"] == BASIS
        await pilot.press("ctrl+s")
        await shows(pilot, "第 1 件，还有 51 件", "第4项")


async def test_what_was_taken_is_taken_back_within(limited: Ledger, ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", (120, 40), today=DAY) as (_, pilot):
        await shows(pilot, "共 60 项")
        dialog = await begun(pilot)
        await pilot.press("1")
        await shows(pilot, "第 2 件，还有 52 件；已交办 1 件")
        await pilot.press("ctrl+z")
        await form_open(pilot)
        await shows(pilot, "撤销刚才的操作")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await wait_until(pilot, lambda: pilot.app.screen is dialog)
        await shows(pilot, "第 1 件，还有 53 件", "2025-03-16 周日")
        assert 1 in left(ledger_path)


async def test_marked_ones_alone_and_their_papers_are_offered(limited: Ledger, ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", (120, 40), today=DAY) as (app, pilot):
        await shows(pilot, "共 60 项")
        await pilot.press("space", "space", "down", "space")  # 1, 2 (it has dates) and 4
        await begun(pilot, "标记的 3 项任务里有 2 项没有时限")
        await pilot.press("1")
        await shows(pilot, "第 2 件，还有 0 件", "第4项")
        await pilot.press("1")
        await ended(pilot, "2 件已交办，设了 2 个时限")
        assert not app.screen_stack[0].records.marked
        await pilot.press("tab", "enter")
        form = await form_open(pilot)
        await shows(pilot, "拟文书", "2 项任务：1、4")
        assert (form.raw_values()["kind"], form.raw_values()["basis"]) == ("assignment", BASIS)


async def test_a_filter_says_which_and_without_any_it_is_said(limited: Ledger, ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", (80, 24), today=DAY) as (app, pilot):
        await shows(pilot, "共 60 项")
        await pilot.press("slash")
        await type_text(pilot, "算力")
        await wait_until(pilot, lambda: app.screen.records.is_settled and app.screen.records.count < 60)
        await pilot.press("enter", "ctrl+backslash", "a")
        await form_open(pilot)
        assert "筛选出的任务里有" in frame(app)
        await pilot.press("escape")
        await form_closed(pilot)
        await pilot.press("slash", "ctrl+a")
        await type_text(pilot, Light.OVERDUE.word)
        await wait_until(pilot, lambda: app.screen.records.is_settled and app.screen.records.count < 10)
        await pilot.press("enter", "ctrl+backslash", "a")
        await shows(pilot, "没有要交办的", "筛选出的任务都有时限")


async def test_without_a_limit_each_date_is_typed(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", (80, 24), today=DAY) as (_, pilot):
        await shows(pilot, "共 60 项")
        await begun(pilot)
        await shows(pilot, "没有建议，请写时限，或跳过")
        await pilot.press("enter")
        await form_open(pilot)
        await pilot.press("tab")
        await type_text(pilot, "6月底")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "第 2 件，还有 52 件；已交办 1 件")
    (made,) = set_on(ledger_path, [1])
    assert (made.state.due, made.state.basis) == (date(2025, 6, 30), BASIS)
