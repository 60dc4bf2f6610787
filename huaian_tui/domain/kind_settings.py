"""Settings of an office for each kind of notice: its series of numbers, and how its fields are filled.

``reminder.copies_to`` is 催办单抄送. What a kind has not set, the group of 单 may have (``sheets.code``);
what neither has is the office's own, where that is right for the kind (``OfficeProfile.of_kind``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from huaian_tui.domain.notices import NOT_ISSUED, NOTICE_TITLES, SHEET_KINDS, SHEETS, TO_ONE_UNIT, NoticeKind

PART_TITLES: dict[str, str] = {
    "code": "编号代字",
    "serial": "按期编号",
    "recipients": "主送",
    "copies_to": "抄送",
    "annotation": "附注",
    "contact": "联系人",
    "phone": "联系电话",
}
"""What can be set for a kind."""

KIND_TITLES: dict[str, str] = {
    **{kind: title for kind, title in NOTICE_TITLES.items() if kind not in NOT_ISSUED},
    SHEETS: "各种单",
}
"""Kinds, and the group of kinds, that have settings of their own."""

NONE = "无"
"""Typed where a kind is to have nothing, whatever stands above it."""

_NOT_FOR_UNITS = ("recipients",)
"""Of a kind that goes to one unit, that unit is the 主送; of a 报告 it is whoever asked for it."""

_OF_THE_OFFICE = ("serial",)
"""Of a 通报 the office says itself whether it is counted by issue."""


def parts_of(kind: str) -> tuple[str, ...]:
    """What can be set for a kind or the group."""
    addressed = kind in (SHEETS, NoticeKind.ANSWER) or kind in TO_ONE_UNIT
    left_out = _NOT_FOR_UNITS if addressed else ()
    if kind == NoticeKind.CIRCULAR:
        left_out = _OF_THE_OFFICE
    return tuple(part for part in PART_TITLES if part not in left_out)


def kind_key(kind: str, part: str) -> str:
    """The name of a setting: ``reminder.copies_to``."""
    return f"{kind}.{part}"


KIND_SETTING_TITLES: dict[str, str] = {
    kind_key(kind, part): f"{title}{PART_TITLES[part]}"
    for kind, title in KIND_TITLES.items()
    for part in parts_of(kind)
}
"""All of them, with what people call them: 催办单抄送."""


def part_of(key: str) -> str:
    """What of a kind a setting is about: ``copies_to`` of ``reminder.copies_to``."""
    return key.rpartition(".")[2]


def kind_value(own: Mapping[str, str], kind: str, part: str) -> str | None:
    """What a kind, else the group that it is of, has set; None where neither has. 无 stays 无."""
    groups = (kind, SHEETS) if kind in SHEET_KINDS else (kind,)
    return next((value for one in groups if (value := own.get(kind_key(one, part)))), None)


@dataclass(frozen=True, slots=True)
class Series:
    """A series of numbers (编号系列), which runs from 1 each year: kinds of the same ``code`` share it.

    ``serial_title``: it is counted by issue (2026年第3期), and what the issues are called.
    """

    code: str
    serial_title: str = ""


def series_of(own: Mapping[str, str], kind: str, code: str, *, by_issue: bool) -> Series:
    """The series of a kind: its own code word, else the office's ``code``, which is one series for all.

    ``by_issue``: whether the office numbers 通报 by issue, which a kind may say otherwise. A 专报 is counted
    by issue unless its settings say otherwise.
    """
    chosen = kind_value(own, kind, "code")
    word = code if chosen in (None, NONE) else str(chosen)
    said = kind_value(own, kind, "serial")
    usual = kind == NoticeKind.BRIEFING or (by_issue and kind == NoticeKind.CIRCULAR)
    counted = said == "是" if said else usual
    if not counted or not word:
        return Series(word)
    title = NOTICE_TITLES.get(kind, "")
    return Series(f"{word}{title}", title)
