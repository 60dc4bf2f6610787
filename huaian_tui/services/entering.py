"""New tasks as they are entered, by hand, from lines or from a file; and the bodies of their records."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.domain.words.milestones import ENTERED
from huaian_tui.ledger.kinds.tasks import MOST_PARTS
from huaian_tui.ledger.task_keys import part_prefix
from huaian_tui.services.entry_rules import few_enough, not_before, required_line, required_text
from huaian_tui.store.queries.plans import read_span, short_names
from huaian_tui.store.queries.unit_history import names_on, refuse_gone
from huaian_tui.store.queries.units import check_unit

MOST_UNITS = MOST_PARTS
"""Units of a task on one side."""


@dataclass(frozen=True, slots=True)
class NewMilestone:
    """A milestone of a new task: its day, and every how long it comes again (``every``; "" once).

    ``due`` None: the text gives no day. ``title`` empty: as the task says. ``assumed``: the day was inferred,
    ``rule`` by what convention. ``basis`` empty: that of the task. ``target``: what is to be reached;
    ``stretch``: 力争.
    """

    due: date | None
    title: str = ""
    assumed: bool = False
    every: str = ""
    phrase: str = ""
    basis: str = ""
    target: Target | None = None
    stretch: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A unit of a task as a text prints it: its id, the words there, 等 behind it, how it was understood."""

    unit: str
    raw: str
    open: bool = False
    assumption: str = ""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as it is entered. ``number`` as printed, empty without one; units by their ids.

    Of a file: ``lead_slots`` and ``support_slots`` instead, ``lead_raw`` and ``support_raw`` the whole words.
    ``duties``: phrases of standing work, each with ``periodic`` or ``standing``.
    """

    number: str
    text: str
    lead: tuple[str, ...]
    support: tuple[str, ...] = ()
    level1: str = ""
    level2: str = ""
    source: str = ""
    basis: str = ""
    milestones: tuple[NewMilestone, ...] = ()
    lead_raw: str = ""
    support_raw: str = ""
    duties: tuple[tuple[str, str], ...] = ()
    lead_slots: tuple[Slot, ...] = ()
    support_slots: tuple[Slot, ...] = ()


def printed_number(typed: str) -> str:
    """The number of a task as people name it: of 第5项 the 5; no slash, which parts it from a code."""
    line = clean_line(typed, limit=50, field="number").strip()
    told = re.fullmatch("第(.+)[项条]", line)
    number = told[1].strip() if told else line
    if "/" in number or "／" in number:
        why = f"填的是 {number}；斜线用来隔开方案代号和序号，如 SJ/12"
        raise InputRefused("序号里不能有斜线", why, "请去掉斜线，或改用短横线", field="number")
    return number


class Entering:
    """Makes the bodies of new tasks of one plan; what is the same for all of them is read once."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        plan: str,
        today: date | None = None,
        *,
        needs_lead: bool = True,
    ) -> None:
        """``today``: units merged away by then are refused; ``needs_lead``: so is a task without a lead."""
        self._units = UnitSlots(connection, today)
        self._needs_lead = needs_lead
        self._start, self._horizon = read_span(connection, plan)

    def body(self, number: int, draft: TaskDraft, place: int) -> dict[str, Any]:
        """What a record says of a new task at this place."""
        if self._needs_lead and not draft.lead:
            raise InputRefused("牵头单位没有填写", "每项任务都要有牵头单位", "请加 --lead 单位", field="lead")
        text = required_text(draft.text, "text", "任务内容")
        body = {
            "no": printed_number(draft.number),
            "place": place,
            "level1": clean_line(draft.level1, limit=500, field="level1"),
            "level2": clean_line(draft.level2, limit=500, field="level2"),
            "text": text,
            **self._units.said("lead", draft.lead_slots or draft.lead, draft.lead_raw),
            **self._units.said("support", draft.support_slots or draft.support, draft.support_raw),
        }
        if draft.source.strip():
            body["source"] = required_text(draft.source, "source", "来源")
        if draft.basis.strip():
            body["basis"] = required_line(draft.basis, "basis", "依据")
        milestones = self._milestones(number, draft, text)
        duties = few_enough([{"phrase": phrase, "kind": kind} for phrase, kind in draft.duties], "长期工作")
        return (
            body | ({"milestones": milestones} if milestones else {}) | ({"duties": duties} if duties else {})
        )

    def _milestones(self, number: int, draft: TaskDraft, text: str) -> list[dict[str, Any]]:
        found = list[dict[str, Any]]()
        for place, one in enumerate(draft.milestones, start=1):
            if one.due is not None:
                not_before(self._start, one.due, "due", "时限")
            title = clean_line(one.title or " ".join(text.split())[:60], limit=100, field="title")
            basis = one.basis or draft.basis.strip() or ENTERED
            basis = f"{one.rule}；{basis}"[:500] if one.rule else basis
            part: dict[str, Any] = {
                "title": title,
                "basis": basis,
                "phrase": one.phrase,
                "assumed": one.assumed,
            }
            part |= _target(one)
            identity = f"{part_prefix(number)}-{place}"
            if one.every and one.due is not None:
                found += _recurring(part, identity, one.every, one.due, self._horizon)
            else:
                due = None if one.due is None else one.due.isoformat()
                found.append(part | {"id": identity, "due": due})
        return few_enough(found, "节点")


