"""The later report of a unit counts, whatever the order in which they are confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.self_reports import ReportRow
from huaian_tui.ledger.kinds.decisions import fold_over
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.taking_back import named_record
from huaian_tui.services.undo import take_back_within
from huaian_tui.store.engine.append import Action
from huaian_tui.store.engine.fold import read_decisions
from huaian_tui.store.queries.report_effects import others_of_unit, readings_of_report, same_claims

_REPLACED = "同一单位另有更新的自报，以更新的为准"


@dataclass(frozen=True, slots=True)
class Beside:
    """The other confirmed reports of a unit on a milestone, before one and after it; later ones that wait."""

    earlier: tuple[ReportRow, ...]
    later: tuple[ReportRow, ...]
    waiting: tuple[ReportRow, ...]


def confirmed_beside(action: Action, report: ReportRow) -> Beside:
    """The unit's other confirmed reports on the milestone."""
    others = others_of_unit(action.connection, report)
    confirmed = [one for one in others if one.state is ReportState.CONFIRMED]
    return Beside(
        tuple(one for one in confirmed if one.record_id < report.record_id),
        tuple(one for one in confirmed if one.record_id > report.record_id),
        tuple(one for one in others if one.state is ReportState.PENDING and one.record_id > report.record_id),
    )


def value_counts(action: Action, report: ReportRow, later: Sequence[ReportRow]) -> bool:
    """Whether the value of a report may stand beside those of later ones: not for a day after theirs.

    Of two of one day the later report's is the newer one anyway.
    """
    days = [day for one in later for _, day in _readings(action, one)]
    return all(report.day <= day for day in days)


def _readings(action: Action, report: ReportRow) -> list[tuple[bytes, date]]:
    same = same_claims(action.connection, report.record_id)
    return [found for one in same for found in readings_of_report(action.connection, one)]


def completion_by(action: Action, milestone: str, reports: Sequence[ReportRow]) -> FoldRecord | None:
    """The completion in force of a milestone, if it follows from one of these reports."""
    records, planned = read_decisions(action.connection, milestone)
    completion = fold_over(planned, records).completion
    if completion is None:
        return None
    mine = {same for one in reports for same in same_claims(action.connection, one.record_id)}
    return completion if named_record(completion, "report") in mine else None


def take_back_earlier(
    action: Action, report: ReportRow, earlier: Sequence[ReportRow], today: date, follows: dict[str, str]
) -> int:
    """Take back what earlier reports said that this one, just confirmed, says otherwise; how many records.

    Their completion unless this one says the same, and values of days after that of this one.
    """
    gone = list[bytes]()
    completion = completion_by(action, report.milestone, earlier)
    if completion is not None and not _says_the_same(completion, report):
        gone.append(completion.id)
    if report.value is not None:
        day = (report.finished_on if report.finished else None) or report.day
        gone += [
            reading
            for one in earlier
            for reading, on in _readings(action, one)
            if on > day and (completion is None or reading != completion.id)
        ]
    for one in gone:
        take_back_within(action, one, _REPLACED, today, follows)
    return len(gone)


def _says_the_same(completion: FoldRecord, report: ReportRow) -> bool:
    day = None if report.finished_on is None else report.finished_on.isoformat()
    return report.finished and completion.occurred_on == day and completion.body.get("value") == report.value
