"""A seal on the reference tables: text of the plan that is altered by SQL is found by ``check``.

Records have their hash chain; the plan, its tasks and units are plain rows. Whoever
writes them through the program seals them in the same transaction.
"""

from __future__ import annotations

import hashlib
import sqlite3

from huaian_tui.ledger.record import canonical_json
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.readiness import is_sealed, sealed_source

REFERENCE_TABLES: dict[str, str] = {
    "plan": "id, title, stage, supervisor, start_day, start_basis, "
    "horizon_day, horizon_phrase, horizon_basis",
    "task": "no, plan, level1, level2, text, lead_raw, support_raw, section, article, article_no, search_key",
    "unit": "name, full_name, full_name_certain, kind, open, note",
    "unit_key": "key, unit, how, remark",
    "group_member": "group_name, unit, certain",
    "task_unit": "task_no, role, position, raw, unit, open, assumption",
    "planned_milestone": "id, task_no, title, phrase, basis, due, assumed, stretch, operator, value, upper, "
    "unit, cumulative, inferred, target_text",
    "duty": "task_no, position, phrase, kind",
    "deliverable": "id, task_no, title, phrase",
    "remark": "id, place, text, treatment",
    "remark_row": "remark, task_no",
}
"""Table → the columns that the seal covers, named so that a later migration may add others."""


def seal_reference(connection: sqlite3.Connection) -> None:
    """Write what the reference tables say now; inside the transaction that wrote them."""
    connection.execute("DELETE FROM reference_digest")
    for table in REFERENCE_TABLES:
        connection.execute(
            "INSERT INTO reference_digest (table_name, digest) VALUES (?, ?)",
            (table, _digest(connection, table)),
        )


def seal_older(connection: sqlite3.Connection) -> None:
    """A ledger of a program that knew no seal gets one over what it says now.

    One whose names are indexed was sealed when they were: there the seal was taken away.
    """
    if is_sealed(connection) or sealed_source(connection):
        return
    with transaction(connection):
        if not is_sealed(connection):
            seal_reference(connection)


def seal_problems(connection: sqlite3.Connection) -> list[str]:
    """A line for each reference table whose rows are not those that were sealed, and for a missing seal."""
    kept = dict(connection.execute("SELECT table_name, digest FROM main.reference_digest").fetchall())
    problems = []
    if not kept:
        if connection.execute("SELECT 1 FROM main.plan LIMIT 1").fetchone() is None:
            return []
        problems.append("方案资料的校验值（reference_digest）不见了")
        kept = _sealed_with_names(connection)
        if not kept:
            return problems
    altered = [table for table in REFERENCE_TABLES if kept.get(table) != _digest(connection, table)]
    return [*problems, *(f"方案资料表 {table} 的内容被改动过" for table in altered)]


def _sealed_with_names(connection: sqlite3.Connection) -> dict[str, bytes]:
    """The seal as it was when the names of the plan were indexed (``readiness.names_source``)."""
    source, tables = sealed_source(connection), sorted(REFERENCE_TABLES)
    if len(source) != _DIGEST_BYTES * len(tables):
        return {}
    parts = (source[start : start + _DIGEST_BYTES] for start in range(0, len(source), _DIGEST_BYTES))
    return dict(zip(tables, parts, strict=True))


_DIGEST_BYTES = 32


def _digest(connection: sqlite3.Connection, table: str) -> bytes:
    """SHA-256 over the rows of a table, sorted, each in canonical JSON."""
    columns = REFERENCE_TABLES[table]
    rows = connection.execute(f"SELECT {columns} FROM main.{table} ORDER BY {columns}")  # noqa: S608 - constant names
    digest = hashlib.sha256()
    try:
        for row in rows:
            digest.update(canonical_json(list(row)).encode("utf-8") + b"\n")
    except (TypeError, ValueError):
        return b""  # damage left a value of a type that no column has: like no digest
    return digest.digest()
