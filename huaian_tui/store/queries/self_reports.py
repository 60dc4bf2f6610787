"""Reports of units (单位自报): lists by state, and one beside what was known before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huaian_tui.domain.answers.milestones import MilestoneRow, ReadingRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.overview import PendingReports
from huaian_tui.domain.answers.plans import TaskRef
from huaian_tui.domain.errors import NotFound
from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.self_reports import FormLine, ReportRow
from huaian_tui.store.engine.counted_once import first_of_its_claim
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.tasks import read_readings
from huaian_tui.store.queries.ties import tied_groups
from huaian_tui.store.queries.unit_history import FormerNames, unit_with_merged

DECIDED = (
    "coalesce((SELECT twin.id FROM self_report AS twin WHERE twin.claim = p.claim "
    "AND twin.decision IS NOT NULL ORDER BY twin.decision DESC LIMIT 1), p.id)"
)
"""The report that the last decision is on, of those that are the same form taken in on two laptops."""

_SELECT = (
    "SELECT p.id, p.task_no, p.milestone, p.unit, p.day, said.officer, said.body, d.state, "  # noqa: S608
    "decided.officer, decided.occurred_on, json_extract(decided.body, '$.reason') "
    "FROM self_report AS p JOIN record AS said ON said.id = p.id "
    f"JOIN self_report AS d ON d.id = {DECIDED} "
    "LEFT JOIN record AS decided ON decided.id = d.decision"
)

FIRST_REPORT = (
    f"{first_of_its_claim('self_report', 'p')} "  # noqa: S608 - constant parts
    "AND (EXISTS (SELECT 1 FROM planned_milestone AS of WHERE of.id = p.milestone) "
    "OR EXISTS (SELECT 1 FROM milestone AS of WHERE of.id = p.milestone))"
)
"""Each report once, and none on a milestone whose setting was taken back.

