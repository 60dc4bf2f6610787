"""A notice to one unit about what it has due: reading that, its table, and the lines that go with it.

The 督办通知单, the 催办单 and the 函 are such notices.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from huaian_tui.documents.composers.close_setting import Setting
from huaian_tui.documents.composers.due_items import QUOTED, deadline_words, item_words
from huaian_tui.documents.composers.figures import cell, milestones_figure, told
from huaian_tui.documents.composers.notice_frame import (
    Composed,
    ReplyDue,
    changes_told,
    office_of,
    plan_of,
    refuse_of_closed,
    reply_due,
    the_unit,
    withdrawn_told,
    written_to,
    your_unit,
)
from huaian_tui.documents.composers.phrases import joined
from huaian_tui.documents.composers.plan_names import PlanNames, plan_heading, plan_line, with_room
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.composers.request import LEAD, SUPPORT, NoticeRequest, Role
from huaian_tui.documents.composers.roles import (
    chosen_in_role,
    lead_with_others,
    other_role,
    wanted_roles,
)
from huaian_tui.documents.composers.ties import Sources, once, read_sources
from huaian_tui.documents.counted import Figure
from huaian_tui.documents.model import Block, Cell, Layout, Paragraph, Table, headed_table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.units import Contact, UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.domain.office import OfficeProfile
from huaian_tui.domain.rules.lights import Light, LightRules, Status, milestone_light
from huaian_tui.domain.text.clauses import clause
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import state_on_paper
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.contacts import first_contact
from huaian_tui.store.queries.milestones import list_milestones, list_overdue
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots, role_names

_COUNTED = (Light.OVERDUE, Light.BEHIND, Light.DUE_SOON)
"""Lights of open milestones that a notice counts apart, in its order."""

NOT_DUE, WITHOUT_DATE = "未到期", "没有时限"
"""What the others are."""

_CALLED, _BRIEFLY_CALLED = 30, 22
"""Characters of a task's short title, as usual and where room is short."""

_ENOUGH = 0.8
"""The share of a milestone's characters in its task's text from which on it says which task it is."""

_OPEN = "未办结"
"""The state of a milestone without a date, to people who do not know the lights."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a notice asks one unit about: its milestones (``due``), and by when it is to answer.

    A thing of several sources stands once; ``asks`` has the milestones of all of them. ``remarks``: sentences
    on another name that the unit had when its tasks were set, and on a paper that was withdrawn.
    ``roles`` says in which role the unit has each task, ``slots`` who else has it.
    """

    request: NoticeRequest
    unit: UnitDetail
    due: tuple[MilestoneRow, ...]
    names: PlanNames
    sources_of: Sources
    asks: tuple[str, ...]
    profile: OfficeProfile
    rules: LightRules
    reply: ReplyDue
    roles: Mapping[int, Role]
    slots: Mapping[int, list[NamedSlot]]
    contact: Contact | None = None
    remarks: tuple[Block, ...] = ()

    @property
    def day(self) -> date:
        """The day up to which things are counted (截至); the day of the notice is ``request.today``."""
        return self.request.day

    @property
    def sources(self) -> tuple[str, ...]:
        """The decisions that its milestones stand by."""
        return milestone_sources(self.due)

    @property
    def role(self) -> Role:
        """The one role that the unit has in all that is asked about; empty where it has both."""
        found = {self.roles[one.task_no] for one in self.due}
        return found.pop() if len(found) == 1 else ""

    @property
    def late(self) -> bool:
        """Whether any of it is overdue."""
        return any(one.light is Light.OVERDUE for one in self.due)

    @property
    def part(self) -> str:
        """What the unit does in it: 牵头的, 作为责任单位配合的, both."""
        return PARTS[self.role]

    def notice(self, title: str, body: list[Block], layout: Layout, *, annotated: bool = True) -> Composed:
        """The notice that asks about them."""
        return written_to(
            self.request,
            self.unit,
            self.profile,
            self.reply,
            title=title,
            body=body,
            asks=self.asks,
            plans=(plan.id for plan in self.names.plans),
            layout=layout,
            annotated=annotated,
        )


PARTS: dict[Role, str] = {LEAD: "牵头的", SUPPORT: "作为责任单位配合的", "": "牵头和配合的"}
"""What a unit does in the items of a paper, in a sentence."""


