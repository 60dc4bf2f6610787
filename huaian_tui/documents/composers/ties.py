"""一事多源: a thing that several sources ask for is listed once, with all of them.

A source is a task of a plan or what a leader handed over; tied ones (``store.queries.ties``) are one thing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from huaian_tui.documents.composers.phrases import joined
from huaian_tui.documents.composers.plan_names import PlanNames, read_plan_names
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.tasks import Handed
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.queries.matters import read_handed
from huaian_tui.store.queries.ties import tied_groups


@dataclass(frozen=True, slots=True)
class Sources:
    """The tasks that are tied to each listed one, and where those that were handed over come from."""

    tied: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    handed: Mapping[int, Handed] = field(default_factory=dict)

    def others(self, number: int) -> tuple[int, ...]:
        """What is tied to a task, without itself."""
        return self.tied.get(number, ())

    def words(self, number: int, names: PlanNames) -> str:
        """来源：市长批示（2026年3月5日）；《数据要素》第12项. Nothing for an untied task of a plan."""
        own = self.handed.get(number)
        if own is None and not self.others(number):
            return ""
        said = [handed_on_paper(own)] if own is not None else []
        said += [self._named(other, names) for other in self.others(number)]
        return f"{'来源' if own is not None else '同一事项'}：{'；'.join(said)}"

    def tied_words(self, number: int, names: PlanNames) -> str:
        """同一事项：《数据要素》第12项: what is tied to a task whose own source is told elsewhere."""
        others = "；".join(self._named(other, names) for other in self.others(number))
        return f"同一事项：{others}" if others else ""

    def _named(self, number: int, names: PlanNames) -> str:
        item, handed = names.item_with_plan(number), self.handed.get(number)
        return item if handed is None else f"{item}，{handed_on_paper(handed)}"


def handed_on_paper(handed: Handed) -> str:
    """市长批示（2026年3月5日，《关于…》）: who handed it over, how, when, on which paper."""
    inside = joined((chinese_day(handed.day), handed.document))
    return f"{handed.by}{handed.kind}（{inside}）"


def once(connection: sqlite3.Connection, due: Sequence[MilestoneRow]) -> list[MilestoneRow]:
    """The milestones to list, without those of a thing that is listed already under another of its sources.

    Of tied tasks the one whose milestone stands first is listed, with all of its own.
    """
    groups = tied_groups(connection, [one.task_no for one in due])
    listed: dict[int, int] = {}
    for one in due:
        listed.setdefault(min(groups[one.task_no]), one.task_no)
    return [one for one in due if listed[min(groups[one.task_no])] == one.task_no]


def tasks_once(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[int]:
    """The tasks to list: of those that are tied with each other the first."""
    groups = tied_groups(connection, numbers)
    listed: dict[int, int] = {}
    for number in numbers:
        listed.setdefault(min(groups[number]), number)
    return [number for number in numbers if listed[min(groups[number])] == number]


def read_sources(
    connection: sqlite3.Connection, numbers: Collection[int], also: Collection[int] = ()
) -> tuple[PlanNames, Sources]:
    """How a paper about these tasks names them and their sources; ``also``: others that it may name."""
    groups = tied_groups(connection, numbers)
    tied = {number: tuple(one for one in group if one != number) for number, group in groups.items()}
    every = {one for group in groups.values() for one in group}
    names = read_plan_names(connection, numbers, {*every, *also})
    return names, Sources(tied, read_handed(connection, every))
