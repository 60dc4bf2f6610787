"""The one way to a composed notice: a request in, a document out, by kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from huaian_tui.documents.composers.annual import compose_annual
from huaian_tui.documents.composers.answer import compose_answer
from huaian_tui.documents.composers.assignment import compose_assignment
from huaian_tui.documents.composers.briefing import compose_briefing
from huaian_tui.documents.composers.circular import compose_circular
from huaian_tui.documents.composers.completion import compose_completion
from huaian_tui.documents.composers.extension import compose_extension
from huaian_tui.documents.composers.facts import led_without_nodes
from huaian_tui.documents.composers.figures import with_their_officers
from huaian_tui.documents.composers.ledger_sheet import compose_ledger_sheet
from huaian_tui.documents.composers.letter import compose_letter
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.overdue_list import compose_overdue_list
from huaian_tui.documents.composers.reminder import compose_reminder
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.routing import compose_routing
from huaian_tui.documents.composers.status import compose_status
from huaian_tui.documents.composers.supervision import compose_supervision
from huaian_tui.documents.composers.taking_up import compose_taking_up
from huaian_tui.documents.composers.visit import compose_visit
from huaian_tui.domain.answers.units import UnitRow
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.identity import format_id
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.engine.records import newest_id
from huaian_tui.store.queries.milestones import overdue_ids
from huaian_tui.store.queries.unit_groups import group_members
from huaian_tui.store.queries.units import list_units

_COMPOSERS: dict[NoticeKind, Callable[[sqlite3.Connection, NoticeRequest], Composed]] = {
    NoticeKind.CIRCULAR: compose_circular,
    NoticeKind.SUPERVISION: compose_supervision,
    NoticeKind.REMINDER: compose_reminder,
    NoticeKind.ASSIGNMENT: compose_assignment,
    NoticeKind.LETTER: compose_letter,
    NoticeKind.STATUS: compose_status,
    NoticeKind.ANSWER: compose_answer,
    NoticeKind.VISIT: compose_visit,
    NoticeKind.OVERDUE: compose_overdue_list,
    NoticeKind.BRIEFING: compose_briefing,
    NoticeKind.EXTENSION: compose_extension,
    NoticeKind.COMPLETION: compose_completion,
    NoticeKind.ROUTING: compose_routing,
    NoticeKind.TAKING_UP: compose_taking_up,
    NoticeKind.ANNUAL: compose_annual,
    NoticeKind.LEDGER: compose_ledger_sheet,
}


WITHOUT_UNITS = frozenset(
    (
        NoticeKind.CIRCULAR,
        NoticeKind.ANSWER,
        NoticeKind.OVERDUE,
        NoticeKind.BRIEFING,
        NoticeKind.EXTENSION,
        NoticeKind.COMPLETION,
        NoticeKind.ROUTING,
        NoticeKind.TAKING_UP,
        NoticeKind.ANNUAL,
        NoticeKind.LEDGER,
    )
)
"""Kinds that are not written to units one by one: of those named one paper tells all."""


def papers_of(kind: NoticeKind, units: Sequence[str]) -> list[tuple[str, ...]]:
    """The units of each paper that is to be composed: one paper over all of them, or one a unit.

    A 查访单 on chosen tasks needs none. Empty: units have to be named first.
    """
    if kind in WITHOUT_UNITS or (kind is NoticeKind.VISIT and not units):
        return [tuple(units)]
    return [(unit,) for unit in units]


def compose(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The notice that the request asks for; a ``HuaianError`` says why there is none.

    A function of the ledger and the request alone: a draft is compared with what its request gives later.
    """
    composed, newest = _COMPOSERS[request.kind](connection, request), newest_id(connection)
    return replace(
        composed,
        document=with_their_officers(connection, composed.document),
        request=request,
        up_to="" if newest is None else format_id(newest),
    )


def units_concerned(
    connection: sqlite3.Connection, kind: NoticeKind, day: date, plan: str | None = None
) -> list[str]:
    """Ids of all units for which ``kind`` has something to say on the day, in the order of the plan.

    Of the tasks of one plan, or of all open ones (None).

    Members of a group are written to through the group's own name only, so that nothing
    is asked twice; sheets (单位情况表) are made for them too. None for a 通报 or a 报告.
    """
    units = [one for one in list_units(connection, day) if one.merged is None]
    if kind in WITHOUT_UNITS:
        return []
    if kind is NoticeKind.STATUS:
        return [unit.id for unit in units]
    groups = [unit.id for unit in units if unit.kind == "group"]
    members = {name for group in groups for name, certain in group_members(connection, group) if certain}
    return [
        unit.id
        for unit in units
        if unit.id not in members and _has_something(connection, kind, day, unit, plan)
    ]


def _has_something(
    connection: sqlite3.Connection, kind: NoticeKind, today: date, unit: UnitRow, plan: str | None
) -> bool:
    if kind is NoticeKind.ASSIGNMENT:
        return bool(led_without_nodes(connection, today, unit.id, plan))
    soon = read_light_rules(connection).due_soon_days
    within = None if kind is NoticeKind.SUPERVISION else soon
    found = overdue_ids(connection, today, within=within, unit=unit.id, plan=plan)
    return next(found, None) is not None
