"""从会议纪要登记: each sentence quoted, the source filled, ticked where nothing is open; one action."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.plan_texts import MINUTES, plan_text
from support.screens import form_open, opened, shows, stored
from support.tui import SIZES, paste, wait_until
from textual.pilot import Pilot

from huaian_tui.ledger.task_keys import MATTERS_PLAN
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.matters import read_handed
from huaian_tui.tui.areas.plans.minutes import MinutesPreview
from huaian_tui.tui.files.chooser import FileChooser

Size = tuple[int, int]


async def preview_open(pilot: Pilot[Any], given: str) -> MinutesPreview:
    """Open the minutes by pasting a path, or the text, into the chooser."""
    await pilot.press("ctrl+backslash", "u")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, FileChooser))
    await paste(pilot, given)
    if "\n" in given:
        await form_open(pilot)
        await pilot.press("ctrl+s")
    else:
        await shows(pilot, "共 1 个")
        await pilot.press("enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, MinutesPreview))
    assert isinstance(pilot.app.screen, MinutesPreview)
    return pilot.app.screen


def matters(path: Path) -> list[tuple[str, str]]:
    """(Text, number) of the matters of the ledger, in their order."""
    query = "SELECT text, printed FROM task WHERE plan = ? ORDER BY place"
    return stored(path, lambda c: [tuple(row) for row in c.execute(query, (MATTERS_PLAN,))])


@pytest.mark.parametrize("size", SIZES)
async def test_sure_sentences_are_ticked_and_entered_as_one(
    ledger: Ledger, ledger_path: Path, tmp_path: Path, size: Size
) -> None:
    file = plan_text(tmp_path, MINUTES, "纪要.txt")
    async with opened(ledger_path, "plans", size) as (app, pilot):
        await preview_open(pilot, str(file))
        await shows(pilot, "市政府专题会议纪要（第12期） 2026-11-20", "已标记 2 件", "2026-12-10")
        await pilot.press("end", "space", "ctrl+s")  # what is open cannot be ticked
        await wait_until(pilot, lambda: not isinstance(app.screen, MinutesPreview))
        await shows(pilot, "已登记 2 件交办事项")
        said = matters(ledger_path)
        assert [text for text, _ in said] == [
            "会议决定，由市数据局牵头，市财政局配合，于2026年12月10日前完成公共数据平台验收。",
            "市公安局负责于2026年12月20日前开展数据安全检查。",
        ]
        await pilot.press("ctrl+z")
        await shows(pilot, "撤销")


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_open_is_written_and_entered_too(ledger: Ledger, ledger_path: Path, size: Size) -> None:
    async with opened(ledger_path, "plans", size) as (app, pilot):
        await preview_open(pilot, MINUTES)
        await pilot.press("end", "enter")
        form = await form_open(pilot)
        await shows(pilot, "新设水文中心", "待定")
        for field in form._fields:
            if field.key in ("lead", "due"):
                field.set_raw({"lead": "市科技局", "due": "2026-12-31"}[field.key])
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, MinutesPreview))
        await shows(pilot, "市科技局", "2026-12-31")
        await pilot.press("ctrl+t")
        form = await form_open(pilot)
        for field in form._fields:
            if field.key == "by":
                field.set_raw("市长")
        await pilot.press("ctrl+s")
        await shows(pilot, "市长交办")
        await pilot.press("ctrl+s")
        await shows(pilot, "已登记 3 件交办事项")
        said = stored(ledger_path, lambda c: read_handed(c, [row[0] for row in c.execute(OF_MATTERS)]))
        assert {(one.kind, one.day.isoformat(), one.by) for one in said.values()} == {
            ("会议纪要", "2026-11-20", "市长")
        }


OF_MATTERS = f"SELECT no FROM task WHERE plan = '{MATTERS_PLAN}'"


async def test_minutes_without_a_day_ask_for_it(ledger: Ledger, ledger_path: Path) -> None:
    text = "专题会议纪要\n会议决定，由市数据局牵头，于12月10日前完成公共数据平台验收。\n"
    async with opened(ledger_path, "plans") as (app, pilot):
        await pilot.press("ctrl+backslash", "u")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FileChooser))
        await paste(pilot, text)
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await shows(pilot, "纪要里没有写完整的日期")
        await paste(pilot, "2026-11-20")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, MinutesPreview))
        await shows(pilot, "来源：会议纪要 专题会议纪要 2026-11-20", "共 1 件")
