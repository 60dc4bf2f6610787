"""The menu of the leader key: every entry by digit, letter, arrows and click; none clashes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
from support.screens import form_closed, form_open, opened, shows
from support.tui import SIZES, frame, type_text, wait_until
from textual.pilot import Pilot
from textual.widgets import Input

from huaian_tui.tui.actions.leader import MORE, OWN_DIGITS, LeaderMenu, menu_pages
from huaian_tui.tui.actions.model import EVERYWHERE, ON_SCREENS
from huaian_tui.tui.actions.opening import SCREEN_MODES, actions_of
from huaian_tui.tui.actions.palette_entries import ActionEntry, PaletteEntry
from huaian_tui.tui.actions.places import lettered_in, screen_actions
from huaian_tui.tui.actions.registry import ACTIONS, action

SHARED = {*actions_of(EVERYWHERE), *actions_of(ON_SCREENS)}


def entries_of(mode: str) -> list[ActionEntry]:
    """What the menu offers on the screen of this mode."""
    ids = screen_actions()[mode] | SHARED
    offered = [item for item in ACTIONS if item.id in ids and item.letter]
    offered = [item for item in offered if item.id in SHARED or mode in lettered_in(item, item.letter)]
    return [ActionEntry(item, PaletteEntry(item.title, item.help, lambda: None)) for item in offered]


def digits_of(mode: str) -> dict[str, str]:
    """Action id → the digits typed for it, ``03``, on the screen of this mode."""
    return {
        line.entry.item.id: MORE * page + line.digit
        for page, lines in enumerate(menu_pages(entries_of(mode)))
        for line in lines
        if line.entry is not None
    }


def test_what_has_no_key_has_a_letter_and_a_way_on_its_screens() -> None:
    for item in ACTIONS:
        if not item.default_keys:
            homes = [mode for mode in SCREEN_MODES if item.id in screen_actions()[mode] | SHARED]
            assert item.leader and homes, item.id
            assert all(item.id in digits_of(mode) for mode in homes)


@pytest.mark.parametrize("mode", SCREEN_MODES)
def test_letters_and_digits_of_one_menu_are_unique(mode: str) -> None:
    letters = Counter(one.item.letter for one in entries_of(mode))
    assert [letter for letter, times in letters.items() if times > 1] == []
    assert all("a" <= letter <= "z" for letter in letters)
    for page in menu_pages(entries_of(mode)):
        digits = [line.digit for line in page]
        assert len(digits) == len(set(digits)) and len(page) <= 10


def test_general_entries_have_the_same_digits_on_every_screen() -> None:
    general = [item.id for item in ACTIONS if item.leader and item.id in SHARED]
    for action_id in general:
        assert len({digits_of(mode)[action_id] for mode in SCREEN_MODES}) == 1, action_id


def test_a_fixed_digit_is_none_that_a_screen_gives_its_own() -> None:
    fixed = [str(item.leader_digit) for item in ACTIONS if item.leader_digit]
    assert not set(fixed) & {*OWN_DIGITS, MORE} and len(fixed) == len(set(fixed))
    assert all(action(one).leader for one in (item.id for item in ACTIONS if item.leader_digit))


async def menu(pilot: Pilot[object], key: str = "ctrl+backslash") -> LeaderMenu:
    """The opened menu."""
    await pilot.press(key)
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, LeaderMenu))
    await shows(pilot, "菜单：")
    screen = pilot.app.screen
    assert isinstance(screen, LeaderMenu)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_menu_stands_over_every_screen_and_shows_its_entries(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    for mode in SCREEN_MODES:
        async with opened(ledger_path, mode, size) as (app, pilot):
            await menu(pilot)
            first = menu_pages(entries_of(mode))[0]
            await shows(pilot, *(line.title for line in first))
            assert "^\\ 菜单" in frame(app)
            await pilot.press("escape")
            await wait_until(pilot, lambda: not isinstance(app.screen, LeaderMenu))


@pytest.mark.parametrize("size", SIZES)
async def test_an_entry_is_done_by_digit_letter_arrows_and_click(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    """单位更名, while the search field has the keys; nothing of it comes into the field."""
    digits = digits_of("units")["rename_unit"]
    assert len(digits) == 1
    place = [line.title for line in menu_pages(entries_of("units"))[0]].index("单位更名")
    ways: dict[str, Callable[[Pilot[object]], Awaitable[object]]] = {
        "digit": lambda pilot: pilot.press(digits),
        "full-width": lambda pilot: type_text(pilot, chr(ord(digits) + 0xFEE0)),
        "letter": lambda pilot: pilot.press("g"),
        "arrows": lambda pilot: pilot.press(*["down"] * place, "enter"),
        "click": lambda pilot: pilot.click("LeaderMenu VirtualList", offset=(10, place + 1)),
    }
    async with opened(ledger_path, "units", size) as (app, pilot):
        await pilot.press(*"czj")
        await shows(pilot, "淮安市财政局")
        field = app.focused
        assert isinstance(field, Input) and field.value == "czj"
        for way, choose in ways.items():
            assert app.focused is field, way
            await menu(pilot)
            await shows(pilot, "单位更名")
            await choose(pilot)
            await form_open(pilot)
            await shows(pilot, "新的简称")
            assert app.screen_stack[0].query_one("FilterBar").text == "czj", way
            await pilot.press("escape")
            await form_closed(pilot)


async def test_more_turns_the_page_and_a_letter_counts_on_every_page(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        await menu(pilot, ";")
        await shows(pilot, "第 1 页")
        await type_text(pilot, "０")
        await shows(pilot, "第 2 页", "检查台账")
        await pilot.press("pageup")
        await shows(pilot, "第 1 页")
        await pilot.press("z")
        await shows(pilot, "字符")
        assert not isinstance(app.screen, LeaderMenu)


async def test_the_leader_key_closes_the_menu_and_is_refused_over_a_dialog(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        await menu(pilot)
        await pilot.press("ctrl+backslash")
        await wait_until(pilot, lambda: not isinstance(app.screen, LeaderMenu))
        await pilot.press("ctrl+g")
        await shows(pilot, "承办人")
        await pilot.press("ctrl+backslash")
        await wait_until(pilot, lambda: any("请先按 Esc" in one.message for one in app._notifications))


async def test_while_a_past_day_is_shown_what_records_is_refused(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        app.show_day(app.session.reader_of(date(2026, 11, 1)))
        await menu(pilot)
        await shows(pilot, "不能录入")
        await pilot.press("g")
        await shows(pilot, "现在只能查看")
