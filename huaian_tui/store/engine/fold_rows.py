"""Writing the rows that follow from things: those that stand at present and those that stood before."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from huaian_tui.ledger.identity import day_of_id
from huaian_tui.ledger.kinds.kind import By, FoldRecord, Projection, Row, Table
from huaian_tui.ledger.kinds.registry import tables
from huaian_tui.ledger.replay import NEVER, Version, planned_now, versions_of
from huaian_tui.store.engine.fold_things import BATCH, Thing, in_batches, marks


def past_name(table: Table) -> str:
    """The table beside it, of rows with the days from and until which they stood."""
    return f"{table.name}_version" if table.versioned else f"{table.name}_past"


@cache
def _with_days(
    name: str, columns: tuple[str, ...], versioned: bool
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Of a table: its columns with the day since, those with both days, the name of its past."""
    past = past_name(Table(name, "", columns, versioned))
    return (*columns, "since"), (*columns, "since", "until"), past


def tables_with_past(connection: sqlite3.Connection) -> frozenset[Table]:
    """The projections that have such a table; of any other the past is folded when it is asked for."""
    rows = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
    there = {name for (name,) in rows}
    return frozenset(table for table in tables() if past_name(table) in there)


class TableRows(NamedTuple):
    """Rows of one table, and beside each the id of the record from which it follows."""

    name: str
    columns: tuple[str, ...]
    makers: list[bytes]
    rows: list[Row]


class RowWriter:
    """Writes rows of things, many of a table at a time; those of the past for the tables of ``with_past``.

    ``present=False``: of tables that have all versions beside them only those are written.
    """

    def __init__(
        self, connection: sqlite3.Connection, with_past: frozenset[Table], *, present: bool = True
    ) -> None:
        self._connection = connection
        self._with_past = frozenset(table.name for table in with_past)
        self._present = present
        self._waiting = dict[tuple[str, tuple[str, ...]], list[Row]]()

    def replace(
        self, things: Sequence[Thing], keys: Sequence[object], every: Sequence[Projection] = ()
    ) -> None:
        """Put the rows of these things in the place of those under these keys; ``every``: even if none is."""
        replaced = [*every, *(projection for projection, _, _ in things)]
        for table in dict.fromkeys(table for projection in replaced for table in projection.tables):
            if self._present or not table.versioned:
                self._delete(table.name, table.key, keys)
            if table.name in self._with_past:
                self._delete(past_name(table), table.key, keys)
        self.write(things)

    def empty(self, emptied: Iterable[Table]) -> None:
        """Delete every row of these tables, of the past too."""
        for table in emptied:
            self._connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - constant names
            if table.name in self._with_past:
                self._connection.execute(f"DELETE FROM {past_name(table)}")  # noqa: S608 - constant names

    def _delete(self, name: str, key: str, keys: Sequence[object]) -> None:
        self._connection.execute(f"DELETE FROM {name} WHERE {key} IN ({marks(keys)})", keys)  # noqa: S608

    def write(self, things: Iterable[Thing]) -> None:
        """Write the rows of things of which none are there."""
        for projection, records, planned in things:
            if not any(table.name in self._with_past for table in projection.tables):
                for table, rows in zip(
                    projection.tables, projection.rows(records, planned_now(planned)), strict=True
                ):
                    self._hold(table.name, table.columns, rows)
                continue
            for table, versions in zip(
                projection.tables, versions_of(projection, records, planned), strict=True
            ):
                self._hold_versions(projection, table, records, versions)
        for (name, columns), rows in self._waiting.items():
            self._insert(name, columns, rows)
        self._waiting.clear()

    def write_ready(self, held: Iterable[TableRows], makers: Collection[bytes]) -> None:
        """Write those rows that follow from these records; none of their things are there."""
        for name, columns, made_by, rows in held:
            chosen = [row for row, maker in zip(rows, made_by, strict=True) if maker in makers]
            self._insert(name, columns, chosen)

    def _hold_versions(
        self, projection: Projection, table: Table, records: Sequence[FoldRecord], versions: list[Version]
    ) -> None:
        since_too, apart, past = _with_days(table.name, table.columns, table.versioned)
        standing = versions[-1] if versions and versions[-1].until == NEVER else None
        if table.name not in self._with_past:
            self._hold(table.name, table.columns, () if standing is None else standing.rows)
            return
        if table.versioned:
            if standing is not None and self._present:
                self._hold(table.name, table.columns, standing.rows)
        elif standing is not None:
            versions = versions[:-1]
            since = _since(projection, records, standing)
            self._hold(table.name, since_too, [(*row, since) for row in standing.rows])
        for since, until, rows in versions:
            self._hold(past, apart, [(*row, since, until) for row in rows])

    def _hold(self, name: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        if not rows:
            return
        held = self._waiting.setdefault((name, columns), [])
        held += rows
        if len(held) >= BATCH:
            self._insert(name, columns, held)
            held.clear()

    def _insert(self, name: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        self._connection.executemany(
            f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks(columns)})",  # noqa: S608
            rows,
        )


