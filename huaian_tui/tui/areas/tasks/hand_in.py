"""报送成果: what was handed in for a deliverable that the plan names, and when."""

from __future__ import annotations

import sqlite3
from typing import Any

from huaian_tui.domain.answers.tasks import DeliverableRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.decisions import hand_in
from huaian_tui.store.queries.tasks import read_deliverables
from huaian_tui.tui.areas.settings import with_officer
from huaian_tui.tui.areas.tasks.of_task import pick_deliverable
from huaian_tui.tui.areas.undo import tell_done
from huaian_tui.tui.forms.fields import DateField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.frame.detail_lines import labelled, lines
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.background import in_thread

LONGEST_TEXT = 500


def open_hand_in(app: Host, task_no: int) -> None:
    """Ask which deliverable of the task, then for what was handed in."""
    with_officer(app, lambda: pick_deliverable(app, task_no, lambda row: _show(app, row)))


def open_hand_in_of(app: Host, deliverable: str) -> None:
    """The form for a deliverable by its id: a draft of it is taken up."""
    asked_on = app.screen

    def read() -> DeliverableRow | None:
        def query(connection: sqlite3.Connection) -> DeliverableRow | None:
            task = connection.execute(
                "SELECT task_no FROM deliverable WHERE id = ?", (deliverable,)
            ).fetchone()
            rows = read_deliverables(connection, task[0]) if task else ()
            return next((row for row in rows if row.id == deliverable), None)

        return app.session.read(query)

    def go_on(row: DeliverableRow | None) -> None:
        if app.screen is not asked_on:
            return
        if row is None:
            app.show_error(HuaianError("没有这件成果", f"方案里没有编号 {deliverable}"))
        else:
            with_officer(app, lambda: _show(app, row))

    in_thread(asked_on, read, go_on, group="open-form")


def _show(app: Host, row: DeliverableRow) -> None:
    session = app.session
    today = session.today
    fields = [
        TextField(
            "text", "报送内容", required=True, max_length=LONGEST_TEXT, placeholder="如 文号、文件名、网址"
        ),
        DateField("day", "报送日期", today, value=today.isoformat(), required=True),
    ]

    def save(values: dict[str, Any]) -> object:
        return session.write(lambda ledger: hand_in(ledger, row.id, values["text"], values["day"], today))

    def closed(saved: object) -> None:
        if saved is not None:
            tell_done(app, f"已登记报送：{row.title}")
            app.ledger_changed()

    before = f"{row.handed_in_on}  {row.handed_in}" if row.handed_in_on else "还没有报送过"
    intro = lines(
        [
            labelled("成果", f"{row.id}  {row.title}"),
            labelled("原文", f"「{row.phrase}」"),
            labelled("上次", before),
        ]
    )
    app.push_screen(FormDialog("报送成果", fields, save, intro=intro, form_id=f"hand_in:{row.id}"), closed)
