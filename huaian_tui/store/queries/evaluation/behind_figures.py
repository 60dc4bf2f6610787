"""What stands behind a figure: the milestones, extensions, tasks, replies or visits that it counts.

A figure is as large as its list: both come from the same classification.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.answers.plans import TaskRef, bare_ref
from huaian_tui.domain.errors import NotFound
from huaian_tui.domain.evaluation.classes import BIT, Classified, extensions_of
from huaian_tui.domain.evaluation.figures import Role
from huaian_tui.domain.evaluation.history import MilestoneHistory, Slip, Standing, standing_of
from huaian_tui.domain.evaluation.measure import Counts, Measure
from huaian_tui.ledger.identity import format_id
from huaian_tui.store.queries.evaluation.evaluate import Counted, count_milestones
from huaian_tui.store.queries.evaluation.facts import read_replies, read_visits, tasks_heard_of
from huaian_tui.store.queries.evaluation.full_histories import read_histories
from huaian_tui.store.queries.evaluation.rows import Key, Place, Places, read_places
from huaian_tui.store.queries.evaluation.scope import Asked, in_scope
from huaian_tui.store.queries.task_refs import read_refs


@dataclass(frozen=True, slots=True)
class Behind:
    """One thing that a figure counts.

    ``title`` is the milestone's, else what it is; ``records`` are the ids of the records that decided it, in
    their order. ``slip`` is the extension that is counted, ``unit`` the unit of a reply, ``day`` the day of
    a reply or a promised visit; ``kept``: whether it came in time, was kept.
    """

    ref: TaskRef | None
    title: str
    milestone: str | None = None
    standing: Standing | None = None
    slip: Slip | None = None
    unit: str | None = None
    day: date | None = None
    kept: bool | None = None
    records: tuple[str, ...] = ()


def find_row(connection: sqlite3.Connection, asked: Asked, key: str, role: Role | None) -> tuple[Key, Place]:
    """The row that has this key (its name is taken too) and role; ``NotFound`` without one."""
    places = read_places(connection, asked)
    # A unit that was asked for an answer has a row, whether it has tasks or not.
    answering = (one for reply in read_replies(connection, asked) for one in places.of_reply(reply))
    found = [
        one
        for one in places.ordered({*places.every(), *answering})
        if key in (one[1].key, one[1].name) and role in (None, one[1].role)
    ]
    if not found:
        raise NotFound(f"没有“{key}”这一行", "这次评价里没有它", "先用 huaian-tui evaluate 看有哪些行")
    return found[0]


def things_behind(connection: sqlite3.Connection, asked: Asked, measure: Measure, key: Key) -> list[Behind]:
    """What a figure of a row counts, by date: as many as it says, of a rate and of days those measured."""
    places = read_places(connection, asked)
    if measure.counts is Counts.REPLIES:
        return list(_replies(connection, asked, measure, places, key))
    if measure.counts is Counts.VISITS:
        return list(_visits(connection, asked, measure, places, key))
    counted = list(count_milestones(connection, asked))
    if measure.counts is Counts.TASKS:
        return _silent(connection, asked, counted, places, key)
    wanted = _condition(measure)
    chosen = [one for one in counted if wanted(one.classified) and key in places.of(one.task_no, one.due)]
    found = milestones_with_standing(connection, asked, [one.id for one in chosen])
    if measure.counts is Counts.SLIPS or measure.key == "extended_days":
        after = measure.key == "extended_after_due"
        return [slip for one in found for slip in extensions(one, asked, after=after)]
    return found


def _condition(measure: Measure) -> Callable[[Classified], bool]:
    """Whether a milestone is behind a figure."""
    if measure.group.name == "MOVED" and measure.key != "moved_out":
        return lambda one: bool(one.extended)
    mark = _MEASURED.get(measure.key, measure.key).replace("by_original.", "original_")
    bit, without = BIT[mark], BIT["original_due_today" if mark.startswith("original") else "due_today"]
    if measure.counts is Counts.RATE:
        return lambda one: bool(one.marks & bit) and not one.marks & without
    return lambda one: bool(one.marks & bit)


_MEASURED = {
    "on_time_rate": "due",
    "strict_rate": "due",
    "by_original.on_time_rate": "by_original.due",
    "overdue_days": "overdue",
    "by_original.overdue_days": "by_original.overdue",
}
"""Of rates and days: the mark of the milestones that are measured."""


def milestones_with_standing(connection: sqlite3.Connection, asked: Asked, ids: list[str]) -> list[Behind]:
    """These milestones with where they stand, by date."""
    found = list[Behind]()
    histories = list(read_histories(connection, asked, sorted(ids)))
    refs = read_refs(connection, {one.task_no for one in histories})
    for one in histories:
        standing = standing_of(one, asked.end, asked.as_of)
        if standing is not None:
            ref = refs.get(one.task_no) or bare_ref(one.task_no)
            records = (*_of_plan(connection, one), *standing.records)
            found.append(Behind(ref, one.title, one.id, standing, records=records))
    return sorted(found, key=lambda one: (_due(one) or date.max, one.milestone or ""))


def _of_plan(connection: sqlite3.Connection, history: MilestoneHistory) -> tuple[str, ...]:
    """The record by which the plan gives a milestone; nothing for one that an officer set."""
    if not history.planned:
        return ()
    row = connection.execute(
        "SELECT r.id FROM record AS r WHERE r.task_no = ? AND +r.kind = 'task_set' "
        "ORDER BY r.id DESC LIMIT 1",
        (history.task_no,),
    ).fetchone()
    return () if row is None else (format_id(row[0]),)


def _due(one: Behind) -> date | None:
    return None if one.standing is None else one.standing.due


def extensions(one: Behind, asked: Asked, *, after: bool) -> Iterator[Behind]:
    """The extensions of a milestone that belong to the period; ``after``: those that came too late."""
    for slip in () if one.standing is None else extensions_of(one.standing, asked.period):
        if slip.after_due or not after:
            yield Behind(one.ref, one.title, one.milestone, one.standing, slip, records=(slip.record,))


def _silent(
    connection: sqlite3.Connection, asked: Asked, counted: list[Counted], places: Places, key: Key
) -> list[Behind]:
    open_tasks = {one.task_no for one in counted if one.is_open}
    silent = open_tasks - tasks_heard_of(connection, asked, open_tasks)
    tasks = [task for task in silent if key in places.of(task, None)]
    refs = read_refs(connection, tasks)
    texts = dict(
        connection.execute(
            "SELECT no, text FROM task WHERE no IN (SELECT value FROM json_each(?))", (json.dumps(tasks),)
        )
    )
    return [Behind(refs[task], texts.get(task, "")) for task in sorted(tasks) if task in refs]


def _replies(
    connection: sqlite3.Connection, asked: Asked, measure: Measure, places: Places, key: Key
) -> Iterator[Behind]:
    for reply in read_replies(connection, asked):
        if key in places.of_reply(reply) and (reply.in_time or measure.key == "replies_asked"):
            row = connection.execute(
                "SELECT coalesce(number, title) FROM notice WHERE id = ?", (reply.record,)
            ).fetchone()
            records = (reply.record,) if reply.reply is None else (reply.record, reply.reply)
            ids = tuple(format_id(one) for one in records)
            yield Behind(None, row[0], unit=reply.unit, day=reply.due, kept=reply.in_time, records=ids)


def _visits(
    connection: sqlite3.Connection, asked: Asked, measure: Measure, places: Places, key: Key
) -> Iterator[Behind]:
    visits = [one for one in read_visits(connection, asked) if key in places.of(one.task_no, None)]
    refs = read_refs(connection, {one.task_no for one in visits})
    for visit in visits:
        if visit.kept or measure.key == "followups_due":
            ref = refs.get(visit.task_no)
            yield Behind(ref, "回访", day=visit.day, kept=visit.kept, records=(format_id(visit.record),))


# ---------------------------------------------------------------------- the slip ledger


def slip_ledger(connection: sqlite3.Connection, asked: Asked, key: Key | None = None) -> list[Behind]:
    """延期账: the milestones of a row (or of all) whose date was changed by the end of the period, by date.

    Those are listed whose first date, date in force or any date between lies in the period; each with all its
    changes (``standing.slips``).
    """
    places = None if key is None else read_places(connection, asked)
    changed = connection.execute(
        "SELECT DISTINCT r.milestone, r.task_no FROM record AS r WHERE r.kind = 'milestone_extend'"
    ).fetchall()
    tasks = {task for _, task in changed}
    scope = _in_scope(connection, asked, tasks)
    ids = [milestone for milestone, task in changed if task in scope]
    found = [one for one in milestones_with_standing(connection, asked, ids) if _slipped(one, asked)]
    if places is None:
        return found
    return [one for one in found if one.ref is not None and key in places.of(one.ref.no, _due(one))]


def _slipped(one: Behind, asked: Asked) -> bool:
    standing = one.standing
    if standing is None or not standing.slips:
        return False
    dates = {standing.original, standing.due, *(slip.before for slip in standing.slips)}
    return any(day is not None and asked.period.first <= day <= asked.period.last for day in dates)


def _in_scope(connection: sqlite3.Connection, asked: Asked, tasks: set[int]) -> set[int]:
    rows = connection.execute(
        f"SELECT t.value FROM json_each(:tasks) AS t WHERE {in_scope(asked, 't.value')}",  # noqa: S608
        asked.values | {"tasks": json.dumps(sorted(tasks))},
    )
    return {task for (task,) in rows}


def history_of(connection: sqlite3.Connection, asked: Asked, milestone: str) -> MilestoneHistory | None:
    """The history of one milestone as the figures see it."""
    return next(iter(read_histories(connection, asked, [milestone])), None)
