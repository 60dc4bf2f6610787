"""What a merge writes and reads inside its transaction: records of other origins, and what they brought.

While it runs, the records that arrived stand in ``temp.arrived`` by their local numbers.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from huaian_tui.ledger.identity import SHANGHAI, day_number
from huaian_tui.ledger.kinds.registry import deciding
from huaian_tui.ledger.record import Record
from huaian_tui.store.engine.fold import ARRIVED, decided_by_arrived
from huaian_tui.store.engine.fold_things import RIGHTLY_JOINED, marks
from huaian_tui.store.engine.local_numbers import Numbering
from huaian_tui.store.engine.origins import Head
from huaian_tui.store.engine.records import insert_records

T = TypeVar("T")


def sort_in_memory(connection: sqlite3.Connection) -> None:
    """What is sorted on the way stays off the disk; outside a transaction, as SQLite asks.

    The table of what arrives is made here too: of a transaction that made one and is taken back, SQLite
    forgets the whole schema, and reading it anew takes longer than all else of a small preview.
    """
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute(_MADE)


_MADE = "CREATE TEMP TABLE IF NOT EXISTS arrived (rid INTEGER PRIMARY KEY)"


def begin_arrivals(connection: sqlite3.Connection) -> Numbering:
    """Get ready for ``insert_verified``: what it inserts stands in ``temp.arrived`` to the end."""
    _empty_arrived(connection)
    return Numbering(connection)


def _empty_arrived(connection: sqlite3.Connection) -> None:
    connection.execute(_MADE)
    connection.execute("DELETE FROM temp.arrived")


def note_arrival(connection: sqlite3.Connection, moment: datetime) -> None:
    """Keep which records arrived by this merge, and on which day; what goes on one of that day joins it."""
    day = day_number(moment.astimezone(SHANGHAI).date())
    ranges = connection.execute(
        f"SELECT origin, min(seq), max(seq) FROM main.record WHERE {ARRIVED} GROUP BY origin"  # noqa: S608
    )
    for origin, first, last in ranges.fetchall():
        joined = connection.execute(
            "UPDATE main.arrival SET last_seq = ? WHERE origin = ? AND last_seq = ? AND day = ?",
            (last, origin, first - 1, day),
        )
        if not joined.rowcount:
            connection.execute("INSERT INTO main.arrival VALUES (?, ?, ?, ?)", (origin, first, last, day))


def end_arrivals(connection: sqlite3.Connection) -> None:
    """Forget which records arrived; a merge of several transactions keeps them to its end."""
    if connection.execute(_KEPT_IN_ALL).fetchone():
        connection.execute("INSERT INTO temp.arrived_in_all SELECT rid FROM temp.arrived")
    connection.execute("DELETE FROM temp.arrived")


def begin_all_arrivals(connection: sqlite3.Connection) -> bool:
    """Get ready for a merge of several transactions: what ``end_arrivals`` forgets is kept to its end.

    False: that was begun already, for several merges; whoever began it tells of all of them, and ends it.
    """
    if connection.execute(_KEPT_IN_ALL).fetchone():
        return False
    connection.execute("CREATE TEMP TABLE arrived_in_all (rid INTEGER PRIMARY KEY)")
    return True


_KEPT_IN_ALL = "SELECT 1 FROM temp.sqlite_master WHERE name = 'arrived_in_all'"


def count_all_arrivals(connection: sqlite3.Connection) -> int:
    """How many records all these transactions brought."""
    return int(connection.execute("SELECT count(*) FROM temp.arrived_in_all").fetchone()[0])


def show_all_arrivals(connection: sqlite3.Connection) -> None:
    """Let ``temp.arrived`` hold what all these transactions brought, to the end of the caller's."""
    _empty_arrived(connection)
    connection.execute("INSERT INTO temp.arrived SELECT rid FROM temp.arrived_in_all")


def end_all_arrivals(connection: sqlite3.Connection) -> None:
    """Forget them."""
    connection.execute("DROP TABLE IF EXISTS temp.arrived_in_all")


def tried(
    connection: sqlite3.Connection,
    work: Callable[[], T],
    refused: type[Exception] | tuple[type[Exception], ...],
) -> T:
    """Do a part of a transaction; when it is refused, take back what it did, and raise that."""
    connection.execute("SAVEPOINT tried")
    try:
        return work()
    except refused:
        connection.execute("ROLLBACK TO tried")
        raise


def add_origins(connection: sqlite3.Connection, origins: Iterable[tuple[bytes, str, bool]]) -> None:
    """Note origins (id, when it began, whether it is private) that are not known yet.

    None of their records is here so far.
    """
    connection.executemany(
        "INSERT INTO origin (id, mine, created_at, head_seq, head_hash, private) "
        "SELECT ?1, 0, ?2, 0, x'', ?3 WHERE NOT EXISTS (SELECT 1 FROM origin WHERE id = ?1)",
        origins,
    )


