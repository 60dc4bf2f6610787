"""What a draft says otherwise than the ledger, as findings: place, both values, records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date

from huaian_tui.documents.comparing.stale import Compared
from huaian_tui.documents.proofreading.notice import CONCLUSIONS, Finding
from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.domain.answers.notices import ChangeRow
from huaian_tui.domain.words.notices import change_words
from huaian_tui.ledger.identity import format_id
from huaian_tui.ledger.kinds.registry import kind_word
from huaian_tui.store.queries.counted_records import events_of

_MOST_RECORDS = 3
"""Records that are told beside a change; of more it says how many."""

NO_RECORD = "没有相关记录，因日期、方案、设置、篇幅或程序版本变化"
"""What stands for the records of a change that no record made."""


def stale_findings(connection: sqlite3.Connection, compared: Compared, today: date) -> list[Finding]:
    """One finding a change; or why the draft cannot be compared."""
    if compared.refusal is not None:
        error = compared.refusal
        return [Finding(CONCLUSIONS, f"{error.title}：{error.message}；{error.way_out}", "warning")]
    if not compared.changes and compared.since not in (None, today):
        since = compared.since.isoformat() if compared.since else ""
        told = f"与今天的台账比对，没有变化；文中的数据截至 {since}，刷新后换成今天"
        return [Finding(CONCLUSIONS, told, "info")]
    wanted = dict.fromkeys(one for change in compared.changes for one in change.records)
    events = {format_id(one.record_id): one for one in events_of(connection, list(wanted))}
    return [
        Finding(
            CONCLUSIONS,
            f"台账已变，{change_words(change)}（{'；'.join(_behind(change, events))}）",
            "risk",
            change=change,
        )
        for change in compared.changes
    ]


def records_told(connection: sqlite3.Connection, change: ChangeRow) -> list[str]:
    """The records behind a change in words: day, officer, what was recorded of what."""
    events = {format_id(one.record_id): one for one in events_of(connection, list(change.records))}
    return list(_behind(change, events))


def _behind(change: ChangeRow, events: dict[str, EventRow]) -> Iterator[str]:
    found: Sequence[EventRow] = [events[one] for one in change.records if one in events]
    if not found:
        yield NO_RECORD
    for one in found[:_MOST_RECORDS]:
        day = one.day.isoformat() if one.day else one.recorded_at[:10]
        of = "" if one.named is None else f" {one.named.told}"
        yield f"{day} {one.officer} {one.title or kind_word(one.kind)}{of}".replace("  ", " ")
    if len(found) > _MOST_RECORDS:
        yield f"等 {len(found)} 条记录"
