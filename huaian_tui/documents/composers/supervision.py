"""督办通知单 for one unit: what is overdue (or chosen), on what basis, what is required and by when.

Its parts are the customary ones: 编号 (left to issuing), 督办事项, 督办依据, 工作要求,
责任单位, 责任人, 办理时限, 反馈要求, 联系人和电话.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from huaian_tui.documents.composers.due_table import assumption, counted, due_table, milestone_sources
from huaian_tui.documents.composers.facts import due_of, notes_naming, nothing_due
from huaian_tui.documents.composers.notice_frame import (
    Composed,
    ReplyDue,
    framed,
    reply_due,
    the_unit,
    your_unit,
)
from huaian_tui.documents.composers.phrases import (
    CLOSED_REPEATS,
    chinese_number,
    joined,
    numbered,
    one_line,
    plan_quoted,
    sentence,
)
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Block, Heading, Paragraph
from huaian_tui.documents.standard_words import chinese_date
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.overview import PlanRow
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.rules.lights import Light
from huaian_tui.store.queries.overview import read_plan
from huaian_tui.store.queries.settings import read_profile


def compose_supervision(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 督办通知单: the unit's overdue milestones, or all open ones of the chosen tasks."""
    today, unit = request.today, the_unit(connection, request)
    due = due_of(connection, today, unit, request.tasks, None)
    if not due:
        raise nothing_due(unit.name, today, "督办", within=None)
    plan, profile, reply = read_plan(connection), read_profile(connection), reply_due(today)
    notes = notes_naming(connection, unit.name, {one.task_no for one in due})
    sections: list[tuple[str, list[Block]]] = [
        ("督办事项", _matters(today, unit, due)),
        ("督办依据", _basis(plan, request, due)),
        ("工作要求", _requirements(due, notes)),
        ("责任单位和责任人", _responsible(unit, notes)),
        ("办理时限和反馈要求", _deadline(reply, due)),
    ]
    if profile.reach:
        sections.append(("联系方式", [Paragraph(f"{profile.reach}。")]))
    body: list[Block] = []
    for place, (heading, blocks) in enumerate(sections, 1):
        body += [Heading(1, f"{chinese_number(place)}、{heading}"), *blocks]
    document = framed(
        profile,
        today,
        title="督办通知单",
        recipients=(unit.full_name,),
        body=body,
        layout="sheet",
        annotated=False,
    )
    asks = tuple(one.id for one in due)
    return Composed(request.kind, (unit.name,), document, reply.warnings, asks, reply.day)


def _matters(today: date, unit: UnitDetail, due: Sequence[MilestoneRow]) -> list[Block]:
    return [
        Paragraph(
            f"截至{chinese_date(today)}，{your_unit(unit)}牵头或负责的下列节点尚未办结（{counted(due)}），现予督办。",
            sources=milestone_sources(due),
        ),
        due_table(due, "督办事项"),
        *assumption(due),
    ]


def _basis(plan: PlanRow, request: NoticeRequest, due: Sequence[MilestoneRow]) -> list[Block]:
    rows = "、".join(str(number) for number in sorted({one.task_no for one in due}))
    texts = [f"{plan_quoted(plan)}重点任务分解表第{rows}项。"]
    if request.basis.strip():
        texts.append(f"立项依据：{sentence(request.basis)}")
    return [Paragraph(text) for text in numbered(texts)]


def _requirements(due: Sequence[MilestoneRow], notes: Sequence[NoteRow]) -> list[Block]:
    """The general ones, then what was required on the spot and still stands, newest of each task."""
    wanted: list[tuple[str, tuple[str, ...]]] = [
        ("已经完成的，报完成日期和依据；没有完成的，说明原因，提出措施和完成时间，抓紧办理。", ()),
        ("确需调整时限的，写明理由和依据；分工与实际不符的，请一并指出。", ()),
    ]
    told: set[int] = set()
    for note in notes:
        if note.requirement.strip() and note.task_no not in told:
            told.add(note.task_no)
            text = f"{chinese_date(note.day)}督查时对第{note.task_no}项提出：{sentence(note.requirement)}"
            wanted.append((text, record_ids([note.record_id])))
    texts = numbered([text for text, _ in wanted])
    return [Paragraph(text, sources=ids) for text, (_, ids) in zip(texts, wanted, strict=True)]


def _responsible(unit: UnitDetail, notes: Sequence[NoteRow]) -> list[Block]:
    blocks: list[Block] = [
        Paragraph(
            f"责任单位：{unit.full_name}。责任人：请{your_unit(unit)}明确，随反馈报送姓名、职务和电话。"
        )
    ]
    known = next((note for note in notes if note.contact.strip()), None)
    if known is not None:
        text = f"{chinese_date(known.day)}督查时的联系人为{one_line(known.contact)}，如有变化请更正。"
        blocks.append(Paragraph(text, sources=record_ids([known.record_id])))
    return blocks


def _deadline(reply: ReplyDue, due: Sequence[MilestoneRow]) -> list[Block]:
    by = chinese_date(reply.day)
    late = sum(one.light is Light.OVERDUE for one in due)
    limits = (
        f"已逾期的，请于{by}前办结，或者提出完成时间" if late else "",
        "未到期的，按期办结" if late < len(due) else "",
    )
    return [
        Paragraph(f"办理时限：{joined(limits, '；')}。"),
        Paragraph(f"反馈要求：请于{by}前书面反馈办理情况，由负责人审核。{CLOSED_REPEATS}"),
    ]
