"""Folding records into the projection tables.

Each projection row is a function of the *set* of records about one thing: the
incremental fold recomputes the things that new records touch, the rebuild
recomputes all of them with the same statements. So neither the order of arrival
nor a repetition matters, and rebuilding gives the same rows.

Names of tables are unqualified on purpose: a reader as of a past day shadows
``record`` and the projections with temporary ones (``as_of``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import Target
from huaian_tui.ledger.milestone_fold import Decision, fold_milestone
from huaian_tui.ledger.record import DECIDING, Record, RecordKind

PROJECTIONS = (
    "milestone",
    "task_state",
    "note",
    "note_unit",
    "reading",
    "handed_in",
    "notice",
    "notice_reply",
    "self_report",
    "setting",
)
"""Tables that hold nothing but what follows from the reference tables and the records."""

ARRIVED = "rid IN (SELECT rid FROM temp.arrived)"
"""The records that a merge brings, while it runs (``ledger.insert_verified``)."""

_MILESTONE_COLUMNS = (
    "id, task_no, title, phrase, basis, due, assumed, stretch, operator, value, upper, unit, cumulative, "
    "inferred, target_text, status, completed_on, completion_basis, completion_value, met, original_due, "
    "due_decided, decided_by, heads"
)
_PLANNED = (
    "SELECT id, task_no, title, phrase, basis, due, assumed, stretch, operator, value, upper, unit, "
    "cumulative, inferred, target_text, 'open', NULL, '', NULL, NULL, NULL, 0, NULL, '[]' "
    "FROM planned_milestone"
)

_NOTES = """
INSERT INTO note (id, task_no, day, current, follow_up, corrected, retracted)
SELECT note.id, note.task_no, current.occurred_on, current.id,
       json_extract(current.body, '$.follow_up'), current.id <> note.id,
       EXISTS (SELECT 1 FROM record AS r WHERE r.ref = note.id AND r.kind = 'retraction')
FROM record AS note
JOIN record AS current ON current.id = coalesce(
    (SELECT max(c.id) FROM record AS c WHERE c.ref = note.id AND c.kind = 'correction'), note.id)
WHERE note.kind = 'note' AND {which}
"""
_NOTE_UNITS = """
INSERT OR IGNORE INTO note_unit (unit, note)
SELECT named.value, note.id FROM note
JOIN record AS current ON current.id = note.current
JOIN json_each(current.body, '$.units') AS named
WHERE {which}
"""
_READINGS = """
INSERT INTO reading (id, milestone, day, value, officer)
SELECT said.id, said.milestone, said.occurred_on, json_extract(said.body, '$.value'), said.officer
FROM record AS said
WHERE said.kind IN ('reading', 'milestone_complete') AND json_extract(said.body, '$.value') IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM record AS r WHERE r.ref = said.id AND r.kind = 'retraction') AND {which}
"""
_HANDED_IN = """
INSERT INTO handed_in (id, deliverable, day, text, officer)
SELECT said.id, json_extract(said.body, '$.deliverable'), said.occurred_on,
       json_extract(said.body, '$.text'), said.officer
FROM record AS said
WHERE said.kind = 'deliverable'
  AND NOT EXISTS (SELECT 1 FROM record AS r WHERE r.ref = said.id AND r.kind = 'retraction') AND {which}
"""
_NOTICES = """
INSERT INTO notice (id, current, kind, title, state, day, units, officer,
                    code, year, serial, number, issued_on, reply_due, withdrawn)
SELECT said.id, coalesce(issued.id, draft.id),
       json_extract(draft.body, '$.kind'), json_extract(draft.body, '$.title'),
       CASE WHEN withdrawn.id IS NOT NULL THEN 'withdrawn' WHEN issued.id IS NOT NULL THEN 'issued'
            ELSE 'draft' END,
       draft.occurred_on, json_extract(draft.body, '$.units'), said.officer,
       json_extract(issued.body, '$.code'), json_extract(issued.body, '$.year'),
       json_extract(issued.body, '$.serial'), json_extract(issued.body, '$.number'),
       issued.occurred_on, json_extract(issued.body, '$.reply_due'), json_extract(withdrawn.body, '$.reason')