def read_asked(
    connection: sqlite3.Connection, request: NoticeRequest, what: str, within: int | None
) -> Asked:
    """What to ask the request's unit about: open milestones of the chosen tasks, else its overdue ones.

    Of the tasks that it has in the role that the notice is about. With ``within`` also those that come due
    in so many days. A unit that has none of them refuses the notice; ``what`` (催办) is what the refusal
    calls it.
    """
    refuse_of_closed(connection, request)
    unit, plan = the_unit(connection, request), plan_of(connection, request)
    found = _due_of(connection, request, unit, within, plan)
    roles = wanted_roles(request, unit)
    due = [one for one in found if one.task_no in roles]
    if found and not due:
        raise other_role(request, unit, what)
    if not due:
        raise _nothing_due(unit.name, request.day, what, within)
    asks = tuple(one.id for one in due)
    due = once(connection, due)
    numbers = [one.task_no for one in due]
    names, sources = read_sources(connection, numbers)
    due.sort(key=lambda one: names.rank(one.task_no))  # by date in each
    return Asked(
        request,
        unit,
        tuple(due),
        names,
        sources,
        asks,
        office_of(connection, request),
        read_light_rules(connection),
        reply_due(request.today),
        roles,
        named_slots(connection, numbers, request.today, paper=True),
        first_contact(connection, unit.id, request.today),
        (
            *changes_told(connection, request, numbers, unit.id),
            *withdrawn_told(connection, request),
        ),
    )


def _due_of(
    connection: sqlite3.Connection,
    request: NoticeRequest,
    unit: UnitDetail,
    within: int | None,
    plan: str | None,
) -> list[MilestoneRow]:
    """What to ask the unit about: all open milestones of the chosen tasks, else its overdue ones.

    With ``within`` also those that come due in so many days. Their lights are without missed visits
    (回访), which are the office's own promises and not told to units.
    """
    today = request.day
    if not request.tasks:
        return list_overdue(connection, today, within=within, unit=unit.id, plan=plan)
    rules = read_light_rules(connection)
    return [
        replace(
            one,
            light=milestone_light(
                one.state.status, one.state.due, today, behind=one.behind_from, rules=rules
            ),
        )
        for number in chosen_in_role(connection, request, unit, plan)
        for one in list_milestones(connection, today, task_no=number)
        if one.state.status is Status.OPEN
    ]


def _nothing_due(unit: str, today: date, what: str, within: int | None) -> HuaianError:
    """The refusal of a notice that would ask for nothing."""
    soon = f"，{within} 天内也没有到期" if within else ""
    return HuaianError(
        f"{unit}没有需要{what}的事项",
        f"截至 {today.isoformat()} 没有逾期的节点{soon}",
        f"用 huaian-tui unit {unit} 查看全部任务，或指定任务序号",
    )


def due_table(
    asked: Asked,
    what: str,
    setting: Setting,
    *,
    plan_told: bool = False,
    parts: Sequence[tuple[Cell, ...]] = (),
) -> Table:
    """序号 | ``what`` | 时限 | 状态, upright; each plan under a line with its title.

    ``plan_told``: of one plan without it. ``parts`` are rows below the items, of a label and what belongs
    to it over the other columns.
    """
    names, rows = asked.names, list[tuple[Cell, ...]]()
    headed = plan_line if plan_told else plan_heading
    for plan, of_plan in groupby(asked.due, key=lambda one: names.places[one.task_no].plan):
        rows += headed(names, plan, 4)
        rows += [_row(one, asked, setting) for one in of_plan]
    size = setting.font_size / 12
    number, due, state = (2.3 if parts else 1.9) * size, 3.7 * size, 2.5 * size
    usual = (number, 16.7 - number - due - state, due, state)
    widths = with_room(asked.names, (one.task_no for one in asked.due), usual, 1.1)
    quoted = any(QUOTED in cell.text for row in rows for cell in row[1:2])
    heads = ("序号", f"{what}（引号内为原文）" if quoted else what, "时限", "状态")
    return headed_table(
        tuple(zip(heads, widths, strict=True)),
        [*rows, *parts],
        centred=("序号", "时限", "状态"),
        font_size=setting.font_size,
    )


