"""F7 takes what is typed at once, as F5 does; a wide blank is typed as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.screens import form_open, opened
from support.tui import SIZES, TODAY, paste, type_text, wait_until

from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.tui.areas.notes.note_form import open_note
from huaian_tui.tui.forms.long_text import LongTextArea
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.list.growing_list import GrowingList


@pytest.mark.parametrize("size", SIZES)
async def test_who_comes_to_the_records_types_at_once(ledger_path: Path, size: tuple[int, int]) -> None:
    async with opened(ledger_path, "records", size) as (app, pilot):
        await pilot.press("f7")
        await type_text(pilot, "入表　nb")
        bar = app.screen.query_one(FilterBar)
        await wait_until(pilot, lambda: bar.text == "入表　nb")
        await pilot.press("f7")
        await type_text(pilot, "核实")
        await wait_until(pilot, lambda: bar.text == "核实")


async def test_a_word_typed_or_pasted_on_the_list_is_looked_for(ledger_path: Path, ledger: Ledger) -> None:
    add_note(ledger, NoteDraft(6, "“双随机”检查３月～５月完成", TODAY), TODAY)
    async with opened(ledger_path, "records") as (app, pilot):
        bar, records = app.screen.query_one(FilterBar), app.screen.query_one(GrowingList)
        records.focus()
        await wait_until(pilot, lambda: records.has_focus)
        await type_text(pilot, "「双随机」　3月-5月")
        await wait_until(pilot, lambda: bar.text == "「双随机」　3月-5月" and records.is_settled)
        await wait_until(pilot, lambda: records.count == 1)
        await pilot.press("down")
        await paste(pilot, "（续）")
        await wait_until(pilot, lambda: bar.text == "「双随机」　3月-5月（续）")


async def test_keys_of_the_list_stay_keys(ledger_path: Path, ledger: Ledger) -> None:
    add_note(ledger, NoteDraft(6, "入表", TODAY), TODAY)
    async with opened(ledger_path, "records") as (app, pilot):
        app.screen.query_one(GrowingList).focus()
        await type_text(pilot, "ｎ")
        await form_open(pilot)


async def test_a_wide_blank_stays_in_a_note(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        open_note(app, [6])
        await form_open(pilot)
        area = app.screen.query_one(LongTextArea)
        area.focus()
        await type_text(pilot, "　　查阅台账　核对")
        await wait_until(pilot, lambda: area.text == "　　查阅台账　核对")
