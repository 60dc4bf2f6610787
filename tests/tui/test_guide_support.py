"""The guide of the first start, the facts for support, and the help of a screen and of a dialog."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.screens import opened, shows, stored
from support.tui import SIZES, MemorySession, PlainApp, PlainScreen, frame, wait_until

from huaian_tui.services.settings import setting_now
from huaian_tui.store.keep.locations import preferences_file
from huaian_tui.store.keep.preferences import GUIDE_SEEN, read_preferences
from huaian_tui.tui.actions.help import HelpDialog
from huaian_tui.tui.areas.guide import GuideDialog
from huaian_tui.tui.areas.manual.dialog import ManualDialog
from huaian_tui.tui.areas.offers import offer_guide
from huaian_tui.tui.areas.support import SupportDialog
from huaian_tui.tui.forms.fields import TextField
from huaian_tui.tui.forms.form import FormDialog


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_start_names_officer_and_office_and_shows_lights_and_keys(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "overview", size) as (app, pilot):
        app.session.rename_officer("")
        app.preferences = preferences_file()
        offer_guide(app)
        await shows(pilot, "入门 1/3", "督查机构", "涉密内容不得录入", "下一步 N", "跳过 S")
        await pilot.press(*"甲", "enter", "enter")
        await shows(pilot, "入门 2/3", "逾期", "项", "有节点过了时限")
        assert app.session.officer == "甲"
        assert stored(ledger_path, lambda c: setting_now(c, "officer")) == "甲"
        await pilot.press("ｎ")
        text = await shows(pilot, "入门 3/3", "F8 或 n", "Ctrl+P", "按 F1 或 ?", "开始 N")
        assert all(len(line) <= size[0] for line in text.splitlines())
        await pilot.press("left")
        await shows(pilot, "入门 2/3")
        await pilot.click("#guide-next")
        await shows(pilot, "入门 3/3")
        await pilot.press("n")
        await wait_until(pilot, lambda: not isinstance(app.screen, GuideDialog))
        await wait_until(pilot, lambda: read_preferences(preferences_file()).get(GUIDE_SEEN) is True)


async def test_a_guide_that_comes_late_takes_no_keys_of_one_who_has_begun(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview", (80, 24)) as (app, pilot):
        app.session.rename_officer("")
        app.preferences = preferences_file()
        await pilot.press("down")
        offer_guide(app)
        await shows(pilot, "第一次使用可以看入门：按 Ctrl+\\ h")
        assert not isinstance(app.screen, GuideDialog)
        await pilot.press("ctrl+backslash", "h")
        await shows(pilot, "入门 1/3")


@pytest.mark.parametrize("way", ["escape", "#guide-skip"])
async def test_the_guide_may_be_skipped_and_does_not_come_again(ledger_path: Path, way: str) -> None:
    async with opened(ledger_path, "overview", (80, 24)) as (app, pilot):
        app.session.rename_officer("")
        app.preferences = preferences_file()
        offer_guide(app)
        await shows(pilot, "入门 1/3")
        await (pilot.click(way) if way.startswith("#") else pilot.press(way))
        await wait_until(pilot, lambda: read_preferences(preferences_file()).get(GUIDE_SEEN) is True)
        offer_guide(app)
        await pilot.pause(0.3)
        assert not isinstance(app.screen, GuideDialog)
        assert stored(ledger_path, lambda c: setting_now(c, "officer")) is None
        await pilot.press("ctrl+p", *"rm", "enter")
        await shows(pilot, "入门 1/3")


@pytest.mark.parametrize("way", ["escape", "#guide-skip"])
async def test_a_name_that_was_typed_is_not_dropped_unasked(ledger_path: Path, way: str) -> None:
    async with opened(ledger_path, "overview", (80, 24)) as (app, pilot):
        app.session.rename_officer("")
        app.preferences = preferences_file()
        offer_guide(app)
        await shows(pilot, "入门 1/3")
        await pilot.press(*"甲乙")
        for answer in ("enter", "escape"):  # 继续填写
            await (pilot.click(way) if way.startswith("#") else pilot.press(way))
            await shows(pilot, "内容还没有保存", "不要了")
            await pilot.press(answer)
            await wait_until(pilot, lambda: isinstance(app.screen, GuideDialog))
            await wait_until(pilot, lambda: not app.screen.query("Button.-active"))  # else no click
        await pilot.press("enter", "enter")
        await shows(pilot, "入门 2/3")
        assert app.session.officer == "甲乙"
        await pilot.press("escape")  # nothing is lost now
        await wait_until(pilot, lambda: not isinstance(app.screen, GuideDialog))


async def test_who_is_known_sees_no_guide(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        app.preferences = preferences_file()
        offer_guide(app)
        await pilot.pause(0.3)
        assert not isinstance(app.screen, GuideDialog)


@pytest.mark.parametrize("size", SIZES)
async def test_support_shows_versions_places_terminal_and_copies_them(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "overview", size) as (app, pilot):
        copied: list[str] = []
        app.copy_to_clipboard = copied.append
        await pilot.press("f12")
        await shows(pilot, "运行信息", "版本", "textual")
        await pilot.press("ｙ")
        await wait_until(pilot, lambda: bool(copied))
        for fact in (
            str(ledger_path),
            "仿宋 ",
            "keys.toml",
            f"{size[0]} 列 {size[1]} 行",
            "扩展键盘协议：已关闭",
        ):
            assert fact in copied[0]
        await pilot.press("f12")
        assert not isinstance(app.screen, SupportDialog)


async def test_help_begins_with_what_this_screen_can_do_and_is_searched(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f1")
        lines = frame(app).splitlines()
        assert "这里（总览）" in lines[5] and "F8 或 n" in lines[6]
        await pilot.press(*"ｘｊｌ")
        assert "写记录" in frame(app) and "办结" not in frame(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen.done == ["note"])
        await pilot.press("f1", *"逾期")
        assert "有节点过了时限" in frame(app)


async def test_help_over_a_form_shows_the_keys_of_the_form_and_leads_back(
    app: PlainApp, session: MemorySession
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        form = FormDialog("写记录", [TextField("text", "内容")], lambda values: values)
        app.push_screen(form)
        await pilot.pause()
        await pilot.press(*"半", "f1")
        assert isinstance(app.screen, HelpDialog)
        text = frame(app)
        assert text.index("Ctrl+S") < text.index("其他：") and "这个表单" in text
        await pilot.press("f1")
        assert isinstance(app.screen, ManualDialog)
        await pilot.press("f1")
        assert app.screen is form and form.raw_values() == {"text": "半"}
        await pilot.press("?")
        assert form.raw_values() == {"text": "半?"}


async def test_rows_of_help_and_palette_are_clickable(app: PlainApp) -> None:
    """The first click marks a row, the next does it; a row on which the mark stands is done at once."""
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("f1", "ctrl+p"):
            app.screen.done.clear()
            await pilot.press(key, *"写记录")
            await wait_until(pilot, lambda: "给所选任务写一条督查记录" in frame(app))
            line = next(y for y, text in enumerate(frame(app).splitlines()) if "给所选任务" in text)
            await pilot.click(offset=(10, line))
            await wait_until(
                pilot, lambda: isinstance(app.screen, PlainScreen) and app.screen.done == ["note"]
            )
