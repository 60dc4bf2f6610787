"""The index over the text of records: written with them, made anew for an older ledger, checked.

It follows from the records alone: whatever the order and the batches in which they were
indexed, it holds the same. So it can be rebuilt at any time (``rebuild``), and one that is not
finished (a large ledger of an older program, a program that was killed) goes on where it stopped.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from huaian_tui.ledger.kinds.kind import By, Kind
from huaian_tui.ledger.kinds.plans import PLANS
from huaian_tui.ledger.kinds.registry import KINDS, names_of, thing_of
from huaian_tui.ledger.kinds.units import UNITS
from huaian_tui.ledger.record import Record
from huaian_tui.ledger.said import kind_mark, read_body, record_grams
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.fold import ARRIVED, decided_by_arrived
from huaian_tui.store.engine.readiness import is_complete
from huaian_tui.store.engine.ready_rows import ReadyBatch
from huaian_tui.store.engine.writing_lock import let_others_in
from huaian_tui.store.search.name_index import refresh_names, refresh_plan_names
from huaian_tui.store.search.plan_index import TASKS_NAMING, tasks_not_indexed

Progress = Callable[[float], None]
"""Told now and then which part of the work is done, 0 to 1."""

AT_ONCE = 20_000
"""So many records are indexed by any writer that opens the ledger (a second or two); more only when asked."""

_BATCH = 10_000
_PAGES_A_RECORD = 4
"""Pages of the index that may be merged for each record; on the long run two or three are needed."""

_OWN_WAY_OFF = "SELECT 1 FROM main.search_said_config WHERE k = 'automerge' AND v = 0"

_SAMPLES = 100
_EVERY = 17
_FIELDS = "rid, kind, body, officer, coalesce(occurred_on, recorded_at)"

Row = tuple[int, str, str, str, str]
"""What is indexed of a record: rid, kind, body as JSON, officer, ISO day (of the thing, else recorded)."""


def index_new(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Index records that were just written, inside their transaction.

    While the index is being made, a record beyond what it has reached is left to that.
    """
    state = connection.execute("SELECT up_to FROM main.search_state WHERE part = 'records'").fetchone()
    if state is None:
        return
    if state[0] is None:
        _add(connection, rows)
    else:
        _add(connection, [row for row in rows if row[0] <= state[0]])


def index_written(connection: sqlite3.Connection, written: Sequence[tuple[int, Record]]) -> None:
    """Index the records of an action, each with its local number, and what they name; once folded."""
    records = [record for _, record in written]
    index_new(connection, [_row(rid, record) for rid, record in written])
    named = dict[str, set[str]]()
    for one in records:
        kind = KINDS.get(one.kind)
        if kind is not None and kind.renames:
            key = one.milestone if _by_milestone(kind) else thing_of(one.kind, one.id, one.ref).hex()
            named.setdefault(kind.renames, set()).add(key or "")
    for place, keys in sorted(named.items()):
        refresh_names(connection, place, sorted(keys))
    kinds = {one.kind for one in records}
    if not kinds.isdisjoint(_PARTS):
        numbers = {one.task_no for one in records if one.kind in _OF_TASKS and one.task_no is not None}
        numbers |= tasks_not_indexed(connection, {one.plan for one in records if one.kind in _OF_PLANS})
        _refresh_parts(connection, numbers, [one.body for one in records if one.kind in _OF_UNITS])


_OF_TASKS = names_of(lambda kind: any(one.by is By.TASK for one in kind.makes))
_OF_UNITS = names_of(lambda kind: UNITS in kind.makes)
_OF_PLANS = names_of(lambda kind: PLANS in kind.makes)
_PARTS = frozenset((*_OF_TASKS, *_OF_UNITS, *_OF_PLANS))


def _refresh_parts(connection: sqlite3.Connection, numbers: set[int], units: Sequence[str]) -> None:
    """Index again tasks and units; a task is found by the names of its units."""
    for body in units:
        rows = connection.execute(TASKS_NAMING, (read_body(body).get("unit"),))
        numbers = numbers.union(number for (number,) in rows.fetchall())
    refresh_plan_names(connection, sorted(numbers), units=bool(units))


def _by_milestone(kind: Kind) -> bool:
    """Whether what records of a kind may name anew is their milestone."""
    return kind.decides or kind.joins_milestone


def _row(rid: int, record: Record) -> Row:
    return rid, record.kind, record.body, record.officer, record.occurred_on or record.recorded_at


