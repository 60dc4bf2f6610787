"""The versions of a draft, from the one that was composed to the last that was edited."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date

from huaian_tui.ledger.record import RecordKind


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """One version: who kept it, on which day, its document as JSON; ``recorded_at`` is ISO, to be shown."""

    record_id: bytes
    officer: str
    day: date
    recorded_at: str
    document: str


def draft_versions(connection: sqlite3.Connection, notice: bytes) -> list[DraftVersion]:
    """All versions of a notice's draft, the first one first, none after it was issued."""
    rows = connection.execute(
        "SELECT id, officer, occurred_on, recorded_at, body FROM record WHERE (id = ?1 OR ref = ?1) "
        "AND +kind = ?2 AND id <= (SELECT coalesce(min(i.id), x'ffffffffffffffffffffffffffffffff') "
        "FROM record AS i WHERE i.ref = ?1 AND +i.kind = ?3) ORDER BY id",
        (notice, RecordKind.NOTICE_DRAFT, RecordKind.NOTICE_ISSUE),
    )
    return [
        DraftVersion(record, officer, date.fromisoformat(day), recorded_at, json.loads(body)["document"])
        for record, officer, day, recorded_at, body in rows
    ]
