"""The UI thread touches no ledger: every screen and its dialogs are driven, each access there is named."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import date, datetime, time
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from conftest import FixedClock
from support.ledger_screens import settle
from support.reports import DONE, reported
from support.tui import TODAY, type_text, wait_until
from support.ui_thread import UiThreadGuard, ui_thread_guard
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import ModalScreen

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.notices import keep_draft
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.drafts import save_draft
from huaian_tui.store.keep.locations import CONFIG_VARIABLE
from huaian_tui.tui.actions.model import EVERYWHERE, ON_SCREENS
from huaian_tui.tui.actions.palette_entries import ActionEntry, actions_here, name_source
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.drafts import DraftsDialog
from huaian_tui.tui.areas.milestones.screen import MilestonesScreen
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.threads.upkeep import Upkeep

SCREENS = ("overview", "tasks", "milestones", "units", "notices", "records")
NOT_DRIVEN = {"quit", "copy_text"}
NOT_SAVED = {"notice_print"}
"""Its form is opened, but nothing is sent to a printer."""


@pytest.fixture(scope="module")
def worked_once(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with something of everything; only copied."""
    folder = tmp_path_factory.mktemp("worked")
    path = folder / "台账.db"
    shutil.copyfile(seeded_file, path)
    clock = FixedClock(datetime.combine(TODAY, time(9), SHANGHAI))
    with pytest.MonkeyPatch.context() as own, Ledger(path, "张三", clock) as ledger:
        own.setenv(CONFIG_VARIABLE, str(folder / "config"))
        own.setenv("XDG_DATA_HOME", str(folder / "data"))
        change_setting(ledger, "code", "淮数督")
        for unit in ("市财政局", "市数据局"):
            request = NoticeRequest(kind=NoticeKind.REMINDER, today=TODAY, units=(unit,))
            keep_draft(ledger, compose(ledger.connection, request), TODAY)
        reported(ledger, TODAY, folder, {"2-1": DONE})
        for number in range(1, 121):
            add_note(ledger, NoteDraft(1 + number % 60, f"督查记录 {number}", TODAY), TODAY)
    return path


