"""函 to one unit, also to 各县区人民政府: asks politely for the progress of tasks (信函格式).

A 函 is how an office writes to bodies that it has no authority over
(党政机关公文处理工作条例 art. 8 and 16), so that it requests and never demands. It is about all that the unit
has due unless one role is asked for; each item says who leads it.
"""

from __future__ import annotations

import sqlite3

from huaian_tui.documents.composers.close_setting import USUAL, Setting, first_that_fits
from huaian_tui.documents.composers.due_notice import Asked, due_table, read_asked
from huaian_tui.documents.composers.figures import milestones_figure, told
from huaian_tui.documents.composers.notice_frame import Composed, your_unit
from huaian_tui.documents.composers.phrases import taken_up
from huaian_tui.documents.composers.request import SUPPORT, NoticeRequest
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.documents.plain.pages import render_preview
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.engine.light_rules import read_light_rules

SETTINGS = (Setting(12), USUAL, Setting(9), Setting(9, brief=True))
"""The first is taken in which it is one page, for more items the usual one; the last is the closest."""


def compose_letter(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 函 about what the unit has due, or about the open milestones of the chosen tasks."""
    asked = read_asked(connection, request, "商请函复", read_light_rules(connection).due_soon_days)
    return first_that_fits(SETTINGS, lambda setting: _made(asked, setting), _one_page)


def _one_page(made: Composed) -> bool:
    return len(render_preview(made.document)) == 1


def _made(asked: Asked, setting: Setting) -> Composed:
    names, you = asked.names, your_unit(asked.unit, polite=True)
    every = milestones_figure("商请提供进展的节点", f"{len(asked.due)}个", asked.due, names)
    work = "督查工作" if names.matters_only else "督查评价工作"
    purpose = f"因{work}需要" if setting.brief else f"为做好{names.cited}{work}"  # the title names the plan
    ends = ["已提供过的材料不必再提供。", "专此函达，请予支持为盼。"]
    if setting.brief:
        ends = ["".join(ends)]
    body: list[Block] = [
        told(
            f"{purpose}，现商请{you}提供{asked.part}下列{every.value}节点"
            f"截至{chinese_day(asked.day)}的进展情况。{taken_up(asked.request.basis, '此项工作的')}",
            every,
            also=asked.sources,
        ),
        due_table(asked, "节点", setting, plan_told=True),
        *asked.remarks,
        Paragraph(_wanted(asked, setting) + ends[0]),
        *(Paragraph(one) for one in ends[1:]),
    ]
    about = names.noun if names.several or names.matters_only else f"《{names.plans[0].title}》"
    return asked.notice(f"关于商请提供{about}\n有关节点进展情况的函", body, "letter")


def _wanted(asked: Asked, setting: Setting) -> str:
    by = chinese_day(asked.reply.day)
    amiss = "" if setting.brief else "；时限、分工有出入的，也请指出"
    if asked.role == SUPPORT:
        return (
            f"如方便，请于{by}前函复所承担工作的进展、预计完成时间和需要牵头单位协调的问题"
            f"{amiss.replace('时限、', '')}。"
        )
    open_ones = "原因和预计办结时间" if asked.late else "进展和预计办结时间"
    return f"如方便，请于{by}前函复：已办结的，请告日期和依据；未办结的，请告{open_ones}{amiss}。"
