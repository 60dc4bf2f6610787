"""What the milestones screen lists: its columns, what its filter asks for, and the rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.words.days import iso_or_nothing
from huaian_tui.domain.words.milestones import CONFLICT, UNDATED, source_word, state_word
from huaian_tui.domain.words.paces import pace_cell
from huaian_tui.domain.words.plans import PLAN_COLUMN
from huaian_tui.domain.words.targets import target_words
from huaian_tui.services.names_of_laptops import with_laptops
from huaian_tui.store.queries.find_milestones import MilestoneKeys, read_milestones
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.tasks import last_notes, next_visits, read_readings, read_tasks
from huaian_tui.store.queries.time_line import of_milestone
from huaian_tui.tui.areas.milestones.text import MilestoneFacts
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.session import LedgerSession


class Line(NamedTuple):
    """What a line of the list is about; of its task the day of the last note, and of the next visit."""

    row: MilestoneRow
    task: TaskRow
    noted: date | None
    visit: date | None


COLUMNS: tuple[Column[Line], ...] = (
    Column("状态", lambda of: _state(of.row), width=10, toned=True, sort="light"),
    Column("时限", lambda of: _due(of.row), width=10, priority=2, sort="due"),
    Column(
        "逾期天数",
        lambda of: f"{of.row.overdue_days}天" if of.row.overdue_days else "",
        width=8,
        right=True,
        toned=True,
        priority=3,
        sort="overdue",
    ),
    Column("序号", lambda of: of.row.named.label, width=4, grows=True, right=True, priority=3, sort="no"),
    Column(PLAN_COLUMN, lambda of: of.row.named.short, width=14, priority=5),
    Column("节点", lambda of: of.row.state.title, weight=3, min_width=22, comfort=36, sort="title"),
    Column("牵头", lambda of: "、".join(of.task.lead_now), weight=1, min_width=10, priority=4, sort="lead"),
    Column("来源", lambda of: source_word(of.row.state), width=4, priority=4, sort="source"),
    Column("重点任务", lambda of: of.task.text, weight=2, min_width=24, priority=6),
    Column("依据", lambda of: of.row.state.basis or of.row.state.phrase, min_width=14, extra=True),
    Column("责任单位", lambda of: "、".join(of.task.support_now), min_width=12, extra=True),
    Column("最近记录", lambda of: iso_or_nothing(of.noted), width=10, extra=True),
    Column("下次回访", lambda of: iso_or_nothing(of.visit), width=10, extra=True),
    Column("二级指标", lambda of: of.task.level2, min_width=14, extra=True),
    Column("序时", lambda of: pace_cell(of.row.paced), width=8, extra=True),
    Column("指标", lambda of: target_words(of.row.state.target), min_width=12, extra=True),
)
"""The ``sort`` keys are orders of ``store.queries.find_milestones``."""


def _state(row: MilestoneRow) -> str:
    return CONFLICT if row.state.conflict else state_word(row)


def _tone(row: MilestoneRow) -> str:
    """That of its light; a conflict waits for a decision, whatever its date."""
    return Light.OVERDUE.value if row.state.conflict else row.light.value


def _due(row: MilestoneRow) -> str:
    return UNDATED if row.state.due is None else row.state.due.isoformat()


FILTER_HINT = "单位、状态、时限按 Tab 作筛选，如 czj、逾期、12月"
"""Said below the filter while nothing is offered."""


class MilestoneSource:
    """The found milestones; their rows, and the units that lead, are read by the page."""

    def __init__(self, session: LedgerSession, found: MilestoneKeys) -> None:
        self._session = session
        self._today = session.today
        self._found = found

    def count(self) -> int:
        """Number of milestones."""
        return len(self._found)

    def page(self, start: int, size: int) -> Sequence[ListRow]:
        """Rows from ``start``, at most ``size``; reads the ledger."""
        ids, today = self._found.ids(start, size), self._today

        def read(connection: sqlite3.Connection) -> list[ListRow]:
            rows = read_milestones(connection, today, ids)
            numbers = sorted({row.task_no for row in rows})
            by_number = {task.no: task for task in read_tasks(connection, today, numbers)}
            noted, visits = last_notes(connection, numbers), next_visits(connection, numbers)
            lines = [
                Line(row, by_number[row.task_no], noted.get(row.task_no), visits.get(row.task_no))
                for row in rows
            ]
            return [ListRow(of.row.id, cells_of(of, COLUMNS), _tone(of.row)) for of in lines]

        return self._session.read(read)

    def places(self, keys: Iterable[str]) -> dict[str, int]:
        """Index of each of the milestones with these ids."""
        found = ((key, self._found.position(key)) for key in keys)
        return {key: place for key, place in found if place is not None}

    def keys(self) -> Sequence[str]:
        """The ids."""
        return self._found.ids(0, len(self._found))

    def place_of_number(self, number: int) -> int | None:
        """Index of the first milestone of this task; None without one."""
        return self._found.place_of_task(number)


def read_facts(connection: sqlite3.Connection, today: date, milestone_id: str) -> MilestoneFacts:
    """What the detail shows of one milestone."""
    row = read_milestone(connection, today, milestone_id)
    readings = [one for one in read_readings(connection, row.task_no) if one.milestone == row.id]
    return MilestoneFacts(
        row=row,
        task=read_tasks(connection, today, [row.task_no])[0],
        readings=tuple(readings),
        events=tuple(with_laptops(connection, of_milestone(connection, row.id))),
        foretold=_foretold(connection, today, row),
    )


def _foretold(connection: sqlite3.Connection, today: date, row: MilestoneRow) -> str:
    """What is expected of it, and was: with the likelihood, the reasons and of which day."""
    # Imported here: the list needs none of it.
    from huaian_tui.services.foretold import foretold_words, read_foretold

    return foretold_words(read_foretold(connection, today, [row.id])[0], today)
