"""What of a unit's names was known on the past day that a connection shows.

By every name and spelling a unit is found on any day: the keys of names are those of the present. What is
told of its names is what was known then, so that a later renaming is not.
"""

from __future__ import annotations

import re
import sqlite3

from huaian_tui.domain.answers.units import UnitMatch
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.words.units import renamed_words

_NAMED = re.compile("“([^”]+)”")


def as_known(connection: sqlite3.Connection, match: UnitMatch) -> UnitMatch:
    """A match with what was known of how the query was read; of a name that came later nothing is told."""
    told = _NAMED.match(match.read_as)
    if told is None:
        return match
    called = connection.execute(
        "SELECT 1 FROM unit_called WHERE unit = ? AND remark = ?", (match.name, match.read_as)
    )
    if called.fetchone() is not None:
        return match
    row = connection.execute(
        "SELECT n.until_day, u.name FROM unit_name AS n JOIN unit AS u ON u.id = n.unit "
        "WHERE n.unit = ? AND ? IN (n.name, n.full_name) AND n.until_day NOTNULL ORDER BY n.place LIMIT 1",
        (match.name, told[1]),
    ).fetchone()
    return match._replace(read_as="" if row is None else renamed_words(told[1], *row))


def names_known(connection: sqlite3.Connection, unit: str) -> tuple[str, ...]:
    """What else people called a unit by what was known then: aliases, and names of before."""
    rows = connection.execute(
        "SELECT name FROM unit_called WHERE unit = ?1 AND how <> 'assumption' UNION "
        "SELECT name FROM unit_name WHERE unit = ?1 AND until_day NOTNULL UNION "
        "SELECT full_name FROM unit_name WHERE unit = ?1 AND until_day NOTNULL",
        (unit,),
    )
    return tuple(sorted({search_key(name) for (name,) in rows}))
