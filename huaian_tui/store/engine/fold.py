"""Folding records into the projection tables.

Each projection row is a function of the *set* of records about one thing, declared with the kind
of record (``ledger.kinds``). Here the records of the things concerned are read and the rows
written, with what they said on past days: of those that new records touch, or of all of them
(``rebuild``). So neither the order of arrival nor a repetition matters, and rebuilding gives the same rows.

Names of tables are unqualified on purpose: where a past day is folded (``as_of``), temporary ones
shadow ``record`` and the projections.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from huaian_tui.ledger.identity import day_of_id
from huaian_tui.ledger.kinds.kind import By, FoldRecord, Projection, Row, Table
from huaian_tui.ledger.kinds.registry import KINDS, names_of, of_milestones, tables, thing_of
from huaian_tui.ledger.kinds.taking_back import CORRECTS, UNDOES, named_record, undone
from huaian_tui.ledger.record import Record, RecordKind
from huaian_tui.ledger.replay import planned_now
from huaian_tui.store.engine import fold_things, pace_pasts, paces, task_pasts, task_states
from huaian_tui.store.engine.fold_rows import PresentMender, RowWriter, past_name, tables_with_past
from huaian_tui.store.engine.fold_things import BATCH, batches, kinds_that_make, marks
from huaian_tui.store.engine.past_state import forget_past, note_past_filled, note_rules
from huaian_tui.store.engine.ready_rows import ReadyBatch

ARRIVED = "rid IN (SELECT rid FROM temp.arrived)"
"""The records that a merge brings, while it runs (``append.insert_verified``)."""


ALL_THINGS = (fold_things.all_keyed, fold_things.all_tasks, fold_things.all_made, fold_things.all_milestones)
"""All things there are, in the order in which they can be folded: milestones follow from tasks as well."""


def projection_tables() -> tuple[str, ...]:
    """Tables that hold nothing but what follows from the records."""
    return (*dict.fromkeys(table.name for table in tables()), paces.TABLE, task_states.TABLE)


def past_tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The tables beside them that say what stood on past days."""
    return (*sorted(set(map(past_name, tables_with_past(connection)))), pace_pasts.TABLE, task_pasts.TABLE)


# ---------------------------------------------------------------------- what is folded when


def rebuild(connection: sqlite3.Connection) -> None:
    """Recompute every projection, past days included, from the records.

    Inside a transaction.
    """
    _empty(connection, past_tables(connection))
    _rebuild(connection, tables_with_past(connection))
    task_pasts.rebuild_task_pasts(connection)
    note_past_filled(connection)
    note_rules(connection)


def rebuild_present(connection: sqlite3.Connection, progress: Callable[[float], None] | None = None) -> None:
    """Recompute what stands at present; the past is empty then, to be filled (``past.complete_past``).

    Of a large ledger nearly all rows are right: only those that are not are written. ``progress`` is told
    now and then which part is done, 0 to 1.
    """
    _empty(connection, past_tables(connection))
    mender = PresentMender(connection)
    expected = sum(_count(connection, name) for name in ("note", "milestone")) if progress else 0
    done = 0

    def told(things: Iterator[fold_things.Thing]) -> Iterator[fold_things.Thing]:
        nonlocal done
        for thing in things:
            done += 1
            if progress is not None and not done % BATCH:
                progress(min(done / max(expected, done), 1.0))
            yield thing

    for things in ALL_THINGS:
        mender.mend(told(things(connection)))
    if any(_count(connection, name) != count for name, count in mender.counts().items()):
        _rebuild(connection, frozenset())  # rows of what is no thing any more
    task_states.rebuild_task_states(connection)
    forget_past(connection)
    note_rules(connection)


def fold_here(connection: sqlite3.Connection, names: frozenset[str] | None = None) -> None:
    """Compute what follows from the records that ``connection`` sees, into tables that shadow the file's own.

    ``names``: only the things all of whose rows stand in these tables; all things without.
    """
    if names is None:
        _rebuild(connection, frozenset())
        return
    writer = RowWriter(connection, frozenset())
    for things in ALL_THINGS:
        writer.write(one for one in things(connection) if names.issuperset(t.name for t in one[0].tables))


