"""What one officer did in some days: notes of visits, decisions, papers, reports that were decided on."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any

from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.ledger.gist import decision_line
from huaian_tui.ledger.kinds.registry import deciding
from huaian_tui.ledger.kinds.taking_back import undone
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.queries.amended import amending
from huaian_tui.store.queries.notices import rows_of
from huaian_tui.store.queries.task_progress import notes_between
from huaian_tui.store.queries.task_refs import told_task

_OWN_DAY = "coalesce(r.occurred_on, substr(r.recorded_at, 1, 10))"
_COUNTED = (
    RecordKind.READING,
    RecordKind.DELIVERABLE,
    RecordKind.REPLY,
    RecordKind.REPORT_DECISION,
    RecordKind.NOTICE_DRAFT,
    RecordKind.NOTICE_ISSUE,
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: its kind, the task (第2项), the title of the milestone, and what was decided in words."""

    kind: str
    task: str
    title: str
    line: str


@dataclass(frozen=True, slots=True)
class PaperDone:
    """A paper: whether it was issued in these days, else drafted and still there; names of its units."""

    issued: bool
    title: str
    number: str
    reply_due: date | None
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekWork:
    """What an officer recorded, less what was taken back.

    ``notes`` by the day of the visit, all else by its own day; what is of an earlier day counts where it
    was recorded.
    """

    notes: list[NoteRow]
    decisions: list[Decided]
    papers: list[PaperDone]
    confirmed: int
    rejected: int
    replies: int
    readings: int
    deliverables: int


def week_work(connection: sqlite3.Connection, officer: str, first: date, last: date) -> WeekWork:
    """What this officer did from ``first`` to ``last``, both included."""
    kinds = json.dumps([*deciding(), *map(str, _COUNTED)])
    days = {"first": first.isoformat(), "last": last.isoformat()}
    named = {"kinds": kinds, "officer": officer, **days}
    rows = connection.execute(
        "SELECT r.id, r.kind, r.ref, r.task_no, r.milestone, r.occurred_on, r.body "  # noqa: S608 - marks
        "FROM record AS r WHERE r.kind IN (SELECT value FROM json_each(:kinds)) AND r.officer = :officer "
        f"AND ({_OWN_DAY} BETWEEN :first AND :last OR ({_OWN_DAY} < :first "
        "AND substr(r.recorded_at, 1, 10) BETWEEN :first AND :last)) ORDER BY r.id",
        named,
    ).fetchall()
    known = [row for row in rows if row[0] not in undone(amending(connection, row[0]))]
    counts = dict[str, int]()
    for row in known:
        counts[row[1]] = counts.get(row[1], 0) + 1
    states = [json.loads(row[6]).get("decision") for row in known if row[1] == RecordKind.REPORT_DECISION]
    return WeekWork(
        notes=[note for note in notes_between(connection, first, last) if note.officer == officer],
        decisions=[_decided(connection, row) for row in known if row[1] in deciding()],
        papers=_papers(connection, known),
        confirmed=states.count("confirmed"),
        rejected=states.count("rejected"),
        replies=counts.get(RecordKind.REPLY, 0),
        readings=counts.get(RecordKind.READING, 0),
        deliverables=counts.get(RecordKind.DELIVERABLE, 0),
    )


def _decided(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Decided:
    _, kind, _, task_no, milestone, day, text = row
    found = connection.execute("SELECT title FROM milestone WHERE id = ?", (milestone,)).fetchone()
    title = "" if found is None else str(found[0])
    return Decided(kind, told_task(connection, task_no), title, decision_line(kind, json.loads(text), day))


def _papers(connection: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> list[PaperDone]:
    issued = {ref or record for record, kind, ref, *_ in rows if kind == RecordKind.NOTICE_ISSUE}
    drafted = {ref or record for record, kind, ref, *_ in rows if kind == RecordKind.NOTICE_DRAFT}
    found = {row.record_id: row for row in rows_of(connection, sorted(issued | drafted))}
    return [
        PaperDone(notice in issued, row.title, row.number, row.reply_due, row.unit_names)
        for notice, row in sorted(found.items())
        if row.state == ("issued" if notice in issued else "draft")
    ]
