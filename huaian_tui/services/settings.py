"""Settings of an officer or an office, as records like everything else; and those that others bring."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.kind_settings import KIND_SETTING_TITLES
from huaian_tui.domain.office import PROFILE_TITLES, check_profile_value
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.entry_rules import required_line
from huaian_tui.store.engine import foreign_settings
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.engine.foreign_settings import WaitingSetting, list_waiting
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.store.queries.settings import (
    office_name,
    profile_key,
    read_profile_value,
    read_setting,
    split_profile_key,
)

SETTINGS = {"officer": "承办人", "office": "督查机构"}
"""Settings of the ledger and what people call them; the office's own are ``domain.office.PROFILE_TITLES``."""

SETTING_TITLES = SETTINGS | PROFILE_TITLES | KIND_SETTING_TITLES
"""All settings that can be changed."""


def setting_now(connection: sqlite3.Connection, key: str) -> str | None:
    """A setting as it is now; the office's own ones are those of the present office."""
    own = key in PROFILE_TITLES or key in KIND_SETTING_TITLES
    return read_profile_value(connection, key) if own else read_setting(connection, key)


def change_setting(ledger: Ledger, key: str, value: str) -> bytes:
    """Record a setting and return the record's id; unknown keys are refused."""
    _refuse_unknown(key)
    checked = checked_value(key, value)
    with ledger.action() as action:
        return _append(action, key, checked)


def change_settings(ledger: Ledger, values: Mapping[str, str]) -> int:
    """Record those settings that differ from what is set, in one transaction; returns how many did.

    A change of the office comes first: the office's own settings are then those of the new one.
    """
    for key in values:
        _refuse_unknown(key)
    checked = {
        key: checked_value(key, values[key])
        for key in sorted(values, key=list(SETTING_TITLES).index)
        if values[key].strip() != (setting_now(ledger.connection, key) or "") or "office" in values
    }
    changed = 0
    with ledger.action() as action:
        for key, value in checked.items():
            if value.strip() != (setting_now(action.connection, key) or ""):
                _append(action, key, value)
                action.fold()
                changed += 1
    return changed


def checked_value(key: str, typed: str) -> str:
    """The value of a setting as it is kept; refused when it cannot be, typed here or brought by a pack.

    Looks at files that it names: not inside an action.
    """
    if key in SETTINGS:
        return required_line(typed, key, SETTING_TITLES[key], limit=100)
    value = check_profile_value(key, clean_line(typed, limit=500, field=key))
    if key == "template" and value:
        _refuse_unusable_template(value)
    return value


def _refuse_unknown(key: str) -> None:
    if key not in SETTING_TITLES:
        known = "、".join(f"{title}（{name}）" for name, title in (SETTINGS | PROFILE_TITLES).items())
        known += "；各种文书的设置如 催办单抄送（reminder.copies_to）"
        raise InputRefused(f"没有“{key}”这项设置", f"可设：{known}", "请检查写法", field=key)


def _refuse_unusable_template(value: str) -> None:
    """A template that is not there, or not to be used, would stop every notice later."""
    try:
        template = typed_path(value, "template")
        there = template.is_file()
    except (OSError, ValueError):  # no name that a file can have
        there = False
    if not there:
        raise InputRefused(
            "找不到红头模板", f"{value} 不存在或不是文件", "请写模板文件（docx）的完整路径", field="template"
        )
    # Imported here: no other setting needs it.
    from huaian_tui.documents.docx.template import check_template

    try:
        check_template(template)
    except HuaianError as error:
        raise InputRefused(error.title, error.message, error.way_out, field="template") from error


def _append(action: Action, key: str, value: str) -> bytes:
    """Record a checked value; what colleagues had brought for it was passed over."""
    kept = key if key in SETTINGS else profile_key(office_name(action.connection)[0], key)
    foreign_settings.decide_key(action.connection, kept)
    return action.append(_entry(kept, key, value))


def _entry(kept: str, key: str, value: str, ref: bytes | None = None) -> Entry:
    return Entry(RecordKind.SETTING, {"key": kept, "title": SETTING_TITLES[key], "value": value}, ref=ref)


# ---------------------------------------------------------------------- what others bring


