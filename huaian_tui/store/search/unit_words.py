"""Words that are names of units that were renamed or merged.

A record names a unit by its id for life, and its text has the name of its day. Who searches for another name
of the unit means these records too: what was written about 市数据局 is found by the name that it has since.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from huaian_tui.domain.text.grams import word_grams
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.sign_forms import holds
from huaian_tui.ledger.record import Body
from huaian_tui.ledger.said import named_units, unit_mark
from huaian_tui.store.queries.unit_history import unit_with_merged

SHORTEST = 2
"""A word of one character stands in too many names to mean a unit."""

_CHANGED = """
WITH changed AS (
    SELECT unit FROM unit_name WHERE place > 0
    UNION SELECT id FROM unit WHERE merged_into IS NOT NULL
    UNION SELECT merged_into FROM unit WHERE merged_into IS NOT NULL)
SELECT unit, name, full_name FROM unit_name WHERE unit IN (SELECT unit FROM changed)
UNION SELECT unit, name, name FROM unit_called WHERE how <> 'assumption'
    AND unit IN (SELECT unit FROM changed)
"""


def units_called(connection: sqlite3.Connection, words: Sequence[str]) -> dict[str, frozenset[str]]:
    """The ids of the units that each of these folded words may name, with what became part of them.

    Only units that were renamed or merged are looked at: of any other the text has the name.
    """
    asked = [word for word in words if len(word) >= SHORTEST]
    if not asked:
        return {}
    found: dict[str, set[str]] = {}
    for unit, *names in connection.execute(_CHANGED):
        folded = [search_key(name) for name in names]
        for word in asked:
            if any(holds(name, word) for name in folded):
                found.setdefault(word, set()).add(unit)
    return {word: frozenset(_with_merged(connection, units)) for word, units in found.items()}


def _with_merged(connection: sqlite3.Connection, units: Iterable[str]) -> Iterable[str]:
    for unit in units:
        yield from unit_with_merged(connection, unit)


def names_unit(body: Body, units: Collection[str] | None) -> bool:
    """Whether a record's body names one of these units (ids)."""
    return units is not None and any(unit in units for unit in named_units(body))


def index_terms(
    called: Mapping[str, Collection[str]], units: Collection[str], records_with: Callable[[str], int]
) -> list[str]:
    """What the index is asked for: of each word that it stands there or that one of its units is named.

    ``units``: those of a filter, of which any will do, where they are several. ``records_with`` counts the
    records that have a gram; a term is empty where no record has what is asked for.
    """
    asked = [*called.items(), *([("", units)] if len(units) > 1 else [])]
    return [_term(word, named, records_with) for word, named in asked]


def _term(word: str, units: Collection[str], records_with: Callable[[str], int]) -> str:
    ways = [f'"{mark}"' for mark in map(unit_mark, sorted(units)) if records_with(mark)]
    whole = word_grams(word).whole
    if whole and all(map(records_with, whole)):
        ways.append(" AND ".join(f'"{gram}"' for gram in whole))
    return "(" + " OR ".join(f"({way})" for way in ways) + ")" if ways else ""
