"""The palette finds every action, task and unit, leads where it can be done, and remembers what was used."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from support.screens import opened, shows
from support.tui import frame, paste, type_text, wait_until

from huaian_tui.store.keep.locations import preferences_file
from huaian_tui.tui.actions.opening import SCREEN_MODES
from huaian_tui.tui.actions.palette_entries import (
    MOST_RECENT,
    PaletteEntry,
    actions_elsewhere,
    actions_here,
    fitting,
    name_source,
    recent_names,
    remember_use,
)
from huaian_tui.tui.actions.places import bound_in
from huaian_tui.tui.actions.registry import ACTIONS, action, match_rank


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_tasks_and_units_are_found_by_number_name_pinyin_and_initials(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "overview", size) as (app, pilot):
        app.palette_sources.append(name_source(app))
        await pilot.press("ctrl+p", *"czj")
        await shows(pilot, "市财政局", "单位：牵头和责任任务")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.led == [("units", "市财政局")])
        await pilot.press("ctrl+p", "１", "2", "enter")  # Enter before anything was found
        await wait_until(pilot, lambda: app.led[1:] == [("tasks", "12")])
        await pilot.press("ctrl+p", *"2-1")
        await shows(pilot, "节点 2-1", "启动数据产权确权登记工作")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.led[2:] == [("milestones", "2-1")])


async def test_an_action_of_another_screen_is_found_and_led_to(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        await pilot.press("ctrl+p", *"ｃｘｄｂ")
        await shows(pilot, "重新督办", "在任务（F3）里")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.led == [("tasks", "")])
        await shows(pilot, "选好一行，按 Ctrl+O 或 o")


@pytest.mark.parametrize("words", ["信任", "同步"])
async def test_what_has_no_key_and_is_of_no_row_is_done_on_its_screen_at_once(
    words: str, ledger_path: Path
) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        await pilot.press("ctrl+p", *words)
        await shows(pilot, f"{words}", "在总览（F2）里")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.led == [("overview", "")])


async def test_every_action_of_the_palette_is_reached_from_every_screen(ledger_path: Path) -> None:
    """But what belongs to dialogs alone."""
    async with opened(ledger_path, "overview") as (app, _):
        here = actions_here(app.screen)
        ids = [one.item.id for one in here]
        found = [*ids, *(one.item.id for one in actions_elsewhere(app, "overview", ids))]
        assert len(found) == len(set(found))
        missing = {item.id for item in ACTIONS if item.in_palette} - set(found)
        assert missing and not any(bound_in(action_id) & set(SCREEN_MODES) for action_id in missing)


async def test_what_was_used_lately_comes_first(ledger_path: Path, config_folder: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        app.preferences = preferences_file()
        config_folder.mkdir(parents=True)
        app.preferences.write_text(json.dumps({"recent": ["task:5", 7, "nothing", "unit:市教育局"]}))
        await pilot.press("ctrl+p", *"导出数据包", "enter")
        await wait_until(pilot, lambda: recent_names(app)[0] == "export_pack")
        await pilot.press("escape", "ctrl+p")
        await shows(pilot, "任务 5")
        lines = frame(app).splitlines()
        texts = ("导出数据包", "任务 5", "市教育局", "今天要管的事")
        order = [next(y for y, line in enumerate(lines) if text in line) for text in texts]
        assert order == sorted(order)


def test_only_some_are_remembered_and_each_once(config_folder: Path) -> None:
    class App:
        preferences = preferences_file()

    for name in (*"abcdefghijk", "d", ""):
        remember_use(App, name)
    assert recent_names(App) == list("dkjihgfe") and len("dkjihgfe") == MOST_RECENT


def test_the_best_fit_stands_first() -> None:
    assert [
        match_rank(action("note"), query) for query in ("写记录", "写", "xj", "记录", "jilu", "督查")
    ] == [
        0,
        1,
        2,
        3,
        4,
        9,
    ]
    assert match_rank(action("note"), "yanqi") is None


async def test_records_come_before_what_only_explains_with_the_word(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, _):
        named, _, loose = fitting(actions_here(app.screen), "记录")
        assert named[0].title == "记录" and "写记录" in [entry.title for entry in named]
        assert "设置承办人和机构" in [entry.title for entry in loose]


@pytest.mark.parametrize("typed", ["督查", ""])
async def test_enter_does_what_stands_first_once_everything_is_found(
    ledger_path: Path, config_folder: Path, typed: str
) -> None:
    """Typed ahead on a slow machine: what only explains with the word is not done, nor the first of all."""
    gate, ran = threading.Event(), list[str]()
    async with opened(ledger_path, "overview") as (app, pilot):

        def find(query: str) -> list[PaletteEntry]:
            gate.wait(60)
            return [PaletteEntry("督查一处", "单位", lambda: ran.append(query))] if query == typed else []

        app.palette_sources.append(find)
        named, said, loose = fitting(actions_here(app.screen), typed)
        assert loose and not (named or said) if typed else named
        if not typed:
            config_folder.mkdir(parents=True)
            app.preferences = preferences_file()
            app.preferences.write_text(json.dumps({"recent": ["unit:市教育局"]}))
        await pilot.press("ctrl+p")
        if typed:
            await paste(pilot, typed)
        else:
            gate.set()
        await pilot.press("enter")
        gate.set()
        await wait_until(pilot, lambda: ran == [typed] if typed else app.led == [("units", "市教育局")])


async def test_signs_are_among_the_keys_and_actions_are_found_by_key(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        keys = {one.item.id: one.entry.keys for one in actions_here(app.screen, everything=True)}
        assert keys["filter"] == "/ 或 Ctrl+F" and keys["mark_all"] == "Shift+End 或 *"
        assert keys["help"] == "F1 或 ?"
        for typed, title in (("/", "筛选"), ("＊", "全部标记"), ("^E", "导出列表"), ("f8", "写记录")):
            await pilot.press("f1")
            await type_text(pilot, typed)
            await wait_until(pilot, lambda: "其他：" not in frame(app))
            await shows(pilot, title)
            await pilot.press("escape")
    for typed in ("/", "、", "／", "ctrl+f", "^F", "Ctrl+F"):
        assert match_rank(action("filter"), typed) == 0, typed
    assert match_rank(action("note"), "n") == 8, "a letter is first of all the beginning of a name"
    assert match_rank(action("palette"), "/") is None


async def test_what_is_done_on_a_screen_without_a_key_names_the_way_there(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, _):
        hints = {one.item.id: one.entry.hint for one in actions_elsewhere(app, "overview", ())}
    assert hints["evaluation_choose"].startswith("在评价（Ctrl+\\ v）里：")
    assert not [hint for hint in hints.values() if "（）" in hint]
