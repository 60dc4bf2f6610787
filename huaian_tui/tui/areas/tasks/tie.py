"""关联: tie a task to another one that asks for the same thing (一事多源), or take a tie back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import InputRefused, NotFound
from huaian_tui.services.matters import tie_tasks, untie_tasks
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.task_refs import find_task
from huaian_tui.store.queries.tasks import read_task, read_tasks
from huaian_tui.store.queries.ties import read_ties
from huaian_tui.tui.areas.tasks.text import task_head
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow

ANOTHER = "\0another"
_HOW = "序号如 12、SJ/3，或内容里的几个字"
MOST_FOUND = 50
"""Tasks that fit a word and are offered."""

COLUMNS: tuple[Column[TaskRow], ...] = (
    Column("任务", lambda row: row.named.label, width=12),
    Column("内容", lambda row: row.text, min_width=20, weight=1),
    Column("方案", lambda row: row.named.short, width=10, priority=2),
)
_TIED: tuple[Column[TaskRow], ...] = (Column("", lambda _: "解除关联", width=8), *COLUMNS)


class Known(NamedTuple):
    """A task and those that are tied to it."""

    task: TaskRow
    tied: Sequence[TaskRow]


def open_tie(app: Host, number: int) -> None:
    """Ask for the other task; of a task that is tied first whether one of its ties is to go."""
    session = app.session

    def read(connection: sqlite3.Connection) -> Known:
        task = read_task(connection, session.today, number).task
        return Known(task, read_tasks(connection, session.today, read_ties(connection, [number])[number]))

    def show(known: Known) -> None:
        if not known.tied:
            _ask(app, known)
            return
        rows = [ListRow(ANOTHER, ("", "", "再关联一项任务..", ""))]
        rows += [ListRow(str(one.no), cells_of(one, _TIED)) for one in known.tied]
        question = f"{known.task.named.told}已关联 {len(known.tied)} 项；选一项解除，或再关联一项："
        pick = PickDialog("关联", question, _TIED, rows, "项")
        open_dialog(app, pick, lambda key: _picked(app, known, key))

    with_officer(app, lambda: read_then(app, lambda: session.read(read), show, group="tie"))


def _picked(app: Host, known: Known, key: str) -> None:
    if key == ANOTHER:
        _ask(app, known)
        return
    other = next((one for one in known.tied if str(one.no) == key), None)
    if other is None:
        return

    def save(values: dict[str, Any]) -> object:
        number, basis = known.task.no, values["basis"]
        return app.session.write(lambda ledger: untie_tasks(ledger, number, [other.no], basis))

    said = f"{known.task.named.told}与{other.named.told}不再关联"
    dialog = FormDialog("解除关联", [_basis()], save, intro=said, button="解除")
    open_dialog(app, dialog, lambda _: tell_recorded(app, f"已解除：{said}"))


def _ask(app: Host, known: Known) -> None:
    """By its number, or by words that are looked for; of several that fit one is picked."""
    session = app.session
    fields: list[FormField] = [
        TextField("which", "关联任务", required=True, max_length=100, placeholder=_HOW),
        _basis(),
    ]

    def save(values: dict[str, Any]) -> list[TaskRow]:
        found = session.read(lambda connection: _found(app, connection, known, values["which"]))
        if len(found) == 1:
            _tie(app, known, found[0], values["basis"])
        typed["basis"] = values["basis"]
        return found

    typed = {"basis": ""}

    def saved(found: list[TaskRow]) -> None:
        if len(found) == 1:
            _told(app, known, found[0])
            return
        rows = [ListRow(str(one.no), cells_of(one, COLUMNS)) for one in found]
        pick = PickDialog("关联哪一项", f"有 {len(found)} 项任务，选一项：", COLUMNS, rows, "项")
        open_dialog(app, pick, lambda key: _tie_picked(app, known, found, key, typed["basis"]))

    dialog = FormDialog("关联任务", fields, save, intro=task_head(known.task), button="关联")
    open_dialog(app, dialog, saved)


def _basis() -> TextField:
    return TextField("basis", "依据", max_length=400, placeholder="没有不填")


def _found(app: Host, connection: sqlite3.Connection, known: Known, typed: str) -> list[TaskRow]:
    """The task that is named, else those that the words find."""
    today = app.session.today
    try:
        return read_tasks(connection, today, [find_task(connection, typed)])
    except NotFound as error:
        fitting = find_tasks(connection, today, TaskFilter(text=typed, states=False))
        numbers = [one for one in fitting if one != known.task.no][:MOST_FOUND]
        if not numbers:
            raise InputRefused(error.title, error.message, "请核对序号，或换几个字", field="which") from error
        return read_tasks(connection, today, numbers)


def _tie(app: Host, known: Known, other: TaskRow, basis: str) -> object:
    return app.session.write(lambda ledger: tie_tasks(ledger, known.task.no, [other.no], basis))


def _tie_picked(app: Host, known: Known, found: Sequence[TaskRow], key: str, basis: str) -> None:
    other = next((one for one in found if str(one.no) == key), None)
    if other is not None:
        read_then(app, lambda: _tie(app, known, other, basis), lambda _: _told(app, known, other))


def _told(app: Host, known: Known, other: TaskRow) -> None:
    tell_recorded(app, f"{known.task.named.told}已与{other.named.told}关联")
