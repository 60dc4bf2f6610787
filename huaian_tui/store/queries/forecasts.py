"""Forecasts: milestones as they stand, the cases they are compared with, and what was recorded and came.

A case is a date that has passed, as it was known ``Stage.look`` days before: versions of milestones say which
date stood then, records which slips, readings and silence. Only what was known by that day goes in. At most
``MOST_CASES`` of a stage are read, the newest: a forecast costs the same in a ledger of any length.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from huaian_tui.domain.answers.plans import TaskRef
from huaian_tui.domain.evaluation.forecasts import (
    SILENT_DAYS,
    Came,
    Case,
    Forecast,
    Model,
    Reason,
    Stage,
    above_the_whole,
    learn,
    stage_of,
)
from huaian_tui.ledger.identity import day_number, day_of_id, day_of_number, first_id_after
from huaian_tui.store.engine.connection import file_of
from huaian_tui.store.engine.past_state import is_past_filled, shows_past
from huaian_tui.store.queries.plan_scope import in_scope
from huaian_tui.store.queries.sql_parts import UNIT_TASKS_SQL, unit_parameters
from huaian_tui.store.queries.task_refs import read_refs

MOST_CASES = 800
"""Dates that have passed of which a forecast is made, the newest of a stage."""

_LOOKED = "CAST(julianday(v.due) - 2440587.5 AS INTEGER) - :look"
"""The day (``day_number``) on which a case is looked at."""

_CASES = (
    "SELECT v.id, v.task_no, v.due, v.original_due < v.due, m.status, m.completed_on "  # noqa: S608 - constants
    "FROM main.milestone_version AS v CROSS JOIN milestone AS m ON m.id = v.id "
    "WHERE v.status = 'open' AND v.due IS NOT NULL AND v.due < :today AND m.status <> 'cancelled' "
    f"AND v.since <= {_LOOKED} AND v.until > {_LOOKED} "
    "ORDER BY v.due DESC, v.task_no DESC, v.id DESC LIMIT :most"
)
_HEARD = (
    "SELECT r.id FROM main.record AS r WHERE r.task_no = ? AND r.id < ? "
    "AND r.kind NOT IN ('retraction', 'correction') ORDER BY r.id DESC LIMIT 1"
)
_BEHIND = (
    "SELECT 1 FROM main.milestone_pace_version WHERE milestone = ? AND since <= ? AND until > ? "
    "AND behind_from <= ?"
)
_SLIPS = (
    "SELECT count(DISTINCT due) FROM main.milestone_version WHERE id = ? AND since <= ? AND due IS NOT NULL"
)
_LEADS = "SELECT unit FROM task_unit WHERE task_no = ? AND role = 'lead' ORDER BY position"


class Foreseen(NamedTuple):
    """What is expected of an open milestone with a date that has not come, and why in words."""

    milestone: str
    title: str
    ref: TaskRef
    due: date
    stage: Stage
    forecast: Forecast
    why: tuple[str, ...]


class Expected(NamedTuple):
    """A forecast that was recorded; ``late``: what came, None until its date has passed."""

    record_id: bytes
    milestone: str
    title: str
    ref: TaskRef | None
    day: date
    due: date
    likelihood: float
    base: float
    verdict: str
    reasons: tuple[str, ...]
    officer: str
    late: bool | None


class _Passed(NamedTuple):
    """A date that has passed: the day on which it is looked at, its own, what was known, what came."""

    looked: int
    due: int
    reasons: set[Reason]
    leads: tuple[str, ...]
    late: bool


class Record:
    """How often dates of a lead had passed by a day, and how often late; of all under no name."""

    def __init__(self, passed: Sequence[_Passed]) -> None:
        self._days = defaultdict[str, list[int]](list)
        self._late = defaultdict[str, list[int]](lambda: [0])
        for one in sorted(passed, key=lambda one: one.due):
            for lead in ("", *one.leads):
                self._days[lead].append(one.due)
                self._late[lead].append(self._late[lead][-1] + one.late)

    def until(self, lead: str, day: int) -> tuple[int, int]:
        """(dates before the day, those of them that came late)."""
        if lead not in self._days:
            return 0, 0
        number = bisect_left(self._days[lead], day)
        return number, self._late[lead][number]

    def speaks_against(self, leads: Sequence[str], day: int) -> tuple[int, int] | None:
        """The figures of the first lead whose record speaks against it; None where none does."""
        known, late = self.until("", day)
        for lead in leads:
            own, own_late = self.until(lead, day)
            if known and above_the_whole(own_late, own, late / known):
                return own, own_late
        return None

    def against(self, day: int) -> list[str]:
        """All leads whose record speaks against them on this day."""
        return [lead for lead in self._days if lead and self.speaks_against((lead,), day) is not None]


def foresee(connection: sqlite3.Connection, today: date, milestones: Sequence[str]) -> list[Foreseen]:
    """What is expected of these milestones, in their order: of the open ones whose date has not come."""
    if not milestones:
        return []  # so with most tasks, each time the cursor comes to rest on one
    rows = connection.execute(
        "SELECT m.id, m.title, m.task_no, m.due, m.original_due < m.due FROM json_each(?) AS asked "
        "CROSS JOIN milestone AS m ON m.id = asked.value "
        "WHERE m.status = 'open' AND m.due >= ? ORDER BY asked.key",
        (json.dumps(list(milestones)), today.isoformat()),
    ).fetchall()
    refs = read_refs(connection, {row[2] for row in rows})
    models = dict[Stage, tuple[Model, Record]]()
    found = []
    for identity, title, task_no, due_text, slipped in rows:
        due = date.fromisoformat(due_text)
        stage = stage_of((due - today).days)
        if stage not in models:
            models[stage] = learned_once(connection, today, stage)
        model, record = models[stage]
        why = _why(connection, identity, task_no, today, bool(slipped), record)
        forecast = model.forecast(frozenset(why))
        words = tuple(why[one] for one in Reason if one in why)
        found.append(Foreseen(identity, title, refs[task_no], due, stage, forecast, words))
    return found


def _why(
    connection: sqlite3.Connection, milestone: str, task_no: int, today: date, slipped: bool, record: Record
) -> dict[Reason, str]:
    """The reasons of an open milestone, each in words with its figures."""
    number = day_number(today)
    found = {one: one.word for one in _reasons(connection, milestone, task_no, number, slipped)}
    if slipped:
        (dates,) = connection.execute(_SLIPS, (milestone, number)).fetchone()
        found[Reason.SLIPPED] = f"已延期{max(dates - 1, 1)}次"
    if Reason.SILENT in found:
        heard = _heard(connection, task_no, number)
        if heard is not None and heard > 0:
            found[Reason.SILENT] = f"{number - heard}天没有记录"
    leads = tuple(unit for (unit,) in connection.execute(_LEADS, (task_no,)))
    against = record.speaks_against(leads, number)
    if against is not None:
        known, late = against
        found[Reason.UNIT] = f"牵头单位以往到期{known}个节点，未按期{late}个"
    return found


KnownState = tuple[str, int, bytes, bool, bool]

_KEPT: dict[tuple[KnownState, date, Stage], tuple[Model, Record]] = {}
"""What was learned last, by file, newest records, day and stage: who goes through a list asks again.

