"""The condition that a typed word asks of a task, by the index over names where it helps."""

from __future__ import annotations

import sqlite3
from typing import Any

_SCAN = "{holds}((SELECT w.search_key FROM main.task_key AS w WHERE w.task_no = s.task_no), :{name}) > 0"
_WAITING = (
    "{holds}((SELECT coalesce(w.search_key || ' ', '') || lower(t.level1 || ' ' || t.level2 || ' ' || t.text "
    "|| ' ' || t.lead_raw || ' ' || t.support_raw) FROM main.task AS t LEFT JOIN main.task_key AS w "
    "ON w.task_no = t.no WHERE t.no = s.task_no), :{name}) > 0"
)
"""The same while tasks wait to be indexed: one that does is found by its words at least."""
_INDEX = "s.task_no IN (SELECT rowid FROM main.search_name_said WHERE search_name_said MATCH :{name}_grams)"  # noqa: S608 - names of parameters


def said_in_task(connection: sqlite3.Connection, word: str, name: str) -> tuple[str, dict[str, Any]]:
    """That a folded word stands in ``task_key.search_key`` of the row ``s``, and the parameters of that.

    With the index: 1-60 ms among 100,000 tasks instead of 200. It proposes a task by the pieces of
    the word; the text is looked at where these do not prove it. A word of one character, and a ledger
    whose names are not indexed yet, are looked for in every text. ``name`` begins the parameters.
    """
    # Imported here: how a unit stands is read without it, in a few milliseconds.
    from huaian_tui.domain.text.grams import word_grams
    from huaian_tui.store.search.sql_holds import holds_call

    holds = holds_call(connection, word)
    asked = word_grams(word)
    parameters: dict[str, Any] = {name: word}
    indexed = _is_indexed(connection)
    if not asked.whole or not indexed:
        return (_SCAN if indexed else _WAITING).format(name=name, holds=holds), parameters
    parameters[f"{name}_grams"] = " AND ".join(f'"{gram}"' for gram in asked.whole)
    proposed = _INDEX.format(name=name)
    looked_at = _SCAN.format(name=name, holds=holds)
    return (proposed if asked.exact else f"({proposed} AND {looked_at})"), parameters


def _is_indexed(connection: sqlite3.Connection) -> bool:
    """Whether the names are indexed, each task under its own number."""
    from huaian_tui.store.engine.readiness import are_names_current

    return are_names_current(connection)
