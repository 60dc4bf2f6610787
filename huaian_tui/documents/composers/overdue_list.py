"""逾期清单 for a meeting: a line a milestone, the longest overdue first, with a column for the meeting."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from huaian_tui.documents.composers.column_widths import fitted_widths
from huaian_tui.documents.composers.figures import milestones_figure, numbers_figure, told
from huaian_tui.documents.composers.inner_sheet import BLANK, inner_sheet
from huaian_tui.documents.composers.notice_frame import Composed, changes_told, plan_of, unit_on_paper
from huaian_tui.documents.composers.overdue_table import NO_WORD
from huaian_tui.documents.composers.phrases import joined, one_line, sentence
from huaian_tui.documents.composers.plan_names import PlanNames, plan_line
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.ties import once, read_sources
from huaian_tui.documents.model import Block, Cell, Paragraph, Table, headed_table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import conventions_explained, title_words, unexplained_on_paper
from huaian_tui.store.queries.milestones import list_overdue
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.settings import read_profile
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots, role_names
from huaian_tui.store.queries.tasks import read_tasks

_HEADS = ("序号", "重点任务", "牵头单位", "逾期节点", "时限", "逾期", "最近情况", "会议意见")
_WHOLE = ("序号", "时限", "逾期")
"""Columns whose cells stay on one line."""
_TO_WRITE_IN = {"会议意见": 100.0}
"""Points of the column that is filled in at the meeting."""
_SIZE = 10.5
_QUOTED = 60
"""Characters of a typed text in a cell."""
_MOST_TIED = 5
"""Rows that stand beside one cell: more could not be kept on one page."""
_MOST_ITEMS = 5
"""Items that are named as the longest overdue ones."""
_MOST_NAMED = 3
"""Units that a title names; more are 等单位."""

_SPANS = ((365, "一年以上"), (180, "半年以上不满一年"), (0, "不满半年"))
"""From so many days on, and what such an overdue milestone is counted under; the longest first."""


def compose_overdue_list(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 逾期清单 of the request's units or tasks, of a plan, or of all open ones; refused when empty."""
    units = tuple(unit_on_paper(connection, request, one) for one in dict.fromkeys(request.units))
    late = once(connection, _late(connection, request, units))
    if not late:
        of = "、".join(unit.name for unit in units) or "所选范围"
        raise HuaianError(
            f"{of}没有逾期事项",
            f"截至 {request.day.isoformat()} 没有逾期的节点",
            "用 huaian-tui overdue 核对",
        )
    numbers = list(dict.fromkeys(one.task_no for one in late))
    names, _ = read_sources(connection, numbers)
    longest = dict[int, int]()
    for one in late:
        longest[one.task_no] = max(one.overdue_days, longest.get(one.task_no, 0))
    late.sort(
        key=lambda one: (
            names.rank(one.task_no),
            -longest[one.task_no],
            names.places[one.task_no].place,
            one.task_no,
            -one.overdue_days,
        )
    )
    slots = named_slots(connection, numbers, request.today, paper=True)
    body: list[Block] = [
        _counts(request, names, late, slots),
        _table(connection, request, names, late, slots),
        *changes_told(connection, request, numbers),
    ]
    profile, title = read_profile(connection, request.today), f"{_subject(units)}逾期事项清单"
    document = inner_sheet(profile, request.day, title, body, turned=True)
    plans = tuple(plan.id for plan in names.plans)
    return Composed(request.kind, tuple(unit.id for unit in units), document, (), plans=plans)


def _subject(units: Sequence[UnitDetail]) -> str:
    more = "等单位" if len(units) > _MOST_NAMED else ""
    return "、".join(unit.name for unit in units[:_MOST_NAMED]) + more


def _late(
    connection: sqlite3.Connection, request: NoticeRequest, units: Sequence[UnitDetail]
) -> list[MilestoneRow]:
    plan = plan_of(connection, request)
    of_units: list[str | None] = [unit.id for unit in units] or [None]
    found = {
        one.id: one
        for unit in of_units
        for one in list_overdue(connection, request.day, unit=unit, plan=plan)
        if not request.tasks or one.task_no in request.tasks
    }
    return list(found.values())


