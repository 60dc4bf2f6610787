"""The terminal program: its screens over one ledger, and what concerns them all.

Which screens there are, and what can be opened everywhere, stands in the table of actions alone.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from rich.segment import Segments
from rich.text import Text
from textual import events, on
from textual.actions import ActionParseResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.model import EVERYWHERE, NOTICES, REPORTS, WORK
from huaian_tui.tui.actions.opening import SCREEN_MODES, actions_of, does_actions, screen_makers
from huaian_tui.tui.actions.palette_entry import PaletteSource
from huaian_tui.tui.actions.registry import ACTIONS, WRITING, action, bindings_for, keys_said
from huaian_tui.tui.crash import log_error
from huaian_tui.tui.forms.holds_draft import HoldsDraft
from huaian_tui.tui.frame.ledger_screen import LedgerScreen
from huaian_tui.tui.frame.title_bar import TITLE, SyncState, TitleBar, TitleFacts
from huaian_tui.tui.list.messages import ReadFailed
from huaian_tui.tui.looks.ascii_bars import use_marks
from huaian_tui.tui.looks.scrollbars import PlainScrollBarRender
from huaian_tui.tui.looks.themed_app import ThemedApp
from huaian_tui.tui.safe_text import Severity, tell
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.textual_patches.bar_lines import use_bar_lines
from huaian_tui.tui.textual_patches.bindings_by_key import BindingsByKey
from huaian_tui.tui.textual_patches.closed_once import close_once
from huaian_tui.tui.textual_patches.cut_marks import use_cut_mark
from huaian_tui.tui.textual_patches.drawn_bytes import keep_widths
from huaian_tui.tui.textual_patches.first_styles import use_first_styles
from huaian_tui.tui.textual_patches.kept_rules import KeptRules
from huaian_tui.tui.textual_patches.one_key_at_a_time import OneKeyAtATime
from huaian_tui.tui.textual_patches.overlaps import use_whole_characters
from huaian_tui.tui.textual_patches.pasting import use_paste_parser
from huaian_tui.tui.textual_patches.private_names import screens_of
from huaian_tui.tui.textual_patches.typed_bytes import use_encoding_of_terminal
from huaian_tui.tui.threads.reader import LedgerReader

OPENED_ACTIONS = frozenset(item for item in actions_of(EVERYWHERE) if action(item).opens)
"""What the application opens by name."""

TAKING_TIME = {"save"}.union(
    item.id for item in ACTIONS if item.opens or item.writes or item.group in (WORK, NOTICES, REPORTS)
).difference(item.id for item in SCREEN_MODES.values())
"""What opens a form, for which the ledger is often read first, or closes one when it has been saved."""

GOING_AWAY = frozenset(key for item in (action("back"), *SCREEN_MODES.values()) for key in item.keys)
"""Keys by which the officer goes elsewhere: what waits for rows that are being read is not done then."""

EXIT_HANGUP = 129
TERMINAL = 0
"""The file descriptor from which keys are read."""

TERMINAL_SECONDS = 1.0
"""How often it is looked whether the terminal is still there."""

EXIT_TERMINATED = 143


@does_actions(EVERYWHERE)
class HuaianApp(OneKeyAtATime, BindingsByKey, ThemedApp, inherit_bindings=False):
    """淮安督查台账 in the terminal. ``session`` is the ledger it works on."""

    TITLE = TITLE
    CSS_PATH = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = False
    DEFAULT_MODE = "overview"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[None]]]] = screen_makers()
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for(*actions_of(EVERYWHERE)),
        Binding("ctrl+c", "how_to_quit", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (100, "-wide"),
        (160, "-very-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-low"), (24, "-usual"), (30, "-high")]

    def __init__(
        self,
        session: LedgerSession,
        *,
        theme: str = "",
        ascii_only: bool = False,
        preferences: Path | None = None,
        folders: Mapping[str, str] = MappingProxyType({}),
        list_columns: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        first_mode: str = "",
        notes: Sequence[str] = (),
        upkeep: Callable[[HuaianApp], object] | None = None,
    ) -> None:
        """``notes`` are told as warnings once the first screen stands.

        ``theme``: empty or unknown for the one that suits the terminal.

        ``ascii_only``: bars of characters (so they are without colours too).
        ``preferences``: the file that keeps what this person chooses for the program; None: it is not kept.
        ``list_columns``: the columns that this person chose, by list; ``first_mode``: the screen to begin
        with, else 总览.
        ``upkeep`` is called once the first screen stands: what runs beside the officer's work.
        """
        if first_mode:
            # Before Textual takes its initial mode from it.
            self.DEFAULT_MODE = first_mode  # type: ignore[misc]
        super().__init__()
        self.preferences = preferences
        self.list_columns = dict(list_columns)
        self.folders = dict(folders)
        """What kind of file was last put into which folder (``tui.forms.folders``)."""
        self._notes = tuple(notes)
        self.session = session
        self._upkeep = upkeep
        self.begin_with: Callable[[], object] | None = None
        """Called once the first screen stands."""
        self.ledger_version = 0
        self.was_used = False
        """Whether the officer has typed, pasted or clicked anything yet."""
        self._sync = SyncState()
        self.told_of_tmux = False
        """Whether it was said in this session what tmux needs for copying."""
        self.palette_sources: list[PaletteSource] = []
        """Further entries of the palette (tasks, units …); called in a thread with the query."""
        self._set_up_looks(theme, ascii_only=ascii_only)

    def _set_up_looks(self, theme: str, *, ascii_only: bool) -> None:
        """Marks, bars, the themes, and what Textual is to draw and parse in our way."""
        self.animation_level = "none"
        self.no_color = self.no_color or self.console.color_system is None
        use_marks(ascii_only or self.no_color)
        ScrollBar.renderer = PlainScrollBarRender
        use_bar_lines()
        use_paste_parser()
        use_encoding_of_terminal()
        keep_widths()
        use_whole_characters()
        use_cut_mark()
        use_first_styles()
        close_once()
        self.register_themes(theme)
        self.stylesheet = KeptRules(variables=self.get_css_variables())

    # ------------------------------------------------------------------ for the screens

    def title_facts(self) -> TitleFacts:
        """What the title line says."""
        session = self.session
        day = session.today.isoformat()
        if session.as_of is not None:
            day = f"截至 {session.as_of.isoformat()} 只能查看"
        return TitleFacts(session.database.stem, day, session.officer, session.as_of is not None, self._sync)

    def show_sync(self, state: SyncState) -> None:
        """Say in the title line how keeping in step with colleagues stands."""
        self._sync = state
        for screen in screens_of(self):
            for bar in screen.query(TitleBar):
                bar.set_facts(self.title_facts())

    def tell(self, text: str, severity: Severity = "information") -> None:
        """A toast: what was done. Thread-safe."""
        tell(self, text, severity)

    def show_error(self, error: HuaianError) -> None:
        """A refusal as a dialog: what happened, why, what to do."""
        from huaian_tui.tui.forms.message import MessageDialog

        self.push_screen(MessageDialog.of(error))

    def ledger_changed(self) -> None:
        """Something was written: the screen on top reads anew, the others when they come forward."""
        self.ledger_version += 1
        if began := self.session.take_began():
            self.tell(began, "warning")
        self.load_if_changed()

    def show_day(self, reader: LedgerReader) -> None:
        """Show the day that this reads, on every screen; what is shown of the former day goes."""
        self.session.show_day(reader)
        for screen in screens_of(self):
            if isinstance(screen, LedgerScreen) and screen.is_mounted:
                screen.forget_day()
        self.ledger_changed()

    def load_if_changed(self) -> None:
        """Let the screen on top read anew if the ledger or the day is not the one that it shows."""
        for screen in self.screen_stack:
            if isinstance(screen, LedgerScreen):
                screen.load_if_changed()

    async def go(self, mode: str, place: str = "") -> None:
        """Show a screen and lead it to a place (a key that the screen defines)."""
        before = self.current_mode
        await self.switch_mode(mode)
        screen = self.screen
        if isinstance(screen, LedgerScreen):
            screen.came_from = before if place and before != mode else ""
            if place:
                screen.go_to(place)
            else:
                screen.arrive()

    def redraw(self) -> None:
        """Draw every screen anew, its scrollbars too: bars look different now."""
        for screen in screens_of(self):
            for widget in screen.walk_children(Widget):
                widget.refresh()
                if widget.show_vertical_scrollbar:
                    widget.vertical_scrollbar.refresh()

    async def go_back(self, mode: str) -> None:
        """Show a screen again as it was left: its text, its cursor, and where one came to it from."""
        await self.switch_mode(mode)

    async def on_event(self, event: events.Event) -> None:
        """Every event comes through here; the officer's own are noted."""
        if isinstance(event, (events.Key, events.Paste, events.MouseDown)):
            self.was_used = True
        await super().on_event(event)

    def takes_back(self, key: events.Key, *, begun: bool) -> bool:
        """Esc, and the keys of the screens; of what has begun Esc where it stops that."""
        if key.key in action("back").keys:
            return not begun or getattr(self.screen, "stops_on_back", False)
        return key.key in GOING_AWAY and not isinstance(self.screen, ModalScreen)

    # ------------------------------------------------------------------ actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The screens' keys have priority, so that a key typed right after them comes to the new screen.

        A dialog is not left by them: what stands in it would seem lost. Nor is what opened it opened
        once more: there its key closes it.
        """
        if isinstance(self.screen, ModalScreen):
            if action.startswith("show_"):
                return False
            if action in OPENED_ACTIONS and hasattr(self.screen, f"action_{action}"):
                return False
        return super().check_action(action, parameters)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do it; what records something is refused while a past day is shown, wherever it was asked for."""
        target, name, parameters = self._parse_action(action, default_namespace or self, namespaces)
        if self.session.as_of is not None and name in WRITING and target.check_action(name, parameters):
            self.show_error(self.session.read_only_refusal())
            return True
        if name in TAKING_TIME:
            self.expect_screen()
        return await super().run_action(action, default_namespace, namespaces)

    def action_how_to_quit(self) -> None:
        """Ctrl+C is a habit from other programs; here it must not lose anything."""
        self.tell(f"要退出请按 {keys_said('quit')}；复制选中的文字用 Ctrl+C")

    async def action_quit(self) -> None:
        """Keep drafts and end; ask first when a form keeps no draft, or it could not be kept.

        What was typed in the same instant belongs to the draft.
        """
        from huaian_tui.tui.textual_patches.keys_in_order import settled

        await settled([one for one in self.screen.walk_children(Widget) if one.can_focus], self.screen)
        if all(form.form_id for form in self._dirty_forms()) and self.flush_drafts():
            self.exit(0)
            return
        from huaian_tui.tui.forms.message import ConfirmDialog

        answers = (("stay", "继续填写"), ("quit", "不保存，退出"))
        question = ConfirmDialog("现在退出？", "表单里有没保存的内容，退出后不保留。", answers)
        self.push_screen(question, lambda answer: self.exit(0) if answer == "quit" else None)

    @on(TitleBar.TabClicked)
    async def _tab_clicked(self, message: TitleBar.TabClicked) -> None:
        await self.go(message.action_id.removeprefix("show_"))

    @on(ReadFailed)
    def _read_failed(self, message: ReadFailed) -> None:
        message.stop()
        self.show_error(message.error)

    # ------------------------------------------------------------------ drafts, signals, bugs

    def _dirty_forms(self) -> list[HoldsDraft]:
        forms = (screen for screen in screens_of(self) if isinstance(screen, HoldsDraft))
        return [form for form in forms if form.is_dirty()]

    def flush_drafts(self) -> bool:
        """Save all drafts now: the program ends. Whether the disk took them all."""
        kept = True
        for form in self._dirty_forms():
            if form.form_id:
                try:
                    self.session.save_draft(form.form_id, form.raw_values())
                except HuaianError:
                    kept = False
        return kept

    def on_mount(self) -> None:
        """Signals that would leave the terminal raw end the program properly instead."""
        if sys.platform != "win32":
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, self._terminated)
            loop.add_signal_handler(signal.SIGHUP, self._hung_up)
            if os.isatty(TERMINAL):
                self.set_interval(TERMINAL_SECONDS, self._end_without_terminal)
        # Stopped and brought back (fg), the terminal shows what others wrote there: draw all of it again.
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh())
        for note in self._notes:
            self.call_after_refresh(self.tell, note, "warning")
        if self.begin_with is not None:
            self.call_after_refresh(self.begin_with)
        if self._upkeep is not None:
            self.call_after_refresh(self._upkeep, self)

    def on_unmount(self) -> None:
        """Leave the signals as they were."""
        if sys.platform != "win32":
            loop = asyncio.get_running_loop()
            loop.remove_signal_handler(signal.SIGTERM)
            loop.remove_signal_handler(signal.SIGHUP)

    def _terminated(self) -> None:
        """SIGTERM: keep drafts, restore the terminal, end with 143."""
        try:
            self.flush_drafts()
        finally:
            self.exit(return_code=EXIT_TERMINATED)

    def _hung_up(self) -> None:
        """SIGHUP: the terminal is gone; keep drafts and end at once (nothing can be drawn any more)."""
        try:
            self.flush_drafts()
        finally:
            os._exit(EXIT_HANGUP)

    def _end_without_terminal(self) -> None:
        """The terminal went away and nobody said so (no SIGHUP without a controlling terminal).

        Textual's input thread would then read the end of its input for ever, at the cost of a core.
        """
        if not os.isatty(TERMINAL):
            self._hung_up()

    def _fatal_error(self) -> None:
        """A bug: log where (never contents), keep drafts, say so in one Chinese line.

        Overrides a private method of Textual, whose own prints tracebacks with
        local variables; a test watches it.
        """
        if self._exit_renderables:
            return
        message = Text(f"{log_error(self._exception)}没写完的表单会尽量保留为草稿。")
        self._exit_renderables.append(Segments(self.console.render(message, self.console.options)))
        try:
            self.flush_drafts()
        finally:
            self._close_messages_no_wait()
