"""What the program says about itself is so: orders, counts, words of the hints, lines that are hidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.screens import form_open, opened, shows
from support.tui import SIZES, frame, wait_until
from textual.widgets import Static

from huaian_tui.domain.text.ordering import Sort
from huaian_tui.tui.actions.help import HelpDialog
from huaian_tui.tui.areas.guide import _keys_hang, _keys_text
from huaian_tui.tui.areas.self_reports.dialog import open_reports
from huaian_tui.tui.forms.long_text import LongTextArea
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.frame.wrapping import wrap_content
from huaian_tui.tui.list.virtual_list import VirtualList


@pytest.mark.parametrize("size", SIZES)
async def test_the_order_by_number_is_the_present_one_and_is_reversed(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        await shows(pilot, "共 60 项")
        await pilot.press("s")
        text = await shows(pilot, "按哪一列", "倒过来：降")
        assert ">" in next(line for line in text.splitlines() if "倒过来" in line)
        await pilot.press("enter")
        records = app.screen.query_one("#task-list", VirtualList)
        await wait_until(pilot, lambda: records.sort == Sort("no", descending=True))
        await wait_until(pilot, lambda: (row := records.row_at(0)) is not None and row.key == "60")


async def test_the_hint_of_ctrl_s_says_what_the_button_says(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", (80, 24)) as (_, pilot):
        await shows(pilot, "共 60 项")
        await pilot.press("ctrl+e")
        await form_open(pilot)
        text = await shows(pilot, "^S 导出")
        assert "^S 保存" not in text


async def test_without_reports_the_decisions_say_why_not(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview", (80, 24)) as (app, pilot):
        open_reports(app)
        await shows(pilot, "没有待核实的自报")
        await wait_until(pilot, lambda: "驳回" not in frame(app))  # what cannot be done is not offered
        for key in ("f9", "c", "ctrl+y", "ctrl+x"):
            await pilot.press(key)
            await wait_until(pilot, lambda: isinstance(app.screen, MessageDialog))
            await shows(pilot, "没有要核实的自报")
            await pilot.press("escape")
            await wait_until(pilot, lambda: not isinstance(app.screen, MessageDialog))


async def test_the_help_counts_actions_only(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview", (80, 24)) as (app, pilot):
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpDialog))
        dialog = app.screen
        assert isinstance(dialog, HelpDialog)
        actions = sum(line.item is not None for line in dialog._shown)
        assert actions < len(dialog._shown)
        await shows(pilot, f"第 1 项，共 {actions} 项")
        await pilot.press("end")
        await wait_until(pilot, lambda: "第 1 项" not in frame(app))
        await shows(pilot, f"共 {actions} 项")


async def test_a_long_text_that_was_left_shows_its_beginning_and_how_many_lines_it_has(
    ledger_path: Path,
) -> None:
    async with opened(ledger_path, "tasks", (80, 24)) as (_, pilot):
        await shows(pilot, "共 60 项")
        await pilot.press("f8")
        form = await form_open(pilot)
        area = list(form.query(LongTextArea))[1]
        area.focus()
        await pilot.pause()
        area.insert("第一行\n第二行\n第三行\n第四行")
        text = await shows(pilot, "第四行")
        assert "共 4 行" not in text
        await pilot.press("tab")
        text = await shows(pilot, "第一行", "共 4 行")
        assert "第四行" not in text
        await pilot.press("shift+tab")
        text = await shows(pilot, "第四行")
        await wait_until(pilot, lambda: "共 4 行" not in frame(pilot.app))


async def test_what_was_said_of_the_skeleton_goes_when_the_text_changes(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", (80, 24)) as (_, pilot):
        await shows(pilot, "共 60 项")
        await pilot.press("f8")
        form = await form_open(pilot)
        method = form.query_one("ChoiceBar")
        method.focus()
        await pilot.press("right", "ctrl+t")
        await shows(pilot, "已填提纲")
        await pilot.press("ctrl+t")
        await shows(pilot, "提纲已经在进展情况里")
        await pilot.press("ctrl+z")
        await wait_until(pilot, lambda: not str(form.query_one(".form-status", Static).content))
        assert form.query_one(LongTextArea).text == ""


def test_the_keys_of_the_guide_hang_below_their_sentences() -> None:
    lines = wrap_content(_keys_text(), 50, _keys_hang).plain.split("\n")
    key = next(place for place, line in enumerate(lines) if line.startswith("F2"))
    assert lines[key + 1].startswith(" " * 24) and lines[key + 1].strip()
    assert not any(line.startswith(" ") for line in lines[:2])
