"""交办单 for one lead unit: asks it to name 节点, 责任人 and 时限 of the tasks that have none.

The plan gives dates in five rows only (2, 6, 22, 25, 45): what it leaves open is agreed with the
lead unit here and then set by the officer, never assumed. A supporting unit gets one only where it is asked
for, and names what it contributes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huaian_tui.documents.composers.assignment_table import AssignedTasks, assignment_table, read_assigned
from huaian_tui.documents.composers.close_setting import USUAL, Setting, set_closely
from huaian_tui.documents.composers.facts import tasks_of, without_nodes
from huaian_tui.documents.composers.figures import tasks_figure, told
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
from huaian_tui.documents.composers.phrases import numbered, taken_up
from huaian_tui.documents.composers.plan_names import PlanNames, read_plan_names
from huaian_tui.documents.composers.request import SUPPORT, NoticeRequest
from huaian_tui.documents.composers.roles import WRITE_TO_LEADS, chosen_in_role, role_of, wanted_roles
from huaian_tui.documents.composers.ties import tasks_once
from huaian_tui.documents.model import Attachment, Block, Paragraph
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.office import OfficeProfile
from huaian_tui.domain.words.days import chinese_day

_DATED, _UNDATED = "按时限办结；确需延期的，提前书面说明理由和依据。", "请提出办结时间，抓紧办理。"
"""What is asked of a unit that is handed matters of leaders: most come with their dates."""

_DATES = "逐项提出节点和时限：写明要达到的成果或者指标，能量化的请量化"
_PERIODIC = "定期"
_PEOPLE = "逐项明确责任人和电话；需要责任单位配合的，请牵头商定。"
_SUPPORT_TEXTS = [
    "主动与牵头单位对接，逐项写明承担的工作和完成时间。",
    "逐项明确责任人和电话；分工与实际不符的，一并指出。",
]

_MOST_INLINE = 5
"""So many tasks fit the sheet itself; more go into a landscape 附件."""


@dataclass(frozen=True, slots=True)
class _Order:
    """What is asked, of whom, by when; ``remarks``: which units are called otherwise now,
    which paper was withdrawn.

    ``undated``: the tasks of which no milestone has a date."""

    request: NoticeRequest
    unit: UnitDetail
    assigned: AssignedTasks
    asks: Sequence[int]
    undated: Mapping[int, bool]
    reply: ReplyDue
    profile: OfficeProfile
    remarks: tuple[Block, ...]

    @property
    def names(self) -> PlanNames:
        """How its items are named."""
        return self.assigned.names

    @property
    def supports(self) -> bool:
        """Whether the unit is asked for its part in what others lead."""
        return role_of(self.request) == SUPPORT

    @property
    def part(self) -> str:
        """What the unit does in these tasks."""
        return "作为责任单位配合" if self.supports else "牵头"


def compose_assignment(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 交办单: the unit's led tasks without a date, or the chosen ones."""
    refuse_of_closed(connection, request)
    unit = the_unit(connection, request)
    asks = _numbers(connection, request, unit)
    numbers = tasks_once(connection, asks)
    assigned = read_assigned(connection, request, unit, numbers)
    order = _Order(
        request,
        unit,
        assigned,
        asks,
        {no: all(one.state.due is None for one in assigned.known.get(no, ())) for no in numbers},
        reply_due(request.today),
        office_of(connection, request),
        (*changes_told(connection, request, asks), *withdrawn_told(connection, request)),
    )
    if len(numbers) > _MOST_INLINE:
        return _made(order, USUAL, inline=False)
    return set_closely(lambda setting: _made(order, setting, inline=True))


def _made(order: _Order, setting: Setting, *, inline: bool) -> Composed:
    names, table = order.names, assignment_table(order.assigned, setting, annexed=not inline)
    counted = tasks_figure("交办", f"{len(order.assigned.tasks)}项", order.assigned.tasks, names)
    opening = _briefly(order) if setting.brief else _opening(order, inline=inline)
    body: list[Block] = [
        told(opening, counted),
        *(Paragraph(text) for text in ([] if setting.brief else _texts(order))),
        *([table] if inline else []),
        *([] if setting.brief else [Paragraph(_reply(order, "上表" if inline else "附件"))]),
        *order.remarks,
    ]
    return written_to(
        order.request,
        order.unit,
        order.profile,
        order.reply,
        title="交办单",
        body=body,
        asks=(str(number) for number in order.asks),
        plans=(plan.id for plan in names.plans),
        attachments=() if inline else (Attachment("交办任务表", (table,)),),
    )


