"""Each number beside an offered filter is what its filter lists: of notices, and of the search."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from support.office_plans import several_plans

from huaian_tui.domain.notices import EVERY_STATE
from huaian_tui.services.decisions import Completion, complete_milestone
from huaian_tui.services.notes import NoteDraft, add_note, correct_note
from huaian_tui.services.notice_discards import discard_drafts
from huaian_tui.services.notices import NoticeDraft, record_draft
from huaian_tui.services.units import merge_units
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.queries.find_notices import find_notices
from huaian_tui.store.search import record_facets
from huaian_tui.store.search.facet_counts import Asked, FacetCounts, count_notices
from huaian_tui.store.search.filters import (
    Filter,
    added,
    kind_filter,
    method_filter,
    notice_filter,
    offers,
    officer_filter,
    search_query,
    standing_filter,
    unit_filter,
)
from huaian_tui.store.search.find_records import count_records
from huaian_tui.store.search.list_filters import notice_list_filter
from huaian_tui.store.search.record_facets import count_records_by_facet
from huaian_tui.store.search.vocabulary import read_vocabulary

TODAY = date(2026, 11, 22)


def asked(connection: sqlite3.Connection, text: str = "", filters: Sequence[Filter] = ()) -> Asked:
    known = read_vocabulary(connection)
    return Asked(text, "", filters, (), [(plan, short) for plan, short, _ in known.plans], known)


def whole(connection: sqlite3.Connection, one: Asked) -> FacetCounts:
    """Counted to the end, however many moments it takes."""
    found = count_records_by_facet(connection, TODAY, one)
    while found.unfinished is not None:
        found = count_records_by_facet(connection, TODAY, one._replace(so_far=found.unfinished))
    return found


def labels(found: FacetCounts) -> set[str]:
    return {one.facet.label for one, _ in found.values}


# ---------------------------------------------------------------------- notices


@pytest.fixture
def notices(ledger: Ledger) -> Ledger:
    office = several_plans(ledger)
    of = [("reminder", "市财政局"), ("reminder", "各县区"), ("circular", "市数据局")]
    made = [
        record_draft(
            ledger,
            NoticeDraft(kind, f"标题{number}", (unit,), date(2026, 2 + 3 * number, 1), "{}", plans=plans),
        )
        for number, (kind, unit) in enumerate(of)
        for plans in ((), (office.water,))
    ]
    discard_drafts(ledger, made[1:3], "重了", TODAY)
    return ledger


@pytest.mark.parametrize(
    "before",
    [(), (notice_filter("reminder"),), (standing_filter(EVERY_STATE),), (unit_filter("市财政局"),)],
)
@pytest.mark.parametrize("text", ["", "标题", "丢弃"])
def test_numbers_of_notices_are_what_is_listed(notices: Ledger, before: Sequence[Filter], text: str) -> None:
    connection = notices.connection

    def rows(filters: Sequence[Filter]) -> int:
        return len(find_notices(connection, notice_list_filter(text, filters)).keys)

    found = count_notices(connection, TODAY, asked(connection, text, before))
    assert {one: rows(added(before, one)) for one, _ in found.values} == dict(found.values)
    if not before and not text:
        assert labels(found) == {"状态", "文书", "日期", "方案", "单位"}


# ---------------------------------------------------------------------- the search


@pytest.fixture
def records(ledger: Ledger) -> Ledger:
    several_plans(ledger)
    visits = ("市财政局", "电话"), ("市数据局", "约谈"), ("市财政局", "约谈")
    for number, (unit, method) in enumerate(visits):
        day = date(2026, 5 + 2 * number, 3)
        draft = NoteDraft(6 + number, f"数据入表{number}", day, units=(unit,), method=method)
        note = add_note(ledger, draft, TODAY)
    correct_note(ledger, note, "数据入表，另有说明", "补充")
    complete_milestone(ledger, "6-1", Completion(day=TODAY, basis="会议"), TODAY)
    merge_units(ledger, ["市财政局"], "市数据局", date(2026, 10, 1), "机构改革")
    return ledger


BEFORE = [
    (),
    (kind_filter("note"),),
    (unit_filter("市数据局"),),
    (method_filter("约谈"), officer_filter("张三")),
]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("text", ["", "数据", "入表 数"])
def test_numbers_of_the_search_are_what_it_finds(
    records: Ledger, before: Sequence[Filter], text: str
) -> None:
    connection = records.connection

    def rows(one: Filter) -> int | None:
        return count_records(connection, search_query(text, added(before, one)), today=TODAY)

    found = whole(connection, asked(connection, text, before))
    assert {one: rows(one) for one, _ in found.values} == dict(found.values)
    if not before and not text:
        assert labels(found) == {"种类", "日期", "单位", "方式", "登记人", "状态", "方案"}


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("day", [None, date(2026, 11, 22)])
def test_of_very_many_records_the_index_says_the_same(
    records: Ledger,
    ledger_path: Path,
    before: Sequence[Filter],
    day: date | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_through = whole(records.connection, asked(records.connection, "", before))
    monkeypatch.setattr(record_facets, "MOST_LOOKED_AT", 0)
    with closing(open_reader_as_of(ledger_path, day)) as connection:
        by_index = count_records_by_facet(connection, TODAY, asked(connection, "", before))
    said = dict(looked_through.values)
    marked = {"种类", "日期", "单位", "方式", "登记人"}
    assert by_index.unfinished is None
    assert dict(by_index.values) == {one: number for one, number in said.items() if one.facet.label in marked}


def test_too_many_to_count_are_offered_without_a_number(
    records: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_facets, "MOST_LOOKED_AT", 1)
    found = whole(records.connection, asked(records.connection, "数据"))
    assert found.values == () and {one.facet.label for one in found.unnumbered} >= {"种类", "单位"}


def test_what_a_word_may_mean_is_counted_in_records(records: Ledger) -> None:
    connection = records.connection
    one = asked(connection, "约谈", ())
    meant = offers("约谈", TODAY, one.known)
    found = count_records_by_facet(connection, TODAY, one._replace(offers=meant))
    assert dict(found.offered)[method_filter("约谈")] == 3, "two notes, one of them with its correction"
