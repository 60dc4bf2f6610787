"""延期批复单: to the lead units of a milestone whose deadline was moved, from the decision's record."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from huaian_tui.documents.composers.close_setting import Setting, set_closely
from huaian_tui.documents.composers.figures import cell, milestones_figure, told
from huaian_tui.documents.composers.history import Decided, decided_in
from huaian_tui.documents.composers.inner_sheet import BOX_WIDTHS, form_table, label, units_row
from huaian_tui.documents.composers.notice_frame import (
    Composed,
    changes_told,
    framed,
    office_of,
    unit_on_paper,
    your_unit,
)
from huaian_tui.documents.composers.phrases import basis_words, one_line, sentence
from huaian_tui.documents.composers.plan_names import PlanNames, read_plan_names
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Block, Cell, Paragraph, Table
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import CONFLICT, UNDATED, due_on_paper, title_words
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots

_CLOSING = "请按新的时限抓紧办理；办结后及时报送完成日期和依据。到新的时限仍未办结的，按逾期统计。"
_BRIEF_CLOSING = "请按新的时限办理，办结后及时报送完成日期和依据；到期仍未办结的，按逾期统计。"
_PAST_CLOSING = "新的时限已过，尚未办结的按逾期统计。请抓紧办结，及时报送完成日期和依据。"

_SECOND = 2
"""From so many extensions on the paper says which one it is."""


def compose_extension(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 延期批复单 of the request's milestone, or of its task's milestones that were extended."""
    extended = _extended(connection, request)
    number = extended[0].milestone.task_no
    names = read_plan_names(connection, [number])
    slots = named_slots(connection, [number], request.today, paper=True)[number]
    units = _leads(connection, request, slots)
    office, changes = office_of(connection, request), changes_told(connection, request, [number])

    def made(setting: Setting) -> Composed:
        body: list[Block] = [
            _granted(names, extended, units, request),
            _table(names, extended, slots, setting),
            Paragraph(_closing(extended, request.day, setting)),
            *changes,
        ]
        document = framed(
            office,
            request,
            title=f"{names.item(number)}延期批复单",
            recipients=tuple(unit.full_name for unit in units),
            body=body,
            layout="sheet",
        )
        return Composed(
            request.kind,
            tuple(unit.id for unit in units),
            document,
            _warnings(extended),
            tuple(one.milestone.id for one in extended),
            plans=(names.plans[0].id,),
        )

    return set_closely(made)


def _extended(connection: sqlite3.Connection, request: NoticeRequest) -> list[Decided]:
    found = decided_in(connection, request, RecordKind.MILESTONE_EXTEND)
    if not found:
        raise HuaianError("没有可批复的延期", "所选节点没有登记过延期", "先登记延期，写明新时限和依据")
    return found


def _leads(
    connection: sqlite3.Connection, request: NoticeRequest, slots: Sequence[NamedSlot]
) -> list[UnitDetail]:
    """The lead units, or those of them that were chosen."""
    leads = list(dict.fromkeys(slot.unit for slot in slots if slot.role == "lead"))
    chosen = [one for one in leads if one in request.units] or leads
    return [unit_on_paper(connection, request, one) for one in chosen]


def _granted(
    names: PlanNames, extended: Sequence[Decided], units: Sequence[UnitDetail], request: NoticeRequest
) -> Paragraph:
    """Whose request it was, what was decided."""
    you = your_unit(units[0]) if len(units) == 1 else "你们"
    named = names.item_in_full(extended[0].milestone.task_no)
    count = f"{len(extended)}个"
    figure = milestones_figure("调整时限的节点", count, [one.milestone for one in extended], names)
    if request.basis.strip():
        text = f"{you}关于{named}延期的申请（{one_line(request.basis)}）收悉。经研究，同意将下列"
    else:
        text = f"经研究，同意将{you}牵头的{named}下列"
    return told(f"{text}{count}节点的时限调整如下：", figure, also=_sources(extended))


def _table(
    names: PlanNames, extended: Sequence[Decided], slots: Sequence[NamedSlot], setting: Setting
) -> Table:
    task = extended[0].task
    rows = [
        (label("事项"), Cell(f"{names.item(task.no)}：{sentence(task.text, setting.task)}", colspan=3)),
        units_row(slots),
    ]
    for one in extended:
        rows += _milestone_rows(one, names, setting)
    return form_table(rows, BOX_WIDTHS, font_size=setting.font_size)


def _closing(extended: Sequence[Decided], day: date, setting: Setting) -> str:
    """What follows from the new time limits; of those that have passed too, that they have."""
    still = [one.milestone.state for one in extended if one.milestone.state.status is Status.OPEN]
    if still and all(state.due is not None and state.due < day for state in still):
        return _PAST_CLOSING
    return _BRIEF_CLOSING if setting.brief else _CLOSING


def _centred(one: Cell) -> Cell:
    return replace(one, align="center")


def _milestone_rows(one: Decided, names: PlanNames, setting: Setting) -> list[tuple[Cell, ...]]:
    state = one.milestone.state
    decision = record_ids([one.newest.record_id])
    before = UNDATED if state.original_due is None else chinese_day(state.original_due)
    phrase = f"（{basis_words(one.milestone)}）" if state.phrase and not setting.brief else ""
    now = due_on_paper(state)
    times = f"（第{len(one.decisions)}次调整）" if len(one.decisions) >= _SECOND else ""
    decided_on = f"{chinese_day(one.day)}决定{times}。"
    return [
        (label("节点"), Cell(f"{title_words(state).rstrip('。；')}{phrase}", colspan=3)),
        (
            label("原时限"),
            Cell(before, align="center"),
            label("新时限"),
            _centred(cell(now, milestones_figure("新时限", now, [one.milestone], names), also=decision)),
        ),
        (label("批准依据"), Cell(f"{sentence(state.basis)}{decided_on}", colspan=3, sources=decision)),
    ]


def _sources(extended: Sequence[Decided]) -> tuple[str, ...]:
    return record_ids(one.newest.record_id for one in extended)


def _warnings(extended: Sequence[Decided]) -> tuple[str, ...]:
    apart = [one.milestone.id for one in extended if one.milestone.state.conflict]
    return (f"节点 {'、'.join(apart)} {CONFLICT}，请先核定再批复",) if apart else ()