def _counts(
    request: NoticeRequest,
    names: PlanNames,
    late: Sequence[MilestoneRow],
    slots: Mapping[int, Sequence[NamedSlot]],
) -> Paragraph:
    """How many, since how long, of how many lead units; which is the longest."""
    leads = {slot.unit for of_task in slots.values() for slot in of_task if slot.role == "lead"}
    most = max(one.overdue_days for one in late)
    longest = [one for one in late if one.overdue_days == most]
    left = list(late)
    parts = list[str]()
    for least, title in _SPANS:
        here = [one for one in left if one.overdue_days >= least]
        left = [one for one in left if one.overdue_days < least]
        parts.append(f"{title}{len(here)}个" if here else "")
    tasks = len({one.task_no for one in late})
    by_length = joined(parts, "，") if len(late) > 1 else ""
    lead_count, items = f"{len(leads)}个", list(dict.fromkeys(one.task_no for one in longest))
    which = f"是{names.items(items)}" if len(items) <= _MOST_ITEMS else f"有{len(items)}项"
    if len(late) == 1:
        said = (
            f"截至{chinese_day(request.day)}，{names.cited}有1项{names.noun}逾期：{names.items(items)}，"
            f"已逾期{most}天。"
        )
    else:
        said = (
            f"截至{chinese_day(request.day)}，{names.cited}共有{tasks}项{names.noun}的{len(late)}个节点逾期"
            f"{f'：{by_length}' if by_length else ''}。涉及牵头单位{lead_count}。"
            f"逾期最长的{which}，已逾期{most}天。"
        )
    return told(
        said + "".join(conventions_explained(one.state for one in late)),
        numbers_figure("有逾期节点的任务", f"{tasks}项", dict.fromkeys(one.task_no for one in late), names),
        milestones_figure("逾期节点", f"{len(late)}个", late, names),
        milestones_figure("逾期最长", f"{most}天", longest, names),
    )


def _table(
    connection: sqlite3.Connection,
    request: NoticeRequest,
    names: PlanNames,
    late: Sequence[MilestoneRow],
    slots: Mapping[int, Sequence[NamedSlot]],
) -> Table:
    numbers = list(slots)
    texts = {task.no: task.text for task in read_tasks(connection, request.day, numbers)}
    last = {no: read_notes(connection, find_notes(connection, task_no=no, most=1)) for no in numbers}
    rows = list[tuple[Cell, ...]]()
    for plan, of_plan in groupby(late, key=lambda one: names.places[one.task_no].plan):
        rows += plan_line(names, plan, len(_HEADS))
        for number, of_task in groupby(of_plan, key=lambda one: one.task_no):
            about = _About(
                names.label(number), texts[number], role_names(slots[number], "lead"), tuple(last[number])
            )
            rows += _rows(about, list(of_task))
    widths = fitted_widths(_HEADS, rows, font_size=_SIZE, whole=_WHOLE, fixed=_TO_WRITE_IN)
    heads = [names.noun if head == "重点任务" and names.matters_only else head for head in _HEADS]
    return headed_table(
        tuple(zip(heads, widths, strict=True)), rows, centred=_WHOLE, landscape=True, font_size=_SIZE
    )


@dataclass(frozen=True, slots=True)
class _About:
    """What is said once of a task whose milestones stand one below the other."""

    number: str
    text: str
    leads: str
    last: tuple[NoteRow, ...]


def _rows(about: _About, late: Sequence[MilestoneRow]) -> list[tuple[Cell, ...]]:
    """A task's overdue milestones; what is the same stands once beside them, as long as a page holds them."""
    rows = list[tuple[Cell, ...]]()
    for start in range(0, len(late), _MOST_TIED):
        part = late[start : start + _MOST_TIED]
        span = len(part)
        last = "".join(f"{chinese_day(note.day)}：{sentence(note.text, _QUOTED)}" for note in about.last)
        sources = record_ids(note.record_id for note in about.last)
        before = (
            Cell(about.number, rowspan=span),
            Cell(short_title(about.text), rowspan=span),
            Cell(about.leads, rowspan=span),
        )
        after = (Cell(last or NO_WORD, rowspan=span, sources=sources), Cell(BLANK, rowspan=span))
        for place, one in enumerate(part):
            own = _own(one)
            rows.append((*before, *own, *after) if place == 0 else own)
    return rows


def _own(one: MilestoneRow) -> tuple[Cell, ...]:
    decided = record_ids([one.state.decided_by] if one.state.decided_by else [])
    return (
        Cell(one_line(title_words(one.state))),
        Cell(_due(one), sources=decided),
        Cell(f"{one.overdue_days}天", sources=decided),
    )


def _due(milestone: MilestoneRow) -> str:
    """The deadline in force, with the one that stood before an extension."""
    state = milestone.state
    before = state.original_due if state.original_due != state.due else None
    due = chinese_day(state.due) if state.due is not None else ""
    if mark := unexplained_on_paper(state):
        due += f"\n{mark}"
    return due + (f"\n原定{chinese_day(before)}" if before else "")
