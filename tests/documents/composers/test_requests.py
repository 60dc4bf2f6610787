"""What a notice was composed from is kept with its draft, whole, and composes the same again."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.composers import TODAY, work

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.request_json import request_from_json, request_to_json
from huaian_tui.documents.document_json import document_from_json
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.identity import format_id
from huaian_tui.services.notices import Edited, edit_draft, keep_draft
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.records import newest_id
from huaian_tui.store.queries.notices import read_notice

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
LINES = st.text("甲乙12、（）“”", max_size=12)
EVERYTHING = st.builds(
    NoticeRequest,
    kind=st.sampled_from(list(NoticeKind)),
    today=DAYS,
    units=st.lists(LINES, max_size=3).map(tuple),
    period=st.none() | st.builds(lambda day, more: Period(day, day + timedelta(more)), DAYS, st.just(9)),
    indicator=LINES,
    tasks=st.lists(st.integers(1, 2**40), max_size=3).map(tuple),
    basis=LINES,
    approval=LINES,
    as_of=st.none() | DAYS,
    plan=st.none() | LINES,
    every_plan=st.booleans(),
)


@given(request=EVERYTHING)
def test_a_request_comes_back_as_it_was(request: NoticeRequest) -> None:
    kept = request_to_json(request)
    assert json.loads(kept).keys() == {one.name for one in fields(NoticeRequest)}
    assert request_from_json(kept) == request


@pytest.mark.parametrize(
    "change",
    [{"colour": "red"}, {"kind": "song"}, {"today": "soon"}, {"tasks": "2"}, {"tasks": ["2"]}, {"basis": 1}],
)
def test_what_a_newer_program_asked_for_is_refused_and_told(change: dict[str, object]) -> None:
    kept = json.loads(request_to_json(NoticeRequest(NoticeKind.REMINDER, TODAY, ("市数据局",))))
    with pytest.raises(HuaianError, match="不能比对，也不能刷新") as refused:
        request_from_json(json.dumps(kept | change))
    assert "升级" in refused.value.way_out
    if "colour" in change:
        assert "colour" in refused.value.message


def test_a_draft_keeps_what_it_was_composed_from_through_every_edit(ledger: Ledger) -> None:
    work(ledger)
    request = NoticeRequest(NoticeKind.REMINDER, TODAY, ("市数据局",), basis="市领导批示")
    composed = compose(ledger.connection, request)
    newest = newest_id(ledger.connection)
    assert newest is not None and composed.up_to == format_id(newest)
    notice = keep_draft(ledger, composed, TODAY, basis=request.basis)
    row = read_notice(ledger.connection, notice)
    for text in ("只写一段。", "又改了一次。"):
        edit_draft(ledger, row, Edited(row.title, ("市财政局",), text), TODAY)
        row = read_notice(ledger.connection, notice)
        assert request_from_json(row.request) == replace(request, replaces="")
        assert row.composed_up_to == composed.up_to
        assert document_from_json(row.composed) == composed.document
        assert document_from_json(row.document).body != composed.document.body


def test_what_is_composed_from_the_kept_request_is_the_same(ledger: Ledger) -> None:
    work(ledger)
    request = NoticeRequest(NoticeKind.CIRCULAR, TODAY)
    composed = compose(ledger.connection, request)
    notice = read_notice(ledger.connection, keep_draft(ledger, composed, TODAY))
    assert notice.composed == notice.document, "an unedited draft is what was composed"
    again = compose(ledger.connection, request_from_json(notice.request))
    assert (again.document, again.asks) == (composed.document, composed.asks)


def test_a_draft_without_a_request_says_so(ledger: Ledger) -> None:
    composed = compose(ledger.connection, NoticeRequest(NoticeKind.CIRCULAR, TODAY))
    notice = read_notice(ledger.connection, keep_draft(ledger, replace(composed, request=None), TODAY))
    assert (notice.request, notice.composed) == ("", "")
