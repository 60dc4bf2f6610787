"""The words of this ledger by which a search is narrowed: names of units, officers, methods."""

from __future__ import annotations

import sqlite3

from huaian_tui.domain.methods import METHODS
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.search.filters import Vocabulary

_LOOKED_AT = 5_000
"""So many of the newest records are asked who wrote them: officers of now, without reading a million."""

_NOTES_LOOKED_AT = 1_000
_MOST = 100

_DIRECT = ("name", "full_name", "alias", "former", "assumption")


def read_vocabulary(connection: sqlite3.Connection) -> Vocabulary:
    """Names of units with their pinyin, officers (who wrote last comes first) and methods."""
    keys = connection.execute(
        "SELECT k.key, k.unit, k.how FROM unit_key AS k JOIN unit AS u ON u.id = k.unit ORDER BY u.made"
    ).fetchall()
    officers = connection.execute(
        "SELECT officer FROM (SELECT officer, id FROM record WHERE +rid >= 0 ORDER BY id DESC LIMIT ?) "
        "WHERE officer <> '' GROUP BY officer ORDER BY max(id) DESC LIMIT ?",
        (_LOOKED_AT, _MOST),
    )
    methods = connection.execute(
        "SELECT DISTINCT json_extract(body, '$.method') AS method FROM (SELECT body FROM record "
        "WHERE kind = 'note' ORDER BY id DESC LIMIT ?) WHERE method <> '' LIMIT ?",
        (_NOTES_LOOKED_AT, _MOST),
    )
    return Vocabulary(
        units=tuple((key, unit, how not in _DIRECT) for key, unit, how in keys),
        officers=tuple(row[0] for row in officers),
        methods=tuple(dict.fromkeys((*METHODS, *(str(row[0]) for row in methods)))),
        behind_light=read_light_rules(connection).behind_light,
        plans=_plans(connection),
        renamed=dict(connection.execute("SELECT id, name FROM unit WHERE name <> id")),
    )


def _plans(connection: sqlite3.Connection) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """(id, short name, words for it) of the plans that have tasks, closed ones last; none if there is one."""
    rows = connection.execute(
        "SELECT p.id, p.short, p.code, p.title FROM plan AS p "
        "WHERE p.kind = 'plan' OR EXISTS (SELECT 1 FROM task AS t WHERE t.plan = p.id) "
        "ORDER BY p.closed_on IS NOT NULL, p.made"
    ).fetchall()
    if len(rows) < 2:
        return ()
    return tuple((plan, short, plan_words(short, code, title)) for plan, short, code, title in rows)


def plan_words(short: str, code: str, title: str) -> tuple[str, ...]:
    """What a plan is asked for by: its code and names, their pinyin and initials (0.2 s the first time)."""
    from huaian_tui.domain.text.pinyin import search_spelling, spellings

    spelled = [word for pair in sorted(spellings(short)) for word in pair]
    words = (code, short, title, *spelled, *search_spelling(title).split())
    return tuple(dict.fromkeys(search_key(one) for one in words if one))
