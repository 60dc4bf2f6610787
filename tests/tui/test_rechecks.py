"""销号抽查 on the screen: draw, record what was found, the sheet; 预测 in the detail of a milestone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.cli import Program
from support.screens import form_closed, form_open, on_row, opened, shows, stored, tells
from support.tui import SIZES, wait_until

from huaian_tui.store.queries.notices import list_notices
from huaian_tui.store.queries.rechecks import Recheck, list_rechecks
from huaian_tui.tui.areas.rechecks.flow import open_rechecks
from huaian_tui.tui.forms.pick import PickDialog

TODAY = date(2026, 1, 5)


def samples(path: Path) -> list[Recheck]:
    """The samples in the ledger now."""
    return stored(path, lambda connection: list_rechecks(connection, TODAY))


@pytest.mark.parametrize("size", SIZES)
async def test_a_sample_is_drawn_and_what_was_found_is_recorded(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    program = Program(ledger_path, today="2025-12-30")
    program.text("milestone", "complete", "2-1", "2-2", "6-1", "--basis", "已完成", "--date", "2025-12-28")
    async with opened(ledger_path, "milestones", size, today=TODAY) as (app, pilot):
        open_rechecks(app)
        await form_open(pilot)
        await shows(pilot, "时期", "抽几个", "种子")
        await pilot.press(*["backspace"] * 6, *"2025")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await wait_until(pilot, lambda: isinstance(app.screen, PickDialog))
        await shows(pilot, "2025年销号抽查", "打查访单", "未查 3", "依据无文件")
        first = samples(ledger_path)[0].items[0]

        await pilot.press("enter")  # the first that was not looked at
        await form_open(pilot)
        await shows(pilot, "抽查结果", f"节点 {first.milestone}", "依据：已完成")
        await pilot.press("right", "ctrl+s")
        await shows(pilot, "说明没有填写")
        await pilot.press(*"空")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "不属实 1", "未查 2")
        result = samples(ledger_path)[0].items[0].result
        assert result is not None and (result.outcome, result.text) == ("not_held", "空")

        items = [one.milestone for one in samples(ledger_path)[0].items]
        await on_row(pilot, PickDialog, items[1])  # the next that waits
        await pilot.press("down", "enter")
        await form_open(pilot)
        await pilot.press("escape")
        await on_row(pilot, PickDialog, items[2])
        await pilot.press("enter")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await on_row(pilot, PickDialog, items[1])  # none behind it waits
        await shows(pilot, "未查 1")
        await pilot.press("home", "enter")  # the sheet
        await wait_until(pilot, lambda: app.led and app.led[-1][0] == "notices")
    titles = [one.title for one in stored(ledger_path, lambda c: list_notices(c))]
    assert "2025年销号抽查查访单" in titles


async def test_the_detail_of_a_milestone_says_what_is_expected_and_records_nothing(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones", (120, 40), today=date(2025, 11, 22)) as (app, pilot):
        await app.go("milestones", "2-3")
        await tells(pilot, "数据资产应登尽登", "可能逾期（可能性", "2025-11-22推算）：超过90天没有记录")
    assert Program(ledger_path, today="2025-11-22").json("forecast", "list", "--recorded") == []
