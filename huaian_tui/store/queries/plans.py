"""Plans: their list with what is open in each, one in full, and what their records last said."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.answers.plans import PlanLine
from huaian_tui.domain.answers.tasks import TaskVersion
from huaian_tui.domain.rules.lights import Light, due_span
from huaian_tui.ledger.kinds.anew import in_chain, without_undo
from huaian_tui.ledger.kinds.parts import heads_of_part
from huaian_tui.ledger.kinds.revisions import BY_REVISION
from huaian_tui.ledger.record import RecordKind
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.plan_scope import plans_in_use
from huaian_tui.store.queries.task_refs import read_current_plan


class Said(NamedTuple):
    """How a plan or a task stands by its records: the last body, and the records that none has followed."""

    body: dict[str, Any]
    heads: tuple[bytes, ...]

    def following(self) -> tuple[bytes | None, dict[str, Any]]:
        """``ref`` of a record that follows all of them, and the part of its body that names the others."""
        others = [one.hex() for one in self.heads[:-1]]
        return (self.heads[-1] if self.heads else None), ({"settles": others} if others else {})


_LINES = """
SELECT p.id, p.title, p.code, p.short, p.kind, p.stage, p.start_day, p.horizon_day, p.closed_on,
       (SELECT count(*) FROM task AS t WHERE t.plan = p.id),
       coalesce(gone.ended, 0)
FROM plan AS p LEFT JOIN (SELECT plan, count(*) AS ended FROM task WHERE ended_on IS NOT NULL GROUP BY plan)
     AS gone ON gone.plan = p.id
