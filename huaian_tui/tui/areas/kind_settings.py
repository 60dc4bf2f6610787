"""各种文书的设置: how each kind of notice is numbered, and how its fields are filled."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import Any

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.kind_settings import (
    KIND_SETTING_TITLES,
    KIND_TITLES,
    PART_TITLES,
    kind_key,
    parts_of,
)
from huaian_tui.domain.notices import SHEET_KINDS, SHEETS
from huaian_tui.domain.office import YES_NO, check_profile_value, unset_words
from huaian_tui.services.settings import change_settings, setting_now
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, with_officer
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow

Values = dict[str, str]

ABOUT = "每种文书的编号代字、主送、抄送、附注、联系人。没有设的用机构的设置；抄送只有通报用机构的。"
_EXAMPLES = {
    "code": "2 到 8 个汉字，如 淮数督单；同一代字的编在一起",
    "recipients": "不写则按文书内容；用逗号分开",
    "copies_to": "用逗号分开；写 无 为没有",
    "annotation": "如 此件公开发布；不写括号",
    "contact": "与电话一并设；不写则用机构的",
    "phone": "如 0517-8000 0000",
}
_AS_ABOVE = ""
"""The choice that says nothing of its own."""

COLUMNS: tuple[Column[tuple[str, Values]], ...] = (
    Column("文书", lambda one: KIND_TITLES[one[0]], width=12),
    Column("已设", lambda one: _set_words(*one), min_width=20),
)


def open_kind_settings(app: Host, chosen: str = "") -> None:
    """Choose a kind, then set what it has of its own; the list again after that.

    ``chosen``: the kind on which the cursor stands; empty: the first one.
    """

    def query(connection: sqlite3.Connection) -> Values:
        found = {key: setting_now(connection, key) for key in KIND_SETTING_TITLES}
        return {key: value for key, value in found.items() if value}

    def ask(values: Values) -> None:
        rows = [ListRow(kind, cells_of((kind, values), COLUMNS)) for kind in KIND_TITLES]
        dialog = PickDialog("各种文书的设置", ABOUT, COLUMNS, rows, "种", chosen=chosen)
        open_dialog(app, dialog, lambda kind: _open_form(app, kind, values) if kind else None)

    with_officer(app, lambda: read_then(app, lambda: app.session.read(query), ask, group="settings"))


def _set_words(kind: str, values: Values) -> str:
    said = ((PART_TITLES[part], values.get(kind_key(kind, part))) for part in parts_of(kind))
    return "；".join(f"{title} {value}" for title, value in said if value) or "没有单独设"


def _open_form(app: Host, kind: str, values: Values) -> None:
    fields = [_field(kind, part, values.get(kind_key(kind, part), "")) for part in parts_of(kind)]

    def save(typed: dict[str, Any]) -> object:
        changed = {kind_key(kind, part): value for part, value in typed.items()}
        return app.session.write(lambda ledger: change_settings(ledger, changed))

    def saved(count: Any) -> None:
        app.tell(f"已保存：{KIND_TITLES[kind]}的设置" if count else "设置没有改动")
        app.ledger_changed()
        open_kind_settings(app, kind)

    form = FormDialog(f"{KIND_TITLES[kind]}的设置", fields, save, intro=_intro(kind))
    open_dialog(app, form, saved, lambda: open_kind_settings(app, kind))


def _intro(kind: str) -> str:
    if kind == SHEETS:
        return f"{'、'.join(KIND_TITLES[one] for one in SHEET_KINDS)}都用；其中一种另设的，按它自己的。"
    return "留空用机构的设置；写「无」为没有。只影响以后拟的文书。"


def _field(kind: str, part: str, value: str) -> FormField:
    title, key = PART_TITLES[part], kind_key(kind, part)
    if part == "serial":
        choices = [(_AS_ABOVE, "不单独设"), *((one, one) for one in YES_NO)]
        return ChoiceField(part, title, choices, value=value)
    return TextField(
        part,
        title,
        value=value,
        max_length=500,
        placeholder=_EXAMPLES.get(part, unset_words(key)),
        check=partial(check_profile_value, key),
    )
