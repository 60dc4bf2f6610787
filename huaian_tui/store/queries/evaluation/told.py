"""Which milestones are told from their decisions, since their row does not say all that a period counts.

A row says where a milestone stands now, with the date that its first extension replaced. It does not say on
which day an extension, a cancellation or a reopening was decided, what was decided between, nor what stood
before something was taken back. Where none of that touches the period, the row says all there is to count.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from huaian_tui.ledger.identity import first_id_after
from huaian_tui.store.queries.evaluation.full_histories import plans_entered_later
from huaian_tui.store.queries.evaluation.scope import Asked

_LATER = "(r.occurred_on > :end OR (r.occurred_on IS NULL AND r.id >= :recorded_after))"
"""A decision ``r`` has its own day after the end of the period."""

_WITHIN = "{} BETWEEN :first AND :last"

_ALWAYS = """
SELECT r.milestone FROM record AS r WHERE r.kind = 'milestone_settle'
UNION SELECT r.milestone FROM record AS r
 WHERE r.kind IN ('retraction', 'correction') AND +r.milestone NOTNULL
UNION SELECT m.id FROM milestone AS m WHERE instr(m.heads, ',') > 0
UNION SELECT r.milestone FROM main.known_day AS k CROSS JOIN record AS r ON r.rid = k.rid
 WHERE r.milestone NOTNULL
UNION SELECT p.id FROM main.planned_milestone_past AS p WHERE p.until > :end_number AND p.since <= :known
"""
"""What was settled, amended, is in conflict, was known at another time than its ids say, or that the plan
said otherwise after the period."""

_AIMED = """
UNION SELECT r.milestone FROM record AS r CROSS JOIN milestone AS m ON m.id = r.milestone
 WHERE r.kind = 'milestone_target' AND m.status = 'done'
  AND coalesce((SELECT d.kind FROM record AS d WHERE d.id = m.decided_by), '') <> 'milestone_complete'
"""
_AIMED_WITHIN = f"{_AIMED} AND {_WITHIN.format('m.due')}"
"""Completed, with something decided after it: it may have another target now than then."""

_COMPLETED_LATER = "UNION SELECT m.id FROM milestone AS m WHERE m.completed_on > :as_of"
_SET_LATER = f"UNION SELECT r.milestone FROM record AS r WHERE r.kind = 'milestone_set' AND {_LATER}"  # noqa: S608
_CAME_LATER = """
UNION SELECT p.id FROM main.planned_milestone AS p CROSS JOIN main.task AS t ON t.no = p.task_no
 WHERE p.since > :end_number AND p.since <= :known AND t.plan NOT IN (SELECT value FROM json_each(:entered))
"""
"""Those that came into a plan only after the period; not those of a plan that was entered as a whole then."""

_REOPENED = "UNION SELECT r.milestone FROM record AS r WHERE r.kind = 'milestone_reopen'"
_REOPENED_LATER = f"{_REOPENED} AND {_LATER}"
_REOPENED_WITHIN = f"""
SELECT r.milestone FROM record AS r CROSS JOIN milestone AS m ON m.id = r.milestone
 WHERE r.kind = 'milestone_reopen' AND {_WITHIN.format("m.due")}
"""  # noqa: S608 - constants
"""Reopened, which counts where the date lies in the period."""

_MOVED = "SELECT r.milestone FROM record AS r WHERE r.kind IN ('milestone_extend', 'milestone_cancel')"
_MOVED_WITHIN = f"""
SELECT m.id FROM milestone AS m
 WHERE {_WITHIN.format("m.original_due")} OR (m.status = 'cancelled' AND {_WITHIN.format("m.due")})
UNION SELECT r.milestone FROM record AS r WHERE r.kind = 'milestone_cancel' AND {_LATER}
UNION SELECT r.milestone FROM record AS r WHERE r.kind = 'milestone_extend'
 GROUP BY r.milestone HAVING count(*) > 1 OR max({_LATER})
UNION SELECT p.id FROM planned_milestone AS p CROSS JOIN milestone AS m ON m.id = p.id
 WHERE p.assumed AND m.original_due NOTNULL
"""  # noqa: S608 - constants
"""Cancelled with a date in the period; extended from a date that lies in it or was assumed, or more than
once; or either only after it. Whatever else was extended or cancelled stands as its row says."""


def told_in_full(connection: sqlite3.Connection, asked: Asked) -> set[str]:
    """The milestones that are told from all their records on some day up to the as-of day."""
    return _found(connection, asked, (_ALWAYS, _AIMED, _COMPLETED_LATER, _SET_LATER, _CAME_LATER, _REOPENED))


class ToldForPeriod(NamedTuple):
    """Milestones whose rows do not say what counts: told from all records, from moves, or not there yet.

    Of those that were reopened the row says all but that they were.
    """

    full: set[str]
    moved: set[str]
    gone: set[str]
    reopened: set[str]


def told_for_period(connection: sqlite3.Connection, asked: Asked) -> ToldForPeriod:
    """The milestones whose rows do not say what counts in the period."""
    parts = (_ALWAYS, _AIMED_WITHIN, _COMPLETED_LATER, _CAME_LATER, _REOPENED_LATER)
    full = _found(connection, asked, parts)
    gone = _found(connection, asked, (_SET_LATER,)) - full
    moves = _found(connection, asked, (_MOVED_WITHIN,)) - gone
    full |= moves & _found(connection, asked, (_REOPENED,))
    reopened = _found(connection, asked, (_REOPENED_WITHIN,)) - full - gone
    return ToldForPeriod(full, moves - full, gone, reopened)


def moved(connection: sqlite3.Connection) -> set[str]:
    """Every milestone that was ever extended or cancelled."""
    return {milestone for (milestone,) in connection.execute(_MOVED)}


def _found(connection: sqlite3.Connection, asked: Asked, parts: Iterable[str]) -> set[str]:
    entered = json.dumps(sorted(plans_entered_later(connection, asked)))
    values = asked.values | {"entered": entered, "recorded_after": first_id_after(asked.end)}
    found = connection.execute(" ".join(parts).strip().removeprefix("UNION"), values)
    return {milestone for (milestone,) in found if milestone is not None}
