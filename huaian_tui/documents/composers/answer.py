"""报告 to one source on what became of a thing: what it asked for, what was done on which day, what is open.

A thing that several sources ask for (一事多源) is told each of them from the same records.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.facts import read_facts
from huaian_tui.documents.composers.notice_frame import (
    Composed,
    changes_told,
    framed,
    in_sections,
    numbered_paragraphs,
    office_of,
)
from huaian_tui.documents.composers.phrases import (
    joined,
    one_line,
    plan_quoted,
    reading_words,
    sentence,
    taken_up,
)
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.progress import TaskFacts, record_ids
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.ties import read_sources
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.tasks import Handed
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.office import OfficeProfile
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import (
    CONFLICT,
    completion_basis,
    due_on_paper,
    state_on_paper,
    title_words,
)
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots, role_names
from huaian_tui.store.queries.unit_history import unit_name_on

_MOST_DONE = 40
"""Lines of what was done; of more the newest stand, and how many there were before."""

_Told = tuple[date, str, tuple[str, ...]]
"""What happened on a day, with its records."""


@dataclass(frozen=True, slots=True)
class _Case:
    """The source that is answered (``number``), what is the same thing, and what is known of it."""

    number: int
    names: PlanNames
    handed: Handed | None
    facts: Sequence[TaskFacts]
    slots: dict[int, list[NamedSlot]]
    day: date

    @property
    def own(self) -> TaskFacts:
        """What is known of the task that the source gave."""
        return next(one for one in self.facts if one.task.no == self.number)


def compose_answer(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 报告 to the source of the request's one task, from the records of all that are tied to it."""
    if len(request.tasks) != 1:
        raise InputRefused(
            "没有写答复哪一件",
            "报告一次答复一个来源" if request.tasks else "报告要写明交办事项或任务",
            "请写一件的编号，如 JB/2026-3",
            field="tasks",
        )
    (number,) = request.tasks
    names, sources = read_sources(connection, [number])
    every = [number, *sources.others(number)]
    case = _Case(
        number,
        names,
        sources.handed.get(number),
        read_facts(connection, request.day, every, date.min),
        named_slots(connection, every, request.today, paper=True),
        request.day,
    )
    profile = office_of(connection, request)
    sections = [("办理情况", _done(case)), ("未完成的工作", _open(case))]
    if ahead := _ahead(case):
        sections.append(("存在问题和下一步工作", ahead))
    document = framed(
        profile,
        request,
        title=_title(case),
        recipients=_recipients(connection, case, profile, request.today),
        body=[
            _asked(case, request),
            *changes_told(connection, request, [number]),
            *in_sections(sections),
        ],
    )
    return Composed(request.kind, (), document, _warnings(case), plans=(names.plans[0].id,))


def _title(case: _Case) -> str:
    plan = case.names.plans[0]
    item = case.names.item(case.number)
    if plan.of_matters:
        return f"关于{item}\n办理情况的报告"
    return f"关于《{plan.title}》{item}\n办理情况的报告"


def _recipients(
    connection: sqlite3.Connection, case: _Case, profile: OfficeProfile, today: date
) -> tuple[str, ...]:
    """Who handed it over, by post; of a task of a plan its supervising office, unless that is this one."""
    if case.handed is not None:
        return (case.handed.by,) if case.handed.by else ()
    supervisor = case.names.plans[0].supervisor
    name = unit_name_on(connection, supervisor, today, paper=True)[1] if supervisor else ""
    return (name,) if name and name != profile.name else ()


def _asked(case: _Case, request: NoticeRequest) -> Paragraph:
    """What was asked, by whom, when; who does it, and until when."""
    text, handed = sentence(case.own.task.text), case.handed
    if handed is not None:
        paper = f"（{handed.document}）" if handed.document else ""
        asked = f"{chinese_day(handed.day)}{handed.by}{handed.kind}{paper}要求：{text}"
    else:
        asked = f"{plan_quoted(case.names.plans[0])}{case.names.item(case.number)}要求：{text}"
    slots = case.slots[case.number]
    support = role_names(slots, "support")
    units = joined((f"由{role_names(slots, 'lead')}牵头", f"{support}配合" if support else ""))
    dues = [one.state.due for one in case.own.live if one.state.due is not None]
    limit = f"，时限{chinese_day(max(dues))}" if dues else ""
    basis = taken_up(request.basis) if case.handed is None else ""
    return Paragraph(f"{asked}{units}{limit}。{basis}现将截至{chinese_day(case.day)}的办理情况报告如下。")


