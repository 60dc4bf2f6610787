"""The days that a typed time limit of a milestone means: one, or one a period while its plan runs."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.dates.grammar import occurrences, read_date
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.queries.plans import plan_of_task, read_span


@dataclass(frozen=True, slots=True)
class Dues:
    """What a typed date means for a new milestone: one day, or one a period."""

    days: list[date]
    assumed: bool
    explanation: str
    recurring: bool = False
    every: str = ""
    """The period of what goes on when the plan is extended."""


def typed_dues(
    connection: sqlite3.Connection, task: int, text: str, today: date, until: date | None = None
) -> Dues:
    """The dates that a phrase means; recurring ones from today to ``until``, else while the plan runs."""
    phrase = read_date(text, today, field="due")
    if phrase.day is not None:
        return Dues([phrase.day], phrase.assumed, phrase.decided)
    if phrase.interval is None:
        raise InputRefused(
            "长期工作不设节点", phrase.explanation, "要督查某一次，请写出那一天，例如 2025-12-31", field="due"
        )
    start, horizon = read_span(connection, plan_of_task(connection, task))
    if until is not None and horizon is not None and until > horizon:
        raise InputRefused(
            "晚于方案期末", f"方案到{chinese_day(horizon)}为止", "先延长方案（plan extend）", field="until"
        )
    last = until or horizon
    days = [] if last is None else occurrences(phrase.interval, max(today, start or today), last)
    if last is None:
        raise InputRefused(
            "方案没有期末，不能设周期性的时限",
            "不知道设到哪一天",
            "加 --until 日期 写明设到哪一天；或写出某一天，例如 --due 2026-12-31",
            field="due",
        )
    if not days:
        ends = "设到" if until else "方案到"
        raise InputRefused(
            "没有可设的时限",
            f"{ends}{chinese_day(last)}为止，今天是{chinese_day(today)}，此后没有这样的一期",
            "先延长方案（plan extend）；不再延长的，收官（plan close）或结转（plan close --carry）；"
            "只督查一次的，写出那一天，例如 --due 2026-12-31",
            field="due",
        )
    return Dues(days, True, phrase.decided, recurring=True, every="" if until else phrase.interval)
