"""The forms of 逐项交办: what is asked once at the beginning, and 改 of what is proposed for one task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.matters import TASK_LIMIT_KEY
from huaian_tui.domain.rules.assigning import Proposed
from huaian_tui.domain.rules.task_limit import EXAMPLES, check_task_limit
from huaian_tui.domain.words.due_sources import with_source
from huaian_tui.services.assigning import HandedOver
from huaian_tui.services.deciding import NewMilestones
from huaian_tui.tui.areas.milestones.setting import LONGEST_TITLE
from huaian_tui.tui.areas.tasks.assigning_text import Step
from huaian_tui.tui.areas.tasks.text import task_head
from huaian_tui.tui.forms.date_fields import DateField, DueDates, DueDatesField
from huaian_tui.tui.forms.fields import FormField, TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog


class Before(NamedTuple):
    """What was said last time (basis, day as typed), former bases, and the office's limit."""

    basis: str
    day: str
    bases: list[str]
    limit: str


def begin_form(intro: str, before: Before, check: Callable[[HandedOver], object], today: date) -> FormDialog:
    """Basis, day and limit for all that follows; its result is a ``HandedOver`` that ``check`` let pass."""
    basis = reason_field("设定依据", "如 领导批示、专题会议纪要", key="basis", value=before.basis)
    basis.recalled = before.bases
    fields: list[FormField] = [
        basis,
        DateField("day", "交办日期", today, value=before.day or today.isoformat(), required=True),
        TextField(
            TASK_LIMIT_KEY,
            "原文没写的按",
            value=before.limit,
            placeholder=f"不写则逐件写；如 {EXAMPLES}",
            max_length=50,
            check=check_task_limit,
        ),
    ]

    def begin(values: dict[str, Any]) -> HandedOver:
        handed = HandedOver(today, values["day"], values["basis"], values[TASK_LIMIT_KEY])
        check(handed)
        return handed

    return FormDialog("逐项交办", fields, begin, intro=intro, button="开始", busy="正在准备")


def change_form(
    step: Step, handed: HandedOver, save: Callable[[Sequence[NewMilestones]], object]
) -> FormDialog:
    """Title and date of each proposal, and the basis; what has no date is not set."""
    of = step.one
    proposed, several = of.proposed, len(of.proposed) > 1
    fields = list[FormField]()
    for place, one in enumerate(proposed):
        number = f"{place + 1}" if several else ""
        if of.milestone is None:
            fields.append(
                TextField(
                    f"title{place}",
                    f"节点{number}" if several else "节点名称",
                    value=one.title,
                    required=True,
                    max_length=LONGEST_TITLE,
                )
            )
        due = DueDatesField(
            f"due{place}",
            f"时限{number}" if several else "完成时限",
            handed.today,
            of.span.horizon,
            value=one.typed,
            required=not several,
        )
        fields.append(due)
    fields.append(reason_field("设定依据", key="basis", value=handed.basis))

    def submit(values: dict[str, Any]) -> object:
        new = [
            _new(one, values.get(f"title{place}") or one.title, values[f"due{place}"], values["basis"])
            for place, one in enumerate(proposed)
            if values[f"due{place}"] is not None
        ]
        if not new:
            raise InputRefused("没有写时限", "一个也没有写", "写一个时限，或返回后跳过", field="due0")
        return save(new)

    intro = task_head(of.task)
    for one in proposed:
        for said in (one.source, *one.remarks):
            intro += f"\n{said}" if said else ""
    return FormDialog("逐项交办：改", fields, submit, intro=intro, button="交办", busy="正在登记")


def _new(one: Proposed, title: str, dues: DueDates, basis: str) -> NewMilestones:
    """As it was typed; a date that is left as proposed says where it comes from."""
    as_proposed = (dues.days, dues.every) == (one.days, one.every)
    new = NewMilestones(title, list(dues.days), basis, dues.assumed, dues.every)
    if not as_proposed:
        return new
    return replace(new, basis=with_source(basis, one.source), assumed=one.assumed)
