"""The manual in the program: F1 twice, its key, searching, reading on; and what it is made of."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.screens import opened, shows
from support.tui import SIZES, type_text, wait_until
from textual import constants

from huaian_tui.domain.text.manual_pages import Piece, search_words, sections_of
from huaian_tui.services import manual
from huaian_tui.services.manual import read_manual
from huaian_tui.tui.actions.help import HelpDialog
from huaian_tui.tui.actions.key_names import read_key
from huaian_tui.tui.actions.opening import SCREEN_MODES
from huaian_tui.tui.actions.registry import action, keys_of
from huaian_tui.tui.areas.manual.dialog import ManualDialog
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.textual_patches.pasting import PasteParser

TITLES = [one.title for one in read_manual()]


@pytest.mark.parametrize("size", SIZES)
async def test_f1_twice_opens_the_manual_at_the_screen_one_is_on(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "units", size) as (app, pilot):
        await pilot.press("f1")
        await shows(pilot, "这里（单位）", "再按 F1 看使用手册", "F1 使用手册")
        await pilot.press("f1")
        await shows(pilot, "使用手册", ">   F5 单位", "F1 关闭")
        pane = app.screen.query_one(DetailPane)
        await wait_until(pilot, lambda: pane.plain.startswith("F5 单位"))
        await pilot.press("f1")
        assert not isinstance(app.screen, ManualDialog | HelpDialog)


@pytest.mark.parametrize("size", SIZES)
async def test_a_key_opens_it_and_what_is_typed_leaves_the_sections_that_have_it(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        await pilot.press("shift+f1")
        await shows(pilot, "目录", "先看这里")
        pane = app.screen.query_one(DetailPane)
        await type_text(pilot, "冲突待核")
        await wait_until(pilot, lambda: pane.plain.startswith("两个人对同一个节点"))
        await pilot.press("ctrl+a")
        await type_text(pilot, "klwl")
        await wait_until(pilot, lambda: pane.plain.startswith("口令忘了"))
        await pilot.press("ctrl+a")
        await type_text(pilot, "[/]没有的词")
        await shows(pilot, "手册里没有")
        await wait_until(pilot, lambda: pane.plain == "")
        await pilot.press("escape")
        assert not isinstance(app.screen, ManualDialog)


@pytest.mark.parametrize("kitty", ["", "1"])
def test_what_terminals_send_for_shift_f1_is_a_key_of_it(kitty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual reads it as F13 where extended keys are switched off, as they are in the program."""
    monkeypatch.setattr(constants, "DISABLE_KITTY_KEY", bool(kitty))
    [event] = PasteParser().feed("\x1b[1;2P")
    assert event.key in keys_of(action("manual"))
    assert read_key("Shift+F1") == "shift+f1" and action("manual").keys_label == "Shift+F1"


async def test_enter_reads_on_to_the_end_and_pageup_back(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview", (80, 24)) as (app, pilot):
        await pilot.press("shift+f1")
        await shows(pilot, "先看这里")
        pane = app.screen.query_one(DetailPane)
        await wait_until(pilot, lambda: pane.plain.startswith("先看这里"))
        for title in TITLES[2:4]:
            for _ in range(20):
                if not pane.plain.startswith(title):
                    await pilot.press("enter")
            assert pane.plain.startswith(title)
        for _ in range(40):
            await pilot.press("pageup")
        await wait_until(pilot, lambda: pane.plain.startswith("先看这里") and pane.scroll_y == 0)


async def test_help_finds_in_the_manual_too_and_opens_it_there(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", (120, 40)) as (app, pilot):
        await pilot.press("f1")
        await type_text(pilot, "失泄密")
        await shows(pilot, "手册", "U盘丢了", "没有加口令的")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ManualDialog))
        pane = app.screen.query_one(DetailPane)
        await wait_until(pilot, lambda: pane.plain.startswith("U盘丢了"))


async def test_help_finds_in_the_manual_by_pinyin(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", (120, 40)) as (app, pilot):
        await pilot.press("f1")
        await shows(pilot, "这里（任务）")
        await type_text(pilot, "shixiemi")
        await shows(pilot, "手册", "U盘丢了", "没有加口令的")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ManualDialog))
        pane = app.screen.query_one(DetailPane)
        await wait_until(pilot, lambda: pane.plain.startswith("U盘丢了"))


async def test_an_installation_without_it_says_so(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manual, "manual_file", lambda: tmp_path / "没有.md")
    read_manual.cache_clear()
    try:
        async with opened(ledger_path, "tasks", (80, 24)) as (app, pilot):
            await pilot.press("f1")
            await shows(pilot, "这里（任务）")
            await pilot.press("f1")
            await shows(pilot, "打不开使用手册", "请重新安装")
    finally:
        read_manual.cache_clear()


@pytest.mark.parametrize("mode", SCREEN_MODES)
def test_every_screen_has_its_section(mode: str) -> None:
    """The first heading that ends with its title is that of the screen, not another one."""
    item = SCREEN_MODES[mode]
    found = next(title for title in TITLES if title.endswith(item.title))
    assert found in (item.title, f"{item.key_label} {item.title}")


def test_sections_keep_the_text_and_leave_the_marks() -> None:
    text = (
        "# 手册\n\n## 一\n\n![图](a.svg)\n\n按 `F1`，见 [二](b.txt)。\n\n\n- **粗** 字\n\n"
        "| 键 | 做 |\n|---|---|\n| F1 | 看 \\| 找 |\n\n```sh\nhuaian-tui tasks\n```\n\n<!-- x: y -->\n"
        "\n### 二\n"
    )
    _, first, second = sections_of(text)
    assert first.text == "一\n按 F1，见 二。\n\n· 粗 字\n\n· F1  看 | 找\n\n    huaian-tui tasks"
    assert first.lines[0] == (Piece("按 "), Piece("F1", key=True), Piece("，见 "), Piece("二"), Piece("。"))
    assert (second.title, second.level, second.lines) == ("二", 3, ())
    assert first.has(search_words("ｆ１ 粗字")) and not first.has(search_words("F2"))
    assert first.first_line(search_words("TASKS")).strip() == "huaian-tui tasks"
