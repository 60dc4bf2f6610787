"""The daily loop once in a real pseudo-terminal: start, find a unit, write a note, quit; nothing is lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

COLUMNS, ROWS = 120, 40
F3, F5, F8 = "\x1bOR", "\x1b[15~", "\x1b[19~"
SAVE, QUIT = "\x13", "\x11"
LEAVE_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOW_CURSOR = b"\x1b[?25h"


class Terminal:
    """The program in a pseudo-terminal, and what a person would see of it."""

    def __init__(self, ledger: Path) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        arguments = ["-m", "huaian_tui", "--db", str(ledger), "--today", "2026-11-22", "--officer", "张三"]
        self.child = pexpect.spawn(
            sys.executable, arguments, dimensions=(ROWS, COLUMNS), env=environment, timeout=30
        )
        self.written = b""

    def text(self) -> str:
        """The screen as lines; the right half of a wide character holds no character."""
        lines = (self.screen.buffer[row] for row in range(ROWS))
        return "\n".join("".join(line[column].data for column in range(COLUMNS)) for line in lines)

    def read(self, seconds: float = 0.05) -> None:
        """Take what the program has written."""
        try:
            written = self.child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return
        self.written += written
        self._stream.feed(written)

    def wait(self, fits: Callable[[str], bool], seconds: float = 30) -> None:
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
        try:
            while True:
                self.read(10)
        except pexpect.EOF:
            self.child.wait()

    def press(self, keys: str) -> None:
        """Type."""
        self.child.send(keys)


@pytest.fixture
def terminal(ledger_path: Path) -> Iterator[Terminal]:
    started = Terminal(ledger_path)
    yield started
    started.child.close(force=True)


def notes(ledger: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(ledger) as connection:
        rows = connection.execute(
            "SELECT officer, json_extract(body, '$.text') FROM record WHERE kind = 'note'"
        ).fetchall()
    connection.close()
    return rows


def test_start_find_a_unit_write_a_note_and_quit(terminal: Terminal, ledger_path: Path) -> None:
    terminal.see("逾期节点13个", "启动数据产权确权登记")
    terminal.press(F5)
    terminal.see("查单位")
    terminal.press("czj")
    terminal.see("淮安市财政局")
    terminal.press(F3)
    terminal.see("重点任务", "共60项")
    terminal.press(F8)
    terminal.see("督查日期")
    terminal.press(SAVE)
    terminal.see("没有填写“进展情况”")  # and the cursor stands in that field now
    terminal.press("平台已上线[/]𠮷试运行")
    terminal.see("平台已上线[/]")
    terminal.press(SAVE)
    terminal.see("已保存")
    terminal.press(QUIT)
    terminal.wait_for_end()
    assert notes(ledger_path) == [("张三", "平台已上线[/]𠮷试运行")]
    assert terminal.child.exitstatus == 0
    assert LEAVE_ALTERNATE_SCREEN in terminal.written
    assert SHOW_CURSOR in terminal.written


def test_a_terminated_program_restores_the_terminal(terminal: Terminal) -> None:
    terminal.see("逾期节点13个")
    terminal.child.kill(signal.SIGTERM)
    terminal.wait_for_end()
    assert terminal.child.exitstatus == 143
    assert LEAVE_ALTERNATE_SCREEN in terminal.written
    assert SHOW_CURSOR in terminal.written
