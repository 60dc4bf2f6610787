"""催办单 for one unit: its overdue milestones and those about to come due, and nothing else.

Only what is due is asked for (减负规定: the same material is not asked for twice).
"""

from __future__ import annotations

import sqlite3

from huaian_tui.documents.composers.due_notice import (
    assumption,
    counted,
    counted_figures,
    due_table,
    read_asked,
    reply_request,
)
from huaian_tui.documents.composers.notice_frame import Composed, your_unit
from huaian_tui.documents.composers.phrases import taken_up
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.engine.light_rules import read_light_rules


def compose_reminder(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 催办单 for the request's unit; refused when it has nothing due."""
    asked = read_asked(connection, request, "催办", read_light_rules(connection).due_soon_days)
    basis = f"（{taken_up(request.basis)[:-1]}）" if request.basis.strip() else ""
    body: list[Block] = [
        Paragraph(
            f"根据{asked.names.cited}{basis}，截至{chinese_day(asked.day)}，{your_unit(asked.unit)}牵头或负责的下列节点"
            f"需要办理：{counted(asked)}。",
            sources=asked.sources,
            figures=counted_figures(asked),
        ),
        due_table(asked, "节点"),
        reply_request(asked.reply),
        *assumption(asked.due),
        *asked.renamed,
    ]
    return asked.notice("催办单", body, "sheet")
