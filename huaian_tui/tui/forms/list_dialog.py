"""The frame of a dialog that is a list: title, what it is about, the list, buttons; Ctrl+S does the first."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.forms.button_row import ButtonRow
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.safe_text import one_line

T = TypeVar("T")


class ListDialog(ModalScreen[T]):
    """A list that is worked through before anything is written.

    ``BUTTONS``: (action, label); the first is what Ctrl+S does (``save``), each calls ``action_<name>``.
    """

    BINDINGS = bindings_for("save", "back")
    AUTO_FOCUS = "VirtualList"
    BUTTONS: ClassVar[tuple[tuple[str, str], ...]] = ()

    def __init__(self, title: str, about: str | Content, records: VirtualList) -> None:
        super().__init__()
        self.hint_words = {"save": self.BUTTONS[0][1].rstrip(".")}
        self._title = title
        self._about = about
        self._list = records

    def compose(self) -> ComposeResult:
        """What it is about, the list, the buttons."""
        with Vertical(classes="dialog dialog-list"):
            yield Static(one_line(self._title), classes="dialog-title", markup=False)
            with Vertical(classes="dialog-body"):
                yield ChineseText(self._about, classes="list-about")
                yield self._list
                yield from self.compose_below()
            with ButtonRow():
                for name, label in self.BUTTONS:
                    yield Button(Content(label), compact=True, id=f"list-{name}")
        yield HintBar()

    def compose_below(self) -> ComposeResult:
        """What stands below the list; nothing here."""
        yield from ()

    def say(self, about: str | Content) -> None:
        """Say something else above the list."""
        self._about = about
        self.query_one(".list-about", ChineseText).update(about)

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        await self.run_action((event.button.id or "list-back").removeprefix("list-"))
