"""Milestones as text: in a list, and one with all that is said of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from huaian_tui.cli.json_forms.milestones import milestone_detail_form, side_form
from huaian_tui.cli.json_forms.values import Form
from huaian_tui.cli.output.blocks import Table
from huaian_tui.cli.output.pages import PagedRows
from huaian_tui.cli.output.wording import milestone_word
from huaian_tui.domain.answers.milestones import ConflictSide, MilestoneRow
from huaian_tui.domain.columns import Cell, Column
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.words.days import moment, recorded_later
from huaian_tui.domain.words.milestones import (
    CONFLICT,
    conflict_words,
    due_words,
    ended,
    how_known,
    outcome_words,
    pace_line,
    side_words,
    title_words,
)
from huaian_tui.domain.words.paces import pace_cell
from huaian_tui.domain.words.targets import target_verdict, target_words, trajectory_words
from huaian_tui.ledger.identity import short_id
from huaian_tui.ledger.record import RecordKind
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
    Column("序号", lambda one: one.row.named.label),
    Column("时限", lambda one: due_words(one.state), most=10),
    Column("状态", lambda one: milestone_word(one.row), most=12),
    Column("节点", lambda one: title_words(one.state), rest=True),
    Column("牵头单位", lambda one: one.lead, most=20),
    Column("指标", lambda one: target_words(one.state.target), most=20, wide=True),
    Column("序时", lambda one: pace_cell(one.row.paced), wide=True),
    Column("怎样知道的", lambda one: how_known(one.state), most=44, wide=True),
)
"""How milestones stand in a list."""


SIDE_COLUMNS: tuple[Column[ConflictSide], ...] = (
    Column("编号", lambda side: short_id(side.record_id), most=8),
    Column("哪一方", lambda side: side_words(side), most=20),
    Column("登记", lambda side: moment(side.recorded_at)),
    Column("决定", lambda side: side.what, rest=True, lines=4),
    Column("采用后", lambda side: outcome_words(side.state), most=40, lines=3),
)
"""The sides of a conflict: who, when, what with its basis, and what holds if it is kept."""


def milestone_table(
    connection: sqlite3.Connection, today: date, rows: Sequence[MilestoneRow] | PagedRows[MilestoneRow]
) -> Table[MilestoneLine]:
    """Milestones of any tasks, each with the units that lead its task."""

    def lines(page: Sequence[MilestoneRow]) -> Iterator[MilestoneLine]:
        tasks = read_tasks(connection, today, sorted({row.task_no for row in page}))
        lead = {task.no: "、".join(task.lead_now) for task in tasks}
        return (MilestoneLine(row, lead[row.task_no]) for row in page)

    return Table(MILESTONE_COLUMNS, rows.by_page(lines) if isinstance(rows, PagedRows) else list(lines(rows)))


def milestone_pairs(row: MilestoneRow) -> Iterator[tuple[str, Cell]]:
    """What is said of one milestone, label by label."""
    state = row.state
    yield "  状态", milestone_word(row)
    yield "  序时", pace_line(row)
    yield "  时限", due_words(state)
    yield "  怎样知道的", how_known(state)
    yield "  指标", target_words(state.target)
    yield "  计划进度", trajectory_words(state.target)
    yield "  结果", ended(state)
    if state.completion_value is not None and state.target is not None:
        yield "  完成", target_verdict(state.target, state.completion_value)
    if row.decided_on is not None and row.recorded_on is not None:
        yield "  决定日期", recorded_later(row.decided_on, row.recorded_on.isoformat())
    if state.conflict:
        yield f"  {CONFLICT}", conflict_words(state)


def sides_of(connection: sqlite3.Connection, row: MilestoneRow) -> list[ConflictSide]:
    """The sides of a conflict; only then is loaded what reads them."""
    if not row.state.conflict:
        return []
    from huaian_tui.cli.other_laptops import with_laptops
    from huaian_tui.store.queries.conflicts import read_sides

    return with_laptops(connection, read_sides(connection, row.state))


def settled_by(connection: sqlite3.Connection, row: MilestoneRow, kind: RecordKind) -> list[str]:
    """What of a conflict no longer counts after a decision of this kind; none where there is no conflict."""
    if not row.state.conflict:
        return []
    from huaian_tui.services.conflicts import anew_words

    return anew_words(connection, row.id, kind)


def with_sides(row: MilestoneRow, sides: Sequence[ConflictSide]) -> Form:
    """The JSON of one milestone, with the sides of its conflict where it is in one."""
    more: Form = {"sides": [side_form(one) for one in sides]} if sides else {}
    return milestone_detail_form(row) | more
