"""The application around the screens: start, quit, help, palette, hints, bugs; no English anywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.tui import SIZES, MemorySession, PlainApp, PlainScreen, frame, wait_until

from huaian_tui.domain.errors import NotFound
from huaian_tui.store.keep import bug_log
from huaian_tui.store.keep.bug_log import describe_bug
from huaian_tui.tui.actions.help import HelpDialog
from huaian_tui.tui.actions.palette import PaletteDialog
from huaian_tui.tui.actions.palette_entry import PaletteEntry
from huaian_tui.tui.actions.registry import action
from huaian_tui.tui.forms.fields import TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.message import ConfirmDialog, MessageDialog
from huaian_tui.tui.frame.hint_bar import MOST_HINTS, hint_text, shown_actions
from huaian_tui.tui.frame.title_bar import TitleFacts, right_side
from huaian_tui.tui.list.messages import ReadFailed

KEY_NAMES = {"Ctrl", "Shift", "Tab", "Esc", "Home", "End", "PgUp", "PgDn", "Ins", "czj"}


def english_words(text: str) -> set[str]:
    """Latin words that are not names of keys."""
    return set(re.findall(r"[A-Za-z]{2,}", text)) - KEY_NAMES


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_on_the_foundation_is_english(app: PlainApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        shown = [frame(app)]
        for keys in (["f1"], ["end"], ["escape", "ctrl+p"], ["z"], ["escape", "ctrl+c"], ["slash"]):
            await pilot.press(*keys)
            await pilot.pause(0.05)
            shown.append(frame(app))
        app.show_error(NotFound("没有", "原因", "办法"))
        await pilot.pause()
        shown.append(frame(app))
        assert english_words("\n".join(shown)) == set()


@pytest.mark.parametrize("size", SIZES)
async def test_the_title_says_where_when_and_who(app: PlainApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size):
        first = frame(app).splitlines()[0]
        for part in ("总览", "记录", "淮安督查台账", "台账", "2026-11-22", "张三"):
            assert part in first


def test_the_title_gives_up_the_less_important_first() -> None:
    facts = TitleFacts("很长的数据库名称" * 5, "2026-11-22", "张三")
    assert [name for name, _ in right_side(facts, 60)] == ["title", "database", "today", "officer"]
    assert [name for name, _ in right_side(facts, 20)] == ["today", "officer"]
    assert [name for name, _ in right_side(facts, 2)] == ["today"]


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_at_most_eight_hints_and_never_a_cut_one(width: int) -> None:
    every = {
        "note",
        "complete",
        "extend",
        "milestone_set",
        "filter",
        "export",
        "help",
        "palette",
        "quit",
        "save",
    }
    shown = shown_actions(every, width)
    assert len(shown) <= MOST_HINTS
    assert sum(len(hint_text(item).encode("gbk")) for item in shown) <= width


async def test_function_keys_go_to_the_six_screens_and_tabs_are_clickable(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.current_mode == "overview"
        keyed = [mode for mode in app.MODES if action(f"show_{mode}").keys]
        for key, mode in zip(("f3", "f4", "f5", "f6", "f7", "f2"), (*keyed[1:], "overview"), strict=True):
            await pilot.press(key)
            assert app.current_mode == mode
        await pilot.click("TitleBar", offset=(9, 0))
        await wait_until(pilot, lambda: app.current_mode == "tasks")


async def test_hints_are_clickable(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("HintBar", offset=(2, 0))
        await wait_until(pilot, lambda: app.screen.done == ["note"])


@pytest.mark.parametrize("key", ["f8", "n", "ｎ"])
async def test_every_route_of_an_action_does_it(app: PlainApp, key: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        assert app.screen.done == ["note"]


@pytest.mark.parametrize("key", ["slash", "、", "／", "ctrl+f"])
async def test_the_filter_is_reached_with_an_input_method_on(app: PlainApp, key: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key, *"财政")
        assert app.screen.query_one("FilterBar").text == "财政"
        await pilot.press("escape")
        assert app.screen.query_one("FilterBar").text == ""


@pytest.mark.parametrize("key", ["f1", "?", "？"])
async def test_help_opens_scrolls_and_closes(app: PlainApp, key: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        assert isinstance(app.screen, HelpDialog) and "F8 或 n" in frame(app)
        await pilot.press("end")
        await wait_until(pilot, lambda: "市财政局、czj" in frame(app))
        await pilot.press("escape")
        assert isinstance(app.screen, PlainScreen)


async def test_the_palette_does_what_it_finds(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", *"xjl", "enter")
        await wait_until(pilot, lambda: app.screen.done == ["note"])


async def test_the_palette_finds_what_a_source_offers_as_data(app: PlainApp) -> None:
    ran: list[str] = []
    entry = PaletteEntry("任务12 [/]", "[red]", lambda: ran.append("12"))
    app.palette_sources.append(lambda query: [entry] if query == "12" else [])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", "1", "2")
        await wait_until(pilot, lambda: "任务12 [/]" in frame(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: ran == ["12"])
        assert not isinstance(app.screen, PaletteDialog)


async def test_a_change_of_the_ledger_reads_the_screens_anew_when_they_come_forward(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        first = app.screen
        await pilot.press("f3")
        app.ledger_changed()
        assert (first.loads, app.screen.loads) == (1, 2)
        await pilot.press("f2")
        assert first.loads == 2
        await pilot.press("f3", "f2")
        assert first.loads == 2


async def test_failures_of_reading_are_shown(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.post_message(ReadFailed(NotFound("任务 61 不存在", "方案只有 60 项", "填 1 到 60")))
        await wait_until(pilot, lambda: "任务 61 不存在" in frame(app))
        assert isinstance(app.screen, MessageDialog) and "填 1 到 60" in frame(app)


async def test_quitting_keeps_drafts(app: PlainApp, session: MemorySession) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        form = FormDialog("写记录", [TextField("text", "内容")], lambda values: values, form_id="note:3")
        app.push_screen(form)
        await pilot.pause()
        await pilot.press(*"半句", "ctrl+q")
    assert session.drafts == {"note:3": {"text": "半句"}}
    assert app.return_code == 0


async def test_quitting_asks_when_a_form_keeps_no_draft(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(FormDialog("设置", [TextField("text", "内容")], lambda values: values))
        await pilot.pause()
        await pilot.press(*"半句", "ctrl+q")
        assert isinstance(app.screen, ConfirmDialog)
        await pilot.press("right", "enter")
    assert app.return_code == 0


async def test_a_bug_is_logged_by_place_only(
    app: PlainApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bug_log, "log_folder", lambda: tmp_path / "log")
    printed: list[str] = []
    app._print_error_renderables = lambda: printed.extend(str(item) for item in app._exit_renderables)
    with pytest.raises(ValueError, match="机密内容"):
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("e")
    log = (tmp_path / "log" / bug_log.LOG_NAME).read_text(encoding="utf-8")
    assert "ValueError at " in log and "tui.py:" in log
    assert "机密内容" not in log
    assert app.return_code == 1


def test_the_description_of_an_error_holds_no_contents() -> None:
    try:
        try:
            raise KeyError("机密")
        except KeyError as error:
            raise ValueError("机密内容") from error
    except ValueError as error:
        described = describe_bug(error)
    assert described.startswith("ValueError at tui/test_app_shell.py:") and described.endswith(
        "from KeyError"
    )
    assert "机密" not in described


@pytest.mark.parametrize("size", [(20, 5), (10, 3), (40, 10)])
async def test_a_tiny_terminal_does_not_crash(app: PlainApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.press("down", "f1", "escape", "ctrl+p", "escape", "slash", "escape", "f3")
        await pilot.resize_terminal(120, 40)
        assert app.current_mode == "tasks"