def insert_verified(
    connection: sqlite3.Connection, records: Sequence[Record], numbering: Numbering
) -> list[int]:
    """Insert records of other origins, verified by the caller, who moves the heads, folds and indexes.

    Their local numbers are returned.
    """
    numbers = numbering.take_all([record.id for record in records])
    insert_records(connection, zip(numbers, records, strict=True))
    connection.executemany("INSERT INTO temp.arrived (rid) VALUES (?)", [(rid,) for rid in numbers])
    return numbers


def advance_heads(connection: sqlite3.Connection, heads: Iterable[Head]) -> None:
    """Move the heads of origins on to these, where they are beyond those that are known."""
    connection.executemany(
        "UPDATE origin SET head_seq = ?1, head_hash = ?2 WHERE id = ?3 AND head_seq < ?1",
        [(one.seq, one.hash, one.id) for one in heads],
    )


def exchange_arrived(connection: sqlite3.Connection, went: Sequence[int], came: Sequence[int]) -> None:
    """Among what a merge brought: local numbers that no longer count, and such as count now."""
    for name in ("arrived", "arrived_in_all"):
        if connection.execute("SELECT 1 FROM temp.sqlite_master WHERE name = ?", (name,)).fetchone():
            for statement, numbers in (("DELETE FROM temp.{} WHERE rid = ?", went), (_ADD_ARRIVED, came)):
                connection.executemany(statement.format(name), [(one,) for one in numbers])


_ADD_ARRIVED = "INSERT OR IGNORE INTO temp.{} (rid) VALUES (?)"


def count_arrived(connection: sqlite3.Connection) -> int:
    """How many of the records that arrived count."""
    return int(connection.execute("SELECT count(*) FROM temp.arrived").fetchone()[0])


class ArrivedOnTask(NamedTuple):
    """How many of the records that arrived are about one task."""

    no: int
    title: str
    records: int


class Saying(NamedTuple):
    """A record as it is named beside others: who wrote it when, its kind, its body as JSON, its own day."""

    officer: str
    recorded_at: str
    kind: str
    body: str
    day: str | None
    milestone: str | None


_SAYING = "record.officer, record.recorded_at, record.kind, record.body, record.occurred_on, record.milestone"


def officers_of_arrived(connection: sqlite3.Connection, most: int) -> list[tuple[str, int]]:
    """(name, records) of those who wrote the records that arrived, most records first."""
    rows = connection.execute(
        f"SELECT officer, count(*) FROM record WHERE {ARRIVED} "  # noqa: S608 - a constant condition
        "GROUP BY officer ORDER BY 2 DESC, 1 LIMIT ?",
        (most,),
    )
    return [(name, count) for name, count in rows]


