"""Settings of an officer or an office, as records like everything else."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.office import PROFILE_TITLES, check_profile_value
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.entry_rules import required_line
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.store.queries.settings import office_name, profile_key, read_profile_value, read_setting

SETTINGS = {"officer": "承办人", "office": "督查机构"}
"""Settings of the ledger and what people call them; the office's own are ``domain.office.PROFILE_TITLES``."""

SETTING_TITLES = SETTINGS | PROFILE_TITLES
"""All settings that can be changed."""


def setting_now(connection: sqlite3.Connection, key: str) -> str | None:
    """A setting as it is now; the office's own ones are those of the present office."""
    return read_profile_value(connection, key) if key in PROFILE_TITLES else read_setting(connection, key)


def change_setting(ledger: Ledger, key: str, value: str) -> bytes:
    """Record a setting and return the record's id; unknown keys are refused."""
    _refuse_unknown(key)
    with ledger.action() as action:
        return _append(action, key, value)


def change_settings(ledger: Ledger, values: Mapping[str, str]) -> int:
    """Record those settings that differ from what is set, in one transaction; returns how many did.

    A change of the office comes first: the office's own settings are then those of the new one.
    """
    for key in values:
        _refuse_unknown(key)
    changed = 0
    with ledger.action() as action:
        for key in sorted(values, key=list(SETTING_TITLES).index):
            if values[key].strip() != (setting_now(action.connection, key) or ""):
                _append(action, key, values[key])
                action.fold()
                changed += 1
    return changed


def _refuse_unknown(key: str) -> None:
    if key not in SETTING_TITLES:
        known = "、".join(f"{title}（{name}）" for name, title in SETTING_TITLES.items())
        raise InputRefused(f"没有“{key}”这项设置", f"可设：{known}", "请检查写法", field=key)


def _refuse_missing_file(key: str, value: str) -> None:
    """A template that is not there would stop every notice later."""
    if key != "template" or not value:
        return
    try:
        there = typed_path(value, key).is_file()
    except (OSError, ValueError):  # no name that a file can have
        there = False
    if not there:
        raise InputRefused(
            "找不到红头模板", f"{value} 不存在或不是文件", "请写模板文件（docx）的完整路径", field=key
        )


def _append(action: Action, key: str, typed: str) -> bytes:
    title = SETTING_TITLES[key]
    if key in SETTINGS:
        kept, value = key, required_line(typed, key, title, limit=100)
    else:
        kept = profile_key(office_name(action.connection)[0], key)
        value = check_profile_value(key, clean_line(typed, limit=500, field=key))
        _refuse_missing_file(key, value)
    return action.append(Entry(RecordKind.SETTING, {"key": kept, "title": title, "value": value}))
