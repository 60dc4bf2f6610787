"""What the plans screen lists: its columns, and which plans a typed text means."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.answers.plans import PlanLine
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.words.plans import horizon_words, is_past_horizon
from huaian_tui.tui.list.source import ListRow


class Line(NamedTuple):
    """What a line is about."""

    plan: PlanLine
    today: date


COLUMNS: tuple[Column[Line], ...] = (
    Column("代号", lambda of: f"{of.plan.code}{'*' if of.plan.current else ''}", width=5, sort="code"),
    Column("简称", lambda of: of.plan.short, weight=1, min_width=14, sort="short"),
    Column("任务", lambda of: _count(of.plan.tasks), width=5, right=True, grows=True, sort="tasks"),
    Column("未办结", lambda of: _count(of.plan.open_milestones), width=6, right=True, sort="open"),
    Column("逾期", lambda of: _count(of.plan.overdue), width=4, right=True, toned=True, sort="overdue"),
    Column("期末", lambda of: _horizon(of.plan), width=10, priority=3, sort="horizon"),
    Column("现状", lambda of: _state(of), width=16, priority=2),
    Column("收官", lambda of: _closed(of.plan), width=10, priority=6, sort="closed"),
    Column("阶段", lambda of: of.plan.stage, width=12, priority=5, sort="stage"),
    Column("名称", lambda of: of.plan.title, weight=2, min_width=20, priority=7, sort="title"),
)


def plan_rows(plans: Iterable[PlanLine], today: date, typed: str) -> list[ListRow]:
    """The plans whose code or names have every word of ``typed``, as lines of the list."""
    words = search_key(typed).split()
    return [
        ListRow(plan.id, cells_of(Line(plan, today), COLUMNS), _tone(plan, today))
        for plan in plans
        if all(word in search_key(f"{plan.code} {plan.short} {plan.title} {plan.stage}") for word in words)
    ]


def _tone(plan: PlanLine, today: date) -> str:
    if plan.closed_on is not None:
        return "done"
    return "overdue" if plan.overdue else "due_soon" if is_past_horizon(plan, today) else ""


def _count(number: int) -> str:
    return str(number) if number else ""


def _horizon(plan: PlanLine) -> str:
    return "" if plan.horizon is None else plan.horizon.isoformat()


def _closed(plan: PlanLine) -> str:
    return "" if plan.closed_on is None else plan.closed_on.isoformat()


def _state(of: Line) -> str:
    if of.plan.shared:
        return "代号重复"
    return "已收官" if of.plan.closed_on is not None else horizon_words(of.plan, of.today)
