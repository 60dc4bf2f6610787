"""Whether a text has a word, asked in SQL: by SQLite itself where the word is written in one way only."""

from __future__ import annotations

import sqlite3

from huaian_tui.domain.text.sign_forms import BEGINS, EXACT, PART, fit, has_forms, holds

_HOLDS, _FIT = "said_holds", "said_fit"


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


def fit_call(connection: sqlite3.Connection, name: str, word: str, value: str) -> str:
    """An expression that says how the folded name ``name`` is meant by a folded word (``sign_forms.fit``).

    ``word`` is the word, ``value`` what stands for it in SQL (:key).
    """
    if has_forms(word):
        connection.create_function(_FIT, 2, fit, deterministic=True)
        return f"{_FIT}({name}, {value})"
    return (
        f"CASE WHEN {name} = {value} THEN {EXACT} WHEN substr({name}, 1, length({value})) = {value} "
        f"THEN {BEGINS} WHEN instr({name}, {value}) > 0 THEN {PART} END"
    )