Those of the plan are always there, and are asked first: on a past day that costs the fewest reads.
"""

_PENDING = (
    f"self_report AS p WHERE p.state = 'pending' AND {FIRST_REPORT} "  # noqa: S608 - constant parts
    "AND NOT EXISTS (SELECT 1 FROM self_report "
    "AS twin WHERE twin.claim = p.claim AND twin.decision IS NOT NULL)"
)
"""Those that wait for a decision, each once."""


_MOST_UNITS = 20


@dataclass(frozen=True, slots=True)
class ReportBeside:
    """A report beside what the ledger knows, for the officer who decides on it.

    ``reading`` is the newest one of the milestone, ``note`` the newest note on the
    task that names the unit, ``earlier`` the unit's other reports on the milestone,
    newest first; none of them need exist. ``tied`` are the tasks that are the same thing (一事多源).
    """

    report: ReportRow
    milestone: MilestoneRow
    reading: ReadingRow | None
    note: NoteRow | None
    earlier: tuple[ReportRow, ...]
    tied: tuple[TaskRef, ...] = ()


def list_reports(
    connection: sqlite3.Connection,
    *,
    state: ReportState | None = ReportState.PENDING,
    unit: str | None = None,
    milestone: str | None = None,
    task_no: int | None = None,
) -> list[ReportRow]:
    """Reports, newest first; by default those that wait for a decision, with ``state=None`` all."""
    conditions, parameters = [FIRST_REPORT], dict[str, Any]()
    wanted = {"d.state": state, "p.milestone": milestone, "p.task_no": task_no}
    if unit is not None:  # also what became part of it: its history is found from both
        conditions.append("p.unit IN (SELECT value FROM json_each(:units))")
        parameters["units"] = json.dumps(unit_with_merged(connection, unit))
    for column, value in wanted.items():
        if value is not None:
            name = column.partition(".")[2]
            conditions.append(f"{column} = :{name}")
            parameters[name] = value
    if state is ReportState.PENDING:  # by index: none of what is the same is decided then
        conditions.append("p.state = 'pending'")
    sql = f"{_SELECT} WHERE {' AND '.join(conditions)} ORDER BY p.day DESC, p.id DESC"
    rows = connection.execute(sql, parameters).fetchall()
    refs = read_refs(connection, {row[1] for row in rows})
    names = FormerNames(connection)
    return [_report(row, refs, names) for row in rows]


def read_report(connection: sqlite3.Connection, report: bytes) -> ReportRow:
    """One report by its record id, as ``notes.identify`` gives it; ``NotFound`` for any other."""
    row = connection.execute(f"{_SELECT} WHERE p.id = ?", (report,)).fetchone()
    if row is None:
        raise NotFound("没有这条单位自报", "编号不在本台账中", "用 huaian-tui feedback list 查看")
    return _report(row, read_refs(connection, [row[1]]), FormerNames(connection))


def read_beside(connection: sqlite3.Connection, today: date, report: bytes) -> ReportBeside:
    """One report with what was known before it, for a view side by side."""
    row = read_report(connection, report)
    readings = [one for one in read_readings(connection, row.task_no) if one.milestone == row.milestone]
    notes = find_notes(connection, task_no=row.task_no, unit=row.unit)
    others = list_reports(connection, state=None, unit=row.unit, milestone=row.milestone)
    return ReportBeside(
        report=row,
        milestone=read_milestone(connection, today, row.milestone),
        reading=readings[-1] if readings else None,
        note=next(iter(read_notes(connection, notes[:1])), None),
        earlier=tuple(one for one in others if one.record_id != report),
        tied=tuple(read_refs(connection, tied_groups(connection, [row.task_no])[row.task_no][1:]).values()),
    )


def count_pending(connection: sqlite3.Connection) -> int:
    """How many reports wait for a decision."""
    row = connection.execute(f"SELECT count(*) FROM {_PENDING}").fetchone()  # noqa: S608 - constant
    return int(row[0])


def pending_reports(connection: sqlite3.Connection) -> PendingReports:
    """Those that wait for a decision, in one line: how many, of whom, since when.

    Counted by index, not read: texts are read where the officer decides on them.
    """
    units = connection.execute(
        f"SELECT p.unit, count(*), max(p.day) FROM {_PENDING} GROUP BY p.unit "  # noqa: S608 - constant
        "ORDER BY max(p.day) DESC, max(p.id) DESC"
    ).fetchall()
    names = FormerNames(connection)
    return PendingReports(
        sum(count for _, count, _ in units),
        tuple(names.on([unit], day)[0] for unit, _, day in units[:_MOST_UNITS]),
        date.fromisoformat(units[0][2]) if units else None,
    )


def reports_since(
    connection: sqlite3.Connection, since: date
) -> Iterator[tuple[str, str, date, ReportState]]:
    """(unit id, milestone, day, state) of every report that came in since a day, without its words."""
    rows = connection.execute(
        "SELECT p.unit, p.milestone, p.day, d.state FROM self_report AS p "  # noqa: S608 - constant parts
        f"JOIN self_report AS d ON d.id = {DECIDED} WHERE p.day >= ? AND {FIRST_REPORT} ORDER BY p.day, p.id",
        (since.isoformat(),),
    )
    for unit, milestone, day, state in rows:
        yield unit, milestone, date.fromisoformat(day), ReportState(state)


def same_reports(
    connection: sqlite3.Connection, form: str, milestone: str
) -> Iterator[tuple[bytes, str, int, dict[str, Any]]]:
    """(record, file, line, body) of every report of this form on this milestone, oldest first."""
    rows = connection.execute(
        "SELECT p.id, p.file, p.line, said.body FROM self_report AS p JOIN record AS said ON said.id = p.id "
        "WHERE p.form = ? AND p.milestone = ? ORDER BY p.id",
        (form, milestone),
    )
    for report, file, line, body in rows:
        yield report, file, line, json.loads(body)


def _report(row: Sequence[Any], refs: Mapping[int, TaskRef], names: FormerNames) -> ReportRow:
    report, task_no, milestone, unit, day, officer, said, state, decided_by, decided_on, reason = row
    body = json.loads(said)
    form = body["form"]
    return ReportRow(
        record_id=report,
        task_no=task_no,
        milestone=milestone,
        unit=unit,
        day=date.fromisoformat(day),
        officer=officer,
        progress=body["progress"],
        finished=bool(body["finished"]),
        finished_on=_day(body["finished_on"]),
        value=body["value"],
        problem=body["problem"],
        next_step=body["next_step"],
        contact=body["contact"],
        form=FormLine(
            form["id"], form["version"], date.fromisoformat(form["exported_on"]), form["file"], form["line"]
        ),
        state=ReportState(state),
        decided_by=decided_by or "",
        decided_on=_day(decided_on),
        reason=reason or "",
        ref=refs.get(task_no),
        called=names.on([unit], day)[0],
        source=body.get("source") or "",
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
