"""Forms over tasks of plans: 新增任务, 改任务, 终止任务."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.answers.tasks import TaskDetail
from huaian_tui.domain.matters import MATTERS_PLAN
from huaian_tui.services import tasks as changes
from huaian_tui.services.task_lines import read_due
from huaian_tui.store.queries.tasks import read_task
from huaian_tui.tui.areas.plans.open_plan import PlanToFill, with_open_plan
from huaian_tui.tui.areas.plans.text import plan_head
from huaian_tui.tui.areas.tasks.text import task_head
from huaian_tui.tui.forms.date_fields import DatePhraseField, day_field, with_beyond
from huaian_tui.tui.forms.fields import FormField, TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.forms.unit_names import UnitNames
from huaian_tui.tui.forms.units_field import UnitsField
from huaian_tui.tui.frame.host import Host


class TaskDueField(DatePhraseField):
    """A day, or every how long it comes again; None for nothing."""

    horizon: date | None = None
    """The last day of the plan; a date beyond can be taken, and is told."""

    def hint(self) -> str:
        """What was assumed, and that the day lies beyond the plan."""
        return with_beyond(super().hint(), self.raw(), self._today, self.horizon)

    def understand(self, text: str) -> changes.NewMilestone:
        """The milestone that is meant."""
        return read_due(text, self._today)


def open_task_add(app: Host, plan: str | None) -> None:
    """新增任务 in a plan; a matter has a form of its own."""
    if plan == MATTERS_PLAN:
        from huaian_tui.tui.areas.plans.matter_form import open_matter

        open_matter(app)
        return
    with_open_plan(app, plan, lambda found: _show_add(app, found))


def _show_add(app: Host, found: PlanToFill) -> None:
    session, names, line = app.session, found.names, found.line
    if line.id == MATTERS_PLAN:
        open_task_add(app, MATTERS_PLAN)
        return
    due = TaskDueField("due", "完成时限", session.today, placeholder="如 2026-12-31、每季度末；没有不填")
    due.horizon = line.horizon
    fields: list[FormField] = [
        TextField("number", "序号", max_length=50, placeholder="方案里印的，如 12、1.10；没有不填"),
        LongTextField("text", "任务内容", required=True, lines=3),
        UnitsField("lead", "牵头单位", names.resolve, suggest=names.suggest, required=True),
        UnitsField("support", "责任单位", names.resolve, suggest=names.suggest),
        TextField("level1", "一级指标", max_length=500),
        TextField("level2", "二级指标", max_length=500),
        due,
        TextField("title", "节点名称", max_length=80, placeholder="不写则取任务内容"),
        TextField("basis", "依据", max_length=500, placeholder="如 文号、会议"),
    ]

    def save(values: dict[str, Any]) -> list[int]:
        draft = task_draft(values)
        return session.write(lambda ledger: changes.add_tasks(ledger, line.id, [draft], session.today))

    def saved(made: list[int]) -> None:
        tell_recorded(app, f"已新增任务：{line.short}")
        app.call_later(app.go, "tasks", str(made[0]))

    dialog = FormDialog("新增任务", fields, save, intro=plan_head(line), form_id=f"task_add:{line.id}")
    open_dialog(app, dialog, saved)


def task_draft(values: dict[str, Any]) -> changes.TaskDraft:
    """The values of the form as a task."""
    due: changes.NewMilestone | None = values["due"]
    named = () if due is None else (replace(due, title=values["title"]),)
    return changes.TaskDraft(
        number=values["number"],
        text=values["text"],
        lead=tuple(values["lead"]),
        support=tuple(values["support"]),
        level1=values["level1"],
        level2=values["level2"],
        basis=values["basis"],
        milestones=named,
    )


class Known(NamedTuple):
    """A task as it stands, and the names of units."""

    detail: TaskDetail
    names: UnitNames


def open_task_change(app: Host, number: int) -> None:
    """改任务: number, text, units, indicators; what was before can still be read."""

    def form(known: Known) -> None:
        task, names = known.detail.task, known.names
        lead, support = ("、".join(_units(known.detail, role)) for role in ("lead", "support"))
        fields: list[FormField] = [
            TextField("number", "序号", value=task.named.printed, max_length=50),
            LongTextField("text", "任务内容", value=task.text, required=True, lines=3),
            UnitsField("lead", "牵头单位", names.resolve, suggest=names.suggest, value=lead, required=True),
            UnitsField("support", "责任单位", names.resolve, suggest=names.suggest, value=support),
            TextField("level1", "一级指标", value=task.level1, max_length=500),
            TextField("level2", "二级指标", value=task.level2, max_length=500),
            reason_field("改写依据", "如 修订稿、会议", key="basis"),
        ]
        if task.named.plan == MATTERS_PLAN:  # a matter keeps its number and the kind of its source
            fields = [one for one in fields if one.key not in ("number", "level1", "level2")]

        def save(values: dict[str, Any]) -> object:
            change = _change(known.detail, values)
            today, basis = app.session.today, values["basis"]
            return app.session.write(lambda ledger: changes.set_task(ledger, number, change, basis, today))

        intro = task_head(task)
        dialog = FormDialog("改任务", fields, save, intro=intro, form_id=f"task_change:{number}")
        open_dialog(app, dialog, lambda _: tell_recorded(app, f"已改写{task.named.told}"))

    _with_task(app, number, form)


def _units(detail: TaskDetail, role: str) -> list[str]:
    return [slot.name for slot in detail.slots if slot.role == role]


def _change(detail: TaskDetail, values: dict[str, Any]) -> changes.TaskChange:
    """What was changed in the form; what it does not have stays."""
    task = detail.task
    before = {
        "number": task.named.printed,
        "text": task.text,
        "level1": task.level1,
        "level2": task.level2,
        "lead": tuple(slot.unit for slot in detail.slots if slot.role == "lead"),
        "support": tuple(slot.unit for slot in detail.slots if slot.role == "support"),
    }
    typed = {key: tuple(said) if isinstance(said, list) else said for key, said in values.items()}
    kept = {key: typed.get(key, was) for key, was in before.items()}
    changed: dict[str, Any] = {key: said for key, said in kept.items() if said != before[key]}
    return changes.TaskChange(**changed)


def open_task_end(app: Host, number: int) -> None:
    """终止任务: reason and day."""

    def form(known: Known) -> None:
        task, today = known.detail.task, app.session.today
        fields: list[FormField] = [
            reason_field("终止理由", "如 并入第3项、文件调整"),
            day_field("终止日期", today),
        ]

        def save(values: dict[str, Any]) -> object:
            return app.session.write(
                lambda ledger: changes.end_task(ledger, number, values["reason"], values["day"], today)
            )

        form_id = f"task_end:{number}"
        dialog = FormDialog("终止任务", fields, save, intro=task_head(task), form_id=form_id, button="终止")
        open_dialog(app, dialog, lambda _: tell_recorded(app, f"已终止{task.named.told}"))

    _with_task(app, number, form)


def _with_task(app: Host, number: int, form: Callable[[Known], object]) -> None:
    session = app.session

    def read(connection: sqlite3.Connection) -> Known:
        return Known(read_task(connection, session.today, number), UnitNames(connection))

    with_officer(app, lambda: read_then(app, lambda: session.read(read), form))
