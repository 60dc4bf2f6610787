"""The keys by which units are found: names, aliases, pinyin, initials; how well a query fits them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from huaian_tui.domain.answers.units import UnitMatch
from huaian_tui.domain.text.hygiene import clean_line, search_key
from huaian_tui.domain.text.sign_forms import EXACT, has_forms

_RANKS = ("name", "full_name", "alias", "former", "assumption", "pinyin", "initials")
"""How a key names a unit, most direct first; the first that fits decides."""


def keys_like(connection: sqlite3.Connection, key: str) -> list[tuple[str, str, str, int]]:
    """(unit, how, remark, ``sign_forms.fit``) of the keys that a folded word may mean, by unit."""
    # Imported here: a unit that is named exactly is found without it.
    from huaian_tui.store.search.sql_holds import fit_call

    meant = fit_call(connection, "k.key", key, ":key")
    return connection.execute(
        f"SELECT k.unit, k.how, k.remark, {meant} FROM unit_key AS k JOIN unit AS u ON u.id = k.unit "  # noqa: S608
        f"WHERE {meant} IS NOT NULL ORDER BY u.made",
        {"key": key},
    ).fetchall()


def keys_that_are(connection: sqlite3.Connection, key: str) -> list[tuple[str, str, str, int]]:
    """As ``keys_like`` for ``exact_matches``: through the index of the keys, unless the word has forms."""
    if has_forms(key):
        return keys_like(connection, key)
    return connection.execute(
        "SELECT k.unit, k.how, k.remark, ? FROM unit_key AS k JOIN unit AS u ON u.id = k.unit "
        "WHERE k.key = ? ORDER BY u.made",
        (EXACT, key),
    ).fetchall()


def exact_matches(keys: Iterable[tuple[str, str, str, int]]) -> list[UnitMatch]:
    """The units of the keys that are the word itself, by the most direct kind of key alone."""
    rows = [(unit, how, remark) for unit, how, remark, meant in keys if meant == EXACT]
    rank = min((_RANKS.index(row[1]) for row in rows), default=0)
    return matches_of(row for row in rows if _RANKS.index(row[1]) == rank)


def matches_of(rows: Iterable[tuple[str, str, str]]) -> list[UnitMatch]:
    """One match a unit, most direct kind of key first; a remark only when no plain key fits."""
    best: dict[str, tuple[int, str]] = {}
    for unit, how, remark in rows:
        rank = _RANKS.index(how)
        if unit not in best or rank < best[unit][0]:
            best[unit] = (rank, remark)
    ordered = sorted(best.items(), key=lambda item: item[1][0])
    return [UnitMatch(unit, remark) for unit, (_, remark) in ordered]


def folded(query: str) -> str:
    """A query as keys are compared: folded, without blanks."""
    return "".join(search_key(clean_line(query, limit=100, field="unit")).split())
