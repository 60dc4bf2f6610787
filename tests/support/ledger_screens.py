"""What the tests of the screens on a real ledger share: the application over a copy, notes to begin with."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from textual.pilot import Pilot

from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.list.cursor_view import CursorView
from huaian_tui.tui.session import LedgerSession
from support.tui import PATIENCE, TODAY, frame, wait_until

NARROW, WIDE = (80, 24), (120, 40)


def app_on(path: Path, today: date = TODAY, officer: str = "张三") -> HuaianApp:
    """The program on this ledger file."""
    return HuaianApp(LedgerSession(path, officer, today=today))


def notes_of(app: HuaianApp, number: int) -> list[NoteRow]:
    """The notes of a task as they read now."""
    return app.session.read(lambda c: read_notes(c, find_notes(c, task_no=number)))


async def settle(pilot: Pilot[Any]) -> None:
    """Let cursors come to rest, and all threads deliver what they read (also those that follow)."""
    quiet, until = 0, monotonic() + PATIENCE
    while monotonic() < until:
        await pilot.pause(0.01)
        reading = any(worker.is_running for worker in pilot.app.workers)
        moving = any(one.is_moving for one in pilot.app.screen.query(CursorView))
        quiet = 0 if reading or moving else quiet + 1
        if quiet == 3:
            return
    raise AssertionError(f"the threads did not come to rest within {PATIENCE:.0f} seconds")


async def until_shown(pilot: Pilot[Any], *texts: str) -> None:
    """Wait for these texts on the screen."""
    try:
        await wait_until(pilot, lambda: all(text in frame(pilot.app) for text in texts))
    except AssertionError:
        raise AssertionError(f"{texts} not in\n{frame(pilot.app)}") from None


def add(path: Path, task_no: int, text: str, **more: Any) -> bytes:
    """A note in the ledger, dated yesterday unless told otherwise."""
    draft = NoteDraft(task_no, text, more.pop("day", TODAY - timedelta(days=1)), **more)
    return LedgerSession(path, "乙", today=TODAY).write(lambda ledger: add_note(ledger, draft, TODAY))
