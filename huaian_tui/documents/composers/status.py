"""单位情况表: one sheet on a unit for the phone. It is read by the officer and sent to nobody."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from huaian_tui.documents.composers.due_items import decided_words, is_moved
from huaian_tui.documents.composers.figures import (
    cell,
    milestones_figure,
    notes_figure,
    notices_figure,
    numbers_figure,
    tasks_figure,
    told,
)
from huaian_tui.documents.composers.notice_frame import Composed, changes_told, plan_of, the_unit
from huaian_tui.documents.composers.phrases import joined, one_line, sentence
from huaian_tui.documents.composers.plan_names import PlanNames, plan_line, read_plan_names, with_room
from huaian_tui.documents.composers.progress import TaskFacts, record_ids
from huaian_tui.documents.composers.request import LEAD, SUPPORT, NoticeRequest
from huaian_tui.documents.composers.roles import ROLE_WORDS
from huaian_tui.documents.counted import Figure
from huaian_tui.documents.model import (
    Block,
    Cell,
    OfficialDocument,
    Paragraph,
    Table,
    headed_table,
)
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.notices import NOTICE_TITLES
from huaian_tui.domain.rules.lights import LIGHT_TITLES, Light, LightRules, Status, light_meaning
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import NO_DATE_IN_PLAN, due_on_paper, state_on_paper, title_words
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.milestones import of_tasks
from huaian_tui.store.queries.notes import find_notes, open_follow_ups, read_notes
from huaian_tui.store.queries.notices import waiting_for
from huaian_tui.store.queries.plan import read_plan
from huaian_tui.store.queries.plans import plan_close
from huaian_tui.store.queries.tasks import read_tasks

_MOST_NOTICES = 5
_TASK_LIMIT = 22
"""Characters of a task's text: enough to know it by on the phone; one line of small print."""
_MANY = 20
"""Tasks of which the table is set small, so that the sheet of the unit with most stays three pages."""
_COLUMNS = (("序号", 1.4), ("重点任务", 6.9), ("状态", 2.0), ("节点和时限", 6.2))


