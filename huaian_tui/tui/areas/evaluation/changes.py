"""变化: which milestones count otherwise than in the period or on the day beside, each with its record."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.evaluation.comparing import class_word
from huaian_tui.ledger.kinds.registry import kind_word
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.queries.counted_records import events_of
from huaian_tui.store.queries.evaluation.beside import Change, compare
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.evaluation.choice import Choice
from huaian_tui.tui.areas.evaluation.facts import asked_of
from huaian_tui.tui.areas.evaluation.text import against_words
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.session import LedgerSession

Line = tuple[Change, str]
"""A change, and its newest record in words."""

COLUMNS: tuple[Column[Line], ...] = (
    Column("任务", lambda line: "" if line[0].stands.ref is None else line[0].stands.ref.label, width=8),
    Column("节点", lambda line: line[0].stands.title, weight=2, min_width=14),
    Column("原为", lambda line: class_word(line[0].then), width=10),
    Column("现为", lambda line: class_word(line[0].now), width=10),
    Column("记录", lambda line: line[1], weight=2, min_width=16, priority=2),
)


def open_changes(app: Host, choice: Choice) -> None:
    """The changes between the two that are compared; Enter opens the record, else the milestone."""
    if choice.against is None:
        why, how = "现在只看一个期间", f"用 {keys_said('evaluation_choose')} 写上与什么对比"
        raise HuaianError("没有对比，看不出变化", why, how)
    session = app.session

    def show(found: list[Line]) -> None:
        title = f"变化：{choice.period.title}，对比 {against_words(choice.against)}"
        if not found:
            app.push_screen(MessageDialog(title, "没有一个节点与对比时不同。"))
            return

        def picked(key: str) -> None:
            if key:
                _go(app, found[int(key)][0])

        rows = [ListRow(str(place), cells_of(line, COLUMNS)) for place, line in enumerate(found)]
        intro = f"{len(found)} 个节点与对比时不同。{keys_said('open')} 打开记录；没有记录的打开节点。"
        open_dialog(app, PickDialog(title, intro, COLUMNS, rows, "个节点"), picked)

    read_then(app, lambda: session.read(lambda c: read_changes(c, session, choice)), show)


def read_changes(connection: sqlite3.Connection, session: LedgerSession, choice: Choice) -> list[Line]:
    """The changes (blocking), each with its newest record in words."""
    asked, against = asked_of(choice, session.today, past=session.as_of is not None), choice.against
    if isinstance(against, Period):
        found = compare(connection, replace(asked, period=against), connection, asked).changes
    else:
        day = against or session.today
        with reading(session.database, day) as before:
            found = compare(before, replace(asked, as_of=day, past=True), connection, asked).changes
    events = events_of(connection, [one.records[-1] for one in found if one.records])
    told = {one.record_id.hex(): _told(one) for one in events}
    return [(one, told.get(one.records[-1].replace("-", ""), "") if one.records else "") for one in found]


def _told(event: EventRow) -> str:
    return f"{event.recorded_at[:10]} {event.officer} {event.title or kind_word(event.kind)}"


def _go(app: Host, change: Change) -> None:
    if change.records:
        app.call_later(app.go, "records", change.records[-1].replace("-", ""))
    elif change.stands.milestone is not None:
        app.call_later(app.go, "milestones", change.stands.milestone)
