"""The same terminal for the tests whoever starts them: what a screen or a command shows depends on it.

With 256 colours a dialog lets the screen below it shine through, with 16 it does not; ``NO_COLOR`` turns bars
into characters; ``COLUMNS`` breaks lines elsewhere; a ledger or a name set for one's own use would be taken.
Tests of another terminal set its variables themselves.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

KEPT = ("TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_FPS")
"""What the program sets itself when its screens are imported."""

_TAKEN_AWAY = {
    *(
        "COLORTERM",
        "NO_COLOR",
        "FORCE_COLOR",
        "TTY_COMPATIBLE",
        "TTY_INTERACTIVE",
        "TERM_PROGRAM",
        "LC_TERMINAL",
    ),
    *("COLUMNS", "LINES", "ROWS", "ESCDELAY", "UNICODE_VERSION", "TMUX", "WT_SESSION", "SSH_CONNECTION"),
    *("DISPLAY", "WAYLAND_DISPLAY", "XMODIFIERS", "GTK_IM_MODULE", "QT_IM_MODULE", "PAGER", "LESS"),
    *("HUAIAN_TUI_DB", "HUAIAN_TUI_OFFICER", "HUAIAN_TUI_ASCII", "PYTHONWARNINGS", "PYTHONIOENCODING"),
}


def in_one_terminal(environment: MutableMapping[str, str] = os.environ) -> None:
    """From now on this process and those it starts are in a terminal of 16 colours and no size of its own."""
    for name in list(environment):
        if name in _TAKEN_AWAY or (name.startswith("TEXTUAL_") and name not in KEPT):
            del environment[name]
    environment["TERM"] = "xterm"
