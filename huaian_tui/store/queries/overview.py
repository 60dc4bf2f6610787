"""The morning screen: where the whole plan stands on a day."""

from __future__ import annotations

import sqlite3
from datetime import date

from huaian_tui.domain.answers.overview import Overview, PlanRow
from huaian_tui.domain.answers.tasks import RemarkRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import (
    BESIDES_DATE,
    TASK_DONE,
    TASK_RULE_BY_DATE,
    Light,
    days_after,
    due_span,
)
from huaian_tui.store.queries import (
    milestones,
    notes,
    notices,
)
from huaian_tui.store.queries import (
    pending_reports as pending,
)
from huaian_tui.store.queries import (
    time_line as events,
)
from huaian_tui.store.queries.sql_parts import LIGHT_SQL, TASK_FACTS, day_parameters

MOST_WAITING = 100
"""Rows of each kind on the morning screen; the lists behind it show all."""


def read_plan(connection: sqlite3.Connection) -> PlanRow:
    """The plan of this ledger."""
    row = connection.execute(
        "SELECT id, title, stage, supervisor, start_day, start_basis, horizon_day, horizon_phrase, "
        "horizon_basis FROM plan"
    ).fetchone()
    if row is None:
        raise HuaianError("台账里还没有方案", "初始化没有完成", "运行 huaian-tui init")
    return PlanRow(
        id=row[0],
        title=row[1],
        stage=row[2],
        supervisor=row[3],
        start=date.fromisoformat(row[4]),
        start_basis=row[5],
        horizon=date.fromisoformat(row[6]),
        horizon_phrase=row[7],
        horizon_basis=row[8],
    )


def plan_remarks(connection: sqlite3.Connection) -> list[RemarkRow]:
    """What the text is unsure of as a whole or in its rows, each with the rows it is about."""
    rows = connection.execute("SELECT id, place, text, treatment FROM remark ORDER BY id").fetchall()
    concerned: dict[int, list[int]] = {}
    for remark, no in connection.execute("SELECT remark, task_no FROM remark_row ORDER BY task_no"):
        concerned.setdefault(remark, []).append(no)
    return [RemarkRow(tuple(concerned.get(row[0], ())), row[1], row[2], row[3]) for row in rows]


def count_lights(connection: sqlite3.Connection, today: date) -> dict[Light, int]:
    """Tasks by light; every light is there.

    Ranges of indexes are counted as the dates alone would have it; only the tasks for which more
    than the date matters are worked out one by one: a millisecond or two at 100,000 tasks. The
    same as ``LIGHT_SQL`` (a test compares them).
    """
    total, undated, done = connection.execute(_ALL_UNDATED_DONE).fetchone()
    counts = dict.fromkeys(Light, 0)
    for light in (Light.OVERDUE, Light.DUE_SOON):
        span = [day.isoformat() for day in due_span(light, today)]
        counts[light] = connection.execute(_DUE_BETWEEN, span).fetchone()[0]
    counts[Light.DONE] = done
    # A task whose milestones are all done has no next date: it is among the undated ones.
    counts[Light.UNSCHEDULED] = undated - done
    counts[Light.ON_TRACK] = total - sum(counts.values())
    for by_date, light, count in connection.execute(_MOVED, day_parameters(today)):
        counts[Light(by_date)] -= count
        counts[Light(light)] += count
    return counts


_ALL_UNDATED_DONE = (
    "SELECT (SELECT count(*) FROM task_state), "  # noqa: S608 - constant conditions
    "(SELECT count(*) FROM task_state WHERE next_due IS NULL), "
    f"(SELECT count(*) FROM task_state AS s WHERE {TASK_DONE.sql(TASK_FACTS)})"
)
_DUE_BETWEEN = "SELECT count(*) FROM task_state WHERE next_due BETWEEN ? AND ?"
_BY_DATE = TASK_RULE_BY_DATE.sql(TASK_FACTS, {light: light.value for light in Light})
_MOVED = (
    f"SELECT {_BY_DATE}, {LIGHT_SQL}, count(*) FROM task_state AS s "  # noqa: S608 - constant conditions
    f"WHERE {BESIDES_DATE.sql(TASK_FACTS)} GROUP BY 1, 2"
)
"""Tasks for which more than the date matters: their light by the date alone, and as it is."""


def read_overview(
    connection: sqlite3.Connection,
    today: date,
    recent: int = 20,
    most: int = MOST_WAITING,
) -> Overview:
    """What the morning screen shows: of each kind the first ``most`` rows, and how many there are."""
    week = days_after(today, 7)
    (first, late), (now, soon) = (due_span(light, today) for light in (Light.OVERDUE, Light.DUE_SOON))
    lights = count_lights(connection, today)
    unanswered = notices.list_unanswered(connection, today)
    return Overview(
        plan=read_plan(connection),
        tasks=sum(lights.values()),
        lights=lights,
        overdue=tuple(milestones.first_due(connection, today, since=first, until=late, most=most)),
        overdue_count=milestones.count_due(connection, since=first, until=late),
        due_soon=tuple(milestones.first_due(connection, today, since=now, until=soon, most=most)),
        due_soon_count=milestones.count_due(connection, since=now, until=soon),
        follow_ups=tuple(notes.open_follow_ups(connection, week, most)),
        promises=notes.count_promises(connection, today, week),
        unanswered=tuple(unanswered[:most]),
        unanswered_units=sum(len(notice.missing) for notice in unanswered),
        reports=pending.pending_reports(connection),
        recent=tuple(events.recent(connection, recent)),
    )


def read_setting(connection: sqlite3.Connection, key: str) -> str | None:
    """A setting as last recorded, None when it never was.

    The officer's name is this file's own: a colleague's, merged in, must not sign what is written here.
    """
    if key == "officer":
        row = connection.execute(
            "SELECT json_extract(r.body, '$.value') FROM record AS r JOIN origin AS o ON o.id = r.origin "
            "WHERE r.kind = 'setting' AND o.mine = 1 AND json_extract(r.body, '$.key') = ? "
            "ORDER BY r.id DESC LIMIT 1",
            (key,),
        ).fetchone()
        return None if row is None else str(row[0])
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])
