"""Folding records into the projection tables.

Each projection row is a function of the *set* of records about one thing, declared with the kind
of record (``ledger.kinds``). Here the records of the things concerned are read and the rows
written: of those that new records touch, or of all of them (``rebuild``). So neither the order of
arrival nor a repetition matters, and rebuilding gives the same rows.

Names of tables are unqualified on purpose: a reader as of a past day shadows
``record`` and the projections with temporary ones (``as_of``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from huaian_tui.ledger.kinds.kind import By, FoldRecord, Projection, Row, Table
from huaian_tui.ledger.kinds.milestone_rows import PLANNED_COLUMNS
from huaian_tui.ledger.kinds.registry import KINDS, deciding, names_of, tables, thing_of
from huaian_tui.ledger.record import Record
from huaian_tui.store.engine import task_states

ARRIVED = "rid IN (SELECT rid FROM temp.arrived)"
"""The records that a merge brings, while it runs (``append.insert_verified``)."""

_BATCH = 500
"""Things whose records are read, and rows of a table that are written, at a time."""

_COLUMNS = "id, kind, ref, task_no, milestone, occurred_on, officer, body"
_PLANNED = f"SELECT {', '.join(PLANNED_COLUMNS)} FROM planned_milestone"  # noqa: S608 - constant columns

Thing = tuple[Projection, Sequence[FoldRecord], Row | None]
"""A projection, the records of one thing in order, and the plan's row if it has one."""


def projection_tables() -> tuple[str, ...]:
    """Tables that hold nothing but what follows from the reference tables and the records."""
    return (*(table.name for table in tables()), task_states.TABLE)


# ---------------------------------------------------------------------- what is folded when


def rebuild(connection: sqlite3.Connection) -> None:
    """Recompute every projection from the reference tables and the records (inside a transaction)."""
    for table in projection_tables():
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constant names
    makers, joiners, deciders = _makers(By.RECORD), names_of(lambda kind: kind.joins), deciding()
    made = _read(connection, f"+kind IN ({_marks(makers)}) ORDER BY id", makers)
    joined = _read(connection, f"ref NOTNULL AND +kind IN ({_marks(joiners)}) ORDER BY ref, id", joiners)
    _write(connection, _of_records(made, joined))
    planned = connection.execute(f"{_PLANNED} ORDER BY id")
    decided = _read(
        connection, f"milestone NOTNULL AND +kind IN ({_marks(deciders)}) ORDER BY milestone, id", deciders
    )
    _write(connection, _of_milestones(planned, decided))
    _write(connection, _of_keys(connection))
    task_states.rebuild_task_states(connection)


def refresh(connection: sqlite3.Connection, records: Sequence[Record]) -> None:
    """Refold what ``records``, just written in this transaction, are about."""
    deciders, keyed = set(deciding()), set(_makers(By.KEY))
    _fold_things(connection, sorted({thing_of(one.kind, one.id, one.ref) for one in records}))
    decided = {one.milestone for one in records if one.milestone is not None and one.kind in deciders}
    _fold_milestones(connection, sorted(decided))
    if any(one.kind in keyed for one in records):
        _fold_keys(connection)
    task_states.refresh_task_states(connection, {one.task_no for one in records if one.task_no is not None})


def refresh_arrived(connection: sqlite3.Connection) -> None:
    """Refold what the records in ``temp.arrived`` (local numbers) are about, many at once: a merge."""
    joiners = names_of(lambda kind: kind.joins)
    touched = connection.execute(
        f"SELECT DISTINCT CASE WHEN kind IN ({_marks(joiners)}) THEN coalesce(ref, id) ELSE id END "  # noqa: S608
        f"FROM record WHERE {ARRIVED} ORDER BY 1",
        joiners,
    )
    for things in iter(lambda: touched.fetchmany(_BATCH), []):
        _fold_things(connection, [thing for (thing,) in things])
    _fold_milestones(connection, decided_by_arrived(connection))
    _fold_keys(connection)
    numbers = connection.execute(
        f"SELECT DISTINCT task_no FROM record WHERE {ARRIVED} AND task_no NOTNULL"  # noqa: S608
    )
    task_states.refresh_task_states(connection, [number for (number,) in numbers.fetchall()])


