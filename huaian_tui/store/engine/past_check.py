"""Whether what stands of the past is what the records give: all of a small ledger, samples of a large one."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from huaian_tui.ledger.identity import day_of_id
from huaian_tui.ledger.kinds.kind import By, Row
from huaian_tui.ledger.kinds.registry import tables
from huaian_tui.ledger.replay import NEVER
from huaian_tui.store.engine import fold_things, pace_pasts, paces, task_pasts, task_states
from huaian_tui.store.engine.fold_rows import CollectedRows, past_name, tables_with_past
from huaian_tui.store.engine.fold_things import BATCH, Thing, marks
from huaian_tui.store.engine.past_state import is_past_filled

ALL_OF = 20_000
"""Of so many records everything is compared; of more ``SAMPLES`` things of each sort."""

SAMPLES = 1_000

_KNOWN = (
    "SELECT coalesce(r.id, x''), k.day FROM main.known_day AS k LEFT JOIN main.record AS r ON r.rid = k.rid"
)
_MADE = "SELECT id FROM main.record WHERE rid >= 0 ORDER BY id"
_JOINED = "SELECT DISTINCT ref FROM main.record WHERE ref NOTNULL ORDER BY ref"
_PARTS = (
    "SELECT DISTINCT task_no FROM main.record "
    "WHERE kind IN ('task_set', 'task_end', 'matter_number', 'task_tie') ORDER BY task_no"
)
_MILESTONES = "SELECT id FROM main.milestone UNION SELECT id FROM main.milestone_version ORDER BY id"
_TASKS = _PARTS

Reader = Callable[[sqlite3.Connection, Sequence[Any]], Iterable[Thing]]


def past_problems(connection: sqlite3.Connection) -> list[str]:
    """What is wrong, in words; nothing is, while the past is not yet filled."""
    if not is_past_filled(connection):
        return []
    differing = sorted(_Comparison(connection).differing())
    if any(day >= day_of_id(record) for record, day in connection.execute(_KNOWN)):
        differing.append("known_day")
    return [f"汇总表 {name} 与记录不一致" for name in differing]


class _Comparison:
    """One comparison of what is stored with what the records give."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables = tables_with_past(connection)
        self._collected = CollectedRows(connection, self._tables)
        self._seen = Counter[str]()
        few = "SELECT count(*) FROM (SELECT 1 FROM main.record LIMIT ?)"
        self._whole = connection.execute(few, (ALL_OF + 1,)).fetchone()[0] <= ALL_OF

    def differing(self) -> set[str]:
        """Names of tables that say something else than the records."""
        found = set(self._wrong_present())
        for statement, read in (
            (_PARTS, fold_things.tasks),
            (_MADE if self._whole else _JOINED, fold_things.made_by),
            (_MILESTONES, fold_things.milestones),
        ):
            for keys in self._keys(statement):
                found.update(self._wrong_rows(read, keys))
        found.update(self._wrong_keyed())
        for keys in self._keys(_TASKS):
            found.update(self._wrong_tasks(keys))
        if self._whole:
            found.update(name for name in self._past_names() if self._count(name) != self._seen[name])
        return found

    def _past_names(self) -> list[str]:
        return [*map(past_name, self._tables), pace_pasts.TABLE, task_pasts.TABLE]

    def _keys(self, statement: str) -> Iterator[list[Any]]:
        """All keys of a statement in batches; of a large ledger some, spread over all."""
        keys = [key for (key,) in self._connection.execute(statement)]
        if not self._whole:
            keys = keys[:: max(1, len(keys) // SAMPLES)]
        return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))

    def _wrong_present(self) -> Iterator[str]:
        """Tables with all versions, as many of which must stand at present as there are rows."""
        versioned = [table.name for table in self._tables if table.versioned]
        for present in (*versioned, paces.TABLE, task_states.TABLE):
            standing = f"{present}_version WHERE until = {NEVER}"
            if self._count(present) != self._count(standing):
                yield f"{present}_version"

    def _count(self, of: str) -> int:
        row = self._connection.execute(f"SELECT count(*) FROM main.{of}").fetchone()  # noqa: S608 - constant names
        return int(row[0])

    def _wrong_rows(self, read: Reader, keys: Sequence[Any]) -> Iterator[str]:
        things = list(read(self._connection, keys))
        concerned = {table for projection, _, _ in things for table in projection.tables}
        expected = self._collected.of(things)
        for table in concerned & self._tables:
            where = f"WHERE {table.key} IN ({marks(keys)})"
            if table.others:
                where += f" AND {table.others} IS NULL"
            apart = (*table.columns, "since", "until")
            yield from self._wrong(expected, past_name(table), apart, where, keys)
            if not table.versioned:
                yield from self._wrong(expected, table.name, apart[:-1], where, keys)

    def _wrong_keyed(self) -> Iterator[str]:
        expected = self._collected.of(fold_things.all_keyed(self._connection))
        for table in self._tables.intersection(tables(By.KEY)):
            yield from self._wrong(expected, past_name(table), (*table.columns, "since", "until"))
            yield from self._wrong(expected, table.name, (*table.columns, "since"))

    def _wrong_tasks(self, numbers: Sequence[int]) -> Iterator[str]:
        where = f"WHERE task_no IN ({marks(numbers)})"
        for name, columns, expected in (
            (pace_pasts.TABLE, paces.COLUMNS, pace_pasts.pace_rows(self._connection, numbers)),
            (task_pasts.TABLE, task_states.COLUMNS, task_pasts.task_rows(self._connection, numbers)),
        ):
            apart = (*columns, "since", "until")
            yield from self._wrong({name: list(expected)}, name, apart, where, numbers)

    def _wrong(
        self,
        expected: dict[str, list[Row]],
        name: str,
        columns: Sequence[str],
        where: str = "",
        keys: Sequence[Any] = (),
    ) -> Iterator[str]:
        stored = self._connection.execute(f"SELECT {', '.join(columns)} FROM main.{name} {where}", keys)  # noqa: S608
        rows = expected.get(name, [])
        self._seen[name] += len(rows)
        if Counter(stored.fetchall()) != Counter(rows):
            yield name
