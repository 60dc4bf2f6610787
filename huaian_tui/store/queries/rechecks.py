"""销号抽查: the completed milestones of a period, the samples that were drawn, and what was found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.answers.plans import TaskRef
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import NotFound
from huaian_tui.domain.evaluation.rechecks import Completed, HeldShare, Outcome, Risk, held_share
from huaian_tui.ledger.kinds.anew import apart
from huaian_tui.ledger.kinds.decisions import fold_over
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.engine.fold import read_decisions
from huaian_tui.store.queries.plan_scope import in_scope
from huaian_tui.store.queries.slot_names import named_slots, role_names
from huaian_tui.store.queries.sql_parts import UNIT_TASKS_SQL, unit_parameters
from huaian_tui.store.queries.task_refs import read_refs


class Result(NamedTuple):
    """What was found of an item: the last record that counts."""

    record_id: bytes
    outcome: Outcome
    day: date
    text: str
    officer: str


class Item(NamedTuple):
    """An item of a sample with the milestone as it stands now; ``result`` is None until it was looked at."""

    milestone: str
    title: str
    ref: TaskRef | None
    leads: str
    completed_on: date | None
    basis: str
    weight: int
    chance: float
    risks: tuple[str, ...]
    result: Result | None
    decided_by: bytes | None = None


class Recheck(NamedTuple):
    """A sample: of which period, by which seed, out of how many, its items in the order of the draw."""

    record_id: bytes
    day: date
    period: Period
    seed: str
    population: int
    items: tuple[Item, ...]
    officer: str

    @property
    def share(self) -> HeldShare:
        """What the results say so far."""
        return held_share(
            [(one.chance, one.result.outcome if one.result else None) for one in self.items], self.population
        )


_COMPLETED = (
    "SELECT m.id, m.task_no, m.completed_on, m.completion_basis, m.met, "
    "r.kind, json_extract(r.body, '$.report') NOTNULL "
    "FROM milestone AS m LEFT JOIN record AS r ON r.id = m.decided_by "
    "WHERE m.status = 'done' AND m.completed_on BETWEEN :first AND :last AND "
)
_LEADS = (
    "SELECT u.task_no, u.unit FROM task_unit AS u WHERE u.role = 'lead' "
    "AND u.task_no IN (SELECT value FROM json_each(?)) ORDER BY u.task_no, u.position"
)
_LAST = (
    "NOT EXISTS (SELECT 1 FROM recheck_result AS later WHERE later.recheck = x.recheck "
    "AND later.milestone = x.milestone AND later.id > x.id)"
)
"""Of the results on one item the last, as ``x``."""


def completed_items(
    connection: sqlite3.Connection,
    period: Period,
    today: date,
    plan: str | None = None,
    unit: str | None = None,
) -> list[Completed]:
    """The milestones that were completed in a period and still are, by their ids."""
    values: dict[str, Any] = {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "plan": plan,
    }
    where = in_scope("m.task_no", plan)
    if unit is not None:
        where += f" AND m.task_no IN ({UNIT_TASKS_SQL})"
        values |= unit_parameters(connection, unit, today)
    rows = connection.execute(f"{_COMPLETED}{where} ORDER BY m.id", values).fetchall()
    leads = leads_of(connection, {row[1] for row in rows})
    return [
        Completed(
            identity,
            task_no,
            date.fromisoformat(day),
            basis,
            None if met is None else bool(met),
            bool(reported) if kind == RecordKind.MILESTONE_COMPLETE else _by_report(connection, identity),
            leads.get(task_no, ()),
        )
        for identity, task_no, day, basis, met, kind, reported in rows
    ]


def _by_report(connection: sqlite3.Connection, milestone: str) -> bool:
    """Whether the completion in force follows a report, where something was decided after it (a settling)."""
    records, planned = read_decisions(connection, milestone)
    completion = fold_over(planned, apart(records)[1]).completion
    return completion is not None and completion.body.get("report") is not None


def leads_of(connection: sqlite3.Connection, tasks: set[int]) -> dict[int, tuple[str, ...]]:
    """The units (their ids) that lead these tasks."""
    found = dict[int, tuple[str, ...]]()
    rows = connection.execute(_LEADS, (json.dumps(sorted(tasks)),))
    for task_no, unit in rows:
        found[task_no] = (*found.get(task_no, ()), unit)
    return found


def doubtful_units(connection: sqlite3.Connection) -> frozenset[str]:
    """Units that lead a task of which a re-checked item did not hold."""
    rows = connection.execute(
        "SELECT DISTINCT u.unit FROM recheck_result AS x CROSS JOIN milestone AS m ON m.id = x.milestone "  # noqa: S608
        "CROSS JOIN task_unit AS u ON u.task_no = m.task_no AND u.role = 'lead' "
        f"WHERE x.outcome = 'not_held' AND {_LAST}"
    )
    return frozenset(unit for (unit,) in rows)


_LEAST_CHANCE = 1e-9
"""Chances are kept to nine places; one of 0, as another program may have written, would weigh without end."""

_SAMPLES = "SELECT id, day, first_day, last_day, seed, population, items, officer FROM recheck"


def list_rechecks(connection: sqlite3.Connection, today: date) -> list[Recheck]:
    """All samples, the newest first."""
    rows = connection.execute(f"{_SAMPLES} ORDER BY day DESC, id DESC").fetchall()
    return [_recheck(connection, row, today) for row in rows]


def read_recheck(connection: sqlite3.Connection, today: date, record_id: bytes) -> Recheck:
    """One sample by its record; ``NotFound`` for any other."""
    row = connection.execute(f"{_SAMPLES} WHERE id = ?", (record_id,)).fetchone()
    if row is None:
        raise NotFound("没有这次抽查", "它可能已撤回", "用 huaian-tui recheck list 查看")
    return _recheck(connection, row, today)


def last_recheck(connection: sqlite3.Connection) -> bytes:
    """The newest sample; ``NotFound`` where there is none."""
    row = connection.execute("SELECT id FROM recheck ORDER BY day DESC, id DESC LIMIT 1").fetchone()
    if row is None:
        raise NotFound("还没有抽查过", "台账里没有抽查样本", "先用 huaian-tui recheck draw 抽样")
    return bytes(row[0])


def _recheck(connection: sqlite3.Connection, row: Sequence[Any], today: date) -> Recheck:
    record_id, day, first, last, seed, population, text, officer = row
    items = _items(connection, record_id, json.loads(text), today)
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    return Recheck(record_id, date.fromisoformat(day), period, seed, population, tuple(items), officer)


def _items(
    connection: sqlite3.Connection, record_id: bytes, drawn: Sequence[dict[str, Any]], today: date
) -> list[Item]:
    ids = json.dumps([one["milestone"] for one in drawn])
    rows = connection.execute(
        "SELECT m.id, m.task_no, m.title, m.completed_on, m.completion_basis, m.decided_by "
        "FROM milestone AS m "
        "WHERE m.id IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    known = {row[0]: row[1:] for row in rows.fetchall()}
    tasks = {row[0] for row in known.values()}
    refs, slots = read_refs(connection, tasks), named_slots(connection, tasks, today)
    results = _results(connection, record_id)
    found = []
    for one in drawn:
        gone = (None, "（节点已撤回）", None, "", None)
        task_no, title, completed_on, basis, decided = known.get(one["milestone"], gone)
        item = Item(
            one["milestone"],
            title,
            refs.get(task_no),
            role_names(slots[task_no], "lead") if task_no in slots else "",
            date.fromisoformat(completed_on) if completed_on else None,
            basis,
            one["weight"],
            min(max(float(one["chance"]), _LEAST_CHANCE), 1.0),
            tuple(one["risks"]),
            results.get(one["milestone"]),
            decided,
        )
        found.append(item)
    return found


def _results(connection: sqlite3.Connection, record_id: bytes) -> dict[str, Result]:
    rows = connection.execute(
        "SELECT x.milestone, x.id, x.outcome, x.day, x.text, x.officer FROM recheck_result AS x "  # noqa: S608
        f"WHERE x.recheck = ? AND {_LAST}",
        (record_id,),
    )
    return {
        milestone: Result(identity, Outcome(outcome), date.fromisoformat(day), text, officer)
        for milestone, identity, outcome, day, text, officer in rows
        if outcome in list(Outcome)
    }


def risk_words(risks: Sequence[str]) -> str:
    """Why an item was drawn more often, in words; those of a newer program as they stand."""
    return "、".join(Risk(one).word if one in list(Risk) else one for one in risks)
