"""Whether a text has a word, asked in SQL: by SQLite itself where the word is written in one way only."""

from __future__ import annotations

import sqlite3

from huaian_tui.domain.text.sign_forms import has_forms, holds

_HOLDS = "said_holds"


def holds_call(connection: sqlite3.Connection, *words: str) -> str:
    """The function that gives more than 0 for a folded text that holds a folded word.

    ``instr`` unless one of the words has a sign that is written in several ways (``sign_forms``).
    """
    if not any(map(has_forms, words)):
        return "instr"
    connection.create_function(_HOLDS, 2, _held, deterministic=True)
    return _HOLDS


def _held(text: str | None, word: str) -> int:
    return int(text is not None and holds(text, word))