@pytest.fixture
def worked(ledger_path: Path, worked_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it of the test's own; files go into the test's own folder too."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    shutil.copyfile(worked_once, ledger_path)
    return ledger_path


@asynccontextmanager
async def guarded(
    path: Path, mode: str, as_of: date | None = None
) -> AsyncIterator[tuple[Pilot[Any], UiThreadGuard]]:
    """The program as it is started, on one screen, watched until it has ended."""
    session = LedgerSession(path, "张三", today=TODAY, as_of=as_of)
    upkeep = Upkeep(session)
    with ui_thread_guard(path.parent) as guard:
        app = HuaianApp(session, upkeep=upkeep.start)
        app.palette_sources.append(name_source(app))
        try:
            async with app.run_test(size=(120, 40)) as pilot:
                await app.go(mode)
                await rest(pilot)
                yield pilot, guard
        finally:
            with guard.paused():  # the program has ended: nobody waits for a key
                upkeep.stop()
                session.close()


async def rest(pilot: Pilot[Any]) -> None:
    """Everything asked for is there."""
    await pilot.pause()
    await settle(pilot)


async def close_dialogs(pilot: Pilot[Any]) -> None:
    """Back to the screen; what was typed is kept as a draft."""
    for _ in range(12):
        top = pilot.app.screen
        if not isinstance(top, ModalScreen):
            return
        if isinstance(top, ConfirmDialog):
            answers = [answer for answer, _ in top._choices]
            top.dismiss("keep" if "keep" in answers else answers[-1])
        else:
            await pilot.press("escape")
        await rest(pilot)
    raise AssertionError(f"{pilot.app.screen} does not close")


async def work_in(pilot: Pilot[Any], *, save: bool) -> None:
    """Type into what has opened, go through its fields, save it."""
    for character in "12 市":  # as fast as a terminal hands them over
        pilot.app.post_message(events.Key(_character_to_key(character), character))
    for key in ("down", "tab", "tab"):
        pilot.app.post_message(events.Key(key, None))
    await rest(pilot)
    if isinstance(pilot.app.screen, PickDialog):
        await pilot.press("enter")
        await rest(pilot)
    if save and isinstance(pilot.app.screen, FormDialog):
        await pilot.press("ctrl+s")
        await rest(pilot)


async def do_everything(pilot: Pilot[Any], mode: str, where: str) -> list[str]:
    """Each action that can be done here and is bound ``where`` (empty: by the screen itself or its list)."""
    done: list[str] = []
    app = pilot.app

    def here() -> dict[str, ActionEntry]:
        return {one.item.id: one for one in actions_here(app.screen, everything=True)}

    shown = app.screen
    next(iter(shown.query(VirtualList))).focus()
    await pilot.pause()
    for name in [one for one, found in here().items() if found.item.where == where]:
        if name in NOT_DRIVEN or name not in here():  # not now: only as long as something is marked, say
            continue
        await here()[name].entry.run()
        await rest(pilot)
        if isinstance(app.screen, ModalScreen):
            await work_in(pilot, save=name not in NOT_SAVED)
        await close_dialogs(pilot)
        if app.screen is not shown:
            await app.go(mode)
            await rest(pilot)
        next(iter(shown.query(VirtualList))).focus()
        await pilot.pause()
        done.append(name)
    return done


async def work_on_lists(pilot: Pilot[Any]) -> None:
    """Move, sort, filter, type a number, mark all, copy; in each list of the screen."""
    for shown in [one for one in pilot.app.screen.query(VirtualList) if one.display]:
        shown.focus()
        await pilot.press("end", "pageup", "home", "down", "1", "2", "enter")
        await rest(pilot)
        if isinstance(pilot.app.screen, ModalScreen):
            await close_dialogs(pilot)
        shown.focus()
        key = next((one.sort for one in shown.columns if one.sort), "")
        if key:
            shown.sort_by(key)
            await rest(pilot)
        await pilot.press("asterisk")
        await rest(pilot)
        await pilot.press("y", "down", "space", "up")
        await rest(pilot)
    if bars := list(pilot.app.screen.query(FilterBar)):
        bars[0].take_focus()
        await type_text(pilot, "市财政")
        await rest(pilot)
        await pilot.press("tab", "enter", "down", "up")
        await rest(pilot)
        await pilot.press("escape", "escape")
        await rest(pilot)


def told(guard: UiThreadGuard) -> str:
    """What was touched, each once."""
    return "\n".join(dict.fromkeys(guard.touched))


@pytest.mark.parametrize(
    ("mode", "where"), [*((mode, "") for mode in SCREENS), ("overview", EVERYWHERE), ("overview", ON_SCREENS)]
)
async def test_nothing_that_is_done_touches_the_ledger_in_the_ui_thread(
    worked: Path, mode: str, where: str
) -> None:
    async with guarded(worked, mode) as (pilot, guard):
        done = await do_everything(pilot, mode, where)
    assert len(done) >= 8, done
    assert told(guard) == ""


async def test_nothing_in_a_list_touches_the_ledger_in_the_ui_thread(worked: Path) -> None:
    async with guarded(worked, SCREENS[0]) as (pilot, guard):
        for mode in SCREENS:
            await pilot.app.go(mode)
            await rest(pilot)
            await work_on_lists(pilot)
    assert told(guard) == ""


async def test_nor_does_looking_back_at_a_past_day(worked: Path) -> None:
    async with guarded(worked, SCREENS[0], as_of=TODAY) as (pilot, guard):
        await close_dialogs(pilot)
        for mode in SCREENS:
            await pilot.app.go(mode)
            await rest(pilot)
            await work_on_lists(pilot)
    assert told(guard) == ""


async def test_nor_do_drafts_that_wait_until_the_program_ends(worked: Path) -> None:
    """The last typing is kept by the UI thread itself as the program ends: nothing comes after it."""
    for task in (2, 3, 4):
        save_draft(worked, f"note:{task}", {"text": f"没写完的 {task}"})
    async with guarded(worked, "tasks") as (pilot, guard):
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, DraftsDialog))
        await pilot.press("down")
        drafts = pilot.app.screen
        await drafts.run_action("draft_view")
        await wait_until(pilot, lambda: pilot.app.screen is not drafts)
        await rest(pilot)
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is drafts)
        await drafts.run_action("draft_drop")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        pilot.app.screen.dismiss("drop")
        await wait_until(pilot, lambda: pilot.app.screen is drafts)
        await rest(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
        await rest(pilot)
        await type_text(pilot, "还有")
        await rest(pilot)
        assert told(guard) == ""
        await type_text(pilot, "最后一句")
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: not pilot.app.is_running)
    assert guard.touched and all("flush_drafts" in one for one in guard.touched), told(guard)


async def test_drafts_are_offered_to_one_who_goes_to_another_screen_at_once(
    worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_draft(worked, "note:2", {"text": "没写完的"})
    read, go, gone = LedgerSession.waiting_drafts, HuaianApp.go, Event()

    async def go_on(app: HuaianApp, mode: str) -> None:
        await go(app, mode)
        gone.set()

    monkeypatch.setattr(LedgerSession, "waiting_drafts", lambda session: gone.wait(60) and read(session))
    monkeypatch.setattr(HuaianApp, "go", go_on)
    async with guarded(worked, "tasks") as (pilot, _):
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, DraftsDialog))


@pytest.mark.parametrize(
    "planted",
    [
        lambda session: session.read(lambda connection: connection.execute("SELECT 1").fetchone()),
        lambda session: session.write(lambda ledger: None),
        lambda session: session.load_draft("note:1"),
        lambda session: session.database.stat(),
    ],
    ids=["read", "write", "draft", "stat"],
)
async def test_an_access_that_is_planted_is_found(
    worked: Path, monkeypatch: pytest.MonkeyPatch, planted: Callable[[LedgerSession], object]
) -> None:
    def show_row(screen: MilestonesScreen, key: str) -> None:
        planted(screen.ledger_app.session)

    monkeypatch.setattr(MilestonesScreen, "show_row", show_row)
    async with guarded(worked, "milestones") as (pilot, guard):
        await pilot.press("down")
        await rest(pilot)
    assert "_row_highlighted" in told(guard)


async def test_a_statement_on_a_connection_of_a_thread_is_found(worked: Path) -> None:
    """A connection that stays open is asked in the UI thread: nothing is opened there."""
    with ui_thread_guard(worked.parent) as guard, ThreadPoolExecutor(1) as pool:
        connection = pool.submit(sqlite3.connect, worked, check_same_thread=False).result()
        pool.submit(connection.execute, "SELECT count(*) FROM record WHERE rid >= 0").result()
        assert guard.touched == []
        connection.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone()
        assert "statement SELECT count(*) FROM record" in told(guard)
        connection.close()