def compose_status(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The sheet on the request's unit as of the day of the data."""
    today, unit = request.day, the_unit(connection, request)
    rows = _tasks(connection, today, unit)
    milestones: dict[int, list[MilestoneRow]] = defaultdict(list)
    for one in of_tasks(connection, today, [task.no for task, _ in rows]):
        milestones[one.task_no].append(one)
    last, promised = _told_notes(connection, unit)
    maybe = [one.task_no for one in unit.via_group if not one.certain]
    names = read_plan_names(
        connection, [*(task.no for task, _ in rows), *maybe], [one.task_no for one in (*last, *promised)]
    )
    rows.sort(key=lambda one: names.rank(one[0].no))
    facts = [TaskFacts(task, tuple(milestones[task.no])) for task, _ in rows]
    body: list[Block] = [
        _counts(today, unit, names, facts, read_light_rules(connection), _of_plan(connection, names, today)),
        *changes_told(connection, request, [task.no for task, _ in rows], unit.id),
        *_notes(names, last, promised),
        *_notices(connection, unit),
        _table(rows, names, milestones) if rows else Paragraph(_nothing(connection, request)),
        *_maybe(unit, names),
    ]
    document = OfficialDocument(
        masthead="",
        title=f"{unit.full_name}情况表",
        body=tuple(body),
        date=None,
        sealed=False,
        layout="sheet",
        compact=True,
    )
    plan = plan_of(connection, request)
    plans = [one.id for one in names.plans] if plan is None else [plan]
    return Composed(request.kind, (unit.id,), document, (), plans=tuple(plans))


def _nothing(connection: sqlite3.Connection, request: NoticeRequest) -> str:
    """That the plan names no task of the unit; which plan, where that is not the one the program brings."""
    plan = plan_of(connection, request)
    if plan is None:
        return "各方案中没有写明由该单位办理的任务。"
    row = read_plan(connection, plan)
    if row.of_matters:
        return "没有交由该单位办理的事项。"
    named = "方案" if row.id == SHIPPED_PLAN else f"《{row.title}》"
    return f"{named}中没有写明由该单位办理的任务。"


def _tasks(connection: sqlite3.Connection, today: date, unit: UnitDetail) -> list[tuple[TaskRow, str]]:
    """(task, how it concerns the unit): led, responsible, through a group; worst light first in each."""
    roles = dict.fromkeys(unit.lead, ROLE_WORDS[LEAD])
    for number in unit.support:
        roles.setdefault(number, ROLE_WORDS[SUPPORT])
    for concern in unit.via_group:
        if concern.certain:
            part = ROLE_WORDS[LEAD if concern.role == LEAD else SUPPORT]
            roles.setdefault(concern.task_no, f"经由{concern.group}（{part}）")
    ranks = list(dict.fromkeys(roles.values()))
    lights = list(Light)
    tasks = read_tasks(connection, today, read_plan_names(connection, roles).ordered(roles))
    places = {task.no: place for place, task in enumerate(tasks)}
    ranked = sorted(
        tasks, key=lambda one: (ranks.index(roles[one.no]), lights.index(one.light), places[one.no])
    )
    return [(task, roles[task.no]) for task in ranked]


def _maybe(unit: UnitDetail, names: PlanNames) -> list[Block]:
    """Rows of open groups: whether they mean this unit, the plan does not say."""
    groups: dict[str, list[int]] = {}
    for concern in unit.via_group:
        if not concern.certain:
            groups.setdefault(concern.group, []).append(concern.task_no)
    return [
        told(
            f"可能涉及：原文写“{group}”、没有列明成员的{(items := names.items(numbers))}。",
            numbers_figure("可能涉及", items, numbers, names),
        )
        for group, numbers in groups.items()
    ]


def _counts(
    today: date,
    unit: UnitDetail,
    names: PlanNames,
    facts: Sequence[TaskFacts],
    rules: LightRules,
    of_plan: str,
) -> Paragraph:
    certain = sorted({one.task_no for one in unit.via_group if one.certain})
    maybe = sorted({one.task_no for one in unit.via_group if not one.certain} - set(certain))
    groups = dict.fromkeys(one.group for one in unit.via_group if one.certain)
    lights = joined(
        f"{title}{unit.counts[light]}项" for light, title in LIGHT_TITLES.items() if unit.counts.get(light)
    )
    nothing = not (unit.lead or unit.support or certain)
    text = f"截至{chinese_day(today)}{of_plan}：" + joined(
        (
            f"牵头{len(unit.lead)}项" if unit.lead or nothing else "",
            f"责任{len(unit.support)}项" if unit.support or nothing else "",
            f"经由{'、'.join(groups)}{len(certain)}项" if certain else "",
        )
    )
    also = f"另有可能涉及的{len(maybe)}项，不计在内。" if maybe else ""
    explained = "".join(
        f"{light.word}指{light_meaning(light, rules).replace(' ', '')}。"
        for light in (Light.BEHIND, Light.DUE_SOON)
        if unit.counts.get(light)
    )
    members = f"成员：{'、'.join(unit.members)}。" if unit.members else ""
    stopped = _stopped(facts)
    ended = f"节点已全部中止的{len(stopped)}项，计入未设节点。" if stopped else ""
    counted = f"其中，{lights}。{ended}{explained}" if lights else ""
    decided = [one.state.decided_by for task in facts for one in task.milestones if one.state.decided_by]
    figures = _figures(unit, names, facts)
    return told(f"{text}。{counted}{also}{members}", *figures, also=record_ids(decided))


def _stopped(facts: Sequence[TaskFacts]) -> list[TaskFacts]:
    """The tasks of which all milestones were cancelled."""
    return [one for one in facts if one.task.light is Light.UNSCHEDULED and one.milestones and not one.live]


def _figures(unit: UnitDetail, names: PlanNames, facts: Sequence[TaskFacts]) -> Iterator[Figure]:
    """What the sentence counts: by how the tasks concern the unit, then by their lights."""
    certain = {one.task_no for one in unit.via_group if one.certain}
    groups = dict.fromkeys(one.group for one in unit.via_group if one.certain)
    ways = (("牵头", unit.lead), ("责任", unit.support), (f"经由{'、'.join(groups)}", certain))
    for label, numbers in ways:
        if numbers:
            own = [one for one in facts if one.task.no in numbers]
            yield tasks_figure(label, f"{len(numbers)}项", own, names)
    maybe = sorted({one.task_no for one in unit.via_group if not one.certain} - certain)
    if maybe:
        yield numbers_figure("可能涉及", f"{len(maybe)}项", maybe, names)
    for light, title in LIGHT_TITLES.items():
        if found := [one for one in facts if one.task.light is light]:
            yield tasks_figure(title, f"{unit.counts.get(light, len(found))}项", found, names)
    if stopped := _stopped(facts):
        yield tasks_figure("节点已全部中止", f"{len(stopped)}项", stopped, names)


def _of_plan(connection: sqlite3.Connection, names: PlanNames, day: date) -> str:
    """，《…》: which plan is meant, where that is not plain, and that it is closed.

    The rows of several say it themselves.
    """
    if names.several:
        return f"，{names.cited}"
    closed = plan_close(connection, names.plans[0].id)[1] if names.plans else None
    if closed is not None and closed <= day:
        return f"，{names.cited}（{chinese_day(closed)}收官）"
    return "" if not names.plans or names.shipped_only else f"，{names.cited}"


def _told_notes(connection: sqlite3.Connection, unit: UnitDetail) -> tuple[list[NoteRow], list[NoteRow]]:
    """The last note that names the unit, and those whose promised visit is still open, of any plan."""
    newest = read_notes(connection, find_notes(connection, unit=unit.id)[:1])
    promised = [
        note
        for note in open_follow_ups(connection, date.max)
        if unit.id in note.units and note.follow_up is not None
    ]
    return newest, promised


def _notes(names: PlanNames, last: Sequence[NoteRow], promised: Sequence[NoteRow]) -> list[Block]:
    """The last note that names the unit, and every promised visit that is still open."""
    blocks = [_last(note, names) for note in last]
    for note in promised:
        if note.follow_up is not None:
            asked = f"：{sentence(note.requirement)}" if note.requirement.strip() else "。"
            text = f"约定{chinese_day(note.follow_up)}回访{names.item(note.task_no)}{asked}"
            visit = notes_figure("约定回访", chinese_day(note.follow_up), [note], names)
            blocks.append(told(text, visit))
    return _under("督查记录。", blocks or [Paragraph("没有点名该单位的记录。")])


def _last(note: NoteRow, names: PlanNames) -> Paragraph:
    how = joined((note.method, note.contact and f"联系人{one_line(note.contact)}"))
    problem = f"问题：{sentence(note.problem)}" if note.problem.strip() else ""
    text = (
        f"最近一次：{chinese_day(note.day)}，{names.item(note.task_no)}{f'（{how}）' if how else ''}。"
        f"{sentence(note.text)}{problem}"
    )
    return told(text, notes_figure("最近一次记录", chinese_day(note.day), [note], names))


def _notices(connection: sqlite3.Connection, unit: UnitDetail) -> list[Block]:
    """Issued notices that the unit has not answered yet, newest first."""
    waiting = waiting_for(connection, unit.id)
    blocks = [_waiting(notice) for notice in waiting[:_MOST_NOTICES]]
    if rest := waiting[_MOST_NOTICES:]:
        count, oldest = f"{len(rest)}件", rest[-1]
        since = f"，最早的{chinese_day(oldest.issued_on)}印发" if oldest.issued_on else ""
        blocks.append(told(f"另有{count}尚未反馈{since}。", notices_figure("其余在办文书", count, rest)))
    return _under("在办文书。", blocks or [Paragraph("没有等待反馈的文书。")])


def _under(lead: str, blocks: list[Paragraph]) -> list[Block]:
    """The first paragraph with a heading that runs into it: the sheet is to stay one sheet."""
    return [replace(blocks[0], lead=lead, lead_level=1), *blocks[1:]]


def _waiting(notice: NoticeRow) -> Paragraph:
    due = f"，反馈时限{chinese_day(notice.reply_due)}" if notice.reply_due else ""
    issued = f"{chinese_day(notice.issued_on)}印发" if notice.issued_on else "已印发"
    number = f"（{notice.number}）" if notice.number else ""
    text = f"{NOTICE_TITLES[notice.kind]}{number}，{issued}{due}，尚未反馈。"
    return told(text, notices_figure("在办文书", notice.number, [notice]))


def _table(
    rows: Sequence[tuple[TaskRow, str]], names: PlanNames, milestones: dict[int, list[MilestoneRow]]
) -> Table:
    """The tasks plan by plan, in each under a line that says in which role the unit has them."""
    lines = list[tuple[Cell, ...]]()
    for plan, of_plan in groupby(rows, key=lambda one: names.places[one[0].no].plan):
        lines += plan_line(names, plan, len(_COLUMNS))
        for role, of_role in groupby(of_plan, key=lambda one: one[1]):
            tasks = [task for task, _ in of_role]
            lines.append((Cell(f"{role}{len(tasks)}项", colspan=len(_COLUMNS), align="left"),))
            lines += [_row(names, task, milestones[task.no]) for task in tasks]
    numbers = [task.no for task, _ in rows]
    mixed = len(names.of_plans) not in (0, len(names.plans))
    heads = ("序号", "事项" if mixed else names.noun, *(head for head, _ in _COLUMNS[2:]))
    widths = with_room(names, numbers, [width for _, width in _COLUMNS], 1.0)
    return headed_table(
        tuple(zip(heads, widths, strict=True)),
        lines,
        centred=("序号", "状态"),
        font_size=9 if len(rows) > _MANY else 10.5,
    )


def _row(names: PlanNames, task: TaskRow, milestones: Sequence[MilestoneRow]) -> tuple[Cell, ...]:
    decided = record_ids(one.state.decided_by for one in milestones if one.state.decided_by)
    text = "\n".join(_milestone(one) for one in milestones) or NO_DATE_IN_PLAN
    figures = [milestones_figure("节点", text, milestones, names)] if milestones else []
    return (
        Cell(names.label(task.no)),
        Cell(short_title(task.text, _TASK_LIMIT)),
        Cell(task.light.word, sources=decided),
        cell(text, *figures, also=decided),
    )


def _milestone(milestone: MilestoneRow) -> str:
    if milestone.state.status is not Status.OPEN:
        return f"{title_words(milestone.state).rstrip('。；')}：{state_on_paper(milestone)}"
    told = milestone.light is Light.OVERDUE or milestone.pace
    late = f"，{state_on_paper(milestone)}" if told else ""
    moved = decided_words(milestone.state) if is_moved(milestone.state) else ""
    words = joined((f"{due_on_paper(milestone.state)}{late}", moved))
    return f"{title_words(milestone.state).rstrip('。；')}：{words}"
