"""Taking a revision back: one action that writes the former texts anew, which is a revision back."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huaian_tui.domain.answers.plans import Revision
from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.kinds.anew import WITHDRAWN, without_undo
from huaian_tui.ledger.kinds.revisions import (
    BY_REVISION,
    CHANGE,
    REVISION,
    RevisedTask,
    changes_document,
    changes_of,
)
from huaian_tui.ledger.record import Entry, RecordKind, canonical_json
from huaian_tui.services.entry_rules import required_line
from huaian_tui.services.plan_import.entering_units import withdrawals
from huaian_tui.services.plans import refuse_closed
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.plan_imports import units_entered_by
from huaian_tui.store.queries.plans import plan_said
from huaian_tui.store.queries.revisions import (
    WrittenRecord,
    body_of,
    heads_of_tasks,
    plan_set_by,
    records_of_revision,
    revisions_of_plan,
    tasks_recorded_on,
    text_before,
)
from huaian_tui.store.queries.task_refs import told_task

_MOST_NAMED = 5
_CANNOT = "不能撤销这次修订"
TAKEN_BACK, RESTORED = "撤销修订：新增的一项取消", "撤销修订：恢复原来的内容"


@dataclass(frozen=True, slots=True)
class TakingBack:
    """What taking back a revision would write: the texts that come back, and the new tasks that end."""

    revision: Revision
    restored: tuple[tuple[WrittenRecord, dict[str, Any]], ...]
    added: tuple[WrittenRecord, ...]
    plan_set: WrittenRecord | None

    @property
    def words(self) -> str:
        """In one line, as it will be done."""
        one = self.revision
        more = f"，新增的 {len(self.added)} 项取消" if self.added else ""
        what = f"{one.day.isoformat()} 的方案文本修订（{one.text}）"
        return f"撤销 {what}：{len(self.restored)} 项恢复原来的内容{more}"


def last_revision(connection: sqlite3.Connection, plan: str) -> Revision:
    """The last revision of a plan that stands; refused where there is none."""
    for one in revisions_of_plan(connection, plan):
        if not one.withdraws and not one.withdrawn:
            return one
    raise HuaianError("没有可撤销的修订", "这个方案没有按文件修订过，或已经撤销", "用 plan changes 查看")


def taking_back(connection: sqlite3.Connection, revision: Revision) -> TakingBack:
    """What taking a revision back would do; refused by name where something was built on it since."""
    if revision.withdraws:
        raise HuaianError(
            _CANNOT, "它本身就是一次撤销", "要再采用那个文本，重新导入文件：plan import --revises"
        )
    if revision.withdrawn:
        raise HuaianError(_CANNOT, "它已经撤销", "不需要再撤销")
    refuse_closed(connection, revision.plan)
    written = records_of_revision(connection, revision.plan, revision.revision)
    plan_set = plan_set_by(connection, revision.plan, revision.revision)
    _refuse_rewritten(connection, revision, written, plan_set)
    restored, added = list[tuple[WrittenRecord, dict[str, Any]]](), list[WrittenRecord]()
    for one in written:
        before = None if one.ref is None else _stood(connection, one.ref)
        if before is None:
            added.append(one)
        else:
            restored.append((one, before))
    _refuse_recorded(connection, restored, added)
    return TakingBack(revision, tuple(restored), tuple(added), plan_set)


def _stood(connection: sqlite3.Connection, ref: bytes) -> dict[str, Any] | None:
    """The text that stood before a record; None where the task had ended."""
    kind, _ = body_of(connection, ref)
    return None if kind == RecordKind.TASK_END else text_before(connection, ref)


def take_back_revision(ledger: Ledger, revision: Revision, reason: str, today: date) -> list[bytes]:
    """Take a revision back as one action; the ids of the new records."""
    with ledger.action() as action:
        append_taking_back(action, taking_back(action.connection, revision), reason, today)
        return list(action.ids)


def append_taking_back(action: Action, made: TakingBack, reason: str, today: date) -> None:
    """Append what takes a revision back, inside an action.

    Units that entered with it go with it, unless something else names them by now.
    """
    why = required_line(reason, "reason", "撤销理由")
    action.append_all(list(_entries(action.connection, made, why, today)))
    if made.plan_set is not None:
        action.fold()
        entered = units_entered_by(action.connection, made.plan_set.id)
        action.append_all(withdrawals(action.connection, entered))


# ---------------------------------------------------------------------- what is refused


def _refuse_rewritten(
    connection: sqlite3.Connection,
    revision: Revision,
    written: Sequence[WrittenRecord],
    plan_set: WrittenRecord | None,
) -> None:
    heads = heads_of_tasks(connection, revision.plan)
    later = [one.task for one in written if heads.get(one.task) != (one.id,)]
    if later:
        raise HuaianError(
            _CANNOT,
            f"{_named(connection, later)}此后又改过",
            "逐项用 task set 改回，或导入正确的文本再修订一次",
        )
    if plan_set is not None and plan_said(connection, revision.plan).heads != (plan_set.id,):
        raise HuaianError(
            _CANNOT, "方案信息（名称、阶段、期末等）此后又改过", "用 plan set 改，或导入正确的文本再修订一次"
        )


def _refuse_recorded(
    connection: sqlite3.Connection,
    restored: Sequence[tuple[WrittenRecord, dict[str, Any]]],
    added: Sequence[WrittenRecord],
) -> None:
    """What was recorded on a new task, or on a milestone that the revision brought, would hang in the air."""
    new = [
        made["id"]
        for one, before in restored
        for made in one.body.get("milestones", ())
        if made["id"] not in {other["id"] for other in before.get("milestones", ())}
    ]
    since = tasks_recorded_on(connection, [one.task for one in added], new)
    if since:
        raise HuaianError(
            _CANNOT,
            f"{_named(connection, sorted(since))}由修订新增，此后已有记录或决定",
            "先撤回那些记录，或导入正确的文本再修订一次",
        )


def _named(connection: sqlite3.Connection, tasks: Sequence[int]) -> str:
    more = f"等 {len(tasks)} 项" if len(tasks) > _MOST_NAMED else ""
    return "、".join(told_task(connection, one) for one in tasks[:_MOST_NAMED]) + more


# ---------------------------------------------------------------------- what is written


def _entries(connection: sqlite3.Connection, made: TakingBack, reason: str, today: date) -> Iterator[Entry]:
    revision, day = made.revision, today.isoformat()
    plan = revision.plan
    document = changes_document([_turned(one) for one in changes_of({"changes": revision.changes})])
    identity = canonical_json([revision.revision, "withdrawn"])
    back = f"r{hashlib.sha256(identity.encode()).hexdigest()[:20]}"
    said = {
        "plan": plan,
        "revision": back,
        "withdraws": revision.revision,
        "text": f"撤销 {revision.day.isoformat()} 的修订，恢复原来的文本",
        "basis": reason,
        "old_stage": revision.new_stage,
        "new_stage": revision.old_stage,
        "changes": document,
    }
    yield Entry(RecordKind.PLAN_REVISION, said, occurred_on=day, plan=plan)
    if made.plan_set is not None and made.plan_set.ref is not None:
        body = _own(body_of(connection, made.plan_set.ref)[1])
        yield Entry(RecordKind.PLAN_SET, body | {REVISION: back}, ref=made.plan_set.id, plan=plan)
    for one, before in made.restored:
        body = _own(before) | {CHANGE: RESTORED, REVISION: back}
        yield Entry(RecordKind.TASK_SET, body, task_no=one.task, ref=one.id, plan=plan)
    for one in made.added:
        gone = {"reason": TAKEN_BACK, REVISION: back, WITHDRAWN: True}
        yield Entry(RecordKind.TASK_END, gone, task_no=one.task, occurred_on=day, ref=one.id, plan=plan)


def _own(body: dict[str, Any]) -> dict[str, Any]:
    said = without_undo(body)
    return {key: said[key] for key in said if key not in BY_REVISION and key != "settles"}


_TURNED = {
    "added": "removed",
    "removed": "added",
    "merged": "split",
    "split": "merged",
    "unit_added": "unit_dropped",
    "unit_dropped": "unit_added",
    "date_added": "date_dropped",
    "date_dropped": "date_added",
}


def _turned(one: RevisedTask) -> RevisedTask:
    """A change the other way round."""
    return RevisedTask(_TURNED.get(one.kind, one.kind), one.new, one.old, one.new_no, one.old_no, "")
