"""写记录 from what was found (F7): on the tasks that the rows are or belong to."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.several import Refused
from huaian_tui.tui.areas.notes.note_form import open_note
from huaian_tui.tui.areas.search.detail import Detail, read_detail
from huaian_tui.tui.areas.search.found import NO_TASK
from huaian_tui.tui.forms.batch import Item, Together, ask_without
from huaian_tui.tui.forms.open_form import read_then
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn

_NAMED = 60
"""Characters of a row that is left out."""


def open_note_on(app: Host, acted: ActedOn) -> None:
    """Open the form; rows that are about no task are named, and left out after a yes."""
    session = app.session

    def read(connection: sqlite3.Connection) -> list[Detail]:
        return [read_detail(connection, session.today, key, ()) for key in acted.keys]

    read_then(app, lambda: session.read(read), lambda found: _open(app, found, acted))


def _open(app: Host, details: Sequence[Detail], acted: ActedOn) -> None:
    tasks = list(dict.fromkeys(one.task_no for one in details if one.task_no is not None))
    refused = [
        Refused(one.key, " ".join(one.content.plain[:_NAMED].split()), HuaianError(NO_TASK))
        for one in details
        if one.task_no is None
    ]
    if not tasks:
        app.tell(NO_TASK)
    elif refused:
        rest = Together(tuple(Item(task, "") for task in tasks), "项任务")
        title = f"标记的有 {len(refused)} 条没有任务"
        ask_without(app, title, refused, rest, lambda: open_note(app, tasks, acted=acted))
    else:
        open_note(app, tasks, acted=acted)
