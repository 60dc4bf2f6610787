"""In a real pseudo-terminal: text, Tab and Ctrl+S that the terminal hands over in one piece."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.terminal import F3, F8, SAVE, Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

NOTES = 4


@pytest.fixture
def terminal(ledger_path: Path) -> Iterator[Terminal]:
    started = Terminal(ledger_path)
    yield started
    started.put_away()


def note_keys(number: int) -> str:
    """A whole note, from the key that opens its form."""
    return f"{F8}已核x\x7f第{number}批\t问题{number}\t要求一\r要求二\t+{10 + number}{SAVE}"


def notes_of(ledger: Path) -> list[dict[str, Any]]:
    """What the notes of the ledger say, in the order in which they were written."""
    with closing(sqlite3.connect(ledger)) as connection:
        rows = connection.execute("SELECT body FROM record WHERE kind = 'note' ORDER BY id").fetchall()
    return [json.loads(row[0]) for row in rows]


def test_notes_written_in_one_piece_are_saved_whole(terminal: Terminal, ledger_path: Path) -> None:
    terminal.see("逾期节点13个")
    terminal.press(F3)
    terminal.see("重点任务", "共60项")
    for number in range(NOTES):
        terminal.press(note_keys(number))
        terminal.wait(lambda _, number=number: len(notes_of(ledger_path)) > number)
    terminal.press("".join(note_keys(number) for number in range(NOTES, 2 * NOTES)))  # all of them at once
    terminal.wait(lambda _: len(notes_of(ledger_path)) == 2 * NOTES)
    said = notes_of(ledger_path)
    assert [(one["text"], one["problem"], one["requirement"], one["follow_up"]) for one in said] == [
        (f"已核第{number}批", f"问题{number}", "要求一\n要求二", f"2026-12-{2 + number:02}")
        for number in range(2 * NOTES)
    ]
