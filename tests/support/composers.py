"""A worked ledger for the tests of composing: visits, completions, an extension, a cancellation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.sources import number_sources
from huaian_tui.documents.model import Paragraph, Table
from huaian_tui.ledger.identity import format_id
from huaian_tui.services.decisions import (
    Completion,
    add_reading,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    hand_in,
    set_milestone,
)
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import read_milestone

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class History:
    """Ids of the records of a worked ledger, as documents carry them."""

    summer_note: str
    autumn_note: str
    support_note: str
    summer_done: str
    autumn_done: str
    racks_done: str
    racks_reading: str
    agencies_reading: str
    extended: str
    set_milestone: str
    handed_in: str


def work(ledger: Ledger, today: date = TODAY) -> History:
    """What an office recorded from July to November 2026."""
    summer = NoteDraft(
        2,
        "登记平台已完成招标，一期功能上线试运行。",
        date(2026, 8, 12),
        ("市数据局",),
        method="听取汇报",
        contact="王科长 0517-80000000",
        problem="平台与交易场所的接口标准尚未统一",
        requirement="9月底前对接接口标准",
    )
    autumn = NoteDraft(
        2,
        "接口标准已统一，正在联调。",
        date(2026, 10, 20),
        ("市数据局",),
        problem="联调进度慢于计划。",
        requirement="11月底前完成联调",
    )
    support = NoteDraft(
        22,
        "已引进服务机构12家。",
        date(2026, 11, 2),
        ("市数据局", "市财政局"),
        problem="扶持资金尚未下达",
        follow_up=date(2026, 11, 10),
    )
    notes = [format_id(add_note(ledger, note, today)) for note in (summer, autumn, support)]
    done = [
        complete_milestone(ledger, "6-1", Completion(date(2026, 7, 3), "入表凭证", 1.0), today),
        complete_milestone(ledger, "6-2", Completion(date(2026, 11, 3), "入表凭证"), today),
        complete_milestone(ledger, "45-1", Completion(date(2026, 10, 28), "现场核查", 4200.0), today),
    ]
    racks = add_reading(ledger, "45-2", 4200.0, date(2026, 10, 28), today)
    agencies = add_reading(ledger, "22-1", 12.0, date(2026, 11, 2), today)
    extend_milestone(ledger, "2-4", date(2026, 12, 10), "市政府专题会议纪要第12号", today)
    cancel_milestone(ledger, "26-1-2024", "2024年由省里统一举办", today)
    chosen = set_milestone(ledger, 3, "目录体系建成", date(2027, 6, 30), "交办单反馈")
    handed_in = hand_in(ledger, "1-a", "征求意见稿", date(2026, 10, 9), today)
    return History(
        *notes,
        *(format_id(one) for one in (*done, racks, agencies)),
        extended=decided(ledger, "2-4", today),
        set_milestone=decided(ledger, chosen, today),
        handed_in=format_id(handed_in),
    )


def decided(ledger: Ledger, milestone: str, today: date) -> str:
    """The id of the last decision on a milestone."""
    record = read_milestone(ledger.connection, today, milestone).state.decided_by
    assert record is not None
    return format_id(record)


def paragraphs(composed: Composed) -> list[str]:
    """The texts of the body's paragraphs with their run-in headings."""
    return [block.lead + block.text for block in composed.document.body if isinstance(block, Paragraph)]


def sources_of(composed: Composed, beginning: str) -> tuple[str, ...]:
    """The records of the first paragraph or cell that begins so."""
    return next(ids for text, ids in number_sources(composed.document) if text.startswith(beginning))


def tables(composed: Composed) -> list[Table]:
    """All tables of the body and the attachments."""
    return [block for block in composed.document.blocks() if isinstance(block, Table)]


def row_of(table: Table, first: str) -> list[str]:
    """The texts of the row that begins with this cell."""
    return next([cell.text for cell in row] for row in table.rows if row[0].text == first)
