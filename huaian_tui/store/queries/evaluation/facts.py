"""What is counted besides decisions: unverified reports, pace, silence, replies, promised visits."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from huaian_tui.domain.evaluation.classes import NO_FACTS, Facts
from huaian_tui.domain.evaluation.forecasts import SILENT_DAYS
from huaian_tui.domain.rules.targets import LIMITS, Target
from huaian_tui.ledger.identity import first_id_after
from huaian_tui.ledger.record import RecordKind
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.store.engine.counted_once import FIRST_NOTE, newest_reading
from huaian_tui.store.engine.promises import FOLLOW_UP_OPEN
from huaian_tui.store.queries.evaluation.scope import Asked, in_scope
from huaian_tui.store.queries.self_reports import FIRST_REPORT
from huaian_tui.store.queries.sql_parts import HELD_DRAFT

_REPORTED = (
    "SELECT p.milestone FROM self_report AS p CROSS JOIN record AS r ON r.id = p.id "  # noqa: S608 - constants
    "WHERE p.state = 'pending' AND p.day <= :as_of AND json_extract(r.body, '$.finished') "
    f"AND {FIRST_REPORT} "
    "AND NOT EXISTS (SELECT 1 FROM self_report AS twin WHERE twin.claim = p.claim AND twin.decision NOTNULL)"
)
_BEHIND = "SELECT p.milestone FROM milestone_pace AS p WHERE p.behind_from <= :as_of"
_READ = (
    f"SELECT m.id, m.due, m.operator, m.value, m.upper, ({newest_reading('r.value')}) FROM milestone AS m "  # noqa: S608
    "WHERE m.status = 'open' AND m.operator NOTNULL AND m.id IN (SELECT milestone FROM reading)"
)


def read_facts(connection: sqlite3.Connection, asked: Asked) -> dict[str, Facts]:
    """Milestone → what is known of it besides its decisions; those of which nothing is are left out."""
    reported = {one for (one,) in connection.execute(_REPORTED, asked.values)}
    behind = {one for (one,) in connection.execute(_BEHIND, asked.values)}
    reached = set(_reached(connection, asked.as_of))
    return {one: Facts(one in reported, one in behind, one in reached) for one in reported | behind | reached}


def _reached(connection: sqlite3.Connection, as_of: date) -> Iterator[str]:
    """Open milestones whose newest reading reaches the target; a limit is reached on its date."""
    for milestone, due, operator, value, upper, reading in connection.execute(_READ):
        if operator in LIMITS and (due is None or due > as_of.isoformat()):
            continue
        if reading is not None and Target(operator, value, upper, "", False, False, "").met_by(reading):
            yield milestone


def facts_of(found: dict[str, Facts], milestone: str) -> Facts:
    """The facts of a milestone."""
    return found.get(milestone, NO_FACTS)


# ---------------------------------------------------------------------- silence

_HEARD = "SELECT DISTINCT r.task_no FROM record AS r WHERE r.id >= :since AND r.task_no NOTNULL"
"""By an index alone: their kinds are asked only where it matters."""

_AMENDED = "SELECT DISTINCT r.task_no FROM record AS r WHERE r.kind = ? AND r.id >= ? AND r.task_no NOTNULL"
_SAID_MORE = (
    "SELECT 1 FROM record AS r WHERE r.task_no = ? AND r.id >= ? "
    "AND +r.kind NOT IN ('retraction', 'correction') LIMIT 1"
)


def tasks_heard_of(connection: sqlite3.Connection, asked: Asked, among: Collection[int]) -> set[int]:
    """Of these tasks those with a record of the last days (``SILENT_DAYS``) that still counts."""
    since = first_id_after(asked.as_of - timedelta(days=SILENT_DAYS + 1))
    heard = {task for (task,) in connection.execute(_HEARD, {"since": since})} & set(among)
    corrected, undone = (
        {task for (task,) in connection.execute(_AMENDED, (kind, since))} & heard
        for kind in (RecordKind.CORRECTION, RecordKind.RETRACTION)
    )
    silent = {task for task in undone if not _still_heard(connection, task, since)}
    for task in corrected - undone:
        if connection.execute(_SAID_MORE, (task, since)).fetchone() is None:
            silent.add(task)
    return heard - silent


def _still_heard(connection: sqlite3.Connection, task: int, since: bytes) -> bool:
    """Whether one of the newest records of a task was not taken back."""
    rows = connection.execute(
        "SELECT r.id, r.kind, json_extract(r.body, '$.undoes'), r.ref FROM record AS r "
        "WHERE r.task_no = ? ORDER BY r.id DESC",
        (task,),
    ).fetchall()
    gone = set[bytes]()
    for record, kind, undoes, ref in rows:
        if record in gone:
            continue
        if kind == "retraction":
            gone.add(bytes.fromhex(undoes) if undoes else ref)
        elif kind != "correction" and record >= since:
            return True
    return False


# ---------------------------------------------------------------------- replies and visits


class Reply(NamedTuple):
    """A notice that asks a unit for an answer by a day: ``in_time`` where it came by then.

    ``plans`` are the ids of the plans that the notice is about, ``record`` the notice.
    """

    record: bytes
    unit: str
    due: date
    in_time: bool
    plans: tuple[str, ...]
    reply: bytes | None


_REPLIES = f"""
SELECT n.id, asked.value, n.reply_due,
 (SELECT y.id FROM notice_reply AS y WHERE y.notice = n.id AND y.unit = asked.value AND y.day <= n.reply_due
  ORDER BY y.day, y.id LIMIT 1),
 coalesce((SELECT json_extract(held.body, '$.plans') FROM record AS held WHERE held.id = {HELD_DRAFT}),
  '["{SHIPPED_PLAN}"]')
FROM notice AS n CROSS JOIN json_each(n.units) AS asked
WHERE n.state = 'issued' AND n.reply_due BETWEEN :first AND min(:last, :as_of) ORDER BY n.reply_due, n.id
"""  # noqa: S608 - a constant


def read_replies(connection: sqlite3.Connection, asked: Asked) -> list[Reply]:
    """Each pair of a notice and a unit that is asked to answer in the period, not after the as-of day."""
    found = list[Reply]()
    for notice, unit, due, reply, plans in connection.execute(_REPLIES, asked.values):
        about = tuple(json.loads(plans))
        if asked.plan is None or asked.plan in about:
            found.append(Reply(notice, unit, date.fromisoformat(due), reply is not None, about, reply))
    return list(dict.fromkeys(found))


class Visit(NamedTuple):
    """A promised visit of the office: the note that promises, its task, the day, whether it was kept."""

    record: bytes
    task_no: int
    day: date
    kept: bool


_VISITS = (
    f"SELECT n.id, n.task_no, n.follow_up, NOT {FOLLOW_UP_OPEN} FROM note AS n WHERE n.retracted = 0 "  # noqa: S608
    f"AND n.follow_up BETWEEN :first AND min(:last, :as_of) AND {FIRST_NOTE} AND {{scope}} "
    "ORDER BY n.follow_up, n.id"
)


def read_visits(connection: sqlite3.Connection, asked: Asked) -> list[Visit]:
    """The visits that the office promised for the period, not after the as-of day."""
    rows = connection.execute(_VISITS.format(scope=in_scope(asked, "n.task_no")), asked.values)
    return [Visit(note, task, date.fromisoformat(day), bool(kept)) for note, task, day, kept in rows]
