"""Of keys that come in one go (one held down, a busy machine) none does anything in a closed dialog."""

from __future__ import annotations

from pathlib import Path

from support.ledger_screens import settle
from support.screens import form_closed, form_open, opened, shows
from support.tui import type_text, wait_until
from textual import events
from textual.app import App

from huaian_tui.tui.actions.leader import LeaderMenu
from huaian_tui.tui.areas.notes.note_form import open_note
from huaian_tui.tui.forms.message import MessageDialog


def in_one_go(app: App[object], *keys: str) -> None:
    """As a terminal hands over what it has read."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_a_message_that_is_closed_twice_leaves_the_form_below_it(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        open_note(app, [6])
        form = await form_open(pilot)
        await type_text(pilot, "还没有保存")
        message = MessageDialog("说明", "一句话")
        app.push_screen(message)
        await shows(pilot, "一句话")
        message.action_back()
        message.action_back()
        await settle(pilot)
        assert app.screen is form and form.raw_values()["text"] == "还没有保存"


async def test_the_menu_does_what_the_first_key_chose(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        below = app.screen
        await pilot.press("ctrl+backslash")
        await wait_until(pilot, lambda: isinstance(app.screen, LeaderMenu))
        await shows(pilot, "单位更名")
        in_one_go(app, "g", "g")
        form = await form_open(pilot)
        await settle(pilot)
        assert app.screen_stack == [below, form]


async def test_the_palette_does_what_it_found_once(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        below = app.screen
        await pilot.press("ctrl+p", *"导出数据包")
        await settle(pilot)
        in_one_go(app, "enter", "enter")
        await form_open(pilot)
        await settle(pilot)
        assert len(app.screen_stack) == 2
        await pilot.press("escape")
        await form_closed(pilot)
        assert app.screen is below
