"""写记录: the form of a note (督查记录). What was seen, what is wrong, what was required, by when."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from textual import on
from textual.content import Content

from huaian_tui.domain.answers.notes import OtherNote
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.methods import METHODS
from huaian_tui.domain.rules.visits import EARLY_DAYS
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.domain.words.items import items
from huaian_tui.domain.words.notes import solved_problem
from huaian_tui.services.note_templates import NoteTemplates, read_note_templates
from huaian_tui.services.notes import NoteDraft, add_notes
from huaian_tui.store.queries.notes import promised_days
from huaian_tui.store.queries.recalled import recalled_notes
from huaian_tui.store.queries.solved_problems import problems_of
from huaian_tui.store.queries.tasks import check_task, read_tasks
from huaian_tui.store.queries.unit_history import unit_name_on
from huaian_tui.tui.actions.registry import action, bindings_for, key_label
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.date_fields import DateField, day_field
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.long_text import LongTextArea, LongTextField
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.forms.unit_names import UnitChoice, UnitNames
from huaian_tui.tui.forms.units_field import UnitsField
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn
from huaian_tui.tui.safe_text import one_line

NO_METHOD = "不填"
SHOWN_CHARACTERS = 60
"""Of the task's text in the head of the form: the fields matter more, and 24 lines must hold them."""

MOST_PROMISED = 3
"""Promised days that the form names before it only says that there are more."""

MOST_NUMBERS = 6
"""Numbers of tasks that are named before the rest is only counted."""


class NoteForm(FormDialog):
    """The form; typing goes to 进展情况 at once, what stands before it is filled in already."""

    BINDINGS = bindings_for("note_template")
    AUTO_FOCUS = "NoteForm LongTextArea"

    _answered: tuple[str, str] | None = None
    """Method and text when the status line last answered Ctrl+T; None: it says nothing about the skeleton."""

    @on(FormField.Edited)
    def _outdate_answer(self) -> None:
        """What was said of the skeleton holds only for the method and the text that it was said of."""
        if self._answered is not None and self._answered != self._method_and_text():
            self._answered = None
            self._status("")

    def _method_and_text(self) -> tuple[str, str]:
        method = next(field for field in self._fields if isinstance(field, MethodField))
        return method.value(), self.query_one(LongTextArea).text

    async def action_note_template(self) -> None:
        """Ctrl+T: put the skeleton of the chosen method below what is typed; one undo takes it away."""
        await self._settle()
        method = next(field for field in self._fields if isinstance(field, MethodField))
        area = self.query_one(LongTextArea)
        if not method.value():
            self._status("先选督查方式，再填提纲")
        elif not method.template:
            self._status("这种督查方式没有提纲")
        elif all(line in area.text for line in method.template.split("\n")):
            self._status("提纲已经在进展情况里")
        elif not area.read_only:
            self._put_below(area, method.template)
        self._answered = self._method_and_text()

    def _put_below(self, area: LongTextArea, skeleton: str) -> None:
        """The skeleton after what is typed, on lines of its own; the cursor stands at its first item."""
        typed = area.text.rstrip()
        if len(typed) + len(skeleton) + 1 > area.limit:
            self._status("进展情况里放不下提纲，请先删减")
            return
        first = typed.count("\n") + 1 if typed else 0
        # Only what stands after the typed text is replaced: undoing leaves the text as it was.
        lines = typed.split("\n")
        end = (len(lines) - 1, len(lines[-1]))
        below = f"\n{skeleton}" if typed else skeleton
        area.replace(below, end, area.document.end)
        area.move_cursor((first, len(area.document.get_line(first))))
        area.focus()
        self._status("已填提纲，撤销按 Ctrl+Z")


