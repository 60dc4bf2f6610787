"""Taking back what says a whole thing anew: plans, tasks, units, ties, settings.

What was said before is said again by a further record of the thing; where nothing was said before, the thing
is withdrawn (撤回): from then on no row follows from its records, so it is in no list, count or search, its
number and names are free, and past days show it. Such a record names in ``undoes`` what it takes back, and
says in ``undone`` what that was and in ``why`` the reason; the pair counts as nothing for what is taken back
next.
Nothing is taken back on which something stands: a later record of the thing, what was written about a thing
that would be gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.ledger.identity import day_of_id, day_of_number, short_id
from huaian_tui.ledger.kinds.kind import Field, FieldType, FoldRecord, Undoing
from huaian_tui.ledger.kinds.parts import SETTLES, heads_of_part
from huaian_tui.ledger.kinds.taking_back import CANNOT, SHOWN, UNDOES, named_record
from huaian_tui.ledger.record import Body, RecordKind

WITHDRAWN = "withdrawn"
"""The part of a body by which a thing is withdrawn."""

UNDONE, WHY = "undone", "why"

TAKES_BACK = (
    Field(UNDOES, FieldType.ID, optional=True, unsaid=True),
    Field(UNDONE, FieldType.TEXT, optional=True),
    Field(WHY, FieldType.TEXT, optional=True),
)
"""Parts of a record that takes another one back."""

WITHDRAWS = Field(WITHDRAWN, FieldType.FLAG, optional=True, unsaid=True)

_BACK = frozenset((UNDOES, UNDONE, WHY))
_ABOUT_ITSELF = _BACK | {SETTLES}
"""Parts of a body that are about the record itself."""

PLAN_KINDS = (RecordKind.PLAN_SET, RecordKind.PLAN_CLOSE, RecordKind.PLAN_REOPEN)
"""Kinds of records of a plan itself."""

_BESIDE = frozenset((RecordKind.MATTER_NUMBER, RecordKind.TASK_TIE))
"""What is recorded of a task beside its text: such records stand in no chain."""

# ---------------------------------------------------------------------- what follows from them


def is_withdrawn(records: Sequence[FoldRecord]) -> bool:
    """Whether a thing is withdrawn by all its records, in order of their ids.

    It is there where anybody said something of it without knowing that: that is a conflict.
    """
    if not any(one.body.get(WITHDRAWN) for one in records):
        return False
    heads = set(heads_of_part(in_chain(records)))
    return all(one.body.get(WITHDRAWN) for one in records if one.id in heads)


def apart(records: Sequence[FoldRecord]) -> tuple[Sequence[FoldRecord], Sequence[FoldRecord]]:
    """Of the records of a task or milestone those of its plan, which stand behind where that was ever
    withdrawn, and the rest."""
    if not records or records[-1].kind not in PLAN_KINDS:
        return (), records
    plan = [one for one in records if one.kind in PLAN_KINDS]
    return plan, [one for one in records if one.kind not in PLAN_KINDS]


def in_chain(records: Sequence[FoldRecord]) -> list[FoldRecord]:
    """Of the records of a task those of its text: each follows another one."""
    return [one for one in records if one.kind not in _BESIDE]


def in_force(records: Sequence[FoldRecord]) -> Sequence[FoldRecord]:
    """Of the records of a thing, in order of their ids, those since it was withdrawn last; all as a rule."""
    begin = 0
    for place, one in enumerate(records, start=1):
        if one.body.get(WITHDRAWN) and is_withdrawn(records[:place]):
            begin = place
    return records[begin:]


def words_of(gist: Callable[[Body], str]) -> Callable[[Body], str]:
    """The gist of a kind; of a record that takes another one back what that was, and why."""

    def words(body: Body) -> str:
        if UNDOES not in body:
            return gist(body)
        return f"{body.get(UNDONE, '')}（理由：{body.get(WHY, '')}）"

    return words


# ---------------------------------------------------------------------- rules


def said_before(undoing: Undoing, again: str) -> FoldRecord | None:
    """What was said of the thing before the record to be taken back; None where it is the first.

    Refused where the record is not the last word; ``again``: the command by which it is said anew instead.
    """
    record = undoing.record
    if not undoing.thing:
        raise HuaianError(CANNOT, "它所属的方案还没有到", "先合并有这个方案的数据包")
    counted = counted_with(undoing, in_chain(undoing.thing))
    if record.body.get(SETTLES):
        raise HuaianError(CANNOT, "它核定了几台电脑各自写的内容，撤回会重新冲突", f"再改一次：{again}")
    heads = heads_of_part(counted)
    if record.id not in heads:
        raise _stood_on(counted, record)
    if len(heads) > 1:
        raise HuaianError(CANNOT, "几台电脑各自改过，冲突待核", f"先核定：{again}")
    ref = next(one.ref for one in counted if one.id == record.id)
    if ref is None:
        return None
    before = next((one for one in counted if one.id == ref), None)
    if before is None:
        raise HuaianError(CANNOT, "它之前的记录还没有到", f"先合并同事的数据包，或再改一次：{again}")
    return before


def counted_with(undoing: Undoing, records: Sequence[FoldRecord]) -> Sequence[FoldRecord]:
    """Of these records those that count but for the one to be taken back, without what goes back with it.

    Refused where that one is taken back already.
    """
    record = undoing.record
    plain = record._replace(body=without_undo(record.body))  # what it took back counts again without it
    others = [one for one in records if one.id not in undoing.own and one.id != record.id]
    apart = sorted([*others, plain], key=lambda one: one.id)
    if record.id in _pairs(apart):
        raise HuaianError(CANNOT, "这条记录已撤回", "不需要再撤回")
    return without_pairs(apart)


def last_before(undoing: Undoing, before: FoldRecord, *kinds: str) -> FoldRecord:
    """The last record of these kinds up to ``before``, of those that count."""
    counted = without_pairs(undoing.thing)
    found = [one for one in counted if one.kind in kinds and one.id <= before.id]
    return before if before.kind in kinds or not found else found[-1]


def _pairs(records: Sequence[FoldRecord]) -> set[bytes]:
    """Records that are taken back, with those that do so, of all of one thing in order of their ids."""
    here, gone = {one.id for one in records}, set[bytes]()
    for one in reversed(records):
        target = named_record(one, UNDOES)
        if target is not None and target in here and one.id not in gone:
            gone |= {one.id, target}
    return gone


def taken_back(records: Sequence[FoldRecord]) -> set[bytes]:
    """The records that another one of these, which counts, says are taken back."""
    gone = set[bytes]()
    for one in sorted(records, key=lambda one: one.id, reverse=True):
        target = named_record(one, UNDOES)
        if target is not None and one.id not in gone:
            gone.add(target)
    return gone


def without_pairs(records: Sequence[FoldRecord]) -> Sequence[FoldRecord]:
    """The records that count; what refers to one that does not refers to the one before that."""
    gone = _pairs(records) if any(UNDOES in one.body for one in records) else set[bytes]()
    if not gone:
        return records
    refs = {one.id: one.ref for one in records if one.id in gone}

    def resolved(ref: bytes | None) -> bytes | None:
        while ref is not None and ref in refs:
            ref = refs[ref]
        return ref

    return [one._replace(ref=resolved(one.ref)) for one in records if one.id not in gone]


def _stood_on(counted: Sequence[FoldRecord], record: FoldRecord) -> HuaianError:
    """What stands on a record, and how that is taken back first."""
    last = [one for one in counted if one.id > record.id][-1]
    return HuaianError(
        CANNOT, f"后来又写了：{told(last)}", f"先撤回后来的：record retract {short_id(last.id)} --reason 理由"
    )


def told(record: FoldRecord) -> str:
    """A record in few words: when it was made known, and who said it; of the shipped plan only what it is."""
    day = record.known or day_of_id(record.id)
    return f"{day_of_number(day).isoformat()} {record.officer}" if day > 0 else record.officer


def refuse_stood_on(what: str, written: Sequence[str], way_out: str) -> None:
    """Refuse to take back what other records stand on; ``written``: these in words."""
    if written:
        more = f" 等 {len(written)} 条" if len(written) > 1 else ""
        raise HuaianError(CANNOT, f"{what}已有别的记录：{written[0]}{more}", way_out)


# ---------------------------------------------------------------------- the record that takes back


def without_undo(content: Body) -> dict[str, Any]:
    """What a record says, whatever it takes back: what two laptops take back alike is one."""
    return {part: value for part, value in content.items() if part not in _BACK}


def said_again(content: Body) -> dict[str, Any]:
    """What a record said of its thing, without what it said of itself."""
    return {part: value for part, value in content.items() if part not in _ABOUT_ITSELF}


def taking_back(undoing: Undoing, title: str, reason: str) -> dict[str, Any]:
    """The parts of a body that name what is taken back and why."""
    return {UNDOES: undoing.record.id.hex(), UNDONE: f"{title}：{said(undoing)}", WHY: reason}


def following(undoing: Undoing) -> tuple[bytes | None, dict[str, Any]]:
    """``ref`` of a record that follows all that is known of the thing, and what names further heads."""
    *others, last = heads_of_part(in_chain(undoing.thing))
    return last, ({SETTLES: [one.hex() for one in others]} if others else {})


def said(undoing: Undoing) -> str:
    """What the record to be taken back says, cut to one line."""
    return ellipsis(undoing.kind.line(undoing.record.body), SHOWN)


def ids_of(groups: Iterable[Body]) -> set[str]:
    """The ids that parts of a body have."""
    return {str(one["id"]) for one in groups}