def _numbers(connection: sqlite3.Connection, request: NoticeRequest, unit: UnitDetail) -> list[int]:
    plan = plan_of(connection, request)
    if request.tasks:
        return chosen_in_role(connection, request, unit, plan)
    wanted = wanted_roles(request, unit)
    own = [one for one in tasks_of(connection, request.day, unit.id, plan=plan) if one in wanted]
    open_ones = without_nodes(connection, request.day, own)
    numbers = read_plan_names(connection, open_ones).ordered(open_ones)
    if not numbers:
        supports = role_of(request) == SUPPORT
        part = "配合" if supports else "牵头"
        raise HuaianError(
            f"{unit.name}没有需要交办的任务",
            f"它{part}的任务都已有节点" if own else f"它不{part}任何任务",
            "请指定任务序号，或选别的单位" if own or supports else WRITE_TO_LEADS,
        )
    return numbers


def _opening(order: _Order, *, inline: bool) -> str:
    """Which tasks, why they are handed over, and that they are; their plan heads the table of the sheet."""
    names, you = order.names, your_unit(order.unit)
    count, where = len(order.assigned.tasks), "见下表" if inline else "见附件"
    basis = taken_up(order.request.basis, "本次交办的")
    if names.matters_only:
        part = "配合" if order.supports else "牵头"
        handed = f"现将{count}项交办事项（{where}）交{you}{part}办理"
        return f"{handed}{f'。{basis}' if basis else '，'}请做好以下工作："
    theirs, some = f"由{you}{order.part}的{names.noun}", f"有{count}项"
    which = f"{theirs}中，{some}" if inline else f"{names.cited}中{theirs}，{some}"
    return (
        f"{which}{_why(order)}（{where}）。{basis}"
        f"现交{you}{'配合办理' if order.supports else '分解落实'}，请做好以下工作："
    )


def _why(order: _Order) -> str:
    """Why they are handed over; that nothing is dated is said only where it is true of all."""
    if order.names.matters_only:
        return "需要办理"
    if order.supports:
        return "需要明确分工"
    return "原文没有写明时限，也尚未商定" if all(order.undated.values()) else "需要进一步明确节点"


def _texts(order: _Order) -> list[str]:
    if order.supports:
        texts = _SUPPORT_TEXTS
    elif order.names.matters_only:
        texts = [_handed_text(order), "明确责任人和电话；需要责任单位配合的，请牵头商定。"]
    elif not any(order.undated.values()):
        texts = ["核对节点和时限，分解到责任人；确需调整的，写明理由和依据。", _PEOPLE]
    else:
        periodic = any(_PERIODIC in one.text for one in order.assigned.tasks)
        period = f"；方案写明“{_PERIODIC}”的，一并提出周期" if periodic else ""
        texts = [f"{_DATES}{period}。", _PEOPLE]
    alone = len(order.assigned.tasks) == 1
    return numbered([text.replace("逐项", "") if alone else text for text in texts])


def _handed_text(order: _Order) -> str:
    """What is asked of matters with a date, and of those without one."""
    if all(order.undated.values()):
        return _UNDATED
    return _DATED + (f"没有写明时限的，{_UNDATED}" if any(order.undated.values()) else "")


def _reply(order: _Order, where: str) -> str:
    asked = f"请于{chinese_day(order.reply.day)}前将{where}填好反馈。"
    if order.supports or order.names.matters_only:
        return asked
    return f"{asked}已经有工作方案写明节点的，直接报送该方案，不必另行填表。"


def _briefly(order: _Order) -> str:
    """All of it in one paragraph, where room is short."""
    names, you, by = order.names, your_unit(order.unit), chinese_day(order.reply.day)
    asked = "提出节点和时限，能量化的请量化；明确责任人和电话，需要配合的请牵头商定"
    if order.supports:
        asked = "写明承担的工作和完成时间；明确责任人和电话，分工有误的请指出"
    elif names.matters_only:
        asked = "按时限办结，没有时限的提出办结时间；明确责任人和电话，需要配合的请牵头商定"
    elif not any(order.undated.values()):
        asked = "核对节点和时限，确需调整的写明理由和依据；明确责任人和电话，需要配合的请牵头商定"
    return (
        f"{you}{order.part}的下列{len(order.assigned.tasks)}项{names.noun}{_why(order)}，请"
        f"于{by}前填好下表反馈：{asked}。{taken_up(order.request.basis)}"
    )
