"""Taking back what was written about a unit: a new one is withdrawn, others are said as before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.kinds.anew import (
    WITHDRAWN,
    counted_with,
    following,
    refuse_stood_on,
    said,
    said_again,
    said_before,
    taking_back,
)
from huaian_tui.ledger.kinds.kind import FoldRecord, Step, Undoing
from huaian_tui.ledger.kinds.taking_back import CANNOT
from huaian_tui.ledger.record import Body, Entry, RecordKind

STANDS = "stands"
"""The part of a body that says of a unit that was merged away: it stands for itself after all."""

_NAMES = ("name", "full_name")

Saying = Callable[[Sequence[FoldRecord]], Body | None]
"""What a further record says anew of the whole unit, by all its records."""


def take_back_unit(undoing: Undoing, saying: Saying) -> Step:
    """Take back what a record says of a unit (``unit_set``)."""
    record, name = undoing.record, undoing.named
    before = said_before(undoing, f"unit set {name}")
    if before is None or before.body.get(WITHDRAWN):
        way_out = f"先撤回那些记录，或并入别的单位：unit merge {name} --into 单位"
        refuse_stood_on(name, undoing.around.written(), way_out)
        return Step(f"撤回新增单位：{said(undoing)}", lambda why: [_withdrawal(undoing, why)])
    if record.body.get(STANDS):
        return _merged_again(undoing)
    former = saying(_before(undoing)) or before.body
    _refuse_borne(undoing, former)

    def entries(why: str) -> list[Entry]:
        return [_entry(undoing, RecordKind.UNIT_SET, dict(former), "单位信息", why, record.occurred_on)]

    return Step(f"撤回{name}的改动（{said(undoing)}）：恢复原来的内容", entries)


def take_back_merge(undoing: Undoing, saying: Saying) -> Step:
    """Take back that a unit is part of another: it stands for itself."""
    said_before(undoing, f"unit set {undoing.label} --stands")
    now = saying(undoing.thing)
    if now is None:
        raise HuaianError(CANNOT, "台账里没有这个单位的信息", "先合并有这个单位的数据包")

    def entries(why: str) -> list[Entry]:
        content = {**now, STANDS: True}
        return [_entry(undoing, RecordKind.UNIT_SET, content, "单位合并", why, None)]

    return Step(f"撤回单位合并（{said(undoing)}）：{undoing.named}恢复为独立的单位", entries)


def _merged_again(undoing: Undoing) -> Step:
    """The unit was said to stand for itself: it is part of the other one as before."""
    merges = [one for one in _before(undoing) if one.kind == RecordKind.UNIT_MERGE]
    if not merges:
        raise HuaianError(CANNOT, "没有它之前的合并", f"用 unit merge {undoing.label} --into 单位")
    merge = merges[-1]

    def entries(why: str) -> list[Entry]:
        content = said_again(merge.body)
        return [_entry(undoing, RecordKind.UNIT_MERGE, content, "恢复为独立的单位", why, merge.occurred_on)]

    return Step(f"撤回{undoing.named}的恢复：仍自 {merge.occurred_on} 起并入{merge.body['into']}", entries)


def _before(undoing: Undoing) -> list[FoldRecord]:
    """What counts of the records before the one to be taken back."""
    counted = counted_with(undoing, undoing.thing)
    return [one for one in counted if one.id < undoing.record.id]


def _refuse_borne(undoing: Undoing, former: Body) -> None:
    """Names that are free since may have been given to another unit."""
    names = {str(former[part]) for part in _NAMES} | {str(one["name"]) for one in former.get("called", ())}
    other = undoing.around.bearer_of(sorted(names))
    if other:
        way_out = f"再改一次：unit rename {undoing.label} 或 unit set {undoing.label}"
        raise HuaianError(CANNOT, f"原来的名称已是{other}的", way_out)


def _withdrawal(undoing: Undoing, why: str) -> Entry:
    content = {**said_again(undoing.record.body), WITHDRAWN: True}
    return _entry(undoing, RecordKind.UNIT_SET, content, "新增单位", why, None)


def _entry(
    undoing: Undoing, kind: str, content: dict[str, Any], title: str, why: str, day: str | None
) -> Entry:
    ref, settles = following(undoing)
    body = {**said_again(content), **taking_back(undoing, title, why), **settles}
    return Entry(kind, body, occurred_on=day, ref=ref, plan=undoing.record.plan)