def _target(one: NewMilestone) -> dict[str, Any]:
    """The parts of a milestone that say its target."""
    said: dict[str, Any] = {"stretch": True} if one.stretch else {}
    if one.target is None:
        return said
    target = one.target
    return said | {
        "operator": target.operator,
        "value": target.value,
        "upper": target.upper,
        "unit": target.unit,
        "cumulative": target.cumulative,
        "inferred": target.inferred,
        "target_text": target.text,
        **({} if target.baseline is None else {"baseline": target.baseline}),
    }


class UnitSlots:
    """The units that tasks name, each looked at once."""

    def __init__(
        self, connection: sqlite3.Connection, today: date | None, known: Collection[str] = ()
    ) -> None:
        """``today``: units that were merged away by then are refused, but for ``known`` ones."""
        self._connection = connection
        self._today = today
        self._known = known
        self._names = short_names(connection)
        if today is not None:  # a renaming that is known may be of a later day
            self._names = {unit: name for unit, (name, _) in names_on(connection, today).items()}
        self._checked = set[str]()

    def said(self, role: str, units: Sequence[str | Slot], raw: str = "") -> dict[str, Any]:
        """The parts of a body that say which units lead or support; ``raw``: as a text prints them all."""
        if len(units) > MOST_UNITS:
            raise InputRefused("单位太多", f"共 {len(units)} 个，最多 {MOST_UNITS} 个", "请核对", field=role)
        slots = dict[str, dict[str, Any]]()
        for one in units:
            unit = one.unit if isinstance(one, Slot) else one
            self._check(unit, role)
            slots.setdefault(
                unit, _slot(one) if isinstance(one, Slot) else {"raw": self._names[unit], "unit": unit}
            )
        return {role: list(slots.values()), f"{role}_raw": raw or "、".join(s["raw"] for s in slots.values())}

    def _check(self, unit: str, role: str) -> None:
        if unit not in self._checked:
            check_unit(self._connection, unit)
            if self._today is not None and unit not in self._known:
                refuse_gone(self._connection, unit, self._today, role)
            self._checked.add(unit)


def _slot(one: Slot) -> dict[str, Any]:
    said: dict[str, Any] = {"raw": one.raw, "unit": one.unit}
    if one.open:
        said["open"] = True
    return said | ({"assumption": one.assumption} if one.assumption else {})


def _recurring(
    part: dict[str, Any], series: str, every: str, first: date, horizon: date | None
) -> list[dict[str, Any]]:
    """The occurrences of a recurring duty as far as the horizon of its plan."""
    from huaian_tui.services.horizon import series_days

    if horizon is None:
        raise InputRefused(
            "方案没有期末，不能设周期性的时限",
            "不知道设到哪一天",
            "先定期末：plan extend 代号 --to 日期，或写某一天",
            field="due",
        )
    days = series_days(every, first, horizon)
    if not days:
        raise InputRefused(
            "没有可设的时限",
            f"方案到 {horizon.isoformat()} 为止",
            "先延长：plan extend 代号 --to 日期，或写某一天",
            field="due",
        )
    return [
        part
        | {
            "id": f"{series}-{day:%Y%m%d}",
            "title": f"{part['title']}（{day.isoformat()}）",
            "due": day.isoformat(),
            "series": series,
            "every": every,
        }
        for day in days
    ]