class MethodField(ChoiceField):
    """督查方式: the methods; one that was typed otherwise (on the command line) stays choosable."""

    def __init__(self, method: str = "", templates: Mapping[str, str] | None = None) -> None:
        methods = [*METHODS, *([method] if method and method not in METHODS else [])]
        choices = [("", NO_METHOD), *((one, one) for one in methods)]
        super().__init__("method", "督查方式", choices, value=method)
        self._templates = templates or {}

    @property
    def template(self) -> str:
        """The skeleton of the chosen method; empty without one."""
        return self._templates.get(self.value(), "")

    def hint(self) -> str:
        """How the skeleton is put in."""
        key = key_label(action("note_template").keys[0])
        return f"{key} 填入这种方式的提纲" if self.template else self.recall_words()


KEEPS_VALUES = {"yes": True, "no": False}
"""What the field says: whether the visit keeps the promises; None where it was not asked."""


class KeepsVisitField(ChoiceField):
    """Whether this visit is the promised one (回访); yes unless the officer says no."""

    def __init__(self, promised: Sequence[date], *, keeps: bool = True) -> None:
        choices = [("yes", "算完成"), ("no", "不算，仍要回访")]
        super().__init__("keeps_visit", "约定的回访", choices, value="yes" if keeps else "no")
        self._promised = sorted(set(promised))

    def hint(self) -> str:
        """Which days were promised, and from when on a visit keeps the promise."""
        days = "、".join(day.isoformat() for day in self._promised[:MOST_PROMISED])
        more = "等" if len(self._promised) > MOST_PROMISED else ""
        said = f"约定 {days}{more} 回访；" if days else ""
        return f"{said}提前 {EARLY_DAYS} 天以内去的也算"


class SolvesField(ChoiceField):
    """Which problems that were noted before this visit found solved: none, one, or all of them.

    Its value are the ids of their notes, with commas between them.
    """

    def __init__(self, problems: Sequence[OtherNote], solved: Sequence[bytes] = ()) -> None:
        kept, every = _ids(solved), _ids([one.record_id for one in problems])
        choices = {"": "没有"}
        if len(problems) > 1:
            choices[every] = f"全部 {len(problems)} 个"
        for one in problems[:MOST_PROBLEMS]:
            said = solved_problem(one).partition("-")[2]  # the year is this one, nearly always
            choices.setdefault(_ids([one.record_id]), ellipsis(said, SHOWN_OF_PROBLEM))
        choices.setdefault(kept, f"原来选的 {len(solved)} 个")
        super().__init__("solves", "已解决的问题", list(choices.items()), value=kept)


def _ids(notes: Sequence[bytes]) -> str:
    return ",".join(sorted(one.hex() for one in notes))


MOST_PROBLEMS = 2
"""Problems that the form names, the newest; of more all can be chosen, or any on the command line."""
SHOWN_OF_PROBLEM = 18
"""Cells of a problem's day and words: the field is to take one line of a narrow form."""


def open_note(app: Host, tasks: int | Sequence[int], *, unit: str = "", acted: ActedOn | None = None) -> None:
    """Open the form for a task, or for several at once: each gets a note of its own with the same words.

    ``unit`` is whom one came from (F5) and stands in the form; without it the lead units are offered.
    ``acted``: the rows that these tasks are. Afterwards say that it was saved and let the screens read anew.
    """
    numbers = (tasks,) if isinstance(tasks, int) else tuple(dict.fromkeys(tasks))
    if numbers:
        with_officer(app, lambda: _read_and_open(app, numbers, unit, acted))


class _Found(NamedTuple):
    """What the form needs of the ledger."""

    tasks: list[TaskRow]
    names: UnitNames
    promised: list[date]
    problems: list[OtherNote]
    recalled: dict[str, list[str]]
    """By field, what this officer's last notes said there."""


