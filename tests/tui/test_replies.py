"""登记回复 and 谁没报: replies without a form, who has not answered, and a reminder with one key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.reports import sides, states, waiting
from support.screens import form_open, opened, shows
from support.tui import SIZES, wait_until

from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.forms_out import note_forms_out
from huaian_tui.tui.areas.self_reports.answered import AnsweredDialog
from huaian_tui.tui.areas.self_reports.dialog import ReportsDialog
from huaian_tui.tui.forms.pick import PickDialog


@pytest.mark.parametrize("size", SIZES)
async def test_a_pasted_reply_becomes_a_report_that_waits(
    ledger: Ledger, ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "overview", size) as (_, pilot):
        await pilot.press("h")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ReportsDialog))
        await pilot.press("a")
        form = await form_open(pilot)
        form._fields[0].set_raw("市财政局")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, PickDialog))
        await shows(pilot, "没有办结的在前", "6-1")
        await pilot.press("enter")
        form = await form_open(pilot)
        fields = {field.key: field for field in form._fields}
        assert fields["source"].raw() == "邮件"
        fields["progress"].set_raw("已入表三例\n材料另寄")
        fields["contact"].set_raw("张三")
        await pilot.press("ctrl+s")
        dialog = await waiting(pilot, 1)
        await wait_until(pilot, lambda: "邮件，" in sides(dialog)[0] and "材料另寄" in sides(dialog)[0])
    assert states(ledger_path) == {"6-1": "pending"}


@pytest.mark.parametrize("size", SIZES)
async def test_who_has_not_answered_is_listed_and_reminded_with_one_key(
    ledger: Ledger, ledger_path: Path, size: tuple[int, int]
) -> None:
    note_forms_out(ledger_path, ["市财政局"], date(2026, 11, 20))
    async with opened(ledger_path, "overview", size) as (_, pilot):
        await pilot.press("h")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ReportsDialog))
        await pilot.press("v")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AnsweredDialog))
        await shows(pilot, "1 个单位，1 个没有报", "市财政局")
        await pilot.press("v")
        await shows(pilot, "提醒文字", "2026年11月20日发出的")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AnsweredDialog))
        await pilot.press("r")
        form = await form_open(pilot)
        raw = {field.key: field.raw() for field in form._fields}
        assert (raw["kind"], raw["units"]) == ("reminder", "市财政局")
