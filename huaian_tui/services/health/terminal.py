"""What this terminal can do: colours, the width of characters of doubtful width, its input method."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress

DOUBTFUL = "─"
"""A character that Unicode calls ambiguous: narrow in Western fonts, wide in some terminals of East Asia."""

_ANSWER = re.compile(r"\x1b\[(\d+);(\d+)R")
_SECONDS = 1.0
"""A terminal that has not answered by then does not answer."""


def colours(environment: Mapping[str, str]) -> str:
    """How many colours the environment promises: 真彩色, 256 色, 16 色, 无颜色."""
    term = environment.get("TERM", "").lower()
    if environment.get("NO_COLOR") or term in {"dumb", "unknown"}:
        return "无颜色"
    if environment.get("COLORTERM", "").lower() in {"truecolor", "24bit"} or environment.get("WT_SESSION"):
        return "真彩色"
    if "256" in term:
        return "256 色"
    return "16 色" if term or sys.platform == "win32" else "不知道"


def input_method(environment: Mapping[str, str]) -> str:
    """How Chinese gets into this terminal, as far as the environment says."""
    if sys.platform in {"win32", "darwin"}:
        return "系统自带"
    if environment.get("TERM") == "linux":
        return "没有：文字控制台里不能用中文输入法"
    if environment.get("SSH_CONNECTION"):
        return "远程登录：用自己电脑上的输入法"
    named = next(
        (
            environment[name]
            for name in ("XMODIFIERS", "GTK_IM_MODULE", "QT_IM_MODULE")
            if environment.get(name)
        ),
        "",
    )
    if named:
        return named.removeprefix("@im=")
    return "没有找到" if environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY") else "不知道"


def width_of_doubtful() -> int | None:
    """In how many columns this terminal draws ``DOUBTFUL``, measured; None where that cannot be asked.

    Writes the character at the beginning of the line, asks where the cursor is, and clears the line again.
    Not to be called while the screens have the terminal.
    """
    read, written = sys.__stdin__, sys.__stdout__
    if read is None or written is None or not (read.isatty() and written.isatty()):
        return None
    with suppress(OSError, ValueError, ImportError, AttributeError):
        written.flush()
        return _on_windows() if sys.platform == "win32" else _asked(read.fileno(), written.fileno())
    return None


def _asked(read: int, written: int) -> int | None:
    """The column that the terminal reports after the character."""
    import select
    import termios
    import tty

    before = termios.tcgetattr(read)
    answer = b""
    try:
        tty.setcbreak(read, termios.TCSANOW)
        os.write(written, f"\r{DOUBTFUL}\x1b[6n".encode())
        while b"R" not in answer and select.select([read], [], [], _SECONDS)[0]:
            answer += os.read(read, 64)
    finally:
        termios.tcsetattr(read, termios.TCSANOW, before)
        os.write(written, b"\r\x1b[K")
    found = _ANSWER.search(answer.decode("ascii", "ignore"))
    column = int(found[2]) - 1 if found else 0
    return column if column in {1, 2} else None


def _on_windows() -> int | None:
    """The cursor's column before and after, as the console itself counts."""
    import ctypes

    class Place(ctypes.Structure):
        _fields_ = (
            ("size", ctypes.c_short * 2),
            ("cursor", ctypes.c_short * 2),
            ("attributes", ctypes.c_ushort),
            ("window", ctypes.c_short * 4),
            ("most", ctypes.c_short * 2),
        )

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    console, place = kernel.GetStdHandle(-11), Place()
    written, count = sys.__stdout__, ctypes.c_ulong()
    if written is None or not kernel.GetConsoleScreenBufferInfo(console, ctypes.byref(place)):
        return None
    before = place.cursor[0]
    kernel.WriteConsoleW(console, DOUBTFUL, 1, ctypes.byref(count), None)
    kernel.GetConsoleScreenBufferInfo(console, ctypes.byref(place))
    width = place.cursor[0] - before
    kernel.WriteConsoleW(console, "\b \b" * width, 3 * width, ctypes.byref(count), None)
    return width if width in {1, 2} else None
