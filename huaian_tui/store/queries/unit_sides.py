"""What laptops said apart of a unit: a conflict that a further record settles."""

from __future__ import annotations

import json
import sqlite3

from huaian_tui.domain.answers.units import UnitSide
from huaian_tui.ledger.gist import gist
from huaian_tui.ledger.identity import short_id
from huaian_tui.store.engine.records import read_record


def read_sides(connection: sqlite3.Connection, heads: str) -> tuple[UnitSide, ...]:
    """The records of ``heads`` (JSON of hexadecimal ids) in their order."""
    found = (read_record(connection, bytes.fromhex(one)) for one in json.loads(heads))
    return tuple(
        UnitSide(one.id, short_id(one.id), one.officer, one.recorded_at, gist(one.kind, one.content()))
        for one in found
        if one is not None
    )
