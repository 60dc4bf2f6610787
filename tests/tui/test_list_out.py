"""What an officer takes along: a row or a text by the clipboard, the list as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.forms import sheet
from support.ledger_screens import add
from support.screens import form_closed, form_open, opened, shows
from support.tui import SIZES, frame, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.domain.words.plans import PLAN_COLUMN
from huaian_tui.store.queries.tasks import read_tasks
from huaian_tui.tui.areas.tasks.list import COLUMNS
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.list.virtual_list import VirtualList


def said(pilot: Pilot[Any]) -> str:
    """The toasts."""
    return "\n".join(one.message for one in pilot.app._notifications)


@pytest.mark.parametrize("key", ["y", "ｙ", "ctrl+c"])
async def test_the_chosen_row_is_copied_in_full_and_ctrl_c_says_how_to_quit(
    ledger_path: Path, key: str
) -> None:
    async with opened(ledger_path, "tasks", (80, 24)) as (app, pilot):
        await shows(pilot, "共 60 项")
        await pilot.press("down")
        await type_text(pilot, key) if len(key) == 1 else await pilot.press(key)
        await wait_until(pilot, lambda: "已复制 1 项" in said(pilot))
        assert ("退出按 Ctrl+Q" in said(pilot)) == (key == "ctrl+c")  # who presses it may have meant that
        task = app.session.read(lambda c: read_tasks(c, app.session.today, [2]))[0]
        assert app.clipboard == f"2\t逾期691天\t{task.text}\t{'、'.join(task.lead)}\t2024-12-31"


async def test_what_tmux_needs_is_said_once(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "/run/tmux,1,0")
    async with opened(ledger_path, "tasks", (80, 24)) as (_, pilot):
        await shows(pilot, "共 60 项")
        for times in (1, 2):
            await pilot.press("y")
            await wait_until(pilot, lambda times=times: said(pilot).count("已复制 1 项") == times)
        assert said(pilot).count("set-clipboard") == 1


async def test_marked_rows_are_copied_as_they_stand_and_hidden_ones_are_said(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        await shows(pilot, "共 60 项")
        await type_text(pilot, "45")
        await pilot.press("space")
        await type_text(pilot, "2")
        await pilot.press("space", "y")
        await wait_until(pilot, lambda: "已复制 2 项" in said(pilot))
        assert [line.split("\t")[0] for line in app.clipboard.splitlines()] == ["2", "45"]
        app.screen.query_one(FilterBar).set_text("45")
        await shows(pilot, "已标记 2 项（1 项不在列表里）")
        await pilot.press("y")
        await wait_until(pilot, lambda: "已复制 1 项，另有 1 项不在列表里" in said(pilot))


async def test_the_detail_is_copied_whole_and_without_control_characters(ledger_path: Path) -> None:
    add(ledger_path, 1, "甲[/]\x1b[31m乙")
    async with opened(ledger_path, "tasks") as (app, pilot):
        pane = app.screen.query_one(DetailPane)
        await wait_until(pilot, lambda: "甲[/]" in pane.plain)
        await pilot.press("enter", "y")
        await wait_until(pilot, lambda: "已复制全文" in said(pilot))
        assert app.clipboard == pane.plain and "甲[/]" in app.clipboard
        assert "\x1b" not in app.clipboard


async def test_a_letter_typed_in_the_filter_copies_nothing(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        await pilot.press("ctrl+f", "y")
        assert app.screen.query_one(FilterBar).text == "y" and "已复制" not in said(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_is_exported_as_it_is_filtered_and_sorted(
    ledger_path: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        await shows(pilot, "共 60 项")
        app.screen.query_one(FilterBar).set_text("czj")
        await shows(pilot, "共 4 项")
        records = app.screen.query_one("#task-list", VirtualList)
        records.sort_by("due")
        await shows(pilot, "时限升")
        await pilot.press("ctrl+e")
        form = await form_open(pilot)
        await shows(pilot, "列表 4 项", "整本台账")
        next(field for field in form._fields if field.key == "folder").set_raw(str(tmp_path))
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        path = tmp_path / "任务列表_2026年11月22日.xlsx"
        await wait_until(pilot, lambda: f"已导出：{path}" in said(pilot))
        rows = sheet(path.read_bytes(), "列表")
        assert rows[1][0] == "截至2026年11月22日，共 4 项，筛选：czj，按时限升序"
        listed = [column for column in COLUMNS if column.title != PLAN_COLUMN and not column.extra]
        assert tuple(rows[2]) == tuple(column.title for column in listed)
        assert len(rows) == 3 + 4 and rows[3][0] == 6.0
        task = app.session.read(lambda c: read_tasks(c, app.session.today, [6]))[0]
        assert rows[3][2] == task.text


@pytest.mark.parametrize("mode", ["overview", "milestones", "units", "records"])
async def test_every_list_has_its_export(ledger_path: Path, tmp_path: Path, mode: str) -> None:
    add(ledger_path, 1, "看过")
    async with opened(ledger_path, mode) as (app, pilot):
        await wait_until(pilot, lambda: app.screen.chosen_list.count > 0)
        records = app.screen.chosen_list
        app.screen.set_focus(records)
        await pilot.press("E")
        form = await form_open(pilot)
        for field in form._fields:
            if field.key in ("folder", "format", "name"):
                field.set_raw({"folder": str(tmp_path), "format": "md", "name": "表"}[field.key])
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await wait_until(pilot, lambda: "已导出" in said(pilot))
        lines = (tmp_path / "表.md").read_text("utf-8").splitlines()
        columns = len(records.listed_columns)
        assert len(lines) == 6 + records.count and lines[4].count(" | ") == columns - 1


async def test_only_marked_rows_are_exported_when_there_are_some(ledger_path: Path, tmp_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (_, pilot):
        await shows(pilot, "共 60 项")
        await pilot.press("space", "down", "space", "ctrl+e")
        form = await form_open(pilot)
        assert "[已标记 2 项]" in frame(pilot.app)
        for field in form._fields:
            if field.key in ("folder", "format"):
                field.set_raw({"folder": str(tmp_path), "format": "csv"}[field.key])
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await wait_until(pilot, lambda: "已导出" in said(pilot))
        lines = next(tmp_path.glob("*.csv")).read_text("utf-8-sig").splitlines()
        assert [line.split(",")[0] for line in lines] == ["序号", "1", "3"]


async def test_text_selected_by_the_mouse_is_copied(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        pane = app.screen.query_one(DetailPane)
        await wait_until(pilot, lambda: "第1项" in pane.plain)
        await pilot.mouse_down(DetailPane, offset=(2, 1))
        await pilot.hover(DetailPane, offset=(10, 1))
        await pilot.mouse_up(DetailPane, offset=(10, 1))
        selected = app.screen.get_selected_text()
        assert selected and selected in pane.plain
        await pilot.press("ctrl+c")
        await wait_until(pilot, lambda: "已复制选中的文字" in said(pilot))
        assert app.clipboard == selected


async def test_a_longer_text_in_the_pane_scrolls_to_its_end_and_a_shorter_one_begins_anew(
    ledger_path: Path,
) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        pane = app.screen.query_one(DetailPane)
        await wait_until(pilot, lambda: "第1项" in pane.plain)  # the row's own detail comes after the list
        pane.show("\n".join(f"第{line}行" for line in range(200)))
        await pilot.pause()
        app.screen.set_focus(pane)
        await pilot.press("end")
        await shows(pilot, "第199行")
        pane.show("短的，一行")
        await shows(pilot, "短的，一行")
        assert pane.scroll_y == 0 and pane.max_scroll_y == 0 and "第199行" not in frame(app)
