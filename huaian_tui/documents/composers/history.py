"""What was decided on one milestone: the records behind a 延期批复单 and a 销号单."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.notices import NOTICE_TITLES
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.queries.milestones import of_task, read_milestone
from huaian_tui.store.queries.tasks import check_task, read_tasks
from huaian_tui.store.queries.time_line import of_milestone


@dataclass(frozen=True, slots=True)
class Decided:
    """A milestone with its task, and the decisions of one kind on it that hold, the newest first."""

    milestone: MilestoneRow
    task: TaskRow
    decisions: tuple[EventRow, ...]

    @property
    def newest(self) -> EventRow:
        """The last of them."""
        return self.decisions[0]

    @property
    def day(self) -> date:
        """The own day of the last of them; of one that names none the day of its recording."""
        return self.newest.day or date.fromisoformat(self.newest.recorded_at[:10])


def decided_in(connection: sqlite3.Connection, request: NoticeRequest, kind: RecordKind) -> list[Decided]:
    """What the request's milestone, or those of its one task, were decided on in this way; none for none.

    Refused when the request names neither, or several tasks.
    """
    if not request.milestone and len(request.tasks) != 1:
        raise InputRefused(
            f"{NOTICE_TITLES[request.kind]}须写明一个节点或一项任务",
            "写了几项任务" if request.tasks else "两样都没有写",
            "请写节点编号（--milestone），或选一项任务（--task）",
            field="tasks",
        )
    asked = asked_milestones(connection, request.day, request.milestone, request.tasks)
    found = (_decided(connection, request.day, one, kind) for one in asked)
    return [one for one in found if one is not None]


def _decided(
    connection: sqlite3.Connection, day: date, milestone: MilestoneRow, kind: RecordKind
) -> Decided | None:
    """The milestone with its decisions of this kind; None when none holds."""
    events = of_milestone(connection, milestone.id)
    held = tuple(one for one in events if one.kind == kind and not one.taken_back)
    if not held:
        return None
    return Decided(milestone, read_tasks(connection, day, [milestone.task_no])[0], held)


def asked_milestones(
    connection: sqlite3.Connection, day: date, milestone: str, tasks: tuple[int, ...]
) -> list[MilestoneRow]:
    """The milestone that was named, else all of the tasks that were."""
    if milestone:
        return [read_milestone(connection, day, milestone)]
    found = list[MilestoneRow]()
    for number in tasks:
        check_task(connection, number)
        found += of_task(connection, day, number)
    return found
