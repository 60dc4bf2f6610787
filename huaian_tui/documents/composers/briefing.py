"""督查专报 (领导参阅): a page for a leader: conclusion first, three figures, three problems, one proposal."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.documents.composers.facts import tasks_of
from huaian_tui.documents.composers.figures import (
    cell,
    milestones_figure,
    note_thing,
    tasks_figure,
    things_figure,
    told,
)
from huaian_tui.documents.composers.notice_frame import (
    Composed,
    changes_told,
    framed,
    office_of,
    plan_of,
    reply_due,
    unit_on_paper,
)
from huaian_tui.documents.composers.phrases import sentence
from huaian_tui.documents.composers.plan_names import PlanNames, read_plan_names
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Block, Paragraph, Table, headed_table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NOTICE_TITLES
from huaian_tui.domain.rules.lights import Light, LightRules
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import list_overdue
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots, names_of
from huaian_tui.store.queries.tasks import read_tasks

MOST_PROBLEMS = 3
"""Problems that a leader is told at once."""

_NEWEST, _LOOKED_THROUGH = 20, 400
"""Notes of a task, and of all, that are looked through for open problems."""

_QUOTED = 26
"""Characters of a noted problem: the page has to hold three."""

_TITLE = 16
"""Characters of a task's short title: three problems are to take two lines each."""

_MOST_LEADS = 2
"""Lead units that a sentence names."""


@dataclass(frozen=True, slots=True)
class _Problem:
    """A task that is told: what is late of it, and the last problem that was noted and not solved."""

    task: TaskRow
    late: tuple[MilestoneRow, ...]
    note: NoteRow | None


@dataclass(frozen=True, slots=True)
class _Case:
    """What the page is told from."""

    day: date
    names: PlanNames
    tasks: Sequence[TaskRow]
    done: Sequence[TaskRow]
    late: Sequence[TaskRow]
    soon: Sequence[MilestoneRow]
    problems: Sequence[_Problem]
    slots: Mapping[int, Sequence[NamedSlot]]
    rules: LightRules

    def leads(self, number: int) -> str:
        """市数据局, 市数据局等3个单位."""
        names = names_of(self.slots[number], "lead")
        if len(names) <= _MOST_LEADS:
            return "、".join(names)
        return f"{names[0]}等{len(names)}个单位"


