"""设节点: one title, date and basis for one task or for several; of a period each has its own dates."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.dates.grammar import occurrences
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.services import decisions as changes
from huaian_tui.services.typed_targets import TypedTarget, target_now
from huaian_tui.store.queries.plans import horizon_of_task, plan_close
from huaian_tui.store.queries.recalled import recalled_bases
from huaian_tui.store.queries.tasks import check_task, read_task
from huaian_tui.tui.areas.milestones.target_fields import TargetField
from huaian_tui.tui.areas.tasks.text import task_head
from huaian_tui.tui.forms.batch import BatchForm, Item, Together, with_possible
from huaian_tui.tui.forms.date_fields import DueDates, DueDatesField, day_field
from huaian_tui.tui.forms.fields import FormField, TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn

LONGEST_TITLE = 80
"""Characters of a milestone's title; a recurring one gets its date appended."""


class _Found(NamedTuple):
    """The tasks with the last days of their plans, what several are called, and former bases."""

    tasks: dict[int, TaskRow]
    horizons: dict[int, date | None]
    items: list[Item]
    bases: list[str]


def open_set(app: Host, tasks: int | Sequence[int], acted: ActedOn | None = None) -> None:
    """设节点: title, date (or a period: one milestone each while the plan runs) and basis."""
    numbers = [tasks] if isinstance(tasks, int) else list(dict.fromkeys(tasks))

    def show(found: _Found) -> None:
        if len(numbers) == 1:
            _show(app, found, None, acted)
            return
        together = Together(tuple(found.items), "项任务", "" if acted is None else acted.hidden_words)
        with_possible(app, together, "设节点", lambda rest: _show(app, found, rest, acted))

    def read(connection: sqlite3.Connection) -> _Found:
        return _Found(
            {one: read_task(connection, app.session.today, one).task for one in numbers},
            {one: horizon_of_task(connection, one)[1] for one in numbers},
            [_item(app, connection, one) for one in numbers],
            recalled_bases(connection, app.session.officer),
        )

    with_officer(app, lambda: read_then(app, lambda: app.session.read(read), show))


def _item(app: Host, connection: sqlite3.Connection, number: int) -> Item:
    task = read_task(connection, app.session.today, number).task
    refusal: HuaianError | None = None
    try:
        check_task(connection, number)
        if plan_close(connection, task.named.plan)[1] is not None:
            raise HuaianError("方案已收官", "", "先重新启用方案，或不算这几项")
    except HuaianError as error:
        refusal = error
    return Item(number, f"{task.named.told} {short_title(task.text)}", refusal)


def _show(app: Host, found: _Found, together: Together | None, acted: ActedOn | None) -> None:
    session, first = app.session, next(iter(found.tasks.values()))
    numbers = [first.no] if together is None else together.keys
    ends = [day for one in numbers if (day := found.horizons[one]) is not None]
    due = DueDatesField("due", "完成时限", session.today, min(ends, default=None))
    own = "" if together is None else "不写则各用任务的名称"
    basis = reason_field("设定依据", "如 领导批示、交办单文号", key="basis")
    basis.recalled = found.bases
    fields: list[FormField] = [
        TextField("title", "节点名称", required=together is None, max_length=LONGEST_TITLE, placeholder=own),
        due,
        basis,
        day_field("设定日期", session.today),
        TargetField(lambda: _one_day(due)),
    ]

    def save(values: dict[str, Any], keys: list[int]) -> object:
        new = {one: _new(app, found, one, values) for one in keys}
        decided = changes.DecidedOn(session.today, values["day"])
        return session.write(lambda ledger: changes.set_on_tasks(ledger, new, decided))

    def saved(made: list[list[str]]) -> None:
        count = sum(map(len, made))
        where = first.named.told if together is None else f"{len(made)} 项任务"
        tell_recorded(app, f"{where}已设 {count} 个节点", acted)

    form_id = f"milestone_set:{','.join(map(str, numbers))}"
    form = (
        FormDialog(
            "设节点", fields, lambda values: save(values, [first.no]), intro=task_head(first), form_id=form_id
        )
        if together is None
        else BatchForm(f"设节点：{together.many}", fields, save, together, begin=due, form_id=form_id)
    )
    open_dialog(app, form, saved)


def _one_day(field: DueDatesField) -> date | None:
    """The time limit that stands in the field, where it is one and can be read."""
    try:
        dues: DueDates = field.value()
    except HuaianError:
        return None
    return dues.days[0] if len(dues.days) == 1 else None


def _new(app: Host, found: _Found, task: int, values: dict[str, Any]) -> changes.NewMilestones:
    """What is set on one of the tasks: of a period the dates while its own plan runs."""
    dues: DueDates = values["due"]
    days, until = list(dues.days), found.horizons[task]
    if dues.every and until is not None:
        days = [*occurrences(dues.every, app.session.today, until)]
    title = values["title"] or short_title(found.tasks[task].text)
    target = target_now(TypedTarget(values["target"] or None), days)
    return changes.NewMilestones(title, days, values["basis"], dues.assumed, dues.every, target)
