"""The rows of an evaluation: to which a milestone belongs, what they are called, their order."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from huaian_tui.domain.evaluation.figures import Role
from huaian_tui.store.queries.evaluation.facts import Reply
from huaian_tui.store.queries.evaluation.owners import Owners, unit_histories
from huaian_tui.store.queries.evaluation.scope import Asked, in_scope, plans_in_order
from huaian_tui.store.queries.plan_scope import in_order
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.unit_history import names_on

Key = tuple[Any, ...]
"""What tells the rows of one evaluation apart."""


class Place(NamedTuple):
    """A row without its figures (``EvaluationRow``)."""

    key: str
    name: str
    role: Role | None = None
    former: tuple[str, ...] = ()
    more: tuple[tuple[str, Any], ...] = ()


class Places(ABC):
    """The rows of one kind of evaluation."""

    @abstractmethod
    def of(self, task: int, due: date | None) -> Collection[Key]:
        """The rows to which a milestone of a task belongs by its deadline; None: as of the day."""

    def times(self, tasks: Collection[int], due: date | None) -> Mapping[Key, int]:
        """Row → how many milestones belong to it, of tasks each named as often as it has one of this date."""
        return Counter(chain.from_iterable(self.of(task, due) for task in tasks))

    @abstractmethod
    def ordered(self, counted: Collection[Key]) -> Iterator[tuple[Key, Place]]:
        """The rows in their order; ``counted`` are those in which something was counted."""

    def every(self) -> Collection[Key]:
        """The rows that are there whether something was counted or not."""
        return ()

    def of_reply(self, reply: Reply) -> Collection[Key]:
        """The rows in which a reply that was asked for counts."""
        del reply
        return ()


def read_places(connection: sqlite3.Connection, asked: Asked) -> Places:
    """The rows of what is asked for."""
    kinds: dict[str, type[_Units | _Plans | _Indicators | _Tasks]] = {
        "unit": _Units,
        "plan": _Plans,
        "indicator": _Indicators,
        "task": _Tasks,
    }
    return kinds[asked.by](connection, asked)


class _Units(Places):
    """A row for each unit in each role. Key: (unit, role)."""

    def __init__(self, connection: sqlite3.Connection, asked: Asked) -> None:
        self._owners = Owners(connection, asked)
        self._asked = asked
        self._names = names_on(connection, asked.as_of)
        self._former = unit_histories(connection, asked, self._owners.merges)
        made = connection.execute("SELECT id FROM unit ORDER BY made")
        self._made = {unit: place for place, (unit,) in enumerate(made)}

    def of(self, task: int, due: date | None) -> Collection[Key]:
        return self._owners.of_now(task) if due is None else self._owners.of(task, due)

    def times(self, tasks: Collection[int], due: date | None) -> Mapping[Key, int]:
        return Counter(chain.from_iterable(self._owners.of_each(tasks, due)))

    def ordered(self, counted: Collection[Key]) -> Iterator[tuple[Key, Place]]:
        units = {*counted, *self._owners.every()}
        for unit, role in sorted(units, key=lambda one: (self._made.get(one[0], len(self._made)), one)):
            name = self._names.get(unit, (unit, unit))[0]
            yield (unit, role), Place(unit, name, role, self._former.get(unit, ()))

    def every(self) -> Collection[Key]:
        return self._owners.every()

    def of_reply(self, reply: Reply) -> Collection[Key]:
        """Once, with what the unit leads; with what it supports where it leads nothing."""
        unit = self._owners.holder(reply.unit)
        leads, supports = (unit, "lead"), (unit, "support")
        there = self._owners.whole()
        chosen = supports if leads not in there and supports in there else leads
        if self._asked.role is not None and chosen[1] != self._asked.role:
            return ()
        return (chosen,)


class _Plans(Places):
    """A row for each plan with tasks. Key: (id of the plan,)."""

    def __init__(self, connection: sqlite3.Connection, asked: Asked) -> None:
        rows = connection.execute(
            f"SELECT t.no, t.plan FROM task AS t WHERE {in_scope(asked, 't.no')}",  # noqa: S608 - constant
            asked.values,
        )
        self._plans = dict[int, tuple[str]]()
        seen = dict[str, tuple[str]]()
        for task, plan in rows:
            self._plans[task] = seen.setdefault(plan, (plan,))
        self._every = set(seen.values())
        self._named = plans_in_order(connection)

    def of(self, task: int, due: date | None) -> Collection[Key]:
        plan = self._plans.get(task)
        return () if plan is None else (plan,)

    def times(self, tasks: Collection[int], due: date | None) -> Mapping[Key, int]:
        return _known(Counter(map(self._plans.get, tasks)))

    def ordered(self, counted: Collection[Key]) -> Iterator[tuple[Key, Place]]:
        for plan, code, title in self._named:
            if (plan,) in self._every:
                yield (plan,), Place(code, title, more=(("plan_id", plan),))

    def every(self) -> Collection[Key]:
        return self._every

    def of_reply(self, reply: Reply) -> Collection[Key]:
        return [(plan,) for plan in reply.plans if (plan,) in self._every]


class _Indicators(Places):
    """A row for each 一级指标, followed by its 二级指标. Key: (plan, first[, second])."""

    def __init__(self, connection: sqlite3.Connection, asked: Asked) -> None:
        self._of = dict[int, tuple[Key, ...]]()
        self._ordered = dict[Key, None]()
        self._codes = {plan: (code, title) for plan, code, title in plans_in_order(connection)}
        rows = connection.execute(
            "SELECT t.no, t.plan, t.level1, t.level2 FROM task AS t "  # noqa: S608 - constant conditions
            f"WHERE {in_scope(asked, 't.no')} ORDER BY t.place, t.no",
            asked.values,
        ).fetchall()
        for task, plan, first, second in rows:
            keys: tuple[Key, ...] = ((plan, first), (plan, first, second)) if second else ((plan, first),)
            self._of[task] = keys
            self._ordered.update(dict.fromkeys(keys))

    def of(self, task: int, due: date | None) -> Collection[Key]:
        return self._of.get(task, ())

    def times(self, tasks: Collection[int], due: date | None) -> Mapping[Key, int]:
        return Counter(chain.from_iterable(filter(None, map(self._of.get, tasks))))

    def ordered(self, counted: Collection[Key]) -> Iterator[tuple[Key, Place]]:
        plans = list(self._codes)
        firsts = {key: place for place, key in enumerate(self._ordered)}
        for key in sorted(self._ordered, key=lambda key: (plans.index(key[0]), firsts[key[:2]], firsts[key])):
            plan, *titles = key
            code = self._codes[plan][0]
            more = (
                ("plan", code),
                ("level", len(titles)),
                ("parent", titles[0] if len(titles) > 1 else None),
            )
            yield key, Place("/".join((code, *titles)), titles[-1] or "（未分指标）", more=more)


class _Tasks(Places):
    """A row for each task, in the order of lists. Key: (number of the task,)."""

    def __init__(self, connection: sqlite3.Connection, asked: Asked) -> None:
        self._connection = connection
        rows = connection.execute(
            f"SELECT t.no FROM task AS t WHERE {in_scope(asked, 't.no')} "  # noqa: S608 - constant conditions
            f"ORDER BY {in_order(connection, 't.no')}",
            asked.values,
        )
        self._every = {(task,): None for (task,) in rows}

    def of(self, task: int, due: date | None) -> Collection[Key]:
        return ((task,),)

    def times(self, tasks: Collection[int], due: date | None) -> Mapping[Key, int]:
        return Counter(zip(tasks, strict=True))

    def ordered(self, counted: Collection[Key]) -> Iterator[tuple[Key, Place]]:
        numbers = [task for (task,) in self._every]
        for first in range(0, len(numbers), _PAGE):
            page = numbers[first : first + _PAGE]
            refs = read_refs(self._connection, page)
            texts = dict(
                self._connection.execute(
                    f"SELECT no, text FROM task WHERE no IN ({','.join('?' * len(page))})",  # noqa: S608
                    page,
                )
            )
            for task in page:
                ref = refs[task]
                more = (("task_no", ref.number), ("task_id", ref.id), ("plan", ref.code))
                yield (task,), Place(ref.id, texts[task], more=more)

    def every(self) -> Collection[Key]:
        return self._every.keys()


def _known(times: Counter[Any]) -> Mapping[Key, int]:
    """Without what has no row."""
    times.pop(None, None)
    return times


_PAGE = 500
