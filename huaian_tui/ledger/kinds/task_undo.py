"""Taking back what was written about a task: a new one is withdrawn, others are said as before."""

from __future__ import annotations

from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.kinds.anew import (
    WITHDRAWN,
    following,
    ids_of,
    last_before,
    refuse_stood_on,
    said,
    said_again,
    said_before,
    taking_back,
    told,
    without_pairs,
)
from huaian_tui.ledger.kinds.kind import FoldRecord, Step, Undoing
from huaian_tui.ledger.kinds.matters import HANDED, matter_place, numbers_of
from huaian_tui.ledger.kinds.taking_back import CANNOT
from huaian_tui.ledger.record import Body, Entry, RecordKind

_PARTS = ("milestones", "deliverables")


def take_back_task(undoing: Undoing) -> Step:
    """Take back what a record says of a task (``task_set``)."""
    label = undoing.label
    before = said_before(undoing, f"task set {label} --basis 依据")
    if before is None:
        return _withdraw(undoing)
    if before.kind == RecordKind.TASK_END:
        return _end_again(undoing, before)
    parts = {part: ids_of(undoing.record.body.get(part, ())) for part in _PARTS}
    gone = set[str]().union(*parts.values()) - _ids(before.body)
    written = undoing.around.written_of(gone) if gone else ()
    refuse_stood_on("撤回后不再有的节点或成果", written, "先撤回那些记录")
    what = f"撤回{undoing.named}的改写：恢复 {told(before)} 写的内容"
    return Step(what, lambda why: [_again(undoing, before, "任务改写", why)])


def take_back_task_end(undoing: Undoing) -> Step:
    """Take back the end of a task, or its withdrawal: it is there again as it was."""
    record, label = undoing.record, undoing.label
    before = said_before(undoing, f"task set {label} --basis 依据")
    if before is None:
        raise HuaianError(CANNOT, "没有它之前的内容", f"重新写入：task set {label} --basis 依据")
    former = last_before(undoing, before, RecordKind.TASK_SET)
    title = "任务撤回" if record.body.get(WITHDRAWN) else "任务终止"
    what = f"取消{undoing.named}的{title}（{said(undoing)}），任务恢复"
    return Step(what, lambda why: [_again(undoing, former, title, why)])


def _withdraw(undoing: Undoing) -> Step:
    """What was entered by mistake: nothing may have been written about it."""
    record, label = undoing.record, undoing.label
    title = "登记交办" if HANDED in record.body else "新增任务"
    way_out = f"先撤回那些记录，或终止它：task end {label} --reason 理由"
    refuse_stood_on(undoing.named, undoing.around.written(), way_out)

    def entries(why: str) -> list[Entry]:
        ref, settles = following(undoing)
        body = {"reason": why, WITHDRAWN: True, **taking_back(undoing, title, why), **settles}
        return [_entry(undoing, RecordKind.TASK_END, body, undoing.today.isoformat(), ref)]

    return Step(f"撤回{title}：{undoing.named} {said(undoing)}", entries)


def _end_again(undoing: Undoing, end: FoldRecord) -> Step:
    """What took up a task that had ended is taken back: it has ended as before."""

    def entries(why: str) -> list[Entry]:
        ref, settles = following(undoing)
        body = {**said_again(end.body), **taking_back(undoing, "任务恢复", why), **settles}
        return [_entry(undoing, RecordKind.TASK_END, body, end.occurred_on, ref)]

    withdrawn = bool(end.body.get(WITHDRAWN))
    refuse_stood_on(undoing.named, undoing.around.written_since() if withdrawn else (), "先撤回那些记录")
    return Step(f"撤回{undoing.named}的恢复，任务仍为{'撤回' if withdrawn else '终止'}", entries)


def _again(undoing: Undoing, former: FoldRecord, title: str, why: str) -> Entry:
    ref, settles = following(undoing)
    body = {**said_again(former.body), **_number(undoing, former.body)}
    # A matter whose number was given to another one gets a free one with this action.
    if HANDED not in body and body["no"] and body["no"] != undoing.record.body.get("no"):
        other = undoing.around.bearer_of([body["no"]])
        if other:
            way_out = "先改那一项的序号，或再改一次：task set --no 序号"
            raise HuaianError(CANNOT, f"原来的序号 {body['no']} 已给了{other}", way_out)
    body |= {**taking_back(undoing, title, why), **settles}
    return _entry(undoing, RecordKind.TASK_SET, body, None, ref)


def _number(undoing: Undoing, former: Body) -> dict[str, Any]:
    """A matter keeps the number that it bears by now: a merge may have given it another one."""
    numbers = numbers_of(without_pairs(undoing.thing)) if HANDED in former else None
    if numbers is None:
        return {}
    year, number = numbers.now
    return {
        "no": numbers.printed,
        "place": matter_place(year, number),
        HANDED: {**former[HANDED], "year": year, "number": number},
    }


def _ids(body: Body) -> set[str]:
    return set[str]().union(*(ids_of(body.get(part, ())) for part in _PARTS))


def _entry(undoing: Undoing, kind: str, body: dict[str, Any], day: str | None, ref: bytes | None) -> Entry:
    record = undoing.record
    return Entry(kind, body, task_no=record.task_no, occurred_on=day, ref=ref, plan=record.plan)