def _rebuild(connection: sqlite3.Connection, with_past: frozenset[Table]) -> None:
    _empty(connection, projection_tables())
    writer = RowWriter(connection, with_past)
    for things in ALL_THINGS:
        writer.write(things(connection))
    task_states.rebuild_task_states(connection)


def _count(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0])  # noqa: S608 - constant names


def _empty(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    for name in names:
        connection.execute(f"DELETE FROM {name}")  # noqa: S608 - constant names


def refresh(connection: sqlite3.Connection, records: Sequence[Record]) -> None:
    """Refold what ``records``, just written in this transaction, are about."""
    writer = RowWriter(connection, tables_with_past(connection))
    deciders = set(of_milestones())
    kinds = {one.kind for one in records}
    waited = _tasks_that_waited(connection, {one.plan for one in records if one.kind in _OF_PLANS})
    fold_keys(connection, writer, kinds)
    set_now = {one.task_no for one in records if one.kind in _OF_TASKS and one.task_no is not None}
    changed = sorted(set_now.union(waited))
    fold_tasks(connection, writer, changed)
    fold_made(connection, writer, sorted({thing_of(one.kind, one.id, one.ref) for one in records}))
    decided = {one.milestone for one in records if one.milestone is not None and one.kind in deciders}
    fold_milestones(connection, writer, sorted(decided.union(_milestones_of(connection, changed))))
    first = dict[int, int]()
    for one in records:
        if one.task_no is not None:
            day = day_of_id(one.id)
            first[one.task_no] = min(day, first.get(one.task_no, day))
    task_states.refresh_task_states(connection, {*first, *waited})
    task_pasts.refresh_task_pasts(connection, {no: day for no, day in first.items() if no not in waited})
    task_pasts.replay_task_pasts(connection, waited)


def refresh_arrived(connection: sqlite3.Connection, ready: ReadyBatch | None = None) -> None:
    """Refold what the records in ``temp.arrived`` (local numbers) are about, many at once: a merge.

    ``ready``: rows of some of them, computed beforehand.
    """
    writer = RowWriter(connection, tables_with_past(connection))
    # Where a clock was wrong, days do not follow from ids.
    wrong_clocks = connection.execute("SELECT 1 FROM main.known_day LIMIT 1").fetchone() is not None
    alone = _alone(connection, ready) if ready is not None and not wrong_clocks else frozenset[bytes]()
    joiners = names_of(lambda kind: kind.joins)
    touched = connection.execute(
        f"SELECT DISTINCT CASE WHEN kind IN ({marks(joiners)}) THEN coalesce(ref, id) ELSE id END "  # noqa: S608
        f"FROM record WHERE {ARRIVED} ORDER BY 1",
        joiners,
    )
    plans = connection.execute(
        f"SELECT DISTINCT plan FROM record WHERE {ARRIVED} AND +kind IN ({marks(_OF_PLANS)})",  # noqa: S608
        _OF_PLANS,
    )
    waited = _tasks_that_waited(connection, {plan for (plan,) in plans.fetchall()})
    fold_keys(connection, writer, _kinds_of_arrived(connection))
    changed = sorted({*_tasks_of_arrived(connection), *waited})
    fold_tasks(connection, writer, changed)
    for things in iter(lambda: touched.fetchmany(BATCH), []):
        fold_made(connection, writer, [thing for (thing,) in things if thing not in alone])
    if ready is not None and alone:
        writer.write_ready(ready.rows, alone)
    of_tasks = _milestones_of(connection, changed)
    fold_milestones(connection, writer, sorted({*decided_by_arrived(connection), *of_tasks}))
    rows = connection.execute(
        f"SELECT task_no, min(id) FROM record WHERE {ARRIVED} AND task_no NOTNULL GROUP BY task_no"  # noqa: S608
    )
    first = {number: day_of_id(least) for number, least in rows.fetchall()}
    task_states.refresh_task_states(connection, {*first, *waited})
    # Where a plan came, all days of its tasks change.
    anew = {*first, *waited} if wrong_clocks else set(waited)
    task_pasts.replay_task_pasts(connection, sorted(anew))
    task_pasts.follow_task_pasts(connection, {no: day for no, day in first.items() if no not in anew})


def _alone(connection: sqlite3.Connection, ready: ReadyBatch) -> frozenset[bytes]:
    """Those of what is ready whose things no other record joins."""
    joiners = names_of(lambda kind: kind.joins)
    joined = connection.execute(
        "SELECT DISTINCT came.id FROM record AS came CROSS JOIN record AS joins ON joins.ref = came.id "  # noqa: S608
        f"WHERE came.{ARRIVED} AND +joins.kind IN ({marks(joiners)})",
        joiners,
    )
    return ready.made.difference(one for (one,) in joined)


def fold_made(connection: sqlite3.Connection, writer: RowWriter, records: Sequence[bytes]) -> None:
    """Refold the things that these records have made."""
    for batch in batches(records):
        writer.replace(list(fold_things.made_by(connection, batch)), batch)


def fold_milestones(connection: sqlite3.Connection, writer: RowWriter, identities: Sequence[str]) -> None:
    """Refold these milestones."""
    projections = fold_things.projections_of(By.MILESTONE)
    for batch in batches(identities):
        writer.replace(list(fold_things.milestones(connection, batch)), batch, projections)


def fold_tasks(connection: sqlite3.Connection, writer: RowWriter, numbers: Sequence[int]) -> None:
    """Refold what the plans say of these tasks."""
    projections = fold_things.projections_of(By.TASK)
    for batch in batches(numbers):
        writer.replace(list(fold_things.tasks(connection, batch)), batch, projections)


def fold_keys(connection: sqlite3.Connection, writer: RowWriter, kinds: Collection[str]) -> None:
    """Refold what goes by a part of the body and follows from these kinds: all of it, since such are few."""
    touched = [
        one
        for one in fold_things.projections_of(By.KEY)
        if any(one in KINDS[kind].makes for kind in kinds if kind in KINDS)
    ]
    writer.empty(table for one in touched for table in one.tables)
    writer.write(fold_things.all_keyed(connection, touched))


def _tasks_that_waited(connection: sqlite3.Connection, plans: Collection[str]) -> list[int]:
    """The tasks of plans that have come by records just written, or are known from another day by them.

    Those of plans that were taken back or taken up again, too. Before the plans are folded.
    """
    known = fold_things.plans_known(connection) if plans else {}
    before = (
        "SELECT min(since) FROM (SELECT since FROM plan WHERE id = ?1 "
        "UNION ALL SELECT since FROM plan_past WHERE id = ?1)"
    )
    taken_back = fold_things.records_of_withdrawn(connection) if plans else {}
    changed = [
        plan
        for plan in plans
        if plan in taken_back or connection.execute(before, (plan,)).fetchone()[0] != known.get(plan)
    ]
    return fold_things.tasks_of_plans(connection, sorted(changed)) if changed else []


_OF_TASKS = frozenset(kinds_that_make(By.TASK))
_OF_PLANS = (RecordKind.PLAN_SET, RecordKind.PLAN_CLOSE, RecordKind.PLAN_REOPEN)


def _milestones_of(connection: sqlite3.Connection, numbers: Sequence[int]) -> set[str]:
    """Every milestone of these tasks: stored so far, of the plan now or before, or decided on."""
    found = set[str]()
    for batch in batches(numbers):
        where = f"WHERE task_no IN ({marks(batch)})"
        for table in ("milestone", "planned_milestone", "main.planned_milestone_past", "record"):
            column = "milestone" if table == "record" else "id"
            rows = connection.execute(f"SELECT DISTINCT {column} FROM {table} {where}", batch)  # noqa: S608
            found.update(identity for (identity,) in rows if identity is not None)
    return found


def _kinds_of_arrived(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(f"SELECT DISTINCT kind FROM record WHERE {ARRIVED}")  # noqa: S608 - constant
    return [kind for (kind,) in rows]


def _tasks_of_arrived(connection: sqlite3.Connection) -> list[int]:
    """The tasks of which records that arrived say how they stand in their plan."""
    rows = connection.execute(
        f"SELECT DISTINCT task_no FROM record WHERE {ARRIVED} AND task_no NOTNULL "  # noqa: S608 - constant
        f"AND +kind IN ({marks(list(_OF_TASKS))}) ORDER BY task_no",
        list(_OF_TASKS),
    )
    return [number for (number,) in rows]


def decided_by_arrived(connection: sqlite3.Connection) -> list[str]:
    """Milestones on which a record whose local number is in ``temp.arrived`` decides."""
    deciders = of_milestones()
    rows = connection.execute(
        f"SELECT DISTINCT milestone FROM record WHERE {ARRIVED} AND milestone NOTNULL "  # noqa: S608
        f"AND kind IN ({marks(deciders)}) ORDER BY milestone",
        deciders,
    )
    return [milestone for (milestone,) in rows.fetchall()]


def read_thing(connection: sqlite3.Connection, record: FoldRecord) -> tuple[Sequence[FoldRecord], Row | None]:
    """All records of the thing that a record is about, and the plan's row of its milestone.

    For a decision, and for what amends one, these are all that belongs to the decisions on its
    milestone; for what is told apart by a task or a part of the body, all of that; else the record that
    made the thing and those that join it; none when that one is not here.
    """
    if about_decisions(connection, record):
        return read_decisions(connection, record.milestone or "")
    makes = KINDS[record.kind].makes if record.kind in KINDS else ()
    if any(one.by is By.TASK for one in makes):
        found = fold_things.tasks(connection, [record.task_no or 0], alone=True)
        return next((records for _, records, _ in found), ()), None
    for projection in makes:
        if projection.by is By.KEY:
            return read_keyed(connection, projection, str(record.body.get(projection.key_field))), None
    things = fold_things.made_by(connection, [thing_of(record.kind, record.id, record.ref)])
    return next(((records, planned_now(planned)) for _, records, planned in things), ((), None))


def read_decisions(connection: sqlite3.Connection, milestone: str) -> tuple[Sequence[FoldRecord], Row | None]:
    """All that belongs to the decisions on a milestone, and the plan's row of it."""
    things = fold_things.milestones(connection, [milestone])
    return next(((records, planned_now(planned)) for _, records, planned in things), ((), None))


def about_decisions(connection: sqlite3.Connection, record: FoldRecord) -> bool:
    """Whether a record is a decision on a milestone, or takes one back or corrects one, at any remove."""
    seen = set[bytes]()
    while record.milestone is not None and record.id not in seen:
        seen.add(record.id)
        kind = KINDS.get(record.kind)
        if kind is not None and kind.decides:
            return True
        target = named_record(record, UNDOES) or named_record(record, CORRECTS)
        found = None if target is None else read_fold_record(connection, target)
        if found is None:
            return False
        record = found
    return False


def is_taken_back(connection: sqlite3.Connection, record_id: bytes) -> bool:
    """Whether a retraction that counts names this record."""
    record = read_fold_record(connection, record_id)
    return record is not None and record_id in undone(read_thing(connection, record)[0])


def read_made(connection: sqlite3.Connection, kind: str, made_by: bytes) -> Sequence[FoldRecord]:
    """All records of the thing that a record of this kind made, that one first; none if it is not here."""
    for _, records, _ in fold_things.made_by(connection, [made_by]):
        return records if records[0].kind == kind else ()
    return ()


def read_keyed(connection: sqlite3.Connection, projection: Projection, key: str) -> Sequence[FoldRecord]:
    """All records of a thing that goes by a part of the body (a unit), in order; none when it is not here."""
    for _, records, _ in fold_things.all_keyed(connection, [projection]):
        if records[0].body.get(projection.key_field) == key:
            return records
    return ()


def read_fold_record(connection: sqlite3.Connection, record_id: bytes) -> FoldRecord | None:
    """One record by its id, as far as a fold needs it; None when it is not here."""
    return next(fold_things.read(connection, "id = ?", (record_id,)), None)
