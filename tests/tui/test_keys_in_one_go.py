"""Keys that come in one go (one held down, a busy machine): each does what it would do alone.

None does anything in a closed dialog, and what is typed behind a key that opens something is typed there.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from support.ledger_screens import settle
from support.screens import form_closed, form_open, opened, shows, tells
from support.tui import SIZES, TODAY, in_one_go, type_text, wait_until

from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.tui.actions.leader import LeaderMenu
from huaian_tui.tui.areas.notes import note_form
from huaian_tui.tui.areas.notes.note_form import open_note
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.list.growing_list import GrowingList
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.textual_patches import one_key_at_a_time
from huaian_tui.tui.textual_patches.one_key_at_a_time import after_keys


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


@pytest.mark.parametrize("size", SIZES)
async def test_down_from_the_filter_then_end_then_enter(
    ledger_path: Path, ledger: Ledger, size: tuple[int, int]
) -> None:
    add_note(ledger, NoteDraft(6, "入表实例 1 个，已核对", TODAY), TODAY)
    async with opened(ledger_path, "records", size) as (app, pilot):
        in_one_go(app, "/", *"入表")
        await shows(pilot, "记录 1 条")
        results = app.screen.query_one(GrowingList)
        await wait_until(pilot, lambda: results.count > 1 and results.is_settled)
        in_one_go(app, "down", "end", "enter")
        await tells(pilot, "入表实例 1 个，已核对")
        assert results.cursor == results.count - 1


async def test_words_behind_the_palette_s_key_are_typed_into_it(ledger_path: Path) -> None:
    """Letters would be keys of the list below."""
    async with opened(ledger_path, "tasks") as (app, pilot):
        below = app.screen
        in_one_go(app, "ctrl+p", *"note", "escape")
        await settle(pilot)
        assert app.screen is below
        in_one_go(app, "ctrl+p", *"导出数据包", "enter")
        await form_open(pilot)


@pytest.mark.parametrize("way", [("f8",), ("ctrl+p", *"写记录", "enter")], ids=["key", "palette"])
async def test_what_is_typed_behind_a_key_that_opens_a_form_stands_in_it(
    ledger_path: Path, way: tuple[str, ...]
) -> None:
    """Also when the ledger is read for the form first; Tab and the next field come behind it."""
    async with opened(ledger_path, "tasks") as (app, pilot):
        in_one_go(app, *way, *"现场查看", "tab", *"缺人")
        form = await form_open(pilot)
        await settle(pilot)
        values = form.raw_values()
        assert (values["text"], values["problem"]) == ("现场查看", "缺人")


async def test_a_form_that_does_not_open_holds_nothing_up(ledger_path: Path) -> None:
    """There is no row to write a note on."""
    async with opened(ledger_path, "tasks") as (app, pilot):
        below = app.screen
        in_one_go(app, "/", *"查不到", "down", "f8", "/", *"的")
        await wait_until(pilot, lambda: app.screen.query_one(FilterBar).text == "查不到的")
        await settle(pilot)
        assert app.screen is below


async def test_what_was_typed_for_a_form_that_takes_too_long_is_not_given_to_the_list(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letters are actions there; it is said, and the form opens all the same."""
    monkeypatch.setattr(one_key_at_a_time, "LONGEST_CHANGE", 0.0)
    goes_on, read = threading.Event(), note_form.read_note_templates
    monkeypatch.setattr(note_form, "read_note_templates", lambda: (goes_on.wait(), read())[1])
    async with opened(ledger_path, "tasks") as (app, pilot):
        in_one_go(app, "f8", *"nnn")
        await shows(pilot, "刚才接着打的没有用上")
        goes_on.set()
        form = await form_open(pilot)
        await settle(pilot)
        assert form.raw_values()["text"] == ""


async def test_what_waits_for_all_keys_waits_for_those_that_wait(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        tasks = app.screen.query_one(VirtualList)
        at = list[int]()
        in_one_go(app, "down", "down", "down")
        app.call_later(after_keys, tasks, lambda: at.append(tasks.cursor))
        await wait_until(pilot, lambda: bool(at))
        assert at == [3]