def index_arrived(connection: sqlite3.Connection, ready: ReadyBatch | None = None) -> None:
    """Index what a merge brought (``temp.arrived``), after it is folded; ``ready``: grams of some of it."""
    there = dict[int, str]() if ready is None or not is_complete(connection) else dict(ready.grams)
    if ready is not None and there:
        _write(connection, sorted(there.items()), ready.counted)
    if len(there) < _count_arrived(connection):
        rows = connection.execute(f"SELECT {_FIELDS} FROM main.record WHERE {ARRIVED} ORDER BY rid")  # noqa: S608
        while batch := rows.fetchmany(_BATCH):
            index_new(connection, [row for row in batch if row[0] not in there])
    refresh_names(connection, "milestone", decided_by_arrived(connection))
    parts = connection.execute(
        f"SELECT kind, task_no, plan, body FROM main.record WHERE {ARRIVED} "  # noqa: S608 - constant conditions
        f"AND kind IN ({','.join('?' * len(_PARTS))})",
        sorted(_PARTS),
    ).fetchall()
    if parts:
        numbers = {number for kind, number, *_ in parts if kind in _OF_TASKS and number is not None}
        numbers |= tasks_not_indexed(connection, {plan for kind, _, plan, _ in parts if kind in _OF_PLANS})
        _refresh_parts(connection, numbers, [body for kind, *_, body in parts if kind in _OF_UNITS])
    others = (kind for kind in KINDS.values() if kind.renames and not _by_milestone(kind))
    for place in sorted({kind.renames for kind in others}):
        refresh_names(connection, place, _renamed_by_arrived(connection, place))


def _renamed_by_arrived(connection: sqlite3.Connection, place: str) -> list[str]:
    """Keys of the things of a place, other than milestones, that what arrived may have named anew."""
    naming = names_of(lambda kind: kind.renames == place)
    rows = connection.execute(
        "SELECT DISTINCT lower(hex(coalesce(ref, id))) FROM main.record "  # noqa: S608 - constant conditions
        f"WHERE {ARRIVED} AND kind IN ({','.join('?' * len(naming))}) ORDER BY 1",
        naming,
    )
    return [key for (key,) in rows.fetchall()]


