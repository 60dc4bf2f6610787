"""The menu of the leader key: the rarer actions of the screen one is on, and the general ones.

Every entry is chosen by its digit, by its letter, by arrows and Enter, or by a click. An input method passes
digits, arrows and Enter while nothing is being composed; a digit typed full-width counts as well.

The first page has what the screen itself does (1 to 6) and what is asked for most from everywhere, whose
digits (7 to 9, ``Action.leader_digit``) are the same on every screen; 0 turns to the next page. A letter
counts on every page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.tui.actions.model import LEADER
from huaian_tui.tui.actions.palette_entries import ActionEntry, actions_here
from huaian_tui.tui.actions.registry import action, bindings_for, key_label
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, past_day
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList

OWN_DIGITS = "123456"
"""On the first page for what the screen itself does; the others are those of ``Action.leader_digit``."""

PAGE_DIGITS = "123456789"
"""On each further page."""

MORE = "0"
"""Turns to the next page, after the last to the first."""


HOW = "按数字或字母，或用上下键选好按回车"


@dataclass(frozen=True, slots=True)
class MenuLine:
    """An entry at its digit; without one the line that turns the page."""

    digit: str
    entry: ActionEntry | None
    text: str = ""
    refused: bool = False
    """It records something, and a past day is shown."""

    @property
    def letter(self) -> str:
        """The letter that does it."""
        return "" if self.entry is None else self.entry.item.letter

    @property
    def title(self) -> str:
        """What it is called."""
        return "更多" if self.entry is None else self.entry.item.title

    @property
    def help(self) -> str:
        """What it is for."""
        if self.entry is None:
            return self.text
        return f"（看的是过去，不能录入）{self.entry.item.help}" if self.refused else self.entry.item.help


COLUMNS: tuple[Column[MenuLine], ...] = (
    Column("数字", lambda line: line.digit, width=4, right=True),
    Column("字母", lambda line: line.letter, width=4),
    Column("操作", lambda line: line.title, width=18),
    Column("说明", lambda line: line.help, min_width=14, weight=1, priority=2),
)


def menu_pages(entries: Sequence[ActionEntry], *, past: bool = False) -> list[list[MenuLine]]:
    """The entries by pages, each with its digit.

    The first page stands even where it has nothing but the way to the next: its place is fixed. What a screen
    does itself, and does not fit there, comes after the general ones, so that those have the same digits on
    every screen; last what elsewhere has keys.
    """

    def lines(digits: str, listed: Sequence[ActionEntry]) -> list[MenuLine]:
        return [
            MenuLine(digit, one, refused=past and one.item.writes)
            for digit, one in zip(digits, listed, strict=False)
        ]

    fixed = sorted((one for one in entries if one.item.leader_digit), key=lambda one: one.item.leader_digit)
    others = [one for one in entries if not one.item.leader_digit]
    own = sorted((one for one in others if not one.item.where), key=lambda one: one.item.leader_instead)
    first = lines(OWN_DIGITS, own) + lines("".join(str(one.item.leader_digit) for one in fixed), fixed)
    rest = [*(one for one in others if one.item.where), *own[len(OWN_DIGITS) :]]
    step = len(PAGE_DIGITS)
    further = [lines(PAGE_DIGITS, rest[start : start + step]) for start in range(0, len(rest), step)]
    pages = [first, *further]
    if len(pages) > 1:
        for number, page in enumerate(pages, start=1):
            page.append(MenuLine(MORE, None, f"第 {number} 页，共 {len(pages)} 页"))
    return pages


class MenuList(VirtualList):
    """The entries; nobody asks how many they are."""

    def _count_text(self) -> str:
        return ""


class LeaderMenu(ModalScreen[None]):
    """A panel above the hints; the screen stays in sight. Esc or the leader key closes it."""

    BINDINGS = [
        *bindings_for("back", LEADER),
        *(
            Binding(key, f"move({step})", show=False, priority=True)
            for key, step in (("up", -1), ("down", 1), ("home", -100), ("end", 100))
        ),
        *(
            Binding(key, f"turn({step})", show=False, priority=True)
            for key, step in (("left", -1), ("pageup", -1), ("right", 1), ("pagedown", 1))
        ),
        Binding("enter", "choose", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    LeaderMenu { align: center bottom; background: $background 0%; }
    LeaderMenu .dialog { margin-bottom: 1; }
    LeaderMenu VirtualList { height: auto; max-height: 1fr; background: $surface; }
    LeaderMenu.-flat .dialog { height: auto; }
    LeaderMenu.-flat .dialog-title { display: none; }
    """

    def __init__(self, screen: Screen[Any]) -> None:
        """``screen`` is the one whose actions are offered."""
        super().__init__()
        offered = [one for one in actions_here(screen, everything=True) if one.in_menu]
        shown = getattr(screen, "ACTION_ID", "")
        self._title = f"菜单：{action(shown).title}" if shown else "菜单"
        self._pages = menu_pages(offered, past=past_day(screen) is not None)
        self._page = 0

    def compose(self) -> ComposeResult:
        """Title, entries, hints."""
        with Vertical(classes="dialog dialog-wide"):
            yield Static(f"{self._title}（{HOW}）", classes="dialog-title", markup=False)
            lines = MenuList(COLUMNS, empty_text="这里没有更多操作")
            lines.can_focus = False
            lines.led = True
            yield lines
        yield HintBar()

    @property
    def _lines(self) -> list[MenuLine]:
        return self._pages[self._page]

    def on_mount(self) -> None:
        """The first page."""
        self._show()

    def _show(self) -> None:
        rows = [
            ListRow(line.digit, cells_of(line, COLUMNS), "unscheduled" if line.refused else "")
            for line in self._lines
        ]
        shown = self.query_one(VirtualList)
        shown.styles.height = max(len(page) for page in self._pages) + 2  # head and foot; of one height
        shown.set_source(MemorySource(rows), key=rows[0].key if rows else None)

    # ------------------------------------------------------------------ choosing

    def on_key(self, event: events.Key) -> None:
        """A digit or letter, as an input method types it too."""
        if event.character is None:
            return
        typed = normalize("NFKC", event.character).lower()
        if any(typed == line.digit for line in self._lines):
            event.stop()
            self._do(next(line for line in self._lines if line.digit == typed))
        elif len(typed) == 1 and typed.isalpha():
            for line in (line for page in self._pages for line in page if line.letter == typed):
                event.stop()
                self._do(line)
                break

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        message.stop()
        if message.index < len(self._lines):
            self._do(self._lines[message.index])

    def action_choose(self) -> None:
        """The marked line."""
        if self._lines:
            self._do(self._lines[self.query_one(VirtualList).cursor])

    def action_move(self, step: int) -> None:
        """Move the mark."""
        lines = self.query_one(VirtualList)
        lines.move_to(max(0, min(len(self._lines) - 1, lines.cursor + step)))

    def action_turn(self, step: int) -> None:
        """Another page."""
        self._page = (self._page + step) % len(self._pages)
        self._show()

    def _do(self, line: MenuLine) -> None:
        if not self.is_current:  # a key that came with the one that chose
            return
        if line.entry is None:
            self.action_turn(1)
            return
        app, run = self.app, line.entry.entry.run
        self.dismiss(None)
        app.call_later(run)

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_leader(self) -> None:
        """The leader key again closes."""
        self.dismiss(None)


def open_leader(host: Host) -> None:
    """The menu of the screen on top; a dialog is finished first, since its own keys stand in its hints."""
    if isinstance(host.screen, ModalScreen):
        host.tell(f"请先按 {key_label('escape')} 关掉这个窗口，再开菜单")
    else:
        host.push_screen(LeaderMenu(host.screen))
