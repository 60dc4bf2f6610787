"""督办通知单 for one unit: what is overdue (or chosen), on what basis, what is required and by when.

A form of one table, so that it is one sheet: 编号 (left to issuing), 督办事项, 督办依据, 工作要求, who is
responsible, 反馈要求 and 联系方式. It goes to the lead; a supporting unit gets one only where it is asked
for, and is required to do its own part.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from huaian_tui.documents.composers.close_setting import Setting, set_closely
from huaian_tui.documents.composers.due_notice import Asked, due_table, read_asked, standing
from huaian_tui.documents.composers.facts import notes_naming
from huaian_tui.documents.composers.figures import cell, notes_figure, numbers_figure
from huaian_tui.documents.composers.notice_frame import Composed, your_unit
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
from huaian_tui.documents.composers.request import SUPPORT, NoticeRequest
from huaian_tui.documents.composers.ties import handed_on_paper
from huaian_tui.documents.counted import Figure
from huaian_tui.documents.model import Block, Cell
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.overview import PlanRow
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.ledger.task_keys import SHIPPED_PLAN

_Told = tuple[str, tuple[Figure, ...]]
"""A sentence, and what it counts."""

_LONGEST_REQUIRED = 120
_BRIEFLY = 40
"""Characters of what was required on the spot, as usual and where room is short."""


_OPEN_WANTED = {True: "说明原因，提出措施和办结时间", False: "报进展、措施和预计办结时间"}
"""What is to be said of what is not done, where something is late and where nothing is."""


def compose_supervision(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 督办通知单: the unit's overdue milestones, or all open ones of the chosen tasks."""
    asked = read_asked(connection, request, "督办", None)
    notes = notes_naming(connection, asked.unit.id, {one.task_no for one in asked.due})
    made = set_closely(lambda setting: _made(asked, notes, setting))
    if not _names_contact(asked):
        return made
    return replace(made, warnings=(*made.warnings, "文中有联系人的姓名和电话；文书随数据包带给同事"))


def _made(asked: Asked, notes: Sequence[NoteRow], setting: Setting) -> Composed:
    parts: list[tuple[str, _Told]] = [
        ("督办依据", _basis(asked)),
        ("工作要求", _requirements(asked, notes, setting)),
        ("责任单位" if asked.role == SUPPORT else "牵头单位", _responsible(asked, notes, setting)),
        ("反馈要求", (_deadline(asked, setting), ())),
    ]
    if asked.profile.reach and not setting.brief:
        parts.append(("联系方式", (asked.profile.reach, ())))
    rows = [
        (Cell(label), replace(cell(text, *figures), colspan=3, align="left"))
        for label, (text, figures) in parts
    ]
    stands = standing(asked, setting)
    body: list[Block] = [
        replace(stands, text=f"{stands.text.removesuffix('。')}，现予督办。"),
        due_table(asked, "督办事项", setting, plan_told=True, parts=rows),
        *asked.remarks,
    ]
    return asked.notice("督办通知单", body, "sheet", annotated=False)


def _basis(asked: Asked) -> _Told:
    """Where it is written down: rows of plans, what leaders handed over; and why it was taken up."""
    names = asked.names
    grouped = [one for one in names.grouped({one.task_no for one in asked.due}) if not one[0].of_matters]
    texts = [f"{_table_of(names, plan)}{names.numbers(rows)}。" for plan, rows in grouped]
    figures = [numbers_figure("督办依据", names.numbers(rows), rows, names) for _, rows in grouped]
    handed = asked.sources_of.handed
    own = [no for no in names.ordered({one.task_no for one in asked.due}) if no in handed]
    texts += [f"{names.item(no)}：{handed_on_paper(handed[no])}。" for no in own]
    figures += [numbers_figure("督办依据", names.item(no), [no], names) for no in own]
    if basis := taken_up(asked.request.basis):
        texts.append(basis)
    return "".join(texts) if len(texts) <= 2 else "\n".join(numbered(texts)), tuple(figures)


def _table_of(names: PlanNames, plan: PlanRow) -> str:
    """Where the rows of a plan stand: of the one the program brings that is known, its 分解表."""
    title = names.heading(plan) if names.several else plan_quoted(plan)
    return f"{title}重点任务{'分解表' if plan.id == SHIPPED_PLAN else ''}"


def _requirements(asked: Asked, notes: Sequence[NoteRow], setting: Setting) -> _Told:
    """The general ones, then what was required on the spot and still stands, newest of each task."""
    if asked.role == SUPPORT:
        wanted = [
            "主动与牵头单位对接，抓紧完成承担的工作。",
            "需要牵头单位协调的，写明问题和建议；分工与实际不符的，一并指出。",
        ]
    else:
        wanted = [
            f"已办结的，报办结日期和依据；未办结的，{_OPEN_WANTED[asked.late]}，抓紧办理。",
            "确需调整时限的，写明理由和依据；分工与实际不符的，一并指出。",
        ]
    figures, of_tasks = list[Figure](), set[int]()
    for note in notes:
        if note.requirement.strip() and note.task_no not in of_tasks:
            of_tasks.add(note.task_no)
            required = sentence(note.requirement, _BRIEFLY if setting.brief else _LONGEST_REQUIRED)
            day = chinese_day(note.day)
            wanted.append(f"督查时（{day}）对{asked.names.item(note.task_no)}提出：{required}")
            figures.append(notes_figure("督查时提出", day, [note], asked.names))
    return ("" if setting.brief else "\n").join(numbered(wanted)), tuple(figures)


def _names_contact(asked: Asked) -> bool:
    """Whether it names who answers at the unit: only where the unit alone reads it, nobody gets a copy."""
    return asked.contact is not None and not asked.profile.copies_to


def _responsible(asked: Asked, notes: Sequence[NoteRow], setting: Setting) -> _Told:
    unit, one = asked.unit, asked.contact
    text = f"{unit.full_name}。责任人由{your_unit(unit)}明确，随反馈报送姓名、职务和电话。"
    if one is not None and _names_contact(asked):
        known_as = f"{one.person}（{joined((one.post, f'电话{one.phone}' if one.phone else ''))}）"
        return f"{text}登记的联系人为{known_as}，如有变化请更正。", ()
    known = next((note for note in notes if note.contact.strip()), None)
    if known is None or setting.brief:
        return text, ()
    day = chinese_day(known.day)
    met = f"{day}督查时的联系人为{one_line(known.contact)}，如有变化请更正。"
    return text + met, (notes_figure("督查时的联系人", day, [known], asked.names),)


def _deadline(asked: Asked, setting: Setting) -> str:
    """By when what is to be done and answered."""
    by, late = chinese_day(asked.reply.day), asked.late
    dated = any(one.light is not Light.OVERDUE and one.state.due is not None for one in asked.due)
    undated = any(one.state.due is None for one in asked.due)
    limits: tuple[str, ...] = (
        f"已逾期{'和没有时限' if late and undated else ''}的，于{by}前办结或者提出办结时间" if late else "",
        "未到期的，按期办结" if dated else "",
        "没有时限的，提出办结时间" if undated and not late else "",
    )
    if asked.role == SUPPORT:
        limits = (f"于{by}前完成承担的工作或者提出完成时间" if late else "按期完成承担的工作",)
    answer = f"{'同时' if late else f'于{by}前'}书面反馈办理情况，由负责人审核"
    closing = (f"{asked.profile.reach}。" if asked.profile.reach else "") if setting.brief else CLOSED_REPEATS
    return f"{joined(limits, '；')}；{answer}。{closing}"
