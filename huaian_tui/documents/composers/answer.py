"""报告 to one source on what became of a thing: what it asked for, what was done on which day, what is open.

A thing that several sources ask for (一事多源) is told each of them from the same records.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.due_items import decided_words, is_moved
from huaian_tui.documents.composers.facts import read_facts
from huaian_tui.documents.composers.figures import (
    hand_ins_figure,
    milestones_figure,
    notes_figure,
    readings_figure,
    told,
)
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
    sentence,
    taken_up,
)
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.progress import TaskFacts
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.ties import read_sources
from huaian_tui.documents.counted import Figure
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.tasks import Handed
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.office import OfficeProfile
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import DONE, MilestoneState
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.text.clauses import clause
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.endings import UNDATED_DONE, ending_word
from huaian_tui.domain.words.milestones import (
    CONFLICT,
    completion_basis,
    due_on_paper,
    state_on_paper,
    title_words,
)
from huaian_tui.domain.words.targets import value_words
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots, role_names
from huaian_tui.store.queries.unit_history import unit_name_on

_MOST_DONE = 40
"""Lines of what was done; of more the newest stand, and how many there were before."""

_Told = tuple[date, Paragraph]
"""What happened on a day, as it is told, with what it counts."""


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
    sections = [("办理情况", _done(case)), _open(case)]
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
            Paragraph("特此报告。"),
        ],
    )
    warnings = _warnings(case, document.recipients)
    return Composed(request.kind, (), document, warnings, plans=(names.plans[0].id,))


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
        asked = f"{case.names.item_in_full(case.number)}要求：{text}"
    slots = case.slots[case.number]
    support = role_names(slots, "support")
    units = joined((f"该项由{role_names(slots, 'lead')}牵头", f"{support}配合" if support else ""))
    dated = [one for one in case.own.live if one.state.due is not None]
    limit = _limit(sorted({one.state.due for one in dated if one.state.due is not None}))
    figures = [milestones_figure("时限", limit, dated, case.names)] if limit else []
    basis = taken_up(request.basis) if case.handed is None else ""
    text = f"{asked}{joined((units, limit and f'时限{limit}'))}。{basis}"
    return told(f"{text}现将截至{chinese_day(case.day)}的办理情况报告如下。", *figures)


def _limit(dues: Sequence[date]) -> str:
    """2026年12月10日; of several days the first and the last, so that none hides one that has passed."""
    if len(dues) <= 1:
        return "".join(chinese_day(due) for due in dues)
    return f"自{chinese_day(dues[0])}至{chinese_day(dues[-1])}（分节点）"


def _done(case: _Case) -> list[Block]:
    happened = sorted((one for facts in case.facts for one in _happened(facts, case)), key=lambda one: one[0])
    if not happened:
        return [Paragraph("目前还没有收到办理情况。")]
    shown, before = happened[-_MOST_DONE:], happened[:-_MOST_DONE]
    blocks: list[Block] = []
    if before:
        count = f"{len(before)}条"
        things = [thing for _, one in before for figure in one.figures for thing in figure.things]
        text = f"{chinese_day(shown[0][0])}以前另有记录{count}。"
        blocks.append(told(text, Figure("此前的记录", count, tuple(things))))
    return blocks + numbered_paragraphs([one for _, one in shown])


def _happened(facts: TaskFacts, case: _Case) -> Iterator[_Told]:
    """Notes (those of confirmed reports too), readings, hand-ins and completions of a task.

    The day stands behind what it is of: the paragraphs are numbered, and 1.2026年 is no day.
    """
    names = case.names
    for note in facts.notes:
        day, whose = chinese_day(note.day), "、".join(note.unit_names) if note.units else "督查了解"
        text = f"{whose}（{day}）：{sentence(note.text)}"
        yield note.day, told(text, notes_figure("督查记录", day, [note], names))
    ended = {(one.state.id, one.state.completed_on) for one in facts.live}
    for reading in facts.readings:
        if (reading.subject, reading.day) in ended:
            continue  # what was reached is told with the completion
        value = f"{format_number(reading.value or 0)}{reading.text}"
        text = f"对照“{clause(reading.title)}”，{chinese_day(reading.day)}实际为{value}。"
        yield reading.day, told(text, readings_figure("读数", value, [reading], names))
    for fact in facts.handed_in:
        day = chinese_day(fact.day)
        text = f"报送{fact.title}（{day}）：{sentence(fact.text)}"
        yield fact.day, told(text, hand_ins_figure("报送", day, [fact], names))
    for one in facts.live:
        state = one.state
        if state.completed_on is not None:
            day, title = chinese_day(state.completed_on), clause(title_words(state))
            done = state.completion_value
            reached = "" if done is None else f"完成{value_words(state.target, done)}"
            what = joined((f"“{title}”{day}{_how_done(state)}", reached))
            text = f"{what}，依据：{sentence(completion_basis(state))}"
            yield state.completed_on, told(text, milestones_figure("办结", day, [one], names))


def _how_done(state: MilestoneState) -> str:
    """按期办结, 超时办结, 未达标办结; 办结 where nobody had said by when."""
    word = ending_word(state)
    return DONE if word == UNDATED_DONE else word


def _open(case: _Case) -> tuple[str, list[Block]]:
    """(heading, the milestones that are not done, each with its source where there are several)."""
    still = [
        _open_words(one, case)
        for facts in case.facts
        for one in facts.live
        if one.state.status is Status.OPEN
    ]
    if still:
        return "未完成的工作", numbered_paragraphs(still)
    if any(facts.live for facts in case.facts):
        return "办理结果", [Paragraph("节点已全部办结。")]
    if any(facts.milestones for facts in case.facts):
        return "办理结果", [Paragraph("节点已全部中止。")]
    return "目前进度", [Paragraph("该项没有写明时限，正在办理。")]


def _open_words(milestone: MilestoneRow, case: _Case) -> Paragraph:
    of = f"{case.names.item_with_plan(milestone.task_no)}：" if len(case.facts) > 1 else ""
    late = f"，{state_on_paper(milestone)}" if milestone.light is Light.OVERDUE or milestone.pace else ""
    limit = f"时限{due_on_paper(milestone.state)}" if milestone.state.due is not None else "没有写明时限"
    moved = decided_words(milestone.state) if is_moved(milestone.state) else ""
    text = joined((f"{of}{clause(title_words(milestone.state))}，{limit}{late}", moved), "；") + "。"
    return told(text, milestones_figure("没有办结", limit, [milestone], case.names))


def _ahead(case: _Case) -> list[Block]:
    """The last problem and requirement that the notes of each task have."""
    ahead = list[Paragraph]()
    for facts in case.facts:
        for label, field in (("督查发现的问题", "problem"), ("督查提出的要求", "requirement")):
            noted = [note for note in facts.notes if getattr(note, field).strip() and not note.solved_by]
            if noted:
                day, said = chinese_day(noted[-1].day), sentence(getattr(noted[-1], field))
                text = f"{label}（{day}）：{said}"
                ahead.append(told(text, notes_figure(label, day, noted[-1:], case.names)))
    return numbered_paragraphs(ahead)


def _warnings(case: _Case, recipients: Sequence[str]) -> tuple[str, ...]:
    apart = [one.id for facts in case.facts for one in facts.milestones if one.state.conflict]
    warnings = ["报告是上行文，须标注签发人；请在导出的 docx 里补上"]
    if apart:
        warnings.append(f"节点 {'、'.join(apart)} {CONFLICT}，请先核定再报")
    if case.handed is not None and not case.handed.by:
        warnings.append("没有登记交办人，主送机关空着；请用 matter source 补上，或修改草稿")
    elif not recipients:
        warnings.append("主送机关空着：方案的督查机构就是本机关，或没有登记；请修改草稿，写明报给谁")
    return tuple(warnings)
