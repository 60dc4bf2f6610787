"""写记录: the form of a note (督查记录). What was seen, what is wrong, what was required, by when."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from huaian_tui.domain.hygiene import ellipsis
from huaian_tui.domain.rows import TaskRow
from huaian_tui.store.changes.notes import METHODS, NoteDraft, note_within
from huaian_tui.store.ledger import Ledger
from huaian_tui.store.queries.tasks import check_task, read_tasks
from huaian_tui.tui.background import in_thread
from huaian_tui.tui.dialogs.choice import ChoiceField
from huaian_tui.tui.dialogs.fields import DateField, FormField, TextField
from huaian_tui.tui.dialogs.form import FormDialog
from huaian_tui.tui.dialogs.long_text import LongTextField
from huaian_tui.tui.dialogs.settings import with_officer
from huaian_tui.tui.dialogs.units_field import UnitsField
from huaian_tui.tui.safe import one_line
from huaian_tui.tui.undo import tell_done
from huaian_tui.tui.unit_names import UnitChoice, UnitNames

if TYPE_CHECKING:
    from huaian_tui.tui.app import HuaianApp

NO_METHOD = "不填"
SHOWN_CHARACTERS = 60
"""Of the task's text in the head of the form: the fields matter more, and 24 lines must hold them."""

MOST_NUMBERS = 6
"""Numbers of tasks that are named before the rest is only counted."""


class NoteForm(FormDialog):
    """The form; typing goes to 进展情况 at once, what stands before it is filled in already."""

    AUTO_FOCUS = "NoteForm LongTextArea"


def open_note(app: HuaianApp, tasks: int | Sequence[int], *, unit: str = "") -> None:
    """Open the form for a task, or for several at once: each gets a note of its own with the same words.

    ``unit`` is whom one came from (F5) and stands in the form; without it the lead units are offered.
    Afterwards say that it was saved and let the screens read anew.
    """
    numbers = (tasks,) if isinstance(tasks, int) else tuple(dict.fromkeys(tasks))
    if numbers:
        with_officer(app, lambda: _read_and_open(app, numbers, unit))


def _read_and_open(app: HuaianApp, numbers: tuple[int, ...], unit: str) -> None:
    session = app.session
    asked_on = app.screen

    def read() -> tuple[list[TaskRow], UnitNames]:
        def query(connection: sqlite3.Connection) -> tuple[list[TaskRow], UnitNames]:
            for number in numbers:
                check_task(connection, number)
            return read_tasks(connection, session.today, numbers), UnitNames(connection)

        return session.read(query)

    def show(found: tuple[list[TaskRow], UnitNames]) -> None:
        if app.screen is asked_on:
            app.push_screen(_form(app, *found, unit), lambda saved: _saved(app, numbers, saved))

    in_thread(asked_on, read, show, group="open-form")


def _saved(app: HuaianApp, numbers: tuple[int, ...], saved: object) -> None:
    if saved is not None:
        tell_done(app, f"已保存{_places(numbers)}的督查记录")
        app.ledger_changed()


def _places(numbers: Sequence[int]) -> str:
    """第 3 项; 第 2、6 等 9 项."""
    shown = "、".join(str(number) for number in numbers[:MOST_NUMBERS])
    return f"第 {shown} 项" if len(numbers) <= MOST_NUMBERS else f"第 {shown} 等 {len(numbers)} 项"


def _form(app: HuaianApp, tasks: list[TaskRow], names: UnitNames, unit: str) -> NoteForm:
    session = app.session
    numbers = [task.no for task in tasks]

    def save(values: dict[str, Any]) -> object:
        def write(ledger: Ledger) -> list[bytes]:
            with ledger.action() as action:  # all of them or none
                return [note_within(action, note_draft(number, values), session.today) for number in numbers]

        return session.write(write)

    return NoteForm(
        f"写督查记录  承办人：{session.officer}",
        _fields(app, tasks, names, unit),
        save,
        intro=_head(tasks),
        form_id=f"note:{numbers[0]}" if len(numbers) == 1 else f"notes:{','.join(map(str, numbers))}",
    )


def _fields(app: HuaianApp, tasks: list[TaskRow], names: UnitNames, unit: str) -> list[FormField]:
    today = app.session.today
    leads = dict.fromkeys(name for task in tasks for name in task.lead)
    return [
        DateField("day", "督查日期", today, value=today.isoformat(), required=True),
        UnitsField(
            "units",
            "督查单位",
            names.resolve,
            suggest=names.suggest,
            offered=[UnitChoice(name, "牵头单位") for name in leads],
            value=unit,
        ),
        method_field(),
        TextField("contact", "联系人", placeholder="姓名、职务、电话"),
        LongTextField("text", "进展情况", required=True, lines=4, placeholder="看到了什么、做到哪一步"),
        LongTextField("problem", "存在问题", lines=2),
        LongTextField("requirement", "督查要求", lines=2),
        DateField("follow_up", "回访日期", today),
    ]


def method_field(method: str = "") -> ChoiceField:
    """The methods of supervision; one that was typed otherwise (on the command line) stays choosable."""
    methods = [*METHODS, *([method] if method and method not in METHODS else [])]
    return ChoiceField(
        "method", "督查方式", [("", NO_METHOD), *((one, one) for one in methods)], value=method
    )


def note_draft(task_no: int, values: dict[str, Any]) -> NoteDraft:
    """The values of the form as a note of this task."""
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


def _head(tasks: list[TaskRow]) -> Content:
    """Which tasks the note is about."""
    if len(tasks) > 1:
        places = Content.styled(_places([task.no for task in tasks]), "bold")
        return places + f"  共 {len(tasks)} 项，各记一条，内容相同"
    text = ellipsis(one_line(tasks[0].text), 2 * SHOWN_CHARACTERS)
    return Content.styled(f"第 {tasks[0].no} 项", "bold") + "  " + Content(text)
