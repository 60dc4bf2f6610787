"""Remarks on the text of a plan, and what officers have confirmed or decided since.

Whether it is so says the unit as it stands; day and basis are those of the record by which it became so.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from huaian_tui.domain.answers.tasks import RemarkRow
from huaian_tui.domain.answers.units import Confirmation
from huaian_tui.domain.words.units import confirmed_words
from huaian_tui.store.queries.unit_history import basis_of, said_of, unit_name_on

_QUOTED = re.compile("“([^”]+)”")
_Settle = Callable[[sqlite3.Connection, RemarkRow, str], RemarkRow | None]
_ASSUMED = re.compile("按“[^”]*”理解，属假定，可改")


def settle_remarks(connection: sqlite3.Connection, remarks: Sequence[RemarkRow]) -> list[RemarkRow]:
    """Remarks with how they are treated now: what was confirmed or decided since is open no longer.

    That is a name read on an assumption, the members of a group, and a unit that was to be merged.
    """
    quoted = [list(dict.fromkeys(_QUOTED.findall(f"{one.where}{one.text}"))) for one in remarks]
    asked = json.dumps([name for names in quoted for name in names])
    # What is quoted is a name of a unit in few remarks: for the others nothing more is asked.
    known = dict[str, list[_Settle]]()
    for name, sort in connection.execute(_KNOWN, (asked,)) if any(quoted) else ():
        known.setdefault(name, []).append(_SORTS[sort])
    return [_settled(connection, one, known, names) for one, names in zip(remarks, quoted, strict=True)]


_KNOWN = (
    "SELECT c.name, 0 FROM unit_called AS c WHERE c.name IN (SELECT value FROM json_each(?1)) "
    "UNION SELECT u.id, 1 FROM unit AS u WHERE u.id IN (SELECT value FROM json_each(?1)) "
    "AND u.kind = 'group' "
    "UNION SELECT u.id, 2 FROM unit AS u WHERE u.id IN (SELECT value FROM json_each(?1)) "
    "AND u.merged_into IS NOT NULL ORDER BY 2"
)


def _settled(
    connection: sqlite3.Connection,
    remark: RemarkRow,
    known: Mapping[str, Sequence[_Settle]],
    names: Sequence[str],
) -> RemarkRow:
    for name in names:
        for settle in known.get(name, ()):
            if (settled := settle(connection, remark, name)) is not None:
                return settled
    return remark


def _reading(connection: sqlite3.Connection, remark: RemarkRow, name: str) -> RemarkRow | None:
    """A name that means a unit for certain now."""
    found = _reading_confirmed(connection, name)
    if found is None:
        return None
    unit, confirmed = found
    said = f"按“{unit}”理解，{confirmed_words(confirmed)}"
    assumed = _ASSUMED.search(remark.treatment)
    treatment = f"{remark.treatment}{said}。"
    if assumed is not None:
        treatment = remark.treatment.replace(assumed[0], said)
    return replace(remark, treatment=treatment, read_as=unit, confirmed=confirmed)


def _members(connection: sqlite3.Connection, remark: RemarkRow, name: str) -> RemarkRow | None:
    """A group whose members an officer has decided on since."""
    before, confirmed = None, None
    first: dict[str, bool] = {}
    for day, body in said_of(connection, name):
        members = {one["unit"]: bool(one["certain"]) for one in body.get("members", ())}
        if before is None:
            first = members
        elif members != before:
            confirmed = Confirmation(day, basis_of(body))
        before = members
    if confirmed is None or before is None or before == first:
        return None
    sure, unsure = (
        "、".join(unit_name_on(connection, unit, date.max)[0] for unit in before if before[unit] is certain)
        for certain in (True, False)
    )
    said = f"成员{confirmed_words(confirmed)}：{sure or '无'}" + (f"；待定：{unsure}" if unsure else "")
    group = unit_name_on(connection, name, date.max)[0]
    return replace(remark, treatment=f"{said}。", read_as=group, confirmed=confirmed)


def _merged(connection: sqlite3.Connection, remark: RemarkRow, name: str) -> RemarkRow | None:
    """A unit of which the text leaves open whether it is one of its own, and which was merged since."""
    row = connection.execute("SELECT merged_into, merged_on FROM unit WHERE id = ?", (name,)).fetchone()
    if row is None or row[0] is None or "合并" not in remark.treatment:
        return None
    now = unit_name_on(connection, row[0], date.max)[0]
    return replace(remark, treatment=f"自 {row[1]} 起并入{now}。")


def _reading_confirmed(connection: sqlite3.Connection, name: str) -> tuple[str, Confirmation] | None:
    """The unit (its name now) that a name means for certain, which was once read on an assumption."""
    now = connection.execute(
        "SELECT c.unit, c.how, u.name FROM unit_called AS c JOIN unit AS u ON u.id = c.unit WHERE c.name = ?",
        (name,),
    ).fetchall()
    if len(now) != 1 or now[0][1] == "assumption" or not _was_assumed(connection, name):
        return None
    unit, _, called = now[0]
    found, before = None, False
    for day, body in said_of(connection, unit):
        means = any(one["name"] == name and one["how"] != "assumption" for one in body.get("called", ()))
        if means and not before:
            found = Confirmation(day, basis_of(body))
        before = means
    return None if found is None else (called, found)


def _was_assumed(connection: sqlite3.Connection, name: str) -> bool:
    rows = connection.execute(
        "SELECT 1 FROM record AS r, json_each(r.body, '$.called') AS c WHERE r.kind = 'unit_set' "
        "AND json_extract(c.value, '$.name') = ? AND json_extract(c.value, '$.how') = 'assumption' LIMIT 1",
        (name,),
    )
    return rows.fetchone() is not None


_SORTS = (_reading, _members, _merged)
"""How a remark is settled whose quoted name is another name of a unit, a group, a unit that was merged."""
