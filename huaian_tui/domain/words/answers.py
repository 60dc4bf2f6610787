"""The words of a reminder to units that have not answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from huaian_tui.domain.words.days import chinese_day


def reminder_words(names: Sequence[str], today: date, sent: date | None = None) -> str:
    """A message to send: to whom, what is missing, what to do."""
    form = f"{chinese_day(sent)}发出的" if sent else ""
    return (
        f"{'、'.join(names)}：\n截至{chinese_day(today)}，尚未收到贵单位{form}重点任务反馈表。"
        "请尽快填报发回；确无进展的，请说明原因和下一步打算。已报送的请忽略。"
    )
