"""What followed from reports of units (单位自报): records of the same action, later reports of the unit."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from huaian_tui.domain.self_reports import ReportRow
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.taking_back import standing
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.engine.fold import is_taken_back, read_made
from huaian_tui.store.queries.self_reports import list_reports

_MOST_FOLLOWERS = 24
"""Records after a decision that may belong to the same action; it makes two or three, and retractions."""


def claim_of(connection: sqlite3.Connection, report: bytes) -> str | None:
    """What a report claims, the same for the same form taken in on another laptop."""
    row = connection.execute("SELECT claim FROM self_report WHERE id = ?", (report,)).fetchone()
    return None if row is None else row[0]


def same_claims(connection: sqlite3.Connection, report: bytes) -> list[bytes]:
    """The report and those that claim the same: one form, taken in on several laptops."""
    rows = connection.execute(
        "SELECT id FROM self_report WHERE id = ?1 "
        "OR claim = (SELECT claim FROM self_report WHERE id = ?1) ORDER BY id",
        (report,),
    )
    return [one for (one,) in rows]


def twins_of(connection: sqlite3.Connection, record: bytes) -> list[bytes]:
    """Notes and readings that follow from the same form, confirmed on another laptop, and still stand."""
    found = list[bytes]()
    for table, live in (("note", "retracted = 0"), ("reading", "completes IS NULL")):
        rows = connection.execute(
            f"SELECT id FROM {table} WHERE id <> ?1 AND {live} "  # noqa: S608 - our own names
            f"AND claim = (SELECT claim FROM {table} WHERE id = ?1 AND {live}) ORDER BY id",
            (record,),
        )
        found += [one for (one,) in rows]
    return found


def others_of_unit(connection: sqlite3.Connection, report: ReportRow) -> list[ReportRow]:
    """The unit's other reports on the milestone, oldest first."""
    same = set(same_claims(connection, report.record_id))
    rows = list_reports(connection, state=None, unit=report.unit, milestone=report.milestone)
    return sorted((one for one in rows if one.record_id not in same), key=lambda one: one.record_id)


def decisions_of(connection: sqlite3.Connection, report: bytes) -> list[FoldRecord]:
    """The decisions on a report that stand, oldest first: of several laptops there may be several."""
    records = read_made(connection, RecordKind.SELF_REPORT, report)
    return [one for one in standing(records) if one.kind == RecordKind.REPORT_DECISION]


def followed_from(connection: sqlite3.Connection, decision: bytes) -> list[bytes]:
    """The records that the same action made after a decision on a report, in order.

    They name the report. Those of an older program do not: there they are the note with the words
    of the report, and the completion or reading with its value, written right after.
    """
    rows = connection.execute(
        "SELECT r.id, r.kind, r.task_no, r.milestone, r.body, d.task_no, d.milestone, lower(hex(d.ref)), "
        "said.body FROM record AS d JOIN record AS said ON said.id = d.ref "
        "JOIN record AS r ON r.origin = d.origin AND r.recorded_at = d.recorded_at "
        "AND r.seq BETWEEN d.seq + 1 AND d.seq + ? WHERE d.id = ? ORDER BY r.seq",
        (_MOST_FOLLOWERS, decision),
    )
    return list(_of_action(rows.fetchall()))


def _of_action(rows: Sequence[Sequence[Any]]) -> Iterator[bytes]:
    wanted = ["note", "value"]
    for identity, kind, task_no, milestone, text, task, of, report, said_text in rows:
        body, said = json.loads(text), json.loads(said_text)
        if "report" in body:
            if body["report"] != report:
                return
            yield identity
            continue
        if kind == "note" and wanted[0] == "note":
            same = task_no == task and body.get("text") == said.get("progress")
        else:
            same = wanted[0] == "value" and milestone == of and kind in ("milestone_complete", "reading")
            same = same and body.get("value") == said.get("value")
        if not same:
            return
        yield identity
        wanted.pop(0)
        if not wanted:
            return


def standing_of(connection: sqlite3.Connection, records: Sequence[bytes]) -> list[bytes]:
    """Those of these records that no retraction names which counts, in the order given."""
    return [one for one in records if not is_taken_back(connection, one)]


def readings_of_report(connection: sqlite3.Connection, report: bytes) -> list[tuple[bytes, date]]:
    """(record, day) of the readings that follow from a report and stand."""
    rows = connection.execute(
        "SELECT r.id, r.day FROM self_report AS p JOIN reading AS r ON r.milestone = p.milestone "
        "WHERE p.id = ? AND r.said = p.id ORDER BY r.id",
        (report,),
    )
    return [(record, date.fromisoformat(day)) for record, day in rows]
