"""Whether a record from elsewhere can stand in this ledger: its body, its columns, what it refers to.

As for typed input: tasks, units, planned milestones and deliverables must exist here.
What it refers to among records may still be on its way in another pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from huaian_tui.exchange.body_check import check_body
from huaian_tui.ledger.identity import milestone_id_from_record
from huaian_tui.ledger.record import Record, RecordKind
from huaian_tui.store.queries.reference import Reference

_TASK, _MILESTONE, _DAY, _REF = "task_no", "milestone", "occurred_on", "ref"
_TITLES = {_TASK: "任务序号", _MILESTONE: "节点", _DAY: "日期", _REF: "所指的记录"}

NEEDED: dict[str, tuple[str, ...]] = {
    RecordKind.NOTE: (_TASK, _DAY),
    RecordKind.CORRECTION: (_TASK, _DAY, _REF),
    RecordKind.RETRACTION: (_REF,),
    RecordKind.MILESTONE_SET: (_TASK, _MILESTONE),
    RecordKind.MILESTONE_COMPLETE: (_TASK, _MILESTONE, _DAY),
    RecordKind.MILESTONE_EXTEND: (_TASK, _MILESTONE),
    RecordKind.MILESTONE_CANCEL: (_TASK, _MILESTONE),
    RecordKind.MILESTONE_REOPEN: (_TASK, _MILESTONE),
    RecordKind.READING: (_TASK, _MILESTONE, _DAY),
    RecordKind.DELIVERABLE: (_TASK, _DAY),
    RecordKind.NOTICE_DRAFT: (_DAY,),
    RecordKind.NOTICE_ISSUE: (_DAY, _REF),
    RecordKind.NOTICE_WITHDRAW: (_DAY, _REF),
    RecordKind.REPLY: (_DAY, _REF),
    RecordKind.SELF_REPORT: (_TASK, _MILESTONE, _DAY),
    RecordKind.REPORT_DECISION: (_REF,),
    RecordKind.SETTING: (),
}
"""Columns without which a record of a kind says nothing."""


class RecordRefused(ValueError):
    """A record that cannot be taken; the message says why in Chinese."""


def check_record(record: Record, body: Mapping[str, Any], reference: Reference) -> None:
    """Refuse (``ValueError`` with words for the officer) what cannot stand in this ledger."""
    if record.id[6] >> 4 != 7 or record.id[8] >> 6 != 2:
        raise RecordRefused("编号不合规范")
    try:
        datetime.fromisoformat(record.recorded_at)
        if record.occurred_on is not None:
            date.fromisoformat(record.occurred_on)
    except ValueError:
        raise RecordRefused("日期或时间不存在") from None
    if record.plan != reference.plan:
        raise RecordRefused("它属于另一个方案")
    for column in NEEDED.get(record.kind, ()):
        if getattr(record, column) is None:
            raise RecordRefused(f"缺少{_TITLES[column]}")
    check_body(record.kind, body)
    _check_task(record, reference)
    _check_named(record, body, reference)


def _check_task(record: Record, reference: Reference) -> None:
    if record.task_no is not None and record.task_no not in reference.tasks:
        raise RecordRefused(f"方案里没有第 {record.task_no} 项任务")
    if record.milestone is None:
        return
    task_no = reference.milestones.get(record.milestone, int(record.milestone.partition("-")[0]))
    if record.task_no != task_no:
        raise RecordRefused("节点与任务序号不符")
    if record.kind == RecordKind.MILESTONE_SET and record.milestone != milestone_id_from_record(
        task_no, record.id
    ):
        raise RecordRefused("节点编号不是由这条记录得出的")


def _check_named(record: Record, body: Mapping[str, Any], reference: Reference) -> None:
    """Units and deliverables that the body names."""
    if record.kind in _NAMING_UNITS:
        unknown = next((name for name in body.get("units", ()) if name not in reference.units), None)
        if unknown is not None:
            raise RecordRefused("它提到的单位本台账里没有")
    elif record.kind in _NAMING_A_UNIT:
        if body["unit"] not in reference.units:
            raise RecordRefused("它提到的单位本台账里没有")
    elif record.kind == RecordKind.DELIVERABLE:
        if reference.deliverables.get(body["deliverable"]) != record.task_no:
            raise RecordRefused("它提到的成果本台账里没有")


_NAMING_UNITS = frozenset({RecordKind.NOTE, RecordKind.CORRECTION})
_NAMING_A_UNIT = frozenset({RecordKind.SELF_REPORT})
