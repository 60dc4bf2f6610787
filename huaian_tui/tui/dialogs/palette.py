"""The command palette: type Chinese, pinyin or initials, and do it. Own, because Textual's speaks English."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from huaian_tui.tui.actions import ACTIONS, bindings_for, key_label, matches
from huaian_tui.tui.background import in_thread
from huaian_tui.tui.widgets.columns import Column
from huaian_tui.tui.widgets.hint_bar import HintBar
from huaian_tui.tui.widgets.line_input import LineInput
from huaian_tui.tui.widgets.list_messages import RowSelected
from huaian_tui.tui.widgets.record_list import RecordList
from huaian_tui.tui.widgets.row_source import ListRow, MemorySource


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One line of the palette: the texts are shown as data, ``run`` does it on the UI thread."""

    title: str
    hint: str
    run: Callable[[], Awaitable[object] | object]
    keys: str = ""


PaletteSource = Callable[[str], Sequence[PaletteEntry]]
"""Further entries for a query (tasks, units …); called in a thread."""


class PaletteDialog(ModalScreen[None]):
    """An input and what it finds; Enter does the marked line.

    ``screen`` is the screen that the actions are for.
    """

    BINDINGS = [
        *bindings_for("back"),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("pagedown", "move(10)", show=False),
    ]
    AUTO_FOCUS = "LineInput"
    DEFAULT_CSS = """
    PaletteDialog { align: center top; }
    PaletteDialog .dialog { margin-top: 2; height: auto; max-height: 80%; }
    PaletteDialog LineInput { margin: 1 2; }
    PaletteDialog RecordList { height: 16; max-height: 1fr; background: $surface; }
    """

    def __init__(self, screen: Screen[Any], sources: Sequence[PaletteSource] = ()) -> None:
        super().__init__()
        self._actions = _entries_of(screen)
        self._sources = tuple(sources)
        self._found: list[PaletteEntry] = []

    def compose(self) -> ComposeResult:
        """Title, input, list."""
        columns = [
            Column("操作", min_width=12, weight=1),
            Column("按键", width=15, priority=2),
            Column("说明", min_width=14, weight=5, priority=3),
        ]
        with Vertical(classes="dialog"):
            yield Static("找一项操作", classes="dialog-title", markup=False)
            yield LineInput(placeholder="汉字、拼音或首字母")
            found = RecordList(columns, empty_text="没有找到，换个说法试试")
            found.can_focus = False
            found.led = True
            yield found
        yield HintBar()

    def on_mount(self) -> None:
        """Everything that can be done here."""
        self._search("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._search(event.value.strip())

    def _search(self, query: str) -> None:
        own = [entry for item_id, entry in self._actions if matches(_ACTIONS[item_id], query)]
        if query and self._sources:
            in_thread(
                self,
                lambda: [entry for source in self._sources for entry in source(query)],
                lambda found: self._show([*own, *found]),
                group="palette",
            )
        self._show(own)

    def _show(self, entries: list[PaletteEntry]) -> None:
        self._found = entries
        rows = [
            ListRow(str(index), (entry.title, entry.keys, entry.hint)) for index, entry in enumerate(entries)
        ]
        self.query_one(RecordList).set_source(MemorySource(rows), key="0")

    def action_move(self, step: int) -> None:
        """Move the mark."""
        found = self.query_one(RecordList)
        found.move_to(found.cursor + step)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._run(self.query_one(RecordList).cursor)

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        message.stop()
        self._run(message.index)

    def _run(self, index: int) -> None:
        if index < len(self._found):
            entry = self._found[index]
            self.dismiss(None)
            self.app.call_later(entry.run)

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)


_ACTIONS = {item.id: item for item in ACTIONS}


def _entries_of(screen: Screen[Any]) -> list[tuple[str, PaletteEntry]]:
    """What can be done on a screen now: (action id, entry), in the order of the registry."""
    active_keys = screen.active_bindings
    active = {found.binding.id: found for found in active_keys.values() if found.enabled}
    entries: list[tuple[str, PaletteEntry]] = []
    for item in ACTIONS:
        if not item.keys and hasattr(screen, f"action_{item.id}"):
            run = partial(screen.app.run_action, item.id, screen)  # no key is free: only found here
            entries.append((item.id, PaletteEntry(item.title, item.help, run)))
            continue
        found = active.get(item.id)
        if found is not None and item.in_palette:
            run = partial(screen.app.run_action, found.binding.action, found.node)
            keys = " 或 ".join(key_label(key) for key in item.keys if _is_of(active_keys.get(key), item.id))
            entries.append((item.id, PaletteEntry(item.title, item.help, run, keys)))
    return entries


def _is_of(found: ActiveBinding | None, action_id: str) -> bool:
    """Whether a key does this action here; a screen may use a key of another action for its own."""
    return found is not None and found.binding.id == action_id
