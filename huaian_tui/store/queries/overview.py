"""The morning screen: where the whole plan stands on a day."""

from __future__ import annotations

import sqlite3
from datetime import date

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.lights import DUE_SOON_DAYS, Light, days_after
from huaian_tui.domain.rows import Overview, PlanRow, RemarkRow
from huaian_tui.store.queries import events, milestones, notes, notices
from huaian_tui.store.queries.parts import LIGHT_SQL, day_parameters


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


def count_lights(
    connection: sqlite3.Connection, today: date, within: int = DUE_SOON_DAYS
) -> dict[Light, int]:
    """Tasks by light; every light is there."""
    rows = connection.execute(
        f"SELECT {LIGHT_SQL}, count(*) FROM task_state AS s GROUP BY 1",  # noqa: S608 - constant
        day_parameters(today, within),
    )
    found = dict(rows.fetchall())
    return {light: int(found.get(light.value, 0)) for light in Light}


def read_overview(
    connection: sqlite3.Connection, today: date, within: int = DUE_SOON_DAYS, recent: int = 20
) -> Overview:
    """Everything the morning screen shows."""
    lights = count_lights(connection, today, within)
    open_ones = milestones.list_overdue(connection, today, within=within)
    return Overview(
        plan=read_plan(connection),
        tasks=sum(lights.values()),
        lights=lights,
        overdue=tuple(one for one in open_ones if one.light is Light.OVERDUE),
        due_soon=tuple(one for one in open_ones if one.light is not Light.OVERDUE),
        follow_ups=tuple(notes.open_follow_ups(connection, days_after(today, 7))),
        unanswered=tuple(notices.list_unanswered(connection, today)),
        recent=tuple(events.recent(connection, recent)),
        records=connection.execute("SELECT count(*) FROM record").fetchone()[0],
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
