"""Actions on a task that are about one of its milestones, notes or deliverables: ask which, then go on.

With only one that fits there is nothing to ask; with none it is said why, and what can be done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from textual.content import Content

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import DeliverableRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.words.milestones import CONFLICT, due_words, state_words
from huaian_tui.domain.words.other_laptops import other_laptop_mark
from huaian_tui.services.names_of_laptops import with_laptops
from huaian_tui.store.queries.milestones import of_task
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.task_refs import told_task
from huaian_tui.store.queries.tasks import read_deliverables
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.forms.choose_some import ChooseSome
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.detail_lines import lines, toned
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow

MOST_NOTES = 500
"""Notes of one task that are offered; older ones are found among the records (F7)."""

MILESTONE_COLUMNS: tuple[Column[MilestoneRow], ...] = (
    Column("编号", lambda row: row.id, width=11, priority=2),
    Column("节点", lambda row: row.state.title, min_width=20),
    Column("时限", lambda row: due_words(row.state), width=18),
    Column("状态", lambda row: _state(row), width=13, toned=True),
)
SEVERAL_COLUMNS: tuple[Column[MilestoneRow], ...] = (
    Column("任务", lambda row: row.named.label, width=8, grows=True),
    *MILESTONE_COLUMNS[1:],
)
NOTE_COLUMNS: tuple[Column[NoteRow], ...] = (
    Column("日期", lambda note: note.day.isoformat(), width=10),
    Column("督查记录", lambda note: f"{other_laptop_mark(note.laptop)}{note.text[:200]}", min_width=20),
    Column("登记人", lambda note: note.officer, width=8, priority=2),
    Column("", lambda note: "更正" if note.corrected else "", width=6, toned=True),
)
DELIVERABLE_COLUMNS: tuple[Column[DeliverableRow], ...] = (
    Column("编号", lambda row: row.id, width=6),
    Column("成果", lambda row: row.title, min_width=20),
    Column("上次报送", lambda row: row.handed_in_on.isoformat() if row.handed_in_on else "没有", width=10),
)


def pick_milestone(app: Host, task_no: int, verb: str, then: Callable[[str], object]) -> None:
    """Ask for the milestone that ``verb`` (complete, extend, cancel, reopen, reading) is about."""
    title, fits, why, way_out = _VERBS[verb]

    def ask(found: tuple[Sequence[MilestoneRow], str]) -> None:
        rows, told = found
        fitting = [row for row in rows if fits(row)]
        if not fitting:
            raise HuaianError(f"{told}{why}", "" if rows else _NO_DATE, way_out)
        offered = [_milestone_line(row) for row in fitting]
        _pick(app, title, f"{told}，选一个节点：", MILESTONE_COLUMNS, offered, "个", then)

    session = app.session

    def read(connection: sqlite3.Connection) -> tuple[list[MilestoneRow], str]:
        return of_task(connection, session.today, task_no), told_task(connection, task_no)

    read_then(app, lambda: session.read(read), ask, group="pick")


def pick_milestones(
    app: Host, numbers: Sequence[int], verb: str, then: Callable[[Sequence[str]], object]
) -> None:
    """Ask for the milestones of these tasks that ``verb`` is about; of one task for one of them.

    Of several tasks all that fit are meant at first; those without one are named.
    """
    if len(numbers) == 1:
        pick_milestone(app, numbers[0], verb, lambda key: then([key]))
        return
    title, fits, why, way_out = _VERBS[verb]

    def read(connection: sqlite3.Connection) -> list[_OfTask]:
        today = app.session.today
        return [
            _OfTask(
                told_task(connection, number),
                [_of_several(row) for row in of_task(connection, today, number) if fits(row)],
            )
            for number in numbers
        ]

    _choose(app, read, title, why, way_out, SEVERAL_COLUMNS, "个节点", then)


class _OfTask(NamedTuple):
    """A task, and the lines of what fits of it."""

    told: str
    rows: list[ListRow]


def _choose(
    app: Host,
    read: Callable[[sqlite3.Connection], list[_OfTask]],
    title: str,
    why: str,
    way_out: str,
    columns: Sequence[Column[Any]],
    measure: str,
    then: Callable[[Sequence[str]], object],
) -> None:
    """Go on with what fits of several tasks: asked where a task has several, or has none."""

    def ask(found: list[_OfTask]) -> None:
        without = _named([one.told for one in found if not one.rows])
        rows = [row for one in found for row in one.rows]
        if not rows:
            raise HuaianError(f"所选 {len(found)} 项{why}", "", way_out)
        if not without and all(len(one.rows) == 1 for one in found):
            then([row.key for row in rows])
            return
        said = f"所选 {len(found)} 项任务里有 {len(rows)} {measure}，去掉标记的不办。"
        about = lines([Content(said), toned(f"{without}{why}。", "due_soon") if without else None])
        open_dialog(app, ChooseSome(title, about, columns, rows, measure), then)

    read_then(app, lambda: app.session.read(read), ask, group="pick")


def _named(told: Sequence[str]) -> str:
    """Tasks by their names; of many the first, and how many."""
    more = f" 等 {len(told)} 项" if len(told) > _MOST_NAMED else ""
    return "、".join(told[:_MOST_NAMED]) + more


_MOST_NAMED = 12

_NO_DATE = "原文没有给日期，也没有人设过节点"
_SET_ONE = "先用「设节点」给这项任务设一个"


def _can_end(row: MilestoneRow) -> bool:
    """Open, what is in conflict too."""
    return row.state.status is Status.OPEN


_VERBS: dict[str, tuple[str, Callable[[MilestoneRow], bool], str, str]] = {
    "complete": ("办结哪个节点", _can_end, "没有可办结的节点", _SET_ONE),
    "extend": ("给哪个节点延期", _can_end, "没有可延期的节点", _SET_ONE),
    "cancel": ("中止哪个节点", _can_end, "没有可中止的节点", _SET_ONE),
    "reopen": (
        "重新督办哪个节点",
        lambda row: row.state.status is not Status.OPEN or row.state.conflict,
        "没有已办结或中止的节点",
        "不需要重新督办",
    ),
    "target": ("给哪个节点设指标", _can_end, "没有可设指标的节点", _SET_ONE),
    "reading": (
        "登记哪个节点的数值",
        lambda row: row.state.target is not None,
        "没有带量化指标的节点",
        f"进展请用督查记录写（{keys_said('note')}）",
    ),
}
"""Title of the question, which milestones fit, what is said when none does, and the way out."""


def pick_note(app: Host, task_no: int, title: str, then: Callable[[bytes], object]) -> None:
    """Ask for a note of the task; retracted ones are not offered."""

    def ask(found: tuple[Sequence[NoteRow], str]) -> None:
        rows, told = found
        if not rows:
            raise HuaianError(f"{told}还没有督查记录", "", f"写一条：{keys_said('note')}")
        offered = [_note_line(row) for row in rows]
        question = f"{told}，选一条记录："
        _pick(app, title, question, NOTE_COLUMNS, offered, "条", lambda key: then(bytes.fromhex(key)))

    session = app.session
    read_then(
        app,
        lambda: session.read(
            lambda c: (
                with_laptops(c, read_notes(c, find_notes(c, task_no=task_no)[:MOST_NOTES])),
                told_task(c, task_no),
            )
        ),
        ask,
        group="pick",
    )


def pick_deliverable(app: Host, task_no: int, then: Callable[[DeliverableRow], object]) -> None:
    """Ask for a named deliverable of the task."""

    def ask(found: tuple[Sequence[DeliverableRow], str]) -> None:
        rows, told = found
        if not rows:
            reason = "方案的这一项没有点名要哪件成果"
            raise HuaianError(f"{told}没有成果可报送", reason, f"进展请用督查记录写（{keys_said('note')}）")
        by_id = {row.id: row for row in rows}
        offered = [ListRow(row.id, cells_of(row, DELIVERABLE_COLUMNS)) for row in rows]
        question = f"{told}，选一件成果："
        _pick(app, "报送哪件成果", question, DELIVERABLE_COLUMNS, offered, "件", lambda key: then(by_id[key]))

    def read() -> tuple[list[DeliverableRow], str]:
        return app.session.read(lambda c: (list(read_deliverables(c, task_no)), told_task(c, task_no)))

    read_then(app, read, ask, group="pick")


def pick_deliverables(app: Host, numbers: Sequence[int], then: Callable[[Sequence[str]], object]) -> None:
    """Ask for the deliverables of these tasks, by their ids; of one task for one of them."""
    if len(numbers) == 1:
        pick_deliverable(app, numbers[0], lambda row: then([row.id]))
        return

    def read(connection: sqlite3.Connection) -> list[_OfTask]:
        return [
            _OfTask(
                told_task(connection, number),
                [
                    ListRow(row.id, cells_of(row, DELIVERABLE_COLUMNS))
                    for row in read_deliverables(connection, number)
                ],
            )
            for number in numbers
        ]

    way_out = f"进展请用督查记录写（{keys_said('note')}）"
    why = "没有成果可报送"
    _choose(app, read, "报送哪些成果", why, way_out, DELIVERABLE_COLUMNS, "件成果", then)


def _pick(
    app: Host,
    title: str,
    question: str,
    columns: Sequence[Column[Any]],
    rows: Sequence[ListRow],
    measure: str,
    then: Callable[[str], object],
) -> None:
    if len(rows) == 1:
        then(rows[0].key)
        return
    dialog = PickDialog(title, question, columns, rows, measure)
    open_dialog(app, dialog, lambda key: then(key) if key else None)


def _state(row: MilestoneRow) -> str:
    return CONFLICT if row.state.conflict else state_words(row)


def _milestone_line(row: MilestoneRow) -> ListRow:
    return ListRow(row.id, cells_of(row, MILESTONE_COLUMNS), row.light.value)


def _of_several(row: MilestoneRow) -> ListRow:
    return ListRow(row.id, cells_of(row, SEVERAL_COLUMNS), row.light.value)


def _note_line(row: NoteRow) -> ListRow:
    return ListRow(row.record_id.hex(), cells_of(row, NOTE_COLUMNS), "due_soon" if row.corrected else "")
