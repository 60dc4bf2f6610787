"""登记交办事项: what a leader hands over, from every screen by two keys."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from textual import on

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.matters import LIMITS_KEY, MATTERS_PLAN, SOURCES
from huaian_tui.domain.rules.matter_limits import Proposal, propose
from huaian_tui.services.matter_lines import MatterDue, Reading, read_matter_due
from huaian_tui.services.matters import MatterDraft, Source, add_matters
from huaian_tui.store.queries.settings import read_profile_value
from huaian_tui.store.queries.task_refs import find_task, read_refs
from huaian_tui.tui.areas.plans.open_plan import with_open_plan
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.date_fields import DateField, understood
from huaian_tui.tui.forms.fields import FormField, LineField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded
from huaian_tui.tui.forms.unit_names import UnitNames
from huaian_tui.tui.forms.units_field import UnitsField
from huaian_tui.tui.frame.host import Host

URGENT, USUAL = "yes", "no"
BY_LIMIT = "按时限"
"""Typed as the date: what the office's limit gives."""

_BETWEEN = re.compile(r"[,，、;；\s]+")


class Known(NamedTuple):
    """What the form knows: the office's limits as set, and the names of units."""

    limits: str
    names: UnitNames


class MatterDueField(LineField):
    """A day, 按时限 for what the office's limit gives, or 无; the proposal stands below while it is empty."""

    def __init__(self, today: date, proposed: Callable[[], Proposal | None]) -> None:
        super().__init__(
            "due", "时限", required=True, max_length=50, placeholder="如 12月10日、+15；不设写 无"
        )
        self._today = today
        self._proposed = proposed

    def beside(self) -> str:
        """The day that is meant."""
        found = self._proposed()
        if self.raw().strip() == BY_LIMIT:
            return "" if found is None else found.due.isoformat()
        return "" if self.raw().strip() == "无" else understood(self.raw(), self._today)[0]

    def hint(self) -> str:
        """What the limit of the office gives, with its rule."""
        found, typed = self._proposed(), self.raw().strip()
        if typed and typed != BY_LIMIT:
            return "" if typed == "无" else understood(typed, self._today)[1]
        if found is None:
            return "" if typed else "机构没有设这种来源的交办时限"
        said = f"{found.rule}，到 {found.due.isoformat()}"
        return said if typed else f"建议：{said}；按 Tab 采用"

    def take(self) -> bool:
        """Tab in the empty field takes the proposal."""
        if self.raw().strip() or self._proposed() is None:
            return False
        self.set_raw(BY_LIMIT)
        return True


class MatterForm(FormDialog):
    """The form; what the limit proposes follows from source, urgency and day."""

    @on(FormField.Edited)
    def _propose_anew(self, message: FormField.Edited) -> None:
        if message.field.key in ("source", "urgent", "source_day"):
            self.query_one(MatterDueField).show_hint()


def open_matter(app: Host) -> None:
    """登记交办事项."""
    session = app.session

    def go_on(found: Any) -> None:
        def read(connection: sqlite3.Connection) -> Known:
            return Known(read_profile_value(connection, LIMITS_KEY) or "", found.names)

        read_then(app, lambda: session.read(read), lambda known: _show(app, known), group="matter")

    with_open_plan(app, MATTERS_PLAN, go_on)


def _show(app: Host, known: Known) -> None:
    session, names = app.session, known.names
    today = session.today
    source = ChoiceField("source", "来源", [(one, one) for one in SOURCES])
    urgent = ChoiceField("urgent", "急件", [(USUAL, "一般"), (URGENT, "急件")])
    day = DateField("source_day", "来源日期", today, value=today.isoformat(), required=True)

    def proposed() -> Proposal | None:
        try:
            from_day = day.value()
            return propose(known.limits, source.value(), urgent.value() == URGENT, from_day)
        except HuaianError:
            return None

    fields: list[FormField] = [
        LongTextField("text", "交办事项", required=True, lines=3),
        UnitsField("lead", "牵头单位", names.resolve, suggest=names.suggest, required=True),
        UnitsField("support", "责任单位", names.resolve, suggest=names.suggest),
        source,
        urgent,
        day,
        TextField("document", "来源文件", max_length=200, placeholder="标题或文号"),
        TextField("by", "交办人", max_length=50, placeholder="职务，如 市长"),
        MatterDueField(today, proposed if known.limits else lambda: None),
        TextField("basis", "立项依据", max_length=500, placeholder="不写则为来源"),
        TextField("ties", "关联任务", max_length=300, placeholder="一事多源，如 12、SJ/3；没有不填"),
    ]

    def save(values: dict[str, Any]) -> list[int]:
        draft = session.read(lambda connection: matter_draft(connection, known, values, today))
        return session.write(lambda ledger: add_matters(ledger, [draft], today))

    def saved(made: list[int]) -> None:
        def show(told: str) -> None:
            tell_recorded(app, f"已登记{told}")
            app.call_later(app.go, "tasks", str(made[0]))

        read_then(app, lambda: session.read(lambda c: read_refs(c, made)[made[0]].printed), show)

    dialog = MatterForm("登记交办事项", fields, save, form_id="matter:", button="登记")
    open_dialog(app, dialog, saved)


def matter_draft(
    connection: sqlite3.Connection, known: Known, values: dict[str, Any], today: date
) -> MatterDraft:
    """The values of the form as a matter; refused at the field where something is wrong."""
    said = Source(
        values["source"], values["source_day"], values["document"], values["by"], values["urgent"] == URGENT
    )

    def limit(kind: str, urgent: bool, day: date) -> Proposal | None:
        return propose(known.limits, kind, urgent, day) if known.limits else None

    due: MatterDue = read_matter_due(
        values["due"], said, Reading(today, lambda typed: known.names.resolve(typed)[0], limit)
    )
    return MatterDraft(
        text=values["text"],
        lead=tuple(values["lead"]),
        support=tuple(values["support"]),
        source=said,
        due=due.day,
        phrase=due.phrase,
        assumed=due.assumed,
        rule=due.rule,
        basis=values["basis"],
        ties=tuple(_ties(connection, values["ties"])),
    )


def _ties(connection: sqlite3.Connection, typed: str) -> list[int]:
    try:
        return [find_task(connection, one) for one in _BETWEEN.split(typed) if one]
    except HuaianError as error:
        raise InputRefused(error.title, error.message, error.way_out, field="ties") from error
