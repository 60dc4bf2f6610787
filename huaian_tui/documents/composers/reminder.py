"""催办单 for one unit: its overdue milestones and those about to come due, and nothing else.

Only what is due is asked for (减负规定: the same material is not asked for twice).
"""

from __future__ import annotations

import sqlite3

from huaian_tui.documents.composers.due_table import (
    assumption,
    counted,
    due_table,
    milestone_sources,
    reply_request,
)
from huaian_tui.documents.composers.facts import due_of, nothing_due
from huaian_tui.documents.composers.notice_frame import Composed, framed, reply_due, the_unit, your_unit
from huaian_tui.documents.composers.phrases import plan_quoted, sentence
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.documents.standard_words import chinese_date
from huaian_tui.domain.rules.lights import DUE_SOON_DAYS
from huaian_tui.store.queries.overview import read_plan
from huaian_tui.store.queries.settings import read_profile


def compose_reminder(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 催办单 for the request's unit; refused when it has nothing due."""
    today, unit = request.today, the_unit(connection, request)
    due = due_of(connection, today, unit, request.tasks, DUE_SOON_DAYS)
    if not due:
        raise nothing_due(unit.name, today, "催办")
    plan, reply = read_plan(connection), reply_due(today)
    basis = f"（立项依据：{sentence(request.basis)[:-1]}）" if request.basis.strip() else ""
    body: list[Block] = [
        Paragraph(
            f"根据{plan_quoted(plan)}{basis}，截至{chinese_date(today)}，{your_unit(unit)}牵头或负责的下列节点"
            f"需要办理：{counted(due)}。",
            sources=milestone_sources(due),
        ),
        due_table(due, "节点"),
        reply_request(reply),
        *assumption(due),
    ]
    document = framed(
        read_profile(connection),
        today,
        title="催办单",
        recipients=(unit.full_name,),
        body=body,
        layout="sheet",
    )
    asks = tuple(one.id for one in due)
    return Composed(request.kind, (unit.name,), document, reply.warnings, asks, reply.day)