"""
_OPEN = """
SELECT s.plan, count(*), sum(m.due < :today), sum(m.due BETWEEN :today AND :soon)
FROM milestone AS m JOIN task_state AS s ON s.task_no = m.task_no
WHERE m.status = 'open' AND s.task_no NOT IN (SELECT no FROM task WHERE ended_on IS NOT NULL) GROUP BY s.plan
"""


class PlanCounts(NamedTuple):
    """Open milestones of a plan, and how many of these are overdue or due soon by their dates."""

    open: int = 0
    overdue: int = 0
    due_soon: int = 0


def _open_counts(connection: sqlite3.Connection, today: date) -> dict[str, PlanCounts]:
    """The counts of every plan that has an open milestone."""
    _, soon = due_span(Light.DUE_SOON, today, read_light_rules(connection))
    rows = connection.execute(_OPEN, {"today": today.isoformat(), "soon": soon.isoformat()})
    return {plan: PlanCounts(number, late or 0, near or 0) for plan, number, late, near in rows}


def list_plans(connection: sqlite3.Connection, today: date) -> list[PlanLine]:
    """All plans in the order in which they were made, with how many tasks and open milestones each has."""
    current, counts = read_current_plan(connection), _open_counts(connection, today)
    rows = connection.execute(f"{_LINES} ORDER BY p.made").fetchall()
    borne = Counter(row[2] for row in rows)
    lines = [_line(row, current, counts.get(row[0], PlanCounts())) for row in rows]
    return [one._replace(shared=borne[one.code] > 1) for one in lines]


def read_plans_in_use(connection: sqlite3.Connection) -> list[PlanLine]:
    """The open plans that lists are of (``plans_in_use``), their milestones not counted."""
    wanted, current = {one.id for one in plans_in_use(connection)}, read_current_plan(connection)
    rows = connection.execute(f"{_LINES} WHERE p.closed_on IS NULL ORDER BY p.made").fetchall()
    return [_line(row, current, PlanCounts()) for row in rows if row[0] in wanted]


def read_plan_line(connection: sqlite3.Connection, today: date, plan: str) -> PlanLine:
    """One plan of the list."""
    return next(one for one in list_plans(connection, today) if one.id == plan)


class PlanText(NamedTuple):
    """What a plan says beside its line; ``disputed``: it was written apart on two laptops."""

    supervisor: str
    start_basis: str
    horizon_phrase: str
    horizon_basis: str
    close_basis: str
    file_name: str
    disputed: bool


def read_plan_text(connection: sqlite3.Connection, plan: str) -> PlanText:
    """The words of one plan."""
    row = connection.execute(
        "SELECT supervisor, start_basis, horizon_phrase, horizon_basis, close_basis, "
        "coalesce(file_name, ''), instr(heads, ',') > 0 FROM plan WHERE id = ?",
        (plan,),
    ).fetchone()
    return PlanText._make((*row[:-1], bool(row[-1])))


def _line(row: Sequence[Any], current: str, counts: PlanCounts) -> PlanLine:
    identity, title, code, short, kind, stage, start, horizon, closed_on, tasks, ended = row
    return PlanLine(
        id=identity,
        code=code,
        title=title,
        short=short,
        kind=kind,
        stage=stage,
        start=_day(start),
        horizon=_day(horizon),
        closed_on=_day(closed_on),
        current=identity == current,
        tasks=tasks - ended,
        open_milestones=counts.open,
        overdue=counts.overdue,
        due_soon=counts.due_soon,
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def plan_close(connection: sqlite3.Connection, plan: str) -> tuple[str, date | None]:
    """(code, day of the close) of a plan; None where it is not closed, or not here yet."""
    row = connection.execute("SELECT code, closed_on FROM plan WHERE id = ?", (plan,)).fetchone()
    code, closed = row or (plan, None)
    return str(code), _day(closed)


def other_open_plan(connection: sqlite3.Connection, plan: str) -> str | None:
    """The oldest plan besides this one that is open; 日常交办 last."""
    row = connection.execute(
        "SELECT id FROM plan WHERE closed_on IS NULL AND id <> ? ORDER BY kind = 'matters', made LIMIT 1",
        (plan,),
    ).fetchone()
    return None if row is None else str(row[0])


def is_code_shared(connection: sqlite3.Connection, code: str) -> bool:
    """Whether several plans bear this code: they were entered apart."""
    return bool(connection.execute("SELECT count(*) > 1 FROM plan WHERE code = ?", (code,)).fetchone()[0])


def plan_codes(connection: sqlite3.Connection) -> dict[str, str]:
    """Code → title of every plan, closed ones too."""
    return dict(connection.execute("SELECT code, title FROM plan ORDER BY made"))


def read_start(connection: sqlite3.Connection, task_no: int | None = None) -> date | None:
    """The first day of the plan of a task, of the shipped plan without one; None where none is known."""
    row = connection.execute(
        "SELECT start_day FROM plan WHERE id = coalesce((SELECT plan FROM task WHERE no = ?), ?)",
        (task_no, SHIPPED_PLAN),
    ).fetchone()
    return None if row is None else _day(row[0])


def read_span(connection: sqlite3.Connection, plan: str) -> tuple[date | None, date | None]:
    """The first and the last day of a plan, as far as they are known."""
    start, horizon = connection.execute(
        "SELECT start_day, horizon_day FROM plan WHERE id = ?", (plan,)
    ).fetchone()
    return _day(start), _day(horizon)


def horizon_of_task(connection: sqlite3.Connection, task_no: int) -> tuple[str, date | None]:
    """(code, last day) of the plan of a task; None where none is known."""
    code, horizon = connection.execute(
        "SELECT p.code, p.horizon_day FROM plan AS p JOIN task AS t ON t.plan = p.id WHERE t.no = ?",
        (task_no,),
    ).fetchone()
    return str(code), _day(horizon)


def plan_of_task(connection: sqlite3.Connection, task_no: int) -> str:
    """The id of the plan of a task that is here."""
    return str(connection.execute("SELECT plan FROM task WHERE no = ?", (task_no,)).fetchone()[0])


def plan_said(connection: sqlite3.Connection, plan: str) -> Said:
    """What the records say of a plan."""
    body = connection.execute(
        "SELECT body FROM record WHERE kind = ? AND plan = ? ORDER BY id DESC LIMIT 1",
        (RecordKind.PLAN_SET, plan),
    ).fetchone()[0]
    heads = connection.execute(
        "SELECT heads FROM plan WHERE id = ?1 UNION ALL SELECT heads FROM plan_withdrawn WHERE id = ?1",
        (plan,),
    ).fetchone()[0]
    return Said(_own(json.loads(body)), _heads(heads))


def task_said(connection: sqlite3.Connection, task_no: int) -> Said:
    """What the records say of a task; which revision wrote it is not said again by what follows."""
    body = connection.execute(
        "SELECT body FROM record WHERE task_no = ?1 AND kind = ?2 "
        "AND plan = (SELECT plan FROM task WHERE no = ?1) ORDER BY id DESC LIMIT 1",
        (task_no, RecordKind.TASK_SET),
    ).fetchone()[0]
    heads = connection.execute("SELECT heads FROM task WHERE no = ?", (task_no,)).fetchone()[0]
    return Said(_own(json.loads(body)), _heads(heads))


def _own(body: dict[str, Any]) -> dict[str, Any]:
    """A body without what its record said of itself: what it took back, which revision wrote it."""
    return {key: value for key, value in without_undo(body).items() if key not in BY_REVISION}


def gone_said(connection: sqlite3.Connection, number: int) -> Said:
    """What the records say of a task that is not there: of one that was withdrawn, what a new one follows."""
    known = "SELECT 1 FROM record WHERE kind = 'task_set' AND task_no = ? LIMIT 1"
    if connection.execute(known, (number,)).fetchone() is None:
        return Said({}, ())
    # Imported here: folding knows every kind of record, which lists do without.
    from huaian_tui.store.engine import fold_things

    things = fold_things.tasks(connection, [number], alone=True)
    records = next((list(in_chain(records)) for _, records, _ in things), [])
    return Said({}, tuple(heads_of_part(records)) if records else ())


def _heads(text: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(one) for one in json.loads(text))


def task_versions(connection: sqlite3.Connection, heads: str) -> list[TaskVersion]:
    """The records on a task that do not know of each other, where there are several; else none."""
    if "," not in heads:
        return []
    found = list[TaskVersion]()
    for head in _heads(heads):
        officer, recorded_at, text = connection.execute(
            "SELECT officer, recorded_at, body FROM record WHERE id = ?", (head,)
        ).fetchone()
        body = json.loads(text)
        said = (body.get(key, "") for key in ("text", "lead_raw", "support_raw", "reason"))
        found.append(TaskVersion(head, officer, recorded_at, *said))
    return found


def open_milestones_of(connection: sqlite3.Connection, plan: str) -> list[str]:
    """The ids of the open milestones of a plan's tasks, in the order of the plan."""
    rows = connection.execute(
        "SELECT m.id FROM task AS t JOIN milestone AS m ON m.task_no = t.no "
        "WHERE t.plan = ? AND t.ended_on IS NULL AND m.status = 'open' ORDER BY t.place, t.no, m.due, m.id",
        (plan,),
    )
    return [identity for (identity,) in rows]


