"""How many records have certain marks: kind, officer, method, unit, months. The index alone says it.

It bears a mark of each for every record (``ledger.said``), so a filter without words needs no record to be
looked at, however many there are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from huaian_tui.ledger import said
from huaian_tui.store.engine.past_state import last_number_shown, shows_past
from huaian_tui.store.engine.readiness import is_complete
from huaian_tui.store.queries.unit_history import unit_with_merged
from huaian_tui.store.search.search_terms import Place, SearchQuery

Marks = tuple[tuple[str, ...], ...]
"""A record has one of each."""


def marks_alone(connection: sqlite3.Connection, query: SearchQuery, least: int) -> Marks | None:
    """The marks that are the whole query; None where it asks for more than marks say.

    Also None where at most ``least`` records can fit: those are soon looked at.
    """
    marked = replace(query, text="", kind=None, officer=None, method=None, unit=None, since=None, until=None)
    if query.words() or marked != SearchQuery() or not is_complete(connection) or _withdrawn(connection):
        return None
    if query.kind is not None and query.kind in set(Place):
        return None
    marks = tuple(_marks(connection, query))
    if not all(marks):
        return None
    if not marks:
        return marks if _has_more(connection, least) else None
    return marks if min(frequency(connection, one) for one in marks) > least else None


def _marks(connection: sqlite3.Connection, query: SearchQuery) -> Iterable[tuple[str, ...]]:
    """For each filter the marks of which a record has one; none where no marks say it."""
    if query.kind is not None:
        yield (said.kind_mark(query.kind),)
    if query.officer is not None:
        yield (said.officer_mark(query.officer),)
    if query.method is not None:
        yield (said.method_mark(query.method),)
    if query.unit is not None:
        yield tuple(map(said.unit_mark, unit_with_merged(connection, query.unit)))
    if query.since is not None or query.until is not None:
        yield _months(query.since, query.until)


def _months(since: date | None, until: date | None) -> tuple[str, ...]:
    """The marks of whole months; none for other days."""
    if since is None or until is None or until == date.max:
        return ()
    whole = since.day == 1 and (until + timedelta(days=1)).day == 1
    return said.month_marks(since, until) if whole else ()


def _withdrawn(connection: sqlite3.Connection) -> bool:
    """Whether plans were withdrawn: what they said is found no more, though it is marked."""
    return connection.execute("SELECT 1 FROM plan_withdrawn LIMIT 1").fetchone() is not None


def _has_more(connection: sqlite3.Connection, least: int) -> bool:
    """Whether there are more records than ``least``, not counting what is shipped."""
    some = "SELECT count(*) FROM (SELECT 1 FROM main.record WHERE rid >= 0 LIMIT ?)"
    return bool(connection.execute(some, (least + 1,)).fetchone()[0] > least)


def frequency(connection: sqlite3.Connection, marks: Iterable[str]) -> int:
    """How many records of the ledger of now have one of these marks, at most."""
    row = connection.execute(
        "SELECT coalesce(sum(records), 0) FROM main.search_gram "
        "WHERE gram IN (SELECT value FROM json_each(?))",
        (json.dumps(list(marks)),),
    ).fetchone()
    return int(row[0])


def count_marked(connection: sqlite3.Connection, marks: Marks) -> int:
    """How many records have one of each of these marks."""
    if len(marks) == 1 and len(marks[0]) == 1 and not shows_past(connection):
        return frequency(connection, marks[0])
    asked = " AND ".join("({})".format(" OR ".join(f'"{one}"' for one in either)) for either in marks)
    last = last_number_shown(connection)
    row = connection.execute(
        "SELECT count(*) FROM main.search_said WHERE search_said MATCH ? AND rowid BETWEEN 0 AND ?",
        (asked, 1 << 62 if last is None else last),
    ).fetchone()
    return int(row[0])
