"""周报 and 导出日历 from the menu of 总览."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.screens import opened, shows
from support.tui import SIZES, wait_until
from textual.widgets import Button

from huaian_tui.tui.areas.exports.weekly import WeeklyDialog
from huaian_tui.tui.forms.form import FormDialog


@pytest.mark.parametrize("size", SIZES)
async def test_a_weekly_report_is_read_copied_and_written(
    ledger_path: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "overview", size) as (app, pilot):
        await shows(pilot, "总览")
        app.folders = {"weekly": str(tmp_path)}
        await pilot.press("ctrl+backslash", "w")
        await shows(pilot, "周报", "一周工作", "一、本周做的", "没有登记")
        await pilot.press("y")
        await wait_until(pilot, lambda: "一周工作" in app.clipboard)
        await pilot.press("ctrl+e")
        await wait_until(pilot, lambda: bool(list(tmp_path.glob("周报_*.txt"))))
        app.screen.query_one("#weekly-before", Button).press()
        await wait_until(pilot, lambda: not app.screen.query_one("#weekly-after", Button).disabled)
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, WeeklyDialog))


async def test_the_calendar_is_exported(ledger_path: Path, tmp_path: Path) -> None:
    async with opened(ledger_path, "overview", (80, 24)) as (app, pilot):
        await shows(pilot, "总览")
        app.folders = {"calendar": str(tmp_path)}
        await pilot.press("ctrl+backslash", "d")
        await wait_until(pilot, lambda: isinstance(app.screen, FormDialog))
        await shows(pilot, "导出日历", str(tmp_path)[:20])
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: bool(list(tmp_path.glob("督查日历_*.ics"))))
        await wait_until(pilot, lambda: not isinstance(app.screen, FormDialog))
