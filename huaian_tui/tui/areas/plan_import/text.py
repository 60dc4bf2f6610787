"""The right side of the preview: what is asked, the row as it stands in the file, what it became."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from huaian_tui.domain.reading.goals import Proposal
from huaian_tui.importing.plan_files.draft import DraftTask, Question, ReadUnit
from huaian_tui.services.plan_import.decisions import NEW_UNIT, NO_UNIT, Decisions
from huaian_tui.services.plan_import.preview import Preview, given_answer
from huaian_tui.services.plan_import.roles import role_words
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.plan_import.parts import (
    ColumnLine,
    NamedUnit,
    answer_words,
    meant_words,
    open_ids,
)
from huaian_tui.tui.areas.plan_import.words import due_words, target_words
from huaian_tui.tui.frame.detail_lines import heading, labelled, lines, quiet, toned
from huaian_tui.tui.safe_text import own_words, safe_content

MOST_TASKS = 6
"""Rows that a question or a unit is about which are shown; more are counted."""

MOST_TEXT = 2_000
"""Characters of a part of a row that are shown here; all of it is taken."""


def question_text(preview: Preview, decisions: Decisions, question: Question) -> Content:
    """A question: its answers with their digits, what was answered, the rows that it is about."""
    given = given_answer(decisions, question)
    parts: list[Content | None] = [heading(own_words(question.message)), quiet(question.where)]
    parts += [
        Content.styled(f" {digit} ", "bold $accent") + safe_content(one.words)
        for digit, one in enumerate(question.answers, start=1)
    ]
    if question.open:
        key = Content.styled(f" {keys_said('open')} ", "bold $accent")
        parts.append(key + safe_content(typed_words(question)))
    if given:
        parts.append(toned(f"已定：{answer_words(question, given)}", "done"))
    elif question.id in open_ids(preview, decisions):
        parts.append(toned("待定", "overdue"))
    elif not question.must_be_answered:
        parts.append(quiet("只是说明，不用答；有出入就改原文件，或在任务里改。"))
    places = [question.task] if question.task is not None else list(question.tasks)
    for place in places[:MOST_TASKS]:
        parts += [Content(""), *_task(preview, place)]
    if len(places) > MOST_TASKS:
        parts.append(quiet(f"另有 {len(places) - MOST_TASKS} 项"))
    return lines(parts)


def typed_words(question: Question) -> str:
    """What is typed as the answer."""
    if question.kind == "date":
        return "写时限，如 2026-06-30、6月底、每季度"
    if question.kind in ("year", "no_year"):
        return "写年份，如 2026"
    if question.kind == "doubled":
        return "写正确的序号"
    return "写任务内容" if question.kind == "empty" else "自己写"


def task_text(preview: Preview, place: int) -> Content:
    """A row of the file and what was understood, with what is asked about it."""
    return lines(_task(preview, place))


def _task(preview: Preview, place: int) -> Iterator[Content]:
    task = preview.draft.tasks[place]
    read = preview.read.draft.tasks
    yield heading(f"文件里  {task.where}")
    yield from _as_read(read[place] if place < len(read) else task)
    yield heading("读成" if place in set(preview.taken) else "不读入")
    yield from _understood(task)
    for question in preview.questions:
        if question.task == place:
            waits = question in preview.unanswered
            words = f"{'待定' if waits else '问题'}  {own_words(question.message)}"
            yield toned(words, "overdue" if waits else "")


def _as_read(task: DraftTask) -> Iterator[Content]:
    said = (
        ("序号", task.no or ""),
        ("任务", task.text),
        ("牵头", task.lead_raw),
        ("责任", task.support_raw),
        ("时限", task.due_text),
        ("备注", task.note),
    )
    for label, words in said:
        if words:
            yield labelled(label, words[:MOST_TEXT] + ("（以下略）" if len(words) > MOST_TEXT else ""))


def _understood(task: DraftTask) -> Iterator[Content]:
    if levels := " ／ ".join(level for level in (task.level1, task.level2) if level):
        yield labelled("指标", levels)
    yield labelled("序号", task.no or "没有")
    for label, units in (("牵头", task.lead), ("责任", task.support)):
        if units:
            yield labelled(label, Content("、").join([_unit(one) for one in units]))
    if task.open:
        yield labelled("还有", "、".join(task.open))
    for at, made in enumerate(task.milestones):
        yield labelled("节点" if at == 0 else "    ", milestone_text(made))
    if task.duties:
        yield labelled("长期", "；".join(task.duties))


def _unit(one: ReadUnit) -> Content:
    if not one.unit:
        return safe_content(one.name) + toned("（新）", "due_soon")
    return safe_content(one.name) + (quiet(f"（{own_words(one.doubt)}）") if one.doubt else Content(""))


def milestone_text(made: Proposal) -> Content:
    """A milestone: whether it is ticked, when, what, and the phrase."""
    mark = "[*] " if made.sure else "[ ] "
    start = "开始 " if made.kind == "start" else ""
    target = f" {words}" if (words := target_words(made.quantity)) else ""
    said = safe_content(f"{mark}{start}{due_words(made)}{target}  「{made.phrase}」")
    return said if made.sure else said + toned("（没勾）", "due_soon")


def unit_text(preview: Preview, unit: NamedUnit, nearest: Sequence[tuple[str, str]]) -> Content:
    """A name of a unit: what it may mean, by digits, and the rows where it stands."""
    parts: list[Content | None] = [
        heading(unit.name),
        labelled("读作", meant_words(unit.meant, preview)),
        labelled("说明", own_words(unit.read.doubt)) if unit.read.doubt else None,
    ]
    choices = [(NEW_UNIT, "新增单位"), (NO_UNIT, "不是单位，不读入"), *nearest]
    parts += [
        Content.styled(f" {digit} ", "bold $accent") + safe_content(words if at < 2 else f"就是 {words}")
        for at, (digit, (_, words)) in enumerate(zip(range(1, 10), choices, strict=False))
    ]
    parts += [quiet(f"{keys_said('open')} 从全部单位里选"), Content("")]
    places = [
        place
        for place, task in enumerate(preview.read.draft.tasks)
        if any(one.name == unit.name for one in (*task.lead, *task.support))
    ]
    for place in places[:MOST_TASKS]:
        task = preview.read.draft.tasks[place]
        parts.append(labelled(task.where, task.text[:80]))
    if len(places) > MOST_TASKS:
        parts.append(quiet(f"共 {len(places)} 处"))
    return lines(parts)


def column_text(preview: Preview, line: ColumnLine) -> Content:
    """A column, and what choosing does."""
    return lines(
        [
            heading(f"{line.table} 第{line.place + 1}栏：{line.head or '没有栏名'}"),
            labelled("读作", role_words(line.role)),
            Content(""),
            quiet(f"{keys_said('open')} 换一种读法；换了以后重新读一遍文件，本机构下次读同样的表也照此。"),
        ]
    )
