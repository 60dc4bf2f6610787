"""Refusing a day of a decision that the decisions before or after it do not allow.

For every way to such a day: a new decision, a correction of one, taking a retraction or correction back.
What a merge brings is never refused; the fold gives an answer for any order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.rules.decision_order import Dated, Decided, neighbours, out_of_order, unusual_before
from huaian_tui.ledger.identity import day_of_number
from huaian_tui.ledger.kinds.decision_heads import counted, decided
from huaian_tui.ledger.kinds.decision_undo import as_recorded
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.own_days import own_day
from huaian_tui.ledger.kinds.taking_back import CANNOT, amends, target_of
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.store.engine.fold import read_decisions

_DECIDED: dict[str, Decided] = {
    RecordKind.MILESTONE_SET: Decided.SET,
    RecordKind.MILESTONE_COMPLETE: Decided.COMPLETE,
    RecordKind.MILESTONE_EXTEND: Decided.EXTEND,
    RecordKind.MILESTONE_CANCEL: Decided.CANCEL,
    RecordKind.MILESTONE_REOPEN: Decided.REOPEN,
    RecordKind.MILESTONE_TARGET: Decided.TARGET,
}


def refuse_out_of_order(records: Sequence[FoldRecord], entry: Entry, today: date, field: str = "day") -> None:
    """Refuse a record to be appended whose decision would lie before or after what does not allow it.

    ``records`` is all that belongs to the decisions on the milestone so far. An ``entry`` that
    corrects or restores a decision is looked at by that decision; one that only takes away is right.
    ``field``: where the day was typed; empty where none was.
    """
    made = as_recorded(entry)
    found = _dated([*records, made], today)
    meant = _meant(records, made)
    place = next((place for place, (record, _) in enumerate(found) if record.id == meant), None)
    if place is None:
        return
    decisions = [one for _, one in found]
    other = out_of_order(decisions, place)
    if other is not None:
        raise _refusal(decisions, place, other, str(entry.milestone), field)


def unusual_day(connection: sqlite3.Connection, milestone: str, day: date, today: date) -> str:
    """What is to be said of a completion on this day of a milestone; empty where nothing is unusual."""
    return said_of_day(days_decided(connection, milestone, today), day)


def days_decided(connection: sqlite3.Connection, milestone: str, today: date) -> list[Dated]:
    """The decisions that count on a milestone, with their own days, in the order of their recording."""
    return [one for _, one in _dated(read_decisions(connection, milestone)[0], today)]


def said_of_day(decisions: Sequence[Dated], day: date) -> str:
    """``unusual_day`` by what is known of the milestone."""
    other = unusual_before(decisions, day)
    if other is None:
        return ""
    return f"办结日期早于{other.what}日期 {other.day.isoformat()}，确是那天办结的不必改"


def _dated(records: Sequence[FoldRecord], today: date) -> list[tuple[FoldRecord, Dated]]:
    """What counts, with its day; a clock that was ahead, here or elsewhere, asks for no day after today."""
    return [
        (one, Dated(_DECIDED[one.kind], min(day_of_number(own_day(one)), today)))
        for one in counted(decided(records))
        if one.kind in _DECIDED
    ]


def _meant(records: Sequence[FoldRecord], made: FoldRecord) -> bytes:
    """The decision that a record makes, corrects or restores."""
    by_id = {one.id: one for one in records}
    while amends(made):
        target = by_id.get(target_of(made) or b"")
        if target is None or target.id >= made.id:
            break
        made = target
    return made.id


def _refusal(decisions: Sequence[Dated], place: int, other: Dated, milestone: str, field: str) -> HuaianError:
    one = decisions[place]
    early = one.day < other.day
    which = "" if one.what != other.what else "前一次" if early else "后一次"
    title = f"{one.what}日期{'早于' if early else '晚于'}{which}{other.what}日期"
    if not field:
        why = f"恢复后{title}（{one.day.isoformat()}、{other.day.isoformat()}）"
        return HuaianError(CANNOT, why, "先更正其中一项的日期")
    why = f"填的是 {one.day.isoformat()}，{milestone} {other.day.isoformat()} {other.what}"
    fix = f"如{other.what}日期有误，先更正那一项"
    earlier, later = neighbours(decisions, place)
    if earlier is not None and later is not None:
        first, last = sorted((earlier.day, later.day))
        allowed = f"请填 {first.isoformat()} 至 {last.isoformat()} 之间的日期"
    else:
        allowed = f"请填 {other.day.isoformat()} 或{'之后' if early else '之前'}的日期"
    return InputRefused(title, why, f"{allowed}；{fix}", field=field)
