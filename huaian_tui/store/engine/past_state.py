"""How far the past of a ledger is filled, and by which rules its projections were folded.

Asked at every opening and by every reader as of a past day, so it loads nothing of what fills it.
"""

from __future__ import annotations

import sqlite3

FOLD_RULES = 8
"""Raise it when other rows follow from the same records: ledgers folded by former rules are folded anew."""

_STAGES = ("parts", "records", "milestones", "tasks")
"""In the order in which they are filled: milestones follow from what the plans say, a task's summary from its
milestones and notes."""


def is_past_filled(connection: sqlite3.Connection) -> bool:
    """Whether past days can be read; else they are folded from the records when one is asked for."""
    row = connection.execute("SELECT up_to FROM main.past_state WHERE part = 'tasks'").fetchone()
    return row is not None and row[0] is None


def shows_past(connection: sqlite3.Connection) -> bool:
    """Whether a connection shows a past day (``as_of``): its tables are views of what stood then."""
    row = connection.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'record'").fetchone()
    return row is not None


_LAST_NUMBER = """
SELECT max(
    coalesce((SELECT max(rid) FROM main.record INDEXED BY sqlite_autoindex_record_1 WHERE id < ?), 0),
    coalesce((SELECT max(rid) FROM main.known_day WHERE day <= ?), 0))
"""


def last_number_shown(connection: sqlite3.Connection) -> int | None:
    """The largest local number among the records of the past day that a connection shows; None at present.

    Local numbers follow the ids but for a few, so what goes through them downwards need not meet with all
    records that came later. Found once a connection, by going through the ids in their index.
    """
    if not shows_past(connection):
        return None
    shown = connection.execute("SELECT day, first_after, last_number FROM temp.shown_day").fetchone()
    day, first_after, last = shown
    if last is None:
        (last,) = connection.execute(_LAST_NUMBER, (first_after, day)).fetchone()
        connection.execute("UPDATE temp.shown_day SET last_number = ?", (last,))
    return int(last)


def has_rules(connection: sqlite3.Connection) -> bool:
    """Whether the projections were folded by the rules of this program."""
    row = connection.execute("SELECT rules FROM main.past_state WHERE part = 'rules'").fetchone()
    return row is not None and row[0] == FOLD_RULES


def has_any_rules(connection: sqlite3.Connection) -> bool:
    """Whether a program that keeps the past has folded the projections."""
    return connection.execute("SELECT 1 FROM main.past_state WHERE part = 'rules'").fetchone() is not None


def note_rules(connection: sqlite3.Connection) -> None:
    """Note that the projections were folded by this program's rules."""
    connection.execute(
        "INSERT INTO main.past_state (part, rules) VALUES ('rules', ?1) "
        "ON CONFLICT (part) DO UPDATE SET rules = ?1",
        (FOLD_RULES,),
    )


def note_past_filled(connection: sqlite3.Connection) -> None:
    """Note that the past of everything is filled."""
    for stage in _STAGES:
        note_stage(connection, stage, None)


def forget_past(connection: sqlite3.Connection) -> None:
    """Note that nothing of the past is filled."""
    connection.execute("DELETE FROM main.past_state WHERE part <> 'rules'")


def next_stage(connection: sqlite3.Connection) -> tuple[str, bytes] | None:
    """What is to be filled next and the thing (as bytes) up to which it is; None when all is filled."""
    reached = dict(connection.execute("SELECT part, up_to FROM main.past_state").fetchall())
    for stage in _STAGES:
        if stage not in reached:
            return stage, b""
        if reached[stage] is not None:
            return stage, reached[stage]
    return None


def note_stage(connection: sqlite3.Connection, stage: str, up_to: bytes | None) -> None:
    """Note how far a stage is; None: it is done."""
    connection.execute(
        "INSERT INTO main.past_state (part, up_to) VALUES (?1, ?2) "
        "ON CONFLICT (part) DO UPDATE SET up_to = ?2",
        (stage, up_to),
    )
