"""What the units screen lists: the units that a query may mean, and the tasks that concern one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.answers.units import UnitDetail, UnitRow
from huaian_tui.domain.rules.lights import days_after
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.store.queries.compact_numbers import Numbers
from huaian_tui.store.queries.milestones import count_due, first_due
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.tasks import read_tasks
from huaian_tui.store.queries.units import find_units, group_members, list_units, nearest_units, read_unit
from huaian_tui.tui.areas.units.text import LATEST_NOTES, MOST_OVERDUE, Concern, UnitFacts
from huaian_tui.tui.list.columns import Column
from huaian_tui.tui.list.short_sort import LIGHT, sorted_rows
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.looks.lights import status_words
from huaian_tui.tui.session import LedgerSession

UNIT_COLUMNS = (
    Column("单位", weight=1, min_width=14, sort="name"),
    Column("牵头", width=6, right=True, priority=2, sort="lead"),
    Column("责任", width=6, right=True, priority=2, sort="support"),
    Column("逾期", width=6, right=True, toned=True, sort="overdue"),
)

TASK_COLUMNS = (
    Column("关系", width=8, priority=2, sort="how"),
    Column("序号", width=4, grows=True, right=True, sort="no"),
    Column("状态", width=11, toned=True, sort=LIGHT),
    Column("时限", width=10, priority=2, sort="due"),
    Column("重点任务", weight=1, min_width=16, sort="text"),
)
GROUP_COLUMN = Column("经由", width=16, priority=3, sort="group")
"""The group through which a task concerns the unit; only where there is one."""


@dataclass(frozen=True, slots=True)
class FoundUnits:
    """The units that a query may mean, best first.

    ``read_as`` says by name how the query was understood where that rests on an
    assumption; ``nearest`` are names like the query when nothing was found.
    """

    rows: tuple[UnitRow, ...]
    read_as: dict[str, str]
    nearest: tuple[str, ...]


def search(connection: sqlite3.Connection, today: date, query: str) -> FoundUnits:
    """The units for what is typed so far; all of them in the order of the plan for nothing."""
    matches = find_units(connection, query)
    by_name = {row.name: row for row in list_units(connection, today)}
    return FoundUnits(
        rows=tuple(by_name[match.name] for match in matches),
        read_as={match.name: match.read_as for match in matches if match.read_as},
        nearest=() if matches else tuple(nearest_units(connection, query)),
    )


def read_facts(
    connection: sqlite3.Connection, today: date, name: str, order: Sort | None = None
) -> UnitFacts:
    """Everything the screen shows of one unit; its tasks in the order asked for, else as they concern it."""
    detail = read_unit(connection, today, name)
    before = days_after(today, -1)
    concerns = list(_concerns(detail))
    return UnitFacts(
        detail=detail,
        concerns=tuple(_in_order(connection, today, concerns, order) if order else concerns),
        overdue=tuple(first_due(connection, today, until=before, most=MOST_OVERDUE, unit=name)),
        overdue_count=count_due(connection, until=before, unit=name),
        notes=tuple(read_notes(connection, find_notes(connection, unit=name, most=LATEST_NOTES))),
        uncertain=frozenset(one for one, certain in group_members(connection, name) if not certain),
    )


def _concerns(detail: UnitDetail) -> Iterator[Concern]:
    """牵头, 责任, then through a group: certain ones first, 可能涉及 last."""
    for number in detail.lead:
        yield Concern("牵头", "", number)
    for number in detail.support:
        yield Concern("责任", "", number)
    for certain, how in ((True, "经集体"), (False, "可能涉及")):
        for one in detail.via_group:
            if one.certain is certain:
                yield Concern(how, one.group, one.task_no)


def _in_order(
    connection: sqlite3.Connection, today: date, concerns: Sequence[Concern], order: Sort
) -> list[Concern]:
    """Sorted by what stands in a column; the rows are needed for that and forgotten."""
    rows = concern_rows(connection, today, concerns)
    places = [replace(row, key=str(place)) for place, row in enumerate(rows)]
    return [concerns[int(row.key)] for row in sorted_rows(places, task_columns(concerns), order)]


class ConcernSource:
    """The tasks that concern a unit, read from the ledger in pages; the key is the row number."""

    def __init__(self, session: LedgerSession, concerns: Sequence[Concern]) -> None:
        self._session = session
        self._today = session.today
        self._concerns = concerns
        self._numbers = Numbers(one.task_no for one in concerns)

    def count(self) -> int:
        """Number of tasks; one that concerns the unit in two ways counts twice."""
        return len(self._concerns)

    def page(self, start: int, size: int) -> Sequence[ListRow]:
        """Rows from ``start``; reads the ledger."""
        wanted, today = self._concerns[start : start + size], self._today
        return self._session.read(lambda connection: concern_rows(connection, today, wanted))

    def position(self, key: str) -> int | None:
        """The first row of the task of this number."""
        return self._numbers.place(int(key)) if key.isdecimal() else None

    def keys(self) -> Sequence[str]:
        """The numbers, as keys."""
        return [str(number) for number in self._numbers]


def unit_rows(rows: Sequence[UnitRow]) -> list[ListRow]:
    """Units as lines of the list; in the tone of what is late."""
    return [
        ListRow(
            row.name,
            (row.name, _number(row.lead_count), _number(row.support_count), _number(row.overdue)),
            "overdue" if row.overdue else "",
        )
        for row in rows
    ]


def task_columns(concerns: Sequence[Concern]) -> tuple[Column, ...]:
    """The columns of a unit's tasks."""
    return (*TASK_COLUMNS, GROUP_COLUMN) if any(one.group for one in concerns) else TASK_COLUMNS


def concern_rows(connection: sqlite3.Connection, today: date, concerns: Sequence[Concern]) -> list[ListRow]:
    """Tasks of a unit as lines; the key is the row number."""
    numbers = sorted({one.task_no for one in concerns})
    tasks = {task.no: task for task in read_tasks(connection, today, numbers)}
    return [_concern_row(one, tasks[one.task_no], today) for one in concerns]


def _concern_row(concern: Concern, task: TaskRow, today: date) -> ListRow:
    due = "" if task.next_due is None else task.next_due.isoformat()
    cells = (concern.how, str(task.no), status_words(task, today), due, task.text, concern.group)
    return ListRow(str(task.no), cells, task.light.value)


def _number(count: int) -> str:
    return str(count) if count else ""
