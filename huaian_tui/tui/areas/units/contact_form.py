"""联系人: who answers at a unit from a day on, or does not any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from huaian_tui.domain.answers.units import Contact
from huaian_tui.services.contacts import MOST_NAME, ContactEntry, set_contact
from huaian_tui.store.queries.contacts import contacts_of
from huaian_tui.tui.areas.units.forms import Known, from_field, of_unit
from huaian_tui.tui.areas.units.text import contact_words
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import LONGEST_REASON, FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded
from huaian_tui.tui.frame.detail_lines import labelled, lines
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import safe_content

COMES, LEAVES = "comes", "leaves"
PRIVATE = "联系人只留在本机，不随同步走；导出数据包时选了才带上"


def open_contact(app: Host, unit: str) -> None:
    """联系人 of a unit; those of today are shown, of a single one the post stands there already."""
    session = app.session

    def query(connection: sqlite3.Connection) -> list[Contact]:
        return contacts_of(connection, unit, session.today)

    def form(known: Known) -> None:
        read_then(app, lambda: session.read(query), lambda found: _open(app, known, found))

    of_unit(app, unit, form)


def _open(app: Host, known: Known, contacts: Sequence[Contact]) -> None:
    session, unit = app.session, known.unit

    def save(values: dict[str, Any]) -> object:
        left = values["what"] == LEAVES
        entry = ContactEntry(
            person=values["person"],
            post=values["post"],
            phone="" if left else values["phone"],
            day=values["day"],
            left=left,
            basis=values["basis"],
        )
        return session.write(lambda ledger: set_contact(ledger, unit.id, entry, session.present_day))

    now = [labelled("现在", contact_words(one)) for one in contacts]
    post = contacts[0].post if len(contacts) == 1 else ""
    fields: list[FormField] = [
        ChoiceField("what", "登记", [(COMES, "联系人或接任的人"), (LEAVES, "离任，暂无接任")]),
        TextField("post", "岗位", value=post, required=True, max_length=MOST_NAME, placeholder="如 联络员"),
        TextField("person", "姓名", max_length=MOST_NAME, placeholder="离任时可不写"),
        TextField("phone", "电话", max_length=MOST_NAME, placeholder="如 0517-83606001 转 8012"),
        from_field(session.today),
        TextField("basis", "依据", placeholder="可不写", max_length=LONGEST_REASON),
    ]
    dialog = FormDialog(
        f"联系人：{unit.name}",
        fields,
        save,
        intro=lines([*(now or [safe_content("还没有联系人")]), safe_content(PRIVATE)]),
        form_id=f"unit_contact:{unit.id}",
    )
    open_dialog(app, dialog, lambda _: tell_recorded(app, f"已登记{unit.name}的联系人"))
