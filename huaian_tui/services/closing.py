"""Closing a plan (收官): what is still open is carried over, ended or completed first; one action."""

from __future__ import annotations

import sqlite3
from collections import Counter
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
from huaian_tui.services.deciding import Completion, cancel_within, complete_within, set_within
from huaian_tui.services.entry_rules import not_before, required_line
from huaian_tui.services.plans import CURRENT, refuse_closed
from huaian_tui.services.tasks import end_within
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.matters import task_texts
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
from huaian_tui.store.queries.task_refs import read_current_plan, read_refs, told_task

_MOST_TITLE = 100
_MOST_CARRIED = 60

WAYS_OUT = (
    "逐个写明：结转 --carry 节点或任务=代号/序号，终止 --cancel 节点或任务=理由，"
    "办结 --complete 节点或任务=日期；其余一并终止 --cancel-rest 理由"
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
    ``ended_tasks`` and ``completed_tasks`` say the same of all open milestones of a task, ``carried_on`` on
    which day those go on that are carried with their task. A task that has no open milestone can be ended, or
    carried to a day; else it stays as it is.
    """

    carried: Mapping[int, int] = field(default_factory=dict)
    reason: str = ""
    nodes: Mapping[str, Carry] = field(default_factory=dict)
    ended: Mapping[str, str] = field(default_factory=dict)
    completed: Mapping[str, date] = field(default_factory=dict)
    ended_tasks: Mapping[int, str] = field(default_factory=dict)
    completed_tasks: Mapping[int, date] = field(default_factory=dict)
    carried_on: Mapping[int, date] = field(default_factory=dict)

    def tasks(self) -> list[int]:
        """Every task that is named, as often as it is."""
        return [*self.carried, *self.ended_tasks, *self.completed_tasks]

    def named(self) -> list[str]:
        """Every milestone that is named, as often as it is."""
        return [*self.nodes, *self.ended, *self.completed]


class Closed(NamedTuple):
    """What a closing did: milestones carried over, ended, completed, and tasks that have none to ask for.

    ``tasks`` are those without a milestone that ended. ``current`` tells the plan that numbers without a code
    mean from then on, where that is another one.
    """

    carried: int = 0
    ended: int = 0
    completed: int = 0
    without: int = 0
    current: str = ""
    tasks: int = 0

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
            there = how.nodes.get(milestone) or Carry(how.carried[task], how.carried_on.get(task))
            self._carry(row, there)
            return "carried"
        if task in how.completed_tasks:
            done = Completion(how.completed_tasks[task], self._basis)
            complete_within(self._action, milestone, done, self._today)
            return "completed"
        if task in how.ended_tasks:
            self._end(milestone, how.ended_tasks[task])
            return "ended"
        if how.reason.strip():
            self._end(milestone, how.reason)
            return "ended"
        return ""

    def deal_with_task(self, task: int, how: Closing) -> str:
        """Do what was asked for with a task that has no open milestone; as ``deal_with``."""
        connection = self._action.connection
        if task in how.ended_tasks:
            end_within(self._action, task, how.ended_tasks[task], self._day)
            return "tasks"
        told = told_task(connection, task)
        if task in how.completed_tasks:
            raise InputRefused(
                f"{told}没有未办结的节点",
                "没有节点的任务随方案收官，保持原样",
                f"不必写；要记明办结的，先设节点：milestone set {_label(connection, task)}",
                field="complete",
            )
        if task not in how.carried_on:
            raise InputRefused(
                f"{told}没有未办结的节点",
                "没有可以结转的；不写则随方案收官，保持原样",
                "要在别的方案接着办，写明时限：任务=代号/序号@日期",
                field="carry",
            )
        self._carry_task(task, how.carried[task], how.carried_on[task])
        return "carried"

    def _carry_task(self, task: int, to: int, due: date) -> None:
        """A task without a milestone goes on as a milestone of another one."""
        connection = self._action.connection
        here, there = self._names(task, to)
        title = task_texts(connection, [task])[task]
        title = " ".join(title.split())[:_MOST_CARRIED]
        body = {
            "title": _title_there(connection, to, title, due, here),
            "due": due.isoformat(),
            "basis": f"由{here}结转；{self._basis}"[:500],
            "assumed": False,
        }
        set_within(self._action, to, due, body, self._day)

    def _names(self, task: int, to: int) -> tuple[str, str]:
        """How a task and the one that takes over are named; refused where that one cannot."""
        connection = self._action.connection
        refs = read_refs(connection, [task, to])
        here, there = (item(_with_code(refs[one])) for one in (task, to))
        target = plan_of_task(connection, to)
        if target == self._plan:
            raise InputRefused("不能结转到同一个方案", there, "请写别的方案的任务", field="carry")
        refuse_closed(connection, target)
        return here, there

    def _end(self, milestone: str, reason: str) -> None:
        why = f"终止：{required_line(reason, 'reason', '终止理由')}；{self._basis}"[:500]
        cancel_within(self._action, milestone, why, self._today, day=self._day)

    def _carry(self, row: MilestoneRow, to: Carry) -> None:
        connection, state = self._action.connection, row.state
        here, there = self._names(state.task_no, to.task)
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
        without = count_without_milestones(connection, plan)
        if undone:
            raise _still_open([read_milestone(connection, today, one) for one in undone], without)
        action.fold()
        has_open = {read_milestone(connection, today, one).state.task_no for one in left}
        counted = Counter(dealt.values())
        counted.update(work.deal_with_task(task, closing) for task in closing.tasks() if task not in has_open)
        action.fold()
        ref, settles = plan_said(connection, plan).following()
        body = {"plan": plan, "basis": why} | settles
        action.append(Entry(RecordKind.PLAN_CLOSE, body, occurred_on=day.isoformat(), ref=ref, plan=plan))
        current = _choose_another(action, plan) if read_current_plan(connection) == plan else ""
        without = count_without_milestones(connection, plan)
        done = {how: counted[how] for how in ("carried", "ended", "completed", "tasks")}
        return Closed(**done, without=without, current=current)


def still_open(connection: sqlite3.Connection, plan: str, today: date) -> list[MilestoneRow]:
    """The open milestones of a plan, in its order: what a closing has to deal with."""
    return [read_milestone(connection, today, one) for one in open_milestones_of(connection, plan)]


def _refuse_unknown(code: str, left: Sequence[str], closing: Closing) -> None:
    named = closing.named()
    twice = sorted({one for one in named if named.count(one) > 1})
    if twice:
        raise InputRefused("同一个节点写了两种处理", "、".join(twice), "每个节点只写一种", field="carry")
    tasks = closing.tasks()
    if len(set(tasks)) != len(tasks):
        raise InputRefused("同一项任务写了两种处理", "", "每项任务只写一种", field="carry")
    unknown = [one for one in named if one not in left]
    if unknown:
        raise InputRefused(
            "有的节点不在未办结之列",
            "、".join(unknown),
            f"写未办结的节点编号（见 milestone list --plan {code}）或任务序号，如 --cancel 5=理由",
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


def _still_open(rows: Sequence[MilestoneRow], without: int) -> HuaianError:
    listed = "、".join(
        f"{row.named.told} {row.id} {row.state.title}"
        f"（{'无时限' if row.state.due is None else row.state.due.isoformat()}）"
        for row in rows
    )
    more = f"。{without_words(without)}" if without else ""
    return HuaianError(f"方案还有 {len(rows)} 个未办结的节点，不能收官", listed + more, WAYS_OUT)


def without_words(count: int) -> str:
    """What becomes of tasks that have no milestone."""
    return f"没有节点的任务 {count} 项不用处理，随方案收官，保持原样"


def _label(connection: sqlite3.Connection, task: int) -> str:
    return read_refs(connection, [task])[task].label
