"""逐项交办: tasks without a milestone one after the other, each with what is proposed for it.

What is proposed is pure (``domain.rules.assigning``). What is taken is recorded as every decision is: a
milestone that is set, or the date of one that the text gives without a date.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.matters import TASK_LIMIT_KEY
from huaian_tui.domain.rules.assigning import Proposed, Span, propose
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.task_limit import Limited, limit_from
from huaian_tui.domain.words.due_sources import with_source
from huaian_tui.services.deciding import DecidedOn, NewMilestones, extend_within, set_on_task
from huaian_tui.services.plans import refuse_closed
from huaian_tui.services.several import each
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import of_task
from huaian_tui.store.queries.plan_items import read_plan_year
from huaian_tui.store.queries.plans import plan_of_task, read_span
from huaian_tui.store.queries.settings import read_profile_value
from huaian_tui.store.queries.task_refs import told_task
from huaian_tui.store.queries.tasks import read_tasks

_AT_ONCE = 500


class ToAssign(NamedTuple):
    """A task with what is proposed; ``milestone``: the one that it has without a date, if it is just one."""

    task: TaskRow
    span: Span
    proposed: tuple[Proposed, ...]
    milestone: MilestoneRow | None

    @property
    def sure(self) -> bool:
        """Whether all of it can be taken as it stands."""
        return all(one.sure for one in self.proposed)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """On what basis and day tasks are handed over, and what gives a date to what has none.

    ``limit`` as ``domain.rules.task_limit`` reads it; None: that of the office.
    """

    today: date
    day: date
    basis: str = ""
    limit: str | None = None

    def limited(self, connection: sqlite3.Connection) -> Limited | None:
        """What the limit gives; refused when it cannot be read."""
        text = office_limit(connection) if self.limit is None else self.limit
        return limit_from(text, self.day)


def office_limit(connection: sqlite3.Connection) -> str:
    """The office's limit for tasks of plans; empty where none is set."""
    return read_profile_value(connection, TASK_LIMIT_KEY) or ""


def without_dates(connection: sqlite3.Connection, today: date, wanted: TaskFilter) -> list[int]:
    """The tasks that fit and have no date yet (未设节点), in the order of the plan."""
    if wanted.light not in (None, Light.UNSCHEDULED):
        return []
    return find_tasks(connection, today, replace(wanted, light=Light.UNSCHEDULED))


def without_open(connection: sqlite3.Connection, today: date, numbers: Sequence[int]) -> list[int]:
    """Those of these tasks that have no open milestone with a date: never had one, or all are done."""
    found = list[int]()
    for place in range(0, len(numbers), _AT_ONCE):
        rows = read_tasks(connection, today, numbers[place : place + _AT_ONCE])
        found += [row.no for row in rows if row.light in (Light.UNSCHEDULED, Light.DONE)]
    return found


def read_proposals(
    connection: sqlite3.Connection, numbers: Sequence[int], handed: HandedOver
) -> list[ToAssign]:
    """These tasks with what is proposed for each, in the order given."""
    limit = handed.limited(connection)
    spans = dict[str, Span]()
    found = list[ToAssign]()
    for row in read_tasks(connection, handed.today, numbers):
        plan = plan_of_task(connection, row.no)
        if plan not in spans:
            start, horizon = read_span(connection, plan)
            year = read_plan_year(connection, plan)[1] or (start.year if start else handed.day.year)
            spans[plan] = Span(year, start, horizon)
        proposed = propose(row.text, spans[plan], limit, handed.today)
        undated = [
            one
            for one in of_task(connection, handed.today, row.no)
            if one.state.status is Status.OPEN and one.state.due is None
        ]
        milestone = undated[0] if len(undated) == len(proposed) == 1 and not proposed[0].every else None
        if milestone is not None:
            proposed = (replace(proposed[0], title=milestone.state.title),)
        found.append(ToAssign(row, spans[plan], proposed, milestone))
    return found


def as_proposed(one: ToAssign, basis: str) -> list[NewMilestones]:
    """What is set when it is taken as it stands; where each date comes from is said with the basis."""
    return [
        NewMilestones(made.title, made.days, with_source(basis, made.source), made.assumed, made.every)
        for made in one.proposed
        if made.days
    ]


class Assigned(NamedTuple):
    """What is set on a task; ``milestone``: the id of one without a date, which gets that of the first."""

    new: Sequence[NewMilestones]
    milestone: str | None = None


def assign(ledger: Ledger, wanted: Mapping[int, Assigned], handed: HandedOver) -> dict[int, list[str]]:
    """Hand tasks over, in one action: the ids of the milestones that have got a date, by task."""
    with ledger.action() as action:

        def one(task: int) -> list[str]:
            return _assign(action, task, wanted[task], handed)

        made = each(wanted, one, lambda task: told_task(action.connection, task))
    return dict(zip(wanted, made, strict=True))


def _assign(action: Action, task: int, assigned: Assigned, handed: HandedOver) -> list[str]:
    refuse_closed(action.connection, plan_of_task(action.connection, task))
    if not assigned.new:
        raise HuaianError("没有时限", "没有写明哪天完成", "写明时限，或跳过这一项")
    made, rest = list[str](), list(assigned.new)
    if assigned.milestone is not None and not rest[0].every and len(rest[0].dues) == 1:
        first = rest.pop(0)
        extend_within(
            action,
            assigned.milestone,
            first.dues[0],
            first.basis,
            handed.today,
            assumed=first.assumed,
            day=handed.day,
        )
        made.append(assigned.milestone)
    for new in rest:
        made += set_on_task(action, task, new, DecidedOn(handed.today, handed.day))
    return made
