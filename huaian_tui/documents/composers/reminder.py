"""催办单 for one unit: its overdue milestones and those about to come due, and nothing else.

It goes to the lead; a supporting unit gets one only where it is asked for, and is asked for its own part.
Only what is due is asked for (减负规定: the same material is not asked for twice).
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from huaian_tui.documents.composers.close_setting import Setting, set_closely
from huaian_tui.documents.composers.due_notice import Asked, due_table, read_asked, standing
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.phrases import CLOSED_REPEATS, taken_up
from huaian_tui.documents.composers.request import SUPPORT, NoticeRequest
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.engine.light_rules import read_light_rules


def compose_reminder(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 催办单 for the request's unit; refused when it has nothing due."""
    asked = read_asked(connection, request, "催办", read_light_rules(connection).due_soon_days)
    return set_closely(lambda setting: _made(asked, setting))


def _made(asked: Asked, setting: Setting) -> Composed:
    stands = standing(asked, setting)
    body: list[Block] = [
        replace(stands, text=stands.text + taken_up(asked.request.basis)),
        due_table(asked, "节点", setting),
        Paragraph(_wanted(asked, setting)),
        *asked.remarks,
    ]
    return asked.notice("催办单", body, "sheet")


def _wanted(asked: Asked, setting: Setting) -> str:
    """What is to be done and answered, and by when: of a lead the whole, of a supporting unit its part."""
    by = chinese_day(asked.reply.day)
    if asked.role == SUPPORT:
        wanted = (
            f"请主动与牵头单位对接，抓紧完成承担的工作，并于{by}前反馈配合情况和需要协调的问题；"
            "分工与实际不符的，请一并指出。"
        )
    elif setting.brief:
        open_ones = "说明原因和办结时间" if asked.late else "报进展和办结时间"
        return f"请于{by}前反馈：已办结的报日期和依据，未办结的{open_ones}；时限、分工有误的请指出。"
    else:
        open_ones = "说明原因和预计办结时间" if asked.late else "报进展和预计办结时间"
        wanted = (
            f"请抓紧办理，并于{by}前反馈：已办结的，报办结日期和依据；未办结的，{open_ones}；"
            "时限或分工与实际不符的，请一并指出。"
        )
    return wanted if setting.brief else wanted + CLOSED_REPEATS