def compose_briefing(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 督查专报 over a plan or all open ones, or over the request's units or tasks."""
    units = tuple(unit_on_paper(connection, request, one) for one in dict.fromkeys(request.units))
    case = _read(connection, request, units)
    document = framed(
        office_of(connection, request),
        request,
        title=_title(case, units),
        recipients=(),
        body=[
            _conclusion(case),
            _figures(case),
            *_problems(case),
            _proposal(case, request),
            *_renamed(connection, request, case),
        ],
        layout="bulletin",
        annotated=False,
    )
    masthead = request.named.strip() or NOTICE_TITLES[request.kind]
    document = replace(document, masthead=masthead, printing_office="", printed_on=None, sealed=False)
    plans = tuple(plan.id for plan in case.names.plans)
    return Composed(request.kind, tuple(unit.id for unit in units), document, (), plans=plans)


def _read(connection: sqlite3.Connection, request: NoticeRequest, units: Sequence[UnitDetail]) -> _Case:
    day, plan = request.day, plan_of(connection, request)
    numbers = set(find_tasks(connection, day, TaskFilter(plan=plan)))
    if request.tasks:
        numbers &= set(request.tasks)
    if units:
        numbers &= {one for unit in units for one in tasks_of(connection, day, unit.id, plan=plan)}
    if not numbers:
        raise HuaianError("这个范围内没有任务", "没有可以写进专报的", "请放宽范围，或换一个方案（--plan）")
    names = read_plan_names(connection, numbers)
    tasks = read_tasks(connection, day, names.ordered(numbers))
    late: dict[int, list[MilestoneRow]] = defaultdict(list)
    for one in list_overdue(connection, day, plan=plan):
        if one.task_no in numbers:
            late[one.task_no].append(one)
    rules = read_light_rules(connection)
    due = list_overdue(connection, day, within=rules.due_soon_days, plan=plan)
    soon = [one for one in due if one.task_no in numbers and not one.overdue_days]
    problems = _worst(connection, names, tasks, late)
    told_of = [*late, *(one.task.no for one in problems)]
    return _Case(
        day,
        names,
        tasks,
        [one for one in tasks if one.light is Light.DONE],
        [one for one in tasks if one.no in late],
        soon,
        problems,
        named_slots(connection, told_of, request.today, paper=True),
        rules,
    )


def _worst(
    connection: sqlite3.Connection,
    names: PlanNames,
    tasks: Sequence[TaskRow],
    late: Mapping[int, Sequence[MilestoneRow]],
) -> list[_Problem]:
    """The longest overdue tasks; then those of the newest open problems."""
    by_number = {task.no: task for task in tasks}
    longest = sorted(late, key=lambda no: (-late[no][0].overdue_days, names.rank(no), names.places[no].place))
    chosen = [no for no in longest if no in by_number][:MOST_PROBLEMS]
    if len(chosen) < MOST_PROBLEMS:
        notes = read_notes(connection, find_notes(connection, most=_LOOKED_THROUGH))
        open_ones = [note.task_no for note in notes if note.open_problem and note.task_no in by_number]
        chosen = list(dict.fromkeys([*chosen, *open_ones]))[:MOST_PROBLEMS]
    return [_Problem(by_number[no], tuple(late.get(no, ())), _open_problem(connection, no)) for no in chosen]


def _open_problem(connection: sqlite3.Connection, number: int) -> NoteRow | None:
    notes = read_notes(connection, find_notes(connection, task_no=number, most=_NEWEST))
    return next((note for note in notes if note.open_problem), None)


def _title(case: _Case, units: Sequence[UnitDetail]) -> str:
    names = case.names
    if units:
        more = "等单位" if len(units) > _MOST_LEADS else ""
        about = "、".join(unit.name for unit in units[:_MOST_LEADS]) + more
    else:
        about = "" if names.several or names.matters_only else f"《{names.plans[0].title}》"
    return f"{about}{names.noun}推进情况"


def _conclusion(case: _Case) -> Paragraph:
    """What a leader who reads no further has to know."""
    names, tasks, done, late = case.names, case.tasks, case.done, case.late
    text = f"截至{chinese_day(case.day)}，{names.noun}{len(tasks)}项，已办结{len(done)}项，"
    if late:
        text += f"逾期{len(late)}项，{_gathered(case)}，建议近期专题调度。"
    elif case.problems:
        text += "没有逾期事项；需要关注的是督查中发现、尚未解决的问题。"
    elif case.soon:
        text += f"没有逾期事项；需要提前调度的是{case.rules.due_soon_days}天内到期的节点。"
    else:
        text += "没有逾期事项，目前没有需要协调解决的问题。"
    return told(
        text,
        tasks_figure(names.noun, f"{len(tasks)}项", tasks, names),
        tasks_figure("已办结", f"{len(done)}项", done, names),
        tasks_figure("逾期", f"{len(late)}项", late, names),
        lead="结论。",
        lead_level=1,
    )


def _gathered(case: _Case) -> str:
    """Where the overdue tasks are: at the unit that leads most of them, or the longest one."""
    leads = Counter(name for task in case.late for name in names_of(case.slots[task.no], "lead")).most_common(
        2
    )
    if leads and leads[0][1] > 1 and (len(leads) == 1 or leads[0][1] > leads[1][1]):
        return f"其中{leads[0][0]}牵头{leads[0][1]}项"
    longest = case.problems[0]
    return f"时间最长的是{case.names.item(longest.task.no)}，已逾期{longest.late[0].overdue_days}天"


def _figures(case: _Case) -> Table:
    """办结, 逾期, and what comes due: three cells that one sees at a glance."""
    names = case.names
    heads = ("已办结", "逾期", f"{case.rules.due_soon_days}天内到期")
    row = (
        cell(f"{len(case.done)}项", tasks_figure("已办结", f"{len(case.done)}项", case.done, names)),
        cell(f"{len(case.late)}项", tasks_figure("逾期", f"{len(case.late)}项", case.late, names)),
        cell(f"{len(case.soon)}个节点", milestones_figure(heads[2], f"{len(case.soon)}个", case.soon, names)),
    )
    return headed_table([(head, 1.0) for head in heads], [row], centred=heads, font_size=16.0)


def _problems(case: _Case) -> list[Block]:
    if not case.problems:
        said = "没有逾期事项，督查中也没有发现尚未解决的问题。"
        return [Paragraph(said, lead="问题。", lead_level=1)]
    return [_problem(case, place, one) for place, one in enumerate(case.problems, 1)]


def _problem(case: _Case, place: int, problem: _Problem) -> Paragraph:
    """1.第2项“…”（市数据局牵头）逾期691天。2026年10月20日督查发现：…。"""
    names, number = case.names, problem.task.no
    title = short_title(problem.task.text, _TITLE)
    text = f"{place}.{names.item(number)}“{title}”（{case.leads(number)}牵头）"
    figures = []
    if problem.late:
        days = f"{problem.late[0].overdue_days}天"
        several = f"，涉及{len(problem.late)}个节点" if len(problem.late) > 1 else ""
        text += f"逾期{days}{several}。"
        figures.append(milestones_figure("逾期", days, problem.late, names))
    else:
        text += "存在尚未解决的问题。"
    if problem.note is not None:
        text += f"{chinese_day(problem.note.day)}督查发现：{sentence(problem.note.problem, _QUOTED)}"
        figures.append(things_figure("督查发现", "", [note_thing(problem.note, names)]))
    return told(text, *figures, lead="问题。" if place == 1 else "", lead_level=1)


def _proposal(case: _Case, request: NoticeRequest) -> Paragraph:
    """One thing that the leader can decide."""
    by = chinese_day(reply_due(request.today).day)
    late = [one.task.no for one in case.problems if one.late]
    names = case.names
    if late:
        leads = list(dict.fromkeys(name for no in late for name in names_of(case.slots[no], "lead")))
        asked = "、".join(leads) if len(leads) <= _MOST_LEADS else f"{leads[0]}等牵头单位"
        said = (
            f"召开一次专题调度会，请{asked}于{by}前就{names.items(late)}逐项提出完成时间和措施；"
            "确需调整时限的，按程序报批。"
        )
    elif case.problems:
        items = names.items(one.task.no for one in case.problems)
        said = f"请牵头单位于{by}前就{items}提出解决办法和完成时间。"
    elif case.soon:
        items = names.items(dict.fromkeys(one.task_no for one in case.soon))
        said = f"请牵头单位对{items}提前调度，确保按期办结。"
    else:
        said = "继续按现有节点推进，下次专报再报进展。"
    return Paragraph(said, lead="建议。", lead_level=1)


def _renamed(connection: sqlite3.Connection, request: NoticeRequest, case: _Case) -> list[Block]:
    return changes_told(connection, request, [one.task.no for one in case.problems])
