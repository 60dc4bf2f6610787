"""交办单 for one lead unit: asks it to name 节点, 责任人 and 时限 of the tasks that have none.

The plan gives dates in five rows only (2, 6, 22, 25, 45): what it leaves open is agreed with the
lead unit here and then set by the officer, never assumed.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from huaian_tui.documents.composers.facts import chosen_tasks, led_without_nodes, tasks_of
from huaian_tui.documents.composers.notice_frame import (
    Composed,
    ReplyDue,
    changes_told,
    office_of,
    plan_of,
    reply_due,
    the_unit,
    written_to,
    your_unit,
)
from huaian_tui.documents.composers.phrases import joined, numbered, taken_up
from huaian_tui.documents.composers.plan_names import PlanNames, plan_line, read_plan_names, with_room
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.ties import Sources, read_sources, tasks_once
from huaian_tui.documents.model import Attachment, Block, Cell, Paragraph, Table, headed_table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import due_on_paper, state_on_paper, title_words
from huaian_tui.store.queries.milestones import of_tasks
from huaian_tui.store.queries.slot_names import named_slots, role_names
from huaian_tui.store.queries.tasks import read_deliverables, read_tasks

_HEADS = ("序号", "重点任务", "责任单位", "原文写到的成果", "节点", "时限", "责任人和电话")
_WIDTHS = (0.9, 7.2, 3.3, 2.6, 3.6, 2.4, 2.6)
_UPRIGHT_WIDTHS = (0.9, 4.8, 2.4, 1.9, 2.2, 1.8, 1.8)

_HANDED_TEXTS = [
    "按时限办结；确需延期的，提前书面说明理由和依据。没有写明时限的，请提出完成时间。",
    "明确责任人和电话；需要责任单位配合的，请牵头商定。",
]
"""What is asked of a unit that is handed matters of leaders: these come with their dates."""

_MOST_INLINE = 3
"""So many tasks fit the sheet itself; more go into a landscape 附件."""


def compose_assignment(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 交办单: the unit's led tasks without a date, or the chosen ones."""
    unit = the_unit(connection, request)
    asked = _numbers(connection, request, unit)
    numbers = tasks_once(connection, asked)
    tasks = read_tasks(connection, request.day, numbers)
    (names, sources), reply = read_sources(connection, numbers), reply_due(request.today)
    inline = len(tasks) <= _MOST_INLINE
    table = _table(connection, request, names, sources, tasks, landscape=not inline)
    texts = (
        _HANDED_TEXTS
        if names.matters_only
        else [
            "逐项提出节点：写明要达到的成果或者指标，能量化的请量化。",
            "逐项提出时限；方案写明“定期”的，请一并提出周期。",
            "逐项明确责任人和电话；需要责任单位配合的，请牵头商定。",
        ]
    )
    you = your_unit(unit)
    basis = taken_up(request.basis, "本次交办的")
    within = "" if names.matters_only else f"{names.cited}中"
    body: list[Block] = [
        Paragraph(
            f"{within}由{you}{_role(unit, numbers)}的{names.noun}，有{len(tasks)}项{_why(request, names)}"
            f"（{'见下表' if inline else '见附件'}）。{basis}现交{you}分解落实，请做好以下工作："
        ),
        *(Paragraph(text) for text in numbered(texts)),
        *([table] if inline else []),
        _reply(reply, "上表" if inline else "附件"),
        *changes_told(connection, request, asked),
    ]
    return written_to(
        request,
        unit,
        office_of(connection, request),
        reply,
        title="交办单",
        body=body,
        asks=(str(number) for number in asked),
        plans=(plan.id for plan in names.plans),
        attachments=() if inline else (Attachment("交办任务表", (table,)),),
    )


def _numbers(connection: sqlite3.Connection, request: NoticeRequest, unit: UnitDetail) -> list[int]:
    plan = plan_of(connection, request)
    if request.tasks:
        return chosen_tasks(connection, request.day, unit, request.tasks, plan)
    open_ones = led_without_nodes(connection, request.day, unit.id, plan)
    numbers = read_plan_names(connection, open_ones).ordered(open_ones)
    if not numbers:
        led = tasks_of(connection, request.day, unit.id, "lead", plan)
        raise HuaianError(
            f"{unit.name}没有需要交办的任务",
            "它牵头的任务都已有节点" if led else "它不牵头任何任务",
            "请指定任务序号，或选别的单位",
        )
    return numbers


def _role(unit: UnitDetail, numbers: Sequence[int]) -> str:
    return "牵头" if set(numbers) <= set(unit.lead) else "牵头或负责"


def _why(request: NoticeRequest, names: PlanNames) -> str:
    if names.matters_only:
        return "需要办理"
    return "需要进一步明确节点" if request.tasks else "原文没有写明时限，也尚未商定节点"


def _reply(reply: ReplyDue, where: str) -> Paragraph:
    return Paragraph(
        f"请于{chinese_day(reply.day)}前将{where}填好反馈。已经有工作方案写明节点的，直接报送该方案，不必另行填表。"
    )


def _table(
    connection: sqlite3.Connection,
    request: NoticeRequest,
    names: PlanNames,
    sources: Sources,
    tasks: Sequence[TaskRow],
    *,
    landscape: bool,
) -> Table:
    """One task a row, prefilled with what is known; empty cells are the unit's to fill."""
    known: dict[int, list[MilestoneRow]] = defaultdict(list)
    for one in of_tasks(connection, request.day, [task.no for task in tasks]):
        if one.state.status is not Status.CANCELLED:
            known[one.task_no].append(one)
    named: dict[int, list[str]] = defaultdict(list)
    for task in tasks:
        named[task.no] = [one.title for one in read_deliverables(connection, task.no)]
    slots = named_slots(connection, [task.no for task in tasks], request.today, paper=True)
    rows = list[tuple[Cell, ...]]()
    for plan, of_plan in groupby(tasks, key=lambda one: names.places[one.no].plan):
        rows += plan_line(names, plan, len(_HEADS))
        for task in of_plan:
            support = role_names(slots[task.no], "support")
            text = joined((task.text, sources.words(task.no, names)), "\n")
            rows.append(_row(names.label(task.no), text, support, named[task.no], known[task.no]))
    usual = _WIDTHS if landscape else _UPRIGHT_WIDTHS
    widths = with_room(names, slots, usual, 1.0)
    heads = (_HEADS[0], names.noun, *_HEADS[2:])
    return headed_table(
        tuple(zip(heads, widths, strict=True)),
        rows,
        centred=("序号",),
        landscape=landscape,
        font_size=10.5,
    )


def _row(
    label: str, text: str, support: str, named: Sequence[str], known: Sequence[MilestoneRow]
) -> tuple[Cell, ...]:
    decided = record_ids(one.state.decided_by for one in known if one.state.decided_by)
    several = len(known) > 1
    titles = [title_words(one.state) for one in known]
    aims = [f"{place}.{title}" if several else title for place, title in enumerate(titles, 1)]
    dues = [f"{place}.{_due(one)}" if several else _due(one) for place, one in enumerate(known, 1)]
    return (
        Cell(label),
        Cell(text),
        Cell(support),
        Cell("\n".join(named)),
        Cell("\n".join(aims), sources=decided),
        Cell("\n".join(dues), sources=decided),
        Cell(""),
    )


def _due(milestone: MilestoneRow) -> str:
    done = milestone.state.status is Status.DONE
    return state_on_paper(milestone) if done else due_on_paper(milestone.state)
