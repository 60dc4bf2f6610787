"""Notices (文书): drafts, the issue with a number, the withdrawal. The first draft is the notice."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeState
from huaian_tui.domain.text.hygiene import ellipsis
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
    Step,
    Subject,
    Table,
    Undoing,
)
from huaian_tui.ledger.kinds.taking_back import CANNOT, SHOWN, take_back_fact, undone
from huaian_tui.ledger.record import Body, Entry, RecordKind, canonical_json

DISCARDS = "discards"
"""The part of a withdrawal by which a draft is thrown away that was never issued."""

_MOST_UNITS = 3
"""Addressees of a notice that are named; of more the first ones and how many."""

# ---------------------------------------------------------------------- rows


def _first(records: Sequence[FoldRecord], kind: str) -> FoldRecord | None:
    return next((one for one in records if one.kind == kind), None)


def _withdrawal(records: Sequence[FoldRecord], issued: FoldRecord | None) -> FoldRecord | None:
    """The first withdrawal that was not taken back.

    A draft that was thrown away on one laptop and issued on another is out: the paper holds.
    """
    gone = undone(records)
    found = (one for one in records if one.kind == RecordKind.NOTICE_WITHDRAW and one.id not in gone)
    return next((one for one in found if issued is None or not one.body.get(DISCARDS)), None)


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    """The first issue and the first withdrawal that counts hold, the last draft before the issue, the last
    number."""
    made = records[0]
    if made.ref is not None:  # another version of a draft that is not here
        return ((),)
    issued = _first(records, RecordKind.NOTICE_ISSUE)
    withdrawn = _withdrawal(records, issued)
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
    what = "丢弃草稿" if body.get(DISCARDS) else str(body.get("number") or "")
    return f"{what}（理由：{body.get('reason', '')}）"


def _renumber_words(body: Body) -> str:
    return f"{body.get('number', '')}（原文号 {body.get('former', '')}）"


def _closed(records: Sequence[FoldRecord]) -> HuaianError | None:
    withdrawn = _withdrawal(records, _first(records, RecordKind.NOTICE_ISSUE))
    if withdrawn is None:
        return None
    why = str(withdrawn.body.get("reason") or "")
    if withdrawn.body.get(DISCARDS):
        return HuaianError("这份草稿已丢弃", why, "不需要再丢弃")
    return HuaianError("这份文书已撤回", why, "不需要再撤回")


def _undo_draft(undoing: Undoing) -> Step:
    """A notice that was just drafted is thrown away; a draft that was changed reads as before.

    What came after stands: a draft that was changed since, issued or withdrawn is not taken back so.
    """
    record, thing = undoing.record, undoing.thing
    if not thing:
        raise HuaianError(CANNOT, "它所指的文书已不在台账里", "在“文书”里核对")
    if _first(thing, RecordKind.NOTICE_ISSUE) is not None:
        raise HuaianError(CANNOT, "这份文书已印发", "文号已经用掉；在“文书”里可以撤回它")
    if refusal := _closed(thing):
        raise refusal
    versions = [one for one in thing if one.kind == RecordKind.NOTICE_DRAFT]
    said = ellipsis(_draft_words(record.body), SHOWN)
    if record.id != versions[-1].id:
        raise HuaianError(CANNOT, "这份草稿后来又改过", "在“文书”里修改或丢弃它")
    made = thing[0].id
    if record.id == made:
        return Step(f"丢弃草稿：{said}", lambda reason: [discarding(made, reason, record.occurred_on)])
    before = versions[-2]
    entry = Entry(RecordKind.NOTICE_DRAFT, before.body, occurred_on=before.occurred_on, ref=made)
    return Step(f"恢复修改前的草稿：{said}", lambda _: [entry])


def discarding(notice: bytes, reason: str, day: str | None) -> Entry:
    """The record by which a draft is thrown away."""
    body: Body = {"number": "", "reason": reason, DISCARDS: True}
    return Entry(RecordKind.NOTICE_WITHDRAW, body, occurred_on=day, ref=notice)


def _undo_withdrawal(undoing: Undoing) -> Step:
    """A draft that was thrown away is there again; a paper that was out stays withdrawn."""
    if _first(undoing.thing, RecordKind.NOTICE_ISSUE) is not None:
        raise HuaianError(CANNOT, "这份文书已印发过，文号不再使用", "请另拟一份")
    step = take_back_fact(undoing)
    made = undoing.thing[0]
    said = ellipsis(_draft_words(made.body), SHOWN)
    return Step(f"恢复丢弃的草稿：{said}", step.entries)


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
        Field("composed_heads", FieldType.LINES, optional=True, unsaid=True),
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
    undo=_undo_draft,
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
        Field("issued_heads", FieldType.LINES, optional=True, unsaid=True),
        Field("reply_due", FieldType.DAY, optional=True, nullable=True),
        Field("changed", FieldType.GROUPS, optional=True, unsaid=True, parts=_CHANGED),
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
    fields=(
        Field("number", FieldType.LINE, optional=True),
        Field("reason", FieldType.LINE, needed=True),
        Field(DISCARDS, FieldType.FLAG, optional=True, unsaid=True),
    ),
    gist=_withdraw_words,
    needed=(DAY, REF),
    joins=True,
    subject=Subject.NOTICE,
    renames="notice",
    taken_back_by=RecordKind.RETRACTION,
    undo=_undo_withdrawal,
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