While former days are not filled yet, and once they are, other cases are known.
"""

_MOST_KEPT = 6


def learned_once(connection: sqlite3.Connection, today: date, stage: Stage) -> tuple[Model, Record]:
    """What was learned of a stage, and the records of leads that it was learned with.

    Read again only after something was recorded; inside an action always.
    """
    known = known_state(connection)
    if known is None:
        return _learned(connection, today, stage)
    key = (known, today, stage)
    found = _KEPT.get(key)
    if found is None:
        found = _learned(connection, today, stage)
        while len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(tuple(_KEPT)), key), None)  # another thread may add one meanwhile
        _KEPT[key] = found
    return found


def known_state(connection: sqlite3.Connection) -> KnownState | None:
    """What is read of the ledger: its file, newest records, whether former days are filled and shown.

    None inside an action, where more is recorded, and for a ledger without a file: nothing is kept of these.
    """
    path = file_of(connection)
    if not path or connection.in_transaction:
        return None
    (last,) = connection.execute("SELECT max(rid) FROM main.record").fetchone()
    (newest,) = connection.execute("SELECT max(id) FROM main.record").fetchone()
    return path, last or 0, newest or b"", is_past_filled(connection), shows_past(connection)


def _learned(connection: sqlite3.Connection, today: date, stage: Stage) -> tuple[Model, Record]:
    """The model of a stage, and the records of leads that it was made with."""
    asked = {"today": today.isoformat(), "look": stage.look, "most": MOST_CASES}
    leads = dict[int, tuple[str, ...]]()
    passed = list[_Passed]()
    for identity, task_no, due_text, slipped, status, completed in connection.execute(
        _CASES, asked
    ).fetchall():
        due = day_number(date.fromisoformat(due_text))
        looked = due - stage.look
        if task_no not in leads:
            leads[task_no] = tuple(unit for (unit,) in connection.execute(_LEADS, (task_no,)))
        late = not (status == "done" and completed is not None and completed <= due_text)
        reasons = _reasons(connection, identity, task_no, looked, bool(slipped))
        passed.append(_Passed(looked, due, reasons, leads[task_no], late))
    record = Record(passed)
    return learn(_cases(passed, record)), record


def _cases(passed: Sequence[_Passed], record: Record) -> Iterator[Case]:
    for one in passed:
        against = record.speaks_against(one.leads, one.looked) is not None
        yield Case(frozenset(one.reasons | ({Reason.UNIT} if against else set())), one.late)


def _reasons(
    connection: sqlite3.Connection, milestone: str, task_no: int, number: int, slipped: bool
) -> set[Reason]:
    """The reasons but for the record of the lead, as they were known by the end of a day (its number)."""
    found = {Reason.SLIPPED} if slipped else set[Reason]()
    day = day_of_number(number)
    heard = _heard(connection, task_no, number)
    if heard is None or number - heard > SILENT_DAYS:
        found.add(Reason.SILENT)
    asked = (milestone, number, number, day.isoformat())
    if connection.execute(_BEHIND, asked).fetchone() is not None:
        found.add(Reason.BEHIND)
    return found


def _heard(connection: sqlite3.Connection, task_no: int, number: int) -> int | None:
    """The day of the last record on a task by the end of a day; None without any."""
    bound = first_id_after(day_of_number(number))
    row = connection.execute(_HEARD, (task_no, bound)).fetchone()
    return None if row is None else day_of_id(row[0])


def open_dated(
    connection: sqlite3.Connection,
    today: date,
    *,
    within: int,
    plan: str | None = None,
    unit: str | None = None,
) -> list[str]:
    """Open milestones whose dates come within so many days, today's included, by date."""
    until = (today + timedelta(days=within)).isoformat()
    values = {"today": today.isoformat(), "until": until, "plan": plan}
    where = f"m.status = 'open' AND m.due BETWEEN :today AND :until AND {in_scope('m.task_no', plan)}"
    if unit is not None:
        where += f" AND m.task_no IN ({UNIT_TASKS_SQL})"
        values |= unit_parameters(connection, unit, today)
    rows = connection.execute(
        f"SELECT m.id FROM milestone AS m WHERE {where} ORDER BY m.due, m.task_no, m.id",  # noqa: S608
        values,
    )
    return [identity for (identity,) in rows]


