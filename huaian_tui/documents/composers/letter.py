"""函 to one unit, also to 各县区人民政府: asks politely for the progress of tasks (信函格式).

A 函 is how an office writes to bodies that it has no authority over
(党政机关公文处理工作条例 art. 8 and 16), so that it requests and never demands.
"""

from __future__ import annotations

import sqlite3

from huaian_tui.documents.composers.due_table import assumption, due_table, milestone_sources
from huaian_tui.documents.composers.facts import due_of, nothing_due
from huaian_tui.documents.composers.notice_frame import Composed, framed, reply_due, the_unit, your_unit
from huaian_tui.documents.composers.phrases import plan_quoted, sentence
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.documents.standard_words import chinese_date
from huaian_tui.domain.rules.lights import DUE_SOON_DAYS
from huaian_tui.store.queries.overview import read_plan
from huaian_tui.store.queries.settings import read_profile


def compose_letter(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 函 about what the unit has due, or about the open milestones of the chosen tasks."""
    today, unit = request.today, the_unit(connection, request)
    due = due_of(connection, today, unit, request.tasks, DUE_SOON_DAYS)
    if not due:
        raise nothing_due(unit.name, today, "商请函复")
    plan, reply = read_plan(connection), reply_due(today)
    you = your_unit(unit, polite=True)
    taken_up = f"此项工作的立项依据：{sentence(request.basis)}" if request.basis.strip() else ""
    body: list[Block] = [
        Paragraph(
            f"为做好{plan_quoted(plan)}督查评价工作，现商请{you}提供下列节点截至{chinese_date(today)}的进展情况。"
            f"{taken_up}",
            sources=milestone_sources(due),
        ),
        due_table(due, "节点"),
        Paragraph(
            f"如方便，请于{chinese_date(reply.day)}前函复：已完成的，请告完成日期和依据；未完成的，请告原因和"
            f"预计完成时间；时限或分工与实际不符的，也请一并指出。此前已提供的材料不必再次提供。"
        ),
        *assumption(due),
        Paragraph("专此函达，请予支持为盼。"),
    ]
    document = framed(
        read_profile(connection),
        today,
        title=f"关于商请提供《{plan.title}》\n有关节点进展情况的函",
        recipients=(unit.full_name,),
        body=body,
        layout="letter",
    )
    asks = tuple(one.id for one in due)
    return Composed(request.kind, (unit.name,), document, reply.warnings, asks, reply.day)
