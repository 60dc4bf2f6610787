"""Taking back what was written about a plan: a new one is withdrawn, a close is followed by a reopening …"""

from __future__ import annotations

from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.kinds.anew import (
    WITHDRAWN,
    following,
    last_before,
    refuse_stood_on,
    said,
    said_again,
    said_before,
    taking_back,
    told,
)
from huaian_tui.ledger.kinds.kind import Step, Undoing
from huaian_tui.ledger.kinds.taking_back import CANNOT
from huaian_tui.ledger.record import Entry, RecordKind


def take_back_plan(undoing: Undoing) -> Step:
    """Take back what a record says of a plan (``plan_set``): a change, an extension, a new plan."""
    code = undoing.label
    before = said_before(undoing, f"plan set {code} --basis 依据")
    if before is None or before.body.get(WITHDRAWN):
        refuse_stood_on(undoing.named, undoing.around.written(), f"先撤回那些记录，或收官：plan close {code}")
        return Step(f"撤回新增方案：{said(undoing)}", lambda why: [_withdrawal(undoing, why)])
    former = last_before(undoing, before, RecordKind.PLAN_SET)
    if former.body["code"] != undoing.record.body["code"]:
        other = undoing.around.bearer_of([former.body["code"]])
        if other:
            way_out = f"先改那个方案的代号：plan set {former.body['code']} --code 新代号"
            raise HuaianError(CANNOT, f"原来的代号 {former.body['code']} 已给了{other}", way_out)

    def entries(why: str) -> list[Entry]:
        return [_entry(undoing, RecordKind.PLAN_SET, said_again(former.body), "方案信息", why, None)]

    return Step(f"撤回{undoing.named}的改动（{said(undoing)}）：恢复 {told(former)} 写的内容", entries)


def take_back_close(undoing: Undoing) -> Step:
    """Take back the close of a plan, or its withdrawal: it is taken up again."""
    record = undoing.record
    title = "方案撤回" if record.body.get(WITHDRAWN) else "方案收官"
    said_before(undoing, f"plan close {undoing.label}")

    def entries(why: str) -> list[Entry]:
        content = {"plan": record.body["plan"], "basis": why}
        day = max(record.occurred_on or "", undoing.today.isoformat())
        return [_entry(undoing, RecordKind.PLAN_REOPEN, content, title, why, day)]

    what = f"撤回{undoing.named}的{title.removeprefix('方案')}（{said(undoing)}）：方案重新启用"
    return Step(what, entries)


def take_back_reopen(undoing: Undoing) -> Step:
    """Take back that a plan was taken up again: it is closed as before."""
    code = undoing.label
    before = said_before(undoing, f"plan close {code} --basis 依据")
    if before is None:
        raise HuaianError(CANNOT, "没有它之前的收官", f"收官：plan close {code} --basis 依据")
    close = last_before(undoing, before, RecordKind.PLAN_CLOSE)
    written = undoing.around.written_since()
    way_out = f"先撤回那些记录，或再收官：plan close {code} --basis 依据"
    refuse_stood_on(f"重新启用后{undoing.named}", written, way_out)

    def entries(why: str) -> list[Entry]:
        content = said_again(close.body)
        return [_entry(undoing, RecordKind.PLAN_CLOSE, content, "方案重新启用", why, close.occurred_on)]

    then = "撤回" if close.body.get(WITHDRAWN) else "收官"
    return Step(f"撤回{undoing.named}的重新启用（{said(undoing)}）：方案仍为{then}", entries)


def _withdrawal(undoing: Undoing, why: str) -> Entry:
    content = {"plan": undoing.record.body["plan"], "basis": why, WITHDRAWN: True}
    return _entry(undoing, RecordKind.PLAN_CLOSE, content, "新增方案", why, undoing.today.isoformat())


def _entry(
    undoing: Undoing, kind: str, content: dict[str, Any], title: str, why: str, day: str | None
) -> Entry:
    ref, settles = following(undoing)
    body = {**content, **taking_back(undoing, title, why), **settles}
    return Entry(kind, body, occurred_on=day, ref=ref, plan=undoing.record.plan)
