"""The program in a real pseudo-terminal, and what a person would see of it."""

from __future__ import annotations

import codecs
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pexpect
import pyte

from support.children import BOUND

F1, F3, F4, F5, F6, F7, F8 = "\x1bOP", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~"
SAVE, QUIT, ESCAPE = "\x13", "\x11", "\x1b"
LEAVE_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOW_CURSOR = b"\x1b[?25h"


def put_away(child: pexpect.spawn) -> None:
    """End what still runs there and wait until it is gone, longer than a busy machine takes.

    The library's own ``close`` gives up after a tenth of a second.
    """
    if child.isalive():
        child.kill(signal.SIGKILL)
    _until_gone(child)
    child.close()


def exit_code(child: pexpect.spawn) -> int | None:
    """Read to the end; how the program ended by itself, None if a signal ended it."""
    child.expect(pexpect.EOF)
    _until_gone(child)  # it has let go of its terminal, which is a little before its end
    child.close()
    return child.exitstatus


def _until_gone(child: pexpect.spawn) -> None:
    end = time.monotonic() + BOUND
    while child.isalive():
        assert time.monotonic() < end, f"{child.name} has not ended within {BOUND:g} seconds"
        time.sleep(0.01)


class Terminal:
    """A terminal of ``columns`` × ``rows`` cells with the program in it, on 22 November 2026.

    ``kind`` sets environment variables, or takes one away (None). ``encoding``: what the terminal reads.
    ``program``: what is started instead of ours, with the same options. ``ledger``: None for the usual one.
    """

    def __init__(
        self,
        ledger: Path | None,
        columns: int = 120,
        rows: int = 40,
        kind: Mapping[str, str | None] | None = None,
        encoding: str = "utf-8",
        program: Sequence[str] = (sys.executable, "-m", "huaian_tui"),
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)
        self._decode = codecs.getincrementaldecoder(encoding)(errors="replace").decode
        wanted = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(kind or {})}
        environment = {name: value for name, value in wanted.items() if value is not None}
        chosen = [] if ledger is None else ["--db", str(ledger)]
        arguments = [*program[1:], *chosen, "--today", "2026-11-22", "--officer", "张三"]
        self.child = pexpect.spawn(
            program[0], arguments, dimensions=(rows, columns), env=environment, timeout=60
        )
        self.written = b""

    def text(self) -> str:
        """The screen as lines; the right half of a wide character holds no character."""
        lines = (self.screen.buffer[row] for row in range(self.screen.lines))
        return "\n".join("".join(line[at].data for at in range(self.screen.columns)) for line in lines)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window larger or smaller, as a person drags its corner."""
        self.child.setwinsize(rows, columns)
        self.screen.resize(rows, columns)

    def read(self, seconds: float = 0.05) -> None:
        """Take what the program has written."""
        try:
            written = self.child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return
        self.written += written
        self._stream.feed(self._decode(written))

    def wait(self, fits: Callable[[str], bool], seconds: float = 60) -> None:
        """Read until the screen fits."""
        end = time.monotonic() + seconds
        while not fits(self.text()):
            assert time.monotonic() < end, self.text()
            self.read()

    def see(self, *texts: str) -> None:
        """Wait until all of these are on the screen."""
        self.wait(lambda screen: all(text in screen.replace(" ", "") for text in texts))

    def wait_for_end(self) -> None:
        """Read until the program has ended."""
        end = time.monotonic() + BOUND
        try:
            while time.monotonic() < end:
                self.read(10)
            raise AssertionError(f"it has not ended within {BOUND:g} seconds: {self.text()}")
        except pexpect.EOF:
            _until_gone(self.child)

    def put_away(self) -> None:
        """End the program if it still runs."""
        put_away(self.child)

    def press(self, keys: str) -> None:
        """Type."""
        self.child.send(keys)

    def paste(self, text: str) -> None:
        """Paste as terminals with bracketed paste do."""
        self.child.send(f"\x1b[200~{text}\x1b[201~")


def notes_in(ledger: Path) -> list[tuple[str, str]]:
    """Officer and text of each note."""
    with closing(sqlite3.connect(ledger)) as connection:
        return connection.execute(
            "SELECT officer, json_extract(body, '$.text') FROM record WHERE kind = 'note' ORDER BY id"
        ).fetchall()
