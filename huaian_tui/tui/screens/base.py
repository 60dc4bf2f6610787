"""What the six screens share: the lines above and below, the way to the ledger, reading anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from huaian_tui.tui.widgets.hint_bar import HintBar
from huaian_tui.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from huaian_tui.tui.app import HuaianApp


class LedgerScreen(Screen[None]):
    """One of the six screens.

    A screen sets ``ACTION_ID`` (``show_tasks``), yields its widgets in
    ``compose_body`` and reads in ``load``, which is called when the screen first
    appears and whenever the ledger has changed since it was last on the screen.
    """

    ACTION_ID: ClassVar[str] = ""
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self._loaded_version = -1
        self.came_from = ""
        """The mode that led here with a place (``HuaianApp.go``); Esc leads back there. Empty: none."""

    @property
    def ledger_app(self) -> HuaianApp:
        """The application with its session, typed."""
        return cast("HuaianApp", self.app)

    def compose(self) -> ComposeResult:
        """Title line, the screen's own widgets, hints."""
        yield TitleBar(self.ACTION_ID, self.ledger_app.title_facts())
        yield from self.compose_body()
        yield HintBar()

    def compose_body(self) -> Iterable[Widget]:
        """The widgets between the two lines."""
        return ()

    def load(self) -> None:
        """Read from the ledger (in threads) and show; keep the cursor where it is."""

    def go_to(self, place: str) -> None:
        """Another screen leads here: put the cursor on ``place`` (a key that the screen defines)."""

    def arrive(self) -> None:
        """The officer came here by key or tab; keys typed from now on belong here."""

    @on(events.ScreenResume)
    def _come_forward(self) -> None:
        """Read anew if the ledger has changed meanwhile."""
        self.query_one(TitleBar).set_facts(self.ledger_app.title_facts())
        self.load_if_changed()

    def load_if_changed(self) -> None:
        """Call ``load`` unless what is shown is of the present version of the ledger."""
        if self._loaded_version != self.ledger_app.ledger_version:
            self._loaded_version = self.ledger_app.ledger_version
            self.load()
