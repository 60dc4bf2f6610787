"""承办人和机构: whose name the records bear, and which office the notices are from."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from huaian_tui.store.changes.settings import change_setting
from huaian_tui.store.queries.overview import read_plan, read_setting
from huaian_tui.tui.background import in_thread
from huaian_tui.tui.dialogs.fields import TextField
from huaian_tui.tui.dialogs.form import FormDialog

if TYPE_CHECKING:
    from huaian_tui.tui.app import HuaianApp

INTRO = "承办人写在每条记录上，机构写在文书上。以后可随时改（Ctrl+G），改动本身也留记录。"

Settings = dict[str, str]


def open_settings(app: HuaianApp, then: Callable[[], object] | None = None) -> None:
    """Open the form with what is set; after saving go on with ``then``."""
    _read_settings(app, lambda found: _show(app, found, then))


def with_officer(app: HuaianApp, then: Callable[[], object]) -> None:
    """Do ``then`` once the session has an officer: as given, as recorded in the ledger, or asked for now."""
    if app.session.officer:
        then()
        return

    def found(settings: Settings) -> None:
        if settings["officer"]:
            app.session.rename_officer(settings["officer"])
            then()
        else:
            _show(app, settings, then)

    _read_settings(app, found)


def _read_settings(app: HuaianApp, then: Callable[[Settings], object]) -> None:
    asked_on = app.screen

    def query(connection: sqlite3.Connection) -> Settings:
        office = read_setting(connection, "office") or read_plan(connection).supervisor
        return {"officer": read_setting(connection, "officer") or "", "office": office}

    def go_on(found: Settings) -> None:
        if app.screen is asked_on:
            then(found)

    in_thread(asked_on, lambda: app.session.read(query), go_on, group="settings")


def _show(app: HuaianApp, settings: Settings, then: Callable[[], object] | None) -> None:
    officer = app.session.officer or settings["officer"]
    fields = [
        TextField("officer", "承办人", value=officer, required=True, max_length=100, placeholder="你的姓名"),
        TextField("office", "督查机构", value=settings["office"], required=True, max_length=100),
    ]

    def save(values: dict[str, Any]) -> object:
        app.session.rename_officer(values["officer"])
        for key in ("officer", "office"):
            _record_if_new(app, key, values[key])
        return values

    def closed(values: Any) -> None:
        if values is None:
            return
        app.tell(f"承办人：{values['officer']}；机构：{values['office']}")
        app.ledger_changed()
        if then is not None:
            then()

    app.push_screen(FormDialog("设置承办人和机构", fields, save, intro=INTRO), closed)


def _record_if_new(app: HuaianApp, key: str, value: str) -> None:
    """Append a setting unless the ledger says so already (blocking)."""
    if app.session.read(lambda connection: read_setting(connection, key)) != value:
        app.session.write(lambda ledger: change_setting(ledger, key, value))