def decided_by_arrived(connection: sqlite3.Connection) -> list[str]:
    """Milestones on which a record whose local number is in ``temp.arrived`` decides."""
    deciders = deciding()
    rows = connection.execute(
        f"SELECT DISTINCT milestone FROM record WHERE {ARRIVED} AND milestone NOTNULL "  # noqa: S608
        f"AND kind IN ({_marks(deciders)}) ORDER BY milestone",
        deciders,
    )
    return [milestone for (milestone,) in rows.fetchall()]


def read_thing(connection: sqlite3.Connection, record: FoldRecord) -> tuple[Sequence[FoldRecord], Row | None]:
    """All records of the thing that a record is about, and the plan's row of its milestone.

    For a decision these are the decisions on its milestone, else the record that made
    the thing and those that join it; none when that one is not here.
    """
    kind = KINDS.get(record.kind)
    if kind is not None and kind.decides:
        things = _milestones(connection, [record.milestone or ""])
    else:
        things = _things(connection, [thing_of(record.kind, record.id, record.ref)])
    return next(((records, planned) for _, records, planned in things), ((), None))


def read_made(connection: sqlite3.Connection, kind: str, made_by: bytes) -> Sequence[FoldRecord]:
    """All records of the thing that a record of this kind made, that one first; none if it is not here."""
    for _, records, _ in _things(connection, [made_by]):
        return records if records[0].kind == kind else ()
    return ()


def read_fold_record(connection: sqlite3.Connection, record_id: bytes) -> FoldRecord | None:
    """One record by its id, as far as a fold needs it; None when it is not here."""
    return next(_read(connection, "id = ?", (record_id,)), None)


# ---------------------------------------------------------------------- reading the records of things


def _fold_things(connection: sqlite3.Connection, made_by: Sequence[bytes]) -> None:
    """Refold the things that these records have made."""
    for batch in _batches(made_by):
        _refold(connection, list(_things(connection, batch)), batch)


def _things(connection: sqlite3.Connection, made_by: Sequence[bytes]) -> Iterator[Thing]:
    marks = _marks(made_by)
    joiners = names_of(lambda kind: kind.joins)
    made = _read(connection, f"id IN ({marks}) ORDER BY id", made_by)
    # Under a reader as of a past day, a plain condition on kind would not seek by ref.
    joined = _read(
        connection,
        f"ref IN ({marks}) AND +kind IN ({_marks(joiners)}) ORDER BY ref, id",
        (*made_by, *joiners),
    )
    return _of_records(made, joined)


def _of_records(made: Iterator[FoldRecord], joined: Iterator[FoldRecord]) -> Iterator[Thing]:
    """Things by the record that made them; what joins a record that is not here waits for it."""
    makes = {name: [one for one in kind.makes if one.by is By.RECORD] for name, kind in KINDS.items()}
    for first, records in _side_by_side(made, attrgetter("id"), joined, "ref"):
        if first is not None and (projections := makes.get(first.kind)):
            records.insert(0, first)
            for projection in projections:
                yield projection, records, None


def _fold_milestones(connection: sqlite3.Connection, milestones: Sequence[str]) -> None:
    for batch in _batches(milestones):
        _refold(connection, list(_milestones(connection, batch)), batch)


def _milestones(connection: sqlite3.Connection, milestones: Sequence[str]) -> Iterator[Thing]:
    marks, deciders = _marks(milestones), deciding()
    planned = connection.execute(f"{_PLANNED} WHERE id IN ({marks}) ORDER BY id", milestones)
    decided = _read(
        connection,
        f"milestone IN ({marks}) AND +kind IN ({_marks(deciders)}) ORDER BY milestone, id",
        (*milestones, *deciders),
    )
    return _of_milestones(planned, decided)


def _of_milestones(planned: Iterator[Row], decided: Iterator[FoldRecord]) -> Iterator[Thing]:
    projections = _projections(By.MILESTONE)
    for row, decisions in _side_by_side(planned, itemgetter(0), decided, "milestone"):
        for projection in projections:
            yield projection, decisions, row


def _fold_keys(connection: sqlite3.Connection) -> None:
    """Refold what goes by a part of the body: all of it, since such records are few."""
    for table in tables(By.KEY):
        connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - constant names
    _write(connection, _of_keys(connection))


