"""The ledger that frames and the manual's pictures show: five months of work, up to a frozen day."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from conftest import FixedClock

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.decisions import reopen_milestone
from huaian_tui.services.notes import NoteDraft, add_note, correct_note, retract_note
from huaian_tui.services.notices import issue, keep_draft, record_reply
from huaian_tui.services.settings import change_settings
from huaian_tui.store.engine.append import Ledger
from support.composers import work

TODAY = date(2026, 11, 22)
OFFICE = {
    "officer": "张三",
    "office": "淮安市数据工作领导小组办公室",
    "code": "淮数督",
    "phone": "0517-8123456",
}


def work_five_months(path: Path) -> None:
    """Visits, decisions, corrections, two notices, an answer, in a seeded ledger."""
    clock = FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI))
    with Ledger(path, "张三", clock) as ledger:
        change_settings(ledger, OFFICE)
        work(ledger, TODAY)
        clock.advance(minutes=30)
        seen = NoteDraft(17, "已走访三家企业，授权协议正在起草", date(2026, 11, 18), ("市数据局",))
        note = add_note(ledger, seen, TODAY)
        correct_note(ledger, note, "已走访四家企业，授权协议正在起草", "漏记一家")
        retract_note(
            ledger, add_note(ledger, NoteDraft(18, "记错了任务", date(2026, 11, 18)), TODAY), "任务写错"
        )
        reopen_milestone(ledger, "6-2", "凭证编号有误，退回重报", TODAY)
        clock.go_to(TODAY, 8)
        for unit, send in (("市财政局", True), ("市数据局", False)):
            request = NoticeRequest(kind=NoticeKind.REMINDER, today=TODAY, units=(unit,))
            notice = keep_draft(ledger, compose(ledger.connection, request), TODAY)
            if send:
                issue(ledger, notice, TODAY)
                record_reply(ledger, notice, unit, "已补办入表手续 3 例", TODAY, TODAY)
