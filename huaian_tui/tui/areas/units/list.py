"""What the units screen lists: the units that a query may mean, and the tasks that concern one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.answers.unit_lists import UnitRow
from huaian_tui.domain.answers.units import GroupConcern
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.rules.lights import days_after
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.domain.words.lights import task_words
from huaian_tui.domain.words.plans import PLAN_COLUMN
from huaian_tui.domain.words.units import unit_words
from huaian_tui.store.queries.compact_numbers import Numbers
from huaian_tui.store.queries.contacts import contacts_of
from huaian_tui.store.queries.milestones import count_due, first_due
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.plan_scope import plans_in_use
from huaian_tui.store.queries.task_refs import numbers_of
from huaian_tui.store.queries.tasks import read_tasks
from huaian_tui.store.queries.unit_groups import group_members
from huaian_tui.store.queries.unit_history import unit_name_on
from huaian_tui.store.queries.units import find_units, list_units, nearest_units, read_concerns, read_former
from huaian_tui.tui.areas.units.text import LATEST_NOTES, MOST_OVERDUE, Concern, UnitFacts
from huaian_tui.tui.list.sorted_rows import LIGHT, sorted_rows
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.session import LedgerSession

UNIT_COLUMNS: tuple[Column[UnitRow], ...] = (
    Column("单位", lambda unit: unit_words(unit), weight=1, min_width=14, sort="name"),
    Column("牵头", lambda unit: _number(unit.lead_count), width=6, right=True, priority=2, sort="lead"),
    Column("责任", lambda unit: _number(unit.support_count), width=6, right=True, priority=2, sort="support"),
    Column("逾期", lambda unit: _number(unit.overdue), width=6, right=True, toned=True, sort="overdue"),
)


class Line(NamedTuple):
    """What a line of a unit's tasks is about: the task, and how it concerns the unit."""

    concern: Concern
    task: TaskRow
    today: date


TASK_COLUMNS: tuple[Column[Line], ...] = (
    Column("关系", lambda of: of.concern.how, width=10, priority=2, sort="how"),
    Column("序号", lambda of: of.task.named.label, width=4, grows=True, right=True, sort="no"),
    Column(PLAN_COLUMN, lambda of: of.task.named.short, width=14, priority=5),
    Column("状态", lambda of: task_words(of.task, of.today), width=11, toned=True, sort=LIGHT),
    Column(
        "时限",
        lambda of: of.task.next_due.isoformat() if of.task.next_due else "",
        width=10,
        priority=2,
        sort="due",
    ),
    Column("重点任务", lambda of: of.task.text, weight=1, min_width=16, sort="text"),
)
GROUP_COLUMN: Column[Line] = Column("经由", lambda of: of.concern.group, width=16, priority=3, sort="group")
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


def search(connection: sqlite3.Connection, today: date, query: str, plan: str | None = None) -> FoundUnits:
    """The units for what is typed so far; all of them in the order of the plan for nothing.

    What they lead and support is counted in all open plans, or in one.
    """
    matches = find_units(connection, query)
    by_id = {row.id: row for row in list_units(connection, today, plan)}
    return FoundUnits(
        rows=tuple(by_id[match.name] for match in matches),
        read_as={match.name: match.read_as for match in matches if match.read_as},
        nearest=() if matches else tuple(nearest_units(connection, query)),
    )


def read_facts(
    connection: sqlite3.Connection, today: date, name: str, order: Sort | None = None, plan: str | None = None
) -> UnitFacts:
    """Everything the screen shows of one unit; its tasks in the order asked for, else as they concern it.

    Those of all open plans, or of one.
    """
    detail = read_former(connection, today, name)
    before = days_after(today, -1)
    concerns = list(_concerns(*read_concerns(connection, today, detail, plan)))
    return UnitFacts(
        detail=detail,
        concerns=tuple(_in_order(connection, today, concerns, order) if order else concerns),
        overdue=tuple(first_due(connection, today, until=before, most=MOST_OVERDUE, unit=name)),
        overdue_count=count_due(connection, today, until=before, unit=name),
        notes=tuple(read_notes(connection, find_notes(connection, unit=name, most=LATEST_NOTES))),
        uncertain=_uncertain(connection, today, name),
        plans=len(plans_in_use(connection)),
        numbers=numbers_of(connection, plan),
        contacts=tuple(contacts_of(connection, name, today)),
    )


def _uncertain(connection: sqlite3.Connection, today: date, group: str) -> frozenset[str]:
    """The members of a group that may not belong to it, by their names on the day."""
    unsure = (one for one, certain in group_members(connection, group) if not certain)
    return frozenset(unit_name_on(connection, one, today)[0] for one in unsure)


def _concerns(
    lead: Sequence[int], support: Sequence[int], via_group: Sequence[GroupConcern]
) -> Iterator[Concern]:
    """牵头, 责任, then through a group, in which of the two: certain ones first, 可能涉及 last."""
    for number in lead:
        yield Concern("牵头", "", number)
    for number in support:
        yield Concern("责任", "", number)
    certain = [one for one in via_group if one.certain]
    for one in sorted(certain, key=lambda one: one.role != "lead"):
        yield Concern("经集体牵头" if one.role == "lead" else "经集体责任", one.group, one.task_no)
    for one in via_group:
        if not one.certain:
            yield Concern("可能涉及", one.group, one.task_no)


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

    def places(self, keys: Iterable[str]) -> dict[str, int]:
        """The first row of each of the tasks of these numbers."""
        return self._numbers.places_of_keys(keys)

    def keys(self) -> Sequence[str]:
        """The numbers, as keys."""
        return [str(number) for number in self._numbers]


def unit_rows(rows: Sequence[UnitRow]) -> list[ListRow]:
    """Units as lines of the list; in the tone of what is late."""
    return [ListRow(row.id, cells_of(row, UNIT_COLUMNS), "overdue" if row.overdue else "") for row in rows]


def task_columns(concerns: Sequence[Concern]) -> tuple[Column[Line], ...]:
    """The columns of a unit's tasks."""
    return (*TASK_COLUMNS, GROUP_COLUMN) if any(one.group for one in concerns) else TASK_COLUMNS


def concern_rows(connection: sqlite3.Connection, today: date, concerns: Sequence[Concern]) -> list[ListRow]:
    """Tasks of a unit as lines; the key is the row number."""
    numbers = sorted({one.task_no for one in concerns})
    tasks = {task.no: task for task in read_tasks(connection, today, numbers)}
    lines = [Line(one, tasks[one.task_no], today) for one in concerns]
    columns = (*TASK_COLUMNS, GROUP_COLUMN)
    return [ListRow(str(of.task.no), cells_of(of, columns), of.task.light.value) for of in lines]


def _number(count: int) -> str:
    return str(count) if count else ""
