"""A dialog closes once, however fast keys come.

Textual 8.2.8 takes the screen on top away whichever screen is dismissed: the second of two keys that come to
a menu in one go closed what lay below it, or ended the program.
Goes when ``Screen.dismiss`` leaves other screens alone.
"""

from __future__ import annotations

from typing import Any

from textual.await_complete import AwaitComplete
from textual.screen import Screen

_dismiss = Screen.dismiss


def _dismiss_once(screen: Screen[Any], result: Any = None) -> AwaitComplete:
    """Close a screen that is there; of one that is gone nothing more is heard."""
    if screen not in screen.app.screen_stack:
        return AwaitComplete()
    return _dismiss(screen, result)


def close_once() -> None:
    """Let all screens close so; call before the first one is made."""
    Screen.dismiss = _dismiss_once  # type: ignore[assignment, method-assign]
