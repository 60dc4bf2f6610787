"""The first line: the six screens to click, the program, the database, today and the officer."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from huaian_tui.tui.actions.registry import SCREENS, Action, grouped
from huaian_tui.tui.looks.themes import CURSOR_STYLE
from huaian_tui.tui.safe_text import fit, one_line

TITLE = "淮安督查台账"
SHORTEST_NAME = 6
"""Cells below which a database's name says nothing and is left out."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """How keeping in step with colleagues stands, in a few characters (empty: it is not done)."""

    words: str = ""
    trouble: bool = False


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What the line says. All texts, ready to be shown: ``today`` is ``2026-11-22``.

    ``past``: it is a past day, 截至 2026-03-31, which is not to be overlooked.
    """

    database: str
    today: str
    officer: str
    past: bool = False
    sync: SyncState = SyncState()


def screen_actions() -> list[Action]:
    """The actions that go to the screens, in the order of their keys."""
    return dict(grouped())[SCREENS]


def right_side(facts: TitleFacts, room: int) -> list[tuple[str, str]]:
    """What fits into ``room`` cells beside the tabs, as (style, text), the important first to stay.

    Today always stays; then officer, sync, program, database in this order of importance.
    """
    today, officer, database = (one_line(text) for text in (facts.today, facts.officer, facts.database))
    sync = one_line(facts.sync.words)
    parts = {"today": today}
    room -= cell_len(today) + 1
    if officer and room > 4:
        width = min(cell_len(officer), room - 1, 16)
        parts["officer"] = fit(officer, width)
        room -= width + 1
    if sync and room > cell_len(sync):
        parts["sync"] = sync
        room -= cell_len(sync) + 1
    if room > cell_len(TITLE):
        parts["title"] = TITLE
        room -= cell_len(TITLE) + 1
    if database and room > SHORTEST_NAME:
        parts["database"] = fit(database, min(cell_len(database), room - 1))
    return [
        (name, parts[name]) for name in ("title", "database", "sync", "today", "officer") if name in parts
    ]


class TitleBar(Widget, inherit_bindings=False):
    """One line: tabs at the left, facts at the right. A click on a tab goes to its screen."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TitleBar { dock: top; height: 1; background: $panel; color: $foreground; }
    """

    class TabClicked(Message):
        """A tab was clicked; ``action_id`` is e.g. ``show_tasks``."""

        def __init__(self, action_id: str) -> None:
            self.action_id = action_id
            super().__init__()

    def __init__(self, current: str, facts: TitleFacts) -> None:
        """``current`` is the action id of the screen this bar stands on."""
        super().__init__()
        self._current = current
        self._facts = facts

    def set_facts(self, facts: TitleFacts) -> None:
        """Show another day, officer or database."""
        self._facts = facts
        self.refresh()

    def render(self) -> Content:
        """The line at the present width."""
        tabs = self._tabs()
        used = sum(cell_len(label) for _, label in tabs)
        here = CURSOR_STYLE
        parts = [Content.styled(label, here if item.id == self._current else "") for item, label in tabs]
        facts = right_side(self._facts, self.size.width - used - 1)
        day = here if self._facts.past else "bold"
        sync = "bold $tone-overdue" if self._facts.sync.trouble else "$text-quiet"
        quiet = dict.fromkeys(("title", "database"), "$text-quiet")
        styles = {**quiet, "sync": sync, "today": day, "officer": ""}
        width = sum(cell_len(text) + 1 for _, text in facts)
        parts.append(Content(" " * max(0, self.size.width - used - width)))
        parts.extend(Content.styled(text, styles[name]) + " " for name, text in facts)
        return Content("").join(parts)

    def _tabs(self) -> list[tuple[Action, str]]:
        gap = " " if self.size.width >= 100 else ""
        shown = [item for item in screen_actions() if item.keys or item.id == self._current]
        return [(item, f"{gap}{item.key_label}{gap}{item.title} ") for item in shown]

    def on_click(self, event: events.Click) -> None:
        """Find the tab under the pointer."""
        event.stop()
        start = 0
        for item, label in self._tabs():
            if start <= event.x < start + cell_len(label):
                self.post_message(self.TabClicked(item.id))
                return
            start += cell_len(label)
