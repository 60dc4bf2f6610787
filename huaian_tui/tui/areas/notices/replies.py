"""Answers of units to a notice (反馈): correcting one and taking one back, from the notice itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.domain.answers.notices import NoticeRow, ReplyRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.notices import NoticeState
from huaian_tui.store.queries.time_line import read_events
from huaian_tui.tui.areas.facts.forms import pick_to_correct, take_back_fact
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow

WHOLE = "notice"
"""The key of the row for the notice itself."""

COLUMNS: tuple[Column[ReplyRow], ...] = (
    Column("日期", lambda row: row.day.isoformat(), width=10),
    Column("撤回什么", lambda row: f"{row.unit_name}的反馈", width=20),
    Column("内容", lambda row: row.text[:200], min_width=16),
)


def correct_reply(app: Host, notice: NoticeRow) -> None:
    """更正 an answer; of several ask which."""
    ids = [one.record_id for one in reversed(notice.replies)]

    def read(connection: sqlite3.Connection) -> Sequence[EventRow]:
        return read_events(connection, ids)

    pick_to_correct(app, read)


def pick_to_take_back(app: Host, notice: NoticeRow, withdraw: Callable[[], object]) -> None:
    """Ask whether the notice is withdrawn or an answer taken back; one withdrawn already has only answers."""
    lines = [ListRow(one.record_id.hex(), cells_of(one, COLUMNS)) for one in reversed(notice.replies)]
    if notice.state != NoticeState.WITHDRAWN:
        day = notice.issued_on or notice.drafted_on
        lines.insert(0, ListRow(WHOLE, (day.isoformat(), "整份文书", notice.title.replace("\n", ""))))

    def chosen(key: str) -> None:
        if key == WHOLE:
            withdraw()
        elif key:
            take_back_fact(app, bytes.fromhex(key))

    dialog = PickDialog("撤回什么", "整份文书，或登记错了的一条反馈：", COLUMNS, lines, "条")
    open_dialog(app, dialog, chosen)