def kinds_of_arrived(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """(kind, records) of the records that arrived, most records first."""
    rows = connection.execute(
        f"SELECT kind, count(*) FROM record WHERE {ARRIVED} GROUP BY kind ORDER BY 2 DESC, 1"  # noqa: S608
    )
    return [(name, count) for name, count in rows]


class Numbered(NamedTuple):
    """An issued notice by its number: who drafted it, when it was issued."""

    number: str
    title: str
    officer: str
    issued_on: str


def doubled_by_arrived(connection: sqlite3.Connection) -> list[Numbered]:
    """Issued notices whose number another one bears, where one of them arrived or changed; by number."""
    rows = connection.execute(
        "SELECT one.number, one.title, one.officer, one.issued_on FROM notice AS one "  # noqa: S608 - constant
        "WHERE one.serial NOTNULL AND one.state = 'issued' AND EXISTS ("
        "SELECT 1 FROM notice AS came JOIN record ON record.id = came.current "
        f"WHERE record.{ARRIVED} AND came.state = 'issued' "
        "AND came.code IS one.code AND came.year IS one.year AND came.serial = one.serial AND EXISTS ("
        "SELECT 1 FROM notice AS other WHERE other.id <> came.id AND other.state = 'issued' "
        "AND other.code IS came.code AND other.year IS came.year AND other.serial = came.serial)) "
        "ORDER BY one.code, one.year, one.serial, one.id"
    )
    return [Numbered._make(row) for row in rows]


def doubled_now(connection: sqlite3.Connection, number: str) -> list[Numbered]:
    """Issued notices that bear a number as it is written, while another one has it too."""
    rows = connection.execute(
        "SELECT one.number, one.title, one.officer, one.issued_on FROM notice AS one "
        "WHERE one.number = ? AND one.serial NOTNULL AND one.state = 'issued' AND EXISTS ("
        "SELECT 1 FROM notice AS other WHERE other.id <> one.id AND other.state = 'issued' "
        "AND other.code IS one.code AND other.year IS one.year AND other.serial = one.serial) "
        "ORDER BY one.id",
        (number,),
    )
    return [Numbered._make(row) for row in rows]


class Coded(NamedTuple):
    """A plan by its code: its id, short name and title."""

    code: str
    plan: str
    short: str
    title: str


def codes_shared_by_arrived(connection: sqlite3.Connection) -> list[Coded]:
    """Plans whose code another one bears too, where a record of one of these plans arrived; by code."""
    rows = connection.execute(
        "SELECT code, id, short, title FROM plan WHERE code IN ("  # noqa: S608 - a constant condition
        "SELECT came.code FROM plan AS came WHERE came.id IN ("
        f"SELECT plan FROM record WHERE {ARRIVED} AND +kind = 'plan_set') "
        "AND EXISTS (SELECT 1 FROM plan AS other WHERE other.code = came.code AND other.id <> came.id)) "
        "ORDER BY code, made"
    )
    return [Coded._make(row) for row in rows]


def codes_of(connection: sqlite3.Connection, code: str) -> list[Coded]:
    """The plans that bear a code."""
    rows = connection.execute("SELECT code, id, short, title FROM plan WHERE code = ? ORDER BY made", (code,))
    return [Coded._make(row) for row in rows]


def private_beyond_private(connection: sqlite3.Connection) -> tuple[bytes, int] | None:
    """(origin, number) of a record that arrived under a private origin and amends one of a public one."""
    row = connection.execute(
        f"SELECT origin, seq FROM record WHERE {ARRIVED} AND NOT {RIGHTLY_JOINED} ORDER BY id LIMIT 1"  # noqa: S608
    ).fetchone()
    return None if row is None else (bytes(row[0]), int(row[1]))


def tasks_of_arrived(connection: sqlite3.Connection, most: int) -> tuple[list[ArrivedOnTask], int]:
    """The tasks that the records that arrived are about, plan after plan, in the order of each: the first of
    them, and how many there are."""
    rows = connection.execute(
        "SELECT task.no, task.text, about.records, count(*) OVER () FROM ("  # noqa: S608 - a constant condition
        f"SELECT task_no, count(*) AS records FROM record WHERE {ARRIVED} AND task_no NOTNULL "
        "GROUP BY task_no) AS about JOIN task ON task.no = about.task_no "
        "LEFT JOIN plan ON plan.id = task.plan ORDER BY plan.made, task.place, task.no LIMIT ?",
        (most,),
    ).fetchall()
    return [ArrivedOnTask._make(row[:3]) for row in rows], rows[0][3] if rows else 0


def in_order_of_plans(connection: sqlite3.Connection, tasks: Sequence[int]) -> list[int]:
    """Tasks, plan after plan, in the order of each."""
    rows = connection.execute(
        "SELECT task.no FROM task LEFT JOIN plan ON plan.id = task.plan "  # noqa: S608 - marks
        f"WHERE task.no IN ({marks(tasks)}) ORDER BY plan.made, task.place, task.no",
        tasks,
    )
    return [number for (number,) in rows]


def heads_of_arrived(connection: sqlite3.Connection) -> Iterable[tuple[str, int, str, list[bytes]]]:
    """(milestone, task, title, open decisions) of what records that arrived decide on; folded before."""
    return heads_of(connection, decided_by_arrived(connection))


def heads_of(
    connection: sqlite3.Connection, milestones: Iterable[str]
) -> Iterator[tuple[str, int, str, list[bytes]]]:
    """(milestone, task, title, open decisions) of these milestones."""
    for milestone in milestones:
        row = connection.execute(
            "SELECT task_no, title, heads FROM milestone WHERE id = ?", (milestone,)
        ).fetchone()
        if row is not None:
            task_no, title, heads = row
            yield milestone, task_no, title, [bytes.fromhex(head) for head in json.loads(heads)]


def saying_of(connection: sqlite3.Connection, record_id: bytes) -> Saying:
    """What one record says; the caller knows that it is there."""
    row = connection.execute(
        f"SELECT {_SAYING} FROM record WHERE id = ?",  # noqa: S608 - constant columns
        (record_id,),
    ).fetchone()
    return Saying._make(row)


def decisions_of_arrived(connection: sqlite3.Connection, most: int) -> list[Saying]:
    """The records that arrived and decide on milestones, by task (as their plans have them) and time."""
    kinds = deciding()
    rows = connection.execute(
        f"SELECT {_SAYING} FROM record LEFT JOIN task ON task.no = record.task_no "  # noqa: S608
        "LEFT JOIN plan ON plan.id = task.plan "
        f"WHERE record.{ARRIVED} AND record.milestone NOTNULL "
        f"AND record.kind IN ({', '.join('?' * len(kinds))}) "
        "ORDER BY plan.made IS NULL, plan.made, task.place, record.task_no, record.id LIMIT ?",
        (*kinds, most),
    )
    return [Saying._make(row) for row in rows]