def _since(projection: Projection, records: Sequence[FoldRecord], standing: Version) -> int:
    """0 for rows that stand since the day that the id of the record which made them says: nearly all."""
    own_day = projection.by is By.RECORD and standing.since == day_of_id(records[0].id)
    return 0 if own_day else standing.since


class CollectedRows(RowWriter):
    """Collects the rows that would be written."""

    def of(self, things: Iterable[Thing]) -> dict[str, list[Row]]:
        """The rows of these things by table."""
        self._rows = dict[str, list[Row]]()
        self.write(things)
        return self._rows

    def _insert(self, name: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        self._rows.setdefault(name, []).extend(rows)


class PresentMender:
    """Brings the present rows of things to what follows from their records, writing only what differs.

    ``rows`` counts by table those that there must be.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._collected = CollectedRows(connection, frozenset())
        self.rows = Counter[Table]()

    def counts(self) -> dict[str, int]:
        """How many rows there must be, by table; those of one table may be of two kinds of things."""
        found = dict.fromkeys((table.name for table in tables()), 0)
        for table, count in self.rows.items():
            found[table.name] += count
        return found

    def mend(self, things: Iterator[Thing]) -> None:
        """Go through things, a batch at a time."""
        for batch in in_batches(things):
            expected = self._collected.of(batch)
            keys = dict[Table, list[object]]()
            for thing in batch:
                for table in thing[0].tables:
                    keys.setdefault(table, []).append(_key_of(thing))
            for table, of_things in keys.items():
                self._mend(table, of_things, expected.get(table.name, []))

    def _mend(self, table: Table, keys: list[object], expected: list[Row]) -> None:
        self.rows[table] += len(expected)
        place = table.columns.index(table.key)
        listed, where = ", ".join(table.columns), f"WHERE {table.key} IN ({marks(keys)})"
        rows = self._connection.execute(f"SELECT {listed} FROM {table.name} {where}", keys)  # noqa: S608
        stored, right = Counter(rows.fetchall()), Counter(expected)
        if stored == right:
            return
        wrong = {row[place] for row in (stored - right) + (right - stored)}
        self._connection.executemany(
            f"DELETE FROM {table.name} WHERE {table.key} = ?",  # noqa: S608 - constant names
            [(key,) for key in wrong],
        )
        self._connection.executemany(
            f"INSERT INTO {table.name} ({listed}) VALUES ({marks(table.columns)})",  # noqa: S608
            [row for row in expected if row[place] in wrong],
        )


def _key_of(thing: Thing) -> object:
    """The identity of a thing, as the key of its rows."""
    projection, records, planned = thing
    if projection.by is By.RECORD:
        return records[0].id
    if projection.by is By.MILESTONE:
        row = planned_now(planned)
        return records[0].milestone if row is None else row[0]
    if projection.by is By.TASK:
        return records[0].task_no
    return records[0].body.get(projection.key_field)
