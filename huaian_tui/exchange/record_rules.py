"""Whether a record from elsewhere can stand in this ledger: its body, its columns, what it refers to.

As for typed input: tasks, units, planned milestones and deliverables must exist here.
What it refers to among records may still be on its way in another pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from huaian_tui.domain.words.items import item
from huaian_tui.exchange.body_check import check_body
from huaian_tui.ledger.identity import milestone_id_from_record
from huaian_tui.ledger.kinds.kind import DAY, MILESTONE, REF, TASK, Field, Kind, Named
from huaian_tui.ledger.kinds.registry import KINDS, shape_of
from huaian_tui.ledger.record import Record
from huaian_tui.store.queries.reference import Reference

_TITLES = {TASK: "任务序号", MILESTONE: "节点", DAY: "日期", REF: "所指的记录"}
"""Columns that a kind may need, and what people call them."""


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
    kind = KINDS.get(record.kind)
    kind = None if kind is None else shape_of(kind, body)
    for column in () if kind is None else kind.needed:
        if getattr(record, column) is None:
            raise RecordRefused(f"缺少{_TITLES[column]}")
    check_body(record.kind, body)
    _check_task(record, kind, reference)
    if kind is not None:
        _check_named(record, kind, body, reference)


def _check_task(record: Record, kind: Kind | None, reference: Reference) -> None:
    if record.task_no is not None and record.task_no not in reference.tasks:
        raise RecordRefused(f"方案里没有{item(record.task_no)}任务")
    if record.milestone is None:
        return
    task_no = reference.milestones.get(record.milestone, int(record.milestone.partition("-")[0]))
    if record.task_no != task_no:
        raise RecordRefused("节点与任务序号不符")
    sets = kind is not None and kind.sets_milestone
    if sets and record.milestone != milestone_id_from_record(task_no, record.id):
        raise RecordRefused("节点编号不是由这条记录得出的")


@cache
def _naming(kind: Kind) -> tuple[Field, ...]:
    """The parts of a body that name something of the plan."""
    return tuple(field for field in kind.fields if field.names is not None)


def _check_named(record: Record, kind: Kind, body: Mapping[str, Any], reference: Reference) -> None:
    """Units and deliverables that the body names."""
    for field in _naming(kind):
        value = body.get(field.name)
        if field.names is Named.UNIT:
            named = value if isinstance(value, list) else [value]
            if value is not None and not reference.units.issuperset(named):
                raise RecordRefused("它提到的单位本台账里没有")
        elif field.names is Named.DELIVERABLE and reference.deliverables.get(str(value)) != record.task_no:
            raise RecordRefused("它提到的成果本台账里没有")
