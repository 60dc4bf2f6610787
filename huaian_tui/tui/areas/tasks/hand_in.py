"""报送成果: what was handed in for deliverables that the plan names, and when."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from huaian_tui.domain.answers.tasks import DeliverableRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.decisions import hand_in_all
from huaian_tui.store.queries.tasks import read_deliverable
from huaian_tui.tui.areas.tasks.ask_which import pick_deliverables
from huaian_tui.tui.forms.batch import BatchForm, Item, Together
from huaian_tui.tui.forms.date_fields import day_field
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.frame.detail_lines import labelled, lines
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn

LONGEST_TEXT = 500


def open_hand_in(app: Host, tasks: Sequence[int], acted: ActedOn | None = None) -> None:
    """Ask which deliverables of the tasks, then for what was handed in: the same for all of them."""
    with_officer(app, lambda: pick_deliverables(app, tasks, lambda ids: _open(app, ids, acted)))


def open_hand_in_of(app: Host, deliverables: str) -> None:
    """The form for deliverables by their ids: a draft of it is taken up."""
    with_officer(app, lambda: _open(app, deliverables.split(","), None))


def _open(app: Host, ids: Sequence[str], acted: ActedOn | None) -> None:
    def read(connection: sqlite3.Connection) -> list[DeliverableRow]:
        found = [(one, read_deliverable(connection, one)) for one in ids]
        if missing := [one for one, row in found if row is None]:
            raise HuaianError("没有这件成果", f"方案里没有编号 {'、'.join(missing)}")
        return [row for _, row in found if row is not None]

    read_then(app, lambda: app.session.read(read), lambda rows: _show(app, rows, acted))


def _show(app: Host, rows: Sequence[DeliverableRow], acted: ActedOn | None) -> None:
    session, row = app.session, rows[0]
    today = session.today
    fields: list[FormField] = [
        TextField(
            "text", "报送内容", required=True, max_length=LONGEST_TEXT, placeholder="如 文号、文件名、网址"
        ),
        day_field("报送日期", today),
    ]

    def save(values: dict[str, Any], ids: list[str]) -> object:
        return session.write(lambda ledger: hand_in_all(ledger, ids, values["text"], values["day"], today))

    form_id = f"hand_in:{','.join(one.id for one in rows)}"
    if len(rows) > 1:
        named = tuple(Item(one.id, f"{one.id} {one.title}") for one in rows)
        together = Together(named, "件成果", "" if acted is None else acted.hidden_words)
        form: FormDialog = BatchForm("报送成果", fields, save, together, form_id=form_id)
    else:
        form = FormDialog(
            "报送成果", fields, lambda values: save(values, [row.id]), intro=_head(row), form_id=form_id
        )
    said = f"：{row.title}" if len(rows) == 1 else f" {len(rows)} 件成果"
    open_dialog(app, form, lambda _: tell_recorded(app, f"已登记报送{said}", acted))


def _head(row: DeliverableRow) -> Any:
    before = f"{row.handed_in_on}  {row.handed_in}" if row.handed_in_on else "还没有报送过"
    return lines(
        [
            labelled("成果", f"{row.id}  {row.title}"),
            labelled("原文", f"「{row.phrase}」"),
            labelled("上次", before),
        ]
    )
