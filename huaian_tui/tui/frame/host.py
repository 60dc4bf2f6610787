"""What a screen, a dialog or an action may ask of the application, so that none of them imports it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from textual.dom import DOMNode
from textual.screen import Screen

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.palette_entry import PaletteSource
from huaian_tui.tui.frame.title_bar import SyncState, TitleFacts
from huaian_tui.tui.safe_text import Severity
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.threads.reader import LedgerReader

Answer = TypeVar("Answer")


class Host(Protocol):
    """The application as the areas, forms and actions know it (``tui.app.HuaianApp`` is it)."""

    session: LedgerSession
    ledger_version: int
    """Grows with each change of the ledger that the screens have to read anew."""
    preferences: Path | None
    """The file that keeps what this person chooses for the program; None: it is not kept."""
    folders: dict[str, str]
    """What kind of file was last put into which folder (``tui.forms.folders``)."""
    list_columns: dict[str, tuple[str, ...]]
    """The columns that this person chose, by the name of the list (``VirtualList.kept_as``)."""
    palette_sources: list[PaletteSource]
    """Further entries of the palette (tasks, units …); called in a thread with the query."""
    was_used: bool
    """Whether the officer has typed, pasted or clicked anything yet."""
    told_of_tmux: bool
    """Whether it was said in this session what tmux needs for copying."""

    # ------------------------------------------------------------------ of Textual

    @property
    def screen(self) -> Screen[Any]:
        """The screen or dialog on top."""
        ...

    @property
    def screen_stack(self) -> list[Screen[Any]]:
        """The screen and the dialogs over it, the one on top last."""
        ...

    @property
    def current_mode(self) -> str:
        """Which screen is shown: its action id without ``show_``."""
        ...

    def push_screen(
        self, screen: Screen[Answer], callback: Callable[[Answer | None], Any] | None = None
    ) -> Awaitable[None]:
        """Open a dialog; ``callback`` gets its answer."""
        ...

    def call_later(self, callback: Callable[..., Any], *args: Any) -> bool:
        """Do it on the UI thread, after what is to be done now. Thread-safe."""
        ...

    async def run_action(self, action: str, default_namespace: DOMNode | None = None) -> bool:
        """Do the action of this name on a screen or widget; whether there was one."""
        ...

    def copy_to_clipboard(self, text: str) -> None:
        """Hand a text to the terminal."""
        ...

    # ------------------------------------------------------------------ of this program

    def title_facts(self) -> TitleFacts:
        """What the title line says."""
        ...

    def show_sync(self, state: SyncState) -> None:
        """Say in the title line how keeping in step with colleagues stands."""
        ...

    def tell(self, text: str, severity: Severity = "information") -> None:
        """A toast: what was done. Thread-safe."""
        ...

    def show_error(self, error: HuaianError) -> None:
        """A refusal as a dialog: what happened, why, what to do."""
        ...

    def ledger_changed(self) -> None:
        """Something was written: the screen on top reads anew, the others when they come forward."""
        ...

    def show_day(self, reader: LedgerReader) -> None:
        """Show the day that this reads, on every screen; what is shown of the former day goes."""
        ...

    def load_if_changed(self) -> None:
        """Let the screen on top read anew if the ledger or the day is not the one that it shows."""
        ...

    async def go(self, mode: str, place: str = "") -> None:
        """Show a screen and lead it to a place (a key that the screen defines)."""
        ...

    async def go_back(self, mode: str) -> None:
        """Show a screen again as it was left."""
        ...

    def use_theme(self, name: str) -> None:
        """Show the theme of this name."""
        ...

    def redraw(self) -> None:
        """Draw every screen anew: bars look different now."""
        ...


def past_day(node: DOMNode) -> date | None:
    """The past day that is shown, None for now; None too where there is no ledger (a widget alone)."""
    return getattr(getattr(node.app, "session", None), "as_of", None)


def host_of(node: DOMNode) -> Host:
    """The application that a screen or widget belongs to, as a host."""
    return cast("Host", node.app)