FROM record AS said
LEFT JOIN record AS issued ON issued.id = (
    SELECT min(i.id) FROM record AS i WHERE i.ref = said.id AND i.kind = 'notice_issue')
JOIN record AS draft ON draft.id = coalesce(
    (SELECT max(d.id) FROM record AS d WHERE d.ref = said.id AND d.kind = 'notice_draft'
       AND (issued.id IS NULL OR d.id < issued.id)), said.id)
LEFT JOIN record AS withdrawn ON withdrawn.id = (
    SELECT min(w.id) FROM record AS w WHERE w.ref = said.id AND w.kind = 'notice_withdraw')
WHERE said.kind = 'notice_draft' AND said.ref IS NULL AND {which}
"""
_REPLIES = """
INSERT INTO notice_reply (id, notice, unit, day, text, officer)
SELECT said.id, said.ref, json_extract(said.body, '$.unit'), said.occurred_on,
       json_extract(said.body, '$.text'), said.officer
FROM record AS said
WHERE said.kind = 'reply'
  AND NOT EXISTS (SELECT 1 FROM record AS r WHERE r.ref = said.id AND r.kind = 'retraction') AND {which}
"""
_REPORTS = """
INSERT INTO self_report (id, task_no, milestone, unit, day, state, decision, form, file, line)
SELECT said.id, said.task_no, said.milestone, json_extract(said.body, '$.unit'), said.occurred_on,
       CASE WHEN decided.id IS NULL THEN 'pending'
            WHEN json_extract(decided.body, '$.decision') = 'confirmed' THEN 'confirmed' ELSE 'rejected' END,
       decided.id, json_extract(said.body, '$.form.id'), json_extract(said.body, '$.form.file'),
       json_extract(said.body, '$.form.line')
FROM record AS said LEFT JOIN record AS decided ON decided.id = (
    SELECT max(d.id) FROM record AS d WHERE d.ref = said.id AND d.kind = 'report_decision')
WHERE said.kind = 'self_report' AND {which}
"""
_SETTINGS = """
INSERT INTO setting (key, value, id)
SELECT json_extract(said.body, '$.key'), json_extract(said.body, '$.value'), said.id
FROM record AS said
WHERE said.kind = 'setting' AND NOT EXISTS (
    SELECT 1 FROM record AS later WHERE later.kind = 'setting' AND later.id > said.id
      AND json_extract(later.body, '$.key') = json_extract(said.body, '$.key')) AND {which}
"""
_TASK_STATES = """
INSERT INTO task_state (task_no, open_count, undated_count, done_count, next_due, next_follow_up)
SELECT task.no,
       (SELECT count(*) FROM milestone AS m WHERE m.task_no = task.no AND m.status = 'open'),
       (SELECT count(*) FROM milestone AS m
        WHERE m.task_no = task.no AND m.status = 'open' AND m.due IS NULL),
       (SELECT count(*) FROM milestone AS m WHERE m.task_no = task.no AND m.status = 'done'),
       (SELECT min(m.due) FROM milestone AS m WHERE m.task_no = task.no AND m.status = 'open'),
       (SELECT min(n.follow_up) FROM note AS n
        WHERE n.task_no = task.no AND n.follow_up IS NOT NULL AND n.retracted = 0 AND {kept})