def _of_keys(connection: sqlite3.Connection) -> Iterator[Thing]:
    for projection in _projections(By.KEY):
        makers = [str(kind.name) for kind in KINDS.values() if projection in kind.makes]
        things = dict[Any, list[FoldRecord]]()
        for one in _read(connection, f"kind IN ({_marks(makers)}) ORDER BY id", makers):
            things.setdefault(one.body.get(projection.key_field), []).append(one)
        for records in things.values():
            yield projection, records, None


def _side_by_side(
    firsts: Iterator[_First], first_key: Callable[[_First], Any], others: Iterator[FoldRecord], other_key: str
) -> Iterator[tuple[_First | None, list[FoldRecord]]]:
    """Two streams in the order of their keys: each of the first with its others, and others alone."""
    groups = groupby(others, attrgetter(other_key))
    key, group = next(groups, _END)
    for first in firsts:
        own = first_key(first)
        while group is not None and key < own:
            yield None, list(group)
            key, group = next(groups, _END)
        if group is not None and key == own:
            yield first, list(group)
            key, group = next(groups, _END)
        else:
            yield first, []
    while group is not None:
        yield None, list(group)
        key, group = next(groups, _END)


_First = TypeVar("_First")
_Key = TypeVar("_Key")
_END: tuple[Any, None] = (None, None)

# A rebuild reads millions of bodies; they are canonical, so nothing stands around the value.
_DECODER = json.JSONDecoder()


def _read(connection: sqlite3.Connection, where: str, parameters: Sequence[object]) -> Iterator[FoldRecord]:
    """Records that fit a condition with its order (constant SQL; values only as parameters)."""
    make, decode = FoldRecord._make, _DECODER.raw_decode
    for *columns, text in connection.execute(f"SELECT {_COLUMNS} FROM record WHERE {where}", parameters):  # noqa: S608
        try:
            body, end = decode(text)
        except (ValueError, RecursionError) as error:
            raise sqlite3.DatabaseError("malformed JSON") from error
        if end != len(text) or body.__class__ is not dict:
            raise sqlite3.DatabaseError("malformed JSON")
        columns.append(body)
        yield make(columns)


def _makers(by: By) -> list[str]:
    """Kinds whose records make things that are told apart so."""
    return names_of(lambda kind: any(one.by is by for one in kind.makes))


def _projections(by: By) -> list[Projection]:
    """The projections of things that are told apart so, each once."""
    found = (one for kind in KINDS.values() for one in kind.makes if one.by is by)
    return list(dict.fromkeys(found))


def _batches(keys: Sequence[_Key]) -> Iterator[Sequence[_Key]]:
    return (keys[first : first + _BATCH] for first in range(0, len(keys), _BATCH))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


# ---------------------------------------------------------------------- writing rows


def _refold(connection: sqlite3.Connection, things: Sequence[Thing], keys: Sequence[object]) -> None:
    """Put the rows of these things in the place of those under these keys."""
    written = dict.fromkeys(table for projection, _, _ in things for table in projection.tables)
    for table in written:
        connection.execute(f"DELETE FROM {table.name} WHERE {table.key} IN ({_marks(keys)})", keys)  # noqa: S608
    _write(connection, things)


def _write(connection: sqlite3.Connection, things: Iterable[Thing]) -> None:
    """Write the rows that follow from things, many of a table at a time."""
    waiting = dict[str, tuple[Table, list[Row]]]()
    for projection, records, planned in things:
        for table, rows in zip(projection.tables, projection.rows(records, planned), strict=True):
            _, held = waiting.get(table.name) or waiting.setdefault(table.name, (table, []))
            held += rows
            if len(held) >= _BATCH:
                _insert(connection, table, held)
                held.clear()
    for table, held in waiting.values():
        _insert(connection, table, held)


def _insert(connection: sqlite3.Connection, table: Table, rows: Sequence[Row]) -> None:
    columns = ", ".join(table.columns)
    connection.executemany(
        f"INSERT INTO {table.name} ({columns}) VALUES ({_marks(table.columns)})",  # noqa: S608
        rows,
    )
