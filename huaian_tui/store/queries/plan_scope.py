"""Which plans a list is of: all open ones, or one that was named; and the order of their tasks.

Loads nothing else: how a unit stands is read by this in a few milliseconds.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from huaian_tui.domain.errors import NotFound

SHIPPED = "huaian-data-2024"
"""``ledger.task_keys.SHIPPED_PLAN``, which would load more."""

CURRENT_PLAN = (
    "coalesce((SELECT value FROM setting WHERE key = 'current_plan' AND value IN (SELECT id FROM plan)), "  # noqa: S608
    f"'{SHIPPED}')"
)
"""The plan that is meant where none is named, as SQL."""

ENDED = "SELECT no FROM task WHERE ended_on IS NOT NULL"
"""The tasks that were ended: by an index of their own."""

_CLOSED = "SELECT id FROM plan WHERE closed_on IS NOT NULL"
_IN_OPEN_PLAN = f"CASE WHEN EXISTS ({_CLOSED}) THEN coalesce({{0}} NOT IN ({_CLOSED}), 1) ELSE 1 END"  # noqa: S608
"""That a plan (its id as SQL) is not closed; it is looked up only where there are such."""

_PLAN_OF = "(SELECT of_plan.plan FROM task_state AS of_plan WHERE of_plan.task_no = {0})"
"""The plan of a task: ``task_state`` has the shortest rows."""

ANY_GONE = (
    "SELECT 1 FROM task WHERE ended_on IS NOT NULL UNION ALL SELECT 1 FROM plan WHERE closed_on IS NOT NULL"
)
"""One row at least where daily lists may leave out any task."""


def in_scope(task: str, plan: str | None) -> str:
    """The condition that a task (its number as SQL) is of an open plan, or of the plan ``:plan``.

    Ended tasks are left out; those of a closed plan only where no plan is named.
    """
    if plan is None:
        return f"{task} NOT IN ({ENDED}) AND {_IN_OPEN_PLAN.format(_plan_of(task))}"
    return f"{task} IN (SELECT no FROM task WHERE plan = :plan AND ended_on IS NULL)"  # noqa: S608 - constants


def _plan_of(task: str) -> str:
    """The plan of a task as SQL; a row ``s`` of ``task_state`` has it itself."""
    return "s.plan" if task == "s.task_no" else _PLAN_OF.format(task)


_KEYS = (
    "(SELECT of_plan.made FROM plan AS of_plan WHERE of_plan.id = {1})",
    "(SELECT placed.place FROM task AS placed WHERE placed.no = {0})",
    "{0}",
)


BY_PLAN = "plan AS p CROSS JOIN task AS t ON t.plan = p.id"
"""All tasks in the order of ``IN_PLAN_ORDER``, as their indexes have it: nothing is sorted."""

IN_PLAN_ORDER = ("p.made", "t.place", "t.no")


def in_scope_by_plan(plan: str | None) -> str:
    """``in_scope`` for a task of ``BY_PLAN``."""
    return f"{'p.closed_on IS NULL' if plan is None else 'p.id = :plan'} AND t.ended_on IS NULL"


def has_several_plans(connection: sqlite3.Connection) -> bool:
    """Whether tasks have another order than that of their numbers, which the shipped plan alone has."""
    return connection.execute("SELECT 1 FROM task WHERE no <> place LIMIT 1").fetchone() is not None


def in_order(connection: sqlite3.Connection, task: str, way: str = "") -> str:
    """ORDER BY of a task (its number as SQL): plans as they were made, in each its own order.

    As long as there is nothing but the plan that is shipped, in its own order, the number says it all.
    """
    keys = _KEYS if has_several_plans(connection) else _KEYS[-1:]
    return ", ".join(f"{one.format(task, _plan_of(task))} {way}".rstrip() for one in keys)


class PlanInUse(NamedTuple):
    """An open plan as lists name it; 日常交办 is one as soon as it has a task."""

    id: str
    code: str
    short: str
    title: str


def plans_in_use(connection: sqlite3.Connection) -> list[PlanInUse]:
    """The open plans that lists are of, as they were made: with one alone nothing needs to say which."""
    rows = connection.execute(
        "SELECT p.id, p.code, p.short, p.title FROM plan AS p WHERE p.closed_on IS NULL AND (p.kind = 'plan' "
        "OR EXISTS (SELECT 1 FROM task AS t WHERE t.plan = p.id)) ORDER BY p.made"
    )
    return [PlanInUse(*row) for row in rows]


_ASKED = ("plan:", "方案:")


def plan_asked(connection: sqlite3.Connection, text: str) -> tuple[str, str | None]:
    """What is typed without ``plan:SJ`` (方案：SJ), and the plan that this names, closed ones too.

    By code, else by short name, title or id. A name that no plan has asks for none: nothing is found then.
    One that several have is refused with all of them.
    """
    rest, plan = list[str](), None
    for word in text.split():
        asked = next((one for one in _ASKED if word.lower().replace("：", ":").startswith(one)), None)
        if asked is None:
            rest.append(word)
            continue
        plan = _plan_named(connection, word[len(asked) :])
    return " ".join(rest), plan


def _plan_named(connection: sqlite3.Connection, name: str) -> str:
    called = "SELECT id, title FROM plan WHERE {} ORDER BY made"
    rows = connection.execute(called.format("code = upper(?)"), (name,)).fetchall()
    if not rows:
        rows = connection.execute(called.format("?1 IN (short, title, id)"), (name,)).fetchall()
    if len(rows) > 1:
        told = "、".join(f"{plan}（《{title}》）" for plan, title in rows)
        raise NotFound(f"“{name}”可指多个方案", told, f"用编号指明，如 plan:{rows[0][0]}；或改其中一个的代号")
    return str(rows[0][0]) if rows else f"?{name}"


def printed_numbers(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Task → the number that its plan prints."""
    marks = ",".join("?" * len(numbers))
    return dict(connection.execute(f"SELECT no, printed FROM task WHERE no IN ({marks})", numbers))  # noqa: S608
