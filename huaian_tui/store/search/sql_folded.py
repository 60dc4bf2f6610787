"""Search keys inside a statement: ``folded(text)`` says for SQL what ``search_key`` says for Python."""

from __future__ import annotations

import sqlite3

from huaian_tui.domain.text.hygiene import search_key


def with_folded(connection: sqlite3.Connection) -> None:
    """Gives the connection ``folded(text)``: the text's search key, the empty text for NULL."""
    connection.create_function("folded", 1, _folded, deterministic=True)


def _folded(text: str | None) -> str:
    return search_key(text or "")
