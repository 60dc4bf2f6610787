"""A past day on every screen: chosen by key, said everywhere, read everywhere, left by Esc."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.screens import shows
from support.tui import SIZES, TODAY, frame, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine import as_of
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.origins import count_written
from huaian_tui.tui.actions.opening import SCREEN_MODES
from huaian_tui.tui.actions.registry import WRITING
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.as_of.dialog import DayDialog
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.frame.ledger_screen import LedgerScreen
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.threads.reader import LedgerReader

KEY = "ctrl+right_square_bracket"
PAST = date(2026, 3, 31)


@pytest.fixture
def two_notes(ledger_path: Path) -> Path:
    """A ledger with a note of January and one of November."""
    for month, text in ((1, "一月写的"), (11, "十一月写的")):
        day = date(2026, month, 15)
        with Ledger(ledger_path, "张三", lambda m=month: datetime(2026, m, 15, 2, tzinfo=UTC)) as ledger:
            add_note(ledger, NoteDraft(2, text, day), day)
    return ledger_path


@asynccontextmanager
async def started(
    path: Path, size: tuple[int, int] = (120, 40), past: date | None = None
) -> AsyncIterator[tuple[HuaianApp, Pilot[Any]]]:
    """The application with its first screen read."""
    app = HuaianApp(LedgerSession(path, "张三", today=TODAY, as_of=past))
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await quiet(pilot)
        yield app, pilot


async def quiet(pilot: Pilot[Any]) -> None:
    """Wait until nothing is read any more and the list of the screen on top stands."""

    def settled() -> bool:
        lists = [one for one in pilot.app.screen.query(VirtualList) if one.is_on_screen]
        reading = any(worker.is_running for worker in pilot.app.workers)
        return not reading and all(one.is_settled for one in lists)

    await wait_until(pilot, settled)
    await pilot.pause()


async def look_back(pilot: Pilot[Any], typed: str = "3月31日", key: str = KEY) -> None:
    """Choose a day by the key."""
    await pilot.press(key)
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, DayDialog))
    await pilot.pause()
    await type_text(pilot, typed)
    await pilot.press("enter")
    await wait_until(pilot, lambda: not isinstance(pilot.app.screen, DayDialog))
    await quiet(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_and_dialog_shows_the_day_and_esc_returns_to_today(
    two_notes: Path, size: tuple[int, int]
) -> None:
    async with started(two_notes, size) as (app, pilot):
        assert "截至" not in frame(app).splitlines()[0]
        await look_back(pilot)
        assert app.session.as_of == PAST == app.session.today
        for mode in SCREEN_MODES:
            await app.go(mode)
            await quiet(pilot)
            assert "截至 2026-03-31" in frame(app).splitlines()[0], mode
            assert "十一月写的" not in frame(app), mode
            await pilot.press("f1")
            await wait_until(pilot, lambda: len(app.screen_stack) > 1)
            await pilot.pause()
            assert "截至 2026-03-31" in frame(app).splitlines()[-1], mode
            await pilot.press("escape")
            await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("f3")
        await quiet(pilot)
        assert "逾期455天" in frame(app), "days count to the day that is shown"
        await pilot.press("escape")
        await quiet(pilot)
        assert app.session.as_of is None and app.session.today == TODAY
        assert "截至" not in frame(app).splitlines()[0] and "逾期691天" in frame(app)
        await pilot.press("f7")
        await shows(pilot, "十一月写的", "一月写的")


@pytest.mark.parametrize("mode", list(SCREEN_MODES))
async def test_esc_returns_to_today_from_every_screen(two_notes: Path, mode: str) -> None:
    async with started(two_notes, past=PAST) as (app, pilot):
        await app.go(mode)
        await quiet(pilot)
        for _ in range(3):  # the input of a screen, its list, today
            await pilot.press("escape")
            await quiet(pilot)
            if app.session.as_of is None:
                break
        assert app.session.as_of is None
        assert app.current_mode == mode


@pytest.mark.parametrize("mode", list(SCREEN_MODES))
async def test_whatever_records_something_is_refused_with_the_way_out(two_notes: Path, mode: str) -> None:
    async with started(two_notes, past=PAST) as (app, pilot):
        await app.go(mode)
        await quiet(pilot)
        screen = app.screen
        has = (name for name in WRITING if hasattr(screen, f"action_{name}"))
        names = sorted(name for name in has if screen.check_action(name, ()))  # an input undoes its own text
        assert names
        for name in names:
            await app.run_action(name, screen)
            await wait_until(pilot, lambda: isinstance(app.screen, MessageDialog))
            await pilot.pause()
            said = frame(app)
            assert "现在只能查看" in said and "Esc 回到今天" in said, name
            await pilot.press("escape")
            await wait_until(pilot, lambda: app.screen is screen)
        assert app.session.read_present(count_written) == 2


@pytest.mark.parametrize("key", ["]", "right_square_bracket"])
async def test_the_sign_and_what_an_input_method_makes_of_it(two_notes: Path, key: str) -> None:
    async with started(two_notes, (80, 24)) as (app, pilot):
        await look_back(pilot, "上月末", key)
        assert app.session.as_of == date(2026, 10, 31)
        await type_text(pilot, "】")
        await wait_until(pilot, lambda: isinstance(app.screen, DayDialog))


async def test_a_day_that_has_not_come_is_refused_and_today_leads_back(two_notes: Path) -> None:
    async with started(two_notes, (80, 24)) as (app, pilot):
        await pilot.press(KEY)
        await type_text(pilot, "明天")
        await pilot.press("enter")
        await shows(pilot, "还没有到")
        assert isinstance(app.screen, DayDialog) and app.session.as_of is None
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, DayDialog))
        await look_back(pilot, "去年底")
        assert app.session.as_of == date(2025, 12, 31)
        await look_back(pilot, "今天")
        assert app.session.as_of is None


async def test_month_ends_are_a_key_away_in_the_two_months(two_notes: Path) -> None:
    async with started(two_notes, (80, 24)) as (app, pilot):
        await pilot.press(KEY)
        await wait_until(pilot, lambda: isinstance(app.screen, DayDialog))
        await pilot.pause()
        assert "2026年10月" in frame(app) and "2026年11月" in frame(app)
        app.screen.query_one("DayGrid").focus()
        await pilot.press("pageup", "pageup", "end")
        await shows(pilot, "2026-09-30 周三")
        await pilot.press("pageup", "enter")
        await wait_until(pilot, lambda: app.session.as_of is not None)
        assert app.session.as_of == date(2026, 8, 31), "from an end to the end before"


async def test_cursor_filter_and_marks_stay(two_notes: Path) -> None:
    async with started(two_notes) as (app, pilot):
        await pilot.press("f3")
        await quiet(pilot)
        await pilot.press("ctrl+f")
        await type_text(pilot, "财政局")
        await pilot.press("enter")
        await quiet(pilot)
        await pilot.press("down", "space")
        await quiet(pilot)
        records = app.screen.query_one("#task-list", VirtualList)
        before = records.cursor_key, list(records.marked), records.count
        await look_back(pilot)
        assert (records.cursor_key, list(records.marked), records.count) == before
        assert app.screen.query_one("FilterBar").text == "财政局"


async def test_nothing_that_is_read_of_the_former_day_is_shown(two_notes: Path) -> None:
    async with started(two_notes) as (app, pilot):
        screen, shown, go_on = app.screen, list[str](), threading.Event()
        assert isinstance(screen, LedgerScreen)

        def slow(_: object) -> str:
            go_on.wait(60)
            return "of the former day"

        screen.read(slow, shown.append, group="slow")
        former = app.session.reader
        app.show_day(LedgerReader(two_notes, PAST))
        go_on.set()
        await quiet(pilot)
        assert shown == [] and app.session.reader is not former
        screen.read(lambda _: "of this day", shown.append, group="slow")
        await quiet(pilot)
        assert shown == ["of this day"]


async def test_rows_of_the_former_day_go_at_once(two_notes: Path) -> None:
    async with started(two_notes) as (app, pilot):
        await pilot.press("f7")
        await shows(pilot, "十一月写的")
        app.session.show_day(LedgerReader(two_notes, PAST))
        assert isinstance(app.screen, LedgerScreen)
        app.screen.forget_day()
        await pilot.pause()
        assert "十一月写的" not in frame(app)
        app.ledger_changed()
        await shows(pilot, "一月写的")
        assert "十一月写的" not in frame(app)


async def test_esc_gives_up_a_day_that_takes_long(two_notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, opened = threading.Event(), as_of.open_reader_as_of

    def slow(*args: Any) -> Any:
        go_on.wait(60)
        return opened(*args)

    monkeypatch.setattr(as_of, "open_reader_as_of", slow)
    async with started(two_notes, (80, 24)) as (app, pilot):
        await pilot.press(KEY)
        await type_text(pilot, "3月31日")
        await pilot.press("enter")
        await shows(pilot, "正在还原当天的台账")
        await pilot.press("escape")
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        go_on.set()
        await quiet(pilot)
        assert app.session.as_of is None
        assert "截至" not in frame(app).splitlines()[0]


async def test_a_file_of_a_list_says_the_day(two_notes: Path, tmp_path: Path) -> None:
    async with started(two_notes, past=PAST) as (app, pilot):
        await pilot.press("f7")
        await quiet(pilot)
        await pilot.press("ctrl+e")
        await shows(pilot, "导出列表", "记录列表_2026年3月31日")
        form = app.screen
        for field in form.query("FormField"):
            if field.key == "folder":
                field.set_raw(str(tmp_path))
            elif field.key == "format":
                field.set_raw("md")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: app.screen is not form)
        made = next(tmp_path.glob("*.md")).read_text(encoding="utf-8")
        assert "截至2026年3月31日" in made and "一月写的" in made and "十一月写的" not in made


async def test_the_hints_say_where_esc_leads_once_the_filter_is_empty(two_notes: Path) -> None:
    def hints() -> str:
        return frame(app).splitlines()[-1]

    async with started(two_notes, past=PAST) as (app, pilot):
        await pilot.press("f3")
        await quiet(pilot)
        await wait_until(pilot, lambda: "Esc 回到今天" in hints())
        await pilot.press("ctrl+f")
        await type_text(pilot, "财政局")
        await pilot.press("enter")
        await quiet(pilot)
        await wait_until(pilot, lambda: "Esc 返回" in hints())
        await pilot.press("escape")
        await quiet(pilot)
        await wait_until(pilot, lambda: "Esc 回到今天" in hints())
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.session.as_of is None)


async def test_the_overview_speaks_of_that_day_and_not_of_today(ledger_path: Path) -> None:
    async with started(ledger_path, past=date(2026, 6, 30)) as (app, pilot):
        assert "今天" not in frame(app).replace("回到今天", "")
        assert "当日 6月30日" in frame(app)
