"""How a paper names plans and their items.

Of one plan an item is named by its number (第12项), of several each with its plan (《数据要素》第12项);
what leaders handed over has a number that stands for itself (交办〔2026〕12号). Numbers for life are never
printed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from huaian_tui.documents.composers.phrases import plan_quoted
from huaian_tui.documents.model import Cell
from huaian_tui.domain.answers.overview import PlanRow
from huaian_tui.domain.answers.plans import NOT_HERE
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.store.queries.paper_names import TaskPlace, task_places
from huaian_tui.store.queries.plan import read_plans
from huaian_tui.store.queries.slot_names import NamedSlot, role_names

MATTERS = "交办事项"
_TASKS = "重点任务"
_MOST_CITED = 2
"""Plans whose titles a sentence quotes; of more it says how many."""

_COUNTED = re.compile(r"[0-9A-Za-z一二三四五六七八九十百]+(?:[.．\-－][0-9A-Za-z]+)*")
"""Printed numbers that read as 第12项, 第1.10项; 交办〔2026〕12号 stands for itself."""

_SHORT_NUMBER = 4
"""Characters of a number that fit a narrow column."""

_NOWHERE = TaskPlace("", 0, "", NOT_HERE)

_MOST_OF_TEXT = 16
"""Characters of a text that stand for an item without a number."""


@dataclass(frozen=True, slots=True)
class PlanNames:
    """The plans a paper is about, matters last, and where the items stand that it may name.

    ``others`` are the plans of items that it names besides.
    """

    plans: tuple[PlanRow, ...]
    places: Mapping[int, TaskPlace]
    others: tuple[PlanRow, ...] = ()

    @property
    def several(self) -> bool:
        """Whether items have to be named with their plan."""
        return len(self.plans) > 1

    @property
    def of_plans(self) -> tuple[PlanRow, ...]:
        """The plans without that of matters."""
        return tuple(plan for plan in self.plans if not plan.of_matters)

    @property
    def matters_only(self) -> bool:
        """Whether all that the paper is about was handed over by leaders."""
        return not self.of_plans

    @property
    def shipped_only(self) -> bool:
        """Whether it is about the plan that the program brings, whose articles its words may cite."""
        return [plan.id for plan in self.plans] == [SHIPPED_PLAN]

    @property
    def noun(self) -> str:
        """What its items are: 重点任务, 交办事项, or both."""
        if self.matters_only:
            return MATTERS
        return _TASKS if len(self.of_plans) == len(self.plans) else f"{_TASKS}和{MATTERS}"

    @property
    def cited(self) -> str:
        """The plans in a sentence: quoted, of many the first and how many; matters as what they are."""
        plans = self.of_plans
        if not plans:
            return MATTERS
        named = cited([plan_quoted(plan) for plan in plans])
        if len(plans) > _MOST_CITED:
            named = f"{plan_quoted(plans[0])}等{len(plans)}个方案"
        return named if len(plans) == len(self.plans) else f"{named}和{MATTERS}"

    def heading(self, plan: PlanRow) -> str:
        """The line above a plan's items in a table: its title, and what it is called in sentences."""
        if plan.of_matters:
            return MATTERS
        if plan.short == plan.title:
            return plan_quoted(plan)
        stage = f"{plan.stage}，" if plan.stage else ""
        return f"《{plan.title}》（{stage}简称《{plan.short}》）"

    def short(self, number: int) -> str:
        """What the plan of a task is called in a cell: its short name, 交办事项."""
        plan = next(one for one in (*self.plans, *self.others) if one.id == self.places[number].plan)
        return self.called(plan)

    def called(self, plan: PlanRow) -> str:
        """What a plan is called in a cell."""
        return MATTERS if plan.of_matters else plan.short

    def label(self, number: int) -> str:
        """The cell of 序号: as its plan prints it, empty without one."""
        place = self.places.get(number)
        return "" if place is None else place.printed

    def item(self, number: int) -> str:
        """第12项, 《数据要素》第12项, 交办〔2026〕12号; one without a number by the beginning of its text."""
        place = self._place(number)
        return self._of_plan(place.plan, [place])

    def item_with_plan(self, number: int) -> str:
        """《数据要素》第12项, 交办〔2026〕12号: named with its plan whatever the paper is about."""
        place = self.places[number]
        plan = next(one for one in (*self.plans, *self.others) if one.id == place.plan)
        said = self._numbers([place])
        return said if plan.of_matters else f"《{plan.short}》{said}"

    def item_in_full(self, number: int) -> str:
        """《…实施方案》（征求意见稿）第12项, 交办〔2026〕12号: for a paper about this one alone."""
        place = self.places[number]
        plan = next(one for one in (*self.plans, *self.others) if one.id == place.plan)
        said = self._numbers([place])
        return said if plan.of_matters else f"{plan_quoted(plan)}{said}"

    def items(self, numbers: Iterable[int]) -> str:
        """第2、6项, with their plans where the paper is about several, in the order given."""
        parts = list[str]()
        for plan, of_plan in groupby(numbers, key=lambda number: self._place(number).plan):
            parts.append(self._of_plan(plan, [self._place(number) for number in of_plan]))
        return "、".join(parts)

    def _of_plan(self, plan: str, places: Sequence[TaskPlace]) -> str:
        row = next((one for one in (*self.plans, *self.others) if one.id == plan), None)
        if row is None:
            return NOT_HERE
        bare = row.of_matters or (not self.several and row in self.plans)
        return f"{'' if bare else f'《{row.short}》'}{self._numbers(places)}"

    def _place(self, number: int) -> TaskPlace:
        """Where a task stands; nowhere as long as its plan has not arrived."""
        return self.places.get(number, _NOWHERE)

    def _numbers(self, places: Sequence[TaskPlace]) -> str:
        counted, others = list[str](), list[str]()
        for one in places:
            if one.printed:
                (counted if _COUNTED.fullmatch(one.printed) else others).append(one.printed)
        said = [f"第{'、'.join(counted)}项"] if counted else []
        said += [f"{one}号" for one in others]
        return "、".join([*said, *(_quoted(one) for one in places if not one.printed)])

    def numbers(self, numbers: Iterable[int]) -> str:
        """第2、6项 of one plan, without its name."""
        return self._numbers([self.places[number] for number in numbers])

    def ordered(self, numbers: Collection[int]) -> list[int]:
        """Each of the tasks once, plan after plan, in the order of each."""
        return sorted(set(numbers), key=lambda one: (self.rank(one), self.places[one].place, one))

    def rank(self, number: int) -> int:
        """The place of the plan of a task among those of the paper, after all of them for another."""
        ids = [plan.id for plan in self.plans]
        plan = self.places[number].plan
        return ids.index(plan) if plan in ids else len(ids)

    def grouped(self, numbers: Collection[int]) -> list[tuple[PlanRow, list[int]]]:
        """The tasks by their plans, those without any left out."""
        ordered = self.ordered(numbers)
        found = [(plan, [one for one in ordered if self.places[one].plan == plan.id]) for plan in self.plans]
        return [one for one in found if one[1]]


