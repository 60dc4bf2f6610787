"""报送成果: what was handed in for a deliverable that the plan names, and when."""

from __future__ import annotations

from typing import Any

from huaian_tui.domain.answers.tasks import DeliverableRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.decisions import hand_in
from huaian_tui.store.queries.tasks import read_deliverable
from huaian_tui.tui.areas.tasks.ask_which import pick_deliverable
from huaian_tui.tui.forms.date_fields import day_field
from huaian_tui.tui.forms.fields import TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.frame.detail_lines import labelled, lines
from huaian_tui.tui.frame.host import Host

LONGEST_TEXT = 500


def open_hand_in(app: Host, task_no: int) -> None:
    """Ask which deliverable of the task, then for what was handed in."""
    with_officer(app, lambda: pick_deliverable(app, task_no, lambda row: _show(app, row)))


def open_hand_in_of(app: Host, deliverable: str) -> None:
    """The form for a deliverable by its id: a draft of it is taken up."""

    def read() -> DeliverableRow | None:
        return app.session.read(lambda connection: read_deliverable(connection, deliverable))

    def go_on(row: DeliverableRow | None) -> None:
        if row is None:
            raise HuaianError("没有这件成果", f"方案里没有编号 {deliverable}")
        with_officer(app, lambda: _show(app, row))

    read_then(app, read, go_on)


def _show(app: Host, row: DeliverableRow) -> None:
    session = app.session
    today = session.today
    fields = [
        TextField(
            "text", "报送内容", required=True, max_length=LONGEST_TEXT, placeholder="如 文号、文件名、网址"
        ),
        day_field("报送日期", today),
    ]

    def save(values: dict[str, Any]) -> object:
        return session.write(lambda ledger: hand_in(ledger, row.id, values["text"], values["day"], today))

    before = f"{row.handed_in_on}  {row.handed_in}" if row.handed_in_on else "还没有报送过"
    intro = lines(
        [
            labelled("成果", f"{row.id}  {row.title}"),
            labelled("原文", f"「{row.phrase}」"),
            labelled("上次", before),
        ]
    )
    form = FormDialog("报送成果", fields, save, intro=intro, form_id=f"hand_in:{row.id}")
    open_dialog(app, form, lambda _: tell_recorded(app, f"已登记报送：{row.title}"))
