"""A new screen or dialog gets its styles once and is laid out once.

Textual 8.2.8 gives all its widgets their styles as they are made, once more when the screen comes forward,
and again, with another layout and another frame of it and of all screens below it, when it hears how large
the terminal is, which the application knew all the time.
Goes when a screen has the classes of its breakpoints before its widgets are made.
"""

from __future__ import annotations

from typing import Any

from textual import events
from textual.geometry import Size
from textual.screen import Screen

_CAME = "came forward before"
"""Where a screen keeps that it did."""

_compose = Screen._compose
_resume = Screen._on_screen_resume
_resized = Screen._screen_resized


def take_size(screen: Screen[Any]) -> None:
    """Give a screen the classes of the terminal's size before its widgets are made."""
    app = screen.app
    across = (
        app.HORIZONTAL_BREAKPOINTS if screen.HORIZONTAL_BREAKPOINTS is None else screen.HORIZONTAL_BREAKPOINTS
    )
    down = app.VERTICAL_BREAKPOINTS if screen.VERTICAL_BREAKPOINTS is None else screen.VERTICAL_BREAKPOINTS
    for size, breakpoints in zip(app.size, (across, down), strict=True):
        fitting = [(least, name) for least, name in breakpoints or () if size >= least]
        if fitting:
            screen.add_class(max(fitting)[1], update=False)


async def _compose_for_size(screen: Screen[Any]) -> None:
    take_size(screen)
    await _compose(screen)


def _come_forward(screen: Screen[Any], event: events.ScreenResume) -> None:
    """The first time its styles have just been made."""
    if _CAME not in vars(screen):
        vars(screen)[_CAME] = True
        event.refresh_styles = False
    _resume(screen, event)


def _take_other_size(screen: Screen[Any], size: Size) -> None:
    """For the size that it has, it is laid out already."""
    if size != screen.outer_size:
        _resized(screen, size)


def use_first_styles() -> None:
    """Let all screens begin so; call before the first one is made."""
    Screen._compose = _compose_for_size  # type: ignore[assignment, method-assign]
    Screen._on_screen_resume = _come_forward  # type: ignore[assignment, method-assign]
    Screen._screen_resized = _take_other_size  # type: ignore[assignment, method-assign]
