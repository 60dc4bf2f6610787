"""The command palette: type Chinese, pinyin or initials, and do it. Own, because Textual's speaks English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from unicodedata import normalize

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.palette_entries import (
    LONGEST_QUERY,
    ActionEntry,
    actions_elsewhere,
    actions_here,
    fitting,
    recent_entries,
    remember_use,
)
from huaian_tui.tui.actions.palette_entry import PaletteEntry, PaletteSource
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.safe_text import own_words
from huaian_tui.tui.textual_patches.one_key_at_a_time import hold_keys
from huaian_tui.tui.threads.background import in_thread

NOTHING = "没有找到，换个说法试试：汉字、拼音、首字母或序号"

COLUMNS: tuple[Column[PaletteEntry], ...] = (
    Column("名称", lambda entry: entry.title, min_width=12, weight=2),
    Column("按键", lambda entry: entry.keys, width=15, priority=2),
    Column("说明", lambda entry: entry.hint, min_width=14, weight=5, priority=3),
)


class PaletteDialog(ModalScreen[None]):
    """An input and what it finds; Enter or a click does the marked line.

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
    PaletteDialog VirtualList { height: 16; max-height: 1fr; background: $surface; }
    PaletteDialog.-flat .dialog { margin-top: 0; }
    PaletteDialog.-flat .dialog-title { display: none; }
    PaletteDialog.-flat LineInput { margin: 0 1; }
    PaletteDialog.-flat VirtualList { height: 1fr; }
    """

    def __init__(self, screen: Screen[Any], sources: Sequence[PaletteSource] = ()) -> None:
        super().__init__()
        self._mode = screen.app.current_mode
        self._here = actions_here(screen)
        self._elsewhere: list[ActionEntry] = []
        self._sources = tuple(sources)
        self._found: list[PaletteEntry] = []
        self._query = ""
        self._moved = False
        self._waiting = False
        self._enter = False
        self._first_is_sure = False
        """The first line fits by its name, so that nothing slower comes before it."""

    def compose(self) -> ComposeResult:
        """Title, input, list."""
        with Vertical(classes="dialog dialog-wide"):
            yield Static("找操作、任务、单位、画面", classes="dialog-title", markup=False)
            yield LineInput(placeholder="汉字、拼音、首字母或序号")
            found = VirtualList(COLUMNS, empty_text=NOTHING)
            found.can_focus = False
            found.led = True
            yield found
        yield HintBar()

    @property
    def _app(self) -> Host:
        return host_of(self)

    def on_mount(self) -> None:
        """Everything that can be done here; what was used lately first."""
        self._search("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._search(normalize("NFKC", event.value).strip()[:LONGEST_QUERY])

    def _search(self, query: str) -> None:
        self._query, self._moved, self._enter = query, False, False
        self._waiting = True
        in_thread(self, lambda: self._read(query), self._add, group="palette", refused=self._refused)
        named, said, loose = fitting(self._here, query)
        self._first_is_sure = bool(query and named)
        self._show([*named, *said, *loose])

    def _read(self, query: str) -> tuple[list[ActionEntry], list[PaletteEntry]]:
        """What needs time, in a thread: other screens' actions, and what the sources find."""
        elsewhere = self._elsewhere or actions_elsewhere(
            self._app, self._mode, [one.item.id for one in self._here]
        )
        if not query:
            return elsewhere, recent_entries(self._app, [*self._here, *elsewhere])
        return elsewhere, [entry for source in self._sources for entry in source(query)]

    def _add(self, answer: tuple[list[ActionEntry], list[PaletteEntry]]) -> None:
        """The slower answer: names stand before what only explains with the word."""
        self._elsewhere, found = answer
        self._waiting = False
        if self._query:
            named, said, loose = fitting(self._here, self._query)
            named_too, said_too, loose_too = fitting(self._elsewhere, self._query)
            self._show([*named, *named_too, *said, *said_too, *found, *loose, *loose_too])
        else:
            used = {entry.name for entry in found}
            everything = [one.entry for one in (*self._here, *self._elsewhere) if one.entry.name not in used]
            self._show([*found, *everything])
        if self._enter:
            self._run(0)

    def _refused(self, error: HuaianError) -> None:
        self._waiting = False
        shown = self.query_one(VirtualList)
        shown.empty_text = own_words(error.one_line())
        shown.refresh()

    def _show(self, entries: list[PaletteEntry]) -> None:
        """Show them; the mark stays on the entry that was chosen by arrow, else it stands on the first."""
        shown = self.query_one(VirtualList)
        chosen = self._found[shown.cursor] if self._moved and shown.cursor < len(self._found) else None
        index = next((place for place, entry in enumerate(entries) if entry == chosen), 0)
        self._found = entries
        rows = [ListRow(str(place), cells_of(entry, COLUMNS)) for place, entry in enumerate(entries)]
        shown.set_source(MemorySource(rows), key=str(index))

    def action_move(self, step: int) -> None:
        """Move the mark."""
        found = self.query_one(VirtualList)
        self._moved = True
        found.move_to(found.cursor + step)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._waiting and not (self._moved or self._first_is_sure):
            self._enter = True  # typed faster than it is found: done as soon as it is
            hold_keys(self.app, lambda: self._waiting)
            return
        self._run(self.query_one(VirtualList).cursor if self._moved else 0)

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        message.stop()
        self._run(message.index)

    def _run(self, index: int) -> None:
        if self.is_current and index < len(self._found):  # once, however often Enter is pressed
            entry, app = self._found[index], self._app
            self.dismiss(None)
            app.call_later(entry.run)
            in_thread(app.screen_stack[0], lambda: remember_use(app, entry.name), _done, group="palette-used")

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)


def open_palette(host: Host) -> None:
    """Find an action by its name, on the screen or dialog that is on top."""
    host.push_screen(PaletteDialog(host.screen, host.palette_sources))


def _done(_: object) -> None:
    """Nothing more is to be said."""
