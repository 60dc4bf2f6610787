"""The whole history of milestones from all their records: what counts of them, and what the plan said."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from huaian_tui.domain.evaluation.history import Decision, DecisionKind, MilestoneHistory
from huaian_tui.ledger.identity import day_number, day_of_number, format_id
from huaian_tui.ledger.kinds.anew import apart, is_withdrawn
from huaian_tui.ledger.kinds.decisions import fold_over, said_already
from huaian_tui.ledger.kinds.kind import By, FoldRecord
from huaian_tui.ledger.kinds.milestone_rows import PLANNED_COLUMNS, milestone_state, planned_milestone
from huaian_tui.ledger.kinds.own_days import agreed_decisions, own_day
from huaian_tui.ledger.kinds.target_parts import TARGET, read_target_part
from huaian_tui.ledger.record import RecordKind
from huaian_tui.ledger.replay import ALWAYS, NEVER
from huaian_tui.store.engine import fold_things
from huaian_tui.store.engine.fold_things import batches, marks
from huaian_tui.store.queries.evaluation.scope import Asked

_KINDS: dict[str, DecisionKind] = {
    RecordKind.MILESTONE_SET: "set",
    RecordKind.MILESTONE_COMPLETE: "complete",
    RecordKind.MILESTONE_EXTEND: "extend",
    RecordKind.MILESTONE_CANCEL: "cancel",
    RecordKind.MILESTONE_REOPEN: "reopen",
    RecordKind.MILESTONE_TARGET: "target",
}


def read_histories(
    connection: sqlite3.Connection, asked: Asked, milestones: Sequence[str]
) -> Iterator[MilestoneHistory]:
    """The histories of these milestones, as far as they are there."""
    entered = plans_entered_later(connection, asked)
    for batch in batches(milestones):
        plans = _planned(connection, asked, batch, entered)
        for projection, records, _ in fold_things.milestones(connection, batch):
            if projection.by is By.MILESTONE and records:
                identity = records[0].milestone or ""
                history = _history(asked, records, plans.pop(identity, []))
                if history is not None:
                    yield history
        for planned in plans.values():
            row, there = _row_for(planned, asked.end)
            if row is not None:
                one = milestone_state(planned_milestone(row))
                due = one.due if there else None
                yield MilestoneHistory(one.id, one.task_no, one.title, there, due, one.assumed, one.target)


def _history(
    asked: Asked, records: Sequence[FoldRecord], planned: list[tuple[int, Any]]
) -> MilestoneHistory | None:
    plan, records = apart(records)
    if is_withdrawn(plan):
        return None
    end, last = day_number(asked.end), day_number(asked.as_of)

    def counts(one: FoldRecord) -> bool:
        return own_day(one) <= (last if one.kind == RecordKind.MILESTONE_COMPLETE else end)

    kept, conflict = agreed_decisions(records, counts)
    row, there = _row_for(planned, asked.end)
    state = fold_over(row, records).state
    if state is None:
        return None
    base = None if row is None else milestone_state(planned_milestone(row))
    return MilestoneHistory(
        state.id,
        state.task_no,
        state.title,
        base is not None and there,
        None if base is None else base.due,
        base is not None and base.assumed,
        None if base is None else base.target,
        tuple(_decisions(kept)),
        conflict,
    )


def _decisions(kept: Sequence[FoldRecord]) -> Iterator[Decision]:
    completion: FoldRecord | None = None
    for one in kept:
        kind = _KINDS.get(one.kind)
        if kind is None or said_already(one, completion):
            continue
        if kind in ("complete", "cancel", "reopen"):
            completion = one if kind == "complete" else None
        due, value = one.body.get("due"), one.body.get("value")
        yield Decision(
            kind,
            day_of_number(own_day(one)),
            None if due is None else date.fromisoformat(due),
            None if value is None else float(value),
            format_id(one.id),
            one.officer,
            str(one.body.get("basis", "")),
            read_target_part(one.body.get(TARGET)),
        )


# ---------------------------------------------------------------------- what the plan said

_COLUMNS = ", ".join(f"p.{column}" for column in PLANNED_COLUMNS)
_VERSIONS = (
    f"SELECT {_COLUMNS}, x.source_day, p.since, {{until}}, t.plan "  # noqa: S608 - constants
    "FROM main.{table} AS p LEFT JOIN main.task AS t ON t.no = p.task_no "
    "LEFT JOIN main.matter AS x ON x.task_no = p.task_no WHERE p.since <= ? AND p.id IN ({marks})"
)


def _planned(
    connection: sqlite3.Connection, asked: Asked, batch: Sequence[str], entered: Collection[str]
) -> dict[str, list[tuple[int, Any]]]:
    """Milestone → what the plan said of it: (day number, row from then on; None: no more), in order.

    A matter's counts from the day on which it was handed over, that of a plan which was ``entered`` later as
    a whole always.
    """
    parts = [
        _VERSIONS.format(until=until, table=table, marks=marks(batch))
        for table, until in (("planned_milestone", str(NEVER)), ("planned_milestone_past", "p.until"))
    ]
    width = len(PLANNED_COLUMNS)
    sql = f"{' UNION ALL '.join(parts)} ORDER BY 1, {width + 2}"
    rows = connection.execute(sql, (asked.last_known, *batch) * 2)
    found = dict[str, list[tuple[int, Any]]]()
    for identity, group in groupby(rows, itemgetter(0)):
        versions = found.setdefault(identity, [])
        for row in group:
            source, since, until, plan = row[width:]
            if not versions and plan in entered:
                since = ALWAYS
            if not versions and source:
                since = min(since, day_number(date.fromisoformat(source)))
            versions.append((since, tuple(row[:width])))
            if until <= asked.last_known:
                versions.append((until, None))
    return found


def plans_entered_later(connection: sqlite3.Connection, asked: Asked) -> set[str]:
    """Plans that came into the ledger only after the period: what they say was so all the same."""
    known = fold_things.plans_known(connection)
    return {plan for plan, day in known.items() if day_of_number(day) > asked.end}


def _row_for(planned: list[tuple[int, Any]], end: date) -> tuple[Any, bool]:
    """What the plan said of a milestone on a day, and whether it did so by then: else what it said first."""
    number = day_number(end)
    by_then = [row for since, row in planned if since <= number and row is not None]
    if by_then:
        return by_then[-1], True
    first = next((row for _, row in planned if row is not None), None)
    return first, False
