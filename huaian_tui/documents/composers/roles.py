"""In which role a unit has its tasks: who leads (牵头) answers for a task, who supports (责任) helps with it.

A paper that asks for something is about tasks of one role, so that no supporting unit is told what is the
lead's to do; what is written to both tells them apart item by item.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from huaian_tui.documents.composers.facts import chosen_tasks
from huaian_tui.documents.composers.plan_names import read_plan_names
from huaian_tui.documents.composers.request import LEAD, ONE_FOR_GROUP, SUPPORT, NoticeRequest, Role
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots, role_names

ROLE_WORDS: dict[Role, str] = {LEAD: "牵头", SUPPORT: "责任"}
"""What papers call the part that a unit has in a task."""

TO_LEADS = (NoticeKind.REMINDER, NoticeKind.SUPERVISION, NoticeKind.ASSIGNMENT)
"""Kinds that go to the leads; a supporting unit gets one only where it is asked for."""

WRITE_TO_LEADS = "请写给牵头单位；确需请它配合的，拟稿时角色选“责任单位”（--role support）"
WRITE_TO_SUPPORT = "请它牵头办理的另拟一份，角色选“牵头单位”（--role lead）"
"""The ways out where a unit has not the role that a paper is about."""


def role_of(request: NoticeRequest) -> Role:
    """The role whose tasks the notice is about: as asked for, else as its kind has it; empty for both."""
    return request.role or (LEAD if request.kind in TO_LEADS else "")


def roles_of(unit: UnitDetail, *, itself: bool = False, maybe: bool = False) -> dict[int, Role]:
    """How each task concerns the unit: as one of its leads, else as a supporting unit.

    Through a group whose member it is as in the group; ``itself``: only where it is named itself;
    ``maybe``: also through open groups, of which nobody knows whether they mean it.
    """
    through = [] if itself else [one for one in unit.via_group if one.certain or maybe]
    found: dict[int, Role] = dict.fromkeys(unit.support, SUPPORT)
    found |= dict.fromkeys((one.task_no for one in through if one.role != LEAD), SUPPORT)
    found |= dict.fromkeys((one.task_no for one in through if one.role == LEAD), LEAD)
    return found | dict.fromkeys(unit.lead, LEAD)


def wanted_roles(request: NoticeRequest, unit: UnitDetail) -> dict[int, Role]:
    """The tasks of the unit that the notice may be about, each with its role."""
    role = role_of(request)
    roles = roles_of(unit, itself=request.groups == ONE_FOR_GROUP, maybe=bool(request.tasks))
    return {number: one for number, one in roles.items() if role in ("", one)}


def chosen_in_role(
    connection: sqlite3.Connection, request: NoticeRequest, unit: UnitDetail, plan: str | None
) -> list[int]:
    """``facts.chosen_tasks`` of the request; refused when the unit has one of them in the other role."""
    numbers = chosen_tasks(connection, request.day, unit, request.tasks, plan)
    wanted = wanted_roles(request, unit)
    strange = [number for number in numbers if number not in wanted]
    if not strange:
        return numbers
    items, title = read_plan_names(connection, numbers).items(strange), NOTICE_TITLES[request.kind]
    if role_of(request) == LEAD:
        raise HuaianError(
            f"{items}不由{unit.name}牵头", f"{unit.name}是其中的责任单位，{title}写给牵头单位", WRITE_TO_LEADS
        )
    raise HuaianError(f"{items}由{unit.name}牵头", f"请配合的{title}只写单位不牵头的任务", WRITE_TO_SUPPORT)


def other_role(request: NoticeRequest, unit: UnitDetail, what: str) -> HuaianError:
    """The refusal of a notice to a unit that has something due, but nothing in the role that it is about."""
    if role_of(request) == LEAD:
        return HuaianError(
            f"{unit.name}牵头的没有需要{what}的事项", "到期的都由别的单位牵头，它是责任单位", WRITE_TO_LEADS
        )
    return HuaianError(f"{unit.name}配合的没有需要{what}的事项", "到期的都由它自己牵头", WRITE_TO_SUPPORT)


def leads_of(connection: sqlite3.Connection, numbers: Collection[int], day: date) -> dict[int, str]:
    """The leads of these tasks by their names of the day: 市数据局、市财政局."""
    slots = named_slots(connection, numbers, day, paper=True)
    return {number: role_names(of_task, LEAD) for number, of_task in slots.items()}


def other_leads(slots: Sequence[NamedSlot], unit: str) -> list[str]:
    """The names of those that lead a task besides the unit (its id)."""
    return list(dict.fromkeys(one.name for one in slots if one.role == LEAD and one.unit != unit))


def lead_with_others(slots: Mapping[int, list[NamedSlot]], number: int, unit: str) -> str:
    """与市工信局共同牵头: the leads besides the unit (its id); nothing where it leads alone."""
    others = other_leads(slots[number], unit)
    return f"与{'、'.join(others)}共同牵头" if others else ""
