"""Everything about one task as text: the page behind ``huaian-tui task``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from huaian_tui.cli.output.blocks import Block, Fields, Heading, Lines
from huaian_tui.cli.output.wording import task_light_word
from huaian_tui.cli.pages.milestone import milestone_pairs
from huaian_tui.cli.pages.note import note_blocks
from huaian_tui.domain.answers.milestones import ReadingRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.plans import TaskRevision
from huaian_tui.domain.answers.tasks import DeliverableRow, DutyRow, TaskDetail, TaskVersion
from huaian_tui.domain.columns import Cell
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.words.days import moment
from huaian_tui.domain.words.items import as_items
from huaian_tui.domain.words.milestones import UNDATED, title_words
from huaian_tui.domain.words.targets import value_words, verdict
from huaian_tui.domain.words.tasks import DUTIES, NO_MILESTONES, ROLES, SELF_SUPERVISED, slot_words

_LAST_NOTES = 3


def task_blocks(detail: TaskDetail, notes: Sequence[NoteRow]) -> Iterator[Block]:
    """The whole page."""
    yield Heading(f"{detail.task.named.told} {'重点任务' if detail.handed is None else '交办事项'}")
    yield Fields(list(_place(detail)))
    if detail.versions:
        yield Heading("任务内容冲突待核（用 task set 再改一次即核定）")
        yield Lines([_version(one) for one in detail.versions])
    yield from _milestones(detail)
    if detail.readings:
        yield Heading("指标读数")
        targets = {row.id: row.state.target for row in detail.milestones}
        yield Lines([_reading(one, targets.get(one.milestone)) for one in detail.readings])
    if detail.duties:
        yield Heading("经常性工作")
        yield Lines([_duty(one) for one in detail.duties])
    yield Heading("成果")
    yield Lines([_deliverable(one) for one in detail.deliverables] or ["原文没有写明成果"])
    if detail.remarks:
        yield Heading("原文存疑")
        yield Lines([f"{as_items(one.where)}：{one.text}处理：{one.treatment}" for one in detail.remarks])
    yield from _notes(notes)


def _place(detail: TaskDetail) -> Iterator[tuple[str, Cell]]:
    task = detail.task
    if "/" in task.named.label:
        yield "方案", task.named.title
    if detail.ended_on is not None:
        yield "终止", f"{detail.ended_on.isoformat()}：{detail.ended_why}"
    yield "状态", task_light_word(task)
    yield "最近时限", task.next_due.isoformat() if task.next_due else UNDATED
    if detail.handed is not None:
        yield "来源", detail.handed.words
        yield "曾用编号", "、".join(f"{one}号" for one in detail.handed.former)
    yield "原文", task.text
    yield "方案修订", "\n".join(revision_lines(detail.revisions))
    yield "关联任务", "\n".join(f"{one.named.told} {one.text}" for one in detail.ties)
    yield "一级指标", task.level1
    yield "二级指标", task.level2
    if detail.article:
        yield "出处", f"{detail.section}，第{detail.article_no}条 {_bare_article(detail.article)}"
    for role, label in ROLES.items():
        yield f"{label}单位", "、".join(slot_words(slot) for slot in detail.slots if slot.role == role)
    read_so = [slot for slot in detail.slots if slot.assumption]
    yield "单位说明", "\n".join(f"{slot.raw}：{as_items(slot.assumption)}" for slot in read_so)
    if detail.self_supervised:
        yield "自身事项", SELF_SUPERVISED


def revision_lines(revisions: Sequence[TaskRevision]) -> Iterator[str]:
    """What revisions of the plan's text changed in a task, a line each, with the text before."""
    for one in revisions:
        yield f"{one.day.isoformat()} {one.change}（{one.officer}采用）"
        if one.before:
            yield f"修订前：{one.before}"


def _version(one: TaskVersion) -> str:
    units = f"牵头：{one.lead}；责任：{one.support or '无'}"
    said = f"终止：{one.ended}" if one.ended else f"{one.text}（{units}）"
    return f"{one.officer} {moment(one.recorded_at)}：{said}"


def _bare_article(article: str) -> str:
    """The heading without its number (``12.``), which is said before it."""
    return article.lstrip("0123456789.． ")


def _milestones(detail: TaskDetail) -> Iterator[Block]:
    yield Heading("节点")
    if not detail.milestones:
        yield Lines(
            [
                f"{NO_MILESTONES}。"
                "要设节点：huaian-tui milestone set "
                f"{detail.task.named.label} --title 名称 --due 日期 --basis 依据"
            ]
        )
    for row in detail.milestones:
        yield Lines([f"{row.id} {title_words(row.state)}"])
        yield Fields(list(milestone_pairs(row)))


def _reading(one: ReadingRow, target: Target | None) -> str:
    met = "" if one.met is None else f"，{verdict(one.met)}"
    value = value_words(target, one.value)
    return f"{one.day.isoformat()} 节点 {one.milestone} 读数 {value}{met}（{one.officer}）"


def _duty(one: DutyRow) -> str:
    label, said = DUTIES[one.kind]
    way = "；可用 milestone set 的 --due 每季度末 等设定" if one.kind == "periodic" else ""
    return f"“{one.phrase}”：{label}，{said}{way}"


def _deliverable(one: DeliverableRow) -> str:
    if one.handed_in_on is None:
        return f"{one.id} {one.title}：未报送"
    return f"{one.id} {one.title}：{one.handed_in_on.isoformat()} 报送：{one.handed_in}（{one.officer}）"


def _notes(notes: Sequence[NoteRow]) -> Iterator[Block]:
    yield Heading("督查记录")
    if not notes:
        yield Lines(["还没有督查记录"])
    for note in notes[:_LAST_NOTES]:
        yield from note_blocks(note)
    if len(notes) > _LAST_NOTES:
        number = notes[0].named.label
        yield Lines([f"以上是最近 {_LAST_NOTES} 条，共 {len(notes)} 条：huaian-tui note list {number}"])