def count_without_milestones(connection: sqlite3.Connection, plan: str) -> int:
    """How many tasks of a plan that are not ended have no milestone at all (未设节点)."""
    row = connection.execute(
        "SELECT count(*) FROM task AS t WHERE t.plan = ? AND t.ended_on IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM milestone AS m WHERE m.task_no = t.no)",
        (plan,),
    ).fetchone()
    return int(row[0])


def tasks_with_series(connection: sqlite3.Connection, plan: str) -> list[int]:
    """The tasks of a plan that are not ended and whose milestones may recur."""
    rows = connection.execute(
        "SELECT t.no FROM task AS t WHERE t.plan = ? AND t.ended_on IS NULL "
        "AND EXISTS (SELECT 1 FROM milestone AS m WHERE m.task_no = t.no) ORDER BY t.place, t.no",
        (plan,),
    )
    return [number for (number,) in rows]


def milestones_set(connection: sqlite3.Connection, task_no: int) -> list[tuple[str, str, dict[str, Any]]]:
    """(id, when it was recorded, body) of the milestones that officers set on a task, by their records."""
    rows = connection.execute(
        "SELECT r.milestone, r.recorded_at, r.body FROM record AS r "
        "JOIN milestone AS m ON m.id = r.milestone WHERE r.task_no = ? AND r.kind = ? ORDER BY r.id",
        (task_no, RecordKind.MILESTONE_SET),
    )
    return [(milestone, recorded_at, json.loads(body)) for milestone, recorded_at, body in rows]


