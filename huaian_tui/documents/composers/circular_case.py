"""What a 通报 tells of: its tasks on the day with their units, problems, and who is to answer by when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.facts import read_facts
from huaian_tui.documents.composers.measured import Measured
from huaian_tui.documents.composers.notice_frame import (
    ALL_UNITS,
    ReplyDue,
    is_lower_government,
    office_of,
    reply_due,
)
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.progress import TaskFacts
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.scope import Scope, read_scope
from huaian_tui.documents.composers.since_last import SinceLast, since_last
from huaian_tui.documents.model import Layout
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.office import OfficeProfile, writes_to_governments
from huaian_tui.domain.rules.lights import Light, LightRules
from huaian_tui.domain.text.short_titles import SHORTER, short_title
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.paper_names import units_in_order
from huaian_tui.store.queries.plans import plan_close
from huaian_tui.store.queries.settings import office_unit
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots
from huaian_tui.store.queries.unit_history import names_on

CITY_UNITS = ("市各委办局", "市各直属单位")
"""主送 to the whole city of an office that may not write to governments below it."""

_WITHOUT_COUNTIES = (
    "主送没有写各县区人民政府：本机构不能向其行文；要发到县区的，由市政府办公室印发（经市政府同意），或另拟函"
)
_AS_LETTER = "主送有县区：本机构不能向其行文，已用函的格式；也可由市政府办公室印发（经市政府同意）"


LATE, TABLE, MOVED, DRAWN = "late", "table", "moved", "drawn"
"""The attachments of a 通报: 逾期清单, 进展表, 延期账, pictures."""


@dataclass(frozen=True, slots=True)
class UnitTasks:
    """A unit by its name on the day of the paper, the rows that it leads, and those it supports."""

    id: str
    name: str
    lead: Sequence[int]
    others: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class CircularCase:
    """All that the parts of a 通报 are written from.

    ``slots``: the units of each task by their names on the day of the paper. ``own`` is the name of the
    office's own unit, which asks itself for nothing. ``closed``: the day on which the one plan was closed by
    the day of the data; nothing is asked then. ``annexes`` are the attachments by what they are, in order.
    ``measured``: what 督查评价 says of its tasks.
    """

    request: NoticeRequest
    scope: Scope
    facts: tuple[TaskFacts, ...]
    units: tuple[UnitTasks, ...]
    slots: dict[int, list[NamedSlot]]
    rules: LightRules
    profile: OfficeProfile
    own: str
    reply: ReplyDue
    last: SinceLast | None
    closed: date | None
    annexes: tuple[str, ...] = ()
    measured: Measured | None = None

    @property
    def names(self) -> PlanNames:
        """How its items are named."""
        return self.scope.names

    def titled(self, number: int, most: int = SHORTER, *, bare: bool = False) -> str:
        """第2项“建设市数据资产登记平台”: an item with its short title; without a number the title alone.

        ``bare``: its plan was just named.
        """
        item, place = self.names.item(number), self.names.places.get(number)
        if place is None or not place.printed:
            return item
        said = self.names.numbers([number]) if bare else item
        return f"{said}“{inner_quotes(in_sentence(place.text, most))}”"

    def annex_label(self, annex: str) -> str:
        """What an attachment (``LATE``, ``TABLE``, ``MOVED``) is called in the text: of several by number.

        Without a 进展表 the 逾期清单 tells all that it would.
        """
        named = annex if annex in self.annexes else LATE
        if len(self.annexes) < 2 or named not in self.annexes:
            return "附件"
        return f"附件{self.annexes.index(named) + 1}"

    def leads(self, numbers: Iterable[int]) -> list[str]:
        """The units that lead these tasks, each once, in the order of the tasks."""
        slots = (slot for number in numbers for slot in self.slots[number] if slot.role == "lead")
        return list(dict.fromkeys(slot.name for slot in slots))

    def asked(self, units: Iterable[str]) -> list[str]:
        """Those of the units that it may ask: not the office itself, of chosen units only these."""
        chosen = {unit.name for unit in self.scope.units}
        return [unit for unit in units if unit != self.own and (not chosen or unit in chosen)]

    def of_light(self, light: Light) -> list[TaskFacts]:
        """Its tasks of a light."""
        return [one for one in self.facts if one.task.light is light]

    def addressees(self) -> tuple[tuple[str, ...], Layout, tuple[str, ...]]:
        """主送, the form of the paper, and what the officer is told of it.

        An office that may not write to governments below the city (条例 art. 16) leaves them out of a paper
        to all; to chosen ones it writes in the form of a 函. The office writes to itself in no case.
        """
        chosen = [unit for unit in self.scope.units if unit.name != self.own]
        if self.profile.recipients or self.request.recipients is not None:
            return (), "notice", ()  # as set or asked for
        if writes_to_governments(self.profile.signature):
            return self.scope.recipients_of(chosen) or ALL_UNITS, "notice", ()
        if not chosen:
            return CITY_UNITS, "notice", (_WITHOUT_COUNTIES,)
        below = any(is_lower_government(unit) for unit in chosen)
        told = (_AS_LETTER,) if below else ()
        return self.scope.recipients_of(chosen), "letter" if below else "notice", told

    def problem_notes(self) -> list[NoteRow]:
        """Notes of the period with a problem, oldest first; with chosen units those that name one or none."""
        chosen = {unit.id for unit in self.scope.units}
        current = self.scope.current
        return [
            note
            for one in self.facts
            for note in one.notes
            if current.first <= note.day <= current.last
            and note.problem.strip()
            and (not chosen or not note.units or chosen & set(note.units))
        ]


_MORE = 8
"""Characters more that a title may have where it would be cut inside a clause."""


def in_sentence(text: str, most: int) -> str:
    """The short title of a task, a little longer where that spares the marks of what was cut."""
    short = short_title(text, most)
    return short_title(text, most + _MORE) if short.endswith("…") else short


def inner_quotes(text: str) -> str:
    """Quotes inside quotes (GB/T 15834-2011, 4.8.3.3)."""
    return text.replace("“", "‘").replace("”", "’")


def read_case(connection: sqlite3.Connection, request: NoticeRequest) -> CircularCase:
    """What the request's 通报 tells, by a connection that answers as of its day."""
    scope = read_scope(connection, request)
    slots = named_slots(connection, scope.numbers, request.today, paper=True)
    facts = read_facts(connection, scope.day, scope.numbers, scope.previous.first)
    own = office_unit(connection)
    names = names_on(connection, request.today, paper=True)
    return CircularCase(
        request=request,
        scope=scope,
        facts=tuple(facts),
        units=tuple(_units(connection, scope, slots, names)),
        slots=slots,
        rules=read_light_rules(connection),
        profile=office_of(connection, request),
        own=names.get(own, (own, own))[0],
        reply=reply_due(request.today),
        last=since_last(connection, request, scope, facts),
        closed=plan_closed_by(connection, scope.names, scope.day),
    )


def plan_closed_by(connection: sqlite3.Connection, names: PlanNames, day: date) -> date | None:
    """The day on which the one plan of a paper was closed, if it was by this day."""
    closed = plan_close(connection, names.plans[0].id)[1] if len(names.plans) == 1 else None
    return closed if closed is not None and closed <= day else None


def _units(
    connection: sqlite3.Connection,
    scope: Scope,
    slots: dict[int, list[NamedSlot]],
    names: dict[str, tuple[str, str]],
) -> Iterator[UnitTasks]:
    """The chosen units, else all that lead, in the order in which the ledger has them."""
    for unit in scope.units:
        certain = {one.task_no for one in unit.via_group if one.certain}
        yield UnitTasks(unit.id, unit.name, unit.lead, sorted({*unit.support, *certain}))
    if scope.units:
        return
    led: dict[str, list[int]] = {}
    for number, of_task in slots.items():
        for unit_id in dict.fromkeys(one.unit for one in of_task if one.role == "lead"):
            led.setdefault(unit_id, []).append(number)
    for unit_id in units_in_order(connection, led):
        yield UnitTasks(unit_id, names.get(unit_id, (unit_id, unit_id))[0], led[unit_id])
