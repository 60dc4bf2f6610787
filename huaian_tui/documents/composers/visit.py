"""查访单: the sheet that an officer takes along to a unit, or for a task.

What is to be checked, what was promised, which problems were open, and boxes to be filled in on the spot.
It is the office's own: visits that were missed stand in it, since nobody else reads it.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from huaian_tui.documents.composers.due_items import deadline_line
from huaian_tui.documents.composers.facts import chosen_tasks, tasks_of
from huaian_tui.documents.composers.figures import cell, milestones_figure, notes_figure, numbers_figure, told
from huaian_tui.documents.composers.inner_sheet import DAY, empty, form_table, inner_sheet, label, signed_box
from huaian_tui.documents.composers.notice_frame import Composed, plan_of, the_unit
from huaian_tui.documents.composers.phrases import joined, sentence
from huaian_tui.documents.composers.plan_names import PlanNames, plan_line, read_plan_names, with_room
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.composers.recheck_sheet import compose_recheck_sheet
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.counted import Figure
from huaian_tui.documents.model import Block, Cell, Table, headed_table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.text.clauses import clause
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import state_on_paper, title_words
from huaian_tui.store.queries.contacts import first_contact
from huaian_tui.store.queries.milestones import of_tasks
from huaian_tui.store.queries.notes import find_notes, open_follow_ups, read_notes
from huaian_tui.store.queries.settings import read_profile
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots, role_names
from huaian_tui.store.queries.tasks import check_task, read_deliverables, read_tasks

MOST_ASKED = 5
"""Tasks of a unit that one sheet asks about; the rest is named in a line, and gets a sheet when chosen."""

_NEWEST, _LOOKED_THROUGH = 20, 200
"""Notes of a task, and of a unit, that are looked through for the last problem and requirement."""

_QUOTED = 60
"""Characters of a typed text in a cell."""

_PRESSING = (Light.OVERDUE, Light.DUE_SOON, Light.BEHIND)
_HEADS = (("序号", 1.4), ("查什么", 5.9), ("上次情况和约定", 4.9), ("本次核查情况", 4.8))
_METHODS = "□实地查看　□听取汇报　□调阅资料\n□座谈访谈　□电话了解　□其他"
_ENCLOSED = "□有　　　件　□无"


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a task before the visit; ``lacking``: deliverables that were not handed in.

    ``leads`` of a task that the unit supports."""

    task: TaskRow
    milestones: Sequence[MilestoneRow]
    notes: Sequence[NoteRow]
    lacking: Sequence[str]
    promised: NoteRow | None
    leads: str = ""

    @property
    def open(self) -> list[MilestoneRow]:
        """What is not done yet."""
        return [one for one in self.milestones if one.state.status is Status.OPEN]


