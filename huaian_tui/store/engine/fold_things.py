"""Reading the things that projections are made of: the records of each, in order, with the plan's row.

Names of tables are unqualified on purpose: a reader as of a past day may shadow ``record``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from huaian_tui.ledger.identity import day_of_id
from huaian_tui.ledger.kinds.anew import PLAN_KINDS, WITHDRAWN
from huaian_tui.ledger.kinds.kind import By, FoldRecord, Projection
from huaian_tui.ledger.kinds.registry import KINDS, names_of, of_milestones
from huaian_tui.ledger.kinds.tasks import of_one_plan
from huaian_tui.ledger.replay import Planned
from huaian_tui.store.engine.planned_rows import planned_rows

BATCH = 500
"""Things whose records are read, and rows of a table that are written, at a time."""

_COLUMNS = (
    "id, kind, ref, task_no, milestone, occurred_on, officer, "
    "plan, (SELECT day FROM main.known_day AS k WHERE k.rid = record.rid), body"
)

_IN_FORCE = "id NOT IN (SELECT id FROM main.foreign_setting)"
"""Settings that a merge brought are without effect until this ledger adopts them (docs/decisions/018)."""

_OF_TASKS = "kind IN ('task_set', 'task_end', 'matter_number', 'task_tie')"
"""As the index of such records has it: SQLite uses it for the very same condition alone."""

_PRIVATE = "(SELECT id FROM main.origin WHERE private = 1)"
RIGHTLY_JOINED = (
    f"(origin NOT IN {_PRIVATE} OR milestone IS NULL AND NOT EXISTS ("  # noqa: S608 - constants
    "SELECT 1 FROM main.record AS amended WHERE amended.id = record.ref "
    f"AND amended.origin NOT IN {_PRIVATE}))"
)
"""What is written under a private origin amends nothing but what is: anything else was made to deceive."""

Thing = tuple[Projection, Sequence[FoldRecord], Planned]
"""A projection, the records of one thing in order, and what the plan says of it."""


def all_made(connection: sqlite3.Connection) -> Iterator[Thing]:
    """Every thing that a record made."""
    makers, joiners = kinds_that_make(By.RECORD), names_of(lambda kind: kind.joins)
    made = read(connection, f"+kind IN ({marks(makers)}) ORDER BY id", makers)
    joined = read(
        connection,
        f"ref NOTNULL AND +kind IN ({marks(joiners)}) AND {RIGHTLY_JOINED} ORDER BY ref, id",
        joiners,
    )
    return _of_records(made, joined)


def all_tasks(connection: sqlite3.Connection) -> Iterator[Thing]:
    """Every task of a plan that is here, as the records have it."""
    return _of_tasks(connection, read(connection, f"{_OF_TASKS} ORDER BY task_no, id", ()))


def every_task(connection: sqlite3.Connection, after: int = -1, most: int = -1) -> list[int]:
    """The tasks of which records say how they stand, in order: those that were withdrawn too.

    At most so many with a greater number than ``after``; all of them without.
    """
    rows = connection.execute(
        f"SELECT DISTINCT task_no FROM main.record WHERE {_OF_TASKS} AND task_no > ? "  # noqa: S608
        "ORDER BY task_no LIMIT ?",
        (after, most),
    )
    return [number for (number,) in rows]


def tasks(connection: sqlite3.Connection, numbers: Sequence[int], *, alone: bool = False) -> Iterator[Thing]:
    """These tasks, as far as records say anything of them and their plans are here.

    ``alone``: without the records of a plan that was ever withdrawn.
    """
    where = f"{_OF_TASKS} AND task_no IN ({marks(numbers)}) ORDER BY task_no, id"
    return _of_tasks(connection, read(connection, where, numbers), alone=alone)


def _of_tasks(
    connection: sqlite3.Connection, records: Iterator[FoldRecord], *, alone: bool = False
) -> Iterator[Thing]:
    """Tasks, each known from the day on which its plan was: without it they wait (等待方案).

    Behind the records of a task stand those of its plan, where that was ever withdrawn.
    """
    plans, closes = plans_known(connection), {} if alone else records_of_withdrawn(connection)
    for _, group in groupby(records, attrgetter("task_no")):
        of_task = of_one_plan(list(group))
        known = plans.get(of_task[0].plan)
        if known is None:
            continue
        of_task = [*of_task, *closes.get(of_task[0].plan, ())]
        seen = [one if one.known >= known else one._replace(known=known) for one in of_task]
        for projection in projections_of(By.TASK):
            yield projection, seen, ()


def plans_known(connection: sqlite3.Connection) -> dict[str, int]:
    """Plan → the day from which it was known; none for a plan that has not arrived."""
    rows = connection.execute(
        "SELECT plan, id, (SELECT day FROM main.known_day AS k WHERE k.rid = record.rid) "
        "FROM record WHERE kind = 'plan_set'"
    )
    found = dict[str, int]()
    for plan, record, day in rows:
        known = day_of_id(record) if day is None else day
        found[plan] = min(known, found.get(plan, known))
    return found


def records_of_withdrawn(connection: sqlite3.Connection) -> dict[str, list[FoldRecord]]:
    """Plan → its records, in order, of the plans that were ever withdrawn."""
    rows = connection.execute(
        "SELECT DISTINCT plan FROM record WHERE kind = 'plan_close' "  # noqa: S608 - constant
        f"AND json_extract(body, '$.{WITHDRAWN}')"
    )
    plans = {plan for (plan,) in rows}
    found = dict[str, list[FoldRecord]]()
    if plans:
        for one in read(connection, f"kind IN ({marks(PLAN_KINDS)}) ORDER BY id", PLAN_KINDS):
            if one.plan in plans:
                found.setdefault(one.plan, []).append(one)
    return found


def tasks_of_plans(connection: sqlite3.Connection, plans: Sequence[str]) -> list[int]:
    """The tasks of which records of these plans say how they stand, whether the plans are here or not."""
    rows = connection.execute(
        f"SELECT DISTINCT task_no FROM record WHERE {_OF_TASKS} AND +plan IN ({marks(plans)}) "  # noqa: S608
        "ORDER BY task_no",
        plans,
    )
    return [number for (number,) in rows]


def all_milestones(connection: sqlite3.Connection) -> Iterator[Thing]:
    """Every milestone, planned or set; the tasks must be folded."""
    deciders = of_milestones()
    decided = read(
        connection,
        f"milestone NOTNULL AND +kind IN ({marks(deciders)}) AND {RIGHTLY_JOINED} ORDER BY milestone, id",
        deciders,
    )
    return _of_milestones(connection, planned_rows(connection), decided)


def made_by(connection: sqlite3.Connection, records: Sequence[bytes]) -> Iterator[Thing]:
    """The things that these records made, as far as they are here."""
    ids = marks(records)
    joiners = names_of(lambda kind: kind.joins)
    made = read(connection, f"id IN ({ids}) ORDER BY id", records)
    # Under a reader as of a past day, a plain condition on kind would not seek by ref.
    joined = read(
        connection,
        f"ref IN ({ids}) AND +kind IN ({marks(joiners)}) AND {RIGHTLY_JOINED} ORDER BY ref, id",
        (*records, *joiners),
    )
    return _of_records(made, joined)


def _of_records(made: Iterator[FoldRecord], joined: Iterator[FoldRecord]) -> Iterator[Thing]:
    """Things by the record that made them; what joins a record that is not here waits for it."""
    makes = {name: [one for one in kind.makes if one.by is By.RECORD] for name, kind in KINDS.items()}
    for first, records in _side_by_side(made, attrgetter("id"), joined, "ref"):
        if first is not None and (projections := makes.get(first.kind)):
            records.insert(0, first)
            for projection in projections:
                yield projection, records, ()


def milestones(connection: sqlite3.Connection, identities: Sequence[str]) -> Iterator[Thing]:
    """These milestones, as far as there are such."""
    ids, deciders = marks(identities), of_milestones()
    decided = read(
        connection,
        f"milestone IN ({ids}) AND +kind IN ({marks(deciders)}) AND {RIGHTLY_JOINED} ORDER BY milestone, id",
        (*identities, *deciders),
    )
    return _of_milestones(connection, planned_rows(connection, identities), decided)


def _of_milestones(
    connection: sqlite3.Connection, planned: Iterator[tuple[str, Planned]], decided: Iterator[FoldRecord]
) -> Iterator[Thing]:
    """Milestones that a plan has or an officer set; decisions on a task that is not here wait for it.

    Behind those on a task of a plan that was ever withdrawn stand the records of the plan.
    """
    projections, closes = projections_of(By.MILESTONE), records_of_withdrawn(connection)
    for said, decisions in _side_by_side(planned, itemgetter(0), decided, "milestone"):
        of_plan = closes.get(decisions[0].plan, []) if decisions and closes else []
        if said is None and not _is_task_here(connection, decisions[0].task_no, was=bool(of_plan)):
            continue
        decisions += of_plan
        for projection in projections:
            yield projection, decisions, () if said is None else said[1]


def _is_task_here(connection: sqlite3.Connection, number: int | None, *, was: bool) -> bool:
    """Whether a task is here; with ``was`` also one that stood on a past day."""
    tables = ("task", "main.task_past") if was else ("task",)
    return any(
        connection.execute(f"SELECT 1 FROM {one} WHERE no = ?", (number,)).fetchone() is not None  # noqa: S608
        for one in tables
    )


def all_keyed(
    connection: sqlite3.Connection, projections: Sequence[Projection] | None = None
) -> Iterator[Thing]:
    """What goes by a part of the body: few, so always all of a projection; of these alone or of each."""
    for projection in projections_of(By.KEY) if projections is None else projections:
        makers = [str(kind.name) for kind in KINDS.values() if projection in kind.makes]
        things = dict[Any, list[FoldRecord]]()
        for one in read(connection, f"kind IN ({marks(makers)}) AND {_IN_FORCE} ORDER BY id", makers):
            things.setdefault(one.body.get(projection.key_field), []).append(one)
        for records in things.values():
            yield projection, records, ()


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


def read(connection: sqlite3.Connection, where: str, parameters: Sequence[object]) -> Iterator[FoldRecord]:
    """Records that fit a condition with its order (constant SQL; values only as parameters)."""
    make, decode = FoldRecord._make, _DECODER.raw_decode
    rows = connection.execute(f"SELECT {_COLUMNS} FROM record WHERE {where}", parameters)  # noqa: S608
    for *columns, plan, known, text in rows:
        try:
            body, end = decode(text)
        except (ValueError, RecursionError) as error:
            raise sqlite3.DatabaseError("malformed JSON") from error
        if end != len(text) or body.__class__ is not dict:
            raise sqlite3.DatabaseError("malformed JSON")
        columns += (body, day_of_id(columns[0]) if known is None else known, plan)
        yield make(columns)


def kinds_that_make(by: By) -> list[str]:
    """Kinds whose records make things that are told apart so."""
    return names_of(lambda kind: any(one.by is by for one in kind.makes))


def projections_of(by: By) -> list[Projection]:
    """The projections of things that are told apart so, each once."""
    found = (one for kind in KINDS.values() for one in kind.makes if one.by is by)
    return list(dict.fromkeys(found))


def batches(keys: Sequence[_Key]) -> Iterator[Sequence[_Key]]:
    """The keys in pieces of ``BATCH``."""
    return (keys[first : first + BATCH] for first in range(0, len(keys), BATCH))


def in_batches(things: Iterable[_Key]) -> Iterator[list[_Key]]:
    """Things of a stream in pieces of ``BATCH``."""
    stream = iter(things)
    while batch := list(islice(stream, BATCH)):
        yield batch


def marks(values: Sequence[object]) -> str:
    """As many marks for parameters as there are values."""
    return ",".join("?" * len(values))
