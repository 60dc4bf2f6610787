"""Where a task stands on a day: its light, and what of it units are told. One place for all who count.

Lists, counts and searches decide the same in SQL, made from the same rules
(``store.queries.sql_parts``); tests hold both equal.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from huaian_tui.domain.rules.lights import (
    DEFAULT_RULES,
    TASK_RULE,
    TASK_RULE_TOLD,
    Light,
    LightRules,
    iso_light_days,
)
from huaian_tui.domain.rules.task_summary import TaskSummary


class Standing(NamedTuple):
    """Where a task stands.

    ``light`` is what everybody counts. ``told`` is the same without a missed visit, which is the
    office's own promise: papers to units count by ``light`` and name a task by ``told``.
    """

    light: Light
    told: Light
    overdue_days: int


def standing(task: TaskSummary, day: date, rules: LightRules = DEFAULT_RULES) -> Standing:
    """Where a task with this summary stands on a day."""
    facts = task._asdict() | {"due": task.next_due, "follow_up": task.next_follow_up}
    facts |= {"behind_from": task.next_behind} | iso_light_days(day, rules)
    light = TASK_RULE.decide(facts)
    late = light is Light.OVERDUE and task.next_due is not None
    days = (day - date.fromisoformat(task.next_due)).days if late and task.next_due else 0
    return Standing(light, TASK_RULE_TOLD.decide(facts), days)
