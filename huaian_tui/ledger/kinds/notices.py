"""Notices (文书): drafts, the issue with a number, the withdrawal. The first draft is the notice."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeState
from huaian_tui.ledger.kinds.kind import (
    DAY,
    REF,
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Projection,
    Row,
    Subject,
    Table,
)
from huaian_tui.ledger.record import Body, RecordKind, canonical_json

_MOST_UNITS = 3
"""Addressees of a notice that are named; of more the first ones and how many."""

# ---------------------------------------------------------------------- rows


def _first(records: Sequence[FoldRecord], kind: str) -> FoldRecord | None:
    return next((one for one in records if one.kind == kind), None)


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    """The first issue and the first withdrawal hold, the last draft before the issue, the last number."""
    made = records[0]
    if made.ref is not None:  # another version of a draft that is not here
        return ((),)
    issued = _first(records, RecordKind.NOTICE_ISSUE)
    withdrawn = _first(records, RecordKind.NOTICE_WITHDRAW)
    draft = made
    for one in records[1:]:
        if one.kind == RecordKind.NOTICE_DRAFT and (issued is None or one.id < issued.id):
            draft = one
    state = NoticeState.DRAFT if issued is None else NoticeState.ISSUED
    units = draft.body.get("units")
    number = issued.body if issued is not None else dict[str, object]()
    anew = [one for one in records if one.kind == RecordKind.NOTICE_RENUMBER] if issued is not None else []
    numbered = anew[-1].body if anew else number
    row = (
        made.id,
        draft.id if issued is None else issued.id,
        draft.body.get("kind"),
        draft.body.get("title"),
        (state if withdrawn is None else NoticeState.WITHDRAWN).value,
        draft.occurred_on,
        None if units is None else canonical_json(units),
        made.officer,
        numbered.get("code"),
        numbered.get("year"),
        numbered.get("serial"),
        numbered.get("number"),
        None if issued is None else issued.occurred_on,
        number.get("reply_due"),
        None if withdrawn is None else withdrawn.body.get("reason"),
    )
    return ((row,),)


_COLUMNS = (
    "id",
    "current",
    "kind",
    "title",
    "state",
    "day",
    "units",
    "officer",
    "code",
    "year",
    "serial",
    "number",
    "issued_on",
    "reply_due",
    "withdrawn",
)

# ---------------------------------------------------------------------- words


def _draft_words(body: Body) -> str:
    """Kind and addressees before the title, which is much the same for all units: 催办单 市财政局：关于…"""
    units = [str(one) for one in body.get("units") or ()]
    named = "、".join(units[:_MOST_UNITS]) + (f"等 {len(units)} 个单位" if len(units) > _MOST_UNITS else "")
    what = " ".join(part for part in (NOTICE_TITLES.get(str(body.get("kind")), ""), named) if part)
    return "：".join(part for part in (what, str(body.get("title") or "")) if part)


def _issue_words(body: Body) -> str:
    return f"{body.get('number', '')} {body.get('title', '')}"


def _withdraw_words(body: Body) -> str:
    return f"{body.get('number', '')}（理由：{body.get('reason', '')}）"


def _renumber_words(body: Body) -> str:
    return f"{body.get('number', '')}（原文号 {body.get('former', '')}）"


def _closed(records: Sequence[FoldRecord]) -> HuaianError | None:
    withdrawn = _first(records, RecordKind.NOTICE_WITHDRAW)
    if withdrawn is None:
        return None
    return HuaianError("这份文书已撤回", str(withdrawn.body.get("reason") or ""), "不需要再撤回")


# ---------------------------------------------------------------------- the kinds

_CHANGED = (
    Field("place", FieldType.LINE),
    Field("was", FieldType.TEXT),
    Field("now", FieldType.TEXT),
    Field("records", FieldType.LINES, unsaid=True),
)
"""A figure, list or status that was another one when the notice was issued than when it was composed:
where it stands, both values as printed, the ids of the records behind it. It was issued so with an
explicit yes."""

NOTICE_DRAFT = Kind(
    name=RecordKind.NOTICE_DRAFT,
    title="文书草稿",
    words=("wscg", "草稿"),
    fields=(
        Field("kind", FieldType.LINE, needed=True, unsaid=True),
        Field("title", FieldType.LINE, needed=True),
        Field("units", FieldType.LINES),
        Field("document", FieldType.DOCUMENT),
        Field("warnings", FieldType.TEXTS, optional=True),
        Field("asks", FieldType.LINES, optional=True, unsaid=True),
        Field("basis", FieldType.TEXT, optional=True),
        Field("approval", FieldType.TEXT, optional=True),
        Field("reply_due", FieldType.DAY, optional=True, nullable=True),
        Field("as_of", FieldType.DAY, optional=True, unsaid=True),
        Field("plans", FieldType.LINES, optional=True, unsaid=True),
        Field("request", FieldType.DOCUMENT, optional=True, unsaid=True),
        Field("composed", FieldType.DOCUMENT, optional=True, unsaid=True),
        Field("composed_up_to", FieldType.LINE, optional=True, unsaid=True),
    ),
    gist=_draft_words,
    needed=(DAY,),
    makes=(Projection(By.RECORD, (Table("notice", "id", _COLUMNS),), _rows),),
    joins=True,
    subject=Subject.NOTICE,
    renames="notice",
    corrected_by=RecordKind.NOTICE_DRAFT,
    taken_back_by=RecordKind.NOTICE_WITHDRAW,
    closed=_closed,
    other_way="在“文书”里修改草稿，或撤回文书",
)
NOTICE_ISSUE = Kind(
    name=RecordKind.NOTICE_ISSUE,
    title="文书印发",
    words=("wsyf", "印发"),
    fields=(
        Field("code", FieldType.LINE, unsaid=True),
        Field("year", FieldType.YEAR, unsaid=True),
        Field("serial", FieldType.COUNT, unsaid=True),
        Field("number", FieldType.LINE, needed=True),
        Field("title", FieldType.LINE),
        Field("document", FieldType.DOCUMENT),
        Field("sha256", FieldType.LINE_MAP, optional=True, unsaid=True),
        Field("data_up_to", FieldType.LINE, optional=True, unsaid=True),
        Field("reply_due", FieldType.DAY, optional=True, nullable=True),
        Field("changed", FieldType.GROUPS, optional=True, parts=_CHANGED),
    ),
    gist=_issue_words,
    needed=(DAY, REF),
    joins=True,
    subject=Subject.NOTICE,
    renames="notice",
    taken_back_by=RecordKind.NOTICE_WITHDRAW,
    other_way="文号已经用掉；在“文书”里可以撤回它",
)
NOTICE_WITHDRAW = Kind(
    name=RecordKind.NOTICE_WITHDRAW,
    title="文书撤回",
    words=("wsch",),
    fields=(Field("number", FieldType.LINE, optional=True), Field("reason", FieldType.LINE, needed=True)),
    gist=_withdraw_words,
    needed=(DAY, REF),
    joins=True,
    subject=Subject.NOTICE,
    renames="notice",
    other_way="请另拟一份",
)
NOTICE_RENUMBER = Kind(
    name=RecordKind.NOTICE_RENUMBER,
    title="文书改号",
    words=("wsgh", "改号", "重新编号"),
    fields=(
        Field("code", FieldType.LINE, unsaid=True),
        Field("year", FieldType.YEAR, unsaid=True),
        Field("serial", FieldType.COUNT, unsaid=True),
        Field("number", FieldType.LINE, needed=True),
        Field("former", FieldType.LINE, needed=True),
    ),
    gist=_renumber_words,
    needed=(DAY, REF),
    joins=True,
    subject=Subject.NOTICE,
    renames="notice",
    other_way="原文号已另有一份文书在用，不能改回去",
)
"""A notice whose number another one bore first gets another one. Of several the last holds."""
