"""The horizon of a plan (期末): extending it, and recurring duties that then go on as far."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, cast

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.matters import MATTERS_PLAN
from huaian_tui.domain.rules.lights import Status
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.entry_rules import LATEST_DAY, few_enough, required_line
from huaian_tui.services.plans import change_within, refuse_before_start, refuse_closed
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.milestones import states_of_task
from huaian_tui.store.queries.plans import milestones_set, read_span, task_said, tasks_with_series

PERIODS = ("month", "quarter", "half_year", "year")
"""How often a duty comes again (``every``), as ``domain.dates.grammar`` has it."""


def extend_plan(ledger: Ledger, plan: str, to: date, basis: str) -> int:
    """Move the horizon of a plan by a decision; recurring duties go on as far. How many days were added.

    What stands for the old horizon is kept.
    """
    if plan == MATTERS_PLAN:
        raise InputRefused(
            "日常交办没有期末", "每件事有自己的时限", "改一件的时限，用 milestone extend", field="to"
        )
    with ledger.action() as action:
        refuse_closed(action.connection, plan)
        start, horizon = read_span(action.connection, plan)
        refuse_before_start(start, to)
        if to > LATEST_DAY:
            way_out = f"请写 {LATEST_DAY.year} 年及以前的日期"
            raise InputRefused("期末太远", to.isoformat(), way_out, field="to")
        if horizon is not None and to <= horizon:
            raise InputRefused(
                "新的期末不晚于原来的",
                f"方案现在到 {horizon.isoformat()} 为止",
                "请写更晚的日期；要提前结束，用 plan close",
                field="to",
            )
        why = required_line(basis, "basis", "依据")
        moved = {"day": to.isoformat(), "phrase": "", "basis": why}
        change_within(action, plan, {"horizon": moved, "basis": why})
        return sum(_go_on(action, plan, one, to, why) for one in tasks_with_series(action.connection, plan))


def _go_on(action: Action, plan: str, number: int, to: date, basis: str) -> int:
    """Write a task anew with the further occurrences of its recurring duties; how many they are.

    Those of the plan's text and those that officers set. One whose last occurrence was cancelled has ended.
    What is written follows from the records alone: two laptops that extend a plan alike have one task.
    """
    said = task_said(action.connection, number)
    known = list(said.body.get("milestones", ()))
    last = dict[str, dict[str, Any]]()
    for one in (*_set_by_officers(action.connection, number), *known):
        if one.get("series") and one.get("every") and one.get("due"):
            before = last.get(one["series"])
            if before is None or one["due"] > before["due"]:
                last[one["series"]] = one
    states = {one.id: one.status for one in states_of_task(action.connection, number)}
    goes_on = [one for one in last.values() if states.get(one["id"]) not in (None, Status.CANCELLED)]
    more = [new for one in goes_on for new in _further(one, to, basis)]
    if more:
        ref, settles = said.following()
        body = {key: value for key, value in said.body.items() if key != "settles"}
        body |= {"milestones": few_enough([*known, *more], "节点"), "basis": basis, **settles}
        action.append(Entry(RecordKind.TASK_SET, body, task_no=number, ref=ref, plan=plan))
    return len(more)


def _set_by_officers(connection: sqlite3.Connection, number: int) -> Iterator[dict[str, Any]]:
    """The milestones of a task that were set as occurrences of a recurring duty, in the plan's form."""
    told, found = list[dict[str, Any]](), milestones_set(connection, number)
    for milestone, _, body in found:
        if body.get("series") and body.get("every"):
            told.append(_as_planned(milestone, body, str(body["series"]), str(body["every"])))
    plain = [one for one in found if not one[2].get("series")]
    for _, group in groupby(plain, lambda one: (one[1], one[2]["basis"], _stem(one[2]))):
        told += _without_period(list(group))
    return iter(told)


def _without_period(group: Sequence[tuple[str, str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """The same for those of an older program, which kept no period: it follows from their days.

    They were set in one action, under one name with the day behind it.
    """
    days = sorted(date.fromisoformat(body["due"]) for _, _, body in group)
    if len(days) < len(("one", "another")) or not _stem(group[0][2]):
        return []
    every = next((one for one in reversed(PERIODS) if series_days(one, days[0], days[-1]) == days), None)
    if every is None:
        return []
    first = min(group, key=lambda one: str(one[2]["due"]))[0]
    return [_as_planned(milestone, body, first, every) for milestone, _, body in group]


def _stem(body: Mapping[str, Any]) -> str:
    """The name that the occurrences of one duty share; "" where the day does not stand behind it."""
    title, behind = str(body["title"]), f"（{body['due']}）"
    return title.removesuffix(behind) if title.endswith(behind) else ""


def _as_planned(milestone: str, body: Mapping[str, Any], series: str, every: str) -> dict[str, Any]:
    part = {key: body[key] for key in ("title", "due")}
    return part | {"id": milestone, "phrase": "", "assumed": False, "series": series, "every": every}


def _further(last: Mapping[str, Any], to: date, basis: str) -> list[dict[str, Any]]:
    """The occurrences of a recurring milestone after its last one, as far as a day."""
    due = date.fromisoformat(last["due"])
    days = [day for day in series_days(last["every"], due, to) if day > due]
    why = last.get("basis", f"方案延长后按原来的周期接着设：{basis}")
    return [_again(last, due, day) | {"basis": why} for day in days]


def _again(last: Mapping[str, Any], due: date, day: date) -> dict[str, Any]:
    yearly = last["id"] == f"{last['series']}-{due.year}"
    identity = f"{last['series']}-{day.year}" if yearly else f"{last['series']}-{day:%Y%m%d}"
    title = str(last["title"])
    for old, new in ((due.isoformat(), day.isoformat()), (f"{due.year}年", f"{day.year}年")):
        if old in title:
            title = title.replace(old, new)
            break
    else:
        title = f"{title[:80]}（{day.isoformat()}）"
    return dict(last) | {"id": identity, "title": title, "due": day.isoformat()}


def series_days(every: str, first: date, last: date) -> list[date]:
    """The days of a recurring duty from one day to another, both included."""
    from huaian_tui.domain.dates.grammar import Interval, occurrences

    if every not in PERIODS:
        return []
    return occurrences(cast("Interval", every), first, last)
