"""Everything about one task as text: the page behind ``huaian-tui task``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from huaian_tui.cli.output.blocks import Block, Cell, Fields, Heading, Lines
from huaian_tui.cli.output.wording import (
    chinese_day,
    completion_word,
    due_word,
    how_known,
    milestone_word,
    note_name,
    target_word,
    task_light_word,
)
from huaian_tui.domain.answers.milestones import MilestoneRow, ReadingRow
from huaian_tui.domain.answers.notes import NOTE_PARTS, EarlierText, NoteRow
from huaian_tui.domain.answers.tasks import DeliverableRow, DutyRow, TaskDetail
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
        yield Lines([f"{row.id} {row.state.title}{'（力争）' if row.state.stretch else ''}"])
        yield Fields(list(milestone_pairs(row)))


def milestone_pairs(row: MilestoneRow) -> Iterator[tuple[str, Cell]]:
    """What is said of one milestone, label by label."""
    state = row.state
    yield "  状态", milestone_word(row)
    yield "  时限", due_word(state)
    yield "  怎样知道的", how_known(state)
    yield "  指标", target_word(state.target)
    yield "  结果", completion_word(state)
    if state.conflict:
        yield "  冲突待核", "两处各自作了决定，现按较晚的显示；请核对后再作一次决定"


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


def note_blocks(note: NoteRow) -> Iterator[Block]:
    """One note in full, with what it said before."""
    yield Lines([f"{note_name(note)} {chinese_day(note.day)} {note.officer}"])
    pairs: list[tuple[str, Cell]] = [
        ("  单位", "、".join(note.units)),
        ("  方式", note.method),
        ("  联系人", note.contact),
        ("  进展", note.text),
        ("  问题", note.problem),
        ("  要求", note.requirement),
        ("  回访", note.follow_up.isoformat() if note.follow_up else ""),
    ]
    pairs += [("  原记", _said_before(one)) for one in note.earlier]
    yield Fields(pairs)


def _said_before(earlier: EarlierText) -> str:
    """What a correction changed, as it read before, and why."""
    parts = [] if earlier.same_text else [earlier.text]
    parts += [f"{NOTE_PARTS[key]}：{value or '没有写'}" for key, value in earlier.others]
    return "\n".join([*parts, f"更正理由：{earlier.reason}"])
