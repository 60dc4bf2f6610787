"""A field that offers a few choices side by side; arrows, Space or a click choose."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events, on
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from huaian_tui.tui.actions.registry import FULL_WIDTH_SPACE
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.safe_text import one_line


class ChoiceBar(Widget, can_focus=True, inherit_bindings=False):
    """The choices in a row, the chosen one marked ``[like this]``; wraps onto further lines when narrow."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ChoiceBar { width: 1fr; height: auto; background: $field-background; }
    ChoiceBar:focus { background: $field-focus-background; }
    """

    class Chosen(Message):
        """Another choice is marked."""

    def __init__(self, labels: Sequence[str], chosen: int) -> None:
        super().__init__()
        self._labels = [one_line(label) for label in labels]
        self.chosen = chosen
        self.read_only = False

    def choose(self, index: int) -> None:
        """Mark a choice; beyond the ends it goes round."""
        if self.read_only:
            return
        self.chosen = index % len(self._labels)
        self.refresh()
        self.post_message(self.Chosen())

    def on_key(self, event: events.Key) -> None:
        """Left and right, Space for the next."""
        step = {"left": -1, "right": 1, "space": 1, FULL_WIDTH_SPACE: 1}.get(event.key)
        if step is not None:
            event.stop()
            event.prevent_default()
            self.choose(self.chosen + step)

    def on_click(self, event: events.Click) -> None:
        """Choose what is under the pointer."""
        for index, (line, start) in enumerate(self._places(self.size.width)):
            if line == event.y and start <= event.x < start + cell_len(self._labels[index]) + 2:
                self.choose(index)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines that the choices take."""
        return self._places(width)[-1][0] + 1 if self._labels else 1

    def render(self) -> Content:
        """The choices in their places."""
        parts: list[Content] = []
        at_line = at_cell = 0
        for index, (line, start) in enumerate(self._places(self.size.width)):
            if line > at_line:
                parts.append(Content("\n"))
                at_line, at_cell = line, 0
            parts.append(Content(" " * (start - at_cell)))
            chosen = index == self.chosen
            text = f"[{self._labels[index]}]" if chosen else f" {self._labels[index]} "
            parts.append(Content.styled(text, "bold $accent") if chosen else Content(text))
            at_cell = start + cell_len(text)
        return Content("").join(parts)

    def _places(self, width: int) -> list[tuple[int, int]]:
        """Line and first cell of each choice."""
        places: list[tuple[int, int]] = []
        line = cell = 0
        for label in self._labels:
            needed = cell_len(label) + 2
            if cell and cell + needed > width:
                line, cell = line + 1, 0
            places.append((line, cell))
            cell += needed
        return places


class ChoiceField(FormField):
    """One of a few: ``choices`` are (value, label); the value is what is saved."""

    def __init__(self, key: str, label: str, choices: Sequence[tuple[str, str]], *, value: str = "") -> None:
        super().__init__(key, label)
        self._values = [choice for choice, _ in choices]
        chosen = self._values.index(value) if value in self._values else 0
        self._bar = ChoiceBar([title for _, title in choices], chosen)

    def control(self) -> Widget:
        """The row of choices."""
        return self._bar

    def raw(self) -> str:
        """The chosen value."""
        return self._values[self._bar.chosen]

    def set_raw(self, text: str) -> None:
        """Choose by value; an unknown one changes nothing."""
        if text in self._values:
            self._bar.choose(self._values.index(text))

    def value(self) -> str:
        """The chosen value."""
        return self.raw()

    @on(ChoiceBar.Chosen)
    def _chosen(self, message: ChoiceBar.Chosen) -> None:
        message.stop()
        self.edited()