UNSET, CANCELLED = "未设置", "取消"
"""What stands for an empty value: as it is, as it would be."""


class Offer(NamedTuple):
    """A setting that waits: how it is called, and why it cannot be adopted here (None: it can)."""

    waiting: WaitingSetting
    title: str
    refusal: HuaianError | None
    elsewhere: str = ""
    """The office in force here, where the setting is another office's: it works once that one is chosen."""

    def change(self) -> str:
        """The old and the new value: ``0517-1 改为 0517-2``."""
        return f"{self.waiting.present or UNSET} 改为 {self.waiting.value or CANCELLED}"

    def words(self) -> str:
        """All of it in one line: what, old and new value, from whom, and why it cannot be adopted."""
        one = self.waiting
        said = f"{self.title}：{self.change()}（{one.officer}，{one.recorded_at[:10]}）"
        remark = self.remark()
        return f"{said}；{remark}" if remark else said

    def remark(self) -> str:
        """Why it cannot be adopted, or why adopting it changes nothing for now; empty for neither."""
        if self.refusal is not None:
            return f"不能采用：{self.refusal.one_line()}"
        return f"现用机构是{self.elsewhere}，改用该机构后才起作用" if self.elsewhere else ""


def offers(connection: sqlite3.Connection) -> list[Offer]:
    """All settings that wait for a decision. Looks at files that they name."""
    return offered(connection, list_waiting(connection))


def offered(connection: sqlite3.Connection, waiting: Iterable[WaitingSetting]) -> list[Offer]:
    """How these settings are called, which of them cannot be adopted here, and which are another office's."""
    here = office_in_force(connection)
    return [_offer(one, here) for one in waiting]


def office_in_force(connection: sqlite3.Connection) -> str:
    """The office whose settings hold here, by its full name."""
    return office_name(connection)[0]


def _offer(one: WaitingSetting, here: str) -> Offer:
    key, office = _named(one.key)
    title = SETTING_TITLES.get(key, key) + (f"（{office}）" if office else "")
    refusal = None
    try:
        _checked_offer(one)
    except HuaianError as error:
        refusal = error
    return Offer(one, title, refusal, here if office not in ("", here) else "")


def _named(kept: str) -> tuple[str, str]:
    """(key, office) of a setting by the key under which it is kept; no office for one of the ledger."""
    return split_profile_key(kept) or (kept, "")


def _checked_offer(one: WaitingSetting) -> str:
    key, _ = _named(one.key)
    if key not in SETTING_TITLES or (split_profile_key(one.key) is None) != (key in SETTINGS):
        raise HuaianError("本程序没有这项设置", "它可能来自较新的程序", "升级 huaian-tui 后再采用")
    return checked_value(key, one.value)


class Adopted(NamedTuple):
    """What was taken over, and what could not be, with the reasons."""

    taken: list[Offer]
    refused: list[Offer]


def adopt_settings(ledger: Ledger, wanted: Sequence[WaitingSetting]) -> Adopted:
    """Record settings of others as this ledger's own, each checked as if it were typed, in one transaction.

    Each record names the one that it follows. Of several for one key the first is taken; with it the key
    is decided. What cannot be adopted waits on.
    """
    firsts = dict[str, WaitingSetting]()
    for one in wanted:
        firsts.setdefault(one.key, one)
    found = offered(ledger.connection, firsts.values())
    taken = [one for one in found if one.refusal is None]
    with ledger.action() as action:
        for offer in taken:
            one = offer.waiting
            value = _checked_text(one)
            action.append(_entry(one.key, _named(one.key)[0], value, ref=one.id))
            foreign_settings.decide_key(action.connection, one.key)
    return Adopted(taken, [one for one in found if one.refusal is not None])


def _checked_text(one: WaitingSetting) -> str:
    """The value again as it is kept; the files that it names were looked at before the action."""
    key, _ = _named(one.key)
    return one.value if key == "template" else checked_value(key, one.value)


def turn_down_settings(ledger: Ledger, unwanted: Iterable[WaitingSetting]) -> None:
    """Ask about these settings no more; the records stay in their chains."""
    with ledger.action() as action:
        foreign_settings.decide(action.connection, [one.id for one in unwanted])
