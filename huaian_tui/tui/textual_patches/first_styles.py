"""A new screen gets its styles once and is laid out once.

Textual 8.2.8 gives all its widgets their styles as they are made, once more when the screen comes forward,
and again, with another layout and another frame, when it hears how large the terminal is, which the
application knew all the time.
Goes when a screen has the classes of its breakpoints before its widgets are made.
"""

from __future__ import annotations

from typing import Any

from textual import events
from textual.app import App
from textual.screen import Screen


def take_size(screen: Screen[Any], app: App[Any]) -> None:
    """Give a screen the classes of the terminal's size before its widgets are made."""
    for size, breakpoints in zip(
        app.size, (app.HORIZONTAL_BREAKPOINTS, app.VERTICAL_BREAKPOINTS), strict=True
    ):
        fitting = [(least, name) for least, name in breakpoints or () if size >= least]
        if fitting:
            screen.add_class(max(fitting)[1], update=False)


class FirstStyles:
    """Whether a screen has come forward before: the first time its styles have just been made."""

    def __init__(self) -> None:
        self._came = False

    def spare(self, event: events.ScreenResume) -> None:
        """To be asked before Textual handles the event."""
        if not self._came:
            self._came, event.refresh_styles = True, False
