"""Whether bars and scrollbars are drawn by characters: for consoles without sure colours, and ``--ascii``.

Usually they are blanks with a background: no glyph, so no doubtful width. Where colours are few
or switched off such a bar says nothing, and ASCII characters stand in its place. Everything else
on the screen is ASCII or wide in both ways.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

VARIABLE = "HUAIAN_TUI_ASCII"
"""Environment variable: any text but 0 asks for characters."""

KEY = "ascii"
"""Under which name the choice is kept among the preferences."""

THUMB, TRACK = "#", ":"
"""A scrollbar or a bar of progress: the part that is there, and the rest."""

_in_use = False


def use_marks(on: bool) -> None:
    """Draw bars by characters from now on, or by background."""
    global _in_use
    _in_use = on


def marks_in_use() -> bool:
    """Whether bars are drawn by characters."""
    return _in_use


def marks_wanted(
    asked: bool, kept: object, environment: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> bool:
    """Whether to begin with characters: asked for now, by the environment, or kept from before (``kept``).

    Without any word of it: on the old console of Windows, which is any but Windows Terminal.
    """
    named = environment.get(VARIABLE, "")
    if asked or named:
        return asked or named != "0"
    if isinstance(kept, bool):
        return kept
    return platform == "win32" and "WT_SESSION" not in environment