FROM task WHERE {which}
"""

FOLLOW_UP_OPEN = (
    "NOT EXISTS (SELECT 1 FROM note AS later WHERE later.task_no = n.task_no AND later.retracted = 0 "
    "AND later.id > n.id AND later.day >= n.follow_up)"
)
"""A promise (回访) of note ``n`` is kept by a later note on the same task dated that day or after."""


def rebuild(connection: sqlite3.Connection) -> None:
    """Recompute every projection from the reference tables and the records (inside a transaction)."""
    for table in PROJECTIONS:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constant names
    connection.execute(f"INSERT INTO milestone ({_MILESTONE_COLUMNS}) {_PLANNED}")  # noqa: S608
    decided = connection.execute("SELECT DISTINCT milestone FROM record WHERE milestone IS NOT NULL")
    for (milestone,) in decided.fetchall():
        _fold_milestone(connection, milestone)
    for statement in (_NOTES, _NOTE_UNITS, _READINGS, _HANDED_IN, _NOTICES, _REPLIES, _REPORTS, _SETTINGS):
        connection.execute(statement.format(which="1"))
    connection.execute(_TASK_STATES.format(which="1", kept=FOLLOW_UP_OPEN))


def refresh(connection: sqlite3.Connection, records: Sequence[Record]) -> None:
    """Refold what ``records``, just written in this transaction, are about."""
    deciding = {kind.value for kind in DECIDING}
    milestones = {one.milestone for one in records if one.milestone is not None and one.kind in deciding}
    for milestone in sorted(milestones):
        _fold_milestone(connection, milestone)
    subjects = {one.id for one in records} | {one.ref for one in records if one.ref is not None}
    for subject in sorted(subjects):
        _fold_subject(connection, subject)
    if any(one.kind == RecordKind.SETTING for one in records):
        connection.execute("DELETE FROM setting")
        connection.execute(_SETTINGS.format(which="1"))
    _fold_tasks(connection, {one.task_no for one in records if one.task_no is not None})


_BY_SUBJECT = (
    ("note", _NOTES),
    ("reading", _READINGS),
    ("handed_in", _HANDED_IN),
    ("notice", _NOTICES),
    ("notice_reply", _REPLIES),
    ("self_report", _REPORTS),
)
"""Projections whose rows bear the id of the record that made the thing."""


def _fold_subject(connection: sqlite3.Connection, subject: bytes) -> None:
    """Refold whatever single record-made thing has this id: a note, reading, hand-in, notice or report."""
    for table, statement in _BY_SUBJECT:
        which = "note.id = ?" if table == "note" else "said.id = ?"
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (subject,))  # noqa: S608 - constant names
        connection.execute(statement.format(which=which), (subject,))
    connection.execute("DELETE FROM note_unit WHERE note = ?", (subject,))
    connection.execute(_NOTE_UNITS.format(which="note.id = ?"), (subject,))


def refresh_arrived(connection: sqlite3.Connection) -> None:
    """Refold what the records whose local numbers are in ``temp.arrived`` are about, many at once (a merge).

    The same rows as ``refresh`` gives, by set instead of one by one.
    """
    connection.execute("CREATE TEMP TABLE touched (id BLOB PRIMARY KEY) WITHOUT ROWID")
    connection.execute(
        f"INSERT INTO temp.touched SELECT id FROM record WHERE {ARRIVED} "  # noqa: S608 - constant conditions
        f"UNION SELECT ref FROM record WHERE {ARRIVED} AND ref NOTNULL"
    )
    for milestone in decided_by_arrived(connection):
        _fold_milestone(connection, milestone)
    touched = "(SELECT id FROM temp.touched)"
    for table, statement in _BY_SUBJECT:
        which = f"{'note' if table == 'note' else 'said'}.id IN {touched}"
        connection.execute(f"DELETE FROM {table} WHERE id IN {touched}")  # noqa: S608 - constant names
        connection.execute(statement.format(which=which))
    connection.execute(f"DELETE FROM note_unit WHERE note IN {touched}")  # noqa: S608
    connection.execute(_NOTE_UNITS.format(which=f"note.id IN {touched}"))
    connection.execute("DELETE FROM setting")
    connection.execute(_SETTINGS.format(which="1"))
    rows = connection.execute(
        f"SELECT DISTINCT task_no FROM record WHERE {ARRIVED} AND task_no NOTNULL"  # noqa: S608
    )
    _fold_tasks(connection, [row[0] for row in rows.fetchall()])
    connection.execute("DROP TABLE temp.touched")


def decided_by_arrived(connection: sqlite3.Connection) -> list[str]:
    """Milestones on which a record whose local number is in ``temp.arrived`` decides."""
    kinds = sorted(kind.value for kind in DECIDING)
    rows = connection.execute(
        f"SELECT DISTINCT milestone FROM record WHERE {ARRIVED} AND milestone NOTNULL "  # noqa: S608
        f"AND kind IN ({','.join('?' * len(kinds))}) ORDER BY milestone",
        kinds,
    )
    return [row[0] for row in rows.fetchall()]


def _fold_tasks(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    for number in sorted(numbers):
        connection.execute("DELETE FROM task_state WHERE task_no = ?", (number,))
        connection.execute(_TASK_STATES.format(which="task.no = ?", kept=FOLLOW_UP_OPEN), (number,))


def _fold_milestone(connection: sqlite3.Connection, milestone: str) -> None:
    state = fold_milestone(_planned(connection, milestone), _decisions(connection, milestone))
    connection.execute("DELETE FROM milestone WHERE id = ?", (milestone,))
    if state is None:
        return
    values = _milestone_values(state)
    marks = ",".join("?" * len(values))
    connection.execute(
        f"INSERT INTO milestone ({_MILESTONE_COLUMNS}) VALUES ({marks})",  # noqa: S608 - constant columns
        values,
    )


def state_before(connection: sqlite3.Connection, milestone: str, decision: bytes) -> MilestoneState | None:
    """A milestone as it stood before this decision; None for the one that set it."""
    earlier = [one for one in _decisions(connection, milestone) if one.id < decision]
    return fold_milestone(_planned(connection, milestone), earlier)


def _planned(connection: sqlite3.Connection, milestone: str) -> MilestoneState | None:
    row = connection.execute(f"{_PLANNED} WHERE id = ?", (milestone,)).fetchone()
    return None if row is None else milestone_state(row)


def _decisions(connection: sqlite3.Connection, milestone: str) -> list[Decision]:
    kinds = sorted(kind.value for kind in DECIDING)
    marks = ",".join("?" * len(kinds))
    rows = connection.execute(
        "SELECT id, kind, ref, task_no, milestone, occurred_on, body FROM record "  # noqa: S608 - constant marks
        f"WHERE milestone = ? AND kind IN ({marks})",
        (milestone, *kinds),
    )
    return [
        Decision(one[0], RecordKind(one[1]), one[2], one[3], one[4], one[5], json.loads(one[6]))
        for one in rows
    ]


def milestone_state(row: Sequence[Any]) -> MilestoneState:
    """A row of ``milestone`` in the order of ``MILESTONE_COLUMNS`` as a state."""
    target = None
    if row[8] is not None:
        target = Target(row[8], row[9], row[10], row[11], bool(row[12]), bool(row[13]), row[14])
    return MilestoneState(
        id=row[0],
        task_no=row[1],
        title=row[2],
        phrase=row[3],
        basis=row[4],
        due=_day(row[5]),
        assumed=bool(row[6]),
        stretch=bool(row[7]),
        target=target,
        status=Status(row[15]),
        completed_on=_day(row[16]),
        completion_basis=row[17],
        completion_value=row[18],
        met=None if row[19] is None else bool(row[19]),
        original_due=_day(row[20]),
        due_decided=bool(row[21]),
        decided_by=row[22],
        heads=tuple(bytes.fromhex(one) for one in json.loads(row[23])),
    )


MILESTONE_COLUMNS = _MILESTONE_COLUMNS
"""The columns that ``milestone_state`` reads, in order."""


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _milestone_values(state: MilestoneState) -> tuple[Any, ...]:
    target = state.target
    return (
        state.id,
        state.task_no,
        state.title,
        state.phrase,
        state.basis,
        _iso(state.due),
        int(state.assumed),
        int(state.stretch),
        target.operator if target else None,
        target.value if target else None,
        target.upper if target else None,
        target.unit if target else None,
        int(target.cumulative) if target else 0,
        int(target.inferred) if target else 0,
        target.text if target else None,
        state.status.value,
        _iso(state.completed_on),
        state.completion_basis,
        state.completion_value,
        None if state.met is None else int(state.met),
        _iso(state.original_due),
        int(state.due_decided),
        state.decided_by,
        json.dumps([one.hex() for one in state.heads]),
    )
