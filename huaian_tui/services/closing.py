"""Closing a plan (收官): what is still open is carried over, ended or completed first; one action."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.plans import TaskRef
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.matters import MATTERS_PLAN
from huaian_tui.domain.words.items import item
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.decisions import Completion, cancel_within, complete_within, set_within
from huaian_tui.services.entry_rules import not_before, required_line
from huaian_tui.services.plans import CURRENT, refuse_closed
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.milestones import open_twin, read_milestone
from huaian_tui.store.queries.plans import (
    count_without_milestones,
    open_milestones_of,
    other_open_plan,
    plan_close,
    plan_of_task,
    plan_said,
    read_span,
)
from huaian_tui.store.queries.task_refs import read_current_plan, read_refs

_MOST_TITLE = 100

WAYS_OUT = (
    "逐个写明：结转 --carry 节点或任务=代号/序号，终止 --cancel 节点=理由，办结 --complete 节点=日期；"
    "其余一并终止 --cancel-rest 理由"
)


class Carry(NamedTuple):
    """Where a milestone goes on (结转): a task of another plan; ``due``: another day than it has."""

    task: int
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """What becomes of open milestones when a plan is closed.

    ``carried``: task → task of another plan, to which its open milestones go on (结转);
    ``nodes``: the same of single milestones; ``ended``: milestone → why it ends (终止); ``completed``:
    milestone → the day on which it was done (办结); ``reason``: why all others end, "" while none is given.
    """

    carried: Mapping[int, int] = field(default_factory=dict)
    reason: str = ""
    nodes: Mapping[str, Carry] = field(default_factory=dict)
    ended: Mapping[str, str] = field(default_factory=dict)
    completed: Mapping[str, date] = field(default_factory=dict)

    def named(self) -> list[str]:
        """Every milestone that is named, as often as it is."""
        return [*self.nodes, *self.ended, *self.completed]


class Closed(NamedTuple):
    """What a closing did: milestones carried over, ended, completed, and tasks that have none to ask for.

    ``current`` tells the plan that numbers without a code mean from then on, where that is another one.
    """

    carried: int = 0
    ended: int = 0
    completed: int = 0
    without: int = 0
    current: str = ""

    @property
    def dealt(self) -> int:
        """How many milestones were dealt with."""
        return self.carried + self.ended + self.completed


class _Closing:
    """One closing inside one action."""

    def __init__(self, action: Action, plan: str, basis: str, day: date, today: date) -> None:
        self._action = action
        self._plan = plan
        self._basis = basis
        self._day = day
        self._today = today

    def deal_with(self, milestone: str, how: Closing) -> str:
        """Do what was asked for with an open milestone; which count of ``Closed`` grows, "" for none."""
        row = read_milestone(self._action.connection, self._today, milestone)
        task = row.state.task_no
        if milestone in how.completed:
            done = Completion(how.completed[milestone], self._basis)
            complete_within(self._action, milestone, done, self._today)
            return "completed"
        if milestone in how.ended:
            self._end(milestone, how.ended[milestone])
            return "ended"
        if milestone in how.nodes or task in how.carried:
            self._carry(row, how.nodes.get(milestone) or Carry(how.carried[task]))
            return "carried"
        if how.reason.strip():
            self._end(milestone, how.reason)
            return "ended"
        return ""

    def _end(self, milestone: str, reason: str) -> None:
        why = f"终止：{required_line(reason, 'reason', '终止理由')}；{self._basis}"[:500]
        cancel_within(self._action, milestone, why, self._today, day=self._day)

    def _carry(self, row: MilestoneRow, to: Carry) -> None:
        connection, state = self._action.connection, row.state
        refs = read_refs(connection, [state.task_no, to.task])
        here, there = (item(_with_code(refs[one])) for one in (state.task_no, to.task))
        target = plan_of_task(connection, to.task)
        if target == self._plan:
            raise InputRefused("不能结转到同一个方案", there, "请写别的方案的任务", field="carry")
        refuse_closed(connection, target)
        due = to.due or state.due
        if due is None:
            raise InputRefused(
                "没有时限的节点要写明结转到哪一天",
                f"{row.named.told} {state.id} {state.title}",
                f"写 {state.id}=代号/序号@日期，或终止：--cancel {state.id}=理由",
                field="carry",
            )
        body = {
            "title": _title_there(connection, to.task, state.title, due, here),
            "due": due.isoformat(),
            "basis": f"由{here}结转（节点 {state.id}）；{self._basis}"[:500],
            "assumed": state.assumed and to.due is None,
        }
        set_within(self._action, to.task, due, body, self._day)
        ended = f"结转到{there}；{self._basis}"[:500]
        cancel_within(self._action, state.id, ended, self._today, day=self._day)


def _title_there(connection: sqlite3.Connection, task: int, title: str, due: date, here: str) -> str:
    """What a milestone is called in the task it goes to: one that is already there may be called the same."""
    if open_twin(connection, task, title[:_MOST_TITLE], due) is None:
        return title[:_MOST_TITLE]
    from_there = f"（{here}结转）"
    return title[: _MOST_TITLE - len(from_there)] + from_there


def close_plan(ledger: Ledger, plan: str, day: date, basis: str, today: date, closing: Closing) -> Closed:
    """Close a plan; each open milestone is carried over, ended or completed first.

    Refused, with all that is open, as long as one is not dealt with. Tasks without a milestone ask for
    nothing: they are closed with the plan and stay readable.
    """
    if plan == MATTERS_PLAN:
        raise InputRefused(
            "日常交办不收官",
            "交办事项随时有新的",
            "逐件办结（milestone complete）或终止（task end）",
            field="code",
        )
    with ledger.action() as action:
        connection = action.connection
        refuse_closed(connection, plan)
        start, _ = read_span(connection, plan)
        not_before(start, day, "day", "收官日期")
        if day > today:
            raise InputRefused("收官日期不能晚于今天", day.isoformat(), "请写今天或更早的日期", field="day")
        why = required_line(basis, "basis", "收官依据")
        left = open_milestones_of(connection, plan)
        _refuse_unknown(plan_close(connection, plan)[0], left, closing)
        work = _Closing(action, plan, why, day, today)
        dealt = {one: work.deal_with(one, closing) for one in left}
        undone = [one for one, how in dealt.items() if not how]
        if undone:
            raise _still_open([read_milestone(connection, today, one) for one in undone])
        action.fold()
        ref, settles = plan_said(connection, plan).following()
        body = {"plan": plan, "basis": why} | settles
        action.append(Entry(RecordKind.PLAN_CLOSE, body, occurred_on=day.isoformat(), ref=ref, plan=plan))
        current = _choose_another(action, plan) if read_current_plan(connection) == plan else ""
        counted = {how: list(dealt.values()).count(how) for how in ("carried", "ended", "completed")}
        return Closed(**counted, without=count_without_milestones(connection, plan), current=current)


def still_open(connection: sqlite3.Connection, plan: str, today: date) -> list[MilestoneRow]:
    """The open milestones of a plan, in its order: what a closing has to deal with."""
    return [read_milestone(connection, today, one) for one in open_milestones_of(connection, plan)]


def _refuse_unknown(code: str, left: Sequence[str], closing: Closing) -> None:
    named = closing.named()
    twice = sorted({one for one in named if named.count(one) > 1})
    if twice:
        raise InputRefused("同一个节点写了两种处理", "、".join(twice), "每个节点只写一种", field="carry")
    unknown = [one for one in named if one not in left]
    if unknown:
        raise InputRefused(
            "有的节点不在未办结之列",
            "、".join(unknown),
            f"未办结的节点见 milestone list --plan {code}",
            field="carry",
        )


def _with_code(ref: TaskRef) -> str:
    """A task as it is named whatever plan is current: the basis of a decision is read for years."""
    return ref.label if "/" in ref.label else f"{ref.code}/{ref.label}"


def _choose_another(action: Action, closed: str) -> str:
    """A closed plan is not the one that is meant: the oldest open one is, if there is any; how it is told."""
    other = other_open_plan(action.connection, closed)
    if other is None:
        return ""
    action.append(Entry(RecordKind.SETTING, {"key": CURRENT, "title": "现用方案", "value": other}))
    return plan_close(action.connection, other)[0]


def _still_open(rows: Sequence[MilestoneRow]) -> HuaianError:
    listed = "、".join(
        f"{row.named.told} {row.id} {row.state.title}"
        f"（{'无时限' if row.state.due is None else row.state.due.isoformat()}）"
        for row in rows
    )
    return HuaianError(f"方案还有 {len(rows)} 个未办结的节点，不能收官", listed, WAYS_OUT)
