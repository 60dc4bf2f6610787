"""销号单: what was completed, when, by which evidence, entered by whom; with boxes for those who sign."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from huaian_tui.documents.composers.figures import cell, milestones_figure
from huaian_tui.documents.composers.history import Decided, asked_milestones, decided_in
from huaian_tui.documents.composers.inner_sheet import form_table, inner_sheet, label, signed_box, units_row
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.phrases import basis_words, joined, sentence
from huaian_tui.documents.composers.plan_names import PlanNames, read_plan_names
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Block, Cell, Table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.tasks import DeliverableRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.endings import ending_word
from huaian_tui.domain.words.milestones import CONFLICT, completion_basis, due_on_paper, title_words
from huaian_tui.domain.words.targets import target_words
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.queries.settings import read_profile
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots
from huaian_tui.store.queries.tasks import read_deliverables

_UNSIGNED = "未署名"


def compose_completion(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 销号单 of the request's milestone, or of its task's completed milestones."""
    done, left = _done(connection, request)
    number = done[0].milestone.task_no
    names = read_plan_names(connection, [number])
    slots = named_slots(connection, [number], request.today, paper=True)[number]
    handed_in = [one for one in read_deliverables(connection, number) if one.handed_in_on is not None]
    body: list[Block] = [_table(names, done, left, slots, handed_in)]
    leads = (slot.unit for slot in slots if slot.role == "lead")
    document = inner_sheet(
        read_profile(connection, request.today), request.today, f"{names.item(number)}销号单", body
    )
    apart = [one.milestone.id for one in done if one.milestone.state.conflict]
    warnings = (f"节点 {'、'.join(apart)} {CONFLICT}，请先核定再销号",) if apart else ()
    return Composed(request.kind, tuple(dict.fromkeys(leads)), document, warnings, plans=(names.plans[0].id,))


def _done(connection: sqlite3.Connection, request: NoticeRequest) -> tuple[list[Decided], list[MilestoneRow]]:
    """The completions, and the milestones of the task that are still open."""
    completed = decided_in(connection, request, RecordKind.MILESTONE_COMPLETE)
    found = [one for one in completed if one.milestone.state.completed_on is not None]
    if not found:
        raise HuaianError("没有可销号的节点", "所选节点还没有办结", "先登记办结，写明日期和依据")
    every = asked_milestones(connection, request.day, "", (found[0].milestone.task_no,))
    return found, [one for one in every if one.counts and one.state.completed_on is None]


def _table(
    names: PlanNames,
    done: Sequence[Decided],
    left: Sequence[MilestoneRow],
    slots: Sequence[NamedSlot],
    handed_in: Sequence[DeliverableRow],
) -> Table:
    task = done[0].task
    rows = [
        (label("事项"), Cell(f"{names.item_in_full(task.no)}：{sentence(task.text)}", colspan=3)),
        units_row(slots),
    ]
    for one in done:
        rows += _milestone_rows(one, names)
    if handed_in:
        told = "\n".join(_handed_in(one) for one in handed_in)
        rows.append((label("报送成果"), Cell(told, colspan=3)))
    rows += [
        (label("销号范围"), replace(_scope(names, done, left), colspan=3)),
        (label("牵头单位\n意见"), signed_box(1, colspan=3)),
        (label("核查人\n意见"), signed_box(1, colspan=3)),
        (label("督查机构\n意见"), signed_box(1, colspan=3)),
    ]
    return form_table(rows)


def _scope(names: PlanNames, done: Sequence[Decided], left: Sequence[MilestoneRow]) -> Cell:
    """What is crossed off, and what of the task is still open."""
    count, rest = f"{len(done)}个", f"{len(left)}个"
    figures = [milestones_figure("销号的节点", count, [one.milestone for one in done], names)]
    if left:
        figures.append(milestones_figure("没有办结的节点", rest, left, names))
    still = f"本项还有{rest}节点没有办结，继续督办。" if left else "本项节点已全部办结。"
    return cell(f"本单所列{count}节点。{still}", *figures)


def _milestone_rows(one: Decided, names: PlanNames) -> list[tuple[Cell, ...]]:
    """The milestone, its day, how it was completed, by what; who entered it when."""
    state, decision = one.milestone.state, record_ids([one.newest.record_id])
    phrase = f"（{basis_words(one.milestone)}）" if state.phrase else ""
    officer = one.newest.officer or _UNSIGNED
    entered = f"{officer}，{_entered(one)}"
    completed = chinese_day(state.completed_on) if state.completed_on else ""
    return [
        (label("节点"), Cell(f"{title_words(state).rstrip('。；')}{phrase}", colspan=3)),
        (
            label("时限"),
            Cell(due_on_paper(state)),
            label("办结日期"),
            cell(completed, milestones_figure("办结日期", completed, [one.milestone], names), also=decision),
        ),
        (label("完成情况"), Cell(_outcome(one), colspan=3, sources=decision)),
        (label("办结依据"), Cell(sentence(completion_basis(state)), colspan=3, sources=decision)),
        (label("登记人"), Cell(entered, colspan=3, sources=decision)),
    ]


def _entered(one: Decided) -> str:
    year, month, day = (int(part) for part in one.newest.recorded_at[:10].split("-"))
    return f"{year}年{month}月{day}日登记"


def _outcome(one: Decided) -> str:
    """按期办结, 超时办结12天, 未达标办结; with the value beside what was asked for."""
    state = one.milestone.state
    word = ending_word(state)
    late = (state.completed_on - state.due).days if state.completed_on and state.due else 0
    parts = [f"{word}（比时限晚{late}天）" if late > 0 else word]
    if state.target is not None:
        value = state.completion_value
        reached = "" if value is None else f"完成{format_number(value)}{state.target.unit}"
        asked = "" if state.target.inferred else f"目标{target_words(state.target)}"  # what no plan prints
        parts.append(joined((asked, reached), "，"))
    return joined(parts, "；") + "。"


def _handed_in(one: DeliverableRow) -> str:
    day = chinese_day(one.handed_in_on) if one.handed_in_on else ""
    return f"{one.title}：{day}报送，{sentence(one.handed_in)}"
