"""Filling the past of a ledger of an older program: thing by thing, each batch in a transaction of its own.

Others may write meanwhile (what they write is folded with its past at once); killed, the next call goes on.
The present rows are right before it begins and stay so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.ledger.kinds.kind import By
from huaian_tui.ledger.kinds.registry import names_of, of_milestones
from huaian_tui.store.engine import fold, known_days, task_pasts
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.fold_rows import RowWriter, tables_with_past
from huaian_tui.store.engine.fold_things import every_task, marks
from huaian_tui.store.engine.past_state import (
    has_any_rules,
    has_rules,
    is_past_filled,
    next_stage,
    note_stage,
)
from huaian_tui.store.engine.writing_lock import let_others_in

Progress = Callable[[float], None]
"""Told now and then which part of the work is done, 0 to 1."""

AT_ONCE = 20_000
"""Of so many records the past is filled by any writer that opens the ledger (a second or two)."""

_BATCH = 4_000


def complete_present(connection: sqlite3.Connection, progress: Progress | None = None) -> None:
    """Fold the projections anew where they were folded by the rules of an older program."""
    if has_rules(connection):
        return
    with transaction(connection):
        if has_rules(connection):
            return
        if not has_any_rules(connection):
            known_days.note_older(connection, datetime.now(SHANGHAI).date())
        fold.rebuild_present(connection, progress)


def complete_small_past(connection: sqlite3.Connection) -> None:
    """``complete_past`` if that takes no longer than a second or two."""
    if is_past_filled(connection):
        return
    few = "SELECT count(*) FROM (SELECT 1 FROM record LIMIT ?)"
    if connection.execute(few, (AT_ONCE + 1,)).fetchone()[0] <= AT_ONCE:
        complete_past(connection)


def complete_past(connection: sqlite3.Connection, progress: Progress | None = None) -> None:
    """Fill what is not yet filled."""
    total = sum(
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - constant names
        for table in ("milestone", "task")
    )
    done = 0
    while not is_past_filled(connection):
        with transaction(connection):
            stage = next_stage(connection)
            if stage is None:
                return
            filled = _FILL[stage[0]](connection, stage[1])
        done += 0 if stage[0] == "records" else filled
        if progress is not None and total:
            progress(min(1.0, done / total))
        let_others_in()


def _fill_records(connection: sqlite3.Connection, up_to: bytes) -> int:
    """Things that records joined; all others stand as they were made, unless a clock was wrong."""
    writer = RowWriter(connection, tables_with_past(connection), present=False)
    if not up_to:
        rows = connection.execute(
            "SELECT r.id FROM known_day AS k JOIN record AS r ON r.rid = k.rid ORDER BY r.id"
        )
        fold.fold_made(connection, writer, [record for (record,) in rows.fetchall()])
    joiners = names_of(lambda kind: kind.joins)
    rows = connection.execute(
        f"SELECT DISTINCT ref FROM record WHERE ref > ? AND +kind IN ({marks(joiners)}) ORDER BY ref LIMIT ?",  # noqa: S608
        (up_to, *joiners, _BATCH),
    )
    things = [ref for (ref,) in rows.fetchall()]
    fold.fold_made(connection, writer, things)
    note_stage(connection, "records", things[-1] if len(things) == _BATCH else None)
    return len(things)


def _fill_parts(connection: sqlite3.Connection, up_to: bytes) -> int:
    """Plans, units and settings, and the tasks with what belongs to them."""
    writer = RowWriter(connection, tables_with_past(connection), present=False)
    if not up_to:
        fold.fold_keys(connection, writer, names_of(lambda kind: any(one.by is By.KEY for one in kind.makes)))
    numbers = _next_tasks(connection, up_to)
    fold.fold_tasks(connection, writer, numbers)
    note_stage(connection, "parts", str(numbers[-1]).encode() if len(numbers) == _BATCH else None)
    return 0


def _next_tasks(connection: sqlite3.Connection, up_to: bytes) -> list[int]:
    return every_task(connection, int(up_to or b"-1"), _BATCH)


def _fill_milestones(connection: sqlite3.Connection, up_to: bytes) -> int:
    deciders = of_milestones()
    planned = connection.execute(
        "SELECT id FROM planned_milestone WHERE id > ?1 UNION SELECT id FROM planned_milestone_past "
        "WHERE id > ?1 ORDER BY id LIMIT ?2",
        (up_to.decode(), _BATCH),
    ).fetchall()
    decided = connection.execute(
        "SELECT DISTINCT milestone FROM record "  # noqa: S608 - constant marks
        f"WHERE milestone > ? AND +kind IN ({marks(deciders)}) ORDER BY milestone LIMIT ?",
        (up_to.decode(), *deciders, _BATCH),
    ).fetchall()
    identities = [identity for (identity,) in sorted({*planned, *decided})[:_BATCH]]
    writer = RowWriter(connection, tables_with_past(connection), present=False)
    fold.fold_milestones(connection, writer, identities)
    note_stage(connection, "milestones", identities[-1].encode() if len(identities) == _BATCH else None)
    return len(identities)


def _fill_tasks(connection: sqlite3.Connection, up_to: bytes) -> int:
    numbers = _next_tasks(connection, up_to)
    task_pasts.replay_task_pasts(connection, numbers)
    note_stage(connection, "tasks", str(numbers[-1]).encode() if len(numbers) == _BATCH else None)
    return len(numbers)


_FILL: dict[str, Callable[[sqlite3.Connection, bytes], int]] = {
    "parts": _fill_parts,
    "records": _fill_records,
    "milestones": _fill_milestones,
    "tasks": _fill_tasks,
}
