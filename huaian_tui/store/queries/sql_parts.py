"""Pieces of SQL that several queries share."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from huaian_tui.domain.rules.lights import (
    LIGHTS,
    MILESTONE_RULE,
    RANKS,
    TASK_RULE,
    Light,
    iso_light_days,
)
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.unit_history import held_by

_DAYS = {"today": ":today", "soon": ":soon", "behind": ":behind"}

TASK_FACTS = _DAYS | {
    "open_count": "s.open_count",
    "done_count": "s.done_count",
    "due": "s.next_due",
    "follow_up": "s.next_follow_up",
    "behind_from": "s.next_behind",
}
"""Where the facts stand by which a task's light is decided: the row ``s`` of ``task_state``."""

BEHIND_SQL = "(SELECT p.behind_from FROM milestone_pace AS p WHERE p.milestone = m.id)"
"""Since when milestone ``m`` is 未达序时 by its newest reading; NULL: on no day, or it is not open."""

_FIRST_PLANNED = "substr(json_extract(m.trajectory, '$[0][0]'), 1, 7) || '-01'"
_FIRST_DAY = (
    f"coalesce(m.target_start, min(substr(m.due, 1, 4) || '-01-01', coalesce({_FIRST_PLANNED}, '9999')))"
)
"""From which day on a target is measured (``domain.rules.pace.first_day``)."""

PACE_SQL = f"""CASE WHEN m.status <> 'open' THEN NULL WHEN {BEHIND_SQL} <= :today THEN 'behind'
 WHEN m.operator IS NOT NULL AND m.due IS NOT NULL AND {_FIRST_DAY} <= :today
  AND EXISTS (SELECT 1 FROM reading AS r WHERE r.milestone = m.id) THEN 'on_pace' END"""  # noqa: S608, E501 - our own names
"""Whether an open milestone ``m`` keeps pace by its newest reading (``Pace``); NULL: nothing is measured."""

BEHIND_NOW_SQL = """m.status = 'open'
 AND m.id IN (SELECT p.milestone FROM milestone_pace AS p WHERE p.behind_from <= :today)"""
"""Milestone ``m`` is 未达序时: as ``PACE_SQL`` says it, by index."""

TASK_PACE_SQL = f"""CASE WHEN s.next_behind <= :today THEN 'behind' WHEN EXISTS (
 SELECT 1 FROM milestone AS m WHERE m.task_no = s.task_no AND ({PACE_SQL}) = 'on_pace') THEN 'on_pace' END"""  # noqa: S608, E501 - our own names
"""The same of a task ``s``: its worst open milestone."""

MILESTONE_FACTS = _DAYS | {
    "status": "m.status",
    "due": "m.due",
    "follow_up": "s.next_follow_up",
    "behind_from": BEHIND_SQL,
}
"""Where those of a milestone's light stand: ``milestone`` as ``m``, its task's ``task_state`` as ``s``."""

LIGHT_SQL = TASK_RULE.sql(TASK_FACTS, {light: light.value for light in Light})
"""The light of a task, so that a list of any length filters in SQL."""

LIGHT_RANK_SQL = TASK_RULE.sql(TASK_FACTS, RANKS)
"""The place of a task's light, from the worst (0) on."""

CANCELLED_RANK = len(LIGHTS)
"""The place of a cancelled milestone, which has no light that counts: the last."""

MILESTONE_RANK_SQL = MILESTONE_RULE.sql(
    MILESTONE_FACTS, {light: CANCELLED_RANK if light is None else light.rank for light in (*Light, None)}
)
"""The place of a milestone's light, from the worst (0) on."""

CONFLICT_SQL = "instr(m.heads, ',') > 0"
"""A milestone ``m`` is in conflict: it has more than one head; as its index says it."""

