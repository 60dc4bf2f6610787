"""Composing a draft again from the ledger of now: what was written by hand is kept."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.documents.comparing.changes import changes_between
from huaian_tui.documents.comparing.merging import Choice, Merged, merged, with_both
from huaian_tui.documents.comparing.stale import days_between, renewed
from huaian_tui.documents.composers.addressees import WITHOUT_UNITS
from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.notice_frame import Composed, with_recipients
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.request_json import request_from_json, request_to_json
from huaian_tui.documents.document_json import document_from_json, document_to_json
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.domain.answers.notices import ChangeRow, NoticeRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind, NoticeState, state_title
from huaian_tui.services.compared_notices import data_of
from huaian_tui.services.notices import NoticeDraft, record_draft, version_of
from huaian_tui.services.past_notices import differences_of
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.counted_records import records_since
from huaian_tui.store.queries.draft_versions import draft_versions
from huaian_tui.store.queries.notices import read_notice


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A draft composed again: what is another figure now, and what was kept as written by hand."""

    notice: NoticeRow
    changes: tuple[ChangeRow, ...]
    merged: Merged
    guessed: bool = False
    """The draft is of an older program: what it was composed from was guessed, and is to be looked at."""

    @property
    def told(self) -> str:
        """已按今天的台账刷新：3 处换新，手写的 2 段留着，1 段两边都改了."""
        both = len(self.merged.both)
        parts = [
            f"{len(self.changes)} 处换新" if self.changes else "没有数字变化",
            f"手写的 {self.merged.kept} 段留着" if self.merged.kept else "",
            f"{both} 段两边都改了" if both else "",
        ]
        return f"已按今天的台账刷新：{'，'.join(part for part in parts if part)}"


def refresh(ledger: Ledger, notice: bytes, today: date, choice: Choice = with_both) -> Refreshed:
    """Compose a draft again and keep what was written by hand; ``choice``: where both were changed.

    A draft of an older program is composed from what is known of it: its kind, its units, its plan. Refused
    for what is no draft any more, and where there is nothing to write now.
    """
    row = read_notice(ledger.connection, notice)
    if row.state != NoticeState.DRAFT:
        standing = "已丢弃" if row.discarded else state_title(row.kind, row.state)
        raise HuaianError("这份文书不能刷新", f"只有草稿可以刷新，这一份{standing}", "如需重发，请另拟一份")
    composed, request = _composed(ledger.connection, row)
    with data_of(ledger.path, ledger.connection, row) as data:
        fresh = compose(data, renewed(request, today))
        remarks = differences_of(data, row.as_of)
    draft = document_from_json(row.document)
    days = days_between(request, row, fresh)
    both = merged(composed, draft, fresh.document, days, choice)
    since = records_since(ledger.connection, row.composed_up_to)
    changes = tuple(changes_between(composed, fresh.document, days, draft, since))
    document = both.document
    if document.recipients != fresh.document.recipients:  # written by hand: whether they fit is seen again
        document = with_recipients(document, document.recipients)
    record_draft(ledger, _drafted(row, fresh, document, today, remarks), notice)
    return Refreshed(read_notice(ledger.connection, notice), changes, both, guessed=not row.request)


def _drafted(
    row: NoticeRow, fresh: Composed, document: OfficialDocument, today: date, remarks: tuple[str, ...]
) -> NoticeDraft:
    """The new version of the draft; what stands beside its text is as composed now."""
    composed, text = document_to_json(fresh.document), document_to_json(document)
    return replace(
        version_of(row, document, today),
        units=fresh.units,
        warnings=(*fresh.warnings, *remarks),
        asks=fresh.asks,
        reply_due=fresh.reply_due,
        plans=fresh.plans,
        request="" if fresh.request is None else request_to_json(fresh.request),
        composed="" if text == composed else composed,
        composed_up_to=fresh.up_to,
        composed_heads=fresh.heads,
    )


# ---------------------------------------------------------------------- drafts of older programs


def _composed(connection: sqlite3.Connection, row: NoticeRow) -> tuple[OfficialDocument, NoticeRequest]:
    """The document as composed and what it was composed from; of an older program what is known of it."""
    if row.request:
        return document_from_json(row.composed), request_from_json(row.request)
    first = draft_versions(connection, row.record_id)[0]  # as composed: what was edited was kept after it
    return document_from_json(first.document), _guessed(row, first.day)


def _guessed(row: NoticeRow, day: date) -> NoticeRequest:
    """What a draft of an older program was probably asked for; the officer looks at it again."""
    kind = NoticeKind(row.kind)
    if kind is NoticeKind.ANSWER:
        raise HuaianError(
            "这份草稿不能刷新", "它由旧版程序拟写，没有记下答复的是哪一件", "请重新拟写报告，再撤回这一份"
        )
    of_plan = kind in (NoticeKind.CIRCULAR, NoticeKind.STATUS)  # the others are about all open plans
    tasks = tuple(int(one) for one in row.asks if one.isdecimal())  # of a 交办单: whole tasks
    return NoticeRequest(
        kind=kind,
        today=day,
        units=row.units,
        tasks=() if kind in WITHOUT_UNITS else tasks,
        basis=row.basis,
        approval=row.approval,
        as_of=row.as_of,
        plan=row.plans[0] if of_plan and len(row.plans) == 1 else None,
        every_plan=of_plan and len(row.plans) > 1,
    )
