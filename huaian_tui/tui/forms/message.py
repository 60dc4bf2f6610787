"""Dialogs that say something or ask something."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.forms.button_row import ButtonRow
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.safe_text import one_line, own_words


class MessageDialog(ModalScreen[None]):
    """A message to read; Enter or Esc closes it."""

    BINDINGS = [*bindings_for("back"), Binding("enter", "back", show=False)]
    AUTO_FOCUS = ".dialog-body"
    DEFAULT_CSS = """
    MessageDialog.-flat .dialog-buttons { display: none; }
    """

    def __init__(self, title: str, text: str | Content) -> None:
        super().__init__()
        self._title = title
        self._text = text

    @classmethod
    def of(cls, error: HuaianError) -> MessageDialog:
        """A refusal: what happened, why, what to do."""
        parts = [
            Content.styled(label, "bold $accent") + Content(own_words(text))
            for label, text in (("原因  ", error.message), ("办法  ", error.way_out))
            if text
        ]
        return cls(own_words(error.title), Content("\n\n").join(parts))

    def compose(self) -> ComposeResult:
        """Title, text, one button."""
        with Vertical(classes="dialog"):
            yield Static(one_line(self._title), classes="dialog-title", markup=False)
            with VerticalScroll(classes="dialog-body"):
                yield ChineseText(self._text)
            with ButtonRow():
                yield Button(Content("知道了"), compact=True)
        yield HintBar()

    @on(Button.Pressed)
    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)


class ConfirmDialog(ModalScreen[str]):
    """A question with a few answers; the result is the answer's id, "" for Esc.

    The first choice has the focus, so it should be the one that loses nothing.
    """

    BINDINGS = bindings_for("back")
    AUTO_FOCUS = "Button"
    DEFAULT_CSS = """
    ConfirmDialog .dialog { overflow-y: auto; scrollbar-size-vertical: 1; }
    ConfirmDialog.-flat .dialog { scrollbar-size-vertical: 0; }
    """

    def __init__(self, title: str, text: str | Content, choices: Sequence[tuple[str, str]]) -> None:
        """``choices``: (id, label), the harmless one first."""
        super().__init__()
        self._title = title
        self._text = text
        self._choices = tuple(choices)

    def compose(self) -> ComposeResult:
        """Title, question, answers."""
        with Vertical(classes="dialog"):
            yield Static(one_line(self._title), classes="dialog-title", markup=False)
            with VerticalScroll(classes="dialog-body", can_focus=False):
                yield ChineseText(self._text)
            with ButtonRow():
                for position, (_, label) in enumerate(self._choices):
                    yield Button(Content(one_line(label)), compact=True, id=f"choice-{position}")
        yield HintBar()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        position = int((event.button.id or "choice-0").removeprefix("choice-"))
        self.dismiss(self._choices[position][0])

    def on_key(self, event: events.Key) -> None:
        """Arrows go between the answers too, PgUp and PgDn through what is longer than the dialog."""
        if event.key in ("left", "up"):
            event.stop()
            self.focus_previous()
        elif event.key in ("right", "down"):
            event.stop()
            self.focus_next()
        elif event.key in ("pageup", "pagedown"):
            event.stop()
            body = self.query_one(".dialog-body", VerticalScroll)
            scroll = body.scroll_page_up if event.key == "pageup" else body.scroll_page_down
            scroll(animate=False)

    def action_back(self) -> None:
        """No answer."""
        self.dismiss("")


class FollowsDialog(ConfirmDialog):
    """What follows from what a form says, before it is saved: Ctrl+S once more saves, Esc goes back to it."""

    BINDINGS = bindings_for("save", "back")

    def __init__(self, title: str, text: str | Content, button: str) -> None:
        """``button`` names what is done, as in the form."""
        super().__init__(title, text, (("back", "回去改"), ("save", button)))
        self.hint_words = {"save": button}

    def action_save(self) -> None:
        """Ctrl+S, as in the form."""
        self.dismiss("save")
