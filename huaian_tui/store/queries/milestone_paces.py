"""序时 of milestones: the condition for lists, and the figures of one."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.words.paces import Pace
from huaian_tui.store.engine.counted_once import newest_reading
from huaian_tui.store.queries.sql_parts import BEHIND_NOW_SQL, PACE_SQL

if TYPE_CHECKING:
    from huaian_tui.domain.rules.pace import PaceFigures

_NEWEST = newest_reading("r.day, r.value", "?")


def of_pace(pace: Pace) -> str:
    """The condition that a milestone keeps pace or does not, by index where there is one."""
    return BEHIND_NOW_SQL if pace is Pace.BEHIND else f"({PACE_SQL}) = '{pace.value}'"


def figures_of(connection: sqlite3.Connection, state: MilestoneState, today: date) -> PaceFigures | None:
    """By what a milestone is 达序时 or not: its newest reading and what should be reached."""
    read = connection.execute(_NEWEST, (state.id,)).fetchone()
    if read is None or state.target is None or state.due is None:
        return None
    # Imported here: few milestones are measured, and exact fractions take time to load.
    from huaian_tui.domain.rules.pace import pace_figures

    return pace_figures(state.target, (date.fromisoformat(read[0]), read[1]), state.due, today)


def measured(connection: sqlite3.Connection, row: MilestoneRow, today: date) -> MilestoneRow:
    """The same with the figures of its pace, where it is measured."""
    return row if row.paced is None else replace(row, measured=figures_of(connection, row.state, today))
