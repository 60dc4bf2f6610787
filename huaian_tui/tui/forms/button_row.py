"""The buttons below a dialog: side by side, or one below the other where the window is too narrow."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.containers import Horizontal
from textual.widgets import Button

GAP = 2
"""Cells left of each button (``app.tcss``)."""

LEAST = 8
"""Cells that the shortest button takes (``app.tcss``)."""


class ButtonRow(Horizontal):
    """A row of buttons that becomes a column (class ``-stacked``) instead of being cut at the right."""

    def __init__(self) -> None:
        super().__init__(classes="dialog-buttons")

    def on_resize(self, event: events.Resize) -> None:
        """Count the cells that the buttons need at this width."""
        needed = sum(GAP + _width(button) for button in self.query(Button) if button.display)
        self.set_class(needed > event.size.width, "-stacked")
        self.call_after_refresh(self._reveal_focused)

    def _reveal_focused(self) -> None:
        """The buttons have moved: keep the one with the focus in sight."""
        focused = self.screen.focused if self.is_attached else None
        if isinstance(focused, Button) and focused.parent is self:
            focused.scroll_visible(animate=False)


def _width(button: Button) -> int:
    label = button.label
    return max(LEAST, 2 + cell_len(label if isinstance(label, str) else label.plain))
