"""Matters that a merge leaves with one number: the one whose first record is older keeps it.

Each other one gets the next free number of its year, by a record that is written with the merge. Laptops that
do so apart write the same or not; then the last record counts, and where that leaves a number twice, the next
merge does so again. The oldest matter never changes, then the next one, and so on: in the end all are equal.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from huaian_tui.domain.matters import MATTERS_PLAN, matter_no
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.store.engine.append import Action
from huaian_tui.store.queries.matters import next_numbers, numbered_twice, numbers_borne, task_texts

Number = tuple[int, int]
"""(year, number)"""


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A matter that has another number after a merge, as both are printed; ``text``: what it is about."""

    task_no: int
    text: str
    former: str
    now: str

    @property
    def words(self) -> str:
        """In one line: 交办〔2026〕3号改为交办〔2026〕5号：..."""
        return f"{self.former}号改为{self.now}号：{self.text}"


def renumber(action: Action, before: Mapping[int, Number], *, write: bool) -> tuple[Renumbered, ...]:
    """Give each matter a number of its own, and tell which have another one than ``before`` the merge.

    ``write`` false: tell alone. What arrived is folded.
    """
    connection = action.connection
    given = _given(connection)
    if write and given:
        action.follow_arrived()
        for task, (former, now) in given.items():
            action.append(_entry(task, former, now))
        action.fold()
    borne = numbers_borne(connection)
    found = [(task, before.get(task, former), now) for task, (former, now) in given.items()]
    found += [
        (task, was, borne[task])
        for task, was in before.items()
        if task not in given and borne.get(task, was) != was
    ]
    texts = task_texts(connection, [task for task, *_ in found])
    return tuple(
        Renumbered(task, texts.get(task, ""), matter_no(*was), matter_no(*now)) for task, was, now in found
    )


def _entry(task: int, former: Number, now: Number) -> Entry:
    was = matter_no(*former)
    body = {
        "year": now[0],
        "number": now[1],
        "no": matter_no(*now),
        "former": was,
        "basis": f"编号与较早登记的{was}号重复，改编",
    }
    return Entry(RecordKind.MATTER_NUMBER, body, task_no=task, plan=MATTERS_PLAN)


def _given(connection: sqlite3.Connection) -> dict[int, tuple[Number, Number]]:
    """Matter → (its number, the next free one) of all that bear one that an older one bears."""
    twice = numbered_twice(connection)
    years = Counter(one.year for one in twice)
    free = {year: iter(next_numbers(connection, year, count)) for year, count in years.items()}
    return {one.task_no: ((one.year, one.number), (one.year, next(free[one.year]))) for one in twice}
