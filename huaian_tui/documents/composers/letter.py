"""函 to one unit, also to 各县区人民政府: asks politely for the progress of tasks (信函格式).

A 函 is how an office writes to bodies that it has no authority over
(党政机关公文处理工作条例 art. 8 and 16), so that it requests and never demands. It is about all that the unit
has due unless one role is asked for; each item says who leads it.
"""

from __future__ import annotations

import sqlite3

from huaian_tui.documents.composers.close_setting import USUAL, Setting
from huaian_tui.documents.composers.due_notice import Asked, due_table, read_asked
from huaian_tui.documents.composers.notice_frame import Composed, your_unit
from huaian_tui.documents.composers.phrases import taken_up
from huaian_tui.documents.composers.request import SUPPORT, NoticeRequest
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.engine.light_rules import read_light_rules

_FEW = 3
"""So many items are set in the size of a paper's table, more in a smaller one."""


def compose_letter(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 函 about what the unit has due, or about the open milestones of the chosen tasks."""
    asked = read_asked(connection, request, "商请函复", read_light_rules(connection).due_soon_days)
    names, you = asked.names, your_unit(asked.unit, polite=True)
    work = "督查工作" if names.matters_only else "督查评价工作"
    body: list[Block] = [
        Paragraph(
            f"为做好{names.cited}{work}，现商请{you}提供所{asked.part.removeprefix('作为责任单位')}下列节点截至{chinese_day(asked.day)}的"
            f"进展情况。{taken_up(request.basis, '此项工作的')}",
            sources=asked.sources,
        ),
        due_table(asked, "节点", Setting(12) if len(asked.due) <= _FEW else USUAL, plan_told=True),
        Paragraph(f"{_wanted(asked)}此前已提供的材料不必再次提供。"),
        *asked.renamed,
        Paragraph("专此函达，请予支持为盼。"),
    ]
    about = names.noun if names.several or names.matters_only else f"《{names.plans[0].title}》"
    return asked.notice(f"关于商请提供{about}\n有关节点进展情况的函", body, "letter")


def _wanted(asked: Asked) -> str:
    by = chinese_day(asked.reply.day)
    if asked.role == SUPPORT:
        return (
            f"如方便，请于{by}前函复所承担工作的进展、预计完成时间和需要牵头单位协调的问题；"
            "分工与实际不符的，也请一并指出。"
        )
    return (
        f"如方便，请于{by}前函复：已办结的，请告办结日期和依据；未办结的，请告原因和预计办结时间；"
        "时限或分工与实际不符的，也请一并指出。"
    )
