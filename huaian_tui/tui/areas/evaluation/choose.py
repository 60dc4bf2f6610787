"""选范围: the form that asks what is evaluated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from huaian_tui.domain.dates.grammar import read_day
from huaian_tui.domain.dates.reporting_period import EXAMPLES, Period, read_period
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.words.evaluation import BY_TITLES, ROLE_TITLES
from huaian_tui.tui.areas.evaluation.choice import Against, Choice
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField, LineField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.forms.plan_choices import open_plan_choices
from huaian_tui.tui.frame.host import Host

EVERY_PLAN, EVERY_ROLE = "", ""
_ROLES = [(EVERY_ROLE, "牵头和责任"), *ROLE_TITLES.items()]


class EvaluatedPeriod(LineField):
    """A period with the words for it; nothing typed is what stands there now."""

    def __init__(self, today: date, choice: Choice) -> None:
        shown = choice.typed or choice.period.title
        super().__init__("period", "期间", value=shown, placeholder=f"如 {EXAMPLES}", replace=True)
        self._today, self._now = today, choice.period

    def understand(self, text: str) -> tuple[str, Period]:
        """The period that was typed."""
        return text.strip(), read_period(text, self._today, field=self.key)

    def when_empty(self) -> tuple[str, Period]:
        """The one that is shown."""
        return "", self._now


class AgainstField(LineField):
    """What stands beside the figures: a period (2026Q2) or a past day (9月30日), with the words for it."""

    def __init__(self, today: date, choice: Choice) -> None:
        super().__init__(
            "against",
            "对比",
            value=choice.against_typed,
            placeholder="另一期间，如 2026Q2；或过去某天，如 9月30日；不写则不对比",
            replace=True,
        )
        self._today = today

    def understand(self, text: str) -> tuple[str, Against]:
        """A day, where it is one that has gone by, else a period."""
        day = _day(text, self._today)
        if day is None:
            return text.strip(), read_period(text, self._today, field=self.key)
        if day >= self._today:
            way_out = "请写今天以前的一天，或另一期间"
            raise InputRefused("这一天还没有过去", f"写的是 {day.isoformat()}", way_out, field=self.key)
        return text.strip(), day

    def when_empty(self) -> tuple[str, Against]:
        """Nothing."""
        return "", None


def _day(text: str, today: date) -> date | None:
    """The day that is meant; None for a period or anything else."""
    try:
        read_period(text, today)
    except InputRefused:
        pass
    else:
        return None
    try:
        return read_day(text, today)
    except InputRefused:
        return None


def open_choose(app: Host, choice: Choice, then: Callable[[Choice], object]) -> None:
    """Ask for it; ``then`` gets what was chosen."""
    today = app.session.today

    def show(plans: list[tuple[str, str]]) -> None:
        names = dict(plans)

        def chosen(values: dict[str, Any]) -> Choice:
            (typed, period), (against_typed, against) = values["period"], values["against"]
            plan = values.get("plan", choice.plan) or None
            return replace(
                choice,
                period=period,
                by=values["by"],
                role=values["role"] or None,
                plan=plan,
                plan_name=names.get(plan or "", ""),
                against=against,
                typed=typed,
                why=choice.why if period == choice.period else "",
                against_typed=against_typed,
            )

        fields: list[FormField] = [
            EvaluatedPeriod(today, choice),
            ChoiceField("by", "按", list(BY_TITLES.items()), value=choice.by),
            ChoiceField("role", "角色", _ROLES, value=choice.role or EVERY_ROLE),
            *_plan_field(plans, choice),
            AgainstField(today, choice),
        ]
        open_dialog(app, FormDialog("选范围", fields, chosen, intro=INTRO, button="看"), then)

    read_then(app, lambda: app.session.read(lambda c: open_plan_choices(c, today)), show)


INTRO = "角色只在按单位时分开。截至哪一天，用「看某一天」选。"


def _plan_field(plans: list[tuple[str, str]], choice: Choice) -> list[FormField]:
    if not plans:
        return []
    choices = [(EVERY_PLAN, "全部在办方案"), *plans]
    return [ChoiceField("plan", "方案", choices, value=choice.plan or EVERY_PLAN)]
