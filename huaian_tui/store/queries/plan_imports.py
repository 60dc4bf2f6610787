"""Imported plans: what was written about their tasks since, and choices of earlier files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from huaian_tui.ledger.kinds.anew import without_pairs
from huaian_tui.ledger.kinds.registry import kind_word
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.engine import fold_things
from huaian_tui.store.queries.around import AroundTask


class Written(NamedTuple):
    """A task of an imported plan, and what was written about it since, in words."""

    task_no: int
    words: str


_SINCE = """
SELECT r.task_no FROM task AS t JOIN record AS r ON r.task_no = t.no
WHERE t.plan = :plan
  AND NOT (r.kind = 'task_set' AND r.ref IS NULL AND EXISTS (
        SELECT 1 FROM record AS p WHERE p.kind = 'plan_set' AND p.plan = :plan
        AND p.origin = r.origin AND p.recorded_at = r.recorded_at))
UNION SELECT tie.tied FROM task_tie AS tie JOIN task AS t ON t.no = tie.tied WHERE t.plan = :plan
"""
"""What an import wrote itself has the moment of the plan."""


def written_since(connection: sqlite3.Connection, plan: str) -> Iterator[Written]:
    """What was written about the tasks of a plan since it was imported and counts, task by task."""
    for (number,) in connection.execute(_SINCE, {"plan": plan}).fetchall():
        records = list(fold_things.read(connection, "task_no = ? ORDER BY id", (number,)))
        texts = [one for one in without_pairs(records) if one.kind in _TEXTS]
        said = [kind_word(one.kind) for one in texts[1:]]
        if len(texts) == 1 and not _is_of_import(connection, plan, texts[0].id):
            said.append("新增任务")
        said += AroundTask(connection, records[0], ()).written()
        if said:
            yield Written(number, said[0])


_TEXTS = (RecordKind.TASK_SET, RecordKind.TASK_END)


def _is_of_import(connection: sqlite3.Connection, plan: str, record: bytes) -> bool:
    row = connection.execute(
        "SELECT 1 FROM record AS r JOIN record AS p ON p.origin = r.origin AND p.recorded_at = r.recorded_at "
        "WHERE r.id = ? AND p.kind = 'plan_set' AND p.plan = ?",
        (record, plan),
    ).fetchone()
    return row is not None


def notices_on(connection: sqlite3.Connection, plan: str) -> list[str]:
    """The titles of drafted and issued notices that are about a plan."""
    rows = connection.execute(
        "SELECT n.title FROM notice AS n JOIN record AS r ON r.id = n.current WHERE n.state <> 'withdrawn' "
        "AND EXISTS (SELECT 1 FROM json_each(r.body, '$.plans') AS one WHERE one.value = ?) ORDER BY r.id",
        (plan,),
    )
    return [title for (title,) in rows]


def imported_by(connection: sqlite3.Connection, records: Sequence[bytes]) -> str | None:
    """The plan that these records of one action have imported; None where they are something else."""
    rows = connection.execute(
        "SELECT id, plan FROM record WHERE kind = ? AND ref IS NULL "
        "AND json_extract(body, '$.file.sha256') IS NOT NULL",
        (RecordKind.PLAN_SET,),
    )
    written = set(records)
    return next((str(plan) for record, plan in rows if record in written), None)


def is_imported(connection: sqlite3.Connection, plan: str) -> bool:
    """Whether a plan came from a file."""
    row = connection.execute("SELECT file_sha256 IS NOT NULL FROM plan WHERE id = ?", (plan,)).fetchone()
    return row is not None and bool(row[0])


class KeptChoice(NamedTuple):
    """A choice that holds for the next file: what it is about, its sort, text and meaning."""

    about: str
    sort: str
    text: str
    means: str


def kept_choices(connection: sqlite3.Connection) -> list[KeptChoice]:
    """All that hold, by sort and text."""
    rows = connection.execute("SELECT about, sort, text, means FROM reading_choice ORDER BY sort, text")
    return [KeptChoice._make(row) for row in rows]


def units_entered(connection: sqlite3.Connection, plan: str) -> dict[str, set[bytes]]:
    """Unit → the records by which it entered with a plan, or came back with it; they have its moment."""
    found = dict[str, set[bytes]]()
    rows = connection.execute(
        "SELECT json_extract(u.body, '$.unit'), u.id FROM record AS u WHERE u.kind = 'unit_set' AND EXISTS ("
        "SELECT 1 FROM record AS p WHERE p.plan = ? AND p.origin = u.origin "
        "AND p.recorded_at = u.recorded_at AND (p.kind = 'plan_set' AND u.seq < p.seq "
        "OR p.kind = 'plan_reopen' AND u.seq > p.seq)) ORDER BY u.id",
        (plan,),
    )
    for unit, record in rows:
        found.setdefault(str(unit), set()).add(record)
    return found


def units_entered_by(connection: sqlite3.Connection, plan_set: bytes) -> dict[str, set[bytes]]:
    """The same of one record of a plan: the units that entered right before it, in its action."""
    found = dict[str, set[bytes]]()
    rows = connection.execute(
        "SELECT json_extract(u.body, '$.unit'), u.id FROM record AS p JOIN record AS u "
        "ON u.kind = 'unit_set' AND u.origin = p.origin AND u.recorded_at = p.recorded_at AND u.seq < p.seq "
        "WHERE p.id = ? ORDER BY u.id",
        (plan_set,),
    )
    for unit, record in rows:
        found.setdefault(str(unit), set()).add(record)
    return found


def units_gone(connection: sqlite3.Connection) -> set[str]:
    """The units that were withdrawn and are not there."""
    rows = connection.execute(
        "SELECT DISTINCT json_extract(body, '$.unit') FROM record WHERE kind = 'unit_set' "
        "AND json_extract(body, '$.withdrawn') AND json_extract(body, '$.unit') NOT IN (SELECT id FROM unit)"
    )
    return {str(unit) for (unit,) in rows}


def units_missing(connection: sqlite3.Connection, plan: str) -> list[str]:
    """The units that tasks of a plan name and that are not there."""
    rows = connection.execute(
        "SELECT DISTINCT u.unit FROM task AS t JOIN task_unit AS u ON u.task_no = t.no "
        "WHERE t.plan = ? AND u.unit NOT IN (SELECT id FROM unit) ORDER BY u.unit",
        (plan,),
    )
    return [unit for (unit,) in rows]
