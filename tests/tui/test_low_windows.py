"""Windows of a few lines: whatever has the focus is seen, and a list shows the row under its cursor."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.ledger_screens import app_on, settle, until_shown
from support.tui import frame, type_text, wait_until
from textual.widget import Widget
from textual.widgets import Button, Input

from huaian_tui.store.keep.drafts import KeptDraft
from huaian_tui.tui.actions.palette import PaletteDialog
from huaian_tui.tui.areas.drafts import DraftsDialog
from huaian_tui.tui.areas.notes.note_form import open_note
from huaian_tui.tui.areas.overview.light_bars import LightBars
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.message import ConfirmDialog, MessageDialog
from huaian_tui.tui.list.virtual_list import VirtualList

LOW = ((20, 5), (30, 7), (40, 10))
sizes = pytest.mark.parametrize("size", LOW)
THREE = (("stay", "继续填写"), ("keep", "存为草稿，下次再写"), ("drop", "不要了"))


def seen_whole(widget: Widget) -> bool:
    """Whether nothing of it is cut off."""
    placed = widget.screen.find_widget(widget)
    return bool(placed.region) and placed.visible_region == placed.region


def cursor_row(records: VirtualList) -> str:
    """The line of the list with the cursor, as it is on the screen."""
    region = records.screen.find_widget(records).visible_region
    lines = frame(records.app).split("\n")[region.y : region.bottom]
    return next((line.strip() for line in lines if line.strip().startswith(">")), "")


@pytest.mark.parametrize("size", [*LOW, (80, 24)])
async def test_the_answer_with_the_focus_is_always_seen(ledger_path: Path, size: tuple[int, int]) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for text in ("要怎么处理写好的内容？", "很长的问题，" * 60):
            app.push_screen(ConfirmDialog("内容还没有保存", text, THREE))
            await settle(pilot)
            for key in ("tab", "right", "down", "left", "shift+tab", "up"):
                assert isinstance(app.focused, Button)
                assert seen_whole(app.focused), f"{app.focused.label} at {size}:\n{frame(app)}"
                assert str(app.focused.label) in frame(app)
                await pilot.press(key)
                await settle(pilot)
            await pilot.press("escape")


@sizes
async def test_leaving_a_form_asks_where_it_is_seen(ledger_path: Path, size: tuple[int, int]) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        open_note(app, 1)
        await wait_until(pilot, lambda: isinstance(app.screen, FormDialog))
        await settle(pilot)
        await type_text(pilot, "进展正常")
        await pilot.press("escape")
        await settle(pilot)
        assert "继续填写" in frame(app)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, FormDialog)


@pytest.mark.parametrize("size", [(80, 12), (80, 16), (80, 23), (40, 10), (30, 12)])
async def test_the_buttons_of_a_form_and_of_a_message_are_seen(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        app.push_screen(MessageDialog("核对结果", "一段话，" * 400))
        await settle(pilot)
        assert seen_whole(app.screen.query_one(Button)), frame(app)
        await pilot.press("escape")
        open_note(app, 1)
        await wait_until(pilot, lambda: isinstance(app.screen, FormDialog))
        await settle(pilot)
        for button in app.screen.query(Button):
            button.focus()
            await settle(pilot)
            assert seen_whole(button), frame(app)


@sizes
async def test_a_long_message_can_be_read_to_its_end(ledger_path: Path, size: tuple[int, int]) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        app.push_screen(MessageDialog("核对结果", "一段话，" * 40 + "末尾"))
        await settle(pilot)
        await pilot.press("end")
        await until_shown(pilot, "末尾")


@sizes
async def test_the_palette_shows_its_input_and_its_hit(ledger_path: Path, size: tuple[int, int]) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: isinstance(app.screen, PaletteDialog))
        await type_text(pilot, "x")
        await settle(pilot)
        assert seen_whole(app.screen.query_one(Input)), frame(app)
        assert "x" in frame(app)
        first = cursor_row(app.screen.query_one(VirtualList))
        await pilot.press("down")
        await settle(pilot)
        assert first, frame(app)
        assert first != cursor_row(app.screen.query_one(VirtualList)) != ""


@sizes
async def test_a_list_shows_the_row_under_its_cursor(ledger_path: Path, size: tuple[int, int]) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for keys in (("f3",), ("ctrl+l",), ("escape", "f1"), ("escape", "f2"), ("f4",), ("f7",)):
            before = app.screen
            await pilot.press(*keys)
            await settle(pilot)
            assert app.screen is not before, keys
            records = next(one for one in app.screen.query(VirtualList) if one.size.height)
            for _ in range(min(3, max(1, records.count - 1))):
                assert cursor_row(records) or not records.count, frame(app)
                await pilot.press("down")
                await settle(pilot)
            assert cursor_row(records) or not records.count, frame(app)


@sizes
async def test_the_drafts_are_seen_on_a_low_window(ledger_path: Path, size: tuple[int, int]) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        app.session.save_draft("note:1", {"text": "第一份"})
        app.session.save_draft("note:2", {"text": "第二份"})
        drafts: list[KeptDraft] = list(app.session.waiting_drafts())
        app.push_screen(DraftsDialog(drafts, {one.form: "写记录" for one in drafts}))
        await settle(pilot)
        first = cursor_row(app.screen.query_one(VirtualList))
        await pilot.press("down")
        await settle(pilot)
        assert first, frame(app)
        assert cursor_row(app.screen.query_one(VirtualList)) not in ("", first), frame(app)


async def test_the_legend_names_every_light_at_forty_columns(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=(40, 10)) as pilot:
        await until_shown(pilot, "逾期", "临期", "正常", "未设节点", "办结")
        bars = app.screen.query_one(LightBars)
        clicked = [bars._light_at(0, y) for y in range(1, bars.size.height)]
        assert None not in clicked
        assert len(set(clicked)) == len(clicked) > 1
