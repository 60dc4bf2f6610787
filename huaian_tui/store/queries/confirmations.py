"""Remarks on the text of a plan, and what officers have confirmed since: names read on an assumption.

Whether it is so says the unit as it stands; day and basis are those of the record by which it became so.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from huaian_tui.domain.answers.tasks import RemarkRow
from huaian_tui.domain.answers.units import Confirmation
from huaian_tui.domain.words.units import confirmed_words
from huaian_tui.store.queries.unit_history import basis_of, said_of

_QUOTED = re.compile("“([^”]+)”")
_ASSUMED = re.compile("按“[^”]*”理解，属假定，可改")


def settle_remarks(connection: sqlite3.Connection, remarks: Sequence[RemarkRow]) -> list[RemarkRow]:
    """Remarks with how they are treated now: a reading that was confirmed since is 假定 no longer."""
    return [_settled(connection, one) for one in remarks]


def _settled(connection: sqlite3.Connection, remark: RemarkRow) -> RemarkRow:
    for name in _QUOTED.findall(remark.text):
        found = _reading_confirmed(connection, name)
        if found is None:
            continue
        unit, confirmed = found
        said = f"按“{unit}”理解，{confirmed_words(confirmed)}"
        assumed = _ASSUMED.search(remark.treatment)
        treatment = f"{remark.treatment}{said}。"
        if assumed is not None:
            treatment = remark.treatment.replace(assumed[0], said)
        return replace(remark, treatment=treatment, read_as=unit, confirmed=confirmed)
    return remark


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
