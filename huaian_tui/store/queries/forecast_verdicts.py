"""Which milestones a list shows that is narrowed to a verdict (可能逾期): all at once, not one by one.

The verdict of a milestone follows from its stage and its reasons alone; the reasons of all open milestones
are read in one go for each stage, so that a list of any length can be narrowed. ``foresee`` says the same of
one milestone, with the reasons in words.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date

from huaian_tui.domain.evaluation.forecasts import SILENT_DAYS, Reason, stage_of
from huaian_tui.domain.rules.lights import days_after
from huaian_tui.domain.words.verdicts import Verdict
from huaian_tui.ledger.identity import day_number, day_of_number, first_id_after
from huaian_tui.store.queries.forecasts import KnownState, known_state, learned_once

_REASONS = (Reason.SLIPPED, Reason.SILENT, Reason.BEHIND, Reason.UNIT)
"""In the order of the columns of ``_STANDING``."""

_STANDING = """
SELECT m.id, m.original_due < m.due,
 NOT EXISTS (SELECT 1 FROM main.record AS r WHERE r.task_no = m.task_no AND r.id >= :heard AND r.id < :known
  AND r.kind NOT IN ('retraction', 'correction')),
 EXISTS (SELECT 1 FROM main.milestone_pace_version AS p WHERE p.milestone = m.id AND p.since <= :number
  AND p.until > :number AND p.behind_from <= :today),
 m.task_no IN (SELECT u.task_no FROM task_unit AS u
  WHERE u.role = 'lead' AND u.unit IN (SELECT value FROM json_each(:against)))
FROM milestone AS m WHERE m.status = 'open' AND m.due BETWEEN :first AND :last
"""

_SPANS = ((0, 30), (31, 90), (91, None))
"""Days ahead of the stages, first and last (``stage_of``)."""

_LAST_DAY = "9999-12-31"


_LISTED: dict[tuple[KnownState, date], dict[Verdict, str]] = {}
"""The ids by what is said of them, as JSON: of the ledger asked last, until something is recorded."""


def listed_as(connection: sqlite3.Connection, today: date, verdict: Verdict) -> str:
    """The ids of open milestones whose date has not come and of which this is said, as JSON, in no order."""
    known = known_state(connection)
    found = None if known is None else _LISTED.get((known, today))
    if found is None:
        ids: dict[Verdict, list[str]] = {one: [] for one in Verdict}
        for identity, said in verdicts(connection, today):
            ids[said].append(identity)
        found = {one: json.dumps(some) for one, some in ids.items()}
        if known is not None:
            _LISTED.clear()
            _LISTED[known, today] = found
    return found[verdict]


def verdicts(connection: sqlite3.Connection, today: date) -> Iterator[tuple[str, Verdict]]:
    """(id, what is said) of every open milestone whose date has not come."""
    number = day_number(today)
    asked = {
        "today": today.isoformat(),
        "number": number,
        "heard": first_id_after(day_of_number(number - SILENT_DAYS - 1)),
        "known": first_id_after(today),
    }
    for first, last in _SPANS:
        model, record = learned_once(connection, today, stage_of(first))
        days = {
            "first": days_after(today, first).isoformat(),
            "last": _LAST_DAY if last is None else days_after(today, last).isoformat(),
            "against": json.dumps(record.against(number)),
        }
        said = dict[tuple[int, ...], Verdict]()
        for identity, *signs in connection.execute(_STANDING, asked | days):
            key = tuple(signs)
            if key not in said:
                reasons = frozenset(one for one, holds in zip(_REASONS, signs, strict=True) if holds)
                said[key] = model.forecast(reasons).verdict
            yield identity, said[key]


AMONG = "m.id IN (SELECT value FROM json_each(:{}))"
"""Milestone ``m`` is one of those that a parameter of this name lists as JSON."""
