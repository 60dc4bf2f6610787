"""周报 and 导出日历 from the menu of 总览."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.screens import form_open, opened, shows
from support.tui import SIZES, TODAY, wait_until
from textual.widgets import Button

from huaian_tui.services.decisions import Completion, complete_milestone
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
        form = await form_open(pilot)
        assert form.raw_values()["folder"] == str(tmp_path)
        other = tmp_path / "另一处"
        other.mkdir()
        form._fields[0].set_raw(str(other))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, WeeklyDialog))
        (written,) = other.glob("周报_*.txt")
        assert "一周工作" in written.read_text(encoding="utf-8-sig")
        assert app.folders["weekly"] == str(other)
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
        done = Completion(TODAY, "验收单")
        app.session.write(lambda ledger: complete_milestone(ledger, "2-1", done, TODAY))
        await pilot.press("ctrl+backslash", "d")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        told = "不再有的 1 项写成取消"
        await wait_until(pilot, lambda: any(told in one.message for one in app._notifications))
    texts = [file.read_text(encoding="utf-8") for file in tmp_path.glob("督查日历_*.ics")]
    assert sorted(text.count("STATUS:CANCELLED") for text in texts) == [0, 1]
