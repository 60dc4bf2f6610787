"""Milestones as text: in a list, and one with all that is said of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from huaian_tui.cli.output.blocks import Table
from huaian_tui.cli.output.wording import completion_word, due_word, how_known, milestone_word, target_word
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.columns import Cell, Column
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.store.queries.tasks import read_tasks


class MilestoneLine(NamedTuple):
    """A milestone in a list, with the units that lead its task."""

    row: MilestoneRow
    lead: str

    @property
    def state(self) -> MilestoneState:
        """Its state."""
        return self.row.state


MILESTONE_COLUMNS: tuple[Column[MilestoneLine], ...] = (
    Column("编号", lambda one: one.state.id),
    Column("序号", lambda one: str(one.state.task_no)),
    Column("时限", lambda one: due_word(one.state), most=10),
    Column("状态", lambda one: milestone_word(one.row), most=12),
    Column("节点", lambda one: milestone_title(one.row), rest=True),
    Column("牵头单位", lambda one: one.lead, most=20),
    Column("指标", lambda one: target_word(one.state.target), most=20, wide=True),
    Column("怎样知道的", lambda one: how_known(one.state), most=44, wide=True),
)
"""How milestones stand in a list."""


def milestone_table(
    connection: sqlite3.Connection, today: date, rows: Sequence[MilestoneRow]
) -> Table[MilestoneLine]:
    """Milestones of any tasks, each with the units that lead its task."""
    tasks = read_tasks(connection, today, sorted({row.task_no for row in rows}))
    lead = {task.no: "、".join(task.lead) for task in tasks}
    return Table(MILESTONE_COLUMNS, [MilestoneLine(row, lead[row.task_no]) for row in rows])


def milestone_title(row: MilestoneRow) -> str:
    """Its title, with 力争 where the plan only strives for it."""
    return row.state.title + ("（力争）" if row.state.stretch else "")


def milestone_pairs(row: MilestoneRow) -> Iterator[tuple[str, Cell]]:
    """What is said of one milestone, label by label."""
    state = row.state
    yield "  状态", milestone_word(row)
    yield "  时限", due_word(state)
    yield "  怎样知道的", how_known(state)
    yield "  指标", target_word(state.target)
    yield "  结果", completion_word(state)
    if state.conflict:
        yield "  冲突待核", "两处各自作了决定，现按较晚的显示；请核对后再作一次决定"
