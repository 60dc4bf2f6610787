"""Bracketed pastes that hold escape sequences arrive whole and in order.

Textual 8.2.8 ends a bracketed paste at the first ESC inside it and sends what
follows as single keys *before* the paste: text copied from a coloured terminal
came in scrambled, and its letters could trigger bindings. Here the paste is cut
out of the input by its marks before Textual parses it. The parser is a private
class of Textual (pinned; a test watches it).
Goes when Textual's parser takes a bracketed paste up to its end mark, whatever stands in it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

START = "\x1b[200~"
END = "\x1b[201~"

LONGEST_PASTE = 1_000_000
"""Characters that are kept of one paste; no field takes more than 20,000."""


class PasteParser(XTermParser):
    """Textual's parser, which never sees the inside of a paste."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pieces: list[str] | None = None
        self._kept = 0
        self._tail = ""

    def feed(self, data: str) -> Iterator[Message]:
        """Messages for what was read; an empty ``data`` is the end of the input."""
        if not data:
            yield from super().feed(data)
        while data:
            if self._pieces is None:
                before, mark, data = data.partition(START)
                if before:
                    yield from super().feed(before)
                if mark:
                    self._pieces, self._kept, self._tail = [], 0, ""
            else:
                inside, mark, data = (self._tail + data).partition(END)
                # Without the end mark its first characters may already be here: keep them for the next read.
                split = len(inside) if mark else max(0, len(inside) - len(END) + 1)
                self._keep(inside[:split])
                self._tail = inside[split:]
                if mark:
                    text, self._pieces, self._tail = "".join(self._pieces), None, ""
                    yield events.Paste(text.replace("\x00", ""))

    def _keep(self, text: str) -> None:
        room = LONGEST_PASTE - self._kept
        if self._pieces is not None and room > 0:
            self._pieces.append(text[:room])
            self._kept += len(text)


def use_paste_parser() -> None:
    """Let the driver of this system parse with :class:`PasteParser`; call before the application runs."""
    if sys.platform == "win32":
        from textual.drivers import win32

        win32.XTermParser = PasteParser  # type: ignore[attr-defined]
    else:
        from textual.drivers import linux_driver

        linux_driver.XTermParser = PasteParser  # type: ignore[attr-defined]
