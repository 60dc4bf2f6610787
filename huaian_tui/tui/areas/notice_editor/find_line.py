"""查找: one line at the foot of the editor; each Enter goes to the next place."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from huaian_tui.tui.forms.line_input import LineInput

LONGEST = 100
"""Characters of what is looked for."""


class FindLine(Horizontal):
    """Hidden until it is asked for."""

    DEFAULT_CSS = """
    FindLine { height: 1; display: none; margin: 0 2; }
    FindLine Static { width: 12; color: $text-quiet; }
    FindLine.-open { display: block; }
    """

    class Wanted(Message):
        """Look for ``text``; ``again``: after the place that was found last."""

        def __init__(self, text: str, *, again: bool) -> None:
            self.text = text
            self.again = again
            super().__init__()

    class Left(Message):
        """Enough is found: back to the text."""

    def compose(self) -> ComposeResult:
        """The label and the line."""
        yield Static("查找", markup=False)
        yield LineInput(max_length=LONGEST, select_on_focus=True, placeholder="回车到下一处，Esc 回到正文")

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.has_class("-open")

    def ask(self, text: str) -> None:
        """Show it, with what is selected as what is looked for."""
        line = self.query_one(LineInput)
        self.add_class("-open")
        if text and "\n" not in text:
            line.value = text[:LONGEST]
        line.focus()

    def go_on(self) -> None:
        """To the next place."""
        self.post_message(self.Wanted(self.query_one(LineInput).value, again=True))

    def leave(self) -> None:
        """Hide it; the place that was found stays selected."""
        self.remove_class("-open")
        self.post_message(self.Left())

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Wanted(event.value, again=False))