def _row(milestone: MilestoneRow, asked: Asked, setting: Setting) -> tuple[Cell, ...]:
    decided, number, state = milestone_sources([milestone]), milestone.task_no, state_on_paper(milestone)
    handed = number in asked.sources_of.handed
    if milestone.state.due is None:
        state = _OPEN
    rest = joined((_part_words(asked, number), asked.sources_of.words(number, asked.names)), "；")
    return (
        Cell(asked.names.label(number)),
        Cell(
            _of_task(milestone, asked, setting)
            + item_words(milestone, setting.quoted, handed=handed, rest=rest),
            sources=decided,
        ),
        Cell(deadline_words(milestone.state), sources=decided),
        cell(state, milestones_figure("状态", state, [milestone], asked.names), also=decided),
    )


def _of_task(milestone: MilestoneRow, asked: Asked, setting: Setting) -> str:
    """The task before a milestone that an officer named (形成阶段性成果), unless that says it itself."""
    text, title = asked.names.places[milestone.task_no].text, clause(milestone.state.title)
    told_there = sum(one in text for one in title)
    if milestone.state.phrase or told_there >= _ENOUGH * len(title):
        return ""
    return f"{short_title(text, _BRIEFLY_CALLED if setting.brief else _CALLED)}：" if text else ""


def _part_words(asked: Asked, number: int) -> str:
    """Who else has the task: to a supporting unit its leads, to a lead the others that lead it with it."""
    if asked.roles[number] == LEAD:
        return lead_with_others(asked.slots, number, asked.unit.id)
    leads = f"{role_names(asked.slots[number], LEAD)}牵头"
    if asked.role:
        return leads
    polite = asked.request.kind is NoticeKind.LETTER
    return f"{leads}，{your_unit(asked.unit, polite=polite)}配合"


def milestone_sources(due: Sequence[MilestoneRow]) -> tuple[str, ...]:
    """The decisions that these milestones stand by; none for what the plan itself gives."""
    return record_ids(one.state.decided_by for one in due if one.state.decided_by)


def standing(asked: Asked, setting: Setting) -> Paragraph:
    """截至…，你单位牵头的下列4个节点尚未办结，其中逾期3个，临期（30天内到期）1个。 With its figures."""
    every = milestones_figure("尚未办结", f"{len(asked.due)}个", asked.due, asked.names)
    parts = _by_light(asked)
    how = _alone(parts[0], asked) if len(parts) == 1 else _in_parts(parts, asked, setting)
    text = f"截至{chinese_day(asked.day)}，{your_unit(asked.unit)}{asked.part}下列{every.value}节点{how}。"
    return told(text, *((every, *parts) if len(parts) > 1 else parts), also=asked.sources)


def _alone(part: Figure, asked: Asked) -> str:
    """How milestones stand that are all alike."""
    every = "均" if len(asked.due) > 1 else ""
    said = {
        Light.OVERDUE.word: f"{every}已逾期",
        Light.BEHIND.word: f"{every}未达序时",
        Light.DUE_SOON.word: f"{every}将在{asked.rules.due_soon_days}天内到期",
        WITHOUT_DATE: "尚未办结，没有写明时限",
    }
    return said.get(part.label, "尚未办结")


def _in_parts(parts: Sequence[Figure], asked: Asked, setting: Setting) -> str:
    """尚未办结，其中逾期3个，临期（30天内到期）1个; where room is short the days stand in the table alone."""
    soon = "" if setting.brief else f"（{asked.rules.due_soon_days}天内到期）"
    counted = (f"{one.label}{soon if one.label == Light.DUE_SOON.word else ''}{one.value}" for one in parts)
    return f"尚未办结，其中{joined(counted)}"


def _by_light(asked: Asked) -> list[Figure]:
    """The milestones by how they stand, each with those that it counts; what is due later or never last."""
    found = [(light.word, [one for one in asked.due if one.light is light]) for light in _COUNTED]
    rest = [one for one in asked.due if one.light not in _COUNTED]
    found.append((NOT_DUE, [one for one in rest if one.state.due is not None]))
    found.append((WITHOUT_DATE, [one for one in rest if one.state.due is None]))
    return [
        milestones_figure(label, f"{len(of_label)}个", of_label, asked.names)
        for label, of_label in found
        if of_label
    ]
