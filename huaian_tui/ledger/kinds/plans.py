"""Plans (方案) and their close: title, short name and code, days, what their text is unsure of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huaian_tui.ledger.kinds.anew import TAKES_BACK, WITHDRAWN, WITHDRAWS, is_withdrawn, words_of
from huaian_tui.ledger.kinds.kind import (
    DAY,
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Projection,
    Row,
    Table,
)
from huaian_tui.ledger.kinds.parts import heads_text, last_of
from huaian_tui.ledger.kinds.plan_undo import take_back_close, take_back_plan, take_back_reopen
from huaian_tui.ledger.kinds.revisions import REVISION, as_revised
from huaian_tui.ledger.record import Body, RecordKind

# ---------------------------------------------------------------------- rows

PLAN_COLUMNS = (
    "id",
    "code",
    "short",
    "title",
    "kind",
    "stage",
    "year",
    "supervisor",
    "start_day",
    "start_basis",
    "horizon_day",
    "horizon_phrase",
    "horizon_basis",
    "file_name",
    "file_sha256",
    "closed_on",
    "close_basis",
    "made",
    "heads",
)
"""``kind`` is ``plan``, or ``matters`` for 日常交办; ``made`` the record that made the plan: plans are in
this order. A plan that has no end has no ``horizon_day``."""


WITHDRAWN_COLUMNS = (
    "id",
    "code",
    "short",
    "title",
    "file_sha256",
    "withdrawn_on",
    "basis",
    "heads",
)


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    said = last_of(records, RecordKind.PLAN_SET)
    if said is None:
        return ((), (), (), ())
    if is_withdrawn(records):
        return ((), (), (), (_withdrawn(records, said.body),))
    body, identity = said.body, said.body["plan"]
    file, start, horizon = body.get("file", {}), body.get("start", {}), body.get("horizon", {})
    plan = (
        identity,
        body["code"],
        body["short"],
        body["title"],
        body.get("kind", "plan"),
        body.get("stage", ""),
        body.get("year"),
        body.get("supervisor", ""),
        start.get("day"),
        start.get("basis", ""),
        horizon.get("day"),
        horizon.get("phrase", ""),
        horizon.get("basis", ""),
        file.get("name"),
        file.get("sha256"),
        *_close(records),
        records[0].id,
        heads_text(records, lambda one: as_revised(one.body)),
    )
    remarks = list(enumerate(body.get("remarks", ()), start=1))
    return (
        (plan,),
        [(identity, number, one["where"], one["text"], one["treatment"]) for number, one in remarks],
        [(identity, number, row) for number, one in remarks for row in dict.fromkeys(one["rows"])],
        (),
    )


def _withdrawn(records: Sequence[FoldRecord], body: Body) -> Row:
    close = next(one for one in reversed(records) if one.body.get(WITHDRAWN))
    return (
        body["plan"],
        body["code"],
        body["short"],
        body["title"],
        body.get("file", {}).get("sha256"),
        close.occurred_on or "",
        str(close.body.get("basis", "")),
        heads_text(records),
    )


def _close(records: Sequence[FoldRecord]) -> tuple[str | None, str]:
    """The day and the basis of the close (收官) that no reopening followed.

    A plan that was withdrawn and is here again, or was written on apart, is not closed by that.
    """
    closing = [one for one in records if not one.body.get(WITHDRAWN)]
    last = last_of(closing, RecordKind.PLAN_CLOSE, RecordKind.PLAN_REOPEN)
    if last is None or last.kind == RecordKind.PLAN_REOPEN:
        return None, ""
    return last.occurred_on, str(last.body.get("basis", ""))


PLANS = Projection(
    By.KEY,
    (
        Table("plan", "id", PLAN_COLUMNS),
        Table("remark", "plan", ("plan", "id", "place", "text", "treatment")),
        Table("remark_row", "plan", ("plan", "remark", "task_no")),
        Table("plan_withdrawn", "id", WITHDRAWN_COLUMNS),
    ),
    _rows,
    key_field="plan",
)

# ---------------------------------------------------------------------- the kinds

CODE = re.compile("[A-Z]{1,4}")
"""The code of a plan, for references: SJ/12."""

_PLAN = Field("plan", FieldType.LINE, needed=True, unsaid=True)
_BASIS = Field("basis", FieldType.TEXT, needed=True)
_SETTLES = Field("settles", FieldType.IDS, optional=True, unsaid=True)
_DAY_PARTS = (
    Field("day", FieldType.DAY),
    Field("phrase", FieldType.LINE, optional=True),
    Field("basis", FieldType.LINE, optional=True),
    Field("assumed", FieldType.FLAG, optional=True),
)
_REMARK = (
    Field("rows", FieldType.COUNTS),
    Field("where", FieldType.LINE),
    Field("text", FieldType.TEXT),
    Field("treatment", FieldType.TEXT),
)
_FILE = (Field("name", FieldType.LINE), Field("sha256", FieldType.LINE))


def _gist(body: Body) -> str:
    return f"{body.get('title', '')}（{body.get('code', '')}）"


def _basis_words(body: Body) -> str:
    return f"依据：{body.get('basis', '')}"


def _close_words(body: Body) -> str:
    said = _basis_words(body)
    return f"撤回导入；{said}" if body.get(WITHDRAWN) else said


PLAN_SET = Kind(
    name=RecordKind.PLAN_SET,
    title="方案信息",
    words=("faxx", "方案"),
    fields=(
        _PLAN,
        Field("title", FieldType.LINE, needed=True),
        Field("short", FieldType.LINE, needed=True),
        Field("code", FieldType.LINE, needed=True),
        Field("kind", FieldType.LINE, optional=True, unsaid=True),
        Field("stage", FieldType.LINE, optional=True),
        Field("year", FieldType.YEAR, optional=True, nullable=True),
        Field("supervisor", FieldType.LINE, optional=True),
        Field("start", FieldType.GROUP, optional=True, unsaid=True, parts=_DAY_PARTS),
        Field("horizon", FieldType.GROUP, optional=True, unsaid=True, parts=_DAY_PARTS),
        Field("file", FieldType.GROUP, optional=True, unsaid=True, parts=_FILE),
        Field("remarks", FieldType.GROUPS, optional=True, unsaid=True, parts=_REMARK),
        Field("basis", FieldType.TEXT, optional=True),
        Field(REVISION, FieldType.LINE, optional=True, unsaid=True),
        _SETTLES,
        *TAKES_BACK,
    ),
    gist=words_of(_gist),
    makes=(PLANS,),
    undo=take_back_plan,
)
PLAN_CLOSE = Kind(
    name=RecordKind.PLAN_CLOSE,
    title="方案收官",
    brief="收官",
    words=("fasg", "收官"),
    fields=(_PLAN, _BASIS, _SETTLES, WITHDRAWS, *TAKES_BACK),
    gist=words_of(_close_words),
    needed=(DAY,),
    makes=(PLANS,),
    undo=take_back_close,
)
PLAN_REOPEN = Kind(
    name=RecordKind.PLAN_REOPEN,
    title="方案重新启用",
    brief="重新启用",
    words=("facxqy", "重新启用"),
    fields=(_PLAN, _BASIS, _SETTLES, *TAKES_BACK),
    gist=words_of(_basis_words),
    needed=(DAY,),
    makes=(PLANS,),
    undo=take_back_reopen,
)
