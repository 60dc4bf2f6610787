"""A notice to one unit about what it has due: reading that, its table, and the lines that go with it.

The 督办通知单, the 催办单 and the 函 are such notices.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from huaian_tui.documents.composers.facts import chosen_tasks
from huaian_tui.documents.composers.figures import cell, milestones_figure
from huaian_tui.documents.composers.notice_frame import (
    Composed,
    ReplyDue,
    changes_told,
    office_of,
    plan_of,
    reply_due,
    the_unit,
    written_to,
)
from huaian_tui.documents.composers.phrases import CLOSED_REPEATS, basis_words, joined, sentence
from huaian_tui.documents.composers.plan_names import PlanNames, plan_line, with_room
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.ties import Sources, once, read_sources
from huaian_tui.documents.counted import Figure
from huaian_tui.documents.model import Block, Cell, Layout, Paragraph, Table, headed_table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.units import Contact, UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.office import OfficeProfile
from huaian_tui.domain.rules.lights import Light, LightRules, Status, milestone_light
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import (
    conventions_explained,
    due_on_paper,
    state_on_paper,
    title_words,
)
from huaian_tui.domain.words.targets import target_words
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.contacts import first_contact
from huaian_tui.store.queries.milestones import list_milestones, list_overdue

_COUNTED = (Light.OVERDUE, Light.BEHIND, Light.DUE_SOON)
"""Lights of open milestones that a notice counts apart, in its order."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a notice asks one unit about: its milestones (``due``), and by when it is to answer.

    A thing of several sources stands once; ``asks`` has the milestones of all of them. ``renamed``: the
    sentence on another name that the unit had when its tasks were set.
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
    contact: Contact | None = None
    renamed: tuple[Block, ...] = ()

    @property
    def day(self) -> date:
        """The day up to which things are counted (截至); the day of the notice is ``request.today``."""
        return self.request.day

    @property
    def sources(self) -> tuple[str, ...]:
        """The decisions that its milestones stand by."""
        return milestone_sources(self.due)

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


def read_asked(
    connection: sqlite3.Connection, request: NoticeRequest, what: str, within: int | None
) -> Asked:
    """What to ask the request's unit about: open milestones of the chosen tasks, else its overdue ones.

    With ``within`` also those that come due in so many days. A unit that has none of them refuses the
    notice; ``what`` (催办) is what the refusal calls it.
    """
    unit, plan = the_unit(connection, request), plan_of(connection, request)
    due = _due_of(connection, request.day, unit, request.tasks, within, plan)
    if not due:
        raise _nothing_due(unit.name, request.day, what, within)
    asks = tuple(one.id for one in due)
    due = once(connection, due)
    names, sources = read_sources(connection, [one.task_no for one in due])
    due.sort(key=lambda one: names.rank(one.task_no))  # by date in each
    profile, rules = office_of(connection, request), read_light_rules(connection)
    reply, contact = reply_due(request.today), first_contact(connection, unit.id, request.today)
    renamed = changes_told(connection, request, [one.task_no for one in due], unit.id)
    return Asked(
        request,
        unit,
        tuple(due),
        names,
        sources,
        asks,
        profile,
        rules,
        reply,
        contact,
        tuple(renamed),
    )


def _due_of(
    connection: sqlite3.Connection,
    today: date,
    unit: UnitDetail,
    chosen: Collection[int],
    within: int | None,
    plan: str | None,
) -> list[MilestoneRow]:
    """What to ask the unit about: all open milestones of the chosen tasks, else its overdue ones.

    With ``within`` also those that come due in so many days. Their lights are without missed visits
    (回访), which are the office's own promises and not told to units.
    """
    if not chosen:
        return list_overdue(connection, today, within=within, unit=unit.id, plan=plan)
    numbers = chosen_tasks(connection, today, unit, chosen, plan)
    rules = read_light_rules(connection)
    return [
        replace(
            one,
            light=milestone_light(
                one.state.status, one.state.due, today, behind=one.behind_from, rules=rules
            ),
        )
        for number in numbers
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


def due_table(asked: Asked, what: str) -> Table:
    """序号 | ``what`` | 时限 | 状态, upright; of several plans each under a line with its title."""
    names = asked.names
    widths = with_room(names, (one.task_no for one in asked.due), (1.4, 9.6, 3.3, 2.7), 1.1)
    heads = tuple(zip(("序号", what, "时限", "状态"), widths, strict=True))
    rows = list[tuple[Cell, ...]]()
    for plan, of_plan in groupby(asked.due, key=lambda one: names.places[one.task_no].plan):
        rows += plan_line(names, plan, len(heads))
        rows += [_row(one, asked) for one in of_plan]
    return headed_table(heads, rows, centred=("序号", "时限", "状态"))


def _row(milestone: MilestoneRow, asked: Asked) -> tuple[Cell, ...]:
    decided = milestone_sources([milestone])
    state = state_on_paper(milestone)
    target = milestone.state.target
    aim = f"；目标：{target_words(target)}" if target else ""
    due = milestone.state.due
    sources = asked.sources_of.words(milestone.task_no, asked.names)
    handed = milestone.task_no in asked.sources_of.handed and not milestone.state.due_decided
    basis = "" if handed else basis_words(milestone)
    what = f"{sentence(title_words(milestone.state))}{joined((f'{basis}{aim}', sources), '。')}"
    return (
        Cell(asked.names.label(milestone.task_no)),
        Cell(what.removesuffix("。"), sources=decided),
        Cell(chinese_day(due) if due else due_on_paper(milestone.state), sources=decided),
        cell(state, milestones_figure("状态", state, [milestone], asked.names), also=decided),
    )


def milestone_sources(due: Sequence[MilestoneRow]) -> tuple[str, ...]:
    """The decisions that these milestones stand by; none for what the plan itself gives."""
    return record_ids(one.state.decided_by for one in due if one.state.decided_by)


def counted(asked: Asked) -> str:
    """逾期3个，未达序时1个，临期（30天内到期）1个, with what is due later or has no date named too."""
    days = asked.rules.due_soon_days
    soon = f"（{days}天内到期）"
    parts = ((one, soon if one.label == Light.DUE_SOON.word else "") for one in counted_figures(asked))
    return joined(f"{one.label}{words}{one.value}" for one, words in parts)


def counted_figures(asked: Asked) -> tuple[Figure, ...]:
    """The same as figures, each with the milestones that it counts."""
    by_light = {light: [one for one in asked.due if one.light is light] for light in _COUNTED}
    rest = [one for one in asked.due if one.light not in _COUNTED]
    told = [(light.word, found) for light, found in by_light.items()] + [("其他未办结", rest)]
    return tuple(
        milestones_figure(label, f"{len(found)}个", found, asked.names) for label, found in told if found
    )


def reply_request(reply: ReplyDue) -> Paragraph:
    """What is to be answered, and by when."""
    return Paragraph(
        f"请于{chinese_day(reply.day)}前反馈：已完成的，报完成日期和依据；未完成的，说明原因和预计完成时间；"
        f"时限或分工与实际不符的，请一并指出。{CLOSED_REPEATS}"
    )


def assumption(due: Sequence[MilestoneRow]) -> list[Block]:
    """The sentence that says how a bare year (quarter, …) is read, where such a date stands in the paper."""
    said = conventions_explained(one.state for one in due)
    return [Paragraph("".join(said))] if said else []
