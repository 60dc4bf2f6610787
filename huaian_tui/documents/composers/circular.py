"""通报 over the whole plan: how its tasks stand on a day.

Structure as published ones have it (documents.md): 依据 → 总体情况 → 各单位进展 →
督查发现的问题 → 下一步要求 → 附件. It states facts and praises or blames nobody
(政府督查工作条例 art. 21 asks for an approval first).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from huaian_tui.documents.composers.composed import ALL_UNITS, Composed, issuing_office
from huaian_tui.documents.composers.progress_table import progress_attachment
from huaian_tui.documents.model import Block, Heading, OfficialDocument, Paragraph
from huaian_tui.documents.wording import chinese_date
from huaian_tui.domain.identity import format_id
from huaian_tui.domain.lights import Light
from huaian_tui.domain.rows import NoteRow, PlanRow, TaskRow
from huaian_tui.domain.shares import shares
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.overview import read_plan
from huaian_tui.store.queries.tasks import TaskFilter, find_tasks, read_tasks
from huaian_tui.store.queries.units import list_units, read_unit

_ORDER = (Light.DONE, Light.ON_TRACK, Light.DUE_SOON, Light.OVERDUE, Light.UNSCHEDULED)
"""The order in which a 通报 counts."""

_MOST_PROBLEMS = 40
_NUMERALS = "一二三四五六七八九十"


def compose_circular(connection: sqlite3.Connection, today: date) -> Composed:
    """The 通报 as of ``today`` over all tasks of the plan."""
    plan = read_plan(connection)
    office = issuing_office(connection)
    tasks = read_tasks(connection, today, find_tasks(connection, today, TaskFilter()))
    body: list[Block] = [_basis(plan, today)]
    sections = [
        ("总体情况", _overall(tasks)),
        ("各单位进展", _by_unit(connection, today, tasks)),
        ("督查发现的问题", _problems(connection)),
        ("下一步要求", _requirements(tasks)),
    ]
    for numeral, (heading, blocks) in zip(_NUMERALS, sections, strict=False):
        body += [Heading(1, f"{numeral}、{heading}"), *blocks]
    document = OfficialDocument(
        masthead=office.name,
        title=f"关于《{plan.title}》\n重点任务进展情况的通报",
        recipients=ALL_UNITS,
        body=tuple(body),
        attachments=(progress_attachment(connection, today, tasks),),
        signature=office.name,
        date=today,
        printing_office=office.name,
        printed_on=today,
        draft=True,
    )
    return Composed("circular", (), document, (*office.warnings, *_risks(plan, office.name)))


def _risks(plan: PlanRow, office: str) -> tuple[str, ...]:
    told = []
    if plan.stage:
        told.append(f"方案为{plan.stage}，引用前请确认已印发")
    if "领导小组办公室" in office:
        told.append(
            "领导小组办公室不能向各县区人民政府行文（党政机关公文处理工作条例第十六条）："
            "可由市政府办公室印发（经市政府同意），或改用函"
        )
    return tuple(told)


def _basis(plan: PlanRow, today: date) -> Paragraph:
    stage = f"（{plan.stage}）" if plan.stage else ""
    return Paragraph(
        f"根据《{plan.title}{stage}》关于督查评价、定期通报的要求，现将截至{chinese_date(today)}"
        "重点任务进展情况通报如下。"
    )


def _count(tasks: Sequence[TaskRow], light: Light) -> int:
    return sum(task.light is light for task in tasks)


def _overall(tasks: Sequence[TaskRow]) -> list[Block]:
    counts = [_count(tasks, light) for light in _ORDER]
    parts = [
        f"{light.word}{count}项，占{share:.1f}%"
        for light, count, share in zip(_ORDER, counts, shares(counts), strict=True)
        if count
    ]
    text = f"方案共分解重点任务{len(tasks)}项。其中，{'；'.join(parts)}。"
    if _count(tasks, Light.UNSCHEDULED):
        text += "未设节点的任务，方案原文没有写明时限，不计入逾期。"
    return [Paragraph(text)]


def _by_unit(connection: sqlite3.Connection, today: date, tasks: Sequence[TaskRow]) -> list[Block]:
    """One run-in paragraph for each unit that leads, in the order of the plan."""
    by_number = {task.no: task for task in tasks}
    blocks: list[Block] = []
    for unit in list_units(connection, today):
        if unit.lead_count == 0:
            continue
        led = [by_number[no] for no in read_unit(connection, today, unit.name).lead]
        text = f"牵头{len(led)}项：{'，'.join(_led_parts(led))}。"
        number = len(blocks) + 1
        blocks.append(Paragraph(text, lead=f"（{_chinese_number(number)}）{unit.name}。"))
    return blocks


def _led_parts(led: Sequence[TaskRow]) -> list[str]:
    """Counts by light; what is late or due is named by its row, what has no date is only counted."""
    parts = []
    for light in _ORDER:
        if count := _count(led, light):
            named = "" if light is Light.UNSCHEDULED else f"（第{_numbers(led, light)}项）"
            parts.append(f"{light.word}{count}项{named}")
    return parts


def _numbers(tasks: Sequence[TaskRow], light: Light) -> str:
    return "、".join(str(task.no) for task in tasks if task.light is light)


def _chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals, for headings."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return head + (_NUMERALS[ones - 1] if ones else "")


def _problems(connection: sqlite3.Connection) -> list[Block]:
    """Problems as the officers' notes have them, newest first, with row and units named."""
    notes = [note for note in read_notes(connection, find_notes(connection)) if note.problem]
    if not notes:
        return [Paragraph("本期督查记录中没有登记问题。")]
    blocks: list[Block] = [_problem(place, note) for place, note in enumerate(notes[:_MOST_PROBLEMS], 1)]
    if len(notes) > _MOST_PROBLEMS:
        blocks.append(Paragraph(f"其余{len(notes) - _MOST_PROBLEMS}个问题见台账。"))
    return blocks


def _problem(place: int, note: NoteRow) -> Paragraph:
    units = f"，涉及{'、'.join(note.units)}" if note.units else ""
    problem = " ".join(note.problem.split())
    text = f"{place}.第{note.task_no}项（{chinese_date(note.day)}督查{units}）：{problem.rstrip('。')}。"
    return Paragraph(text, sources=(format_id(note.record_id),))


def _requirements(tasks: Sequence[TaskRow]) -> list[Block]:
    """What follows from the counts; only what the facts ask for."""
    wanted = []
    if _count(tasks, Light.OVERDUE):
        numbers = _numbers(tasks, Light.OVERDUE)
        wanted.append(f"第{numbers}项有节点逾期，请牵头单位说明原因，提出完成时间；需要延期的，写明依据。")
    if _count(tasks, Light.DUE_SOON):
        wanted.append(f"第{_numbers(tasks, Light.DUE_SOON)}项临近时限，请按期完成。")
    if _count(tasks, Light.UNSCHEDULED):
        wanted.append("方案没有写明时限的任务，请牵头单位商督查单位确定节点。")
    wanted.append("只反馈有变化的事项，已报送的材料不重复报送。")
    return [Paragraph(f"{place}.{text}") for place, text in enumerate(wanted, 1)]