def cited(titles: Sequence[str]) -> str:
    """Quoted titles one after the other: marks that touch need no comma (GB/T 15834-2011, 4.5.3.5)."""
    text = ""
    for title in titles:
        text += ("、" if text and not text.endswith("》") else "") + title
    return text


def _quoted(place: TaskPlace) -> str:
    return f"“{short_title(place.text, _MOST_OF_TEXT)}”"


def with_room(
    names: PlanNames, numbers: Iterable[int], widths: Sequence[float], more: float
) -> tuple[float, ...]:
    """The widths of a table's columns: with room in the first for long numbers (交办〔2026〕12)."""
    if all(len(names.label(number)) <= _SHORT_NUMBER for number in numbers):
        return tuple(widths)
    return (widths[0] + more, widths[1] - more, *widths[2:])


def units_in_cell(slots: Sequence[NamedSlot], role: str, most: int) -> str:
    """The units of a row in this role; of more than ``most`` the first ones and how many; 0: all."""
    named = role_names(slots, role)
    units = named.split("、")
    if not most or len(units) <= most:
        return named
    return f"{'、'.join(units[:most])}等{len(units)}个"


def plan_line(names: PlanNames, plan: str, columns: int) -> list[tuple[Cell, ...]]:
    """The line above the rows of a plan, over all columns; none in a paper about one plan."""
    if not names.several:
        return []
    row = next(one for one in names.plans if one.id == plan)
    return [(Cell(names.heading(row), colspan=columns, align="left"),)]


def plan_heading(names: PlanNames, plan: str, columns: int) -> list[tuple[Cell, ...]]:
    """The line above the rows of a plan, over all columns, also where the paper is about one plan alone.

    None above matters where there is nothing else: the sentence before says what they are.
    """
    if names.several or names.matters_only:
        return plan_line(names, plan, columns)
    row = next(one for one in names.plans if one.id == plan)
    return [(Cell(plan_quoted(row), colspan=columns, align="left"),)]


def read_plan_names(
    connection: sqlite3.Connection, numbers: Collection[int], also: Collection[int] = ()
) -> PlanNames:
    """The names for a paper about these tasks; ``also`` are others that it may name."""
    places = task_places(connection, {*numbers, *also})
    about = {places[number].plan for number in numbers if number in places}
    plans = read_plans(connection, {place.plan for place in places.values()})
    return PlanNames(
        tuple(plan for plan in plans if plan.id in about),
        places,
        tuple(plan for plan in plans if plan.id not in about),
    )
