"""Where each milestone stands for a period: nearly all from their rows, the others from their decisions.

A milestone that was set and completed, and no more, stands as its row says. One that was extended or
cancelled is told from its row and those decisions; one that was reopened, corrected, taken back,
settled or changed by a revision from all its records (``read_histories``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.evaluation.history import (
    Decision,
    MilestoneHistory,
    Standing,
    standing_of,
)
from huaian_tui.domain.rules.targets import Target
from huaian_tui.ledger.identity import day_of_id, day_of_number, first_id_after, format_id
from huaian_tui.store.queries.evaluation.full_histories import plans_entered_later, read_histories
from huaian_tui.store.queries.evaluation.scope import Asked, in_scope

Row = tuple[Any, ...]

ROWS = (
    "SELECT m.task_no, m.id, m.due, m.status, m.completed_on, m.met, "
    "m.operator NOTNULL AND m.completion_value IS NULL, m.assumed FROM milestone AS m WHERE {scope}"
)
"""The rows that ``standing_of_row`` reads, of the milestones that ``scope`` (a condition) means."""

_CHANGED = """
SELECT r.milestone FROM record AS r
 WHERE r.kind IN ('milestone_reopen', 'milestone_settle', 'milestone_target')
UNION SELECT r.milestone FROM record AS r
 WHERE r.kind IN ('retraction', 'correction') AND +r.milestone NOTNULL
UNION SELECT m.id FROM milestone AS m WHERE instr(m.heads, ',') > 0
UNION SELECT m.id FROM milestone AS m WHERE m.completed_on > :as_of
UNION SELECT r.milestone FROM record AS r WHERE r.kind = 'milestone_set'
 AND (r.occurred_on > :end OR (r.occurred_on IS NULL AND r.id >= :recorded_after))
UNION SELECT r.milestone FROM main.known_day AS k CROSS JOIN record AS r ON r.rid = k.rid
 WHERE r.milestone NOTNULL
UNION SELECT p.id FROM main.planned_milestone_past AS p WHERE p.until > :end_number AND p.since <= :known
"""
"""Milestones that are told from all their records."""

_CAME_LATER = """
UNION SELECT p.id FROM main.planned_milestone AS p CROSS JOIN main.task AS t ON t.no = p.task_no
 WHERE p.since > :end_number AND p.since <= :known AND t.plan NOT IN (SELECT value FROM json_each(:entered))
"""
"""Those that came into a plan only after the period; not those of a plan that was entered as a whole then."""

_MOVED = """
SELECT r.milestone, r.kind, r.occurred_on, r.id, r.officer, r.body FROM record AS r
 WHERE r.kind IN ('milestone_extend', 'milestone_cancel') ORDER BY r.milestone, r.id
"""


class Standings(NamedTuple):
    """What ``read_standings`` found: rows that say all, and the standing of each other milestone by its id.

    A standing of None: the milestone was not there yet.
    """

    rows: Iterable[Row]
    told: dict[str, Standing | None]


def read_standings(connection: sqlite3.Connection, asked: Asked) -> Standings:
    """The rows of all milestones in scope with the standings of those whose row does not say it all.

    A row: task, id, date, status, day of completion, met, without a value, assumed.
    """
    rows = connection.execute(ROWS.format(scope=in_scope(asked, "m.task_no")), asked.values).fetchall()
    changed = changed_after_all(connection, asked)
    told = dict[str, Standing | None]()
    for history in read_histories(connection, asked, sorted(changed)):
        told[history.id] = standing_of(history, asked.end, asked.as_of)
    for history in moved_histories(connection, asked, changed):
        told[history.id] = standing_of(history, asked.end, asked.as_of)
    return Standings(rows, told)


def standing_of_row(row: Row) -> Standing:
    """Where a milestone stands whose row says it all."""
    _, _, due, status, completed, met, no_value, assumed = row
    day = None if due is None else date.fromisoformat(due)
    if status != "done":
        return Standing(day, day, bool(assumed))
    done = date.fromisoformat(completed)
    return Standing(day, day, bool(assumed), done, None if met is None else bool(met), bool(no_value))


def changed_after_all(connection: sqlite3.Connection, asked: Asked) -> set[str]:
    """The milestones that are told from all their records."""
    entered = json.dumps(sorted(plans_entered_later(connection, asked)))
    values = asked.values | {"entered": entered, "recorded_after": first_id_after(asked.end)}
    found = connection.execute(f"{_CHANGED} {_CAME_LATER}", values)
    return {milestone for (milestone,) in found if milestone is not None}


_BASES = (
    "SELECT m.id, m.task_no, m.title, m.due, m.status, m.completed_on, m.completion_value, "
    "m.operator, m.value, m.upper, m.original_due, p.id NOTNULL, coalesce(p.assumed, 0), m.decided_by "
    "FROM milestone AS m LEFT JOIN planned_milestone AS p ON p.id = m.id "
    "WHERE m.id IN (SELECT value FROM json_each(?))"
)


def moved_histories(
    connection: sqlite3.Connection,
    asked: Asked,
    without: Collection[str],
    only: Collection[str] | None = None,
) -> Iterator[MilestoneHistory]:
    """Histories of milestones that were extended or cancelled, and no more; of ``only`` or of all."""
    moves = dict[str, list[Row]]()
    for milestone, *move in connection.execute(_MOVED):
        if milestone not in without and (only is None or milestone in only):
            moves.setdefault(milestone, []).append(tuple(move))
    for row in connection.execute(_BASES, (json.dumps(list(moves)),)):
        yield _moved(row, moves[row[0]])


def _moved(row: Row, moves: Sequence[Row]) -> MilestoneHistory:
    (
        identity,
        task,
        title,
        _,
        status,
        completed,
        value,
        operator,
        aim,
        upper,
        original,
        planned,
        assumed,
        by,
    ) = row
    decisions = [_decision(*one) for one in moves]
    extends = [one for one in decisions if one.kind == "extend"]
    # The date before the first extension; none where that one gave the first date.
    base = None if original is None else date.fromisoformat(original)
    if not extends:
        base = None if row[3] is None else date.fromisoformat(row[3])
    elif len(extends) > 1 and base == extends[0].due and not assumed:
        base = None
    if status == "done" and completed is not None:
        day = date.fromisoformat(completed)
        decisions.append(Decision("complete", day, None, value, "" if by is None else format_id(by)))
    target = None if operator is None else Target(operator, aim, upper, "", False, False, "")
    # Set by an officer: its first date stands beside, and it was there (what came later is told in full).
    return MilestoneHistory(
        identity, task, title, True, base, bool(assumed and planned), target, tuple(decisions)
    )


def _decision(kind: str, occurred: str | None, record: bytes, officer: str, body: str) -> Decision:
    day = date.fromisoformat(occurred) if occurred else day_of_number(day_of_id(record))
    said = json.loads(body)
    who = format_id(record), officer, said.get("basis", "")
    if kind == "milestone_cancel":
        return Decision("cancel", day, None, None, *who)
    return Decision("extend", day, date.fromisoformat(said["due"]), None, *who)