def _add(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Write grams and their frequencies."""
    counted = Counter[str]()
    texts = list[tuple[int, str]]()
    for rid, kind, body, officer, day in rows:
        found = _grams(kind, body, officer, day)
        counted.update(found)
        texts.append((rid, " ".join(found)))
    texts.sort()
    _write(connection, texts, counted)


def _write(
    connection: sqlite3.Connection, texts: Sequence[tuple[int, str]], counted: Mapping[str, int]
) -> None:
    """Grams of records, in the order of their numbers, and in how many of them each stands."""
    connection.executemany("INSERT INTO main.search_said (rowid, grams) VALUES (?, ?)", texts)
    connection.executemany(
        "INSERT INTO main.search_gram (gram, records) VALUES (?, ?) "
        "ON CONFLICT (gram) DO UPDATE SET records = records + excluded.records",
        sorted(counted.items()),
    )
    if texts:
        _tidy(connection, len(texts))


def _count_arrived(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM temp.arrived").fetchone()[0])


def _tidy(connection: sqlite3.Connection, records: int) -> None:
    """Merge the parts of the index as much as so many records ask for.

    FTS5 by itself does all of it at every 64th note: 50 ms in a large ledger, and more from a slow
    disk. A little with each note keeps up as well, so its own way is switched off, once for the file.
    """
    if not connection.execute(_OWN_WAY_OFF).fetchone():
        connection.execute("INSERT INTO main.search_said (search_said, rank) VALUES ('automerge', 0)")
    pages = _PAGES_A_RECORD * records
    connection.execute("INSERT INTO main.search_said (search_said, rank) VALUES ('merge', ?)", (pages,))


def _grams(*fields: object) -> set[str]:
    """The grams of a record; a value that damage made of another type says nothing."""
    kind, body, officer, day = [field if isinstance(field, str) else "" for field in fields]
    return record_grams(kind, read_body(body), officer, day)


def waiting(connection: sqlite3.Connection) -> int:
    """How many records are not yet indexed."""
    state = connection.execute("SELECT up_to FROM main.search_state WHERE part = 'records'").fetchone()
    if state is not None and state[0] is None:
        return 0
    up_to = -1 if state is None else state[0]
    return int(connection.execute("SELECT count(*) FROM main.record WHERE rid > ?", (up_to,)).fetchone()[0])


def complete(connection: sqlite3.Connection, progress: Progress | None = None) -> None:
    """Index what is not yet indexed, batch by batch, each in a transaction of its own.

    Others may write meanwhile; killed, the next call goes on.
    """
    total = waiting(connection)
    done = 0
    while not is_complete(connection):
        with transaction(connection):
            done += _complete_batch(connection)
        if progress is not None and total:
            progress(min(1.0, done / total))
        let_others_in()


def complete_small(connection: sqlite3.Connection) -> None:
    """``complete`` if that takes no longer than a second or two."""
    if not is_complete(connection) and waiting(connection) <= AT_ONCE:
        complete(connection)


def _complete_batch(connection: sqlite3.Connection) -> int:
    """Index the next records in order of their numbers; how many they were."""
    state = connection.execute("SELECT up_to FROM main.search_state WHERE part = 'records'").fetchone()
    if state is not None and state[0] is None:
        return 0
    rows = connection.execute(
        f"SELECT {_FIELDS} FROM main.record WHERE rid > ? ORDER BY rid LIMIT ?",  # noqa: S608 - constant columns
        (-1 if state is None else state[0], _BATCH),
    ).fetchall()
    _add(connection, rows)
    up_to = None if len(rows) < _BATCH else rows[-1][0]
    connection.execute(
        "INSERT INTO main.search_state (part, up_to) VALUES ('records', ?1) "
        "ON CONFLICT (part) DO UPDATE SET up_to = ?1",
        (up_to,),
    )
    return len(rows)


def rebuild(connection: sqlite3.Connection, progress: Progress | None = None) -> None:
    """Make the index anew from the records. Cut off, it goes on at the next opening."""
    with transaction(connection):
        _forget(connection)
    complete(connection, progress)


def rebuild_within(connection: sqlite3.Connection) -> None:
    """The same inside the caller's transaction: all of it or nothing."""
    _forget(connection)
    while not is_complete(connection):
        _complete_batch(connection)


def _forget(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO main.search_said (search_said) VALUES ('delete-all')")
    connection.execute("DELETE FROM main.search_gram")
    connection.execute("DELETE FROM main.search_state WHERE part = 'records'")


# ------------------------------------------------------------------ checking


WRONG = "检索索引与记录不一致（记录本身不受影响）：运行 huaian-tui check --reindex 重建"


def problems(connection: sqlite3.Connection) -> list[str]:
    """What is wrong with the index, as far as counts and samples tell; nothing is, if it is not finished."""
    if not is_complete(connection):
        return []
    try:
        return [] if _is_right(connection) else [WRONG]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise
        return [WRONG]


def _is_right(connection: sqlite3.Connection) -> bool:
    """Counts by kind, and samples."""
    kinds = connection.execute(
        "SELECT kind, count(*) FROM main.record WHERE rid >= 0 GROUP BY kind"
    ).fetchall()
    right = all(
        count == _indexed(connection, kind_mark(kind)) == _frequency(connection, kind_mark(kind))
        for kind, count in kinds
    )
    return right and _samples_found(connection)


def _indexed(connection: sqlite3.Connection, gram: str) -> int:
    """In how many records a gram stands, by the index."""
    row = connection.execute(
        "SELECT count(*) FROM main.search_said WHERE search_said MATCH ?", (f'"{gram}"',)
    ).fetchone()
    return int(row[0])


def _frequency(connection: sqlite3.Connection, gram: str) -> int:
    """The same by the table of frequencies."""
    row = connection.execute("SELECT records FROM main.search_gram WHERE gram = ?", (gram,)).fetchone()
    return 0 if row is None else int(row[0])


def _samples_found(connection: sqlite3.Connection) -> bool:
    """Whether some records, spread over the ledger, are found by each of a few of their grams."""
    count = int(connection.execute("SELECT count(*) FROM main.record WHERE rid >= 0").fetchone()[0])
    step = max(1, count // _SAMPLES)
    rows = connection.execute(
        f"SELECT {_FIELDS} FROM main.record WHERE id IN ("  # noqa: S608 - constant columns
        "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM main.record "
        "WHERE rid >= 0) "
        "WHERE place % ? = 0)",
        (step,),
    )
    for rid, kind, body, officer, day in rows.fetchall():
        some = sorted(_grams(kind, body, officer, day))[::_EVERY]
        for gram in some:
            row = connection.execute(
                "SELECT 1 FROM main.search_said WHERE search_said MATCH ? AND rowid = ?", (f'"{gram}"', rid)
            ).fetchone()
            if row is None or not _frequency(connection, gram):
                return False
    return True
