"""What the tests of the screens over a real ledger share: the application in one mode, reading back."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.screen import Screen

from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import LedgerSession
from support.tui import TODAY, frame, wait_until

T = TypeVar("T")


class OneScreenApp(HuaianApp):
    """The application that starts in the mode under test; where it is led is noted, not gone to."""

    def __init__(self, session: LedgerSession, mode: str) -> None:
        self.DEFAULT_MODE = mode  # before Textual takes its initial mode from it
        super().__init__(session)
        self.led: list[tuple[str, str]] = []

    async def go(self, mode: str, place: str = "") -> None:
        """Other screens have their own tests."""
        if mode == self.DEFAULT_MODE:
            await super().go(mode, place)
        else:
            self.led.append((mode, place))


@asynccontextmanager
async def opened(
    path: Path, mode: str, size: tuple[int, int] = (120, 40), today: date = TODAY
) -> AsyncIterator[tuple[OneScreenApp, Pilot[Any]]]:
    """The application on the ledger at ``path``, its first list read."""
    app = OneScreenApp(LedgerSession(path, "张三", today=today), mode)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await wait_until(pilot, lambda: _first_list_read(app))
        yield app, pilot


def _first_list_read(app: OneScreenApp) -> bool:
    """Whether a list stands there and nothing more is being read."""
    reading = any(worker.is_running for worker in app.workers)
    return not reading and any(one.is_settled for one in app.screen.query(VirtualList))


async def shows(pilot: Pilot[Any], *texts: str) -> str:
    """Wait until all texts stand on the screen; the frame.

    A toast goes by itself after some seconds, so one that has stood there meanwhile counts.
    """
    toasted = set[str]()

    def all_there() -> bool:
        now = frame(pilot.app)
        told = [one.message for one in pilot.app._notifications]
        toasted.update(text for text in texts if text in now and any(text in one for one in told))
        return all(text in now or text in toasted for text in texts)

    try:
        await wait_until(pilot, all_there)
    except AssertionError:
        raise AssertionError(f"{texts} did not all come up:\n{frame(pilot.app)}") from None
    return frame(pilot.app)


async def tells(pilot: Pilot[Any], *texts: str) -> None:
    """Wait until all texts stand in the detail (whose lines are broken on the screen)."""
    pane = pilot.app.screen.query_one(DetailPane)
    try:
        await wait_until(pilot, lambda: all(text in pane.plain for text in texts))
    except AssertionError:
        raise AssertionError(f"{texts} did not all come up:\n{pane.plain}") from None


async def form_open(pilot: Pilot[Any]) -> FormDialog:
    """Wait for a form that takes keys and return it."""
    await wait_until(
        pilot, lambda: isinstance(pilot.app.screen, FormDialog) and pilot.app.screen.focused is not None
    )
    assert isinstance(pilot.app.screen, FormDialog)
    return pilot.app.screen


async def form_closed(pilot: Pilot[Any]) -> None:
    """Wait until no form stands over the screen."""
    try:
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, FormDialog))
    except AssertionError:
        raise AssertionError(f"the form is still open:\n{frame(pilot.app)}") from None


async def on_row(pilot: Pilot[Any], dialog: type[Screen[Any]], key: str) -> None:
    """Wait until a dialog with a list is open and its cursor stands on this row."""

    def stands() -> bool:
        if not isinstance(pilot.app.screen, dialog):
            return False
        records = pilot.app.screen.query_one(VirtualList)
        return records.is_settled and records.cursor_key == key

    await wait_until(pilot, stands)


def stored(path: Path, query: Callable[[sqlite3.Connection], T]) -> T:
    """What the ledger says now."""
    with closing(open_reader_as_of(path, None)) as connection:
        return query(connection)