def compose_visit(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 查访单 for the request's unit, or for its tasks."""
    if request.recheck:
        return compose_recheck_sheet(connection, request)
    unit = the_unit(connection, request) if request.units else None
    if unit is None or request.tasks:
        numbers, left = _chosen(connection, request, unit), list[int]()
    else:
        numbers, left = _pressing(connection, request, unit)
    names = read_plan_names(connection, [*numbers, *left])
    asked = _read(connection, request.day, names.ordered(numbers))
    slots = named_slots(connection, numbers, request.today, paper=True)
    if unit is not None:
        asked = [
            one if one.task.no in unit.lead else replace(one, leads=role_names(slots[one.task.no], "lead"))
            for one in asked
        ]
    body: list[Block] = [
        _whom(connection, request, unit, asked, list(slots.values())),
        _asked_table(names, asked),
        *_rest(names, left),
        _results(),
    ]
    about = unit.name if unit else names.items([one.task.no for one in asked])
    leads = (slot.unit for one in asked for slot in slots[one.task.no] if slot.role == "lead")
    return Composed(
        request.kind,
        (unit.id,) if unit else tuple(dict.fromkeys(leads)),
        inner_sheet(read_profile(connection, request.today), request.today, f"{about}查访单", body),
        (),
        plans=tuple(plan.id for plan in names.plans),
    )


def _chosen(connection: sqlite3.Connection, request: NoticeRequest, unit: UnitDetail | None) -> list[int]:
    """The chosen tasks, refused when there are none or when they are not the unit's."""
    if unit is not None:
        return chosen_tasks(connection, request.day, unit, request.tasks, plan_of(connection, request))
    if not request.tasks:
        raise InputRefused(
            "查访单须写明单位或任务",
            "两样都没有写",
            "请选一个单位（--unit），或选任务（--task）",
            field="unit",
        )
    for number in request.tasks:
        check_task(connection, number)
    return list(dict.fromkeys(request.tasks))


def _pressing(
    connection: sqlite3.Connection, request: NoticeRequest, unit: UnitDetail
) -> tuple[list[int], list[int]]:
    """The unit's tasks that there is most reason to ask about, and those for which there is no room.

    What it leads first, late (the longest first) or near first, then those with a promised visit or a
    problem; of a unit without any what is open.
    """
    found = tasks_of(connection, request.day, unit.id, plan=plan_of(connection, request))
    if not found:
        raise HuaianError(
            f"{unit.name}没有可查访的任务", "方案中没有由它办理的任务", "请换一个单位，或指定任务序号"
        )
    tasks = read_tasks(connection, request.day, read_plan_names(connection, found).ordered(found))
    notes = read_notes(connection, find_notes(connection, unit=unit.id, most=_LOOKED_THROUGH))
    asked = {note.task_no for note in notes if note.problem.strip() and not note.solved_by}
    asked |= {note.task_no for note in open_follow_ups(connection, date.max)}
    reasons = [one for one in tasks if one.light in _PRESSING or one.no in asked]
    ranked = reasons or [one for one in tasks if one.light is not Light.DONE] or tasks
    lights = list(Light)
    ranked = sorted(
        ranked, key=lambda one: (one.no not in unit.lead, lights.index(one.light), -one.overdue_days)
    )
    numbers = [one.no for one in ranked]
    return numbers[:MOST_ASKED], numbers[MOST_ASKED:]


def _read(connection: sqlite3.Connection, day: date, numbers: Sequence[int]) -> list[_Known]:
    milestones: dict[int, list[MilestoneRow]] = defaultdict(list)
    for one in of_tasks(connection, day, numbers):
        milestones[one.task_no].append(one)
    promised = {note.task_no: note for note in open_follow_ups(connection, date.max)}
    return [
        _Known(
            task,
            milestones[task.no],
            read_notes(connection, find_notes(connection, task_no=task.no, most=_NEWEST)),
            [one.title for one in read_deliverables(connection, task.no) if one.handed_in_on is None],
            promised.get(task.no),
        )
        for task in read_tasks(connection, day, numbers)
    ]


def _last(notes: Sequence[NoteRow], part: str) -> NoteRow | None:
    """The newest note that has something in this part; a problem that was found solved is none any more."""
    noted = (one for one in notes if getattr(one, part).strip())
    return next((one for one in noted if part != "problem" or not one.solved_by), None)


def _whom(
    connection: sqlite3.Connection,
    request: NoticeRequest,
    unit: UnitDetail | None,
    asked: Sequence[_Known],
    slots: Sequence[Sequence[NamedSlot]],
) -> Table:
    """Who is visited, whom one calls there, and what is written down on the spot."""
    whom = unit.full_name if unit else _every(slots, "lead") or "无"
    leads = list(dict.fromkeys(slot.unit for of_task in slots for slot in of_task if slot.role == "lead"))
    asked_unit = unit.id if unit else leads[0] if len(leads) == 1 else ""
    contact = first_contact(connection, asked_unit, request.today) if asked_unit else None
    reach = joined((contact.post, contact.person, contact.phone), " ") if contact else ""
    rows = [
        (label("查访对象"), Cell(whom, colspan=3)),
        *([] if unit else [(label("责任单位"), Cell(_every(slots, "support") or "无", colspan=3))]),
        *([(label("任务"), Cell(sentence(asked[0].task.text), colspan=3))] if len(asked) == 1 else []),
        (label("联系人"), Cell(reach), label("查访日期"), Cell(DAY, align="center")),
        (label("查访方式"), Cell(_METHODS, colspan=3)),
        (label("查访人"), empty(), label("在场人员"), empty()),
    ]
    return form_table(rows)


def _every(slots: Sequence[Sequence[NamedSlot]], role: str) -> str:
    """The units of a role over all tasks, each once."""
    return role_names([slot for of_task in slots for slot in of_task], role)


def _asked_table(names: PlanNames, asked: Sequence[_Known]) -> Table:
    numbers = [one.task.no for one in asked]
    widths = with_room(names, numbers, [width for _, width in _HEADS], 1.0)
    rows = list[tuple[Cell, ...]]()
    for plan, of_plan in groupby(asked, key=lambda one: names.places[one.task.no].plan):
        rows += plan_line(names, plan, len(_HEADS))
        rows += [_row(names, one, alone=len(asked) == 1) for one in of_plan]
    heads = zip((head for head, _ in _HEADS), widths, strict=True)
    return headed_table(tuple(heads), rows, centred=("序号",), font_size=10.5)


def _row(names: PlanNames, known: _Known, *, alone: bool) -> tuple[Cell, ...]:
    decided = record_ids(one.state.decided_by for one in known.open if one.state.decided_by)
    before, notes = _before(known, names)
    led = f"（{known.leads}牵头）" if known.leads else ""
    named = [] if alone else [short_title(known.task.text) + led]
    limits = [milestones_figure("节点", _limit(one), [one], names) for one in known.open]
    return (
        Cell(names.label(known.task.no)),
        cell("\n".join((*named, *_checks(known))), *limits, also=decided),
        cell("\n".join(before) or "还没有督查记录。", *notes),
        empty(),
    )


def _checks(known: _Known) -> list[str]:
    """What is to be looked at: every open milestone with its day, what has not been handed in."""
    checks = [f"□{clause(title_words(one.state))}：{_limit(one)}" for one in known.open]
    lacking = [title if title.startswith("《") else f"“{title}”" for title in known.lacking]
    checks += [f"□成果{title}：是否形成、报送" for title in lacking]
    if not known.milestones:
        checks.append("□进展、下一步打算和完成时间（没有时限）")
    elif not checks and all(one.state.status is Status.CANCELLED for one in known.milestones):
        checks.append("□中止后的后续安排")
    elif not checks:
        checks.append("□办结后的成效和巩固情况")
    return checks


def _limit(milestone: MilestoneRow) -> str:
    """2026年12月10日（延期后），逾期12天."""
    state, late = milestone.state, milestone.light is Light.OVERDUE or milestone.pace
    return joined((deadline_line(state), state_on_paper(milestone) if late else ""))


def _before(known: _Known, names: PlanNames) -> tuple[list[str], list[Figure]]:
    """The last word, the last problem, what was required, the visit that was promised; with their notes.

    What was said on one day says its day once.
    """
    said, used = list[str](), list[Figure]()
    newest = known.notes[0] if known.notes else None
    if newest is not None:
        day = chinese_day(newest.day)
        said.append(f"{day}：{sentence(newest.text, _QUOTED)}")
        used.append(notes_figure("上次情况", day, [newest], names))
    for title, part in (("问题", "problem"), ("要求", "requirement")):
        if (noted := _last(known.notes, part)) is not None:
            day = chinese_day(noted.day)
            of_day = "" if noted is newest else f"（{day}）"
            said.append(f"{title}{of_day}：{sentence(getattr(noted, part), _QUOTED)}")
            used.append(notes_figure(title, day if of_day else title, [noted], names))
    if known.promised is not None and known.promised.follow_up is not None:
        day = chinese_day(known.promised.follow_up)
        said.append(f"约定{day}回访。")
        used.append(notes_figure("约定回访", day, [known.promised], names))
    return said, used


def _rest(names: PlanNames, left: Sequence[int]) -> list[Block]:
    """Those that the sheet has no room for, by their numbers."""
    if not left:
        return []
    named, count = names.items(names.ordered(left)), f"{len(left)}项"
    text = f"另有{named}（共{count}）也需了解，本单没有列入，必要时另列查访单。"
    return [told(text, numbers_figure("没有列入", count, left, names))]


def _results() -> Table:
    """Boxes for what was found, what was asked for, and who signs."""
    rows = [
        (label("发现的问题"), empty(3, colspan=3)),
        (label("提出的要求"), empty(2, colspan=3)),
        (label("约定回访"), Cell(DAY, align="center"), label("材料、照片"), Cell(_ENCLOSED, align="center")),
        (label("查访人"), signed_box(0, colspan=3)),
        (label("被查访单位"), signed_box(0, colspan=3)),
    ]
    return form_table(rows)
