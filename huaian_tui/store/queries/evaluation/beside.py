"""What made milestones count otherwise between two days or two periods: each with its records."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.evaluation.classes import Classified
from huaian_tui.domain.evaluation.comparing import ChangedRow, differing_milestones, rows_beside
from huaian_tui.ledger.identity import format_id
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.queries.evaluation.behind_figures import Behind, milestones_with_standing
from huaian_tui.store.queries.evaluation.evaluate import count_milestones, evaluate
from huaian_tui.store.queries.evaluation.scope import Asked


@dataclass(frozen=True, slots=True)
class Change:
    """A milestone that counts otherwise: as what then and now, where it stands, what was decided between.

    ``records``: those that tell how it stands now and did not then; empty where only days went by, or the
    period is another one.
    """

    then: Classified | None
    now: Classified | None
    stands: Behind
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Two evaluations side by side."""

    rows: list[ChangedRow]
    changes: list[Change]


def compare(
    before: sqlite3.Connection, asked_before: Asked, connection: sqlite3.Connection, asked: Asked
) -> Beside:
    """Both evaluations, each on a reader of its own day, and the milestones that make the difference."""
    rows = rows_beside(evaluate(before, asked_before), evaluate(connection, asked))
    then = {one.id: one.classified for one in count_milestones(before, asked_before)}
    now = {one.id: one.classified for one in count_milestones(connection, asked)}
    differing = differing_milestones(then, now)
    stood = {one.milestone: one for one in milestones_with_standing(before, asked_before, list(differing))}
    stand = {one.milestone: one for one in milestones_with_standing(connection, asked, list(differing))}
    changes = list[Change]()
    for identity, (was, became) in differing.items():
        one = stand.get(identity) or stood.get(identity)
        if one is not None:
            former = stood.get(identity)
            records = _between(before, connection, identity) if before is not connection else ()
            known = set[str]() if former is None else set(former.records)
            records = records or tuple(record for record in one.records if record not in known)
            changes.append(Change(was, became, one, records))
    return Beside(rows, sorted(changes, key=_by_date))


def _by_date(one: Change) -> tuple[date, str]:
    standing = one.stands.standing
    due = None if standing is None else standing.due
    return due or date.max, one.stands.milestone or ""


_ABOUT = (
    "SELECT r.id, r.kind, coalesce(json_extract(r.body, '$.undoes'), json_extract(r.body, '$.corrects')) "
    "FROM record AS r WHERE r.milestone = ? ORDER BY r.id"
)
_AMENDING = frozenset({RecordKind.RETRACTION, RecordKind.CORRECTION})


def _between(before: sqlite3.Connection, connection: sqlite3.Connection, milestone: str) -> tuple[str, ...]:
    """What was recorded of a milestone and is known now, not then: decisions, corrections, retractions."""
    known = _deciding(before, milestone)
    return tuple(record for record in _deciding(connection, milestone) if record not in known)


def _deciding(connection: sqlite3.Connection, milestone: str) -> list[str]:
    """The records that decide where a milestone stands, in order, with what amends them.

    What amends a note or the verdict on a report bears the milestone too and changes nothing of it.
    """
    found, beside = list[str](), set[str]()
    for record, kind, amended in connection.execute(_ABOUT, (milestone,)):
        decides = kind.startswith("milestone_") or (kind in _AMENDING and amended not in beside)
        if decides:
            found.append(format_id(record))
        else:
            beside.add(record.hex())
    return found
