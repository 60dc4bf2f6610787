"""Which notices (文书) a list shows, by kind, state, unit, plan, number and words; rows are read by the page.

A notice's record holds its whole document: what a list says of it is taken out of it by SQLite.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.notices import (
    DISCARDED,
    EVERY_STATE,
    NOTICE_TITLES,
    NOTICE_WORDS,
    STATE_WORDS,
    WAITING,
    NoticeState,
)
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.store.queries.notices import SOMEBODY_MISSING, rows_of
from huaian_tui.store.queries.plan_scope import plan_asked
from huaian_tui.store.queries.sql_parts import HELD_DRAFT
from huaian_tui.store.queries.units import find_units
from huaian_tui.store.search.sql_holds import holds_call

_DRAFT = f"(SELECT held.body FROM record AS held WHERE held.id = {HELD_DRAFT})"  # noqa: S608 - our own names
"""The body of the draft that holds."""

_PLANS = f"""coalesce(json_extract({_DRAFT}, '$.plans'), '["{SHIPPED_PLAN}"]')"""
"""The plans that a notice is about, as JSON."""

_STATES = {
    NoticeState.DRAFT: "n.state = 'draft'",
    NoticeState.ISSUED: "n.state = 'issued'",
    NoticeState.WITHDRAWN: "n.state = 'withdrawn' AND n.issued_on IS NOT NULL",
    DISCARDED: "n.state = 'withdrawn' AND n.issued_on IS NULL",
    WAITING: f"n.state = 'issued' AND n.reply_due IS NOT NULL AND {SOMEBODY_MISSING}",
    EVERY_STATE: "1",
}
_DAILY = "n.state <> 'withdrawn'"

_STANDING = f"CASE WHEN n.state = 'withdrawn' AND n.issued_on IS NULL THEN '{DISCARDED}' ELSE n.state END"


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """What notices are wanted; None or empty means any.

    ``state`` is one of ``domain.notices.STATE_WORDS``; without one those that were withdrawn or thrown away
    are left out: the daily list. ``unit`` is one that it is written to, itself or as a certain member of a
    group. ``number``: the serial, or a part of the number as printed. ``since`` and ``until`` are the days of
    issuing, of a draft of drafting, both included. Each word of ``text`` is a kind, a state, a unit (pinyin
    too), or stands in the title, the number, the day, or the officer's name.
    """

    kind: str | None = None
    state: str | None = None
    unit: str | None = None
    plan: str | None = None
    number: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


class NoticeKey(NamedTuple):
    """A notice of a list: its record, how it stands (``NoticeRow.standing``), whether answers came."""

    record_id: bytes
    standing: str
    answered: bool


class FoundNotices(NamedTuple):
    """The notices that fit, the newest first; ``put_away``: how many more would, were they not withdrawn or
    thrown away."""

    keys: list[NoticeKey]
    put_away: int


def find_notices(connection: sqlite3.Connection, wanted: NoticeFilter) -> FoundNotices:
    """The notices that fit, and how many the daily list leaves out."""
    text, named = plan_asked(connection, wanted.text)
    wanted = replace(wanted, text=text, plan=named or wanted.plan)
    conditions, parameters, asks_state = _conditions(connection, wanted)
    where = " AND ".join(f"({one})" for one in conditions) or "1"
    rows = connection.execute(
        f"SELECT n.id, {_STANDING}, EXISTS (SELECT 1 FROM notice_reply AS said WHERE said.notice = n.id) "  # noqa: S608
        f"FROM notice AS n WHERE {where} ORDER BY n.id DESC",
        parameters,
    )
    keys = [NoticeKey(notice, standing, bool(answered)) for notice, standing, answered in rows]
    if asks_state:
        return FoundNotices(keys, 0)
    daily = [one for one in keys if one.standing not in (NoticeState.WITHDRAWN, DISCARDED)]
    return FoundNotices(daily, len(keys) - len(daily))


class NoticeFacts(NamedTuple):
    """What a notice can be narrowed by: ``day`` as ``NoticeFilter.since`` means it, ids of units and plans,
    ``standing`` as of ``NoticeKey``; ``waiting``: issued and not answered by all."""

    kind: str
    standing: str
    waiting: bool
    day: str
    units: tuple[str, ...]
    plans: tuple[str, ...]

    @property
    def put_away(self) -> bool:
        """Whether the daily list leaves it out."""
        return self.standing in (NoticeState.WITHDRAWN, DISCARDED)


def read_notice_facts(
    connection: sqlite3.Connection, wanted: NoticeFilter, *, plans: bool
) -> tuple[list[NoticeFacts], bool]:
    """The facts of all that fit, what the daily list leaves out too, and whether a state is asked for.

    ``plans``: with their plans, for which each document is opened.
    """
    text, named = plan_asked(connection, wanted.text)
    wanted = replace(wanted, text=text, plan=named or wanted.plan)
    conditions, parameters, asks_state = _conditions(connection, wanted)
    where = " AND ".join(f"({one})" for one in conditions) or "1"
    of_plans = _PLANS if plans else "'[]'"
    rows = connection.execute(
        f"SELECT n.kind, {_STANDING}, {_STATES[WAITING]}, coalesce(n.issued_on, n.day), n.units, {of_plans} "  # noqa: S608
        f"FROM notice AS n WHERE {where}",
        parameters,
    )
    found = [
        NoticeFacts(kind, standing, bool(waiting), day, tuple(json.loads(units)), tuple(json.loads(in_plans)))
        for kind, standing, waiting, day, units, in_plans in rows
    ]
    return found, asks_state


def read_notice_rows(connection: sqlite3.Connection, notices: Sequence[bytes]) -> list[NoticeRow]:
    """What a list says of these notices, in this order, without their documents (but whom a 报告 is to)."""
    found = {row.record_id: row for row in rows_of(connection, notices)}
    return [found[one] for one in notices if one in found]


def _conditions(
    connection: sqlite3.Connection, wanted: NoticeFilter
) -> tuple[list[str], dict[str, Any], bool]:
    """The WHERE of a filter, its parameters, and whether a state is asked for."""
    conditions, parameters = list[str](), dict[str, Any]()
    asks_state = wanted.state is not None
    if wanted.state is not None:
        conditions.append(_STATES[wanted.state])
    if wanted.kind is not None:
        conditions.append("n.kind = :kind")
        parameters["kind"] = wanted.kind
    if wanted.unit is not None:
        conditions.append(_to_units("unit"))
        parameters["unit"] = json.dumps(_with_groups(connection, [wanted.unit]))
    if wanted.plan is not None:
        conditions.append(f":plan IN (SELECT value FROM json_each({_PLANS}))")  # noqa: S608 - constant
        parameters["plan"] = wanted.plan
    if number := _number(wanted.number):
        serial = number.isdecimal()
        conditions.append(
            "n.serial = :number" if serial else "instr(without_brackets(n.number), :number) > 0"
        )
        parameters["number"] = int(number) if serial else number
    if wanted.since is not None and wanted.until is not None:
        conditions.append("coalesce(n.issued_on, n.day) BETWEEN :since AND :until")
        parameters |= {"since": wanted.since.isoformat(), "until": wanted.until.isoformat()}
    for place, word in enumerate(dict.fromkeys(search_key(wanted.text).split())):
        state = state_meant(word)
        asks_state = asks_state or state is not None
        if state is not None:
            conditions.append(_STATES[state])
            continue
        name = f"word{place}"
        units = [match.name for match in find_units(connection, word)]
        parameters |= {name: _number(word), f"{name}_units": json.dumps(units)}
        parameters[f"{name}_kinds"] = json.dumps(_kinds_meant(word))
        conditions.append(_holds(name, holds_call(connection, parameters[name])))
    connection.create_function("without_brackets", 1, _number, deterministic=True)
    return conditions, parameters, asks_state


def _to_units(name: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM json_each(n.units) AS asked WHERE asked.value IN "  # noqa: S608 - our own name
        f"(SELECT value FROM json_each(:{name})))"
    )


def _holds(name: str, holds: str) -> str:
    """The condition that a notice has a word, which ``_number`` has folded."""
    texts = ("n.title", "n.number", "n.officer")
    said = " OR ".join(f"{holds}(without_brackets({text}), :{name}) > 0" for text in texts)
    day = f"instr(coalesce(n.issued_on, n.day), :{name}) > 0"
    kinds = f"n.kind IN (SELECT value FROM json_each(:{name}_kinds))"  # noqa: S608 - our own name
    return f"{said} OR {day} OR {kinds} OR {_to_units(f'{name}_units')}"


def _number(text: str | None) -> str:
    """A text folded for comparing; brackets of any kind are one: 〔2026〕, [2026]."""
    folded = search_key(text or "")
    return "".join(folded.translate(_BRACKETS).split())


_BRACKETS = str.maketrans("〔[［【〕]］】", "(((())))")


def certain_members(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The units that certainly belong to each group: what is written to it is to each."""
    found = dict[str, list[str]]()
    for group, unit in connection.execute("SELECT group_name, unit FROM group_member WHERE certain = 1"):
        found.setdefault(group, []).append(unit)
    return found


def _with_groups(connection: sqlite3.Connection, units: Sequence[str]) -> list[str]:
    """These units and the groups of which they are certain members: what is written to all is to each."""
    rows = connection.execute(
        "SELECT DISTINCT group_name FROM group_member "
        "WHERE certain = 1 AND unit IN (SELECT value FROM json_each(?))",
        (json.dumps(units),),
    )
    return [*units, *(group for (group,) in rows)]


def state_meant(word: str) -> str | None:
    """The state that a folded word asks for (``hygiene.search_key``)."""
    return next((state for state, words in STATE_WORDS.items() if word in words), None)


def _kinds_meant(word: str) -> list[str]:
    """The kinds of notices that a folded word names: 催办单, 催办, cbd."""
    return [
        kind
        for kind, title in NOTICE_TITLES.items()
        if word in (title, *NOTICE_WORDS.get(kind, ())) or (len(word) > 1 and word in title)
    ]
