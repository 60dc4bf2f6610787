"""写记录: the form of a note (督查记录). What was seen, what is wrong, what was required, by when."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from textual.content import Content

from huaian_tui.domain.rows import TaskRow
from huaian_tui.store.changes.notes import METHODS, NoteDraft, add_note
from huaian_tui.store.queries.tasks import check_task, read_tasks
from huaian_tui.tui.background import in_thread
from huaian_tui.tui.dialogs.choice import ChoiceField
from huaian_tui.tui.dialogs.fields import DateField, FormField, TextField, UnitsField
from huaian_tui.tui.dialogs.form import FormDialog
from huaian_tui.tui.dialogs.long_text import LongTextField
from huaian_tui.tui.dialogs.settings import with_officer
from huaian_tui.tui.undo import tell_done
from huaian_tui.tui.unit_names import UnitNames

if TYPE_CHECKING:
    from huaian_tui.tui.app import HuaianApp

NO_METHOD = "不填"
SHOWN_CHARACTERS = 60
"""Of the task's text in the head of the form: the fields matter more, and 24 lines must hold them."""


class NoteForm(FormDialog):
    """The form; typing goes to 进展情况 at once, what stands before it is filled in already."""

    AUTO_FOCUS = "NoteForm LongTextArea"


def open_note(app: HuaianApp, task_no: int) -> None:
    """Open the form for a task; afterwards say that it was saved and let the screens read anew."""
    with_officer(app, lambda: _read_and_open(app, task_no))


def _read_and_open(app: HuaianApp, task_no: int) -> None:
    session = app.session
    asked_on = app.screen

    def read() -> tuple[TaskRow, UnitNames]:
        def query(connection: sqlite3.Connection) -> tuple[TaskRow, UnitNames]:
            check_task(connection, task_no)
            return read_tasks(connection, session.today, [task_no])[0], UnitNames(connection)

        return session.read(query)

    def show(found: tuple[TaskRow, UnitNames]) -> None:
        if app.screen is asked_on:
            app.push_screen(_form(app, *found), lambda saved: _saved(app, task_no, saved))

    in_thread(asked_on, read, show, group="open-form")


def _saved(app: HuaianApp, task_no: int, saved: object) -> None:
    if saved is not None:
        tell_done(app, f"已保存第 {task_no} 项的督查记录")
        app.ledger_changed()


def _form(app: HuaianApp, task: TaskRow, names: UnitNames) -> NoteForm:
    session = app.session

    def save(values: dict[str, Any]) -> object:
        return session.write(lambda ledger: add_note(ledger, _draft(task.no, values), session.today))

    return NoteForm(
        f"写督查记录  承办人：{session.officer}",
        _fields(app, task, names),
        save,
        intro=_head(task),
        form_id=f"note:{task.no}",
    )


def _fields(app: HuaianApp, task: TaskRow, names: UnitNames) -> list[FormField]:
    today = app.session.today
    like = "、".join(task.lead[:2])
    methods = [("", NO_METHOD), *((method, method) for method in METHODS)]
    return [
        DateField("day", "督查日期", today, value=today.isoformat(), required=True),
        UnitsField(
            "units", "督查单位", names.resolve, placeholder=f"如 {like}；简称或拼音首字母，用逗号分开"
        ),
        ChoiceField("method", "督查方式", methods),
        TextField("contact", "联系人", placeholder="姓名、职务、电话"),
        LongTextField("text", "进展情况", required=True, lines=4, placeholder="看到了什么、做到哪一步"),
        LongTextField("problem", "存在问题", lines=2),
        LongTextField("requirement", "督查要求", lines=2),
        DateField("follow_up", "回访日期", today),
    ]


def _draft(task_no: int, values: dict[str, Any]) -> NoteDraft:
    return NoteDraft(
        task_no,
        values["text"],
        values["day"],
        units=tuple(values["units"]),
        method=values["method"],
        contact=values["contact"],
        problem=values["problem"],
        requirement=values["requirement"],
        follow_up=values["follow_up"],
    )


def _head(task: TaskRow) -> Content:
    """Which task the note is about; the lead units stand in the field of the units."""
    text = task.text if len(task.text) <= SHOWN_CHARACTERS else f"{task.text[:SHOWN_CHARACTERS]}.."
    return Content.styled(f"第 {task.no} 项", "bold") + "  " + Content(text)
