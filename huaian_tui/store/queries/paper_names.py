"""What a paper calls things: the place of a task in its plan, the order of units, what was asked for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from typing import NamedTuple

from huaian_tui.domain.answers.plans import bare_ref
from huaian_tui.ledger.task_keys import is_shipped
from huaian_tui.store.queries.task_refs import read_refs


class TaskPlace(NamedTuple):
    """A task as papers name it: the plan's id, its place there, the number that the plan prints, its text."""

    plan: str
    place: int
    printed: str
    text: str


def task_places(connection: sqlite3.Connection, numbers: Collection[int]) -> dict[int, TaskPlace]:
    """Where these tasks stand, by their numbers for life."""
    rows = connection.execute(
        "SELECT no, plan, place, printed, text FROM task WHERE no IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(set(numbers))),),
    )
    return {no: TaskPlace(*row) for no, *row in rows}


def units_in_order(connection: sqlite3.Connection, units: Collection[str]) -> list[str]:
    """These units in the order in which the ledger has them; last those that have not arrived."""
    rows = connection.execute(
        "SELECT asked.value FROM json_each(?) AS asked LEFT JOIN unit AS u ON u.id = asked.value "
        "ORDER BY u.made IS NULL, u.made, asked.value",
        (json.dumps(sorted(units)),),
    )
    return [unit for (unit,) in rows]


_NAMES = (
    "SELECT name FROM (SELECT name FROM unit_name UNION SELECT full_name FROM unit_name "
    "UNION SELECT title FROM plan UNION SELECT short FROM plan "
    "UNION SELECT level1 FROM task WHERE plan IN (SELECT value FROM json_each(:plans)) "
    "UNION SELECT level2 FROM task WHERE plan IN (SELECT value FROM json_each(:plans))) "
    "WHERE length(name) > 1 AND instr(:text, name) > 0 ORDER BY length(name) DESC, name"
)


def names_in(connection: sqlite3.Connection, text: str, plans: Collection[str]) -> list[str]:
    """The names of units and plans, and of the 指标 of these plans, that stand in a text, longest first."""
    rows = connection.execute(_NAMES, {"text": text, "plans": json.dumps(sorted(plans))})
    return [name for (name,) in rows]


def asks_named(connection: sqlite3.Connection, asks: Sequence[str]) -> list[str]:
    """What a notice asked for, as people name it: the ids of milestones as they type them (2-1).

    Ids of plans that were entered here begin with eleven characters that say nothing: SJ第3项 is said.
    """
    rows = connection.execute(
        "SELECT id, task_no FROM milestone WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(asks),)
    )
    tasks = {identity: no for identity, no in rows if not is_shipped(no)}
    tasks |= {one: int(one) for one in asks if one.isdecimal() and not is_shipped(int(one))}
    refs = read_refs(connection, tasks.values())
    told = {one: (refs.get(no) or bare_ref(no)).told for one, no in tasks.items()}
    return list(dict.fromkeys(told.get(one, one) for one in asks))
