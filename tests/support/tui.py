"""What the tests of the terminal program share: a session in memory, a screen, reading the frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from operator import itemgetter
from pathlib import Path
from time import monotonic
from typing import Any

from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.pilot import Pilot

from huaian_tui.domain.columns import Column
from huaian_tui.domain.rules.lights import DEFAULT_RULES
from huaian_tui.tui.actions.opening import SCREEN_MODES
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.ledger_screen import LedgerScreen
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList

TODAY = date(2026, 11, 22)
SIZES = ((80, 24), (120, 40))


class MemorySession:
    """A session without a ledger; drafts in a dict."""

    database = Path("台账.db")
    today = TODAY
    officer = "张三"
    as_of = None
    light_rules = DEFAULT_RULES

    def __init__(self) -> None:
        self.drafts: dict[str, dict[str, str]] = {}

    def save_draft(self, form: str, values: Mapping[str, str]) -> None:
        self.drafts[form] = dict(values)

    def load_draft(self, form: str) -> Mapping[str, str] | None:
        return self.drafts.get(form)

    def drop_draft(self, form: str) -> None:
        self.drafts.pop(form, None)

    def take_began(self) -> str:
        return ""


class PlainScreen(LedgerScreen):
    """A screen of the foundation only: filter, list, hints."""

    ACTION_ID = "show_overview"
    BINDINGS = bindings_for("filter", "note", "complete", "extend", "milestone_set", "export")

    def __init__(self) -> None:
        super().__init__()
        self.loads = 0
        self.done: list[str] = []

    def compose_body(self) -> Any:
        yield FilterBar()
        yield VirtualList(
            [
                Column("序号", itemgetter(0), width=4, right=True),
                Column("任务", itemgetter(1), min_width=10),
            ],
            empty_text="没有符合条件的任务",
        )

    def load(self) -> None:
        self.loads += 1
        rows = [ListRow(str(number), (str(number), f"任务{number}")) for number in range(1, 61)]
        self.query_one(VirtualList).set_source(MemorySource(rows))

    def action_filter(self) -> None:
        self.query_one(FilterBar).take_focus()

    def action_note(self) -> None:
        self.done.append("note")

    def action_complete(self) -> None:
        self.done.append("complete")

    def action_extend(self) -> None:
        raise ValueError("机密内容")

    def action_milestone_set(self) -> None:
        self.done.append("milestone_set")

    def action_export(self) -> None:
        self.done.append("export")


class PlainApp(HuaianApp):
    """The application with the same plain screen in all six modes."""

    MODES = {mode: PlainScreen for mode in SCREEN_MODES}


def frame(app: App[Any]) -> str:
    """What the terminal shows, line by line."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


async def type_text(pilot: Pilot[Any], text: str) -> None:
    """Type as a terminal does (the Pilot's own ``press`` loses full-width punctuation)."""
    for character in text:
        pilot.app.post_message(events.Key(_character_to_key(character), character))
        await pilot.pause()


def in_one_go(app: App[Any], *keys: str) -> None:
    """As a terminal hands over what it has read."""
    for key in keys:
        character = key if len(key) == 1 else None
        app.post_message(events.Key(_character_to_key(key) if character else key, character))


async def paste(pilot: Pilot[Any], text: str) -> None:
    """A bracketed paste into whatever has the focus."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


PATIENCE = 60.0
"""Seconds until a test gives up; a state that comes is waited for on a busy machine too."""


async def wait_until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Let the application work until the condition holds."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        await pilot.pause(0.01)
        if condition():
            return
    raise AssertionError(f"the condition did not come true within {PATIENCE:.0f} seconds")
