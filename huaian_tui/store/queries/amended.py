"""Which records were taken back or corrected later, for lists that show records one by one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.taking_back import amends, target_of, undone
from huaian_tui.ledger.record import RecordKind

BEFORE, TAKEN_BACK = "更正前", "已撤回"

_COLUMNS = "r.id, r.kind, r.ref, r.task_no, r.milestone, r.occurred_on, r.officer, r.body"
_AMENDING = f"+r.kind IN ('{RecordKind.CORRECTION}', '{RecordKind.RETRACTION}')"


def amending(connection: sqlite3.Connection, record: bytes) -> list[FoldRecord]:
    """What may correct or take back a record: all that refers to it, to what it amends, or its milestone."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM record AS r WHERE {_AMENDING} AND r.ref IN (?1, "  # noqa: S608 - constant parts
        "coalesce((SELECT own.ref FROM record AS own WHERE own.id = ?1), ?1)) "
        f"UNION SELECT {_COLUMNS} FROM record AS r WHERE {_AMENDING} AND r.milestone = "
        "(SELECT own.milestone FROM record AS own WHERE own.id = ?1)",
        (record,),
    )
    return [one for row in rows if (one := as_fold_record(row)) is not None]


_MAY_BE = (
    "WITH own AS MATERIALIZED (SELECT o.id, coalesce(o.ref, o.id) AS about, o.milestone "  # noqa: S608 - marks
    "FROM record AS o WHERE o.id IN ({0})) "
    f"SELECT own.id FROM own JOIN record AS r ON r.ref IN (own.id, own.about) WHERE {_AMENDING} "
    f"UNION SELECT own.id FROM own JOIN record AS r ON r.milestone = own.milestone WHERE {_AMENDING}"
)


def may_be_amended(connection: sqlite3.Connection, records: Sequence[bytes]) -> set[bytes]:
    """Those of these records of which ``amending`` has anything to say: few of a page, asked for at once."""
    rows = connection.execute(_MAY_BE.format(",".join("?" * len(records))), records)
    return {identity for (identity,) in rows}


def as_fold_record(row: Sequence[Any]) -> FoldRecord | None:
    """A row of the eight columns that a fold needs; None where damage made the body unreadable."""
    *columns, text = row
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return FoldRecord._make([*columns, body, 0, ""]) if isinstance(body, dict) else None


def corrected_day(connection: sqlite3.Connection, record: bytes) -> date | None:
    """The own day of a record as its last correction that counts has it; None where none does."""
    known = amending(connection, record)
    gone = undone(known)
    days = [
        one.occurred_on
        for one in sorted(known, key=lambda one: one.id)
        if one.kind == RecordKind.CORRECTION and one.id not in gone and target_of(one) == record
    ]
    return date.fromisoformat(days[-1]) if days and days[-1] else None


def mark_of(record_id: bytes, records: Iterable[FoldRecord], own: FoldRecord | None = None) -> str:
    """（更正前） for a text that a later correction replaced, （已撤回） for what was taken back.

    ``records`` hold what amends it; ``own`` is the record itself if it amends another.
    """
    known = [one for one in records if amends(one)]
    gone = undone(known)
    target = target_of(own) if own is not None and own.kind == RecordKind.CORRECTION else None
    subject = record_id if target is None else target
    corrected = any(
        one.kind == RecordKind.CORRECTION
        and one.id not in gone
        and target_of(one) == subject
        and (target is None or one.id > record_id)
        for one in known
    )
    marks = [BEFORE] * corrected + [TAKEN_BACK] * (record_id in gone or subject in gone)
    return f"（{'，'.join(marks)}）" if marks else ""
