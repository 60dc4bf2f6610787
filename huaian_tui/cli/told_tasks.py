"""What is said of tasks and matters that a command entered or changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.cli.output.show import tell
from huaian_tui.domain.matters import MATTERS_PLAN
from huaian_tui.domain.rules.lights import Status

_MOST_NAMED = 20


def tell_tasks(
    invocation: Invocation,
    connection: sqlite3.Connection,
    numbers: Sequence[int],
    as_json: bool,
    done: str,
    *,
    one: bool = True,
    also: str = "",
) -> None:
    """The tasks, as JSON (``one``: a single object) or in one line: of a matter its date, else the plan.

    ``also`` is said behind them.
    """
    from huaian_tui.cli.json_forms.tasks import task_detail_form
    from huaian_tui.store.queries.task_refs import read_refs
    from huaian_tui.store.queries.tasks import read_task, read_tasks

    def forms() -> Form | list[Form]:
        rows = [task_detail_form(read_task(connection, invocation.today, number), ()) for number in numbers]
        return rows[0] if one else rows

    refs = read_refs(connection, numbers)
    told = "、".join(refs[number].told for number in numbers[:_MOST_NAMED])
    is_matter = refs[numbers[0]].plan == MATTERS_PLAN
    many = len(numbers) > _MOST_NAMED
    more = f"等 {len(numbers)} {'件' if is_matter else '项'}" if many else ""
    if is_matter:
        due = read_tasks(connection, invocation.today, numbers[:1])[0].next_due if one else None
        more += f"，时限 {iso(due)}" if due else ""
    else:
        more += f"（《{refs[numbers[0]].title}》）"
    latest = max((beyond_of(connection, number) for number in numbers), default="")
    tell(as_json, forms, f"{done}：{told}{more}{also}" + (f"；{latest}" if latest else ""))


def beyond_of(connection: sqlite3.Connection, number: int, day: date | None = None) -> str:
    """What is said where a date of a task lies beyond its plan; without ``day`` its last open one."""
    from huaian_tui.domain.words.plans import beyond_words
    from huaian_tui.store.queries.milestones import states_of_task
    from huaian_tui.store.queries.plans import horizon_of_task

    code, horizon = horizon_of_task(connection, number)
    if horizon is None:
        return ""
    if day is None:
        states = states_of_task(connection, number)
        day = max((one.due for one in states if one.due and one.status is Status.OPEN), default=None)
    return beyond_words(day, horizon, code)
