"""承办人和机构: whose name the records bear, and which office the notices are from."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

from huaian_tui.domain.office import PROFILE_TITLES, YES_NO, check_profile_value
from huaian_tui.domain.rules.lights import BEHIND_KEY
from huaian_tui.services.settings import change_settings, setting_now
from huaian_tui.store.queries.settings import office_name
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.frame.host import Host

INTRO = (
    "承办人写在每条记录上；机构和以下各项写在文书上（临期天数、未达序时灯、两种交办时限各处用），按机构分别保存。"
    "以后可随时改，改动本身也留记录。"
)

_PLACEHOLDERS = {
    "masthead": "不写则用机构名称",
    "code": "2 到 8 个汉字，如 淮数督；印发时要用",
    "signature": "不写则用机构名称",
    "copies_to": "用逗号分开；通报用，别的文书另设",
    "contact": "收文单位找谁",
    "phone": "如 0517-8000 0000",
    "printing_office": "不写则用机构名称",
    "due_soon_days": "不写则为 30；到期前多少天起算临期",
    "matter_limits": "不写则不提出；如 批示急件 5个工作日；批示 15天",
    "task_limit": "没写时限的任务逐项交办用；如 20个工作日、每季度末",
    "scores": "不写则不计分；如 按期率 60，反馈及时率 40",
    "template": "本机构红头模板（docx）；专报、内部单据不用；不写则按标准",
}
_DEFAULTS = {
    "sealed": YES_NO[0],
    "serial": YES_NO[1],
    "even_end": YES_NO[1],
    "pdf_archive": YES_NO[1],
    "fingerprint": YES_NO[1],
    BEHIND_KEY: YES_NO[1],
}

Settings = dict[str, str]


def open_settings(app: Host, then: Callable[[], object] | None = None) -> None:
    """Open the form with what is set; after saving go on with ``then``."""

    def query(connection: sqlite3.Connection) -> Settings:
        found = {key: setting_now(connection, key) or "" for key in ("officer", "office", *PROFILE_TITLES)}
        return found | {"suggested_office": office_name(connection)[0]}

    read_then(app, lambda: app.session.read(query), lambda found: _show(app, found, then), group="settings")


def _show(app: Host, settings: Settings, then: Callable[[], object] | None) -> None:
    officer = app.session.officer or settings["officer"]
    fields: list[FormField] = [
        TextField("officer", "承办人", value=officer, required=True, max_length=100, placeholder="你的姓名"),
        TextField("office", "督查机构", value=settings["suggested_office"], required=True, max_length=100),
        *(_profile_field(key, settings[key]) for key in PROFILE_TITLES),
    ]

    def save(values: dict[str, Any]) -> object:
        app.session.rename_officer(values["officer"])
        app.session.write(lambda ledger: change_settings(ledger, _changed(settings, values)))
        return values

    def saved(values: Any) -> None:
        app.tell(_said(settings, values))
        app.ledger_changed()
        if then is not None:
            then()

    open_dialog(app, FormDialog("设置承办人和机构", fields, save, intro=INTRO), saved)


def _said(settings: Settings, values: dict[str, Any]) -> str:
    """What was changed, by the titles of the fields."""
    titles = {"officer": "承办人", "office": "督查机构", **PROFILE_TITLES}
    changed = [titles[key] for key in _changed(settings, values)]
    return f"已保存：{'、'.join(changed)}" if changed else "设置没有改动"


def _profile_field(key: str, value: str) -> FormField:
    title = PROFILE_TITLES[key]
    if key in _DEFAULTS:
        choices = [(word, word) for word in YES_NO]
        return ChoiceField(key, title, choices, value=value or _DEFAULTS[key])
    return TextField(
        key,
        title,
        value=value,
        max_length=500,
        placeholder=_PLACEHOLDERS[key],
        check=partial(check_profile_value, key),
    )


def _changed(settings: Settings, values: dict[str, Any]) -> dict[str, str]:
    """What the form says otherwise than the ledger; a default that was never set is no change.

    After a change of the office every part is of the new office, so all that is written is kept.
    """
    if values["office"] != settings["office"]:
        return {key: value for key, value in values.items() if value and value != _DEFAULTS.get(key)}
    return {
        key: value
        for key, value in values.items()
        if value != settings[key] and not (settings[key] == "" and value == _DEFAULTS.get(key))
    }