def next_place(connection: sqlite3.Connection, plan: str) -> int:
    """The place after the last task of a plan."""
    row = connection.execute("SELECT coalesce(max(place), 0) + 1 FROM task WHERE plan = ?", (plan,))
    return int(row.fetchone()[0])


def numbers_printed(connection: sqlite3.Connection, plan: str) -> dict[str, int]:
    """Printed number → task of every task of a plan that is not ended."""
    rows = connection.execute(
        "SELECT printed, no FROM task WHERE plan = ? AND ended_on IS NULL AND printed <> ''", (plan,)
    )
    return dict(rows)


def is_task(connection: sqlite3.Connection, number: int) -> bool:
    """Whether the ledger has a task with this number for life."""
    return connection.execute("SELECT 1 FROM task WHERE no = ?", (number,)).fetchone() is not None


def task_end(connection: sqlite3.Connection, number: int) -> tuple[date | None, str]:
    """The day on which a task ended, and why; (None, "") for one that goes on."""
    day, why = connection.execute("SELECT ended_on, ended_why FROM task WHERE no = ?", (number,)).fetchone()
    return _day(day), str(why)


def short_names(connection: sqlite3.Connection) -> dict[str, str]:
    """Unit → its short name of today."""
    return dict(connection.execute("SELECT id, name FROM unit"))


def plan_names(connection: sqlite3.Connection) -> tuple[dict[str, str], frozenset[str]]:
    """(code → title of every plan, their short names), closed ones too: what is taken."""
    rows = connection.execute("SELECT code, title, short FROM plan ORDER BY made").fetchall()
    return {code: title for code, title, _ in rows}, frozenset(short for _, _, short in rows)


def plans_from_file(connection: sqlite3.Connection, sha256: str) -> list[tuple[str, str, str, bool]]:
    """(id, code, title, whether it was taken back) of the plans that were read from a file (SHA-256)."""
    rows = connection.execute(
        "SELECT id, code, title, 0 FROM plan WHERE file_sha256 = ?1 "
        "UNION ALL SELECT id, code, title, 1 FROM plan_withdrawn WHERE file_sha256 = ?1 ORDER BY 4, 1",
        (sha256,),
    )
    return [(identity, code, title, bool(withdrawn)) for identity, code, title, withdrawn in rows]


class WithdrawnPlan(NamedTuple):
    """A plan whose import was taken back: how it was called, on which day and why."""

    id: str
    code: str
    short: str
    title: str
    day: str
    basis: str


def withdrawn_plans(connection: sqlite3.Connection) -> list[WithdrawnPlan]:
    """The plans that were taken back, the last first."""
    rows = connection.execute(
        "SELECT id, code, short, title, withdrawn_on, basis FROM plan_withdrawn "
        "ORDER BY withdrawn_on DESC, id"
    )
    return [WithdrawnPlan._make(row) for row in rows]


def plan_standing(connection: sqlite3.Connection, plan: str) -> str:
    """``here``, ``withdrawn`` (its import was taken back) or ``""`` of a plan by its id."""
    row = connection.execute(
        "SELECT 'here' FROM plan WHERE id = ?1 "
        "UNION ALL SELECT 'withdrawn' FROM plan_withdrawn WHERE id = ?1",
        (plan,),
    ).fetchone()
    return "" if row is None else str(row[0])


def count_plan_parts(connection: sqlite3.Connection, plan: str) -> tuple[int, int]:
    """(tasks, milestones of their text) of a plan."""
    tasks, milestones = connection.execute(
        "SELECT count(*), (SELECT count(*) FROM planned_milestone AS m JOIN task AS t ON t.no = m.task_no "
        "WHERE t.plan = ?1) FROM task WHERE plan = ?1",
        (plan,),
    ).fetchone()
    return int(tasks), int(milestones)