def _done(case: _Case) -> list[Block]:
    told = sorted((one for facts in case.facts for one in _happened(facts)), key=lambda one: one[0])
    if not told:
        return [Paragraph("台账中还没有办理记录。")]
    shown, before = told[-_MOST_DONE:], told[:-_MOST_DONE]
    blocks: list[Block] = []
    if before:
        sources = tuple(source for _, _, ids in before for source in ids)
        blocks.append(Paragraph(f"{chinese_day(shown[0][0])}以前另有记录{len(before)}条。", sources=sources))
    return blocks + numbered_paragraphs([(text, ids) for _, text, ids in shown])


def _happened(facts: TaskFacts) -> Iterator[_Told]:
    """Notes (those of confirmed reports too), readings, hand-ins and completions of a task."""
    for note in facts.notes:
        units = f"{'、'.join(note.unit_names)}：" if note.units else ""
        text = f"{chinese_day(note.day)}，{units}{sentence(note.text)}"
        yield note.day, text, record_ids([note.record_id])
    for reading in facts.readings:
        yield reading.day, f"{reading_words(reading)}。", record_ids([reading.record_id])
    for fact in facts.handed_in:
        text = f"{chinese_day(fact.day)}，报送{fact.title}：{sentence(fact.text)}"
        yield fact.day, text, record_ids([fact.record_id])
    for one in facts.live:
        state = one.state
        if state.completed_on is not None:
            missed = "（未达到指标）" if state.met is False else ""
            what = f"{chinese_day(state.completed_on)}办结{missed}：{_ended(title_words(state))}"
            text = f"{what}（依据：{one_line(completion_basis(state))}）。"
            yield state.completed_on, text, record_ids([state.decided_by] if state.decided_by else [])


def _open(case: _Case) -> list[Block]:
    """The milestones that are not done, each with its source where there are several."""
    told = [
        (_open_words(one, case), record_ids([one.state.decided_by] if one.state.decided_by else []))
        for facts in case.facts
        for one in facts.live
        if one.state.status is Status.OPEN
    ]
    if told:
        return numbered_paragraphs(told)
    if any(facts.live for facts in case.facts):
        return [Paragraph("节点已全部办结。")]
    stopped = any(facts.milestones for facts in case.facts)
    return [Paragraph("节点已全部中止。" if stopped else "没有写明时限，正在办理。")]


def _open_words(milestone: MilestoneRow, case: _Case) -> str:
    of = f"{case.names.item_with_plan(milestone.task_no)}：" if len(case.facts) > 1 else ""
    late = f"，{state_on_paper(milestone)}" if milestone.light is Light.OVERDUE or milestone.pace else ""
    return f"{of}{_ended(title_words(milestone.state))}，时限{due_on_paper(milestone.state)}{late}。"


def _ended(text: str) -> str:
    return text.rstrip("。；，")


def _ahead(case: _Case) -> list[Block]:
    """The last problem and requirement that the notes of each task have."""
    told = list[tuple[str, tuple[str, ...]]]()
    for facts in case.facts:
        for label, field in (("问题", "problem"), ("要求", "requirement")):
            noted = [note for note in facts.notes if getattr(note, field).strip()]
            if noted:
                said = sentence(getattr(noted[-1], field))
                text = f"{chinese_day(noted[-1].day)}督查提出的{label}：{said}"
                told.append((text, record_ids([noted[-1].record_id])))
    return numbered_paragraphs(told)


def _warnings(case: _Case) -> tuple[str, ...]:
    apart = [one.id for facts in case.facts for one in facts.milestones if one.state.conflict]
    told = ["报告是上行文，须标注签发人；请在导出的 docx 里补上"]
    if apart:
        told.append(f"节点 {'、'.join(apart)} {CONFLICT}，请先核定再报")
    if case.handed is not None and not case.handed.by:
        told.append("没有登记交办人，主送机关空着；请用 matter source 补上，或修改草稿")
    return tuple(told)
