"""A draft beside the ledger of now: what its request composes today, and what differs."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.documents.comparing.changes import changes_between
from huaian_tui.documents.comparing.day_words import DayWords
from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.request_json import request_from_json
from huaian_tui.documents.document_json import document_from_json
from huaian_tui.domain.answers.notices import ChangeRow, NoticeRow
from huaian_tui.domain.dates.reporting_period import quarter_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.store.queries.counted_records import records_since

WHOLE = "整份文书"
"""The place of the change that a paper cannot be composed any more."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a draft says otherwise than the ledger; ``since``: the day of its data.

    ``refusal``: why it cannot be compared at all; None with no ``changes``: it says what it would say now.
    """

    changes: tuple[ChangeRow, ...] = ()
    since: date | None = None
    refusal: HuaianError | None = None


OLDER = HuaianError(
    "不能与台账比对",
    "这份草稿由旧版程序拟写，没有记下拟稿时的范围和数据",
    "刷新草稿后就能比对；手写的段落会留着",
)
"""Why a draft without a request cannot be compared."""


def renewed(request: NoticeRequest, today: date) -> NoticeRequest:
    """The same request on another day; the past day of its data (as_of) stays.

    A 通报 of "the quarter so far" whose quarter is over by then is of that whole quarter.
    """
    ended = quarter_of(request.day) != quarter_of(today) and request.as_of is None
    if request.kind is NoticeKind.CIRCULAR and request.period is None and ended and today > request.day:
        request = replace(request, period=quarter_of(request.day))
    return replace(request, today=today)


def days_between(request: NoticeRequest, notice: NoticeRow, fresh: Composed) -> DayWords:
    """The days that the draft and what is composed now name for the same."""
    again = fresh.request or request
    days = [(request.day, again.day), (request.today, again.today)]
    if notice.reply_due is not None and fresh.reply_due is not None:
        days.append((notice.reply_due, fresh.reply_due))
    return DayWords(days)


def compare(data: sqlite3.Connection, notice: NoticeRow, today: date) -> Compared:
    """The draft beside what its request composes today; ``data`` reads as of the past day of the request.

    What was edited by hand is compared as it was composed: there the figures came from.
    """
    if not notice.request:
        return Compared(refusal=OLDER)
    try:
        request = request_from_json(notice.request)
    except HuaianError as error:
        return Compared(refusal=error)
    try:
        fresh = compose(data, renewed(request, today))
    except HuaianError as error:
        gone = ChangeRow(WHOLE, notice.title, f"现在拟不出：{error.title}，{error.message}")
        return Compared((gone,), request.day)
    composed, draft = document_from_json(notice.composed), document_from_json(notice.document)
    days = days_between(request, notice, fresh)
    since = records_since(data, notice.composed_up_to)
    return Compared(tuple(changes_between(composed, fresh.document, days, draft, since)), request.day)
