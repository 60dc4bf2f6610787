"""The line above a list in which one types what the list shall narrow to."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from huaian_tui.tui.safe import one_line
from huaian_tui.tui.widgets.line_input import LineInput


class FilterBar(Horizontal):
    """A label, an input, and a place for what is filtered otherwise (``note``).

    ``Changed`` comes at each key; ``Left`` when the officer goes on to the list (Enter, Down,
    or Esc in an empty bar; Esc first empties a filled one).
    """

    DEFAULT_CSS = """
    FilterBar { height: 1; background: $surface; }
    FilterBar > .filter-bar--label { width: auto; padding: 0 1; color: $text-quiet; }
    FilterBar > .filter-bar--note {
        width: auto; max-width: 50%; padding: 0 1; color: $text-quiet;
        text-overflow: ellipsis; text-wrap: nowrap;
    }
    """

    class Changed(Message):
        """The text of the filter is now ``text`` (stripped)."""

        def __init__(self, bar: FilterBar, text: str) -> None:
            self.bar = bar
            self.text = text
            super().__init__()

        @property
        def control(self) -> FilterBar:
            """The bar, for ``@on(..., "#id")``."""
            return self.bar

    class Left(Message):
        """The officer is done with typing; the focus belongs to the list."""

        def __init__(self, bar: FilterBar) -> None:
            self.bar = bar
            super().__init__()

        @property
        def control(self) -> FilterBar:
            """The bar, for ``@on(..., "#id")``."""
            return self.bar

    def __init__(
        self, placeholder: str = "文字、单位、拼音", *, label: str = "筛选", id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._label = label
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """Label, input, note."""
        yield Static(self._label, classes="filter-bar--label", markup=False)
        yield LineInput(placeholder=self._placeholder)
        yield Static("", classes="filter-bar--note", markup=False)

    @property
    def text(self) -> str:
        """What is typed, stripped."""
        return self.query_one(LineInput).value.strip()

    def set_text(self, text: str) -> None:
        """Type for the officer (another screen asked for a filter); ``Changed`` follows."""
        self.query_one(LineInput).value = text

    def set_note(self, text: str) -> None:
        """What else narrows the list, e.g. 只看逾期."""
        self.query_one(".filter-bar--note", Static).update(one_line(text))

    def take_focus(self) -> None:
        """Put the cursor into the input."""
        self.screen.set_focus(self.query_one(LineInput))  # at once: the next key belongs here

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self, event.value.strip()))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Left(self))

    def on_key(self, event: events.Key) -> None:
        """Down goes to the list; Esc empties the bar, and in an empty one goes to the list."""
        if event.key == "down" or (event.key == "escape" and not self.text):
            event.stop()
            self.post_message(self.Left(self))
        elif event.key == "escape":
            event.stop()
            self.set_text("")
