"""What the plans screen shows of one plan, read at once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.domain.answers.plans import PlanLine, TaskRef
from huaian_tui.domain.answers.tasks import RemarkRow
from huaian_tui.domain.rules.lights import Light, lights_of
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.overview import count_lights
from huaian_tui.store.queries.plan import plan_remarks
from huaian_tui.store.queries.plans import PlanText, read_plan_line, read_plan_text
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.time_line import of_plan


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan with its words, its tasks by light, what its text is unsure of, and the records about it.

    ``refs``: how the tasks that remarks are about are named.
    """

    line: PlanLine
    text: PlanText
    lights: dict[Light, int]
    remarks: tuple[RemarkRow, ...]
    refs: dict[int, TaskRef]
    events: tuple[EventRow, ...]
    today: date


def read_facts(connection: sqlite3.Connection, today: date, plan: str) -> PlanFacts:
    """Everything the detail shows of a plan."""
    counts = count_lights(connection, today, plan)
    remarks = plan_remarks(connection, plan)
    return PlanFacts(
        line=read_plan_line(connection, today, plan),
        text=read_plan_text(connection, plan),
        lights={light: counts[light] for light in lights_of(read_light_rules(connection))},
        remarks=tuple(remarks),
        refs=read_refs(connection, {row for one in remarks for row in one.rows}),
        events=tuple(of_plan(connection, plan)),
        today=today,
    )
