"""Reports of units (单位自报) on which laptops decided apart, so that an officer has to look at them.

Which report of a unit is the later one is the same everywhere: each is as old as the first record with
what it claims. But laptops may have confirmed what the others did not have yet, or rejected what
another one confirmed; what then holds is the same everywhere too, and is not what one of them saw.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.self_reports import ReportRow
from huaian_tui.ledger.kinds.decisions import fold_over
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.taking_back import named_record
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.engine.fold import ARRIVED, read_decisions
from huaian_tui.store.queries.report_effects import claim_of, decisions_of, same_claims
from huaian_tui.store.queries.self_reports import list_reports
from huaian_tui.store.queries.sql_parts import READING_ORDER


@dataclass(frozen=True, slots=True)
class ReportDispute:
    """A report on which laptops disagree: ``report`` is the one to be looked at, ``why`` says in Chinese."""

    report: ReportRow
    why: str


def disputes_of_arrived(connection: sqlite3.Connection, most: int) -> tuple[ReportDispute, ...]:
    """Those on milestones about which records arrived; inside a merge, projections must be folded."""
    rows = connection.execute(
        "SELECT DISTINCT p.milestone, p.unit FROM self_report AS p WHERE p.state <> 'pending' "  # noqa: S608
        f"AND p.milestone IN (SELECT milestone FROM record WHERE {ARRIVED} AND milestone NOTNULL) "
        "ORDER BY p.milestone, p.unit"
    )
    found = list[ReportDispute]()
    for milestone, unit in rows.fetchall():
        found += disputes_of(connection, milestone, unit)
        if len(found) >= most:
            break
    return tuple(found[:most])


def disputes_of(connection: sqlite3.Connection, milestone: str, unit: str) -> Iterator[ReportDispute]:
    """Of the reports of one unit on one milestone those on which laptops disagree."""
    reports = sorted(
        list_reports(connection, state=None, unit=unit, milestone=milestone), key=lambda one: one.record_id
    )
    for report in reports:
        decisions = _decisions(connection, report)
        decided = {one.body.get("decision") == ReportState.CONFIRMED: one.officer for one in decisions}
        if len(decided) > 1:
            who = f"{decided[True]}确认、{decided[False]}驳回"
            yield ReportDispute(report, f"核实结果不同：{who}")
    confirmed = [one for one in reports if one.state is ReportState.CONFIRMED]
    yield from _not_by_the_later(connection, confirmed)


def _decisions(connection: sqlite3.Connection, report: ReportRow) -> list[FoldRecord]:
    same = same_claims(connection, report.record_id)
    return [one for twin in same for one in decisions_of(connection, twin)]


def _not_by_the_later(
    connection: sqlite3.Connection, confirmed: Sequence[ReportRow]
) -> Iterator[ReportDispute]:
    """Earlier reports from which something holds that a later one says otherwise."""
    if len(confirmed) < 2:  # noqa: PLR2004 - an earlier one and a later one
        return
    by_record = {same: one for one in confirmed for same in same_claims(connection, one.record_id)}
    later = confirmed[-1]
    records, planned = read_decisions(connection, later.milestone)
    completion = fold_over(planned, records).completion
    by = None if completion is None else by_record.get(named_record(completion, "report") or b"")
    completed = {named_record(one, "report") for one in records if one.kind == RecordKind.MILESTONE_COMPLETE}
    knew = not later.finished or any(by_record.get(one or b"") is later for one in completed)
    if by is not None and by is not later and knew:
        yield ReportDispute(by, f"节点按它办结，{later.day} 另有较晚的自报")
        return
    rows = connection.execute(
        f"SELECT r.id, r.claim FROM reading AS r WHERE r.milestone = ? ORDER BY {READING_ORDER}",  # noqa: S608
        (later.milestone,),
    )
    claims = _claims(connection, confirmed)
    read = [claims[claim] for _, claim in rows if claim in claims]
    if later in read and read[-1] is not later:
        yield ReportDispute(read[-1], f"最新读数取自它，{later.day} 另有较晚的自报")
        return
    denied = completion is None if later.finished else later.value is not None and later not in read[-1:]
    if denied:
        for one in confirmed[:-1]:
            if _was_taken_for_later(connection, one, later):
                yield ReportDispute(one, f"核实时以它为准，{later.day} 另有较晚的自报")


def _was_taken_for_later(connection: sqlite3.Connection, report: ReportRow, later: ReportRow) -> bool:
    """Whether a laptop decided as if ``report`` were the later one, not having its first taking in yet."""
    of_report, of_later = (
        [one.ref for one in _decisions(connection, each) if one.ref is not None] for each in (report, later)
    )
    return any(mine > other for mine in of_report for other in of_later)


def _claims(connection: sqlite3.Connection, reports: Sequence[ReportRow]) -> dict[str, ReportRow]:
    found = dict[str, ReportRow]()
    for one in reports:
        claim = claim_of(connection, one.record_id)
        if claim is not None:
            found[claim] = one
    return found