# ---------------------------------------------------------------------- what was recorded

_FIRST = (
    "NOT EXISTS (SELECT 1 FROM forecast AS twin WHERE twin.milestone = f.milestone "
    "AND substr(twin.day, 1, 7) = substr(f.day, 1, 7) AND twin.id < f.id)"
)
"""Of the forecasts of a milestone and month the first: two laptops may have recorded one each."""

_RECORDED = (
    "SELECT f.id, f.milestone, coalesce(m.title, ''), m.task_no, f.day, f.due, f.likelihood, f.base, "  # noqa: S608
    "f.verdict, f.reasons, f.officer, m.status, m.completed_on "
    f"FROM forecast AS f LEFT JOIN milestone AS m ON m.id = f.milestone WHERE {_FIRST}"
)


def read_recorded(
    connection: sqlite3.Connection, today: date, milestone: str | None = None
) -> list[Expected]:
    """The forecasts that were recorded (on a milestone), newest first, each with what came."""
    where = " AND f.milestone = :milestone" if milestone is not None else ""
    rows = connection.execute(
        f"{_RECORDED}{where} ORDER BY f.day DESC, f.id DESC", {"milestone": milestone}
    ).fetchall()
    refs = read_refs(connection, {row[3] for row in rows if row[3] is not None})
    return [_expected(row[:-2], row[-2], row[-1], refs, today) for row in rows]


def _expected(
    row: Sequence[object], status: str | None, completed: str | None, refs: dict[int, TaskRef], today: date
) -> Expected:
    identity, milestone, title, task_no, day, due, likelihood, base, verdict, reasons, officer = row
    late: bool | None = None
    if str(due) < today.isoformat() and status in ("open", "done"):
        late = not (status == "done" and completed is not None and completed <= str(due))
    return Expected(
        identity,  # type: ignore[arg-type]
        str(milestone),
        str(title),
        refs.get(task_no) if isinstance(task_no, int) else None,
        date.fromisoformat(str(day)),
        date.fromisoformat(str(due)),
        float(likelihood),  # type: ignore[arg-type]
        float(base),  # type: ignore[arg-type]
        str(verdict),
        tuple(json.loads(str(reasons))),
        str(officer),
        late,
    )


def forecast_in_month(connection: sqlite3.Connection, day: date) -> set[str]:
    """The milestones of which a forecast was recorded in the month of a day."""
    month = f"{day.year:04}-{day.month:02}"
    rows = connection.execute(
        "SELECT DISTINCT milestone FROM forecast WHERE day BETWEEN ? AND ?", (f"{month}-01", f"{month}-31")
    )
    return {milestone for (milestone,) in rows}


def came(recorded: Sequence[Expected]) -> list[Came]:
    """Those whose date has passed, for the score."""
    return [Came(one.likelihood, one.late) for one in recorded if one.late is not None]
