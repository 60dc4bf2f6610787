"""The table of what a unit is asked about: one milestone a row, and the lines that go with it."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.documents.composers.notice_frame import ReplyDue
from huaian_tui.documents.composers.phrases import (
    CLOSED_REPEATS,
    aim_words,
    basis_words,
    due_words,
    joined,
    state_words,
)
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.model import Block, Cell, Paragraph, Table, TableColumn, text_cells
from huaian_tui.documents.standard_words import chinese_date
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.rules.lights import Light


def due_table(due: Sequence[MilestoneRow], what: str) -> Table:
    """序号 | ``what`` | 时限 | 状态, upright."""
    heads = (("序号", 1.4), (what, 9.6), ("时限", 3.3), ("状态", 2.7))
    return Table(
        columns=tuple(TableColumn(width, "left" if head == what else "center") for head, width in heads),
        head=(text_cells(*(head for head, _ in heads)),),
        rows=tuple(_row(one) for one in due),
    )


def _row(milestone: MilestoneRow) -> tuple[Cell, ...]:
    decided = milestone_sources([milestone])
    target = milestone.state.target
    aim = f"；目标：{target.text}" if target else ""
    due = milestone.state.due
    return (
        Cell(str(milestone.task_no)),
        Cell(f"{aim_words(milestone)}。{basis_words(milestone)}{aim}", sources=decided),
        Cell(chinese_date(due) if due else due_words(milestone), sources=decided),
        Cell(state_words(milestone), sources=decided),
    )


def milestone_sources(due: Sequence[MilestoneRow]) -> tuple[str, ...]:
    """The decisions that these milestones stand by; none for what the plan itself gives."""
    return record_ids(one.state.decided_by for one in due if one.state.decided_by)


def counted(due: Sequence[MilestoneRow]) -> str:
    """逾期3个，临期1个, with what is due later or has no date named too."""
    late = sum(one.light is Light.OVERDUE for one in due)
    soon = sum(one.light is Light.DUE_SOON for one in due)
    rest = len(due) - late - soon
    return joined(
        (
            f"逾期{late}个" if late else "",
            f"临期{soon}个" if soon else "",
            f"其他未办结{rest}个" if rest else "",
        )
    )


def reply_request(reply: ReplyDue) -> Paragraph:
    """What is to be answered, and by when."""
    return Paragraph(
        f"请于{chinese_date(reply.day)}前反馈：已完成的，报完成日期和依据；未完成的，说明原因和预计完成时间；"
        f"时限或分工与实际不符的，请一并指出。{CLOSED_REPEATS}"
    )


def assumption(due: Sequence[MilestoneRow]) -> list[Block]:
    """The sentence that says how a bare year is read, where one was."""
    if not any(one.state.assumed for one in due):
        return []
    return [Paragraph("方案只写年份的，时限按当年12月31日计。")]
