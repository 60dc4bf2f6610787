"""The summary of a task: what its light follows from, whatever the day.

The same as the row of the table ``task_state``, which the store makes in one statement of SQL
(``store.engine.task_states``); a test holds both equal on random ledgers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.visits import Visit, next_follow_up


class TaskSummary(NamedTuple):
    """Counts of a task's milestones, the earliest date of an open one and promise not kept (ISO).

    ``next_behind``: the first day from which an open one is 未达序时 if nothing newer is read.
    """

    open_count: int
    undated_count: int
    done_count: int
    next_due: str | None
    next_follow_up: str | None
    next_behind: str | None = None


def task_summary(
    milestones: Iterable[tuple[str, str | None]],
    visits: Iterable[Visit],
    behind: Iterable[str | None] = (),
) -> TaskSummary:
    """The summary of a task whose milestones stand so, each by its status and date, with these notes.

    ``visits`` are its notes that are not retracted, ``behind`` the days from which its open milestones
    are 未达序时 (``domain.rules.pace.behind_from``). A cancelled milestone counts for nothing.
    """
    known = list(milestones)
    dues = [due for status, due in known if status == Status.OPEN]
    return TaskSummary(
        open_count=len(dues),
        undated_count=sum(due is None for due in dues),
        done_count=sum(status == Status.DONE for status, _ in known),
        next_due=min((due for due in dues if due is not None), default=None),
        next_follow_up=next_follow_up(visits),
        next_behind=min((day for day in behind if day is not None), default=None),
    )