NOT_OPEN_SINCE = """coalesce((SELECT coalesce(t.ended_on, p.closed_on) FROM task AS t
 LEFT JOIN plan AS p ON p.id = t.plan WHERE t.no = slot.task_no),
 (SELECT CASE WHEN done.open_count = 0 AND done.done_count > 0 THEN
 (SELECT max(m.completed_on) FROM milestone AS m WHERE m.task_no = slot.task_no AND m.status = 'done') END
 FROM task_state AS done WHERE done.task_no = slot.task_no), '9999-12-30')"""
"""Since when the task of ``slot``, a row of ``task_unit``, is not open; 9999-12-30 while it is."""

HELD_SQL = f"""(SELECT json_extract(value, '$[0]') AS unit, json_extract(value, '$[1]') AS since,
 json_extract(value, '$[2]') AS until, json_extract(value, '$[3]') AS through
 FROM json_each(:held) LIMIT -1) AS held
 CROSS JOIN task_unit AS slot ON slot.unit = held.unit
 WHERE (held.since IS NULL AND held.until IS NULL OR ({NOT_OPEN_SINCE} >= coalesce(held.since, '')
 AND {NOT_OPEN_SINCE} < coalesce(held.until, '9999-12-31')))"""  # noqa: S608 - constant parts
"""The slots of tasks, as ``slot``, that a unit has by what it holds (``:held``, ``unit_history.Held``).

Its bound of -1 bounds nothing: with it SQLite reads what is held once, else anew for every slot.

After a merge the successor has those that were open on its day, the old unit those done before."""

UNIT_TASKS_SQL = f"SELECT slot.task_no FROM {HELD_SQL} AND (:role IS NULL OR slot.role = :role)"  # noqa: S608
"""Rows that a unit leads or supports, itself, as a certain member of a group or as a successor."""

LAST_NOTE = (
    "(SELECT n.day FROM note AS n WHERE n.task_no = {} AND n.retracted = 0 ORDER BY n.day DESC LIMIT 1)"
)
"""The day of the last note on a task, whose number goes in. Not by max(): as of a past day, whose notes
stand in two tables, all of them would be copied for it."""


HELD_DRAFT = (
    "coalesce((SELECT max(d.id) FROM record AS d WHERE d.ref = n.id "
    "AND +d.kind = 'notice_draft' AND +d.id <= n.current), n.id)"
)
"""The record of the draft that holds of notice ``n``: the newest one that is no newer than what it says now.

"+" keeps the index of kinds out: it would be gone through for each notice."""

READING_ORDER = (
    "r.day, CASE WHEN r.claim IS NULL THEN r.said ELSE coalesce("
    "(SELECT min(p.id) FROM self_report AS p WHERE p.claim = r.claim), r.said) END, r.id"
)
"""Readings as ``r``, the newest last: of one day the one said later, a report when it first came in."""


def day_parameters(connection: sqlite3.Connection, today: date) -> dict[str, Any]:
    """The parameters that the rules of lights need, as the office of this ledger has set them."""
    return dict(iso_light_days(today, read_light_rules(connection)))


def unit_parameters(
    connection: sqlite3.Connection, unit: str, day: date | None, role: str | None = None
) -> dict[str, Any]:
    """The parameters that ``UNIT_TASKS_SQL`` needs.

    ``day``: on which the unit has them; None: ever. ``role`` is lead, support or None for both.
    """
    held = [one[:3] for one in held_by(connection, unit, day) if one.certain]
    return {"held": json.dumps(held), "role": role}


_MOST_IDS = 500


def typed_words(text: str) -> list[str]:
    """The words of a typed query, each once; ``InputRefused`` for one that is too long to be a query."""
    return list(dict.fromkeys(clean_line(text, limit=200, field="text").split()))


def batches(ids: Sequence[bytes]) -> Iterator[list[bytes]]:
    """The ids in pieces that fit one statement's parameters."""
    return (list(ids[start : start + _MOST_IDS]) for start in range(0, len(ids), _MOST_IDS))
