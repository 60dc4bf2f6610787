"""Everything about one task as text: the page behind ``huaian-tui task``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from huaian_tui.cli.output.blocks import Block, Fields, Heading, Lines
from huaian_tui.cli.output.wording import task_light_word
from huaian_tui.cli.pages.milestone import milestone_pairs, milestone_title
from huaian_tui.cli.pages.note import note_blocks
from huaian_tui.domain.answers.milestones import ReadingRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import DeliverableRow, DutyRow, TaskDetail
from huaian_tui.domain.columns import Cell
from huaian_tui.domain.rules.targets import format_number

_ROLES = {"lead": "牵头单位", "support": "责任单位"}
_LAST_NOTES = 3


def task_blocks(detail: TaskDetail, notes: Sequence[NoteRow]) -> Iterator[Block]:
    """The whole page."""
    yield Heading(f"第{detail.task.no}行 重点任务")
    yield Fields(list(_place(detail)))
    yield from _milestones(detail)
    if detail.readings:
        yield Heading("指标读数")
        yield Lines([_reading(one) for one in detail.readings])
    if detail.duties:
        yield Heading("经常性工作")
        yield Lines([_duty(one) for one in detail.duties])
    yield Heading("成果")
    yield Lines([_deliverable(one) for one in detail.deliverables] or ["原文没有写明成果"])
    if detail.remarks:
        yield Heading("原文存疑")
        yield Lines([f"{one.where}：{one.text}处理：{one.treatment}" for one in detail.remarks])
    yield from _notes(notes)


def _place(detail: TaskDetail) -> Iterator[tuple[str, Cell]]:
    task = detail.task
    yield "状态", task_light_word(task)
    yield "最近时限", task.next_due.isoformat() if task.next_due else "未定"
    yield "原文", task.text
    yield "一级指标", task.level1
    yield "二级指标", task.level2
    yield "出处", f"{detail.section}，第{detail.article_no}条 {_bare_article(detail.article)}"
    for role, label in _ROLES.items():
        yield label, "、".join(slot.raw for slot in detail.slots if slot.role == role)
    yield "单位说明", "\n".join(f"{slot.raw}：{slot.assumption}" for slot in detail.slots if slot.assumption)
    if detail.self_supervised:
        yield "自身事项", "由督查机构自身牵头，照常督查"


def _bare_article(article: str) -> str:
    """The heading without its number (``12.``), which is said before it."""
    return article.lstrip("0123456789.． ")


def _milestones(detail: TaskDetail) -> Iterator[Block]:
    yield Heading("节点")
    if not detail.milestones:
        yield Lines(
            [
                "原文没有给出时限，不会逾期。"
                f"要设节点：huaian-tui milestone set {detail.task.no} --title 名称 --due 日期 --basis 依据"
            ]
        )
    for row in detail.milestones:
        yield Lines([f"{row.id} {milestone_title(row)}"])
        yield Fields(list(milestone_pairs(row)))


def _reading(one: ReadingRow) -> str:
    met = {True: "，达标", False: "，未达标", None: ""}[one.met]
    return f"{one.day.isoformat()} 节点 {one.milestone} 读数 {format_number(one.value)}{met}（{one.officer}）"


def _duty(one: DutyRow) -> str:
    if one.kind == "periodic":
        return f"“{one.phrase}”：定期，但未说明间隔；可用 milestone set 的 --due 每季度末 等设定"
    return f"“{one.phrase}”：长期工作，没有期限，不会逾期"


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
        number = notes[0].task_no
        yield Lines([f"以上是最近 {_LAST_NOTES} 条，共 {len(notes)} 条：huaian-tui note list {number}"])
