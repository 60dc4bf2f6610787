"""Notices (文书): their kinds, their numbers, and where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from huaian_tui.domain.errors import InputRefused


class NoticeKind(StrEnum):
    """What can be composed; the usual escalation is 交办单 → 催办单 → 督办通知单."""

    CIRCULAR = "circular"
    SUPERVISION = "supervision"
    REMINDER = "reminder"
    ASSIGNMENT = "assignment"
    LETTER = "letter"
    STATUS = "status"
    ANSWER = "answer"
    VISIT = "visit"
    OVERDUE = "overdue"
    BRIEFING = "briefing"
    EXTENSION = "extension"
    COMPLETION = "completion"
    ROUTING = "routing"
    TAKING_UP = "taking_up"
    ANNUAL = "annual"
    LEDGER = "ledger"


NOTICE_TITLES: dict[str, str] = {
    NoticeKind.CIRCULAR: "通报",
    NoticeKind.SUPERVISION: "督办通知单",
    NoticeKind.REMINDER: "催办单",
    NoticeKind.ASSIGNMENT: "交办单",
    NoticeKind.LETTER: "函",
    NoticeKind.STATUS: "单位情况表",
    NoticeKind.ANSWER: "报告",
    NoticeKind.VISIT: "查访单",
    NoticeKind.OVERDUE: "逾期清单",
    NoticeKind.BRIEFING: "督查专报",
    NoticeKind.EXTENSION: "延期批复单",
    NoticeKind.COMPLETION: "销号单",
    NoticeKind.ROUTING: "发文稿纸",
    NoticeKind.TAKING_UP: "立项审批单",
    NoticeKind.ANNUAL: "年度总结",
    NoticeKind.LEDGER: "台账",
}
"""What people call each kind."""

NOT_ISSUED = frozenset(
    (
        NoticeKind.STATUS,
        NoticeKind.VISIT,
        NoticeKind.OVERDUE,
        NoticeKind.COMPLETION,
        NoticeKind.ROUTING,
        NoticeKind.TAKING_UP,
        NoticeKind.LEDGER,
    )
)
"""Kinds that stay in the office: read, filled in by hand, filed. They get no number and are no draft."""

TO_ONE_UNIT = frozenset(
    (
        NoticeKind.SUPERVISION,
        NoticeKind.REMINDER,
        NoticeKind.ASSIGNMENT,
        NoticeKind.LETTER,
        NoticeKind.STATUS,
        NoticeKind.EXTENSION,
    )
)
"""Kinds that are written to one unit each, which is their 主送."""

SHEETS = "sheets"
"""The name of a group of kinds in settings: 各种单."""

SHEET_KINDS = (
    NoticeKind.ASSIGNMENT,
    NoticeKind.REMINDER,
    NoticeKind.SUPERVISION,
    NoticeKind.EXTENSION,
)
"""The kinds of that group, numbered by many offices in one series (单)."""


class NoticeState(StrEnum):
    """Where a notice stands; an issued one never goes back to a draft."""

    DRAFT = "draft"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


DISCARDED = "discarded"
"""How a withdrawn notice stands that was never issued: a draft that was thrown away."""

STATE_TITLES: dict[str, str] = {
    NoticeState.DRAFT: "草稿",
    NoticeState.ISSUED: "已印发",
    NoticeState.WITHDRAWN: "已撤回",
    DISCARDED: "已丢弃",
}
"""What people call each state; that of a draft that was thrown away too."""

WAITING, EVERY_STATE = "waiting", "all"
"""What lists are asked for besides a state: issued and not answered by all; whatever the state."""

KEPT_INSIDE = "内部"
"""What is said of a sheet that stays in the office: it is no draft of anything."""


def state_title(kind: str, standing: str) -> str:
    """What people call where a notice stands; an inner sheet is never called a draft."""
    if standing == NoticeState.DRAFT and kind in NOT_ISSUED:
        return KEPT_INSIDE
    return STATE_TITLES.get(standing, standing)


STATE_ASKED: dict[str, str] = {**STATE_TITLES, WAITING: "待反馈", EVERY_STATE: "全部"}
"""What a list of notices can be narrowed to, in words."""

STATE_WORDS: dict[str, tuple[str, ...]] = {
    NoticeState.DRAFT: ("草稿", "cg", "caogao"),
    NoticeState.ISSUED: ("已印发", "印发", "yyf", "yinfa", "yiyinfa"),
    NoticeState.WITHDRAWN: ("已撤回", "撤回", "ych", "chehui", "yichehui"),
    DISCARDED: ("已丢弃", "丢弃", "ydq", "diuqi", "yidiuqi", "作废"),
    WAITING: ("待反馈", "未反馈", "dfk", "daifankui"),
    EVERY_STATE: ("全部", "quanbu"),
}
"""The words, folded, by which each is asked for."""

NOTICE_WORDS: dict[str, tuple[str, ...]] = {
    NoticeKind.CIRCULAR: ("tb", "tongbao"),
    NoticeKind.SUPERVISION: ("dbtzd", "dubantongzhidan"),
    NoticeKind.REMINDER: ("cbd", "cuibandan"),
    NoticeKind.ASSIGNMENT: ("jbd", "jiaobandan"),
    NoticeKind.LETTER: ("han",),
    NoticeKind.STATUS: ("dwqkb", "qkb", "danweiqingkuangbiao"),
    NoticeKind.ANSWER: ("bg", "baogao"),
}
"""Further words by which a kind is asked for: initials, pinyin."""


def notice_kind(typed: str) -> NoticeKind:
    """The kind that was typed, in English or Chinese."""
    for kind, title in NOTICE_TITLES.items():
        if typed in (kind, title):
            return NoticeKind(kind)
    known = "、".join(f"{kind}（{title}）" for kind, title in NOTICE_TITLES.items())
    raise InputRefused(f"没有“{typed}”这种文书", f"可拟：{known}", "请换一种", field="kind")


@dataclass(frozen=True, slots=True)
class NoticeNumber:
    """发文字号: the office's code word (机关代字), the year in full, the serial without leading zeros."""

    code: str
    year: int
    serial: int
    serial_title: str = ""
    """For a serial 通报: it is numbered by issue (期号) instead."""

    def __str__(self) -> str:
        if self.serial_title:
            return f"{self.year}年第{self.serial}期"
        return f"{self.code}〔{self.year}〕{self.serial}号"


_CODE = re.compile(r"^[\u4e00-\u9fff]{2,8}$")


def check_code(code: str) -> str:
    """A code word of 2 to 8 Chinese characters."""
    if not _CODE.match(code):
        raise InputRefused("机关代字不合要求", f"“{code}”不是 2 到 8 个汉字", "例如 淮数督", field="code")
    return code
