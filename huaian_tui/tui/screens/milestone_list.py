"""What the milestones screen lists: which milestones fit, in which order, and their rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from huaian_tui.domain.filters import Facet, Filter, span_of, value_of
from huaian_tui.domain.hygiene import search_key
from huaian_tui.domain.lights import Light, Status
from huaian_tui.domain.ordering import Sort
from huaian_tui.domain.rows import MilestoneRow, TaskRow
from huaian_tui.store.queries.events import of_milestone
from huaian_tui.store.queries.milestones import list_milestones, read_milestone
from huaian_tui.store.queries.tasks import TaskFilter, find_tasks, read_readings, read_tasks
from huaian_tui.store.queries.units import find_units
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.views.milestones import CONFLICT, MilestoneFacts, how_known, state_word
from huaian_tui.tui.widgets.columns import Column
from huaian_tui.tui.widgets.row_source import ListRow

COLUMNS = (
    Column("状态", width=10, toned=True, sort="light"),
    Column("时限", width=10, priority=2, sort="due"),
    Column("逾期天数", width=8, right=True, toned=True, priority=3, sort="overdue"),
    Column("序号", width=4, right=True, priority=3, sort="no"),
    Column("节点", weight=3, min_width=22, sort="title"),
    Column("牵头", weight=1, min_width=10, priority=5, sort="lead"),
    Column("来源", width=4, priority=4, sort="source"),
    Column("重点任务", weight=2, min_width=24, priority=6),
)

FILTER_HINT = "单位、状态、时限按 Tab 作筛选，如 czj、逾期、12月"
"""Said below the filter while nothing is offered."""

STATE_WORDS = {light.word for light in Light} | {
    "中止",
    "未达标办结",
    "未填数值办结",
    "超时办结",
    CONFLICT,
    "假定",
}
"""Words that ask for a state of the milestone itself, not for a text of its task."""

_PLACES = {Light.OVERDUE: 0, Light.DUE_SOON: 1, Light.ON_TRACK: 2, Light.UNSCHEDULED: 3}
_FINISHED = {Status.DONE: 4, Status.CANCELLED: 5}


def find_rows(
    connection: sqlite3.Connection,
    today: date,
    text: str,
    filters: Sequence[Filter] = (),
    *,
    finished: bool,
    order: Sort | None = None,
) -> list[MilestoneRow]:
    """The milestones that hold every word of ``text``, in the order asked for, else the pressing ones first.

    They fit all ``filters`` too: unit, light, and the days in which they are due.

    A word may be a state (逾期), the milestone's number, or stand in its title or phrase, or in
    its task: texts, units, pinyin, initials, row number. ``finished``: done and cancelled ones too.
    """
    light, span = value_of(filters, Facet.LIGHT), span_of(filters)
    rows = list_milestones(
        connection,
        today,
        unit=value_of(filters, Facet.UNIT),
        light=None if light is None else Light(light),
        order=order,
    )
    if span is not None:
        rows = [row for row in rows if row.state.due and span.first <= row.state.due <= span.last]
    if not finished:
        rows = [row for row in rows if row.state.status is Status.OPEN]
    for word in search_key(text).split():
        if word in STATE_WORDS:
            rows = [row for row in rows if word in _states(row)]
            continue
        tasks = _tasks_with(connection, today, word)
        rows = [row for row in rows if row.task_no in tasks or _holds(row, word)]
    return rows if order else sorted(rows, key=_order)


def _states(row: MilestoneRow) -> set[str]:
    """The words by which the state of a milestone can be asked for."""
    words = {state_word(row)}
    if row.state.status is Status.DONE:
        words.add(Light.DONE.word)
    if row.state.conflict:
        words.add(CONFLICT)
    if row.state.assumed:
        words.add("假定")
    return words


def _tasks_with(connection: sqlite3.Connection, today: date, word: str) -> set[int]:
    """Tasks in which the word stands; where it means one unit, also what that unit does through a group."""
    found = set(find_tasks(connection, today, TaskFilter(text=word)))
    units = find_units(connection, word)
    if len(units) == 1:
        found.update(find_tasks(connection, today, TaskFilter(unit=units[0].name)))
    return found


def _holds(row: MilestoneRow, word: str) -> bool:
    state = row.state
    due = "" if state.due is None else state.due.isoformat()
    return state.id == word or word in search_key(f"{state.title} {state.phrase} {due}")


def _order(row: MilestoneRow) -> tuple[int, int, int, str]:
    """Overdue, due soon, on track (each by date), undated, done (newest first), cancelled."""
    state = row.state
    if state.status is not Status.OPEN:
        day = -state.completed_on.toordinal() if state.completed_on else 0
        return _FINISHED[state.status], day, row.task_no, row.id
    return _PLACES[row.light], state.due.toordinal() if state.due else 0, row.task_no, row.id


class MilestoneSource:
    """The found milestones as rows; the units that lead are read by the page."""

    def __init__(self, session: LedgerSession, rows: Sequence[MilestoneRow]) -> None:
        self._session = session
        self._today = session.today
        self.rows = tuple(rows)
        self._positions = {row.id: index for index, row in enumerate(self.rows)}

    def count(self) -> int:
        """Number of milestones."""
        return len(self.rows)

    def page(self, start: int, size: int) -> Sequence[ListRow]:
        """Rows from ``start``, at most ``size``."""
        wanted = self.rows[start : start + size]
        numbers = sorted({row.task_no for row in wanted})
        tasks = self._session.read(lambda c: read_tasks(c, self._today, numbers))
        by_number = {task.no: task for task in tasks}
        return [list_row(row, by_number[row.task_no]) for row in wanted]

    def position(self, key: str) -> int | None:
        """Index of the milestone with this id."""
        return self._positions.get(key)

    def keys(self) -> Sequence[str]:
        """The ids."""
        return list(self._positions)

    def key_of_number(self, number: int) -> str | None:
        """The id of the first milestone of this task; None without one."""
        return next((row.id for row in self.rows if row.task_no == number), None)


def list_row(row: MilestoneRow, task: TaskRow) -> ListRow:
    """A milestone as a line of the list."""
    state = row.state
    cells = (
        CONFLICT if state.conflict else state_word(row),
        "未定" if state.due is None else state.due.isoformat(),
        f"{row.overdue_days} 天" if row.overdue_days else "",
        str(row.task_no),
        state.title,
        "、".join(task.lead),
        how_known(state),
        task.text,
    )
    return ListRow(row.id, cells, row.light.value)


def read_facts(connection: sqlite3.Connection, today: date, milestone_id: str) -> MilestoneFacts:
    """What the detail shows of one milestone."""
    row = read_milestone(connection, today, milestone_id)
    readings = [one for one in read_readings(connection, row.task_no) if one.milestone == row.id]
    return MilestoneFacts(
        row=row,
        task=read_tasks(connection, today, [row.task_no])[0],
        readings=tuple(readings),
        events=tuple(of_milestone(connection, row.id)),
    )
