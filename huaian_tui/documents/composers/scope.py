"""What a 通报 covers: the rows, the units, the period, and how its words name them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.facts import tasks_of
from huaian_tui.documents.composers.indicators import Indicator, find_indicator
from huaian_tui.documents.composers.notice_frame import (
    is_lower_government,
    plan_of,
    unit_on_paper,
)
from huaian_tui.documents.composers.plan_names import PlanNames, read_plan_names
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.dates.reporting_period import Period, previous_period, quarter_so_far
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.plan import read_plan
from huaian_tui.store.queries.tasks import check_task

_MOST_NAMED = 3
"""Units that a title names; more are 等单位."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows of a 通报 and its two periods.

    ``named`` is the period as titles call it; ``current`` ends with the day that the 通报
    tells of (``day``), also where the period itself goes on.
    """

    numbers: tuple[int, ...]
    names: PlanNames
    units: tuple[UnitDetail, ...]
    indicator: Indicator | None
    named: Period
    current: Period
    previous: Period

    @property
    def day(self) -> date:
        """截至: the last day of the period, or today when that is earlier."""
        return self.current.last

    def recipients_of(self, units: Iterable[UnitDetail]) -> tuple[str, ...]:
        """主送: these units by full name, counties and districts first."""
        ordered = sorted(units, key=lambda unit: not is_lower_government(unit))
        return tuple(dict.fromkeys(unit.full_name for unit in ordered))

    @property
    def subject(self) -> str:
        """What the title adds before 重点任务: the indicator, the units; nothing for the whole plan."""
        parts = []
        if self.units:
            names = [unit.name for unit in self.units]
            more = "等单位" if len(names) > _MOST_NAMED else ""
            parts.append("、".join(names[:_MOST_NAMED]) + more)
        if self.indicator:
            parts.append(f"“{self.indicator.title}”")
        return "".join(parts)


def read_scope(connection: sqlite3.Connection, request: NoticeRequest) -> Scope:
    """The scope that the request names; refused when it holds no task or has not begun."""
    units = tuple(unit_on_paper(connection, request, one) for one in dict.fromkeys(request.units))
    plan = plan_of(connection, request)
    indicator = _indicator(connection, request, plan)
    named, current, previous = _periods(request)
    numbers = set(find_tasks(connection, request.day, TaskFilter(plan=plan)))
    if request.tasks:
        for number in request.tasks:
            check_task(connection, number)
        numbers &= set(request.tasks)
    if indicator:
        numbers &= set(indicator.tasks)
    if units:
        of_units = (tasks_of(connection, request.day, unit.id, plan=plan) for unit in units)
        numbers &= {number for found in of_units for number in found}
    if not numbers:
        raise _empty(connection, request, plan)
    names = read_plan_names(connection, numbers)
    return Scope(tuple(names.ordered(numbers)), names, units, indicator, named, current, previous)


def _indicator(connection: sqlite3.Connection, request: NoticeRequest, plan: str | None) -> Indicator | None:
    """The indicator that was typed, of the plan that the paper is about, else of the current one."""
    if not request.indicator.strip():
        return None
    return find_indicator(connection, request.indicator, plan)


def _empty(connection: sqlite3.Connection, request: NoticeRequest, plan: str | None) -> HuaianError:
    """Why there is nothing to tell: the plan has no tasks, or what was chosen of it has none in common."""
    if plan is not None and not (request.indicator.strip() or request.units or request.tasks):
        title = read_plan(connection, plan).title
        way_out = "先新增任务，或用 --plan 写另一个方案的代号"
        return HuaianError(f"《{title}》还没有任务", "没有可通报的", way_out)
    return HuaianError("这个范围内没有任务", "所选指标、单位和序号没有共同的任务", "请放宽范围，或分开通报")


def period_day(request: NoticeRequest) -> date:
    """The day whose state the request's period tells of: its last, or that of the data where earlier."""
    return _periods(request)[1].last


def _periods(request: NoticeRequest) -> tuple[Period, Period, Period]:
    """(as named, up to the day of the data, the one before)."""
    if request.period is None:
        previous, current = quarter_so_far(request.day)
        return current, current, previous
    period = request.period
    if period.first > request.day:
        raise InputRefused(
            f"{period.title}还没有开始",
            f"{'今天是' if request.as_of is None else '数据截至'} {request.day.isoformat()}",
            "请选已经开始的期间",
            field="period",
        )
    current = Period(period.first, min(period.last, request.day))
    return period, current, previous_period(period)
