"""Revisions of plans (方案文本修订) as they were accepted, and which records each of them wrote."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.answers.plans import Revision, TaskRevision
from huaian_tui.ledger.identity import SHANGHAI, id_milliseconds
from huaian_tui.ledger.kinds.revisions import BEFORE, CHANGE, REVISION
from huaian_tui.ledger.record import RecordKind

_SELECT = (
    "SELECT r.id, r.plan, r.revision, r.withdraws, r.text, r.basis, r.old_stage, r.new_stage, r.file_name, "
    "r.file_sha256, r.officer, r.changes FROM plan_revision AS r"
)


def revisions_of_plan(connection: sqlite3.Connection, plan: str) -> list[Revision]:
    """The revisions of a plan, the newest first; the same one accepted on two laptops is one."""
    rows = connection.execute(f"{_SELECT} WHERE r.plan = ? ORDER BY r.id", (plan,)).fetchall()
    firsts = dict[str, Sequence[Any]]()
    for row in rows:
        firsts.setdefault(row[2], row)
    withdrawn = {row[3] for row in firsts.values() if row[3]}
    return [_revision(row, withdrawn) for row in reversed(list(firsts.values()))]


def find_revision(connection: sqlite3.Connection, record: bytes) -> Revision | None:
    """The revision that a record is; None where it is none."""
    row = connection.execute("SELECT plan, revision FROM plan_revision WHERE id = ?", (record,)).fetchone()
    if row is None:
        return None
    return next((one for one in revisions_of_plan(connection, row[0]) if one.revision == row[1]), None)


def _revision(row: Sequence[Any], withdrawn: set[str]) -> Revision:
    record, plan, revision, withdraws, text, basis, *stages, file, sha256, officer, changes = row
    return Revision(
        record,
        plan,
        revision,
        _day(record),
        officer,
        text,
        basis,
        stages[0],
        stages[1],
        file,
        sha256,
        withdraws,
        revision in withdrawn,
        changes,
    )


def _day(record: bytes) -> date:
    from datetime import datetime

    return datetime.fromtimestamp(id_milliseconds(record) / 1000, SHANGHAI).date()


class WrittenRecord(NamedTuple):
    """A record of a revision, about a task (0: the plan); ``ended``: its end; ``ref``: the one before."""

    id: bytes
    task: int
    ended: bool
    ref: bytes | None
    body: dict[str, Any]


def records_of_revision(connection: sqlite3.Connection, plan: str, revision: str) -> list[WrittenRecord]:
    """The records about tasks that a revision wrote, in their order; of two that are the same, the last."""
    rows = connection.execute(
        "SELECT id, task_no, kind, ref, body FROM record WHERE kind IN (?1, ?2) AND plan = ?3 "
        "AND instr(body, ?4) > 0 ORDER BY id",
        (RecordKind.TASK_SET, RecordKind.TASK_END, plan, json.dumps(revision)),
    )
    found = dict[int, WrittenRecord]()
    for record, task, kind, ref, text in rows:
        body = json.loads(text)
        if body.get(REVISION) == revision:
            found[task] = WrittenRecord(record, task, kind == RecordKind.TASK_END, ref, body)
    return list(found.values())


def plan_set_by(connection: sqlite3.Connection, plan: str, revision: str) -> WrittenRecord | None:
    """The record by which a revision wrote the plan itself anew."""
    rows = connection.execute(
        "SELECT id, ref, body FROM record WHERE kind = ? AND plan = ? AND instr(body, ?) > 0 "
        "ORDER BY id DESC",
        (RecordKind.PLAN_SET, plan, json.dumps(revision)),
    )
    for record, ref, text in rows:
        body = json.loads(text)
        if body.get(REVISION) == revision:
            return WrittenRecord(record, 0, False, ref, body)
    return None


def body_of(connection: sqlite3.Connection, record: bytes) -> tuple[str, dict[str, Any]]:
    """(kind, body) of a record that is here."""
    kind, text = connection.execute("SELECT kind, body FROM record WHERE id = ?", (record,)).fetchone()
    return str(kind), json.loads(text)


def text_before(connection: sqlite3.Connection, record: bytes | None) -> dict[str, Any] | None:
    """The body of the text of a task that stood before, at a record or before it; None for none."""
    while record is not None:
        row = connection.execute("SELECT kind, body, ref FROM record WHERE id = ?", (record,)).fetchone()
        if row is None:
            return None
        if row[0] == RecordKind.TASK_SET:
            said: dict[str, Any] = json.loads(row[1])
            return said
        record = row[2]
    return None


def heads_of_tasks(connection: sqlite3.Connection, plan: str) -> dict[int, tuple[bytes, ...]]:
    """Task → the records on it that none has followed, of a plan."""
    rows = connection.execute("SELECT no, heads FROM task WHERE plan = ?", (plan,))
    return {no: tuple(bytes.fromhex(one) for one in json.loads(heads)) for no, heads in rows}


def tasks_recorded_on(
    connection: sqlite3.Connection, tasks: Sequence[int], milestones: Sequence[str]
) -> set[int]:
    """Those of these tasks, and the tasks of these milestones, on which people recorded something.

    What the plan says of a task is none of it.
    """
    found = set[int]()
    for column, values in (("task_no", list(tasks)), ("milestone", list(milestones))):
        rows = connection.execute(
            f"SELECT r.task_no FROM record AS r WHERE r.{column} IN (SELECT value FROM json_each(?)) "  # noqa: S608
            "AND +r.kind NOT IN (?, ?)",
            (json.dumps(values), RecordKind.TASK_SET, RecordKind.TASK_END),
        )
        found.update(task for (task,) in rows)
    return found


def revisions_of_task(connection: sqlite3.Connection, number: int) -> list[TaskRevision]:
    """How revisions of its plan wrote a task anew, the newest first; what was withdrawn too."""
    rows = connection.execute(
        "SELECT id, kind, officer, body FROM record WHERE task_no = ? AND kind IN (?, ?) "
        "AND instr(body, ?) > 0 ORDER BY id DESC",
        (number, RecordKind.TASK_SET, RecordKind.TASK_END, f'"{REVISION}"'),
    )
    found = dict[str, TaskRevision]()
    for record, kind, officer, text in rows:
        body = json.loads(text)
        said = body.get("reason", "") if kind == RecordKind.TASK_END else body.get(CHANGE, "")
        if body.get(REVISION) and said:
            found[body[REVISION]] = TaskRevision(_day(record), officer, said, body.get(BEFORE, ""))
    return list(found.values())


def ended_text(connection: sqlite3.Connection, number: int) -> str | None:
    """The text of a task that ended; None for one that goes on."""
    row = connection.execute("SELECT text FROM task WHERE no = ? AND ended_on NOTNULL", (number,)).fetchone()
    return None if row is None else str(row[0])
