"""Who answers at a unit (联系人): recorded from a day on, corrected, and taken back by ``services.undo``.

Personal: such records are written under the private origin of the ledger, in an action of their own.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from huaian_tui.domain.answers.units import Contact
from huaian_tui.domain.errors import InputRefused
from huaian_tui.ledger.kinds.contacts import CONTACT_SET
from huaian_tui.ledger.record import Entry
from huaian_tui.services.entry_rules import required_line
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.contacts import read_contacts
from huaian_tui.store.queries.unit_history import refuse_merged, unit_name_on
from huaian_tui.store.queries.units import check_unit

MOST_NAME = 50
"""Characters of a name, a post, a telephone number."""

EARLIEST_DAY = date(1980, 1, 1)
LATEST_AHEAD = timedelta(days=366)
"""A contact may be older than any plan, and may be announced a year before."""

PARTS = {"person": "姓名", "post": "岗位", "phone": "电话"}
"""The parts of a contact that can be corrected besides its day, and what people call them."""

_PHONE = re.compile(r"[0-9+*#()\-./、,; \u4e00-\u9fff]+")
_LEAST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """Who answers at a unit from a day on; ``left``: who does not any more, without a telephone number.

    ``person`` may be left out of someone who left: whoever is at the post by then.
    """

    person: str
    post: str
    phone: str
    day: date
    left: bool = False
    basis: str = ""


def set_contact(ledger: Ledger, unit: str, entry: ContactEntry, today: date) -> bytes:
    """Record a contact of a unit (its id); refused where it says nothing new."""
    with ledger.action() as action:
        connection = action.connection
        check_unit(connection, unit)
        day = checked_day(entry.day, today)
        refuse_merged(connection, unit, day)
        post = _line(entry.post, "post")
        there = [one for one in read_contacts(connection, unit, day) if one.unit == unit and one.post == post]
        now = next((one for one in there if one.answers_on(day)), None)
        body: dict[str, Any] = {"unit": unit, "post": post}
        if entry.left:
            body |= {"person": _who_left(connection, unit, entry, post, now), "left": True}
        else:
            body |= {"person": _line(entry.person, "person"), "phone": _phone(entry.phone)}
            _refuse_the_same(now, body)
        if basis := entry.basis.strip():
            body["basis"] = required_line(basis, "basis", "依据")
        return action.append(Entry(CONTACT_SET.name, body, occurred_on=day.isoformat()))


def checked_part(part: str, typed: str) -> str:
    """A part of a contact (of ``PARTS``) as the record holds it; refuses what cannot be taken."""
    return _phone(typed) if part == "phone" else _line(typed, part)


def _who_left(
    connection: sqlite3.Connection, unit: str, entry: ContactEntry, post: str, now: Contact | None
) -> str:
    """The name of who left, who must be at the post by then."""
    typed = _line(entry.person, "person") if entry.person.strip() else None
    if now is None or typed not in (None, now.person):
        name = unit_name_on(connection, unit, entry.day)[0]
        there = "没有联系人" if now is None else f"是{now.person}"
        raise InputRefused(
            "没有这个联系人",
            f"{name}的{post}在 {entry.day.isoformat()} {there}",
            f"用 huaian-tui unit {name} 查看联系人",
            field="person",
        )
    return now.person


def _refuse_the_same(now: Contact | None, body: Mapping[str, Any]) -> None:
    if now is not None and (now.person, now.phone) == (body["person"], body["phone"]):
        raise InputRefused(
            "没有变化",
            f"{now.post}自 {now.since.isoformat()} 起就是{now.person}，电话相同",
            "不必再记；日期写错的，用 record correct 更正",
        )


def _line(typed: str, part: str) -> str:
    return required_line(typed, part, PARTS[part], limit=MOST_NAME)


def _phone(typed: str) -> str:
    """A telephone number as people write it: digits, signs between them, 转 and the like."""
    number = required_line(unicodedata.normalize("NFKC", typed), "phone", PARTS["phone"], limit=MOST_NAME)
    number = number.replace("—", "-").replace("－", "-")
    if not _PHONE.fullmatch(number) or sum(one.isdigit() for one in number) < _LEAST_DIGITS:
        raise InputRefused(
            "电话看不懂",
            "里面有字母或别的符号，或数字太少",
            "请写号码，例如 0517-83606001 转 8012；几个号码用顿号隔开",
            field="phone",
        )
    return number


def checked_day(day: date, today: date) -> date:
    """The day from which a contact answers, within bounds."""
    if not EARLIEST_DAY <= day <= today + LATEST_AHEAD:
        raise InputRefused(
            "日期太早或太远",
            f"填的是 {day.isoformat()}",
            f"请填 {EARLIEST_DAY.isoformat()} 至 {(today + LATEST_AHEAD).isoformat()} 之间的日期",
            field="day",
        )
    return day
