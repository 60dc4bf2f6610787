"""The notices of a past day as names that are searched, under the titles that they had."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.store.search.name_rank import Name


def notices_then(connection: sqlite3.Connection) -> Iterator[Name]:
    """All of them, the newest first; few, so each is looked at."""
    rows = connection.execute(
        "SELECT n.id, trim(coalesce(n.number, '') || ' ' || n.title), k.title, k.pinyin, k.initials, "
        "k.said FROM notice AS n LEFT JOIN main.search_name AS k "
        "ON k.place = 'notice' AND k.key = lower(hex(n.id)) ORDER BY n.id DESC"
    )
    for order, (identity, title, indexed, pinyin, initials, said) in enumerate(rows):
        folded = search_key(title)
        spelled = (pinyin, initials, said) if title == indexed else ("", "", folded)
        yield Name(order, "notice", identity.hex(), None, title, folded, *spelled)
