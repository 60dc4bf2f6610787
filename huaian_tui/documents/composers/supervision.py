"""督办通知单 for one unit: what is overdue (or chosen), on what basis, what is required and by when.

Its parts are the customary ones: 编号 (left to issuing), 督办事项, 督办依据, 工作要求,
责任单位, 责任人, 办理时限, 反馈要求, 联系人和电话.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from huaian_tui.documents.composers.due_notice import (
    Asked,
    assumption,
    counted,
    counted_figures,
    due_table,
    read_asked,
)
from huaian_tui.documents.composers.facts import notes_naming
from huaian_tui.documents.composers.notice_frame import (
    Composed,
    in_sections,
    numbered_paragraphs,
    your_unit,
)
from huaian_tui.documents.composers.phrases import (
    CLOSED_REPEATS,
    joined,
    numbered,
    one_line,
    plan_quoted,
    sentence,
    taken_up,
)
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.ties import handed_on_paper
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.overview import PlanRow
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.ledger.task_keys import SHIPPED_PLAN


def compose_supervision(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 督办通知单: the unit's overdue milestones, or all open ones of the chosen tasks."""
    asked = read_asked(connection, request, "督办", None)
    notes = notes_naming(connection, asked.unit.id, {one.task_no for one in asked.due})
    sections: list[tuple[str, list[Block]]] = [
        ("督办事项", _matters(asked)),
        ("督办依据", _basis(asked)),
        ("工作要求", _requirements(asked, notes)),
        ("责任单位和责任人", _responsible(asked, notes)),
        ("办理时限和反馈要求", _deadline(asked)),
    ]
    if asked.profile.reach:
        sections.append(("联系方式", [Paragraph(f"{asked.profile.reach}。")]))
    made = asked.notice("督办通知单", in_sections(sections), "sheet", annotated=False)
    if not _names_contact(asked):
        return made
    return replace(made, warnings=(*made.warnings, "文中有联系人的姓名和电话；文书随数据包带给同事"))


def _matters(asked: Asked) -> list[Block]:
    return [
        Paragraph(
            f"截至{chinese_day(asked.day)}，{your_unit(asked.unit)}牵头或负责的下列节点尚未办结"
            f"（{counted(asked)}），现予督办。",
            sources=asked.sources,
            figures=counted_figures(asked),
        ),
        due_table(asked, "督办事项"),
        *assumption(asked.due),
        *asked.renamed,
    ]


def _basis(asked: Asked) -> list[Block]:
    names = asked.names
    texts = [
        f"{_table_of(names, plan)}{names.numbers(rows)}。"
        for plan, rows in names.grouped({one.task_no for one in asked.due})
        if not plan.of_matters
    ]
    handed = asked.sources_of.handed
    own = [no for no in names.ordered({one.task_no for one in asked.due}) if no in handed]
    texts += [f"{names.item(no)}：{handed_on_paper(handed[no])}。" for no in own]
    if basis := taken_up(asked.request.basis):
        texts.append(basis)
    return [Paragraph(text) for text in numbered(texts)]


def _table_of(names: PlanNames, plan: PlanRow) -> str:
    """Where the rows of a plan stand: of the one the program brings that is known, its 分解表."""
    title = names.heading(plan) if names.several else plan_quoted(plan)
    return f"{title}重点任务{'分解表' if plan.id == SHIPPED_PLAN else ''}"


def _requirements(asked: Asked, notes: Sequence[NoteRow]) -> list[Block]:
    """The general ones, then what was required on the spot and still stands, newest of each task."""
    wanted: list[tuple[str, tuple[str, ...]]] = [
        ("已经完成的，报完成日期和依据；没有完成的，说明原因，提出措施和完成时间，抓紧办理。", ()),
        ("确需调整时限的，写明理由和依据；分工与实际不符的，请一并指出。", ()),
    ]
    told: set[int] = set()
    for note in notes:
        if note.requirement.strip() and note.task_no not in told:
            told.add(note.task_no)
            named = asked.names.item(note.task_no)
            text = f"{chinese_day(note.day)}督查时对{named}提出：{sentence(note.requirement)}"
            wanted.append((text, record_ids([note.record_id])))
    return numbered_paragraphs(wanted)


def _names_contact(asked: Asked) -> bool:
    """Whether it names who answers at the unit: only where the unit alone reads it, nobody gets a copy."""
    return asked.contact is not None and not asked.profile.copies_to


def _responsible(asked: Asked, notes: Sequence[NoteRow]) -> list[Block]:
    unit = asked.unit
    blocks: list[Block] = [
        Paragraph(
            f"责任单位：{unit.full_name}。责任人：请{your_unit(unit)}明确，随反馈报送姓名、职务和电话。"
        )
    ]
    one = asked.contact
    if one is not None and _names_contact(asked):
        told = f"{one.person}（{joined((one.post, f'电话{one.phone}' if one.phone else ''))}）"
        return [*blocks, Paragraph(f"登记的联系人为{told}，如有变化请更正。")]
    known = next((note for note in notes if note.contact.strip()), None)
    if known is not None:
        text = f"{chinese_day(known.day)}督查时的联系人为{one_line(known.contact)}，如有变化请更正。"
        blocks.append(Paragraph(text, sources=record_ids([known.record_id])))
    return blocks


def _deadline(asked: Asked) -> list[Block]:
    by, due = chinese_day(asked.reply.day), asked.due
    late = sum(one.light is Light.OVERDUE for one in due)
    limits = (
        f"已逾期的，请于{by}前办结，或者提出完成时间" if late else "",
        "未到期的，按期办结" if late < len(due) else "",
    )
    return [
        Paragraph(f"办理时限：{joined(limits, '；')}。"),
        Paragraph(f"反馈要求：请于{by}前书面反馈办理情况，由负责人审核。{CLOSED_REPEATS}"),
    ]
