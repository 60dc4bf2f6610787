"""What laptops said apart of a unit: a conflict that a further record settles."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from huaian_tui.domain.answers.units import UnitSide
from huaian_tui.domain.words.units import KIND_WORDS
from huaian_tui.ledger.gist import gist
from huaian_tui.ledger.identity import short_id
from huaian_tui.store.engine.records import read_record

_NONE = "没有"


def _names(listed: Sequence[dict[str, Any]], part: str) -> str:
    return "、".join(str(one[part]) for one in listed) or _NONE


_PARTS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "kind": ("类别", lambda said: KIND_WORDS.get(said, str(said or ""))),
    "called": ("别名", lambda said: _names(said or (), "name")),
    "members": ("成员", lambda said: _names(said or (), "unit")),
    "note": ("说明", lambda said: str(said or _NONE)),
}
"""The parts of a unit that its gist does not tell: what they are called, and how they are said."""


def read_sides(connection: sqlite3.Connection, heads: str) -> tuple[UnitSide, ...]:
    """The records of ``heads`` (JSON of hexadecimal ids) in their order, each with what only it says."""
    found = [read_record(connection, bytes.fromhex(one)) for one in json.loads(heads)]
    said = [(one, one.content()) for one in found if one is not None]
    whole = [body for _, body in said if "full_name" in body]
    apart = [part for part in _PARTS if len({json.dumps(body.get(part)) for body in whole}) > 1]
    return tuple(
        UnitSide(
            one.id, short_id(one.id), one.officer, one.recorded_at, gist(one.kind, body), _more(body, apart)
        )
        for one, body in said
    )


def _more(body: dict[str, Any], apart: Sequence[str]) -> str:
    if "full_name" not in body:
        return ""
    return "；".join(f"{title} {words(body.get(part))}" for part in apart for title, words in (_PARTS[part],))
