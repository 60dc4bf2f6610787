"""What the filter of the tasks finds."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.store.queries.compact_numbers import Numbers
from huaian_tui.store.queries.find_tasks import TaskFilter, find_numbers
from huaian_tui.store.queries.plan_scope import plans_in_use
from huaian_tui.store.queries.task_refs import numbers_of, task_named
from huaian_tui.store.queries.tasks import read_tasks
from huaian_tui.tui.areas.tasks.list import figures


class Wanted(NamedTuple):
    """How the list is sorted, whether the tree is shown, whether the first of the list is asked for.

    ``named``: what was typed, as it may name a task; empty where the filter is not a new one.
    """

    order: Sort | None
    is_tree: bool
    first: bool
    named: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the filter finds: numbers, their figures, and for the tree the tasks themselves."""

    numbers: Numbers
    figures: str
    tasks: list[TaskRow]
    first: int | None = None
    """The first task of the list, where that is the one meant."""
    plans: int = 1
    """Plans in use: with several each line says which."""
    keys: dict[int, int] | None = None
    """序号 → task, where they are not the same."""
    meant: int | None = None
    """The task that the filter names: SJ/12."""


def read_found(connection: sqlite3.Connection, today: date, asked: TaskFilter, wanted: Wanted) -> Found:
    """What the filter finds now."""
    order, is_tree, first, named = wanted
    numbers = find_numbers(connection, today, asked, order=None if is_tree else order)
    meant = task_named(connection, named, asked.plan) if named else None
    tasks = read_tasks(connection, today, list(numbers)) if is_tree else []
    listed = find_numbers(connection, today, asked, order=order) if first else ()
    return Found(
        numbers,
        figures(connection, today, numbers),
        tasks,
        listed[0] if listed else None,
        len(plans_in_use(connection)),
        numbers_of(connection, asked.plan),
        meant,
    )


def best_key(found: Found, key: str | None) -> str | None:
    """Where the cursor goes among what a new filter finds: to the typed 序号, else to the first."""
    if key is not None and found.numbers.place(int(key)) is not None:
        return key
    return str(found.numbers[0]) if len(found.numbers) else None
