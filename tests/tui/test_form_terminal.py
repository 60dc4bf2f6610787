"""In a real pseudo-terminal: text, Tab and Ctrl+S that the terminal hands over in one piece."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.terminal import F3, F8, SAVE, Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

NOTES = 4


@pytest.fixture
def terminal(ledger_path: Path) -> Iterator[Terminal]:
    started = Terminal(ledger_path)
    yield started
    started.put_away()


def test_notes_written_in_one_piece_are_saved_whole(terminal: Terminal, ledger_path: Path) -> None:
    terminal.see("逾期节点13个")
    terminal.press(F3)
    terminal.see("重点任务", "共60项")
    for number in range(NOTES):
        terminal.press(F8)
        terminal.see("督查日期", "进展情况")
        terminal.press(f"已核x\x7f第{number}批\t问题{number}\t要求一\r要求二\t+1{number}{SAVE}")
        terminal.wait(lambda screen: "督查日期" not in screen.replace(" ", ""))
    with closing(sqlite3.connect(ledger_path)) as connection:
        rows = connection.execute("SELECT body FROM record WHERE kind = 'note' ORDER BY id").fetchall()
    said = [json.loads(row[0]) for row in rows]
    assert [(one["text"], one["problem"], one["requirement"], one["follow_up"]) for one in said] == [
        (f"已核第{number}批", f"问题{number}", "要求一\n要求二", f"2026-12-0{2 + number}")
        for number in range(NOTES)
    ]
