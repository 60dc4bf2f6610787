"""函 to one unit, also to 各县区人民政府: asks politely for the progress of tasks (信函格式).

A 函 is how an office writes to bodies that it has no authority over
(党政机关公文处理工作条例 art. 8 and 16), so that it requests and never demands.
"""

from __future__ import annotations

import sqlite3

from huaian_tui.documents.composers.due_notice import assumption, due_table, read_asked
from huaian_tui.documents.composers.notice_frame import Composed, your_unit
from huaian_tui.documents.composers.phrases import taken_up
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.engine.light_rules import read_light_rules


def compose_letter(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 函 about what the unit has due, or about the open milestones of the chosen tasks."""
    asked = read_asked(connection, request, "商请函复", read_light_rules(connection).due_soon_days)
    names, you = asked.names, your_unit(asked.unit, polite=True)
    work = "督查工作" if names.matters_only else "督查评价工作"
    body: list[Block] = [
        Paragraph(
            f"为做好{names.cited}{work}，现商请{you}提供下列节点截至{chinese_day(asked.day)}的进展情况。"
            + taken_up(request.basis, "此项工作的"),
            sources=asked.sources,
        ),
        due_table(asked, "节点"),
        Paragraph(
            f"如方便，请于{chinese_day(asked.reply.day)}前函复：已完成的，请告完成日期和依据；未完成的，请告原因和"
            f"预计完成时间；时限或分工与实际不符的，也请一并指出。此前已提供的材料不必再次提供。"
        ),
        *assumption(asked.due),
        *asked.renamed,
        Paragraph("专此函达，请予支持为盼。"),
    ]
    about = names.noun if names.several or names.matters_only else f"《{names.plans[0].title}》"
    return asked.notice(f"关于商请提供{about}\n有关节点进展情况的函", body, "letter")
