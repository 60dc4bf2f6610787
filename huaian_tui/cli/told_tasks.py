"""What is said of tasks and matters that a command entered or changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.cli.output.show import tell
from huaian_tui.domain.matters import MATTERS_PLAN

_MOST_NAMED = 20


def tell_tasks(
    invocation: Invocation,
    connection: sqlite3.Connection,
    numbers: Sequence[int],
    as_json: bool,
    done: str,
    *,
    one: bool = True,
) -> None:
    """The tasks, as JSON (``one``: a single object) or in one line: of a matter its date, else the plan."""
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
    tell(as_json, forms, f"{done}：{told}{more}")
