"""To whom papers go: one request a unit, of those named or of all that a kind has something to say to.

What is asked for goes to the leads (牵头单位); supporting units (责任单位) are written to only where that is
asked for. A group (集体单位) gets one paper, or each of its known members one.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.documents.composers.facts import without_nodes
from huaian_tui.documents.composers.request import (
    EACH_MEMBER,
    LEAD,
    ONE_FOR_GROUP,
    SUPPORT,
    Groups,
    NoticeRequest,
    Role,
)
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind
from huaian_tui.domain.rules.lights import Light
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import tasks_due
from huaian_tui.store.queries.settings import office_unit
from huaian_tui.store.queries.slot_names import named_slots
from huaian_tui.store.queries.unit_groups import group_members
from huaian_tui.store.queries.unit_history import unit_name_on
from huaian_tui.store.queries.units import list_units

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

_ASKING = (NoticeKind.REMINDER, NoticeKind.SUPERVISION, NoticeKind.ASSIGNMENT, NoticeKind.LETTER)
"""Kinds that ask a unit for something: the office sends none to itself unless it is named."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """One request a unit, and Chinese lines on whom none goes to and why."""

    requests: tuple[NoticeRequest, ...]
    remarks: tuple[str, ...] = ()


def addressed(
    connection: sqlite3.Connection, request: NoticeRequest, units: Sequence[str] | None
) -> Addressed:
    """The request for each of these units (ids), or for all that are concerned (None).

    With one paper a member a group that is named stands for its members.
    """
    kind, members = request.kind, request.groups == EACH_MEMBER
    if kind in WITHOUT_UNITS or units == []:
        return Addressed((replace(request, units=tuple(units or ())),))
    if units is not None:
        named = [one for unit in units for one in (_certain(connection, unit) if members else ()) or [unit]]
        return Addressed(tuple(replace(request, units=(one,)) for one in dict.fromkeys(named)))
    groups = request.groups or ONE_FOR_GROUP
    found = units_concerned(connection, kind, request.day, request.plan, role=request.role, groups=groups)
    own = office_unit(connection) if kind in _ASKING else ""
    requests = tuple(replace(request, units=(one,), groups=groups) for one in found if one != own)
    if own not in found:
        return Addressed(requests)
    name = unit_name_on(connection, own, request.today)[0]
    remark = f"{name}是发文机关本身，没有给它拟{NOTICE_TITLES[kind]}；它牵头的事项请自行安排"
    return Addressed(requests, (remark,))


def needs_units(request: NoticeRequest) -> bool:
    """Whether units have to be named; a 查访单 needs none."""
    return request.kind not in WITHOUT_UNITS and request.kind is not NoticeKind.VISIT


def units_concerned(
    connection: sqlite3.Connection,
    kind: NoticeKind,
    day: date,
    plan: str | None = None,
    *,
    role: Role = "",
    groups: Groups = ONE_FOR_GROUP,
) -> list[str]:
    """Ids of all units for which ``kind`` has something to say on the day, in the order of the plan.

    Of the tasks of one plan, or of all open ones (None). ``role``: leads unless supporting units are asked
    for. ``groups``: a group with known members is written to itself, and then its members only about what
    names themselves; or the members instead of it. Sheets (单位情况表) are made for all units; nothing for a
    通报 or a 报告.
    """
    units = [one.id for one in list_units(connection, day) if one.merged is None]
    if kind in WITHOUT_UNITS:
        return []
    if kind is NoticeKind.STATUS:
        return units
    roles = _roles(connection, _tasks_in_question(connection, kind, day, plan), day)
    wanted = {role or LEAD} if role or kind in _ASKING else {LEAD, SUPPORT}
    concerned = {unit for unit, tasks in roles.items() if wanted & {*tasks.values()}}
    if groups != EACH_MEMBER:
        return [unit for unit in units if unit in concerned]
    for group in [one for one in roles if (members := _certain(connection, one))]:
        concerned.discard(group)
        for member in members:
            if wanted & {*{**roles[group], **roles.get(member, {})}.values()}:
                concerned.add(member)
    return [unit for unit in units if unit in concerned]


def _certain(connection: sqlite3.Connection, unit: str) -> list[str]:
    """The members of a group that are known; none of a unit that is no group."""
    return [member for member, certain in group_members(connection, unit) if certain]


def _tasks_in_question(
    connection: sqlite3.Connection, kind: NoticeKind, day: date, plan: str | None
) -> Sequence[int]:
    """The tasks that a kind asks about: without a date for a 交办单, with something due for the others."""
    if kind is NoticeKind.ASSIGNMENT:
        undated = find_tasks(connection, day, TaskFilter(light=Light.UNSCHEDULED, plan=plan))
        return without_nodes(connection, day, undated)
    soon = read_light_rules(connection).due_soon_days
    return tasks_due(connection, day, None if kind is NoticeKind.SUPERVISION else soon, plan)


def _roles(
    connection: sqlite3.Connection, numbers: Sequence[int], day: date
) -> Mapping[str, Mapping[int, Role]]:
    """In which role each unit has each of these tasks; one that leads it with others does not support it."""
    found: dict[str, dict[int, Role]] = defaultdict(dict)
    for number, slots in named_slots(connection, numbers, day).items():
        for one in slots:
            role = LEAD if one.role == LEAD else SUPPORT
            if found[one.unit].get(number) != LEAD:
                found[one.unit][number] = role
    return found
