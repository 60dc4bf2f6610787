"""Marks count for every action of every list of tasks: those of a unit, milestones, the overview, papers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.screens import form_closed, form_open, opened, shows, stored
from support.tui import SIZES, TODAY, type_text, wait_until
from textual.pilot import Pilot
from textual.screen import ModalScreen

from huaian_tui.domain.rules.lights import Status
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.tui.actions.leader import LeaderMenu
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.forms.batch import BatchForm
from huaian_tui.tui.forms.choose_some import ChooseSome
from huaian_tui.tui.list.virtual_list import VirtualList


async def tasks_of(pilot: Pilot[Any], typed: str) -> VirtualList:
    """The list of tasks of the unit that is typed, with the keys in it."""
    await type_text(pilot, typed)
    await pilot.press("enter", "enter")
    tasks = pilot.app.screen.query_one("#unit-tasks", VirtualList)
    await wait_until(pilot, lambda: tasks.has_focus and tasks.is_settled and tasks.count > 3)
    return tasks


async def by_menu(pilot: Pilot[Any], letter: str) -> None:
    """An entry of the menu by its letter."""
    await pilot.press("ctrl+backslash")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, LeaderMenu))
    await pilot.press(letter)


def milestones_of(pilot: Pilot[Any]) -> list[str]:
    """What the form that is open is on."""
    form = pilot.app.screen
    assert isinstance(form, BatchForm)
    return [str(key) for key in form.together.keys]


@pytest.mark.parametrize("size", SIZES)
async def test_marked_tasks_of_a_unit_are_stopped_and_supervised_again(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "units", size) as (_, pilot):
        tasks = await tasks_of(pilot, "sjj")
        await pilot.press("*")
        await wait_until(pilot, lambda: len(tasks.marked) == tasks.count)
        await pilot.press("ctrl+x")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChooseSome))
        await pilot.press("ctrl+s")
        await form_open(pilot)
        stopped = milestones_of(pilot)
        assert len(stopped) > 1
        await type_text(pilot, "批示5号")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, f"{len(stopped)} 个节点")
        assert not tasks.has_marks and tasks.has_focus
        await wait_until(pilot, lambda: tasks.is_settled)
        await pilot.press("*")
        await wait_until(pilot, lambda: len(tasks.marked) == tasks.count)
        await by_menu(pilot, "j")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChooseSome))
        await pilot.press("ctrl+s")
        await form_open(pilot)
        assert milestones_of(pilot) == stopped
    for one in stopped:
        state = stored(ledger_path, lambda c, one=one: read_milestone(c, TODAY, one)).state
        assert state.status is Status.CANCELLED


async def test_values_and_hand_ins_and_papers_of_marked_tasks_of_a_unit(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        tasks, units = await tasks_of(pilot, "sjj"), app.screen
        await pilot.press("*")
        await wait_until(pilot, lambda: len(tasks.marked) == tasks.count)
        await pilot.press("ctrl+d")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChooseSome))
        await shows(pilot, f"所选 {tasks.count} 项任务里有", "登记哪个节点的数值")
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen is units)
        for letter, title in (("d", "报送哪些成果"), ("y", "拟文书"), ("e", "打单据")):
            await by_menu(pilot, letter)
            await shows(pilot, title)
            assert len(tasks.marked) == tasks.count
            await pilot.press("escape")
            await wait_until(pilot, lambda: app.screen is units)


@pytest.mark.parametrize("mode", ["milestones", "overview"])
async def test_marked_milestones_and_lines_of_the_overview(ledger_path: Path, mode: str) -> None:
    """The first two by their order are overdue, of different tasks: neither is the row under the cursor."""
    async with opened(ledger_path, mode) as (app, pilot):
        records = app.screen.query_one("#to-do" if mode == "overview" else VirtualList, VirtualList)
        await wait_until(pilot, lambda: records.is_settled and records.count > 3)
        await pilot.press("*")
        await wait_until(pilot, lambda: records.has_marks)
        below = app.screen
        for key, title in {"ctrl+x": "中止", "ctrl+r": "拟文书", "ctrl+b": "报送", "ctrl+d": "数值"}.items():
            assert records.has_marks, key
            await pilot.press(key)
            await wait_until(pilot, lambda: isinstance(app.screen, ModalScreen))
            await shows(pilot, title)
            await pilot.press("escape")
            await wait_until(pilot, lambda: app.screen is below)


async def test_the_keys_of_a_list_are_not_in_the_menu_where_they_are_keys(ledger_path: Path) -> None:
    for mode, there in (("tasks", False), ("units", True)):
        async with opened(ledger_path, mode) as (app, pilot):
            assert isinstance(app, HuaianApp)
            await pilot.press("ctrl+backslash")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, LeaderMenu))
            menu = pilot.app.screen
            ids = {line.entry.item.id for page in menu._pages for line in page if line.entry is not None}
            assert ({"reopen", "hand_in", "notice_of_tasks"} <= ids) is there
