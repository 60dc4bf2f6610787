"""What documents keep by the ids of records: who wrote them, and what they are about, for old documents."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence

from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.ledger.identity import format_id
from huaian_tui.store.queries.sql_parts import batches
from huaian_tui.store.queries.time_line import read_events


def officers_of(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    """Who recorded each of these; what is not in the ledger is left out."""
    found: dict[str, str] = {}
    for batch in batches(list(_as_stored(ids))):
        marks = ",".join("?" * len(batch))
        rows = connection.execute(f"SELECT id, officer FROM record WHERE id IN ({marks})", batch)  # noqa: S608
        found |= {format_id(record): officer for record, officer in rows}
    return found


def events_of(connection: sqlite3.Connection, ids: Sequence[str]) -> list[EventRow]:
    """The records themselves, in this order; what is not in the ledger is left out."""
    return read_events(connection, list(_as_stored(ids)))


def records_since(connection: sqlite3.Connection, newest: str) -> dict[str, list[str]]:
    """The ids of records newer than ``newest``, by what they are about: a milestone, the number of a task.

    Those of a milestone are its task's too; what is about neither is left out.
    """
    found: dict[str, list[str]] = {}
    for after in _as_stored([newest] if newest else []):
        rows = connection.execute(
            "SELECT id, task_no, milestone FROM record WHERE id > ? AND task_no IS NOT NULL ORDER BY id",
            (after,),
        )
        for record, task, milestone in rows:
            for key in (str(task), milestone):
                if key:
                    found.setdefault(key, []).append(format_id(record))
    return found


def milestone_titles(connection: sqlite3.Connection, ids: Collection[str]) -> dict[str, str]:
    """What these milestones are called now."""
    rows = connection.execute(
        "SELECT id, title FROM milestone WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(ids)),),
    )
    return dict(rows.fetchall())


def _as_stored(ids: Sequence[str]) -> Iterator[bytes]:
    """Ids as the ledger has them; a document that was tampered with may hold anything."""
    for one in ids:
        try:
            yield bytes.fromhex(one.replace("-", ""))
        except ValueError:
            continue
