"""Taking back what was recorded, just now or long ago: never by deleting, by a retraction that names it.

The pair counts as nothing from then on and is printed nowhere; both stay readable in the time line.
Any record that a kind of fact allows can be taken back, wherever it stands among later ones, and a
retraction too. Several records of one action go back in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.answers.plans import Revision, bare_ref
from huaian_tui.domain.errors import HuaianError
from huaian_tui.exchange.merging.renumbering import renumber
from huaian_tui.ledger.kinds.kind import Around, FoldRecord, Step, Undoing
from huaian_tui.ledger.kinds.registry import KINDS, kind_title
from huaian_tui.ledger.kinds.taking_back import CANNOT, amends
from huaian_tui.services.decision_order import refuse_out_of_order
from huaian_tui.services.entry_rules import required_line
from huaian_tui.services.plan_import.withdrawing import withdraw_plan, withdrawal_of
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.engine.fold import about_decisions, read_fold_record, read_thing
from huaian_tui.store.queries.around import PLAN_RECORDS, AroundPlan, AroundTask, AroundUnit
from huaian_tui.store.queries.matters import numbers_borne
from huaian_tui.store.queries.plan_imports import imported_by
from huaian_tui.store.queries.plans import plan_close
from huaian_tui.store.queries.report_effects import twins_of
from huaian_tui.store.queries.revisions import find_revision
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.unit_history import unit_name_on

DEFAULT_REASON = "误操作，撤销"
"""What stands in the reason until the officer writes another."""


class NeverUndone(HuaianError):
    """Records of this kind have a way back of their own, which the refusal names."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What would be taken back: a line for each record, the last one first; ``done``: the same once done.

    ``about``: the task and the milestone of each record, the first one first.
    """

    lines: tuple[str, ...]
    done: tuple[str, ...]
    about: tuple[tuple[int | None, str | None], ...] = ()


def undo_of(connection: sqlite3.Connection, records: Sequence[bytes], today: date) -> Undo:
    """What taking back these records of one action would do; ``HuaianError`` says why it cannot be done."""
    imported = imported_by(connection, records)
    if imported is not None:
        plan = withdrawal_of(connection, imported)
        line = f"撤回导入：{plan.code}《{plan.title}》，任务 {plan.tasks} 项"
        return Undo((line,), (f"已{line}",))
    revision = _revision(connection, records)
    if revision is not None:
        from huaian_tui.services.plan_revision.taking_back import taking_back

        words = taking_back(connection, revision).words
        return Undo((words,), (f"已{words}",))
    own = frozenset(records)
    steps = [_step(connection, one, today, own) for one in reversed(records)]
    told = [read_fold_record(connection, one) for one in records]
    return Undo(
        tuple(step.words for step in steps),
        tuple(step.done or f"已{step.words}" for step in steps),
        tuple((one.task_no, one.milestone) for one in told if one is not None),
    )


def undo(ledger: Ledger, records: Sequence[bytes], reason: str, today: date) -> list[bytes]:
    """Take back the records of one action, the last first, in one transaction; the new records' ids.

    An import is taken back as one, by withdrawing its plan.
    """
    imported = imported_by(ledger.connection, records)
    if imported is not None:
        before = len(ledger.written)
        withdraw_plan(ledger, imported, reason, today)
        return ledger.written[before:]
    with ledger.action() as action:
        why = required_line(reason, "reason", "撤回理由")
        revision = _revision(action.connection, records)
        if revision is not None:
            from huaian_tui.services.plan_revision.taking_back import append_taking_back, taking_back

            append_taking_back(action, taking_back(action.connection, revision), why, today)
            return list(action.ids)
        numbered = numbers_borne(action.connection)
        for one in reversed(records):
            take_back_within(action, one, why, today, own=records)
        if not action.is_personal:  # that changes no number, and stands in an action of its own
            # Another matter may bear by now the number of one that is there again.
            renumber(action, numbered, write=True)
        return list(action.ids)


def _revision(connection: sqlite3.Connection, records: Sequence[bytes]) -> Revision | None:
    """The revision of a plan that is among these records: it is taken back as a whole."""
    return next((found for one in records if (found := find_revision(connection, one)) is not None), None)


def take_back_within(
    action: Action,
    record: bytes,
    reason: str,
    today: date,
    follows: Mapping[str, str] | None = None,
    own: Sequence[bytes] = (),
) -> None:
    """Take back one record as a part of another user action, and what says the same of the same report.

    ``follows``: from which report this follows, if it does. ``own``: records that are taken back in the same
    action. It is folded: what comes after sees it.
    """
    for one in (record, *twins_of(action.connection, record)):
        with_it = frozenset((*own, *action.ids))
        for entry in _step(action.connection, one, today, with_it).entries(reason):
            action.append(replace(entry, body={**entry.body, **(follows or {})}))
        action.fold()


def _step(
    connection: sqlite3.Connection, identity: bytes, today: date, own: frozenset[bytes] = frozenset()
) -> Step:
    record = read_fold_record(connection, identity)
    if record is None:
        raise HuaianError(CANNOT, "刚才的记录已不在台账里，台账可能刚被恢复过", "在“记录”里核对")
    kind = KINDS.get(record.kind)
    if kind is None or kind.undo is None:
        title = kind_title(record.kind, "较新版本的记录")
        raise NeverUndone(CANNOT, f"「{title}」不能这样撤回", "" if kind is None else kind.other_way)
    thing, planned = read_thing(connection, record)
    decided = about_decisions(connection, record)
    about = _around(connection, record, own)
    step = kind.undo(
        Undoing(kind, record, thing, planned, today, decided, about.named, about.label, own, about.around)
    )
    if decided and amends(record):  # what it said of a decision no longer holds: that one reads as before
        for entry in step.entries(DEFAULT_REASON):
            refuse_out_of_order(thing, entry, today, field="")
    return step


class _About(NamedTuple):
    """What a record is about: how it is called, how it is typed, and what stands around it."""

    named: str
    label: str
    around: Around


def _around(connection: sqlite3.Connection, record: FoldRecord, own: frozenset[bytes]) -> _About:
    if record.task_no is not None:
        told = read_refs(connection, [record.task_no]).get(record.task_no) or bare_ref(record.task_no)
        return _About(told.told, told.label, AroundTask(connection, record, own))
    if record.kind in PLAN_RECORDS:
        code, _ = plan_close(connection, record.plan)
        return _About(f"方案 {code} ", code, AroundPlan(connection, record, own))
    unit = str(record.body.get("unit", ""))
    name = unit_name_on(connection, unit, date.max)[0] if unit else ""
    return _About(name, name, AroundUnit(connection, record))
