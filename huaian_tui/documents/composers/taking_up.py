"""立项审批单: that a task or a matter is taken up for supervision, with boxes for those who approve.

政府督查工作条例 art. 11: an item needs the head's approval.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from huaian_tui.documents.composers.due_items import deadline_line
from huaian_tui.documents.composers.inner_sheet import (
    DAY,
    empty,
    form_table,
    inner_sheet,
    label,
    signed_box,
    units_row,
)
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.phrases import joined, plan_quoted, sentence
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.ties import Sources, handed_on_paper, read_sources
from huaian_tui.documents.model import Block, Cell, Table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.words.milestones import CANCELLED, title_words
from huaian_tui.store.queries.milestones import of_task
from huaian_tui.store.queries.settings import read_profile
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots
from huaian_tui.store.queries.tasks import check_task, read_tasks

_METHODS = "□日常督办　□专项督查　□综合督查　□事件调查　□线索核查"
"""政府督查工作条例 art. 14."""

_MOST_MILESTONES = 6
"""Milestones that the sheet lists; of more how many there are."""


def compose_taking_up(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 立项审批单 of the request's one task or matter."""
    if len(request.tasks) != 1:
        raise InputRefused(
            "立项审批单须写明一项任务或交办事项",
            "写了几项" if request.tasks else "没有写",
            "请选一项（--task）；几项的，一项一张",
            field="tasks",
        )
    (number,) = request.tasks
    check_task(connection, number)
    names, sources = read_sources(connection, [number])
    task = read_tasks(connection, request.day, [number])[0]
    slots = named_slots(connection, [number], request.today, paper=True)[number]
    every = of_task(connection, request.day, number)
    milestones = [one for one in every if one.counts]
    profile = read_profile(connection, request.today)
    body: list[Block] = [_table(request, names, sources, task, slots, milestones, stopped=bool(every))]
    leads = (slot.unit for slot in slots if slot.role == "lead")
    return Composed(
        request.kind,
        tuple(dict.fromkeys(leads)),
        inner_sheet(profile, request.today, f"{names.item(number)}立项审批单", body),
        (),
        plans=(names.plans[0].id,),
    )


def _table(
    request: NoticeRequest,
    names: PlanNames,
    sources: Sources,
    task: TaskRow,
    slots: Sequence[NamedSlot],
    milestones: Sequence[MilestoneRow],
    *,
    stopped: bool,
) -> Table:
    handed = sources.handed.get(task.no)
    decided = record_ids(one.state.decided_by for one in milestones if one.state.decided_by)
    urgency = "□特急　□加急　□一般" if handed is None or not handed.urgent else "急件"
    tied = sources.tied_words(task.no, names)
    return form_table(
        [
            (label("事项"), Cell(joined((sentence(task.text), tied), "\n"), colspan=3)),
            (label("来源"), Cell(_source(names, sources, task), colspan=3)),
            (label("立项依据"), _basis(request, names, sources, task)),
            units_row(slots),
            (label("办理时限"), Cell(_limits(milestones, stopped), colspan=3, sources=decided)),
            (label("督查方式"), Cell(_METHODS, colspan=3)),
            (label("紧急程度"), Cell(urgency), label("反馈周期"), empty()),
            (label("拟办意见"), signed_box(2, colspan=3)),
            (label("督查机构\n负责人意见"), signed_box(2, colspan=3)),
            (label("领导批示"), signed_box(3, colspan=3)),
            (label("立项编号"), empty(), label("立项日期"), Cell(DAY, align="center")),
        ]
    )


def _source(names: PlanNames, sources: Sources, task: TaskRow) -> str:
    """交办〔2026〕12号，市长批示（…）; of a plan its title and the item."""
    handed = sources.handed.get(task.no)
    item = names.item_in_full(task.no)
    return f"{item}，{handed_on_paper(handed)}" if handed is not None else item


def _basis(request: NoticeRequest, names: PlanNames, sources: Sources, task: TaskRow) -> Cell:
    """As typed; else the leader's paper or the plan. The rule that asks for it stands beside."""
    if request.basis.strip():
        typed = sentence(request.basis)
    else:
        handed = sources.handed.get(task.no)
        typed = f"{handed_on_paper(handed)}。" if handed else f"{plan_quoted(names.plans[0])}。"
    return Cell(f"{typed}\n（政府督查工作条例第十一条：督查事项须经批准立项）", colspan=3)


def _limits(milestones: Sequence[MilestoneRow], stopped: bool) -> str:
    """``stopped``: it had milestones that were cancelled."""
    if not milestones and stopped:
        return f"节点已{CANCELLED}。"
    if not milestones:
        return "没有写明时限，由牵头单位提出。"
    shown = [
        f"{title_words(one.state).rstrip('。；')}：{deadline_line(one.state)}"
        for one in milestones[:_MOST_MILESTONES]
    ]
    if len(milestones) > _MOST_MILESTONES:
        shown.append(f"等{len(milestones)}个节点")
    return "\n".join(shown)