def _read_and_open(app: Host, numbers: tuple[int, ...], unit: str, acted: ActedOn | None) -> None:
    session = app.session

    def read() -> tuple[_Found, NoteTemplates]:
        def query(connection: sqlite3.Connection) -> _Found:
            for number in numbers:
                check_task(connection, number)
            promised = promised_days(connection, numbers)
            problems = problems_of(connection, numbers[0]) if len(numbers) == 1 else []
            tasks = read_tasks(connection, session.today, numbers)
            recalled = _recalled(connection, session.officer, session.today)
            return _Found(tasks, UnitNames(connection), promised, problems, recalled)

        return session.read(query), read_note_templates()

    def show(read: tuple[_Found, NoteTemplates]) -> None:
        (tasks, names, promised, problems, recalled), templates = read
        if templates.problem is not None:
            app.tell(templates.problem.one_line(), "warning")
        fields = _fields(app, tasks, names, unit, templates.by_method, lines=3 if problems else 4)
        if promised:
            fields.append(KeepsVisitField(promised))
        if problems:
            fields.append(SolvesField(problems))
        for field in fields:
            field.recalled = recalled.get(field.key, [])
        form = _form(app, tasks, fields, "" if acted is None else acted.hidden_words)
        open_dialog(app, form, lambda _: tell_recorded(app, f"已保存{_places(tasks)}的督查记录", acted))

    read_then(app, read, show)


def _recalled(connection: sqlite3.Connection, officer: str, today: date) -> dict[str, list[str]]:
    notes = recalled_notes(connection, officer)
    units = ["、".join(unit_name_on(connection, one, today)[0] for one in of_note) for of_note in notes.units]
    return {"method": notes.methods, "units": units, "contact": notes.contacts}


def _places(tasks: Sequence[TaskRow]) -> str:
    """第3项; 第2、6等9项."""
    return items([task.named.label for task in tasks], MOST_NUMBERS)


def _form(app: Host, tasks: list[TaskRow], fields: list[FormField], hidden: str) -> NoteForm:
    session = app.session
    numbers = [task.no for task in tasks]

    method = next(field for field in fields if isinstance(field, MethodField))

    def save(values: dict[str, Any]) -> object:
        if method.template and values["text"].strip() == method.template:
            raise InputRefused(
                "提纲还没有填写", "各项都是空的", "请填写，或撤销（Ctrl+Z）后直接写", field="text"
            )

        drafts = [note_draft(number, values) for number in numbers]
        return session.write(lambda ledger: add_notes(ledger, drafts, session.today))

    return NoteForm(
        f"写督查记录  承办人：{session.officer}",
        fields,
        save,
        intro=_head(tasks, hidden),
        form_id=f"note:{numbers[0]}" if len(numbers) == 1 else f"notes:{','.join(map(str, numbers))}",
    )


def _fields(
    app: Host, tasks: list[TaskRow], names: UnitNames, unit: str, templates: Mapping[str, str], lines: int
) -> list[FormField]:
    today = app.session.today
    leads = dict.fromkeys(name for task in tasks for name in task.lead_now)
    return [
        day_field("督查日期", today),
        UnitsField(
            "units",
            "督查单位",
            names.resolve,
            suggest=names.suggest,
            offered=[UnitChoice(name, "牵头单位") for name in leads],
            value=unit,
        ),
        MethodField(templates=templates),
        TextField("contact", "联系人", placeholder="姓名、职务、电话"),
        LongTextField("text", "进展情况", required=True, lines=lines, placeholder="看到了什么、做到哪一步"),
        LongTextField("problem", "存在问题", lines=2),
        LongTextField("requirement", "督查要求", lines=2),
        DateField("follow_up", "回访日期", today),
    ]


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
        keeps_visit=KEEPS_VALUES.get(values.get("keeps_visit", "")),
        solves=tuple(bytes.fromhex(one) for one in values.get("solves", "").split(",") if one),
    )


def _head(tasks: list[TaskRow], hidden: str) -> Content:
    """Which tasks the note is about; ``hidden``: how many of them the list does not show."""
    if len(tasks) > 1:
        places = Content.styled(_places(tasks), "bold")
        more = f"；{hidden}" if hidden else ""
        return places + f"  共 {len(tasks)} 项，各记一条，内容相同{more}"
    text = ellipsis(one_line(tasks[0].text), 2 * SHOWN_CHARACTERS)
    return Content.styled(tasks[0].named.told, "bold") + "  " + Content(text)
